//! A term counted twice.

use super::{Case, Cause, Line, Slip, slip};
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

fn slips<'a>(line: &'a Line, _: &Case) -> Vec<Slip<'a>> {
    slip::anywhere(line, &|part| match part {
        Expr::Sum(terms) => {
            terms.iter().map(|part| Slip { part, instead: part.clone() + part.clone() }).collect()
        }
        _ => Vec::new(),
    })
}
