//! Quantities that differ from one another in an index.

use crate::check::worked::Worked;
use crate::quantity::{Kind, Quantity, Variable};

/// The quantities of the network that differ from this one in one index, or have two exchanged.
pub(in crate::check) fn neighbours(quantity: Quantity, worked: &Worked) -> Vec<Quantity> {
    let widest = worked.network.widths().into_iter().max().unwrap_or(0) as u32;
    // No sheet that a person writes has more units in a layer than this.
    let widest = widest.min(12);
    let mut all = Vec::new();
    let samples = worked.network.samples.len() as u32;
    let mut add = |kind: Kind, sample: Option<u32>| {
        let other = Quantity { kind, sample };
        if other != quantity && worked.has(other) && !all.contains(&other) {
            all.push(other);
        }
    };
    match quantity.kind {
        Kind::LearningRate => {}
        Kind::Plain(variable) => {
            others(variable, widest).into_iter().for_each(|other| add(Kind::Plain(other), quantity.sample));
        }
        Kind::Updated(variable) => {
            others(variable, widest).into_iter().for_each(|other| add(Kind::Updated(other), quantity.sample));
        }
        Kind::Slope { of, by } => {
            for other in others(by, widest) {
                add(Kind::Slope { of, by: other }, quantity.sample);
                // The weight of a neuron and its own pre-activation change together.
                for of in others(of, widest) {
                    add(Kind::Slope { of, by: other }, quantity.sample);
                }
            }
            for of in others(of, widest) {
                add(Kind::Slope { of, by }, quantity.sample);
            }
        }
    }
    if quantity.sample.is_some() {
        (1..=samples.min(12)).for_each(|sample| add(quantity.kind, Some(sample)));
    }
    all
}

fn others(variable: Variable, widest: u32) -> Vec<Variable> {
    let range = || 1..=widest;
    match variable {
        Variable::Input(_) => range().map(Variable::Input).collect(),
        Variable::Target(_) => range().map(Variable::Target).collect(),
        Variable::LossTerm(_) => range().map(Variable::LossTerm).collect(),
        Variable::Loss => Vec::new(),
        Variable::Bias(l, _) => range().map(|k| Variable::Bias(l, k)).collect(),
        Variable::Z(l, _) => range().map(|k| Variable::Z(l, k)).collect(),
        Variable::A(l, _) => range().map(|k| Variable::A(l, k)).collect(),
        Variable::Weight(l, j, k) => {
            let mut all = vec![Variable::Weight(l, k, j)];
            all.extend(range().map(|other| Variable::Weight(l, other, k)));
            all.extend(range().map(|other| Variable::Weight(l, j, other)));
            all
        }
    }
}
