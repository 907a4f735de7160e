//! A term counted twice.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::math::Expr;

pub(super) const CAUSE: Cause = Cause {
    name: "extra-term",
    sentence: "a term was counted twice, or one added that does not belong there",
    page: "\
A term was counted twice, or a term added that does not belong there.

    z = 0.3 · 0.7 + 0.6 · 0.5 + 0.15 + 0.15 = 0.81        wrong: the bias twice
    z = 0.3 · 0.7 + 0.6 · 0.5 + 0.15 = 0.66               right
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips(line: &Line, _: &Case) -> Vec<Slip> {
    tree::changed_once(line, &|part| match part {
        Expr::Sum(terms) => (0..terms.len()).map(|at| Expr::Sum(tree::twice(terms, at))).collect(),
        _ => Vec::new(),
    })
}
