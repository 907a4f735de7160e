//! A line taken apart, so that a slip in it is worked without the parts that it leaves as they are.

use super::tree::Slip;
use super::{Case, Line};
use crate::check::author::Basis;
use crate::check::worked::in_order;
use crate::math::{Expr, Function};

/// What a line is worked with: the author's earlier figures, and exact ones.
pub(super) const BASES: [Basis; 2] = [Basis::Earlier, Basis::Exact];

/// The parts of a line in the order in which they are written, the whole first.
pub(super) struct Apart<'a, 'c> {
    case: &'a Case<'c>,
    line: &'a Line,
    parts: Vec<Part<'a>>,
    /// 1 + erf x is worked as one, so that its parts cannot be worked by themselves.
    as_a_whole: bool,
}

struct Part<'a> {
    line: &'a Line,
    /// The part that it belongs to.
    above: Option<usize>,
    /// Those that it is made of.
    below: Vec<usize>,
    /// What it is worth on each basis.
    worth: [f64; 2],
}

impl<'a, 'c> Apart<'a, 'c> {
    pub(super) fn of(line: &'a Line, case: &'a Case<'c>) -> Apart<'a, 'c> {
        let mut apart = Apart { case, line, parts: Vec::new(), as_a_whole: has_erf(line) };
        if !apart.as_a_whole {
            apart.add(line, None);
        }
        apart
    }

    fn add(&mut self, line: &'a Line, above: Option<usize>) -> usize {
        let at = self.parts.len();
        self.parts.push(Part { line, above, below: Vec::new(), worth: [f64::NAN; 2] });
        let mut below = Vec::new();
        line.for_each_part(&mut |part| below.push(self.add(part, Some(at))));
        self.parts[at].worth = match line {
            Expr::Symbol(_) => self.worked(line),
            _ => {
                let worths: Vec<[f64; 2]> = below.iter().map(|&part| self.parts[part].worth).collect();
                [0, 1].map(|basis| line.combine(worths.iter().map(|worth| worth[basis])))
            }
        };
        self.parts[at].below = below;
        at
    }

    /// What a line is worth on each basis.
    fn worked(&self, line: &Line) -> [f64; 2] {
        if let Expr::Symbol(leaf) = line {
            return self.case.worth(leaf);
        }
        // Room for a line as people write it, since slips are worked by the hundred.
        let mut worths = Vec::with_capacity(16);
        line.for_each_symbol(&mut |leaf| worths.push(self.case.worth(leaf)));
        [0, 1].map(|basis| in_order(line, worths.iter().map(|worth| worth[basis])))
    }

    /// What comes out with a slip on each basis, where anything does.
    pub(super) fn with(&self, slip: &Slip) -> [Option<f64>; 2] {
        let mut worth = self.worked(&slip.part);
        let mut at = slip.at;
        if at > 0 && (self.as_a_whole || self.is_exponent(at)) {
            worth = self.worked(&slip.written_out(self.line));
            at = 0;
        }
        while at > 0 {
            let above = self.parts[at].above.expect("only the whole has nothing above it");
            let Part { line, below, .. } = &self.parts[above];
            let of = |part: usize| if part == at { worth } else { self.parts[part].worth };
            worth = [0, 1].map(|basis| line.combine(below.iter().map(|&part| of(part)[basis])));
            at = above;
        }
        worth.map(|worth| Some(worth).filter(|worth| worth.is_finite()))
    }

    /// Whether a part is an exponent, or lies in one: how a power is worked depends on how it is written.
    fn is_exponent(&self, at: usize) -> bool {
        let above = self.parts[at].above;
        above.is_some_and(|above| {
            let Part { line, below, .. } = &self.parts[above];
            matches!(line, Expr::Power(..)) && below[1] == at || self.is_exponent(above)
        })
    }
}

fn has_erf(line: &Line) -> bool {
    let mut found = matches!(line, Expr::Apply(Function::Erf, _));
    line.for_each_part(&mut |part| found |= has_erf(part));
    found
}
