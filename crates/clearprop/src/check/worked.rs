//! The true value and the formula of every quantity, worked when they are asked for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::author::Tables;
use super::manner::Manner;
use super::numbers::{NumberSet, Numbers};
use super::tolerance::power_of_ten;
use crate::Network;
use crate::backprop::{self, Formula, Formulas, Style};
use crate::math::{Decimal, Expr, Interval, Real};
use crate::quantity::{Kind, Quantity, Variable};

/// A formula, and the numbers of its quantities in the order in which they are written.
pub(super) struct Line {
    /// The formula.
    pub formula: Formula,
    /// The numbers.
    pub leaves: Vec<usize>,
}

/// The lines that were looked up, by the numbers of their quantities, in each style; `None` where the
/// quantity is given.
type Lines = RefCell<Vec<[Option<Option<Rc<Line>>>; 2]>>;

/// What a quantity comes from.
pub(super) enum Source {
    /// The network, if anything determines it.
    Given(Option<f64>),
    /// Other quantities.
    Worked(Rc<Line>),
}

/// What a quantity comes to in doubles, with no figure put in anywhere.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    /// `None` where it needs what nothing determines.
    pub value: Option<f64>,
    /// The numbers of all that it is worked from and of itself, and of their simpler names.
    pub from: NumberSet,
}

/// A network as one author works it.
pub(super) struct Worked<'a> {
    /// The network.
    pub network: &'a Network,
    /// How it is worked.
    pub manner: Manner,
    /// Parameters and data that nothing determines: whatever follows from them is unknown.
    open: &'a [Quantity],
    /// Those of the network's quantities, however it is worked.
    pub numbers: Rc<Numbers>,
    /// The true values that were worked, by the numbers of their quantities.
    values: RefCell<Vec<Option<Option<Interval>>>>,
    /// Whether doubles were enough for all of them.
    are_narrow: Cell<bool>,
    lines: Rc<Lines>,
    /// The lines of those who share the method and misunderstand nothing.
    usual: Rc<Lines>,
    /// What was worked with no figure put in, by the numbers of the quantities, in each style.
    plain: RefCell<Vec<[Option<Plain>; 2]>>,
    /// What lines are worked in.
    pub tables: RefCell<Tables>,
    /// The author's own formulas of slopes where they are wrong, by the numbers of those.
    pub rules: FxHashMap<usize, Rc<Line>>,
}

impl<'a> Worked<'a> {
    /// Works `network` in this manner.
    pub(super) fn new(network: &'a Network, manner: Manner, open: &'a [Quantity]) -> Worked<'a> {
        Worked::numbered_so(Rc::new(Numbers::of_network(network)), network, manner, open)
    }

    fn numbered_so(
        numbers: Rc<Numbers>,
        network: &'a Network,
        manner: Manner,
        open: &'a [Quantity],
    ) -> Worked<'a> {
        Worked {
            network,
            manner,
            open,
            numbers,
            values: RefCell::default(),
            are_narrow: Cell::new(true),
            lines: Rc::default(),
            usual: Rc::default(),
            plain: RefCell::default(),
            tables: RefCell::default(),
            rules: FxHashMap::default(),
        }
    }

    /// Keeps in mind the formulas by which the author works some slopes wrongly.
    pub(super) fn learn(&mut self, rules: Vec<(Quantity, Formula)>) {
        let rules = rules.into_iter().map(|(of, formula)| (self.numbers.of(of), self.numbered(formula)));
        self.rules = rules.collect();
    }

    /// Works the same network in another manner. Its quantities keep their numbers, most their formulas, and
    /// those of the way forward their values.
    pub(super) fn otherwise(&self, manner: Manner) -> Worked<'a> {
        let usual = if manner.method == self.manner.method { Rc::clone(&self.usual) } else { Rc::default() };
        let values = RefCell::new(self.forward_values());
        let numbers = Rc::clone(&self.numbers);
        Worked { usual, values, ..Worked::numbered_so(numbers, self.network, manner, self.open) }
    }

    /// The values that were worked of what every author works alike. Not every manner is worked in wide
    /// figures, so that nothing is taken over where doubles were not enough.
    fn forward_values(&self) -> Vec<Option<Option<Interval>>> {
        if !self.are_narrow.get() {
            return Vec::new();
        }
        let known = self.values.borrow();
        let is_forward = |&(number, _): &(usize, _)| is_forward(self.numbers.quantity(number));
        let mut values = vec![None; known.len()];
        known.iter().enumerate().filter(is_forward).for_each(|(number, value)| values[number] = *value);
        values
    }

    /// Works a network in the same manner that differs in its weights, biases and inputs alone, so that
    /// every formula is the same.
    pub(super) fn beside<'b>(&self, network: &'b Network) -> Worked<'b> {
        let numbers = Rc::clone(&self.numbers);
        let (lines, usual) = (Rc::clone(&self.lines), Rc::clone(&self.usual));
        Worked { lines, usual, ..Worked::numbered_so(numbers, network, self.manner, &[]) }
    }

    fn of(&self, style: Style) -> Formulas<'a> {
        Formulas { network: self.network, method: self.manner.method, style }
    }

    /// Whether the network has this quantity.
    pub(super) fn has(&self, quantity: Quantity) -> bool {
        self.of(Style::Chain).has(quantity)
    }

    /// The formula of a quantity; `None` where it is given, or the network has no such quantity.
    pub(super) fn formula(&self, quantity: Quantity, style: Style) -> Option<Rc<Line>> {
        self.line(self.numbers.of(quantity), style)
    }

    /// The same for the quantity with a number.
    pub(super) fn line(&self, number: usize, style: Style) -> Option<Rc<Line>> {
        let style = if self.manner.works_the_long_way() { Style::Chain } else { style };
        looked_up(&self.lines, (number, style), || {
            let usual = self.usual_line(number, style)?;
            let rewritten = self.manner.rewrite(self.numbers.quantity(number), &usual.formula);
            Some(rewritten.map_or(usual, |formula| self.numbered(formula)))
        })
    }

    fn usual_line(&self, number: usize, style: Style) -> Option<Rc<Line>> {
        looked_up(&self.usual, (number, style), || {
            let quantity = self.numbers.quantity(number);
            let (_, formula) = self.has(quantity).then(|| self.of(style).of(quantity))??;
            Some(self.numbered(formula))
        })
    }

    fn numbered(&self, formula: Formula) -> Rc<Line> {
        let mut leaves = Vec::with_capacity(8);
        formula.for_each_symbol(&mut |&symbol| leaves.push(self.numbers.of(symbol)));
        Rc::new(Line { formula, leaves })
    }

    /// What the quantity with a number comes from.
    pub(super) fn source(&self, number: usize, style: Style) -> Source {
        match self.line(number, style) {
            Some(line) => Source::Worked(line),
            None => Source::Given(self.exact_of(number).map(middle)),
        }
    }

    /// What the quantity with a number comes to with no figure put in anywhere.
    pub(super) fn plain(&self, number: usize, style: Style) -> Plain {
        if let Some(Some(known)) = self.plain.borrow().get(number).map(|plain| plain[style as usize]) {
            return known;
        }
        let mut from = NumberSet::default().with(number).with(self.numbers.simpler(number));
        let value = match self.source(number, style) {
            Source::Given(value) => value,
            Source::Worked(line) => {
                let mut leaf = |&leaf: &usize| {
                    let plain = self.plain(leaf, style);
                    from = from.and(plain.from);
                    plain.value
                };
                let leaves: Vec<Option<f64>> = line.leaves.iter().map(&mut leaf).collect();
                let leaves: Option<Vec<f64>> = leaves.into_iter().collect();
                // As with a figure put in, −0 counts as 0.
                leaves.map(|leaves| in_order(&line.formula, leaves.into_iter()) + 0.0)
            }
        };
        let plain = Plain { value, from };
        let mut all = self.plain.borrow_mut();
        let length = all.len().max(number + 1);
        all.resize(length, [None, None]);
        all[number][style as usize] = Some(plain);
        plain
    }

    /// A slope of one term of the loss by way of that term's δ, as the slopes of the whole loss are worked.
    pub(super) fn term_by_delta(&self, quantity: Quantity) -> Option<Formula> {
        let Kind::Slope { of: term @ Variable::LossTerm(_), by } = quantity.kind else { return None };
        let last = self.network.layers.len() as u32;
        if matches!(by, Variable::A(l, _) | Variable::Z(l, _) if l == last) {
            return None;
        }
        let whole = self.formula(Quantity::slope(Variable::Loss, by).at(quantity.sample), Style::Delta)?;
        Some(whole.formula.substitute(&mut |&symbol| match symbol.kind {
            Kind::Slope { of: Variable::Loss, by } => {
                Expr::Symbol(Quantity::slope(term, by).at(symbol.sample))
            }
            _ => Expr::Symbol(symbol),
        }))
    }

    /// A slope of the loss as the sum of the slopes of its terms, where there are several.
    pub(super) fn sum_of_terms(&self, quantity: Quantity) -> Option<Formula> {
        let Kind::Slope { of: Variable::Loss, by } = quantity.kind else { return None };
        let term = |k| Quantity::slope(Variable::LossTerm(k), by).at(quantity.sample);
        let terms: Vec<Quantity> = (1..=self.network.outputs() as u32).map(term).collect();
        (terms.len() > 1 && terms.iter().all(|&term| self.has(term)))
            .then(|| Expr::Sum(terms.into_iter().map(Expr::Symbol).collect()))
    }

    /// The true value of a quantity that the network has, to about 14 figures; `None` where the
    /// sheet leaves open what it follows from.
    pub(super) fn exact(&self, quantity: Quantity) -> Option<Interval> {
        self.exact_of(self.numbers.of(quantity))
    }

    /// The same for the quantity with a number.
    pub(super) fn exact_of(&self, number: usize) -> Option<Interval> {
        if let Some(&Some(found)) = self.values.borrow().get(number) {
            return found;
        }
        let value = self.work(number);
        let mut values = self.values.borrow_mut();
        if values.len() <= number {
            values.resize(number + 1, None);
        }
        values[number] = Some(value);
        value
    }

    fn work(&self, number: usize) -> Option<Interval> {
        let quantity = self.numbers.quantity(number);
        if !self.has(quantity) || self.open.contains(&quantity) {
            return None;
        }
        let Some(line) = self.line(number, Style::Delta) else {
            return Some(Interval::constant(given(self.network, quantity)));
        };
        let mut is_known = true;
        let leaves = line.leaves.iter().map(|&leaf| {
            self.exact_of(leaf).unwrap_or_else(|| {
                is_known = false;
                Interval::ALL
            })
        });
        let value = in_order(&line.formula, leaves);
        if !is_known {
            return None;
        }
        let width = value.high - value.low;
        let is_narrow = width <= 1e-10 * value.low.abs().max(value.high.abs()) || width <= 1e-300;
        if is_narrow {
            return Some(value);
        }
        self.are_narrow.set(false);
        Some(self.in_wide_figures(quantity).unwrap_or(value))
    }

    /// The same with 34 figures, where doubles lose too many: at a corner, or where terms cancel.
    fn in_wide_figures(&self, quantity: Quantity) -> Option<Interval> {
        if self.manner != Manner::of(self.manner.method) {
            return None;
        }
        let options = backprop::Options {
            style: Style::Delta,
            method: self.manner.method,
            only: vec![quantity],
            ..backprop::Options::default()
        };
        let value = backprop::derive(self.network, &options).ok()?.value(quantity)?;
        let nearest = value.to_f64();
        let exact = Decimal::from_f64(nearest) == value;
        Some(if exact {
            Interval::constant(nearest)
        } else {
            Interval { low: nearest.next_down(), high: nearest.next_up() }
        })
    }

    /// The double in the middle of the true value.
    pub(super) fn middle(&self, quantity: Quantity) -> Option<f64> {
        self.exact(quantity).map(middle)
    }

    /// The true value as a decimal with this last place, for print.
    pub(super) fn rounded(&self, quantity: Quantity, place: i32) -> Option<Decimal> {
        let value = self.exact(quantity)?;
        rounded_at_once(value, place).or_else(|| Some(decimal(value)?.rounded_at(place, false)))
    }

    /// The true value as a decimal, for print.
    pub(super) fn decimal(&self, quantity: Quantity) -> Option<Decimal> {
        decimal(self.exact(quantity)?)
    }
}

/// A line from the table, which is worked out and put there if it is not yet known.
fn looked_up(
    lines: &Lines,
    (number, style): (usize, Style),
    work: impl FnOnce() -> Option<Rc<Line>>,
) -> Option<Rc<Line>> {
    if let Some(Some(known)) = lines.borrow().get(number).map(|lines| &lines[style as usize]) {
        return known.clone();
    }
    let line = work();
    let mut lines = lines.borrow_mut();
    if lines.len() <= number {
        lines.resize(number + 1, [None, None]);
    }
    lines[number][style as usize] = Some(line.clone());
    line
}

/// The value of a formula whose leaves, as they are written, have these values.
pub(super) fn in_order<S, R: Real>(formula: &Expr<S>, mut values: impl Iterator<Item = R>) -> R {
    formula.evaluate_in_turn(&mut |_: &S| values.next().expect("each leaf has a value"))
}

fn middle(Interval { low, high }: Interval) -> f64 {
    if low == high { low } else { low / 2.0 + high / 2.0 }
}

/// The shortest decimal that lies within, so that 0.63 is not printed as 0.6299999999999999.
pub(super) fn decimal(value: Interval) -> Option<Decimal> {
    let middle = value.low / 2.0 + value.high / 2.0;
    if !middle.is_finite() {
        return None;
    }
    let full = Decimal::from_f64(middle);
    let reach = (value.high - value.low) / 2.0 + 4.0 * f64::EPSILON * middle.abs();
    // What is dropped shows at once that most are too short.
    let (figures, unit) = (full.coefficient as u64, power_of_ten(full.exponent));
    let may_reach = |place: &i32| {
        let kept = 10_u64.pow((place - full.exponent).max(0) as u32);
        let dropped = figures % kept;
        dropped.min(kept - dropped) as f64 * unit <= 2.0 * reach
    };
    let shortest = (10..=17)
        .map(|figures| full.magnitude() + 1 - figures)
        .filter(may_reach)
        .map(|place| full.rounded_at(place, false).trimmed())
        .find(|shorter| (shorter.to_f64() - middle).abs() <= reach);
    Some(shortest.unwrap_or(full))
}

/// A value rounded at this place, or kept as it is where it is a decimal that ends before; `None` where doubles
/// tell neither from what lies beside it.
pub(super) fn rounded_at_once(value: Interval, place: i32) -> Option<Decimal> {
    let (middle, unit) = (middle(value), power_of_ten(place));
    let units = middle.abs() / unit;
    let beside = (2.0 * units - (2.0 * units).round()).abs() / 2.0;
    // Beside the width, an error of 1e-7 units holds that of the division and of the decimal.
    let is_clear = beside > (value.high - value.low) / unit + 1e-7;
    let coefficient = units.round() as u128;
    let negative = middle < 0.0 && coefficient > 0;
    let rounded = Decimal { negative, coefficient, exponent: place };
    match units < 1e8 {
        true if is_clear => Some(rounded),
        // No other decimal of so few figures names the same double.
        true if rounded.to_f64() == middle => Some(rounded.trimmed()),
        _ => None,
    }
}

/// Whether a quantity is given, or a net input or output of a neuron.
fn is_forward(quantity: Quantity) -> bool {
    match quantity.kind {
        Kind::LearningRate => true,
        Kind::Plain(variable) => !matches!(variable, Variable::Loss | Variable::LossTerm(_)),
        _ => false,
    }
}

/// What the network file says of a quantity that has no formula.
pub(super) fn given(network: &Network, quantity: Quantity) -> f64 {
    let at = |index: u32| index as usize - 1;
    let sample = || &network.samples[quantity.sample.map_or(0, at)];
    match quantity.kind {
        Kind::LearningRate => network.learning_rate,
        Kind::Plain(Variable::Input(j)) => sample().input[at(j)],
        Kind::Plain(Variable::Target(k)) => sample().target[at(k)],
        Kind::Plain(Variable::Weight(l, j, k)) => network.layers[at(l)].weights[(at(j), at(k))],
        Kind::Plain(Variable::Bias(l, k)) => network.layers[at(l)].bias[at(k)],
        _ => panic!("{quantity} is not given"),
    }
}
