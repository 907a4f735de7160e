//! A factor left out.

use super::tree::Slip;
use super::{Case, Cause, Line, tree};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Leaf;

pub(super) const CAUSE: Cause = Cause {
    name: "missing-factor",
    sentence: "a factor was left out",
    page: "\
A factor was left out: one link of the chain, a square, a ½ or a division.

    ∂E/∂w = ∂E/∂out · out_D = −0.43172 · 0.52498 = −0.22664                        wrong
    ∂E/∂w = ∂E/∂out · ∂out/∂net · out_D = −0.43172 · 0.24534 · 0.52498 = −0.05561  right

Writing the chain out with every ∂ shows it: what stands below one ∂ stands above the next.
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    let known = |line: &Line| match line {
        Expr::Symbol(Leaf::Quantity(quantity)) => case.worked.has(*quantity),
        _ => true,
    };
    tree::changed_once(line, &|part| match part {
        Expr::Product(factors) if factors.len() > 1 => {
            (0..factors.len()).map(|at| Expr::Product(tree::without(factors, at))).collect()
        }
        Expr::Quotient(x, y) => vec![(**x).clone(), Expr::Constant(1.0) / (**y).clone()],
        Expr::Power(x, _) => vec![(**x).clone()],
        // ∂E/∂a for ∂E/∂z: without the slope between them.
        Expr::Symbol(Leaf::Quantity(Quantity {
            kind: Kind::Slope { of: of @ (Variable::Loss | Variable::LossTerm(_)), by: Variable::Z(l, k) },
            sample,
        })) => {
            let shorter = Kind::Slope { of: *of, by: Variable::A(*l, *k) };
            let shorter: Line = Expr::Symbol(Leaf::Quantity(Quantity { kind: shorter, sample: *sample }));
            if known(&shorter) { vec![shorter] } else { Vec::new() }
        }
        _ => Vec::new(),
    })
}
