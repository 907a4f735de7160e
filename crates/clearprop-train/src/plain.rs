//! The plain road: straight loops over the definitions in [`clearprop::math`].
//!
//! Everything here is written as a textbook would, sums in the order of their indices. It is what
//! the kernels are held to, and what trains a hand-written network exactly as it is explained.

use clearprop::Network;

use crate::dropout::Dropout;
#[cfg(test)]
use crate::optimiser::Rule;
use crate::{Dataset, Layer, Parameters, Scalar};

/// The pre-activations z and activations a of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Signals<T> {
    /// z_k = Σ_j w_jk a_j + b_k.
    pub z: Vec<T>,
    /// a = f(z).
    pub a: Vec<T>,
}

/// Works one row through all layers.
pub fn forward<T: Scalar>(parameters: &Parameters<T>, input: &[T]) -> Vec<Signals<T>> {
    forward_with_dropout(parameters, input, &Dropout::none(), 0)
}

/// One step of plain gradient descent on all samples: p ← p − learning_rate · ∂E/∂p, where E is the
/// mean loss of the samples. Gives E before the step.
pub fn descend(network: &mut Network) -> f64 {
    let mut parameters = Parameters::<f64>::from_network(network);
    let data = Dataset::from_network(network);
    let rows: Vec<u32> = (0..data.rows as u32).collect();
    let (loss, gradient) = loss_and_gradient(&parameters, &data, &rows);
    let mut flat = parameters.flat();
    for (p, g) in flat.iter_mut().zip(&gradient) {
        *p -= network.learning_rate * g;
    }
    parameters.set_flat(&flat);
    network.layers = parameters.to_network(network.learning_rate).layers;
    loss
}

/// The mean loss of these rows and its gradient, in the order of [`Parameters::flat`].
///
/// E = (1/n) Σ_r weight_r E_r, over the n rows.
pub fn loss_and_gradient<T: Scalar>(
    parameters: &Parameters<T>,
    data: &Dataset<T>,
    rows: &[u32],
) -> (f64, Vec<T>) {
    let (sum, gradient) = sums(parameters, data, rows, &Dropout::none());
    (sum / rows.len() as f64, gradient)
}

/// The sum of the losses of these rows, and the gradient of their mean.
pub(crate) fn sums<T: Scalar>(
    parameters: &Parameters<T>,
    data: &Dataset<T>,
    rows: &[u32],
    dropout: &Dropout,
) -> (f64, Vec<T>) {
    let mut gradient = vec![T::constant(0.0); parameters.count()];
    let mut loss = 0.0;
    for (place, &row) in rows.iter().enumerate() {
        let row = row as usize;
        let (input, target) = (data.input_row(row), data.target_row(row));
        let signals = forward_with_dropout(parameters, input, dropout, place);
        let output = &signals[signals.len() - 1].a;
        loss += (data.row_weight(row) * row_loss(parameters, target, output)).to_f64();
        let share = data.row_weight(row) / T::from_f64(rows.len() as f64);
        add_gradient(parameters, input, target, &signals, (dropout, place), share, &mut gradient);
    }
    (loss, gradient)
}

/// E of one row, Σ_k E_k.
pub(crate) fn row_loss<T: Scalar>(parameters: &Parameters<T>, target: &[T], output: &[T]) -> T {
    let outputs = output.len();
    let terms = target.iter().zip(output).map(|(&y, &a)| parameters.loss.term(y, a, outputs));
    terms.fold(T::constant(0.0), |sum, term| sum + term)
}

/// One update of every parameter by `gradient`.
#[cfg(test)]
pub(crate) fn update<T: Scalar>(
    parameters: &mut Parameters<T>,
    moments: &mut [Vec<T>],
    gradient: &[T],
    rule: &Rule<T>,
) {
    let mut at = 0;
    for layer in &mut parameters.layers {
        for (part, rule) in [(&mut layer.weights, *rule), (&mut layer.bias, rule.for_bias())] {
            for p in part.iter_mut() {
                let moment = |index: usize| moments.get(index).map_or(T::constant(0.0), |m| m[at]);
                let (updated, m, v) = rule.update(*p, gradient[at], moment(0), moment(1));
                *p = updated;
                for (moment, value) in moments.iter_mut().zip([m, v]) {
                    moment[at] = value;
                }
                at += 1;
            }
        }
    }
}

fn forward_with_dropout<T: Scalar>(
    parameters: &Parameters<T>,
    input: &[T],
    dropout: &Dropout,
    place: usize,
) -> Vec<Signals<T>> {
    let mut signals: Vec<Signals<T>> = Vec::with_capacity(parameters.layers.len());
    for (index, layer) in parameters.layers.iter().enumerate() {
        let z = match signals.last() {
            None => pre_activations(layer, input),
            Some(before) => pre_activations(layer, &passed_on(&before.a, dropout, index - 1, place)),
        };
        let a = layer.activation.values(&z);
        signals.push(Signals { z, a });
    }
    signals
}

/// What dropout lets through of the numbers of hidden layer `layer`.
fn passed_on<T: Scalar>(values: &[T], dropout: &Dropout, layer: usize, place: usize) -> Vec<T> {
    if dropout.is_none() {
        return values.to_vec();
    }
    let factors = dropout.factors(layer, place);
    values.iter().zip(factors).map(|(&value, factor)| value * T::from_f64(factor)).collect()
}

fn pre_activations<T: Scalar>(layer: &Layer<T>, before: &[T]) -> Vec<T> {
    let sum = |k: usize| {
        let products = (0..layer.inputs).map(|j| layer.weights[j * layer.width + k] * before[j]);
        products.fold(T::constant(0.0), |sum, product| sum + product) + layer.bias[k]
    };
    (0..layer.width).map(sum).collect()
}

/// Adds `share` of one row's gradient to `gradient`.
fn add_gradient<T: Scalar>(
    parameters: &Parameters<T>,
    input: &[T],
    target: &[T],
    signals: &[Signals<T>],
    (dropout, place): (&Dropout, usize),
    share: T,
    gradient: &mut [T],
) {
    let output = &signals[signals.len() - 1].a;
    let slope = |(&y, &a)| parameters.loss.slope(y, a, output.len());
    // ∂E/∂a of the layer at hand, from the last one backwards.
    let mut by_activation: Vec<T> = target.iter().zip(output).map(slope).collect();
    let mut end = gradient.len();
    for (index, layer) in parameters.layers.iter().enumerate().rev() {
        if index + 1 < parameters.layers.len() {
            by_activation = passed_on(&by_activation, dropout, index, place);
        }
        let before = match index.checked_sub(1) {
            None => input.to_vec(),
            Some(before) => passed_on(&signals[before].a, dropout, before, place),
        };
        let delta = deltas(layer, &signals[index], &by_activation);
        let start = end - layer.weights.len() - layer.bias.len();
        let (weights, bias) = gradient[start..end].split_at_mut(layer.weights.len());
        for (j, &a) in before.iter().enumerate() {
            for (k, &delta) in delta.iter().enumerate() {
                weights[j * layer.width + k] += share * (a * delta);
            }
        }
        for (bias, &delta) in bias.iter_mut().zip(&delta) {
            *bias += share * delta;
        }
        let sum = |j: usize| {
            let products = layer.weights_from(j).iter().zip(&delta).map(|(&w, &delta)| w * delta);
            products.fold(T::constant(0.0), |sum, product| sum + product)
        };
        by_activation = (0..layer.inputs).map(sum).collect();
        end = start;
    }
}

/// delta_k = ∂E/∂z_k = Σ_i ∂E/∂a_i ∂a_i/∂z_k.
fn deltas<T: Scalar>(layer: &Layer<T>, signals: &Signals<T>, by_activation: &[T]) -> Vec<T> {
    let Signals { z, a } = signals;
    if layer.activation.is_elementwise() {
        let slope = |k: usize| by_activation[k] * layer.activation.slope(z[k], a[k]);
        return (0..layer.width).map(slope).collect();
    }
    let sum = |k: usize| {
        let products = (0..layer.width).map(|i| by_activation[i] * layer.activation.jacobian(z, a, i, k));
        products.fold(T::constant(0.0), |sum, product| sum + product)
    };
    (0..layer.width).map(sum).collect()
}
