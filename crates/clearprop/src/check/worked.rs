//! The true value and the formula of every quantity, worked when they are asked for.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::manner::Manner;
use super::numbers::Numbers;
use crate::Network;
use crate::backprop::{self, Formula, Formulas, Style};
use crate::math::{Decimal, Expr, Interval, Real};
use crate::quantity::{Kind, Quantity, Variable};

/// A formula that was looked up; `None` where the quantity is given.
type Known = Option<Rc<Formula>>;

/// A formula, and the numbers of its quantities in the order in which they are written.
pub(super) struct Line {
    /// The formula.
    pub formula: Rc<Formula>,
    /// The numbers.
    pub leaves: Vec<usize>,
}

/// What a quantity comes from.
#[derive(Clone)]
pub(super) enum Source {
    /// The network, if anything determines it.
    Given(Option<f64>),
    /// Other quantities.
    Worked(Rc<Line>),
}

/// A network as one author works it.
pub(super) struct Worked<'a> {
    /// The network.
    pub network: &'a Network,
    /// How it is worked.
    pub manner: Manner,
    /// Parameters and data that nothing determines: whatever follows from them is unknown.
    open: &'a [Quantity],
    values: RefCell<FxHashMap<Quantity, Option<Interval>>>,
    formulas: RefCell<FxHashMap<(Quantity, Style), Known>>,
    /// Those of the network's quantities, however it is worked.
    pub numbers: Rc<Numbers>,
    /// What the quantity with each number comes from, in each style.
    sources: RefCell<Vec<[Option<Source>; 2]>>,
    /// Where quantities stand by their numbers: a table to be taken, and put back empty.
    pub positions: RefCell<Vec<Option<usize>>>,
}

impl<'a> Worked<'a> {
    /// Works `network` in this manner.
    pub(super) fn new(network: &'a Network, manner: Manner, open: &'a [Quantity]) -> Worked<'a> {
        Worked {
            network,
            manner,
            open,
            values: RefCell::default(),
            formulas: RefCell::default(),
            numbers: Rc::new(Numbers::of_network(network)),
            sources: RefCell::default(),
            positions: RefCell::default(),
        }
    }

    /// Works the same network in another manner. Its quantities keep their numbers.
    pub(super) fn otherwise(&self, manner: Manner) -> Worked<'a> {
        Worked { numbers: Rc::clone(&self.numbers), ..Worked::new(self.network, manner, self.open) }
    }

    fn of(&self, style: Style) -> Formulas<'a> {
        Formulas { network: self.network, method: self.manner.method, style }
    }

    /// Whether the network has this quantity.
    pub(super) fn has(&self, quantity: Quantity) -> bool {
        self.of(Style::Chain).has(quantity)
    }

    /// The formula of a quantity; `None` where it is given, or the network has no such quantity.
    pub(super) fn formula(&self, quantity: Quantity, style: Style) -> Option<Rc<Formula>> {
        let style = if self.manner.works_the_long_way() { Style::Chain } else { style };
        if let Some(found) = self.formulas.borrow().get(&(quantity, style)) {
            return found.clone();
        }
        let known = Some(quantity).filter(|&quantity| self.has(quantity));
        let formula = known
            .and_then(|quantity| self.of(style).of(quantity))
            .map(|(_, formula)| Rc::new(self.manner.rewrite(quantity, formula)));
        self.formulas.borrow_mut().insert((quantity, style), formula.clone());
        formula
    }

    /// What the quantity with a number comes from.
    pub(super) fn source(&self, number: usize, style: Style) -> Source {
        let found = |sources: &[[Option<Source>; 2]]| sources.get(number)?[style as usize].clone();
        if let Some(source) = found(&self.sources.borrow()) {
            return source;
        }
        let quantity = self.numbers.quantity(number);
        let source = match self.formula(quantity, style) {
            None => Source::Given(self.middle(quantity)),
            Some(formula) => {
                let mut leaves = Vec::new();
                formula.for_each_symbol(&mut |&symbol| leaves.push(self.numbers.of(symbol)));
                Source::Worked(Rc::new(Line { formula, leaves }))
            }
        };
        let mut sources = self.sources.borrow_mut();
        if sources.len() <= number {
            sources.resize(number + 1, [None, None]);
        }
        sources[number][style as usize] = Some(source.clone());
        source
    }

    /// A slope of one term of the loss by way of that term's δ, as the slopes of the whole loss are worked.
    pub(super) fn term_by_delta(&self, quantity: Quantity) -> Option<Formula> {
        let Kind::Slope { of: term @ Variable::LossTerm(_), by } = quantity.kind else { return None };
        let last = self.network.layers.len() as u32;
        if matches!(by, Variable::A(l, _) | Variable::Z(l, _) if l == last) {
            return None;
        }
        let whole = self.formula(Quantity::slope(Variable::Loss, by).at(quantity.sample), Style::Delta)?;
        Some(whole.substitute(&mut |&symbol| match symbol.kind {
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
        if let Some(&found) = self.values.borrow().get(&quantity) {
            return found;
        }
        let value = self.work(quantity);
        self.values.borrow_mut().insert(quantity, value);
        value
    }

    fn work(&self, quantity: Quantity) -> Option<Interval> {
        if !self.has(quantity) || self.open.contains(&quantity) {
            return None;
        }
        let Some(formula) = self.formula(quantity, Style::Delta) else {
            return Some(Interval::constant(given(self.network, quantity)));
        };
        let unknown = std::cell::Cell::new(false);
        let value = formula.evaluate(&|&symbol: &Quantity| {
            self.exact(symbol).unwrap_or_else(|| {
                unknown.set(true);
                Interval::ALL
            })
        });
        if unknown.get() {
            return None;
        }
        let width = value.high - value.low;
        let is_narrow = width <= 1e-10 * value.low.abs().max(value.high.abs()) || width <= 1e-300;
        if is_narrow { Some(value) } else { Some(self.in_wide_figures(quantity).unwrap_or(value)) }
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
        let Interval { low, high } = self.exact(quantity)?;
        Some(if low == high { low } else { low / 2.0 + high / 2.0 })
    }

    /// The true value as a decimal, for print.
    pub(super) fn decimal(&self, quantity: Quantity) -> Option<Decimal> {
        decimal(self.exact(quantity)?)
    }
}

/// The shortest decimal that lies within, so that 0.63 is not printed as 0.6299999999999999.
pub(super) fn decimal(value: Interval) -> Option<Decimal> {
    let middle = value.low / 2.0 + value.high / 2.0;
    if !middle.is_finite() {
        return None;
    }
    let full = Decimal::from_f64(middle);
    let reach = (value.high - value.low) / 2.0 + 4.0 * f64::EPSILON * middle.abs();
    let shortest = (10..=17)
        .map(|figures| full.rounded_at(full.magnitude() + 1 - figures, false).trimmed())
        .find(|shorter| (shorter.to_f64() - middle).abs() <= reach);
    Some(shortest.unwrap_or(full))
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
