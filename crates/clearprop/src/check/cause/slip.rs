//! A formula that went wrong in one place.

use super::Line;
use crate::math::{Expr, Real};
use crate::sheet::Leaf;

/// One slip in a formula: `instead` was worked where `part`, one of its own parts, stands.
pub(in crate::check) struct Slip<'a> {
    pub part: &'a Line,
    pub instead: Line,
}

impl Slip<'_> {
    /// What the formula gives with the slip. Most slips lead nowhere: no formula is copied for one.
    pub(super) fn evaluate<'s, R: Real>(&'s self, line: &'s Line, value: &impl Fn(&Leaf) -> R) -> R {
        let exchanged = |part: &'s Line| if std::ptr::eq(part, self.part) { &self.instead } else { part };
        line.evaluate_with(&exchanged, value)
    }

    /// The formula with the slip, written out.
    pub(super) fn written_in(&self, line: &Line) -> Line {
        changed_everywhere(line, &|part| std::ptr::eq(part, self.part).then(|| self.instead.clone()))
    }
}

/// Every slip at one place; `change` lists what may stand instead of a part.
pub(super) fn anywhere<'a>(line: &'a Line, change: &dyn Fn(&'a Line) -> Vec<Slip<'a>>) -> Vec<Slip<'a>> {
    let mut all = Vec::new();
    for_each_part(line, &mut |part| all.extend(change(part)));
    all
}

/// The slip of whoever makes `change` wherever it applies, if it applies.
pub(super) fn everywhere<'a>(line: &'a Line, change: &dyn Fn(&Line) -> Option<Line>) -> Vec<Slip<'a>> {
    let instead = changed_everywhere(line, change);
    if instead == *line { Vec::new() } else { vec![Slip { part: line, instead }] }
}

/// A formula, then its parts, then theirs.
fn for_each_part<'a>(line: &'a Line, found: &mut dyn FnMut(&'a Line)) {
    found(line);
    match line {
        Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => {}
        Expr::Negative(x) | Expr::Apply(_, x) => for_each_part(x, found),
        Expr::Sum(parts) | Expr::Product(parts) => parts.iter().for_each(|part| for_each_part(part, found)),
        Expr::Quotient(x, y) | Expr::Power(x, y) => [x, y].iter().for_each(|part| for_each_part(part, found)),
        Expr::IfPositive(parts) => parts.iter().for_each(|part| for_each_part(part, found)),
    }
}

/// The formula with `change` wherever it applies.
fn changed_everywhere(line: &Line, change: &dyn Fn(&Line) -> Option<Line>) -> Line {
    if let Some(changed) = change(line) {
        return changed;
    }
    let one = |part: &Line| Box::new(changed_everywhere(part, change));
    let each = |parts: &[Line]| parts.iter().map(|part| changed_everywhere(part, change)).collect();
    match line {
        Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => line.clone(),
        Expr::Negative(x) => Expr::Negative(one(x)),
        Expr::Apply(function, x) => Expr::Apply(*function, one(x)),
        Expr::Sum(parts) => Expr::Sum(each(parts)),
        Expr::Product(parts) => Expr::Product(each(parts)),
        Expr::Quotient(x, y) => Expr::Quotient(one(x), one(y)),
        Expr::Power(x, y) => Expr::Power(one(x), one(y)),
        Expr::IfPositive(parts) => {
            Expr::IfPositive(Box::new(parts.each_ref().map(|part| changed_everywhere(part, change))))
        }
    }
}
