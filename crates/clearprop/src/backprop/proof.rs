//! The proof that a gradient is right: the loss itself, worked a little to either side.

use super::work::{Width, given, width_needed};
use super::{Derivation, Kind, Method, Section};
use crate::Network;
use crate::math::{Float, Real};
use crate::plain::Parameters;
use crate::quantity::{Quantity, Variable};

/// How far a derivation's gradient is from central differences, [E(w + h) − E(w − h)] / 2h,
/// with h a hundred-thousandth of w, or 10⁻⁵ where w is small.
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
    /// Whether every difference is as small as rounding leaves it.
    pub holds: bool,
}

/// In large networks so many slopes are compared, spread evenly.
const MOST: usize = 200;
const STEP: f64 = 1e-5;
/// A larger difference than this, for a slope of 1, is no rounding.
const TOLERANCE: f64 = 1e-6;

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
                let slope = step.value.to_f64();
                slope.is_finite().then_some((step.quantity, by, slope))
            }
            _ => None,
        })
        .collect();
    let cost = network.parameters() * network.samples.len();
    let most = (4_000_000 / cost.max(1)).clamp(8, MOST);
    let stride = slopes.len().div_ceil(most).max(1);
    let chosen: Vec<_> = slopes.iter().step_by(stride).collect();
    let bys: Vec<Variable> = chosen.iter().map(|(_, by, _)| *by).collect();
    let agrees = |difference: f64, slope: f64| (difference - slope).abs() <= TOLERANCE * slope.abs().max(1.0);

    // Doubles are quick, but lose 1 − a of a saturated neuron and all that cancels in a large
    // loss. What they do not confirm is worked again in wide numbers, and those decide.
    let method = derivation.options.method;
    let mut differences = central_differences::<f64>(network, method, &bys, |x| x);
    let doubtful: Vec<usize> =
        (0..chosen.len()).filter(|&at| !agrees(differences[at], chosen[at].2)).collect();
    if !doubtful.is_empty() {
        let again: Vec<Variable> = doubtful.iter().map(|&at| bys[at]).collect();
        for (&at, difference) in doubtful.iter().zip(wide_differences(network, method, &again)) {
            differences[at] = difference;
        }
    }
    let worst = (0..chosen.len()).max_by(|&one, &other| {
        let distance = |at: usize| (differences[at] - chosen[at].2).abs();
        // Of equal ones the first.
        distance(one).total_cmp(&distance(other)).then(other.cmp(&one))
    })?;
    Some(Proof {
        largest: (differences[worst] - chosen[worst].2).abs(),
        at: chosen[worst].0,
        compared: chosen.len(),
        slopes: slopes.len(),
        holds: (0..chosen.len()).all(|at| agrees(differences[at], chosen[at].2)),
    })
}

/// The differences in numbers as wide as the solution was worked in.
fn wide_differences(network: &Network, method: Method, bys: &[Variable]) -> Vec<f64> {
    match width_needed(network, method).expect("the solution has been worked in this width") {
        Width::W4 => central_differences::<Float<4>>(network, method, bys, Float::to_f64),
        Width::W8 => central_differences::<Float<8>>(network, method, bys, Float::to_f64),
        Width::W16 => central_differences::<Float<16>>(network, method, bys, Float::to_f64),
        Width::W64 => central_differences::<Float<64>>(network, method, bys, Float::to_f64),
        Width::W256 => central_differences::<Float<256>>(network, method, bys, Float::to_f64),
    }
}

fn central_differences<R: Real>(
    network: &Network,
    method: Method,
    bys: &[Variable],
    to_f64: impl Fn(R) -> f64,
) -> Vec<f64> {
    let mut parameters = Parameters::<R>::of(network, method);
    let count = R::constant(network.samples.len() as f64);
    let mut difference = |&by: &Variable| {
        let original = parameter(&mut parameters, by).clone();
        let step = R::constant(STEP * given(network, Quantity::plain(by)).abs().max(1.0));
        let mut loss_at = |value: R| {
            *parameter(&mut parameters, by) = value;
            let losses = network.samples.iter().map(|sample| parameters.loss(&sample.input, &sample.target));
            losses.reduce(|sum, loss| sum + loss).expect("there is a sample") / count.clone()
        };
        let (above, below) =
            (loss_at(original.clone() + step.clone()), loss_at(original.clone() - step.clone()));
        *parameter(&mut parameters, by) = original;
        to_f64((above - below) / (R::constant(2.0) * step))
    };
    bys.iter().map(&mut difference).collect()
}

fn parameter<R>(parameters: &mut Parameters<R>, variable: Variable) -> &mut R {
    let at = |index: u32| index as usize - 1;
    match variable {
        Variable::Weight(l, j, k) => &mut parameters.layers[at(l)].weights[at(k)][at(j)],
        Variable::Bias(l, k) => &mut parameters.layers[at(l)].bias[at(k)],
        _ => panic!("{variable} is no parameter"),
    }
}
