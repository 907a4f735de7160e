//! A derivation becomes a document, line by line.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::{Block, Document, Equation, Inline, Layout, Math, Speller, blank, lesson, matrices, words};
use crate::backprop::{Derivation, Method, Options, Part, Rule, Section, Step, derive, prove};
use crate::math::{Decimal, Float, Real};
use crate::plain::Parameters;
use crate::quantity::{Kind, Quantity, Variable};

/// Sets out a worked solution.
pub fn compose(derivation: &Derivation, layout: &Layout) -> Document {
    set_out(&Speller::new(derivation, layout))
}

/// The same with a speller that may know symbols and numbers already.
pub(super) fn set_out(speller: &Speller) -> Document {
    let Speller { derivation, layout, .. } = speller;
    let mut composer =
        Composer { speller, blocks: Vec::new(), said: HashSet::from([Rule::Given]), equations: Vec::new() };
    composer.opening();
    if layout.matrices && derivation.options.only.is_empty() {
        composer.blocks.extend(matrices::compose(speller));
    } else {
        composer.steps();
    }
    composer.after();
    if layout.lesson {
        composer.flush();
        composer.blocks.extend(lesson::findings(speller));
    }
    composer.proof();
    if layout.blanks.is_empty() {
        composer.cost_of_rounding();
    }
    let title = format!("Worked solution of a {} network", words::shape(&derivation.network));
    Document { title, blocks: composer.blocks }
}

/// The line of working of one quantity.
///
/// # Panics
/// Where the derivation does not work it, or it is given.
pub fn sample_line(derivation: &Derivation, layout: &Layout, quantity: Quantity) -> Equation {
    let step = derivation.step(quantity).expect("it has been worked");
    Speller::new(derivation, layout).line(step)
}

/// More given values than this nobody copies down one by one.
const MOST_GIVEN: usize = 500;

struct Composer<'a> {
    speller: &'a Speller<'a>,
    blocks: Vec<Block>,
    /// The rules that have been said.
    said: HashSet<Rule>,
    /// Lines that wait to be put into one block.
    equations: Vec<Equation>,
}

fn text(words: impl Into<String>) -> Inline {
    Inline::Text(words.into())
}

impl Composer<'_> {
    fn heading(&mut self, level: u8, content: Vec<Inline>) {
        self.flush();
        self.blocks.push(Block::Heading(level, content));
    }

    fn paragraph(&mut self, content: Vec<Inline>) {
        self.flush();
        self.blocks.push(Block::Paragraph(content));
    }

    fn flush(&mut self) {
        if !self.equations.is_empty() {
            self.blocks.push(Block::Equations(std::mem::take(&mut self.equations)));
        }
    }

    /// What the network is, in two sentences.
    fn opening(&mut self) {
        let network = &self.speller.derivation.network;
        let options = &self.speller.derivation.options;
        let layers = network.layers.iter().map(|layer| words::plain_name(layer.activation.name()));
        let mut sentence = format!(
            "{} inputs; layers: {}; loss: {}.",
            network.inputs(),
            layers.collect::<Vec<_>>().join(", "),
            words::plain_name(network.loss.name())
        );
        if network.inputs() == 1 {
            sentence = sentence.replacen("1 inputs", "1 input", 1);
        }
        if network.samples.len() > 1 {
            put!(sentence, " {} samples, each worked; the gradient is their mean.", network.samples.len());
        }
        if options.after > 0 {
            let updates = if options.after == 1 { "update" } else { "updates" };
            put!(sentence, " As it stands after {} {updates}.", options.after);
        }
        if options.method == Method::Handout {
            sentence.push_str(
                " Worked by the handout's method: its cross-entropy has no leading minus, \
                 and softmax's cross terms are taken as zero.",
            );
        }
        if let Some(rounding) = options.by_hand {
            let way = if rounding.cut { "cut" } else { "rounded" };
            put!(sentence, " Worked by hand: every result is {way} as printed, and so gone on with.");
        }
        self.paragraph(vec![text(sentence)]);
    }

    fn steps(&mut self) {
        let steps = &self.speller.derivation.steps;
        let mut section = None;
        let mut given = Vec::new();
        for step in steps {
            if section != Some(step.section) {
                if !given.is_empty() {
                    self.given(&std::mem::take(&mut given));
                }
                section = Some(step.section);
                let heading = self.section_heading(step.section);
                self.heading(2, heading);
                if self.speller.layout.lesson {
                    self.blocks.extend(lesson::opening(self.speller, step.section));
                }
            }
            if step.is_given() {
                given.push(step);
                continue;
            }
            self.step(step);
        }
        if !given.is_empty() {
            self.given(&given);
        }
        self.flush();
    }

    fn section_heading(&self, section: Section) -> Vec<Inline> {
        let network = &self.speller.derivation.network;
        let of_sample = |sample: Option<u32>| sample.map_or(String::new(), |s| format!(", sample {s}"));
        let words = match section {
            Section::Given => "Given".to_owned(),
            Section::Sample { sample, part: Part::Forward(layer) } => {
                let name = words::plain_name(network.layers[layer as usize - 1].activation.name());
                format!("Forward: layer {layer}, {name}{}", of_sample(sample))
            }
            Section::Sample { sample, part: Part::Loss } => format!("Loss{}", of_sample(sample)),
            Section::Sample { sample, part: Part::Backward(layer) } => {
                let place = match layer.0 as usize {
                    layer if layer == network.layers.len() => "the output",
                    _ => "hidden",
                };
                format!("Back-propagation: layer {}, {place}{}", layer.0, of_sample(sample))
            }
            Section::Mean => "The mean over the samples".to_owned(),
            Section::Update => "The update".to_owned(),
            Section::After => "The loss after the update".to_owned(),
        };
        vec![text(words)]
    }

    /// The given values, what belongs together in one row; of very many the first and the last.
    fn given(&mut self, steps: &[&Step]) {
        let row_of = |quantity: Quantity| match quantity.kind {
            Kind::Plain(Variable::Weight(layer, j, _)) => (0, layer, j),
            Kind::Plain(Variable::Bias(layer, _)) => (1, layer, 0),
            Kind::Plain(Variable::Input(_)) => (2, quantity.sample.unwrap_or(0), 0),
            _ => (3, quantity.sample.unwrap_or(0), 0),
        };
        let mut rows: Vec<Vec<Equation>> = Vec::new();
        let mut last = None;
        for step in steps {
            let row = row_of(step.quantity);
            if last != Some(row) {
                rows.push(Vec::new());
                last = Some(row);
            }
            let equation = self.value(step.quantity);
            rows.last_mut().expect("just pushed").push(equation);
        }
        if steps.len() > MOST_GIVEN {
            rows = condensed(rows);
        }
        let rate = Quantity::learning_rate();
        rows.push(vec![Equation {
            quantity: None,
            left: self.speller.symbol(rate),
            sides: vec![Math::Number(self.speller.digits(rate))],
            exact: true,
        }]);
        self.blocks.push(Block::Values(rows));
    }

    /// `symbol = number`.
    fn value(&self, quantity: Quantity) -> Equation {
        Equation {
            quantity: Some(quantity),
            left: self.speller.symbol(quantity),
            sides: vec![self.speller.number(quantity)],
            exact: self.speller.is_exact(quantity),
        }
    }

    fn step(&mut self, step: &Step) {
        self.parameter_heading(step.quantity);
        if self.said.insert(step.rule)
            && let Some(sentence) = words::sentence(step.rule)
        {
            self.paragraph(vec![text(sentence)]);
            if self.speller.layout.lesson {
                self.blocks.extend(lesson::derivation(self.speller, step.quantity, step.rule));
            }
        }
        let line = self.speller.line(step);
        self.equations.push(line);
    }

    /// In the chain style each parameter has a heading of its own.
    fn parameter_heading(&mut self, quantity: Quantity) {
        let Kind::Slope { of, by } = quantity.kind else { return };
        let kind = match by {
            Variable::Weight(..) => "Weight ",
            Variable::Bias(..) => "Bias ",
            _ => {
                // What follows the last parameter has no heading of its own.
                if matches!(of, Variable::Loss) && matches!(self.blocks.last(), Some(Block::Heading(3, _))) {
                    self.flush();
                }
                return;
            }
        };
        if matches!(of, Variable::Z(..)) {
            let symbol = self.speller.symbol(Quantity::plain(by));
            self.heading(3, vec![text(kind), Inline::Math(symbol)]);
        }
    }

    /// By how much the loss fell.
    fn after(&mut self) {
        let derivation = self.speller.derivation;
        if let Some(error) = &derivation.after_fails {
            self.paragraph(vec![text(format!("The loss after the update cannot be worked: {error}."))]);
            return;
        }
        let loss = [Quantity::plain(Variable::Loss), Quantity::updated(Variable::Loss)];
        if loss.iter().any(|&loss| blank::is_left_out(derivation, &self.speller.layout.blanks, loss)) {
            return;
        }
        let [Some(before), Some(after)] = loss.map(|loss| derivation.value(loss)) else { return };
        let number = |x: Decimal| Inline::Number(x, x.print(self.speller.layout.rounding));
        let mut content = match moved(before, after) {
            (Ordering::Equal, _) => {
                vec![text("One update: the loss stays at "), number(before), text(".")]
            }
            (way, by) => vec![
                text(format!("One update: the loss {} from ", if way.is_lt() { "fell" } else { "rose" })),
                number(before),
                text(" to "),
                number(after),
                text(", by "),
                number(by),
                text("."),
            ],
        };
        if derivation.options.method == Method::Handout
            && let Some((before, after)) = self.usual_loss()
        {
            let falls = moved(before, after).0.is_lt();
            let (verb, way) = if falls { ("falls", "downhill") } else { ("rises", "uphill") };
            content.extend([
                text(format!(" By the usual definition, with its minus, it {verb} from ")),
                number(before),
                text(" to "),
                number(after),
                text(format!(": the update goes {way}.")),
            ]);
        }
        self.paragraph(content);
    }

    /// The loss by the usual definition before and after the handout's update.
    fn usual_loss(&self) -> Option<(Decimal, Decimal)> {
        let derivation = self.speller.derivation;
        let network = &derivation.network;
        let mean = |parameters: &Parameters<Float<16>>| {
            let each = network.samples.iter().map(|sample| parameters.loss(&sample.input, &sample.target));
            let sum = each.reduce(|sum, loss| sum + loss)?;
            (sum / Float::constant(network.samples.len() as f64)).to_decimal()
        };
        let mut parameters = Parameters::of(network, Method::Standard);
        let before = mean(&parameters)?;
        for (index, layer) in parameters.layers.iter_mut().enumerate() {
            let l = index as u32 + 1;
            let updated = |variable| {
                derivation.value(Quantity::updated(variable)).map(|value| Float::from_decimal(&value))
            };
            for (k, bias) in layer.bias.iter_mut().enumerate() {
                *bias = updated(Variable::Bias(l, k as u32 + 1))?;
            }
            for (k, weights) in layer.weights.iter_mut().enumerate() {
                for (j, weight) in weights.iter_mut().enumerate() {
                    *weight = updated(Variable::Weight(l, j as u32 + 1, k as u32 + 1))?;
                }
            }
        }
        Some((before, mean(&parameters)?))
    }

    /// The gradient against central differences.
    fn proof(&mut self) {
        let derivation = self.speller.derivation;
        let Some(proof) = prove(derivation) else { return };
        self.heading(2, vec![text("Proof")]);
        let which = match (proof.compared, proof.slopes) {
            (1, 1) => "the one slope the difference is ".to_owned(),
            (compared, slopes) if compared == slopes => {
                format!("all {slopes} slopes the largest difference is ")
            }
            (compared, slopes) => format!("{compared} of the {slopes} slopes the largest difference is "),
        };
        let largest = Decimal::from_f64(proof.largest).print(crate::math::Rounding { digits: 2, cut: false });
        let mut content = vec![
            text(format!(
                "Worked a second time, as the loss a hundred-thousandth to either side of each parameter \
                 (central differences): of {which}"
            )),
            Inline::Math(Math::Number(largest)),
            text(", at "),
            Inline::Math(self.speller.symbol(proof.at)),
            text("."),
        ];
        if !proof.holds && derivation.options.method == Method::Handout {
            content.push(text(
                " So the method's gradient is not the slope of its own loss: the cross terms are missing.",
            ));
        } else if !proof.holds && derivation.options.by_hand.is_some() {
            content.push(text(" That is what the rounded figures cost."));
        } else if !proof.holds {
            content.push(text(
                " That is more than rounding: a pre-activation stands at a corner of its activation, \
                 where the slope jumps.",
            ));
        }
        self.paragraph(content);
    }

    /// What going on with rounded figures has cost.
    fn cost_of_rounding(&mut self) {
        let derivation = self.speller.derivation;
        if derivation.options.by_hand.is_none() {
            return;
        }
        let options = Options { by_hand: None, after: 0, ..derivation.options.clone() };
        let Ok(exact) = derive(&derivation.network, &options) else { return };
        let exact_speller = Speller::new(&exact, self.speller.layout);
        let mut rows = Vec::new();
        let mut results = 0;
        for step in derivation.steps.iter().filter(|step| !step.is_given()) {
            results += 1;
            let (by_hand, exactly) =
                (self.speller.digits(step.quantity), exact_speller.digits(step.quantity));
            if by_hand != exactly {
                rows.push(vec![
                    Inline::Math(self.speller.symbol(step.quantity)),
                    Inline::Math(Math::Number(by_hand)),
                    Inline::Math(Math::Number(exactly)),
                ]);
            }
        }
        self.heading(2, vec![text("What the rounding costs")]);
        let sentence = match rows.len() {
            0 => format!("All {results} results are the digits that exact working gives."),
            wrong => format!("Of {results} results {wrong} differ from the digits that exact working gives:"),
        };
        self.paragraph(vec![text(sentence)]);
        if !rows.is_empty() {
            let head = ["", "by hand", "exact"].map(str::to_owned).into();
            self.blocks.push(Block::Table { head, rows });
        }
    }
}

/// The first and last rows of each run of rows that are of one kind and layer, and of each row its
/// first and last values.
fn condensed(rows: Vec<Vec<Equation>>) -> Vec<Vec<Equation>> {
    let run = |row: &Vec<Equation>| {
        row[0].quantity.map(|quantity| match quantity.kind {
            Kind::Plain(Variable::Weight(layer, ..)) => (0, layer),
            Kind::Plain(Variable::Bias(layer, _)) => (1, layer),
            Kind::Plain(Variable::Input(_)) => (2, 0),
            _ => (3, 0),
        })
    };
    let ellipsis = || Equation { quantity: None, left: Math::Ellipsis, sides: Vec::new(), exact: true };
    let runs = rows.chunk_by(|one, next| run(one) == run(next));
    let shown = runs.flat_map(|rows| ends(rows, || vec![ellipsis()]));
    shown.map(|row| ends(&row, ellipsis)).collect()
}

/// The first items and the last, with `ellipsis` for those between them, where there are many.
pub(super) fn ends<T: Clone>(items: &[T], ellipsis: impl Fn() -> T) -> Vec<T> {
    if items.len() <= matrices::MOST_SHOWN as usize {
        return items.to_vec();
    }
    let mut shown = items[..matrices::FIRST_SHOWN as usize].to_vec();
    shown.push(ellipsis());
    shown.extend(items.last().cloned());
    shown
}

/// Which way a loss moved, and by how much.
fn moved(before: Decimal, after: Decimal) -> (Ordering, Decimal) {
    let difference = Float::<4>::from_decimal(&after) - Float::from_decimal(&before);
    let by = difference.to_decimal().expect("it lies between finite numbers");
    match (by.is_zero(), by.negative) {
        (true, _) => (Ordering::Equal, by),
        (false, true) => (Ordering::Less, by.negated()),
        (false, false) => (Ordering::Greater, by),
    }
}
