//! A term of a sum left out.

use super::{Case, Cause, Line, Slip, slip};
use crate::math::Expr;

pub(super) const CAUSE: Cause = Cause {
    name: "missing-term",
    sentence: "a term of the sum was left out",
    page: "\
A term of a sum was left out: the bias, one of the weights, or one of the paths on the way back.

    ∂E/∂h₁ = δ₁ · w₁₁                          wrong: only the way through the first output
    ∂E/∂h₁ = δ₁ · w₁₁ + δ₂ · w₁₂ + δ₃ · w₁₃    right

A hidden neuron acts on every neuron of the next layer, so its gradient has one term for each.
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips<'a>(line: &'a Line, _: &Case) -> Vec<Slip<'a>> {
    let all_but_one = slip::anywhere(line, &|part| match part {
        Expr::Sum(terms) if terms.len() > 1 => {
            terms.iter().map(|part| Slip { part, instead: Expr::Constant(0.0) }).collect()
        }
        _ => Vec::new(),
    });
    let only_one = slip::anywhere(line, &|part| match part {
        Expr::Sum(terms) if terms.len() > 2 => {
            terms.iter().map(|term| Slip { part, instead: term.clone() }).collect()
        }
        _ => Vec::new(),
    });
    all_but_one.into_iter().chain(only_one).collect()
}
