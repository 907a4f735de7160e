//! What the author's own figures give: a formula worked with printed numbers, and how far the
//! result may lie from it because each of them was shortened.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::figures::Figures;
use super::tolerance::{self, Habit};
use super::worked::Worked;
use crate::backprop::{Formula, Style};
use crate::math::{Expr, Interval};
use crate::quantity::Quantity;
use crate::sheet::{Leaf, Operand};

/// Which of the author's figures a line is worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Basis {
    /// The last one printed before the line; what was not printed is worked from what was.
    Earlier,
    /// The same, and where there is none before, the first one after: answers before the working.
    Any,
    /// Full precision, but wrong figures as they were printed.
    OnlyWrong,
    /// Full precision throughout.
    Exact,
}

/// One way of working a line.
#[derive(Clone, Copy)]
pub(super) struct Author<'a> {
    /// The true values and formulas.
    pub worked: &'a Worked<'a>,
    /// What was printed.
    pub figures: &'a Figures,
    /// The claim whose line is worked.
    pub claim: usize,
    /// Which figures it is worked with.
    pub basis: Basis,
    /// Which formulas are used where nothing was printed.
    pub style: Style,
    /// How many significant figures the author kept of results that stand on no sheet; all where `None`.
    pub hidden: Option<i32>,
}

/// What comes out.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// From the figures as they stand.
    pub middle: f64,
    /// From everything that they may stand for.
    pub range: Interval,
    /// The claims whose figures were used.
    pub used: Vec<usize>,
}

/// What a formula's leaf is worked with.
enum Settled {
    Number(f64),
    Figure { key: Key, middle: f64, meant: Interval, claim: Option<usize> },
    Through(Rc<Formula>),
    Unknown,
}

/// Two leaves with one key are one figure, and move together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Quantity(Quantity),
    Operand(usize),
}

/// Nearly all are quantities, so that which of the two it is need not be hashed.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Key::Quantity(quantity) => quantity.hash(state),
            Key::Operand(place) => place.hash(state),
        }
    }
}

impl Author<'_> {
    /// The outcome of the formula by which a quantity is worked.
    pub(super) fn outcome_of(&self, quantity: Quantity) -> Option<Outcome> {
        let formula = self.worked.formula(quantity, self.style)?;
        self.outcome(&formula, &|&symbol| Leaf::Quantity(symbol))
    }

    /// The outcome of a formula; `None` where it needs what nothing determines.
    ///
    /// A bound is not made from intervals alone, since they count a figure that stands twice, as
    /// in a (1 − a), as two: each figure is moved to its ends, and then all to the worse ones.
    pub(super) fn outcome<S>(&self, formula: &Expr<S>, leaf: &dyn Fn(&S) -> Leaf) -> Option<Outcome> {
        let mut working = Working::of(self, formula, leaf)?;
        let middle = working.result()?;
        let mut range = Interval::point(middle);
        let count = working.figures.len();
        let (mut lowest, mut highest) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut moves = 0;
        for at in 0..count {
            let Moved { middle: rest, meant, .. } = working.figures[at];
            if meant.low == meant.high {
                lowest.push(rest);
                highest.push(rest);
                continue;
            }
            moves += 1;
            let ends = [meant.low, meant.high].map(|end| working.with_figure(at, end));
            let [Some(low), Some(high)] = ends else { return None };
            range = range.hull(Interval { low: low.min(high), high: low.max(high) });
            let rising = high >= low;
            lowest.push(if rising { meant.low } else { meant.high });
            highest.push(if rising { meant.high } else { meant.low });
        }
        if moves > 1 {
            for corner in [lowest, highest] {
                range = range.hull(Interval::point(working.with_all(&corner)?));
            }
        }
        let used = working.figures.iter().filter_map(|figure| figure.claim).collect();
        Some(Outcome { middle, range: tolerance::widened(range, 0.0), used })
    }

    /// What comes out for a quantity with the figures as they stand; no bounds. `known` are the
    /// values that were worked before, `None` where they need what nothing determines.
    pub(super) fn middle(
        &self,
        quantity: Quantity,
        known: &mut FxHashMap<Quantity, Option<f64>>,
    ) -> Option<f64> {
        if let Some(&value) = known.get(&quantity) {
            return value;
        }
        let value = match self.settle_quantity(quantity) {
            Settled::Number(value) | Settled::Figure { middle: value, .. } => Some(value),
            Settled::Unknown => None,
            Settled::Through(formula) => {
                let mut values = Some(Vec::new());
                formula.for_each_symbol(&mut |&symbol| {
                    let value = self.middle(symbol, known);
                    values = values.take().zip(value).map(|(mut values, value)| {
                        values.push(value);
                        values
                    });
                });
                values.map(|values| in_order(&formula, values.into_iter()))
            }
        };
        known.insert(quantity, value);
        value
    }

    fn settle(&self, leaf: Leaf) -> Settled {
        match leaf {
            Leaf::Operand(operand) => self.settle_operand(operand),
            Leaf::Quantity(quantity) => self.settle_quantity(quantity),
        }
    }

    fn settle_operand(&self, operand: Operand) -> Settled {
        let value = operand.printed.value.to_f64();
        let exact = operand.quantity.and_then(|quantity| self.worked.exact(quantity));
        let is_exact = match exact {
            Some(exact) => tolerance::widened(exact, 0.0).contains(value),
            // A plain number: 1, ½ or a learning rate is exact, a product without a name is not.
            None => operand.printed.unit >= -2 || value == self.worked.network.learning_rate,
        };
        if is_exact {
            return Settled::Number(value);
        }
        let key = match operand.quantity {
            Some(quantity) => Key::Quantity(quantity),
            None => Key::Operand(operand.printed.span.start),
        };
        Settled::Figure {
            key,
            middle: value,
            meant: tolerance::meant(&operand.printed, Habit::Rounds),
            claim: None,
        }
    }

    fn settle_quantity(&self, quantity: Quantity) -> Settled {
        let figure = match self.basis {
            Basis::Exact => None,
            Basis::Earlier => self.figures.nearest(quantity, self.claim, false),
            Basis::Any => self.figures.nearest(quantity, self.claim, true),
            Basis::OnlyWrong => {
                self.figures.nearest(quantity, self.claim, false).filter(|figure| figure.is_tainted())
            }
        };
        match figure {
            Some(figure) => Settled::Figure {
                key: Key::Quantity(quantity),
                middle: figure.value,
                meant: figure.meant,
                claim: Some(figure.claim),
            },
            None => match self.worked.formula(quantity, self.style) {
                Some(formula) => Settled::Through(formula),
                None => self.worked.middle(quantity).map_or(Settled::Unknown, Settled::Number),
            },
        }
    }
}

/// A figure that is moved between its ends.
#[derive(Clone, Copy)]
struct Moved {
    middle: f64,
    meant: Interval,
    claim: Option<usize>,
}

/// A formula that is worked again and again with its figures moved: what it needs stands in a row,
/// each worked from those before it.
struct Working<'f, S> {
    figures: Vec<Moved>,
    steps: Vec<Step>,
    /// The steps that the leaves of formulas come from, formula by formula, as they are written.
    leaves: Vec<usize>,
    formula: &'f Expr<S>,
    /// Those of its leaves.
    own: Range<usize>,
    /// What the steps come to from the figures as they stand, and with figures moved.
    middles: Vec<f64>,
    values: Vec<f64>,
}

/// What a leaf of a formula comes from.
enum Step {
    Number(f64),
    Figure(usize),
    /// Worked from the steps before, and moved by a figure where it may have been shortened.
    Worked {
        formula: Rc<Formula>,
        leaves: Range<usize>,
        shortened: Option<usize>,
    },
}

/// What formulas come from being found, one after the other.
struct Taking<'a, 'b> {
    author: &'b Author<'a>,
    figures: Vec<Moved>,
    steps: Vec<Step>,
    leaves: Vec<usize>,
    /// What the steps come to from the figures as they stand.
    middles: Vec<f64>,
    /// The leaves of formulas that are not yet gone through.
    pending: Vec<usize>,
    positions: FxHashMap<Key, usize>,
    is_known: bool,
}

/// The value of a formula whose leaves, as they are written, have these values.
fn in_order<S>(formula: &Expr<S>, values: impl Iterator<Item = f64>) -> f64 {
    let values = RefCell::new(values);
    formula.evaluate(&|_: &S| values.borrow_mut().next().expect("each leaf has a value"))
}

impl Step {
    /// What it comes to, given that of the steps before it and of the figures.
    fn value(&self, leaves: &[usize], values: &[f64], figure: impl Fn(usize) -> f64) -> f64 {
        match self {
            Step::Number(value) => *value,
            Step::Figure(at) => figure(*at),
            Step::Worked { formula, leaves: own, shortened } => {
                in_order(formula, leaves[own.clone()].iter().map(|&at| values[at]))
                    + shortened.map_or(0.0, figure)
            }
        }
    }
}

impl<'f, S> Working<'f, S> {
    /// `None` where the formula needs what nothing determines.
    fn of(author: &Author, formula: &'f Expr<S>, leaf: &dyn Fn(&S) -> Leaf) -> Option<Working<'f, S>> {
        let mut taking = Taking {
            author,
            figures: Vec::with_capacity(16),
            steps: Vec::with_capacity(64),
            leaves: Vec::with_capacity(64),
            middles: Vec::with_capacity(64),
            pending: Vec::with_capacity(64),
            // Most lines need a few dozen quantities.
            positions: FxHashMap::with_capacity_and_hasher(64, Default::default()),
            is_known: true,
        };
        let own = taking.leaves_of(formula, leaf);
        let Taking { figures, steps, leaves, middles, is_known, .. } = taking;
        let values = middles.clone();
        is_known.then_some(Working { figures, steps, leaves, formula, own, middles, values })
    }

    /// What comes out of the steps as they were worked last.
    fn result(&self) -> Option<f64> {
        let own = self.leaves[self.own.clone()].iter().map(|&at| self.values[at]);
        Some(in_order(self.formula, own)).filter(|value| value.is_finite())
    }

    /// What comes out with one figure moved: only what follows from it is worked again.
    fn with_figure(&mut self, moved: usize, to: f64) -> Option<f64> {
        self.values.copy_from_slice(&self.middles);
        let Working { steps, leaves, values, middles, figures, .. } = self;
        let figure = |at: usize| if at == moved { to } else { figures[at].middle };
        let is_moved = |values: &[f64], at: usize| values[at].to_bits() != middles[at].to_bits();
        for (at, step) in steps.iter().enumerate() {
            let follows = match step {
                Step::Number(_) => false,
                Step::Figure(figure) => *figure == moved,
                Step::Worked { leaves: own, shortened, .. } => {
                    *shortened == Some(moved)
                        || leaves[own.clone()].iter().any(|&leaf| is_moved(values, leaf))
                }
            };
            if follows {
                values[at] = step.value(leaves, values, figure);
            }
        }
        self.result()
    }

    /// What comes out with every figure moved.
    fn with_all(&mut self, to: &[f64]) -> Option<f64> {
        for (at, step) in self.steps.iter().enumerate() {
            self.values[at] = step.value(&self.leaves, &self.values, |figure| to[figure]);
        }
        self.result()
    }
}

impl Taking<'_, '_> {
    /// Finds what the leaves of a formula come from.
    fn leaves_of<S>(&mut self, formula: &Expr<S>, leaf: &dyn Fn(&S) -> Leaf) -> Range<usize> {
        let from = self.pending.len();
        formula.for_each_symbol(&mut |symbol| {
            let at = self.step(leaf(symbol));
            self.pending.push(at);
        });
        let start = self.leaves.len();
        self.leaves.extend(self.pending.drain(from..));
        start..self.leaves.len()
    }

    fn put(&mut self, key: Option<Key>, step: Step) -> usize {
        let at = self.steps.len();
        let middle = step.value(&self.leaves, &self.middles, |figure| self.figures[figure].middle);
        self.middles.push(middle);
        self.steps.push(step);
        if let Some(key) = key {
            self.positions.insert(key, at);
        }
        at
    }

    /// The position of what a leaf is worked with.
    fn step(&mut self, leaf: Leaf) -> usize {
        let key = match leaf {
            Leaf::Quantity(quantity) => Some(Key::Quantity(quantity)),
            Leaf::Operand(_) => None,
        };
        if let Some(&at) = key.and_then(|key| self.positions.get(&key)) {
            return at;
        }
        match self.author.settle(leaf) {
            Settled::Number(value) => self.put(key, Step::Number(value)),
            Settled::Unknown => {
                self.is_known = false;
                self.put(key, Step::Number(f64::NAN))
            }
            Settled::Figure { key, middle, meant, claim } => {
                if let Some(&at) = self.positions.get(&key) {
                    return at;
                }
                let figure = self.figure(middle, meant, claim);
                self.put(Some(key), Step::Figure(figure))
            }
            Settled::Through(formula) => {
                let leaves = self.leaves_of(&formula, &|&symbol| Leaf::Quantity(symbol));
                let shortened = self.shortened_by(&formula, leaves.clone());
                self.put(key, Step::Worked { formula, leaves, shortened })
            }
        }
    }

    fn figure(&mut self, middle: f64, meant: Interval, claim: Option<usize>) -> usize {
        self.figures.push(Moved { middle, meant, claim });
        self.figures.len() - 1
    }

    /// By how much a result that was not printed may have been shortened, where it was.
    fn shortened_by(&mut self, formula: &Formula, leaves: Range<usize>) -> Option<usize> {
        let figures = self.author.hidden?;
        let value = in_order(formula, self.leaves[leaves].iter().map(|&at| self.middles[at]));
        if !value.is_finite() || value == 0.0 {
            return None;
        }
        let unit = tolerance::power_of_ten(tolerance::magnitude(value) + 1 - figures);
        Some(self.figure(0.0, Interval { low: -unit, high: unit }, None))
    }
}
