//! A term of a sum left out.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Leaf;

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

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    let all_but_one = tree::changed_once(line, &|part| match part {
        Expr::Sum(terms) if terms.len() > 1 => {
            (0..terms.len()).map(|at| Expr::Sum(tree::without(terms, at))).collect()
        }
        _ => Vec::new(),
    });
    let only_one = tree::changed_once(line, &|part| match part {
        Expr::Sum(terms) if terms.len() > 2 => terms.clone(),
        _ => Vec::new(),
    });
    all_but_one.into_iter().chain(only_one).chain(one_path(case)).collect()
}

/// The slope by a hidden neuron through one of the outputs alone.
fn one_path(case: &Case) -> Vec<Slip> {
    let network = case.worked.network;
    let Kind::Slope { of: Variable::Loss, by: by @ (Variable::A(l, _) | Variable::Z(l, _)) } =
        case.quantity.kind
    else {
        return Vec::new();
    };
    if l as usize == network.layers.len() || network.outputs() < 2 {
        return Vec::new();
    }
    let slope = |k| Quantity::slope(Variable::LossTerm(k), by).at(case.quantity.sample);
    let paths = (1..=network.outputs() as u32).map(slope).filter(|&path| case.worked.has(path));
    paths.map(|path| Slip::whole(Expr::Symbol(Leaf::Quantity(path)))).collect()
}
