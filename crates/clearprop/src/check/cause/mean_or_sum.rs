//! A sum where a mean belongs, or the other way round.

use super::tree::Slip;
use super::{Case, Cause, Line};
use crate::check::manner::Manner;
use crate::math::{Expr, Loss};
use crate::quantity::{Kind, Variable};

pub(super) const CAUSE: Cause = Cause {
    name: "mean-or-sum",
    sentence: "a sum stands where the mean belongs, or the other way round",
    page: "\
A sum stands where the mean belongs, or the other way round; in a slope it shows as 2 for 2/n.

    ∂L/∂w = −1.2 + 2.4 = 1.2              wrong: the sum over both samples
    ∂L/∂w = (−1.2 + 2.4) / 2 = 0.6        right, since the loss is their mean

What divides the loss divides its slopes as well.
",
    digits: None,
    slips: Some(slips),
    manner: Some(|manner| Manner { sums: true, ..manner }),
};

fn slips(line: &Line, case: &Case) -> Vec<Slip> {
    let loss = |variable| matches!(variable, Variable::Loss | Variable::LossTerm(_));
    let is_of_loss = match case.quantity.kind {
        Kind::Plain(variable) | Kind::Updated(variable) => loss(variable),
        Kind::Slope { of, .. } => loss(of),
        Kind::LearningRate => false,
    };
    if !is_of_loss {
        return Vec::new();
    }
    let network = case.worked.network;
    let averaged = if network.loss == Loss::MeanSquaredError { network.outputs() } else { 1 };
    let counts = [network.samples.len(), averaged];
    let counts = counts.into_iter().filter(|&count| count > 1).map(|count| count as f64);
    counts
        .flat_map(|count| [line.clone() * Expr::Constant(count), line.clone() / Expr::Constant(count)])
        .map(Slip::whole)
        .collect()
}
