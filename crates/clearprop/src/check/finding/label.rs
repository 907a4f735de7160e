//! A left side that names another quantity than the one that is worked out beside it.

use super::finding;
use super::formula::{stated, symbolic_sides};
use super::points::is_identity;
use crate::check::cause::neighbours;
use crate::check::items::Item;
use crate::check::judge::Judged;
use crate::check::notation::Names;
use crate::check::report::{Finding, Role, Verdict};
use crate::check::tolerance;
use crate::check::worked::Worked;
use crate::quantity::Quantity;
use crate::sheet::Sheet;

/// The page on it.
pub(super) const PAGE: &str = "\
The left side names one quantity, and another is worked out beside it.

    h₁ = tanh(0.08) = 0.0798        that is h₂: the net input 0.08 is the second unit's
    h₂ = tanh(0.08) = 0.0798        right

The number is then marked as what it really is, so that the wrong name does no further harm.
";

/// A statement whose left side should name another quantity.
pub(in crate::check) struct Mislabelled {
    /// Its position in the sheet.
    pub(in crate::check) statement: usize,
    /// What is worked out there.
    pub(in crate::check) really: Quantity,
    /// What to say about it.
    pub(in crate::check) finding: Finding,
}

/// Every such statement.
pub(in crate::check) fn find(
    sheet: &Sheet,
    items: &[Item],
    judged: &Judged,
    worked: &Worked,
    points: &[Worked],
    names: &Names,
) -> Vec<Mislabelled> {
    let mut all = Vec::new();
    let position = |statement: &crate::sheet::Statement| {
        sheet.statements.iter().position(|other| std::ptr::eq(other, statement)).expect("it is one of them")
    };
    let mut add = |statement: usize, named: Quantity, really: Quantity| {
        let span = sheet.statements[statement].span;
        let message =
            format!("the left side names {}; what is worked out is {}", names.of(named), names.of(really));
        all.push(Mislabelled { statement, really, finding: finding("label", span, message) });
    };
    for (statement, quantity) in stated(sheet, worked) {
        // A formula as short as one symbol is equal to too many things.
        let sides = || symbolic_sides(statement, quantity, worked).filter(|(_, formula)| leaves(formula) > 1);
        if sides().any(|(_, formula)| is_identity(points, formula, quantity)) {
            continue;
        }
        // A number that is right for the left side stands beside a wrong formula.
        let at = position(statement);
        let is_right = items.iter().zip(&judged.judgements).any(|(item, judgement)| {
            item.statement == at
                && item.role == Role::Result
                && judgement.as_ref().is_some_and(|judgement| judgement.verdict != Verdict::Wrong)
        });
        if is_right {
            continue;
        }
        let is_worked_out =
            |other: &Quantity| sides().any(|(_, formula)| is_identity(points, formula, *other));
        let other = neighbours(quantity, worked).into_iter().find(is_worked_out);
        if let Some(really) = other {
            add(position(statement), quantity, really);
        }
    }
    for (item, judgement) in items.iter().zip(&judged.judgements) {
        let Some(judgement) = judgement else { continue };
        if item.role != Role::Result || judgement.verdict != Verdict::Wrong {
            continue;
        }
        let named = judgement.quantity;
        let is_right_elsewhere =
            judged.figures.all(named).iter().any(|figure| figure.verdict == Verdict::Right);
        if !is_right_elsewhere {
            continue;
        }
        let accepted = tolerance::accepted(&item.printed);
        let other = neighbours(named, worked).into_iter().find(|&other| {
            !judged.figures.has(other)
                && worked.exact(other).is_some_and(|exact| accepted.overlaps(tolerance::widened(exact, 0.0)))
        });
        if let Some(really) = other {
            add(item.statement, named, really);
        }
    }
    all
}

fn leaves(formula: &crate::math::Expr<crate::sheet::Leaf>) -> usize {
    let mut leaves = 0;
    formula.for_each_symbol(&mut |_| leaves += 1);
    leaves
}
