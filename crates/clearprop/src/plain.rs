//! The plain road: forward, backward and update as straight loops over numbers of any kind.
//!
//! It keeps no names and no reasons. It is the reference that faster code is held equal to, the
//! source of the central differences that prove a derivation, and what carries on for many updates.

use crate::backprop::Method;
use crate::math::{Activation, Float, Loss, Real};
use crate::{Error, Network};

/// The weights and biases of a network as numbers of one kind.
#[derive(Clone, Debug)]
pub struct Parameters<R> {
    /// First hidden layer first.
    pub layers: Vec<LayerParameters<R>>,
    /// How the outputs are judged.
    pub loss: Loss,
    /// Whose definitions are used.
    pub method: Method,
}

/// The parameters of one layer, and equally the slopes of the loss by them.
#[derive(Clone, Debug)]
pub struct LayerParameters<R> {
    /// What the layer applies.
    pub activation: Activation,
    /// `weights[k][j]`, into neuron k from neuron j.
    pub weights: Vec<Vec<R>>,
    /// `bias[k]`.
    pub bias: Vec<R>,
}

/// What a layer makes of one input.
#[derive(Clone, Debug)]
pub struct LayerValues<R> {
    /// The pre-activations.
    pub z: Vec<R>,
    /// The activations.
    pub a: Vec<R>,
}

impl<R: Real> Parameters<R> {
    /// The parameters of a network.
    pub fn of(network: &Network, method: Method) -> Parameters<R> {
        let layers = network.layers.iter().map(|layer| LayerParameters {
            activation: layer.activation,
            weights: (0..layer.width())
                .map(|k| (0..layer.inputs()).map(|j| R::constant(layer.weights[(j, k)])).collect())
                .collect(),
            bias: layer.bias.iter().map(|&bias| R::constant(bias)).collect(),
        });
        Parameters { layers: layers.collect(), loss: network.loss, method }
    }

    /// z and a of every layer, from one input.
    pub fn forward(&self, input: &[f64]) -> Vec<LayerValues<R>> {
        let mut before: Vec<R> = input.iter().map(|&x| R::constant(x)).collect();
        let mut all = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let weighted_sum = |(weights, bias): (&Vec<R>, &R)| {
                let sum = weights.iter().zip(&before).map(|(w, a)| w.clone() * a.clone());
                sum.reduce(|sum, term| sum + term).expect("a layer has inputs") + bias.clone()
            };
            let z: Vec<R> = layer.weights.iter().zip(&layer.bias).map(weighted_sum).collect();
            let a = layer.activation.values(&z);
            before.clone_from(&a);
            all.push(LayerValues { z, a });
        }
        all
    }

    /// E of one sample.
    pub fn loss(&self, input: &[f64], target: &[f64]) -> R {
        let values = self.forward(input);
        let outputs = &values.last().expect("a network has a layer").a;
        let term =
            |(&y, a): (&f64, &R)| self.method.loss_term(self.loss, R::constant(y), a.clone(), target.len());
        target.iter().zip(outputs).map(term).reduce(|sum, term| sum + term).expect("there is an output")
    }

    /// ∂E/∂w and ∂E/∂b of one sample.
    pub fn gradient(&self, input: &[f64], target: &[f64]) -> Vec<LayerParameters<R>> {
        let values = self.forward(input);
        let outputs = &values.last().expect("a network has a layer").a;
        let slope =
            |(&y, a): (&f64, &R)| self.method.loss_slope(self.loss, R::constant(y), a.clone(), target.len());
        let mut by_a: Vec<R> = target.iter().zip(outputs).map(slope).collect();
        let mut gradient = Vec::with_capacity(self.layers.len());
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let LayerValues { z, a } = &values[index];
            let sum = |terms: &mut dyn Iterator<Item = R>| terms.reduce(|sum, term| sum + term);
            let delta: Vec<R> = (0..z.len())
                .map(|k| {
                    let reached =
                        if self.method.is_diagonal(layer.activation) { k..k + 1 } else { 0..z.len() };
                    let mut paths = reached.map(|i| by_a[i].clone() * layer.activation.jacobian(z, a, i, k));
                    sum(&mut paths).expect("a neuron reaches itself")
                })
                .collect();
            let before: Vec<R> = match index {
                0 => input.iter().map(|&x| R::constant(x)).collect(),
                _ => values[index - 1].a.clone(),
            };
            by_a = (0..before.len())
                .map(|j| {
                    let mut paths =
                        delta.iter().zip(&layer.weights).map(|(delta, w)| delta.clone() * w[j].clone());
                    sum(&mut paths).expect("a layer has neurons")
                })
                .collect();
            gradient.push(LayerParameters {
                activation: layer.activation,
                weights: delta
                    .iter()
                    .map(|delta| before.iter().map(|a| delta.clone() * a.clone()).collect())
                    .collect(),
                bias: delta,
            });
        }
        gradient.reverse();
        gradient
    }

    /// One step of gradient descent, w ← w − μ ∂E/∂w, by the mean gradient over the samples.
    pub fn update(&mut self, network: &Network) {
        let rate = R::constant(network.learning_rate) / R::constant(network.samples.len() as f64);
        let gradients: Vec<_> =
            network.samples.iter().map(|sample| self.gradient(&sample.input, &sample.target)).collect();
        for gradient in gradients {
            for (layer, slopes) in self.layers.iter_mut().zip(gradient) {
                let step = |parameters: &mut Vec<R>, slopes: Vec<R>| {
                    for (parameter, slope) in parameters.iter_mut().zip(slopes) {
                        *parameter = parameter.clone() - rate.clone() * slope;
                    }
                };
                for (weights, slopes) in layer.weights.iter_mut().zip(slopes.weights) {
                    step(weights, slopes);
                }
                step(&mut layer.bias, slopes.bias);
            }
        }
    }
}

/// So many updates of one parameter for one sample take some minutes.
const MOST_WORK: u64 = 100_000_000;

/// The network after so many updates, worked in wide floats and rounded to doubles once, at the end.
///
/// # Errors
/// [`Error::Value`] where a parameter grows without bound, [`Error::TooLong`] for more updates than
/// minutes are enough for.
pub fn after_updates(network: &Network, method: Method, updates: u64) -> Result<Network, Error> {
    let mut after = network.clone();
    if updates == 0 {
        return Ok(after);
    }
    let each = (network.parameters() * network.samples.len()) as u64;
    let most = MOST_WORK / each.max(1);
    if updates > most {
        return Err(Error::TooLong(format!(
            "{updates} updates would take too long in numbers as wide as these: expected at most {most}; \
             `clearprop train` takes a network further"
        )));
    }
    let mut parameters = Parameters::<Float<4>>::of(network, method);
    for _ in 0..updates {
        parameters.update(network);
    }
    for (layer, worked) in after.layers.iter_mut().zip(&parameters.layers) {
        for (k, (weights, bias)) in worked.weights.iter().zip(&worked.bias).enumerate() {
            layer.bias[k] = bias.to_f64();
            for (j, weight) in weights.iter().enumerate() {
                layer.weights[(j, k)] = weight.to_f64();
            }
        }
    }
    after.validate().map_err(|_| {
        Error::Value(format!(
            "the parameters grow without bound within {updates} updates; lower the learning rate"
        ))
    })?;
    Ok(after)
}
