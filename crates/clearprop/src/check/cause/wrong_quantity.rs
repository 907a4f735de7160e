//! Another quantity's value.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Leaf;

pub(super) const CAUSE: Cause = Cause {
    name: "wrong-quantity",
    sentence: "another quantity's value stands here",
    page: "\
Another quantity's value stands here: z for a, ∂E/∂a for ∂E/∂z, the total for a part.

    h₂ = g(z₂) = −0.44        wrong: that is z₂ itself
    h₂ = g(z₂) = −0.1452      right
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    let symbol = |quantity| Expr::Symbol(Leaf::Quantity(quantity));
    let related =
        |quantity: Quantity| -> Vec<Line> { relatives(quantity, case).into_iter().map(symbol).collect() };
    let mut all: Vec<Slip> = related(case.quantity).into_iter().map(Slip::whole).collect();
    all.extend(tree::changed_once(line, &|part| match part {
        Expr::Symbol(Leaf::Quantity(quantity)) => related(*quantity),
        _ => Vec::new(),
    }));
    all
}

/// What may be mistaken for a quantity: what stands beside it in the working.
fn relatives(quantity: Quantity, case: &Case) -> Vec<Quantity> {
    let outputs = case.worked.network.outputs() as u32;
    let kinds: Vec<Kind> = match quantity.kind {
        Kind::Plain(Variable::Z(l, k)) => vec![Kind::Plain(Variable::A(l, k))],
        Kind::Plain(Variable::A(l, k)) => vec![Kind::Plain(Variable::Z(l, k))],
        Kind::Plain(Variable::Loss) => (1..=outputs).map(|k| Kind::Plain(Variable::LossTerm(k))).collect(),
        Kind::Plain(Variable::LossTerm(_)) => vec![Kind::Plain(Variable::Loss)],
        Kind::Updated(Variable::Loss) => vec![Kind::Plain(Variable::Loss)],
        Kind::Updated(Variable::Weight(l, j, k)) => {
            let weight = Variable::Weight(l, j, k);
            vec![Kind::Plain(weight), Kind::Slope { of: Variable::Loss, by: weight }]
        }
        Kind::Slope { of, by } => {
            let mut kinds = Vec::new();
            match by {
                Variable::A(l, k) => kinds.push(Kind::Slope { of, by: Variable::Z(l, k) }),
                Variable::Weight(..) => kinds.push(Kind::Plain(by)),
                _ => {}
            }
            let parts = (1..=outputs).map(|k| Kind::Slope { of: Variable::LossTerm(k), by });
            match of {
                Variable::Loss => kinds.extend(parts),
                Variable::LossTerm(_) => kinds.push(Kind::Slope { of: Variable::Loss, by }),
                _ => {}
            }
            kinds
        }
        _ => Vec::new(),
    };
    kinds
        .into_iter()
        .map(|kind| Quantity { kind, sample: quantity.sample })
        .filter(|&other| other != quantity && case.worked.has(other))
        .collect()
}
