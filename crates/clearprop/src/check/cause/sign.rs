//! A plus for a minus.

use super::tree::Slip;
use super::{Case, Cause, Fit, Line, tree};
use crate::check::tolerance;
use crate::math::Expr;

pub(super) const CAUSE: Cause = Cause {
    name: "sign",
    sentence: "a sign is turned round",
    page: "\
A sign is turned round: of the whole result, of one term of a sum, or in an exponent.

    δ₂ = (0.6470 − 1) · 0.6470 · (1 − 0.6470) = 0.0806        wrong
    δ₂ = (0.6470 − 1) · 0.6470 · (1 − 0.6470) = −0.0806       right

Often it is the derivative of −(1 − y) ln(1 − a), which is +(1 − y)/(1 − a), since the inner
function 1 − a brings a second minus; or e^z where the sigmoid has e^(−z); or a step that is added
although the update takes it off, w′ = w − μ ∂E/∂w.
",
    digits: Some(turned_round),
    slips: Some(slips),
    manner: None,
};

fn turned_round(case: &Case) -> Fit {
    let written = case.item.printed.written();
    let fits = !written.value.is_zero() && case.belongs(-tolerance::accepted(&written));
    if fits { Fit::Clear } else { Fit::None }
}

fn slips(line: &Line, _: &Case) -> Vec<Slip> {
    tree::changed_once(line, &|part| match part {
        Expr::Negative(x) => vec![(**x).clone()],
        Expr::Sum(terms) => (0..terms.len())
            .map(|at| {
                let mut terms = terms.clone();
                terms[at] = -terms[at].clone();
                Expr::Sum(terms)
            })
            .collect(),
        Expr::Apply(function, x) => vec![Expr::Apply(*function, Box::new(-(**x).clone()))],
        _ => Vec::new(),
    })
}
