//! A wrong number with everything that its cause is looked for in.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::apart::BASES;
use super::{Line, neighbours};
use crate::backprop::Style;
use crate::check::author::{Author, Basis, Outcome};
use crate::check::figures::Figures;
use crate::check::items::Item;
use crate::check::manner::Manner;
use crate::check::report::Role;
use crate::check::worked::Worked;
use crate::math::{Expr, Interval};
use crate::quantity::Quantity;
use crate::sheet::{Leaf, Sheet};

/// Formulas longer than this are not taken apart: nobody works them in one line.
const LONGEST: usize = 120;

/// A wrong number, what it should be, and the lines that may have gone wrong.
pub(in crate::check) struct Case<'a> {
    /// The true values and formulas.
    pub worked: &'a Worked<'a>,
    /// What was printed.
    pub figures: &'a Figures,
    /// The number.
    pub item: &'a Item,
    /// Its position among the claims.
    pub claim: usize,
    /// What it is said to be.
    pub quantity: Quantity,
    /// What comes out without a slip: exactly, and from the author's figures.
    pub rights: Vec<Outcome>,
    /// The formulas that it may have been worked by, the shortest first.
    pub lines: Vec<Line>,
    /// What each quantity is worked with by the author's figures, by its number, where that is determined.
    pub(super) earlier: RefCell<Vec<Option<Option<f64>>>>,
    /// What each quantity is worked with on each basis, by its number.
    pub(super) worths: RefCell<Vec<Option<[f64; 2]>>>,
    /// What the wrong numbers of a sheet have in common.
    pub(super) common: &'a Common<'a>,
}

/// What is worked once for all wrong numbers of a sheet.
pub(in crate::check) struct Common<'a> {
    worked: &'a Worked<'a>,
    /// What each quantity is worth exactly by its number, where that is determined.
    exact: RefCell<Vec<Option<Option<f64>>>>,
    /// The network as others work it.
    others: RefCell<Vec<Rc<Worked<'a>>>>,
    /// The neighbours of the quantities that were asked for.
    neighbours: RefCell<FxHashMap<Quantity, Rc<[Quantity]>>>,
}

impl<'a> Common<'a> {
    /// Nothing is worked yet.
    pub(in crate::check) fn of(worked: &'a Worked<'a>) -> Common<'a> {
        Common {
            worked,
            exact: RefCell::default(),
            others: RefCell::default(),
            neighbours: RefCell::default(),
        }
    }

    /// The neighbours of a quantity.
    pub(super) fn neighbours(&self, quantity: Quantity) -> Rc<[Quantity]> {
        let mut known = self.neighbours.borrow_mut();
        Rc::clone(known.entry(quantity).or_insert_with(|| neighbours(quantity, self.worked).into()))
    }

    /// The network worked in another manner.
    pub(super) fn worked(&self, manner: Manner) -> Rc<Worked<'a>> {
        let mut others = self.others.borrow_mut();
        if let Some(known) = others.iter().find(|worked| worked.manner == manner) {
            return Rc::clone(known);
        }
        let worked = Rc::new(self.worked.otherwise(manner));
        others.push(Rc::clone(&worked));
        worked
    }
}

impl<'a> Case<'a> {
    /// Gathers what is known about a wrong number.
    pub(in crate::check) fn new(
        sheet: &Sheet,
        worked: &'a Worked<'a>,
        figures: &'a Figures,
        common: &'a Common<'a>,
        item: &'a Item,
        claim: usize,
        quantity: Quantity,
    ) -> Case<'a> {
        let mut case = Case {
            worked,
            figures,
            common,
            item,
            claim,
            quantity,
            rights: Vec::new(),
            lines: Vec::new(),
            earlier: RefCell::default(),
            worths: RefCell::default(),
        };
        case.gather_lines(sheet);
        case.gather_rights();
        case
    }

    /// What a leaf is worked with on each basis from figures as they stand; no bounds.
    pub(super) fn worth(&self, leaf: &Leaf) -> [f64; 2] {
        match leaf {
            Leaf::Operand(operand) => [operand.printed.value.to_f64(); 2],
            Leaf::Quantity(quantity) => {
                let number = self.worked.numbers.of(*quantity);
                if let Some(&Some(known)) = self.worths.borrow().get(number) {
                    return known;
                }
                let worth = BASES.map(|basis| self.middle(number, basis));
                let mut worths = self.worths.borrow_mut();
                let length = worths.len().max(number + 1);
                worths.resize(length, None);
                worths[number] = Some(worth);
                worth
            }
        }
    }

    /// The same for the quantity with a number on one basis. Many slips are worked with few values.
    fn middle(&self, number: usize, basis: Basis) -> f64 {
        let known = if basis == Basis::Exact { &self.common.exact } else { &self.earlier };
        let (worked, figures, claim) = (self.worked, self.figures, self.claim);
        let author = Author { worked, figures, claim, basis, style: Style::Delta, hidden: None };
        let value = author.middle(number, &mut known.borrow_mut());
        value.filter(|value| value.is_finite()).unwrap_or(f64::NAN)
    }

    /// What a line gives with the author's earlier figures.
    pub(in crate::check) fn outcome(&self, line: &Line) -> Option<Outcome> {
        let author = Author {
            worked: self.worked,
            figures: self.figures,
            claim: self.claim,
            basis: Basis::Earlier,
            style: Style::Delta,
            hidden: None,
        };
        author.outcome(line, &|&leaf| leaf)
    }

    fn gather_lines(&mut self, sheet: &Sheet) {
        if self.item.role == Role::Result {
            for side in &sheet.statements[self.item.statement].sides {
                if let Some(formula) = &side.formula
                    && !mentions(formula, self.quantity)
                    && self.holds(formula)
                {
                    self.add(formula.clone());
                }
            }
        }
        // The derivation's formula; then with what the author never printed written out.
        let mut level: Vec<Line> = [Style::Delta, Style::Chain]
            .into_iter()
            .filter_map(|style| self.worked.formula(self.quantity, style))
            .map(|line| line.formula.substitute(&mut |&symbol| Expr::Symbol(Leaf::Quantity(symbol))))
            .collect();
        for _ in 0..4 {
            for line in &level {
                self.add(line.clone());
            }
            level = level.iter().map(|line| self.written_out(line)).collect();
        }
    }

    /// Whether a line is right as a formula: one that is not has slipped already.
    fn holds(&self, line: &Line) -> bool {
        let value = line.evaluate(&|leaf: &Leaf| match leaf {
            Leaf::Quantity(quantity) => self.worked.middle(*quantity).unwrap_or(f64::NAN),
            Leaf::Operand(operand) => match operand.quantity {
                Some(quantity) => self.worked.middle(quantity).unwrap_or(f64::NAN),
                None => operand.printed.value.to_f64(),
            },
        });
        self.worked
            .middle(self.quantity)
            .is_some_and(|exact| (value - exact).abs() <= 1e-6 * exact.abs() + 1e-12)
    }

    fn add(&mut self, line: Line) {
        if size(&line) <= LONGEST && !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// A line with each quantity that was never printed replaced by its formula.
    fn written_out(&self, line: &Line) -> Line {
        if size(line) > LONGEST {
            return line.clone();
        }
        line.substitute(&mut |leaf| match leaf {
            Leaf::Quantity(quantity) if !self.figures.has(*quantity) => {
                match self.worked.formula(*quantity, Style::Delta) {
                    Some(known) => {
                        known.formula.substitute(&mut |&symbol| Expr::Symbol(Leaf::Quantity(symbol)))
                    }
                    None => Expr::Symbol(*leaf),
                }
            }
            leaf => Expr::Symbol(*leaf),
        })
    }

    /// Whether one of these numbers might be written there without a slip.
    pub(super) fn belongs(&self, written: Interval) -> bool {
        let printed = &self.item.printed;
        let said = if printed.turned { -written } else { written };
        let said = match printed.beyond.is_zero() {
            true => said,
            false => said + Interval::point(printed.beyond.to_f64()),
        };
        self.rights.iter().any(|right| said.overlaps(right.range))
    }

    fn gather_rights(&mut self) {
        if let Some(exact) = self.worked.exact(self.quantity) {
            let middle = self.worked.middle(self.quantity).unwrap_or(exact.low);
            self.rights.push(Outcome { middle, range: exact, used: Vec::new() });
        }
        let number = self.worked.numbers.of(self.quantity);
        for style in [Style::Delta, Style::Chain] {
            let author = Author {
                worked: self.worked,
                figures: self.figures,
                claim: self.claim,
                basis: Basis::Earlier,
                style,
                hidden: None,
            };
            self.rights.extend(author.outcome_of(number));
        }
        for figure in self.figures.all(self.quantity).iter().filter(|figure| !figure.is_tainted()) {
            let middle = figure.value;
            self.rights.push(Outcome { middle, range: figure.meant, used: Vec::new() });
        }
    }
}

fn mentions(line: &Line, quantity: Quantity) -> bool {
    let mut found = false;
    line.for_each_symbol(&mut |leaf| found |= *leaf == Leaf::Quantity(quantity));
    found
}

/// The number of leaves.
fn size(line: &Line) -> usize {
    let mut leaves = 0;
    line.for_each_symbol(&mut |_| leaves += 1);
    leaves
}
