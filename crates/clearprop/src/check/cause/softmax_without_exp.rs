//! Softmax without the exponential.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::math::{Activation, Expr, Function};
use crate::quantity::{Kind, Variable};

pub(super) const CAUSE: Cause = Cause {
    name: "softmax-without-exp",
    sentence: "the exponential of softmax was left out",
    page: "\
The exponential of softmax was left out: z was divided by the sum of all z.

    o₁ = 1.8658 / (1.8658 + 2.2292 + 2.8204) = 0.2698                  wrong
    o₁ = e^1.8658 / (e^1.8658 + e^2.2292 + e^2.8204) = 0.1986          right

The wrong values add up to 1 as well, so that sum is no proof. With a negative z they even leave
the range from 0 to 1.
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    let layer = match case.quantity.kind {
        Kind::Plain(Variable::A(layer, _)) | Kind::Updated(Variable::A(layer, _)) => layer,
        Kind::Slope { of: Variable::A(layer, _), .. } => layer,
        _ => return Vec::new(),
    };
    if case.worked.network.layers[layer as usize - 1].activation != Activation::Softmax {
        return Vec::new();
    }
    let bare = |part: &Line| match part {
        Expr::Apply(Function::Exp, x) => Some((**x).clone()),
        _ => None,
    };
    let changed = tree::changed_everywhere(line, &bare);
    if changed == *line { Vec::new() } else { vec![Slip::whole(changed)] }
}
