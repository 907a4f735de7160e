//! A neighbour's value.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::math::Expr;
use crate::quantity::Quantity;
use crate::sheet::Leaf;

pub(super) const CAUSE: Cause = Cause {
    name: "wrong-index",
    sentence: "a neighbour's value was used: an index is wrong",
    page: "\
A neighbour's value was used: the weight, input or activation of another index.

    z₂ = w₁₂ · x₁ + w₁₂ · x₂ + b₂        wrong
    z₂ = w₁₂ · x₁ + w₂₂ · x₂ + b₂        right

In w_jk the first index is where the weight comes from and the second where it goes. Forward, k is
fixed and j runs; on the way back, j is fixed and k runs.
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    let symbol = |&quantity: &Quantity| Expr::Symbol(Leaf::Quantity(quantity));
    let mut all: Vec<Slip> =
        case.common.neighbours(case.quantity).iter().map(symbol).map(Slip::whole).collect();
    all.extend(tree::changed_once(line, &|part| match part {
        Expr::Symbol(leaf) => {
            let quantity = match leaf {
                Leaf::Quantity(quantity) => Some(*quantity),
                Leaf::Operand(operand) => operand.quantity,
            };
            quantity
                .map_or(Vec::new(), |quantity| case.common.neighbours(quantity).iter().map(symbol).collect())
        }
        _ => Vec::new(),
    }));
    all
}
