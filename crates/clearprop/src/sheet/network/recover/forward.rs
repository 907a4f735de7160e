//! Layer by layer, the order of the weights and the activation that explain the printed numbers best.

use std::rc::Rc;

use super::LOOKED_AT;
use super::declared::Declared;
use super::evidence::Evidence;
use super::shape::Shape;
use super::spoken::Spoken;
use crate::math::Activation;
use crate::{Layer, Matrix};

/// How many ways to go on are kept after each layer.
const KEPT: usize = 16;

/// A way to arrange the first layers of a network.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) layers: Vec<Layer>,
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
    let start = Way { layers: Vec::new(), to_major: Vec::new(), score: 0.0, output: input.to_vec() };
    let mut ways = vec![start];
    for (l, bias) in biases.iter().enumerate() {
        let order = |to_major: bool| {
            let weights = weights(shape, l, to_major)?;
            let score = declared.says_units(shape, l, to_major);
            Some(Order { to_major, weights, score })
        };
        let orders = [false, true].map(order);
        let mut next: Vec<Next> = ways
            .iter()
            .flat_map(|way| orders.iter().flatten().map(move |order| (way, order)))
            .flat_map(|(way, order)| way.next(shape, order, bias, evidence, declared, spoken))
            .collect();
        if l + 1 == biases.len() {
            for next in &mut next {
                let before = next.way.layers.iter().map(|layer| layer.activation);
                let activations: Vec<Activation> = before.chain([next.activation]).collect();
                next.score += declared.says_order(&activations) - left_out(&activations, spoken);
            }
        }
        let kept = best(&next, if l + 1 == biases.len() { LOOKED_AT } else { KEPT });
        ways = kept.into_iter().map(|at| next[at].taken(bias)).collect();
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

/// A way with one more layer in prospect.
struct Next<'a> {
    way: &'a Way,
    order: &'a Order,
    activation: Activation,
    score: f64,
    /// The net inputs of that layer.
    z: Rc<[f64]>,
}

impl Next<'_> {
    fn taken(&self, bias: &[f64]) -> Way {
        let mut way = self.way.clone();
        let (activation, weights) = (self.activation, self.order.weights.clone());
        way.layers.push(Layer { activation, weights, bias: bias.to_vec() });
        way.to_major.push(self.order.to_major);
        Way { score: self.score, output: activation.values(&self.z), ..way }
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
    /// This way with one more layer, once for each activation that it may have.
    fn next<'a>(
        &'a self,
        shape: &Shape,
        order: &'a Order,
        bias: &[f64],
        evidence: &Evidence,
        declared: &Declared,
        spoken: &Spoken,
    ) -> Vec<Next<'a>> {
        let l = self.layers.len();
        let Order { to_major, weights, .. } = order;
        let is_last = l + 1 == shape.groups.len();
        let z: Rc<[f64]> = (0..weights.columns)
            .map(|k| (0..weights.rows).map(|j| self.output[j] * weights[(j, k)]).sum::<f64>() + bias[k])
            .collect();
        let mut score = self.score + order.score + z.iter().map(|&z| evidence.says(z)).sum::<f64>();
        // Weights in a row mostly go unit by unit, pairs from the unit before; an author keeps to one order.
        let pairs = shape.groups[l].values.first().is_some_and(|value| value.at.len() == 2);
        score += if *to_major != pairs { 0.01 } else { 0.0 };
        score += if self.to_major.last().is_none_or(|before| before == to_major) { 0.5 } else { 0.0 };
        let possible =
            |activation: &Activation| *activation != Activation::Softmax || weights.columns > 1 && is_last;
        let says_output = |activation: Activation| {
            declared.says_output(activation).unwrap_or_else(|| evidence.says_output(activation))
        };
        Activation::ALL
            .into_iter()
            .filter(possible)
            .map(|activation| {
                // A number that is said for z already says nothing more for a = z.
                let fit = |(z, a): (f64, f64)| ((z - a).abs() > 1e-9).then(|| evidence.says(a));
                let fits: f64 = if activation.is_elementwise() {
                    z.iter().map(|&z| (z, activation.value(z))).filter_map(fit).sum()
                } else {
                    z.iter().copied().zip(activation.values(&z)).filter_map(fit).sum()
                };
                let score = score
                    + fits
                    + spoken.of(activation)
                    + evidence.says_function(&z, activation)
                    + if is_last { says_output(activation) } else { 0.0 };
                Next { way: self, order, activation, score, z: Rc::clone(&z) }
            })
            .collect()
    }
}

/// Something off for each activation that the text speaks of and no layer has.
fn left_out(layers: &[Activation], spoken: &Spoken) -> f64 {
    let has = |activation| layers.contains(&activation);
    let telling = [
        Activation::Tanh,
        Activation::Relu,
        Activation::LeakyRelu,
        Activation::Softplus,
        Activation::Silu,
        Activation::Gelu,
        Activation::Softmax,
    ];
    telling
        .into_iter()
        .filter(|&activation| !has(activation))
        // What is said of leaky ReLU holds the word ReLU.
        .filter(|&activation| !(activation == Activation::Relu && has(Activation::LeakyRelu)))
        .map(|activation| 1.5 * spoken.of(activation).max(0.0))
        .sum()
}
