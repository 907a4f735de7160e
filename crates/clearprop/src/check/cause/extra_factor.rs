//! A factor counted twice.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
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

fn slips(line: &Line, _: &Case) -> Vec<Slip> {
    let doubled = tree::changed_once(line, &|part| match part {
        Expr::Product(factors) => {
            (0..factors.len()).map(|at| Expr::Product(tree::twice(factors, at))).collect()
        }
        Expr::Quotient(x, y) => vec![Expr::Quotient(Box::new((**x).clone() / (**y).clone()), y.clone())],
        _ => Vec::new(),
    });
    let by_a_number = |factor| Slip::whole(line.clone() * Expr::Constant(factor));
    doubled.into_iter().chain([2.0, 0.5].map(by_a_number)).collect()
}
