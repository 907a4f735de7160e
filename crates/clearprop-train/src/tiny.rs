//! Networks so small that a layer fits in one vector.

use clearprop::Network;

use crate::kernels::{Level, TinyLayer, TinyStep, dispatch};
use crate::{Error, Parameters};

/// A network of at most eight inputs and eight neurons a layer, in `f64`, that learns one sample at
/// a time by plain gradient descent: p ← p − learning_rate · ∂E/∂p.
///
/// A step of a 3-3-3 network takes less time than calling into most libraries.
///
/// ```
/// # fn main() -> Result<(), clearprop_train::Error> {
/// use clearprop::math::{Activation, Loss};
/// use clearprop_train::{Parameters, Tiny};
///
/// let activations = [Activation::Sigmoid, Activation::Softmax];
/// let loss = Loss::CategoricalCrossEntropy;
/// let network = Parameters::<f64>::initialise(&[3, 3, 3], &activations, loss, 1)?.to_network(0.5);
/// let mut tiny = Tiny::new(&network)?;
/// for _ in 0..200 {
///     tiny.step(&[0.1, 0.2, 0.7], &[1.0, 0.0, 0.0]);
/// }
/// assert!(tiny.answer(&[0.1, 0.2, 0.7])[0] > 0.9);
/// # Ok(())
/// # }
/// ```
pub struct Tiny {
    level: Level,
    layers: Vec<TinyLayer>,
    network: Network,
}

impl Tiny {
    /// The most inputs, and neurons in a layer.
    pub const WIDEST: usize = 8;

    /// Makes a network ready; its samples play no part.
    ///
    /// # Errors
    /// [`Error::Shape`] where its parts do not fit one another, or one is wider than
    /// [`WIDEST`](Tiny::WIDEST).
    pub fn new(network: &Network) -> Result<Tiny, Error> {
        let parameters = Parameters::<f64>::from_network(network);
        parameters.validate()?;
        if let Some(wide) = parameters.widths().into_iter().find(|&width| width > Tiny::WIDEST) {
            return Err(Error::Shape(format!(
                "expected at most {} neurons in a layer, found {wide}",
                Tiny::WIDEST
            )));
        }
        let layers = parameters.layers.iter().map(TinyLayer::new).collect();
        let network = Network { samples: Vec::new(), ..network.clone() };
        Ok(Tiny { level: Level::best(), layers, network })
    }

    /// One step from one sample.
    ///
    /// # Panics
    /// If `input` or `target` has not as many numbers as the network.
    #[inline]
    pub fn step(&mut self, input: &[f64], target: &[f64]) {
        assert_eq!(input.len(), self.network.inputs(), "one number for each input");
        assert_eq!(target.len(), self.network.outputs(), "one number for each output");
        let Network { loss, learning_rate, .. } = self.network;
        let learn = Some((target, loss, learning_rate));
        dispatch(self.level, TinyStep { layers: &mut self.layers, input, learn });
    }

    /// The outputs for one input.
    ///
    /// # Panics
    /// If `input` has not as many numbers as the network.
    pub fn answer(&mut self, input: &[f64]) -> &[f64] {
        assert_eq!(input.len(), self.network.inputs(), "one number for each input");
        dispatch(self.level, TinyStep { layers: &mut self.layers, input, learn: None });
        let outputs = self.network.outputs();
        &self.layers[self.layers.len() - 1].activations()[..outputs]
    }

    /// The network as it is now.
    pub fn network(&self) -> Network {
        let mut network = self.network.clone();
        for (layer, tiny) in network.layers.iter_mut().zip(&self.layers) {
            tiny.write(layer);
        }
        network
    }
}

#[cfg(test)]
mod tests {
    use clearprop::Sample;
    use clearprop::math::{Activation, Loss};

    use super::*;
    use crate::plain;

    #[test]
    fn every_activation_with_every_loss_learns_as_the_plain_road_does() {
        let sample = Sample { input: vec![0.3, 0.9, 0.1], target: vec![0.2, 0.5, 0.3] };
        for hidden in Activation::ALL {
            for output in Activation::ALL {
                for loss in Loss::ALL {
                    let activations = [hidden, hidden, output];
                    let mut parameters =
                        Parameters::<f64>::initialise(&[3, 8, 5, 3], &activations, loss, 4).unwrap();
                    // Outputs between 0 and 1, where every loss is defined.
                    parameters.layers[2].weights.iter_mut().for_each(|w| *w = 0.02 + w.abs() * 0.02);
                    parameters.layers[2].bias.fill(0.3);
                    let mut slow = parameters.to_network(0.01);
                    let mut tiny = Tiny::new(&slow).unwrap();
                    slow.samples.push(sample.clone());
                    for _ in 0..5 {
                        plain::descend(&mut slow);
                        tiny.step(&sample.input, &sample.target);
                    }
                    let found = Parameters::<f64>::from_network(&tiny.network()).flat();
                    let expected = Parameters::<f64>::from_network(&slow).flat();
                    for (found, expected) in found.iter().zip(&expected) {
                        let near = (found - expected).abs() <= 1e-12;
                        let what = [hidden.name(), output.name(), loss.name()];
                        assert!(near, "{what:?}: {found}, not {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_wide_network_is_refused() {
        let activations = [Activation::Relu, Activation::Identity];
        let loss = Loss::SquaredError;
        let wide = Parameters::<f64>::initialise(&[2, 9, 1], &activations, loss, 0).unwrap();
        let message = Tiny::new(&wide.to_network(0.1)).err().unwrap().to_string();
        assert_eq!(message, "expected at most 8 neurons in a layer, found 9");
    }
}
