//! What the author's own figures give: a formula worked with printed numbers, and how far the
//! result may lie from it because each of them was shortened.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use super::figures::Figures;
use super::tolerance::{self, Habit};
use super::worked::Worked;
use crate::backprop::Style;
use crate::math::{Decimal, Expr, Interval};
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
    Through(Quantity),
    Unknown,
}

/// Two leaves with one key are one figure, and move together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Quantity(Quantity),
    Operand(usize),
    Hidden(Quantity),
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
        let working = Working::new(self);
        let middle = working.value(formula, leaf)?;
        let mut range = Interval::point(middle);
        let count = working.figures.borrow().len();
        let (mut lowest, mut highest) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut moves = 0;
        for at in 0..count {
            let Moved { middle: rest, meant, .. } = working.figures.borrow()[at];
            if meant.low == meant.high {
                lowest.push(rest);
                highest.push(rest);
                continue;
            }
            moves += 1;
            let ends = [meant.low, meant.high].map(|end| {
                working.move_to(at, end);
                let value = working.value(formula, leaf);
                working.move_to(at, rest);
                value
            });
            let [Some(low), Some(high)] = ends else { return None };
            range = range.hull(Interval { low: low.min(high), high: low.max(high) });
            let rising = high >= low;
            lowest.push(if rising { meant.low } else { meant.high });
            highest.push(if rising { meant.high } else { meant.low });
        }
        if moves > 1 {
            for corner in [lowest, highest] {
                for (at, value) in corner.into_iter().enumerate() {
                    working.move_to(at, value);
                }
                let value = working.value(formula, leaf)?;
                range = range.hull(Interval::point(value));
            }
        }
        let used = working.figures.borrow().iter().filter_map(|figure| figure.claim).collect();
        Some(Outcome { middle, range: tolerance::widened(range, 0.0), used })
    }

    /// What comes out of a formula with the figures as they stand; no bounds.
    pub(super) fn middle<S>(&self, formula: &Expr<S>, leaf: &dyn Fn(&S) -> Leaf) -> Option<f64> {
        Working::new(self).value(formula, leaf)
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
            None if self.worked.formula(quantity, self.style).is_some() => Settled::Through(quantity),
            None => self.worked.middle(quantity).map_or(Settled::Unknown, Settled::Number),
        }
    }
}

/// A figure that is moved between its ends.
#[derive(Clone, Copy)]
struct Moved {
    middle: f64,
    now: f64,
    meant: Interval,
    claim: Option<usize>,
}

/// One formula being worked again and again with its figures moved.
struct Working<'a, 'b> {
    author: &'b Author<'a>,
    figures: RefCell<Vec<Moved>>,
    positions: RefCell<FxHashMap<Key, usize>>,
    memo: RefCell<FxHashMap<Quantity, f64>>,
    unknown: Cell<bool>,
}

impl<'a, 'b> Working<'a, 'b> {
    fn new(author: &'b Author<'a>) -> Working<'a, 'b> {
        Working {
            author,
            figures: RefCell::default(),
            positions: RefCell::default(),
            memo: RefCell::default(),
            unknown: Cell::new(false),
        }
    }

    fn move_to(&self, at: usize, value: f64) {
        self.figures.borrow_mut()[at].now = value;
        self.memo.borrow_mut().clear();
    }

    fn value<S>(&self, formula: &Expr<S>, leaf: &dyn Fn(&S) -> Leaf) -> Option<f64> {
        let value = formula.evaluate(&|symbol: &S| self.leaf(leaf(symbol)));
        (!self.unknown.get() && value.is_finite()).then_some(value)
    }

    /// By how much a result that was not printed may have been shortened, where it was.
    fn shortened_by(&self, quantity: Quantity, value: f64) -> f64 {
        let Some(figures) = self.author.hidden.filter(|_| value.is_finite() && value != 0.0) else {
            return 0.0;
        };
        let mut positions = self.positions.borrow_mut();
        let mut all = self.figures.borrow_mut();
        let at = *positions.entry(Key::Hidden(quantity)).or_insert_with(|| {
            let unit = tolerance::power_of_ten(Decimal::from_f64(value).magnitude() + 1 - figures);
            let meant = Interval { low: -unit, high: unit };
            all.push(Moved { middle: 0.0, now: 0.0, meant, claim: None });
            all.len() - 1
        });
        all[at].now
    }

    fn leaf(&self, leaf: Leaf) -> f64 {
        match self.author.settle(leaf) {
            Settled::Number(value) => value,
            Settled::Unknown => {
                self.unknown.set(true);
                f64::NAN
            }
            Settled::Figure { key, middle, meant, claim } => {
                let mut positions = self.positions.borrow_mut();
                let mut figures = self.figures.borrow_mut();
                let at = *positions.entry(key).or_insert_with(|| {
                    figures.push(Moved { middle, now: middle, meant, claim });
                    figures.len() - 1
                });
                figures[at].now
            }
            Settled::Through(quantity) => {
                if let Some(&value) = self.memo.borrow().get(&quantity) {
                    return value;
                }
                let style = self.author.style;
                let formula = self.author.worked.formula(quantity, style).expect("it was asked for before");
                let value = formula.evaluate(&|&symbol: &Quantity| self.leaf(Leaf::Quantity(symbol)));
                let value = value + self.shortened_by(quantity, value);
                self.memo.borrow_mut().insert(quantity, value);
                value
            }
        }
    }
}
