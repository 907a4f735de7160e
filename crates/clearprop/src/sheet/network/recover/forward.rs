//! Layer by layer, the order of the weights and the activation that explain the printed numbers best.

use super::LOOKED_AT;
use super::declared::Declared;
use super::evidence::{self, Evidence};
use super::shape::Shape;
use super::spoken::Spoken;
use crate::math::Activation;
use crate::{Layer, Matrix};

/// How many ways to go on are kept after each layer.
const KEPT: usize = 16;

/// A way to arrange the first layers of a network.
pub(super) struct Way {
    activations: Vec<Activation>,
    /// Whether the weights of each layer go unit by unit.
    pub(super) to_major: Vec<bool>,
    pub(super) score: f64,
    /// What the last layer puts out.
    output: Vec<f64>,
}

/// The best ways to arrange the stated weights with these biases.
pub(super) fn ways(
    shape: &Shape,
    biases: &[Vec<f64>],
    input: &[f64],
    evidence: &Evidence,
    declared: &Declared,
    spoken: &Spoken,
) -> Vec<Way> {
    let start = Way { activations: Vec::new(), to_major: Vec::new(), score: 0.0, output: input.to_vec() };
    let telling = telling(spoken);
    let mut ways = vec![start];
    for (l, bias) in biases.iter().enumerate() {
        let is_last = l + 1 == biases.len();
        let order = |to_major: bool| {
            let weights = weights(shape, l, to_major)?;
            let score = declared.says_units(shape, l, to_major);
            Some(Order { to_major, weights, score })
        };
        let orders = [false, true].map(order);
        let reached: Vec<Reached> = ways
            .iter()
            .flat_map(|way| orders.iter().flatten().map(move |order| (way, order)))
            .map(|(way, order)| way.reached(shape, order, bias, evidence))
            .collect();
        let mut fits: Vec<(&[f64], Vec<Fit>)> = Vec::with_capacity(reached.len());
        let mut next: Vec<Next> = Vec::with_capacity(reached.len() * Activation::ALL.len());
        for from in &reached {
            // Functions that differ below zero alone give many ways the same net inputs.
            let known = fits.iter().position(|(z, _)| *z == from.z).unwrap_or_else(|| {
                fits.push((&from.z, fits_of(&from.z, is_last, evidence, spoken)));
                fits.len() - 1
            });
            next.extend(fits[known].1.iter().map(|fit| {
                let says_output = || {
                    let says = declared.says_output(fit.activation);
                    says.unwrap_or_else(|| evidence.says_output(fit.activation))
                };
                let score = from.score
                    + fit.numbers
                    + fit.spoken
                    + fit.function
                    + if is_last {
                        says_output()
                    } else {
                        declared.says_hidden(fit.activation, biases.len() - 1)
                    };
                Next { from, activation: fit.activation, score }
            }));
        }
        if is_last {
            let mut activations = Vec::with_capacity(biases.len());
            for next in &mut next {
                activations.clear();
                activations.extend_from_slice(&next.from.way.activations);
                activations.push(next.activation);
                next.score += declared.says_order(&activations) - left_out(&activations, &telling);
            }
        }
        let kept = best(&next, if is_last { LOOKED_AT } else { KEPT });
        ways = kept.into_iter().map(|at| next[at].taken()).collect();
    }
    ways
}

/// Where the best ways to go on stand, the best first; of two that are as good, the first is better.
fn best(next: &[Next], count: usize) -> Vec<usize> {
    let better =
        |&one: &usize, &other: &usize| next[other].score.total_cmp(&next[one].score).then(one.cmp(&other));
    let mut all: Vec<usize> = (0..next.len()).collect();
    if count < all.len() {
        // Few of many are kept, so the others need no order.
        all.select_nth_unstable_by(count, better);
        all.truncate(count);
    }
    all.sort_unstable_by(better);
    all
}

/// The weights of a layer in one of the two orders.
struct Order {
    /// Whether they go unit by unit.
    to_major: bool,
    weights: Matrix,
    /// How much speaks for it, apart from the numbers that come out.
    score: f64,
}

/// A way with the net inputs of one more layer, whatever its activation is.
struct Reached<'a> {
    way: &'a Way,
    order: &'a Order,
    z: Vec<f64>,
    score: f64,
}

/// How well an activation goes with net inputs.
#[derive(Clone, Copy)]
struct Fit {
    activation: Activation,
    /// What the printed numbers say for it, what the functions that are applied to some, and what words.
    numbers: f64,
    function: f64,
    spoken: f64,
}

/// A way with one more layer in prospect.
struct Next<'a> {
    from: &'a Reached<'a>,
    activation: Activation,
    score: f64,
}

impl Next<'_> {
    fn taken(&self) -> Way {
        let Reached { way, order, z, .. } = self.from;
        Way {
            activations: way.activations.iter().copied().chain([self.activation]).collect(),
            to_major: way.to_major.iter().copied().chain([order.to_major]).collect(),
            score: self.score,
            output: self.activation.values(z),
        }
    }
}

/// The weights of a layer, unit by unit or input by input, where the stated indices allow it.
fn weights(shape: &Shape, l: usize, to_major: bool) -> Option<Matrix> {
    let group = &shape.groups[l];
    let (rows, columns) = (shape.widths[l], shape.widths[l + 1]);
    let is_line = rows == 1 || columns == 1;
    if to_major && (!group.to_first || is_line) || !to_major && !group.from_first && !is_line {
        return None;
    }
    let mut weights = Matrix { rows, columns, data: vec![0.0; rows * columns] };
    for (at, value) in group.values.iter().enumerate() {
        let (j, k) = shape.place(l, to_major, at);
        weights[(j, k)] = value.printed.value.to_f64();
    }
    Some(weights)
}

impl Way {
    /// This way with the net inputs of one more layer.
    fn reached<'a>(
        &'a self,
        shape: &Shape,
        order: &'a Order,
        bias: &[f64],
        evidence: &Evidence,
    ) -> Reached<'a> {
        let l = self.activations.len();
        let Order { to_major, weights, .. } = order;
        let z: Vec<f64> = (0..weights.columns)
            .map(|k| (0..weights.rows).map(|j| self.output[j] * weights[(j, k)]).sum::<f64>() + bias[k])
            .collect();
        let mut score = self.score + order.score + z.iter().map(|&z| evidence.says(z)).sum::<f64>();
        // Weights in a row mostly go unit by unit, pairs from the unit before; an author keeps to one order.
        let pairs = shape.groups[l].values.first().is_some_and(|value| value.at.len() == 2);
        score += if *to_major != pairs { 0.01 } else { 0.0 };
        score += if self.to_major.last().is_none_or(|before| before == to_major) { 0.5 } else { 0.0 };
        Reached { way: self, order, z, score }
    }

    /// The layers that are arranged in this way, with these biases.
    pub(super) fn layers(&self, shape: &Shape, biases: &[Vec<f64>]) -> Vec<Layer> {
        let layer = |(l, &activation): (usize, &Activation)| {
            let weights = weights(shape, l, self.to_major[l]).expect("the stated indices allow its order");
            Layer { activation, weights, bias: biases[l].clone() }
        };
        self.activations.iter().enumerate().map(layer).collect()
    }
}

/// How well each activation goes with the net inputs of a layer that may have it.
fn fits_of(z: &[f64], is_last: bool, evidence: &Evidence, spoken: &Spoken) -> Vec<Fit> {
    let applied = evidence.applied_to(z);
    let possible = |activation: &Activation| *activation != Activation::Softmax || z.len() > 1 && is_last;
    // A number that is said for z already says nothing more for a = z.
    let says = |(z, a): (f64, f64)| ((z - a).abs() > 1e-9).then(|| evidence.says(a));
    let fit = |activation: Activation| {
        let numbers = if activation.is_elementwise() {
            z.iter().map(|&z| (z, activation.value(z))).filter_map(says).sum()
        } else {
            z.iter().copied().zip(activation.values(z)).filter_map(says).sum()
        };
        let function = evidence::says_function(&applied, activation);
        Fit { activation, numbers, function, spoken: spoken.of(activation) }
    };
    Activation::ALL.into_iter().filter(possible).map(fit).collect()
}

/// The activations that the text speaks of, with how much is off where no layer has one.
fn telling(spoken: &Spoken) -> Vec<(Activation, f64)> {
    let telling = [
        Activation::Tanh,
        Activation::Relu,
        Activation::LeakyRelu,
        Activation::Softplus,
        Activation::Silu,
        Activation::Gelu,
        Activation::Softmax,
    ];
    let off = telling.map(|activation| (activation, 1.5 * spoken.of(activation)));
    off.into_iter().filter(|(_, off)| *off > 0.0).collect()
}

/// Something off for each activation that the text speaks of and no layer has.
fn left_out(layers: &[Activation], telling: &[(Activation, f64)]) -> f64 {
    let has = |activation| layers.contains(&activation);
    telling
        .iter()
        .filter(|(activation, _)| !has(*activation))
        // What is said of leaky ReLU holds the word ReLU.
        .filter(|(activation, _)| !(*activation == Activation::Relu && has(Activation::LeakyRelu)))
        .map(|(_, off)| off)
        .sum()
}
