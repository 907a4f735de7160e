//! A factor counted twice.

use super::{Case, Cause, Line, Slip, slip};
use crate::math::Expr;

pub(super) const CAUSE: Cause = Cause {
    name: "extra-factor",
    sentence: "a factor was counted twice",
    page: "\
A factor was counted twice: most often σ′, applied again to a δ that already holds it.

    δ₂ = 0.0156 · 0.2254 · 0.2254 …        wrong
    δ₂ = 0.0156 · 0.2254                   right

A name for each intermediate result, kept apart from ∂E/∂a, guards against it: δ = ∂E/∂z holds
σ′, ∂E/∂a does not.
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips<'a>(line: &'a Line, _: &Case) -> Vec<Slip<'a>> {
    let doubled = slip::anywhere(line, &|part| match part {
        Expr::Product(factors) => {
            factors.iter().map(|part| Slip { part, instead: part.clone() * part.clone() }).collect()
        }
        Expr::Quotient(x, y) => vec![Slip { part: x, instead: (**x).clone() / (**y).clone() }],
        _ => Vec::new(),
    });
    let by_a_number = |factor| Slip { part: line, instead: line.clone() * Expr::Constant(factor) };
    doubled.into_iter().chain([2.0, 0.5].map(by_a_number)).collect()
}
