//! What the author's own figures give: a formula worked with printed numbers, and how far the
//! result may lie from it because each of them was shortened.

use std::ops::Range;
use std::rc::Rc;

use super::figures::Figures;
use super::tolerance::{self, Habit};
use super::worked::{Line, Source, Worked, in_order};
use crate::backprop::{Formula, Style};
use crate::math::{Expr, Interval};
use crate::sheet::{Leaf, Operand};

/// Which of the author's figures a line is worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Basis {
    /// The last one printed before the line; what was not printed is worked from what was.
    Earlier,
    /// The same, and what was not printed of a slope by the author's own rule, which holds of no unit.
    ByRule,
    /// The last one printed, and where there is none before, the first one after: answers before the working.
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
    Through(Rc<Line>),
    Unknown,
}

/// Two leaves with one key are one figure, and move together.
#[derive(Clone, Copy)]
enum Key {
    /// By its number.
    Quantity(usize),
    /// By its place.
    Operand(usize),
}

impl Author<'_> {
    /// The outcome of the formula by which the quantity with a number is worked.
    pub(super) fn outcome_of(&self, number: usize) -> Option<Outcome> {
        let line = self.worked.line(number, self.style)?;
        self.worked_out(&line.formula, |taking| line.leaves.iter().for_each(|&leaf| taking.leaf(leaf)))
    }

    /// The outcome of a formula; `None` where it needs what nothing determines.
    ///
    /// A bound is not made from intervals alone, since they count a figure that stands twice, as
    /// in a (1 − a), as two: each figure is moved to its ends, and then all to the worse ones.
    pub(super) fn outcome<S>(&self, formula: &Expr<S>, leaf: &dyn Fn(&S) -> Leaf) -> Option<Outcome> {
        self.worked_out(formula, |taking| {
            formula.for_each_symbol(&mut |symbol| {
                let at = taking.step(leaf(symbol));
                taking.tables.pending.push(at);
            });
        })
    }

    /// The outcome of a formula whose leaves `take` goes through, in the order in which they are written.
    fn worked_out<S>(&self, formula: &Expr<S>, take: impl FnOnce(&mut Taking)) -> Option<Outcome> {
        let mut tables = self.worked.tables.borrow_mut();
        tables.empty();
        Working::of(self, formula, &mut tables, take).outcome()
    }

    /// What comes out for the quantity with a number with the figures as they stand; no bounds. `known`
    /// are the values that were worked before, `None` where they need what nothing determines.
    pub(super) fn middle(&self, number: usize, known: &mut Vec<Option<Option<f64>>>) -> Option<f64> {
        if let Some(&Some(value)) = known.get(number) {
            return value;
        }
        let value = match self.settle_quantity(number) {
            Settled::Number(value) | Settled::Figure { middle: value, .. } => Some(value),
            Settled::Unknown => None,
            Settled::Through(line) => {
                let values: Option<Vec<f64>> =
                    line.leaves.iter().map(|&leaf| self.middle(leaf, known)).collect();
                values.map(|values| in_order(&line.formula, values.into_iter()))
            }
        };
        known.resize(known.len().max(number + 1), None);
        known[number] = Some(value);
        value
    }

    fn source(&self, number: usize) -> Source {
        let rule = self.worked.rules.get(&number).filter(|_| self.basis == Basis::ByRule);
        rule.map_or_else(|| self.worked.source(number, self.style), |rule| Source::Worked(Rc::clone(rule)))
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
            Some(quantity) => Key::Quantity(self.worked.numbers.of(quantity)),
            None => Key::Operand(operand.printed.span.start),
        };
        Settled::Figure {
            key,
            middle: value,
            meant: tolerance::meant(&operand.printed, Habit::Rounds),
            claim: None,
        }
    }

    fn settle_quantity(&self, number: usize) -> Settled {
        let nearest = |later| self.figures.nearest_of(number, self.claim, later);
        let figure = match self.basis {
            Basis::Exact => None,
            Basis::Earlier | Basis::ByRule => nearest(false),
            Basis::Any => nearest(true),
            Basis::OnlyWrong => {
                let plain = self.worked.plain(number, self.style);
                if !self.figures.may_taint(plain.from) {
                    return plain.value.map_or(Settled::Unknown, Settled::Number);
                }
                nearest(false).filter(|figure| figure.is_tainted())
            }
        };
        match figure {
            Some(figure) => Settled::Figure {
                key: Key::Quantity(number),
                middle: figure.value,
                meant: figure.meant,
                claim: Some(figure.claim),
            },
            None => match self.source(number) {
                Source::Worked(line) => Settled::Through(line),
                Source::Given(value) => value.map_or(Settled::Unknown, Settled::Number),
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
    /// The position of the step that moves with it.
    step: usize,
}

/// A formula that is worked again and again with its figures moved.
struct Working<'f, S> {
    tables: &'f mut Tables,
    formula: &'f Expr<S>,
    /// Its leaves.
    own: Range<usize>,
    is_known: bool,
}

/// What a formula needs stands in a row, each worked from those before it. The tables go from one formula
/// to the next, since to make them takes longer than to work most formulas.
#[derive(Default)]
pub(super) struct Tables {
    figures: Vec<Moved>,
    steps: Vec<Step>,
    /// The steps that the leaves of formulas come from, formula by formula, as they are written.
    leaves: Vec<usize>,
    /// The leaves of formulas that are not yet gone through.
    pending: Vec<usize>,
    /// The positions of the steps for quantities, by their numbers; and the numbers that have one.
    positions: Vec<Option<usize>>,
    placed: Vec<usize>,
    /// The places and positions of operands without a name.
    operands: Vec<(usize, usize)>,
    /// What the steps come to from the figures as they stand, and with figures moved.
    middles: Vec<f64>,
    values: Vec<f64>,
    /// The ends of each figure at which less comes out, and more.
    ends: Vec<[f64; 2]>,
}

impl Tables {
    fn empty(&mut self) {
        for number in self.placed.drain(..) {
            self.positions[number] = None;
        }
        self.figures.clear();
        self.steps.clear();
        self.leaves.clear();
        self.pending.clear();
        self.operands.clear();
        self.middles.clear();
        self.values.clear();
        self.ends.clear();
    }
}

/// What a leaf of a formula comes from.
enum Step {
    Number(f64),
    Figure(usize),
    /// Worked from the steps before, and moved by a figure where it may have been shortened.
    Worked {
        line: Rc<Line>,
        leaves: Range<usize>,
        shortened: Option<usize>,
    },
}

/// What formulas come from being found, one after the other.
struct Taking<'a, 'b> {
    author: &'b Author<'a>,
    tables: &'b mut Tables,
    is_known: bool,
}

impl Step {
    /// What it comes to, given that of the steps before it and of the figures.
    fn value(&self, leaves: &[usize], values: &[f64], figure: impl Fn(usize) -> f64) -> f64 {
        match self {
            Step::Number(value) => *value,
            Step::Figure(at) => figure(*at),
            Step::Worked { line, leaves: own, shortened } => {
                in_order(&line.formula, leaves[own.clone()].iter().map(|&at| values[at]))
                    + shortened.map_or(0.0, figure)
            }
        }
    }
}

impl<'f, S> Working<'f, S> {
    fn of(
        author: &Author,
        formula: &'f Expr<S>,
        tables: &'f mut Tables,
        take: impl FnOnce(&mut Taking),
    ) -> Working<'f, S> {
        let mut taking = Taking { author, tables, is_known: true };
        take(&mut taking);
        let own = taking.take_pending(0);
        let is_known = taking.is_known;
        tables.values.extend_from_slice(&tables.middles);
        Working { tables, formula, own, is_known }
    }

    /// `None` where the formula needs what nothing determines.
    fn outcome(&mut self) -> Option<Outcome> {
        let middle = self.result().filter(|_| self.is_known)?;
        let mut range = Interval::point(middle);
        let mut moves = 0;
        for at in 0..self.tables.figures.len() {
            let Moved { middle: rest, meant, .. } = self.tables.figures[at];
            let mut ends = [rest, rest];
            if meant.low != meant.high {
                moves += 1;
                let [low, high] = [meant.low, meant.high].map(|end| self.with_figure(at, end));
                let (low, high) = (low?, high?);
                range = range.hull(Interval { low: low.min(high), high: low.max(high) });
                ends = if high >= low { [meant.low, meant.high] } else { [meant.high, meant.low] };
            }
            self.tables.ends.push(ends);
        }
        if moves > 1 {
            for corner in [0, 1] {
                range = range.hull(Interval::point(self.with_all(corner)?));
            }
        }
        let used = self.tables.figures.iter().filter_map(|figure| figure.claim).collect();
        Some(Outcome { middle, range: tolerance::widened(range, 0.0), used })
    }

    /// What comes out of the steps as they were worked last.
    fn result(&self) -> Option<f64> {
        let Tables { leaves, values, .. } = &*self.tables;
        let own = leaves[self.own.clone()].iter().map(|&at| values[at]);
        Some(in_order(self.formula, own)).filter(|value| value.is_finite())
    }

    /// What comes out with one figure moved: only what follows from it is worked again.
    fn with_figure(&mut self, moved: usize, to: f64) -> Option<f64> {
        let Tables { steps, leaves, values, middles, figures, .. } = &mut *self.tables;
        values.copy_from_slice(middles);
        let figure = |at: usize| if at == moved { to } else { figures[at].middle };
        let is_moved = |values: &[f64], at: usize| values[at].to_bits() != middles[at].to_bits();
        for (at, step) in steps.iter().enumerate().skip(figures[moved].step) {
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

    /// What comes out with every figure at the end where less comes out, 0, or more, 1.
    fn with_all(&mut self, end: usize) -> Option<f64> {
        let Tables { steps, leaves, values, ends, .. } = &mut *self.tables;
        for (at, step) in steps.iter().enumerate() {
            values[at] = step.value(leaves, values, |figure| ends[figure][end]);
        }
        self.result()
    }
}

impl Taking<'_, '_> {
    /// The leaves of a formula that were all gone through, and are pending from here on.
    fn take_pending(&mut self, from: usize) -> Range<usize> {
        let start = self.tables.leaves.len();
        self.tables.leaves.extend(self.tables.pending.drain(from..));
        start..self.tables.leaves.len()
    }

    fn put(&mut self, key: Option<Key>, step: Step) -> usize {
        let at = self.tables.steps.len();
        let middle = step
            .value(&self.tables.leaves, &self.tables.middles, |figure| self.tables.figures[figure].middle);
        self.tables.middles.push(middle);
        self.tables.steps.push(step);
        match key {
            Some(Key::Quantity(number)) => {
                self.tables.positions.resize(self.tables.positions.len().max(number + 1), None);
                self.tables.positions[number] = Some(at);
                self.tables.placed.push(number);
            }
            Some(Key::Operand(place)) => self.tables.operands.push((place, at)),
            None => {}
        }
        at
    }

    fn position(&self, key: Key) -> Option<usize> {
        match key {
            Key::Quantity(number) => *self.tables.positions.get(number)?,
            Key::Operand(place) => {
                self.tables.operands.iter().find(|operand| operand.0 == place).map(|found| found.1)
            }
        }
    }

    /// The position of what a leaf is worked with.
    fn step(&mut self, leaf: Leaf) -> usize {
        match leaf {
            Leaf::Quantity(quantity) => self.quantity(self.author.worked.numbers.of(quantity)),
            Leaf::Operand(operand) => self.settled(None, self.author.settle_operand(operand)),
        }
    }

    /// Goes through the next leaf of a formula, the quantity with a number.
    fn leaf(&mut self, number: usize) {
        let at = self.quantity(number);
        self.tables.pending.push(at);
    }

    /// The position of what the quantity with a number is worked with.
    fn quantity(&mut self, number: usize) -> usize {
        let key = Key::Quantity(number);
        match self.position(key) {
            Some(at) => at,
            None => self.settled(Some(key), self.author.settle_quantity(number)),
        }
    }

    fn settled(&mut self, key: Option<Key>, settled: Settled) -> usize {
        match settled {
            Settled::Number(value) => self.put(key, Step::Number(value)),
            Settled::Unknown => {
                self.is_known = false;
                self.put(key, Step::Number(f64::NAN))
            }
            Settled::Figure { key, middle, meant, claim } => {
                if let Some(at) = self.position(key) {
                    return at;
                }
                let figure = self.figure(middle, meant, claim);
                self.put(Some(key), Step::Figure(figure))
            }
            Settled::Through(line) => {
                let from = self.tables.pending.len();
                line.leaves.iter().for_each(|&leaf| self.leaf(leaf));
                let leaves = self.take_pending(from);
                let shortened = self.shortened_by(&line.formula, leaves.clone());
                self.put(key, Step::Worked { line, leaves, shortened })
            }
        }
    }

    /// The number of a figure that moves the next step.
    fn figure(&mut self, middle: f64, meant: Interval, claim: Option<usize>) -> usize {
        let step = self.tables.steps.len();
        self.tables.figures.push(Moved { middle, meant, claim, step });
        self.tables.figures.len() - 1
    }

    /// By how much a result that was not printed may have been shortened, where it was.
    fn shortened_by(&mut self, formula: &Formula, leaves: Range<usize>) -> Option<usize> {
        let figures = self.author.hidden?;
        let value = in_order(formula, self.tables.leaves[leaves].iter().map(|&at| self.tables.middles[at]));
        if !value.is_finite() || value == 0.0 {
            return None;
        }
        let unit = tolerance::power_of_ten(tolerance::magnitude(value) + 1 - figures);
        Some(self.figure(0.0, Interval { low: -unit, high: unit }, None))
    }
}
