//! Changing a formula in one place.

use std::cell::Cell;

use super::Line;
use crate::math::Expr;

/// A formula with one part written otherwise.
pub(in crate::check) struct Slip {
    /// Which part, counted as they are written; 0 is the whole.
    pub(super) at: usize,
    /// What stands there instead.
    pub(super) part: Line,
}

impl Slip {
    /// Another formula altogether.
    pub(super) fn whole(part: Line) -> Slip {
        Slip { at: 0, part }
    }

    /// The formula in full.
    pub(super) fn written_out(&self, line: &Line) -> Line {
        let count = Cell::new(0);
        changed_everywhere(line, &|_| {
            let at = count.replace(count.get() + 1);
            (at == self.at).then(|| self.part.clone())
        })
    }
}

/// Every formula that comes from this one by `change` at one place; `change` lists what may stand
/// instead of a part.
pub(super) fn changed_once(line: &Line, change: &dyn Fn(&Line) -> Vec<Line>) -> Vec<Slip> {
    fn visit(line: &Line, at: &mut usize, change: &dyn Fn(&Line) -> Vec<Line>, all: &mut Vec<Slip>) {
        all.extend(change(line).into_iter().map(|part| Slip { at: *at, part }));
        *at += 1;
        line.for_each_part(&mut |part| visit(part, at, change, all));
    }
    let mut all = Vec::new();
    visit(line, &mut 0, change, &mut all);
    all
}

/// The formula with `change` wherever it applies.
pub(super) fn changed_everywhere(line: &Line, change: &dyn Fn(&Line) -> Option<Line>) -> Line {
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

/// Parts with the one at `at` left out.
pub(super) fn without(parts: &[Line], at: usize) -> Vec<Line> {
    parts.iter().enumerate().filter(|&(other, _)| other != at).map(|(_, part)| part.clone()).collect()
}

/// Parts with the one at `at` written twice.
pub(super) fn twice(parts: &[Line], at: usize) -> Vec<Line> {
    let mut parts = parts.to_vec();
    parts.insert(at, parts[at].clone());
    parts
}
