//! Where everything stands.

use super::condense::{Shown, choose};
use super::figures::Figures;
use super::{Align, Drawing, Drawn, Point, Role, Shape, Sign, Tone, label_width};
use crate::document::Inline;
use crate::quantity::{Quantity, Variable};

const RADIUS: f64 = 27.0;
const BIAS_RADIUS: f64 = 15.0;
const WIDEST_EDGE: f64 = 4.5;
/// Where edges crowd, they are thinner.
const WIDEST_IN_CROWD: f64 = 2.8;
/// Neurons grow up to this radius, so that long numbers in them can be read.
const LARGEST_RADIUS: f64 = 36.0;
/// The sizes of the number in a neuron: usually, and the least that can well be read.
const IN_NEURON: f64 = 12.5;
const SMALLEST_IN_NEURON: f64 = 10.0;
/// How far below the middle of its neuron the far corners of that number are.
const CORNER: f64 = 14.0;
/// The least room between that number and the circle.
const BESIDE_NUMBER: f64 = 2.0;
const MARGIN: f64 = 62.0;
/// How near to its neuron the middle of an edge's number may stand.
const NEAREST_LABEL: f64 = 66.0;
/// The sizes of what is written on an edge, below it and below a neuron.
const ON_EDGE: f64 = 12.5;
const SMALL: f64 = 10.5;
const BELOW: f64 = 11.5;
/// Room between an output and its target, and to the right of other layers.
const BESIDE_OUTPUT: f64 = 12.0;
const RIGHT: f64 = 72.0;
const HEADING: f64 = 44.0;
const LEGEND: f64 = 60.0;
/// A row of layers wider than this goes on below.
const WIDEST_ROW: f64 = 780.0;
/// Where more neurons than this meet, only the strongest edges carry their numbers.
const MOST_LABELLED: usize = 5;
/// Of a deeper network, the layers in the middle are left out.
const MOST_LAYERS: usize = 16;
const FIRST_LAYERS: usize = 6;
const LAST_LAYERS: usize = 4;

pub(super) fn draw(figures: &Figures) -> Drawing {
    let shown = choose(figures);
    let mut plan = Plan::new(figures, shown);
    let mut top = 0.0;
    let mut width: f64 = 0.0;
    let mut rows = Vec::new();
    for row in plan.rows() {
        rows.push(top);
        let (right, bottom) = plan.row(&row, top);
        width = width.max(right);
        top = bottom;
    }
    width = width.max(430.0);
    plan.legend(top, width);
    let (edges, others): (Vec<Shape>, Vec<Shape>) =
        plan.shapes.into_iter().partition(|shape| matches!(shape, Shape::Edge { .. }));
    let (neurons, labels): (Vec<Shape>, Vec<Shape>) =
        others.into_iter().partition(|shape| matches!(shape, Shape::Neuron { .. }));
    Drawing {
        title: figures.title(),
        description: description(figures),
        width,
        height: top + LEGEND,
        rows,
        shapes: edges.into_iter().chain(neurons).chain(labels).collect(),
    }
}

struct Plan<'a> {
    figures: &'a Figures<'a>,
    shown: Shown,
    radius: f64,
    /// The distance from neuron to neuron below it.
    pitch: f64,
    /// The size of the strongest weight or bias that is drawn.
    largest: f64,
    shapes: Vec<Shape>,
    /// The labels on edges so far, so that no two overlap.
    taken: Vec<Point>,
}

impl<'a> Plan<'a> {
    fn new(figures: &'a Figures<'a>, shown: Shown) -> Plan<'a> {
        let mut plan = Plan {
            figures,
            shown,
            radius: RADIUS,
            pitch: 0.0,
            largest: 0.0,
            shapes: Vec::new(),
            taken: Vec::new(),
        };
        plan.radius = plan.radius_needed();
        let below = if figures.drawn == Drawn::Both { 30.0 } else { 17.0 };
        plan.pitch = 2.0 * plan.radius + 16.0 + below;
        for layer in 1..plan.columns() {
            if plan.is_labelled(layer) {
                plan.pitch = plan.pitch.max(plan.label_height() * (plan.width(layer) + 1) as f64);
            }
            for (parameter, ..) in plan.edges(layer) {
                plan.largest = plan.largest.max(figures.strength(parameter).abs());
            }
        }
        plan
    }

    /// The radius at which every number in a neuron can be read, as far as one may be so large.
    fn radius_needed(&self) -> f64 {
        let numbers = (0..self.columns()).flat_map(|column| {
            self.shown.neurons[column]
                .iter()
                .filter_map(move |&neuron| self.figures.number(self.figures.own(activation(column, neuron))))
        });
        let width = |number: Inline| label_width(&[number], SMALLEST_IN_NEURON);
        let widest = numbers.map(width).fold(0.0, f64::max);
        (widest / 2.0 + BESIDE_NUMBER).hypot(CORNER).clamp(RADIUS, LARGEST_RADIUS)
    }

    fn label_height(&self) -> f64 {
        if self.figures.drawn == Drawn::Both { 33.0 } else { 19.0 }
    }

    fn columns(&self) -> usize {
        self.shown.neurons.len()
    }

    /// How many neurons of a column are drawn.
    fn width(&self, column: usize) -> usize {
        self.shown.neurons[column].len()
    }

    fn is_condensed(&self, column: usize) -> bool {
        self.width(column) < self.figures.widths()[column]
    }

    /// Whether every edge into a layer carries its number.
    fn is_labelled(&self, layer: usize) -> bool {
        let whole = !self.is_condensed(layer - 1) && !self.is_condensed(layer);
        whole && self.width(layer - 1) <= MOST_LABELLED && self.width(layer) <= MOST_LABELLED
    }

    /// How far apart two layers stand.
    fn gap(&self, layer: usize) -> f64 {
        if !self.is_labelled(layer) {
            return 240.0;
        }
        // Room beside the neuron for the numbers on its edges, and for what stands below it.
        let first = NEAREST_LABEL.max(self.half_below(layer - 1) + self.half_on_edges(layer) + 6.0);
        (first * (self.width(layer) + 1) as f64).max(180.0)
    }

    /// Half the width of what stands below the neurons of a column.
    fn half_below(&self, column: usize) -> f64 {
        let lines = self.shown.neurons[column].iter().flat_map(|&neuron| self.below(column, neuron));
        lines.map(|content| label_width(&content, BELOW) / 2.0).fold(0.0, f64::max)
    }

    /// Half the width of the numbers on the edges into a layer.
    fn half_on_edges(&self, layer: usize) -> f64 {
        let both = self.figures.drawn == Drawn::Both;
        let width = |parameter: Variable| {
            let number = self.figures.edge_number(parameter).map(|number| label_width(&[number], ON_EDGE));
            let slope = Quantity::slope(Variable::Loss, parameter);
            let slope = if both { self.figures.number(slope) } else { None };
            number.into_iter().chain(slope.map(|slope| label_width(&[slope], SMALL))).fold(0.0, f64::max)
        };
        self.edges(layer).into_iter().map(|(parameter, ..)| width(parameter) / 2.0).fold(0.0, f64::max)
    }

    /// The lines below a neuron.
    fn below(&self, column: usize, neuron: u32) -> Vec<Vec<Inline>> {
        let figures = self.figures;
        let layer = column as u32;
        let mut lines = Vec::new();
        if column > 0 && figures.drawn != Drawn::Gradients {
            lines.extend(figures.equation(figures.own(Variable::Z(layer, neuron))));
        }
        if column > 0 && figures.drawn != Drawn::Values {
            lines.extend(figures.equation(figures.delta(layer, neuron)));
        }
        lines
    }

    /// Every edge into a layer that is drawn: its parameter, from where (`None`: the bias), to where.
    fn edges(&self, layer: usize) -> Vec<(Variable, Option<usize>, usize)> {
        let l = layer as u32;
        let mut edges = Vec::new();
        for (to, &k) in self.shown.neurons[layer].iter().enumerate() {
            for (from, &j) in self.shown.neurons[layer - 1].iter().enumerate() {
                edges.push((Variable::Weight(l, j, k), Some(from), to));
            }
            edges.push((Variable::Bias(l, k), None, to));
        }
        edges
    }

    /// The columns of each row: the last of one begins the next.
    fn rows(&self) -> Vec<Vec<usize>> {
        let last = self.columns() - 1;
        let left_out = last > MOST_LAYERS;
        let mut rows: Vec<Vec<usize>> = vec![vec![0]];
        let mut x = 0.0;
        for column in 1..=last {
            if left_out && (FIRST_LAYERS + 1..=last - LAST_LAYERS).contains(&column) {
                if column == last - LAST_LAYERS {
                    rows.push(vec![column]);
                    x = 0.0;
                }
                continue;
            }
            if x + self.gap(column) > WIDEST_ROW {
                rows.push(vec![column - 1]);
                x = 0.0;
            }
            x += self.gap(column);
            rows.last_mut().expect("there is one").push(column);
        }
        rows
    }

    /// The places of a column's neurons above and below its middle, and that of its bias.
    fn places(&self, column: usize) -> (Vec<f64>, f64) {
        let mut y = 0.0;
        let mut places: Vec<f64> = Vec::new();
        let neurons = &self.shown.neurons[column];
        for (at, &neuron) in neurons.iter().enumerate() {
            if at > 0 {
                y += self.pitch;
                if neuron > neurons[at - 1] + 1 {
                    y += 0.3 * self.pitch;
                }
            }
            places.push(y);
        }
        let middle = y / 2.0;
        places.iter_mut().for_each(|place| *place -= middle);
        (places, y - middle + self.pitch)
    }

    /// Draws a row of layers below `top`; tells its right end and its bottom.
    fn row(&mut self, columns: &[usize], top: f64) -> (f64, f64) {
        let above = columns.iter().map(|&c| -self.places(c).0[0]).fold(0.0, f64::max);
        let has_bias = |column: usize| Some(&column) != columns.last();
        let below = |c: usize| {
            let (places, bias) = self.places(c);
            let last = places.last().expect("a column has a neuron") + self.radius + 34.0;
            if has_bias(c) { last.max(bias + BIAS_RADIUS + 14.0) } else { last }
        };
        let below = columns.iter().map(|&c| below(c)).fold(0.0, f64::max);
        let heading = if columns.iter().any(|&c| self.is_condensed(c)) { HEADING } else { HEADING - 14.0 };
        let middle = top + heading + 6.0 + self.radius + above;
        let mut x = MARGIN.max(self.half_below(columns[0]) + 6.0);
        for (at, &column) in columns.iter().enumerate() {
            if at > 0 {
                let before = x;
                x += self.gap(column);
                self.draw_edges(column, (before, middle), (x, middle));
            }
            self.draw_column(column, (x, middle), top, has_bias(column));
        }
        let last = *columns.last().expect("a row has columns");
        let targets = if last + 1 == self.columns() { self.widest_target() } else { 0.0 };
        if last + 1 < self.columns() {
            let words = if last == FIRST_LAYERS && self.columns() - 1 > MOST_LAYERS {
                format!("layers {} to {} are left out", last + 1, self.columns() - 2 - LAST_LAYERS)
            } else {
                "continued below".into()
            };
            self.text((x, middle + below - 2.0), Align::Middle, 11.0, &words);
        }
        (
            x + RIGHT.max(self.radius + BESIDE_OUTPUT + targets + 8.0).max(self.half_below(last) + 6.0),
            middle + below + 8.0,
        )
    }

    fn draw_edges(&mut self, layer: usize, from: Point, to: Point) {
        let (sources, bias) = self.places(layer - 1);
        let (targets, _) = self.places(layer);
        let labelled = self.is_labelled(layer);
        let along = 1.0 / (targets.len() + 1) as f64;
        for (parameter, source, target) in self.edges(layer) {
            let start = (from.0, from.1 + source.map_or(bias, |at| sources[at]));
            let end = (to.0, to.1 + targets[target]);
            let strength = self.figures.strength(parameter);
            let widest = if labelled { WIDEST_EDGE } else { WIDEST_IN_CROWD };
            let share = if self.largest > 0.0 { strength.abs() / self.largest } else { 0.0 };
            self.shapes.push(Shape::Edge {
                from: start,
                to: end,
                width: 0.7 + (widest - 0.7) * share,
                sign: Sign::of(strength),
            });
            // At this share of the way the numbers of all edges stand below one another, equally far apart.
            if labelled {
                self.edge_label(parameter, between(start, end, along));
            }
        }
        if !labelled {
            self.strongest(layer, from, to);
        }
    }

    /// The numbers of the strongest edges alone, where no other number stands.
    fn strongest(&mut self, layer: usize, from: Point, to: Point) {
        let (sources, targets) = (self.places(layer - 1).0, self.places(layer).0);
        for (j, k) in self.shown.strongest[layer - 1].clone() {
            let place = |column: usize, neuron: u32| {
                self.shown.neurons[column].iter().position(|&shown| shown == neuron)
            };
            let (Some(source), Some(target)) = (place(layer - 1, j), place(layer, k)) else { continue };
            let start = (from.0, from.1 + sources[source]);
            let end = (to.0, to.1 + targets[target]);
            let free = |at: &Point| {
                self.taken.iter().all(|other| (other.0 - at.0).abs() > 52.0 || (other.1 - at.1).abs() > 18.0)
            };
            let candidates = [0.5, 0.4, 0.6, 0.32, 0.68].map(|share| between(start, end, share));
            let at = candidates.iter().copied().find(free).unwrap_or(candidates[0]);
            self.edge_label(Variable::Weight(layer as u32, j, k), at);
        }
    }

    fn edge_label(&mut self, parameter: Variable, at: Point) {
        self.taken.push(at);
        let sign = Sign::of(self.figures.strength(parameter));
        let Some(number) = self.figures.edge_number(parameter) else { return };
        let slope = Quantity::slope(Variable::Loss, parameter);
        let slope = if self.figures.drawn == Drawn::Both { self.figures.number(slope) } else { None };
        let shift = if slope.is_some() { 7.0 } else { 0.0 };
        self.label((at.0, at.1 - shift), Align::Middle, ON_EDGE, Tone::Of(sign), true, vec![number]);
        if let Some(slope) = slope {
            self.label((at.0, at.1 + shift), Align::Middle, SMALL, Tone::Faint, true, vec![slope]);
        }
    }

    fn draw_column(&mut self, column: usize, (x, middle): Point, top: f64, has_bias: bool) {
        let figures = self.figures;
        let count = figures.widths()[column];
        self.text((x, top + 16.0), Align::Middle, 12.5, &figures.heading(column));
        if self.is_condensed(column) {
            let what = if column == 0 { "inputs" } else { "neurons" };
            let words = format!("{} of {count} {what}", self.width(column));
            self.text((x, top + 33.0), Align::Middle, 11.0, &words);
        }
        let role = match column {
            0 => Role::Input,
            c if c + 1 == self.columns() => Role::Output,
            _ => Role::Hidden,
        };
        let (places, bias) = self.places(column);
        let neurons = self.shown.neurons[column].clone();
        for (at, (&neuron, place)) in neurons.iter().zip(&places).enumerate() {
            let y = middle + place;
            if at > 0 && neuron > neurons[at - 1] + 1 {
                let between = middle + (places[at - 1] + place) / 2.0 + 7.0;
                self.label(
                    (x, between),
                    Align::Middle,
                    18.0,
                    Tone::Faint,
                    true,
                    vec![Inline::Text("⋮".into())],
                );
            }
            self.shapes.push(Shape::Neuron { at: (x, y), radius: self.radius, role });
            self.inside(column, neuron, (x, y));
        }
        if has_bias {
            let at = (x, middle + bias);
            self.shapes.push(Shape::Neuron { at, radius: BIAS_RADIUS, role: Role::Bias });
            self.label(at, Align::Middle, 12.5, Tone::Faint, false, vec![Inline::Text("1".into())]);
        }
    }

    /// The symbol and the number in a neuron, and what stands below and beside it.
    fn inside(&mut self, column: usize, neuron: u32, (x, y): Point) {
        let figures = self.figures;
        let quantity = figures.own(activation(column, neuron));
        self.label((x, y - 9.0), Align::Middle, 14.0, Tone::Plain, false, vec![figures.symbol(quantity)]);
        if let Some(number) = figures.number(quantity) {
            let content = vec![number];
            let room = 2.0 * ((self.radius * self.radius - CORNER * CORNER).sqrt() - BESIDE_NUMBER);
            let size = IN_NEURON * (room / label_width(&content, IN_NEURON)).min(1.0);
            self.label((x, y + 9.5), Align::Middle, size, Tone::Plain, false, content);
        }
        for (line, content) in self.below(column, neuron).into_iter().enumerate() {
            let at = (x, y + self.radius + 10.0 + 13.0 * line as f64);
            self.label(at, Align::Middle, BELOW, Tone::Faint, true, content);
        }
        if column + 1 == self.columns()
            && let Some(target) = figures.equation(figures.own(Variable::Target(neuron)))
        {
            self.label((x + self.radius + BESIDE_OUTPUT, y), Align::Start, 12.5, Tone::Faint, false, target);
        }
    }

    fn widest_target(&self) -> f64 {
        let neurons = self.shown.neurons.last().expect("there is an output layer");
        let target = |&k: &u32| self.figures.equation(self.figures.own(Variable::Target(k)));
        let width = |content: Vec<Inline>| label_width(&content, 12.5);
        neurons.iter().filter_map(target).map(width).fold(0.0, f64::max)
    }

    /// What colours, dashes and widths mean, and the loss.
    fn legend(&mut self, top: f64, width: f64) {
        let y = top + 22.0;
        let what = if self.figures.drawn == Drawn::Gradients { "slope" } else { "weight" };
        let left = MARGIN - RADIUS;
        let mut x = left;
        for (sign, word) in [(Sign::Positive, "positive"), (Sign::Negative, "negative")] {
            let words = format!("{word} {what}");
            self.shapes.push(Shape::Edge { from: (x, y), to: (x + 28.0, y), width: 2.5, sign });
            self.text((x + 34.0, y), Align::Start, 11.0, &words);
            x += 34.0 + 6.6 * words.len() as f64 + 14.0;
        }
        if let Some(loss) = self.figures.equation(self.figures.own(Variable::Loss)) {
            let content = std::iter::once(Inline::Text("loss ".into())).chain(loss).collect();
            self.label((width - 14.0, y), Align::End, 12.5, Tone::Plain, false, content);
        }
        let mut largest = self.largest_drawn();
        if self.figures.drawn == Drawn::Both {
            largest.push(Inline::Text("; below each weight its slope".into()));
        }
        self.label((left, y + 20.0), Align::Start, 11.0, Tone::Faint, false, largest);
    }

    /// "widest: w = 0.9".
    fn largest_drawn(&self) -> Vec<Inline> {
        let figures = self.figures;
        let all = (1..self.columns()).flat_map(|layer| self.edges(layer));
        let strongest = all.max_by(|(one, ..), (other, ..)| {
            figures.strength(*one).abs().total_cmp(&figures.strength(*other).abs())
        });
        let Some((parameter, ..)) = strongest else { return Vec::new() };
        match figures.equation(figures.on_edge(parameter)) {
            Some(equation) => {
                std::iter::once(Inline::Text("the widest line: ".into())).chain(equation).collect()
            }
            None => Vec::new(),
        }
    }

    fn text(&mut self, at: Point, align: Align, size: f64, words: &str) {
        self.label(at, align, size, Tone::Faint, false, vec![Inline::Text(words.to_owned())]);
    }

    fn label(
        &mut self,
        at: Point,
        align: Align,
        size: f64,
        tone: Tone,
        on_lines: bool,
        content: Vec<Inline>,
    ) {
        self.shapes.push(Shape::Label { at, align, size, tone, on_lines, content });
    }
}

/// What a neuron puts out; an input puts out itself.
fn activation(column: usize, neuron: u32) -> Variable {
    if column == 0 { Variable::Input(neuron) } else { Variable::A(column as u32, neuron) }
}

fn between(from: Point, to: Point, share: f64) -> Point {
    (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
}

/// The drawing in sentences.
fn description(figures: &Figures) -> String {
    let widths = figures.widths();
    let mut sentences = vec![format!("{} inputs.", widths[0])];
    for (layer, width) in widths.iter().enumerate().skip(1).take(MOST_LAYERS) {
        sentences.push(format!("{}: {width} neurons.", figures.heading(layer)));
    }
    let shown = choose(figures);
    for (gap, edges) in shown.strongest.iter().enumerate().take(MOST_LAYERS) {
        if let Some(&(j, k)) = edges.first() {
            let quantity = figures.on_edge(Variable::Weight(gap as u32 + 1, j, k));
            sentences.push(format!(
                "The strongest edge into layer {}: {}.",
                gap + 1,
                figures.spoken(quantity)
            ));
        }
    }
    sentences.push(format!("Loss: {}.", figures.spoken(figures.own(Variable::Loss))));
    sentences.join(" ")
}
