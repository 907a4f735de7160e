//! The weights and biases of a network in training precision.

use clearprop::math::{Activation, Loss};
use clearprop::{Matrix, Network};

use crate::{Error, Random, Scalar};

/// A fully connected network as training sees it: layers, and the loss they are judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters<T> {
    /// First hidden layer first, output layer last.
    pub layers: Vec<Layer<T>>,
    /// How the outputs are compared with the targets.
    pub loss: Loss,
}

/// One layer: z_k = Σ_j w_jk a_j + b_k, then a = f(z).
#[derive(Clone, Debug, PartialEq)]
pub struct Layer<T> {
    /// f.
    pub activation: Activation,
    /// Neurons, or inputs, before it.
    pub inputs: usize,
    /// Its neurons.
    pub width: usize,
    /// `inputs × width`, row after row: w_jk stands at `j * width + k`.
    pub weights: Vec<T>,
    /// One for each neuron.
    pub bias: Vec<T>,
}

impl<T: Scalar> Layer<T> {
    /// Row `j` of the weights: what leads away from neuron j of the layer before.
    pub fn weights_from(&self, j: usize) -> &[T] {
        &self.weights[j * self.width..][..self.width]
    }
}

impl<T: Scalar> Parameters<T> {
    /// Fresh parameters for `widths` from input to output, such as `[4, 16, 3]`, and one
    /// activation for each layer after the input.
    ///
    /// Weights are even between −l and l; l = √(6/inputs) (He) before the relu family, silu, gelu
    /// and softplus, and l = √(6/(inputs + width)) (Glorot) before the others. Biases are 0.
    ///
    /// ```
    /// use clearprop::math::{Activation, Loss};
    /// use clearprop_train::Parameters;
    /// let parameters = Parameters::<f32>::initialise(
    ///     &[4, 16, 3],
    ///     &[Activation::Relu, Activation::Softmax],
    ///     Loss::CategoricalCrossEntropy,
    ///     7,
    /// )?;
    /// assert_eq!(parameters.count(), 4 * 16 + 16 + 16 * 3 + 3);
    /// # Ok::<(), clearprop_train::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Shape`] where there is no layer, a width of 0, or another number of activations.
    pub fn initialise(
        widths: &[usize],
        activations: &[Activation],
        loss: Loss,
        seed: u64,
    ) -> Result<Parameters<T>, Error> {
        if widths.len() < 2 || activations.len() != widths.len() - 1 {
            return Err(Error::Shape(format!(
                "expected one activation for each layer after the input, found {} for {} widths",
                activations.len(),
                widths.len()
            )));
        }
        if widths.contains(&0) {
            return Err(Error::Shape("expected widths of at least 1, found 0".into()));
        }
        let layers = activations.iter().enumerate().map(|(index, &activation)| {
            let (inputs, width) = (widths[index], widths[index + 1]);
            let mut random = Random::new(seed, INITIALISE + index as u64);
            let limit = initial_limit(activation, inputs, width);
            let weights =
                (0..inputs * width).map(|_| T::from_f64(limit * (2.0 * random.unit() - 1.0))).collect();
            Layer { activation, inputs, width, weights, bias: vec![T::constant(0.0); width] }
        });
        let parameters = Parameters { layers: layers.collect(), loss };
        parameters.validate()?;
        Ok(parameters)
    }

    /// The parameters of a network, rounded to this precision.
    pub fn from_network(network: &Network) -> Parameters<T> {
        let numbers = |values: &[f64]| values.iter().map(|&value| T::from_f64(value)).collect();
        let layers = network.layers.iter().map(|layer| Layer {
            activation: layer.activation,
            inputs: layer.inputs(),
            width: layer.width(),
            weights: numbers(&layer.weights.data),
            bias: numbers(&layer.bias),
        });
        Parameters { layers: layers.collect(), loss: network.loss }
    }

    /// The same as a network, with `learning_rate` and no samples.
    pub fn to_network(&self, learning_rate: f64) -> Network {
        let numbers = |values: &[T]| values.iter().map(|value| value.to_f64()).collect();
        let layers = self.layers.iter().map(|layer| clearprop::Layer {
            activation: layer.activation,
            weights: Matrix { rows: layer.inputs, columns: layer.width, data: numbers(&layer.weights) },
            bias: numbers(&layer.bias),
        });
        Network { layers: layers.collect(), loss: self.loss, learning_rate, samples: Vec::new() }
    }

    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.layers[self.layers.len() - 1].width
    }

    /// The widths from the input to the output.
    pub fn widths(&self) -> Vec<usize> {
        std::iter::once(self.inputs()).chain(self.layers.iter().map(|layer| layer.width)).collect()
    }

    /// The number of weights and biases.
    pub fn count(&self) -> usize {
        self.layers.iter().map(|layer| layer.weights.len() + layer.bias.len()).sum()
    }

    /// All in one row: layer after layer, its weights and then its biases. This is also the order
    /// of gradients and of the optimiser's moments.
    pub fn flat(&self) -> Vec<T> {
        let mut flat = Vec::with_capacity(self.count());
        for layer in &self.layers {
            flat.extend_from_slice(&layer.weights);
            flat.extend_from_slice(&layer.bias);
        }
        flat
    }

    /// Takes all from one row, in the order of [`flat`](Parameters::flat).
    ///
    /// # Panics
    /// If `flat` is shorter than [`count`](Parameters::count).
    pub fn set_flat(&mut self, flat: &[T]) {
        let mut rest = flat;
        for layer in &mut self.layers {
            for part in [&mut layer.weights, &mut layer.bias] {
                let (own, after) = rest.split_at(part.len());
                part.copy_from_slice(own);
                rest = after;
            }
        }
    }

    /// Whether every weight and bias is a finite number.
    pub fn is_finite(&self) -> bool {
        let finite = |values: &[T]| values.iter().all(|value| value.to_f64().is_finite());
        self.layers.iter().all(|layer| finite(&layer.weights) && finite(&layer.bias))
    }

    /// Checks that the layers fit one another.
    ///
    /// # Errors
    /// [`Error::Shape`] names the layer, what was expected and what was found.
    pub fn validate(&self) -> Result<(), Error> {
        if self.layers.is_empty() {
            return Err(Error::Shape("a network needs at least one layer".into()));
        }
        let mut inputs = self.inputs();
        for (index, layer) in self.layers.iter().enumerate() {
            let expect = |what: &str, expected: usize, found: usize| {
                if expected == found {
                    return Ok(());
                }
                Err(Error::Shape(format!("layer {}: expected {expected} {what}, found {found}", index + 1)))
            };
            expect("inputs", inputs, layer.inputs)?;
            expect("weights", layer.inputs * layer.width, layer.weights.len())?;
            expect("biases", layer.width, layer.bias.len())?;
            if layer.width == 0 || layer.inputs == 0 {
                return Err(Error::Shape(format!("layer {} has no weights", index + 1)));
            }
            if layer.activation == Activation::Softmax && layer.width == 1 {
                return Err(Error::Shape(format!(
                    "layer {}: softmax over one neuron is always 1; use sigmoid, or two neurons",
                    index + 1
                )));
            }
            inputs = layer.width;
        }
        Ok(())
    }
}

/// The purpose of the random numbers that initialise layer 0; epochs use the numbers below.
const INITIALISE: u64 = 1 << 40;

fn initial_limit(activation: Activation, inputs: usize, width: usize) -> f64 {
    match activation {
        Activation::Relu
        | Activation::LeakyRelu
        | Activation::Elu
        | Activation::Softplus
        | Activation::Silu
        | Activation::Gelu => (6.0 / inputs as f64).sqrt(),
        Activation::Identity | Activation::Sigmoid | Activation::Tanh | Activation::Softmax => {
            (6.0 / (inputs + width) as f64).sqrt()
        }
    }
}
