//! Weights that are already updated, used on the way back.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::check::manner::Manner;
use crate::check::report::Role;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Leaf;

pub(super) const CAUSE: Cause = Cause {
    name: "updated-weights",
    sentence: "weights that were already updated were used while still propagating back",
    page: "\
Weights that were already updated were used while still propagating back.

    δ₁ = 0.1459 · 0.7432 · 0.5374 (1 − 0.5374) = 0.0270        wrong: 0.7432 is the new weight
    δ₁ = 0.1459 · 0.9 · 0.5374 (1 − 0.5374) = 0.0326           right

All gradients belong to one point, the old weights. Find every gradient first, then update all
weights at once.
",
    digits: None,
    slips: Some(slips),
    manner: Some(|manner| Manner { in_turn: true, ..manner }),
};

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    match case.quantity.kind {
        Kind::Slope { .. } => {}
        Kind::Plain(weight @ Variable::Weight(..)) if case.item.role == Role::Operand => {
            return vec![Slip::whole(Expr::Symbol(Leaf::Quantity(Quantity::updated(weight))))];
        }
        _ => return Vec::new(),
    }
    let updated = |part: &Line| match part {
        Expr::Symbol(Leaf::Quantity(Quantity {
            kind: Kind::Plain(weight @ Variable::Weight(..)), ..
        })) => Some(Expr::Symbol(Leaf::Quantity(Quantity::updated(*weight)))),
        _ => None,
    };
    let changed = tree::changed_everywhere(line, &updated);
    if changed == *line { Vec::new() } else { vec![Slip::whole(changed)] }
}
