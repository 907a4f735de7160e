//! The proof that a gradient is right: the loss itself, worked a little to either side.

use super::{Derivation, Kind, Section};
use crate::Network;
use crate::plain::Parameters;
use crate::quantity::{Quantity, Variable};

/// How far a derivation's gradient is from central differences,
/// [E(w + h) − E(w − h)] / 2h with h = 10⁻⁵, worked in doubles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proof {
    /// The largest difference.
    pub largest: f64,
    /// Where it is.
    pub at: Quantity,
    /// How many slopes were compared.
    pub compared: usize,
    /// How many the derivation has.
    pub slopes: usize,
}

/// In large networks so many slopes are compared, spread evenly.
const MOST: usize = 200;
const STEP: f64 = 1e-5;

/// Compares the gradient with central differences; `None` where none was worked.
pub fn prove(derivation: &Derivation) -> Option<Proof> {
    let network = &derivation.network;
    let slopes: Vec<_> = derivation
        .steps
        .iter()
        .filter_map(|step| match step.quantity.kind {
            Kind::Slope { of: Variable::Loss, by: by @ (Variable::Weight(..) | Variable::Bias(..)) }
                if step.section == Section::Mean || step.quantity.sample.is_none() =>
            {
                Some((step.quantity, by, step.value.to_f64()))
            }
            _ => None,
        })
        .collect();
    let cost = network.parameters() * network.samples.len();
    let most = (4_000_000 / cost.max(1)).clamp(8, MOST);
    let stride = slopes.len().div_ceil(most).max(1);
    let mut parameters = Parameters::<f64>::of(network, derivation.options.method);
    let mut proof: Option<Proof> = None;
    for &(at, by, slope) in slopes.iter().step_by(stride) {
        let difference = (central_difference(&mut parameters, network, by) - slope).abs();
        let compared = proof.map_or(0, |proof| proof.compared) + 1;
        let worst = proof.filter(|proof| proof.largest >= difference);
        let (largest, at) = worst.map_or((difference, at), |proof| (proof.largest, proof.at));
        proof = Some(Proof { largest, at, compared, slopes: slopes.len() });
    }
    proof
}

fn central_difference(parameters: &mut Parameters<f64>, network: &Network, by: Variable) -> f64 {
    let original = *parameter(parameters, by);
    let mut loss_at = |value: f64| {
        *parameter(parameters, by) = value;
        let losses = network.samples.iter().map(|sample| parameters.loss(&sample.input, &sample.target));
        losses.sum::<f64>() / network.samples.len() as f64
    };
    let (above, below) = (loss_at(original + STEP), loss_at(original - STEP));
    *parameter(parameters, by) = original;
    (above - below) / (2.0 * STEP)
}

fn parameter(parameters: &mut Parameters<f64>, variable: Variable) -> &mut f64 {
    let at = |index: u32| index as usize - 1;
    match variable {
        Variable::Weight(l, j, k) => &mut parameters.layers[at(l)].weights[at(k)][at(j)],
        Variable::Bias(l, k) => &mut parameters.layers[at(l)].bias[at(k)],
        _ => panic!("{variable} is no parameter"),
    }
}
