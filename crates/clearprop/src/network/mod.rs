//! A network and its samples: plain data, with its shapes checked once.

mod embedded;
mod start;
mod toml;

pub use embedded::{EMBEDDED, Embedded};
pub(crate) use start::SplitMix;
pub use start::Start;

use crate::math::{Activation, Loss};
use crate::{Error, Matrix, counted};

/// A fully connected network, how it is judged, and the samples it is worked on.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// First hidden layer first, output layer last. The input is not a layer.
    pub layers: Vec<Layer>,
    /// How the outputs are compared with the targets.
    pub loss: Loss,
    /// μ, the share of the gradient that an update takes off each parameter.
    pub learning_rate: f64,
    /// What goes in, and what should come out. Loss and gradient are the means over them.
    pub samples: Vec<Sample>,
}

/// One layer: z_k = Σ_j w_jk a_j + b_k, then a = f(z).
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// f.
    pub activation: Activation,
    /// `weights[(j, k)]` leads from neuron j of the layer before to neuron k of this one:
    /// one row for each neuron before, one column for each neuron here.
    pub weights: Matrix,
    /// One for each neuron of this layer.
    pub bias: Vec<f64>,
}

/// One input and what the network should answer to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// x, one number for each input.
    pub input: Vec<f64>,
    /// y, one number for each output.
    pub target: Vec<f64>,
}

impl Layer {
    /// The number of neurons.
    pub fn width(&self) -> usize {
        self.weights.columns
    }

    /// The number of neurons, or inputs, before it.
    pub fn inputs(&self) -> usize {
        self.weights.rows
    }
}

impl Network {
    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs()
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.output_layer().width()
    }

    /// The last layer.
    pub fn output_layer(&self) -> &Layer {
        self.layers.last().expect("a network has at least one layer")
    }

    /// The widths from the input to the output, such as 3-3-3.
    pub fn widths(&self) -> Vec<usize> {
        std::iter::once(self.inputs()).chain(self.layers.iter().map(Layer::width)).collect()
    }

    /// The number of weights and biases.
    pub fn parameters(&self) -> usize {
        self.layers.iter().map(|layer| layer.weights.data.len() + layer.bias.len()).sum()
    }
}

impl Network {
    /// Checks that the shapes fit one another and that every number is one.
    ///
    /// # Errors
    /// [`Error::Network`] names the layer or sample, what was expected and what was found.
    pub fn validate(&self) -> Result<(), Error> {
        if self.layers.is_empty() {
            return Err(Error::Network("a network needs at least one layer".into()));
        }
        let mut inputs = self.inputs();
        for (index, layer) in self.layers.iter().enumerate() {
            layer.validate(index + 1, inputs)?;
            inputs = layer.width();
        }
        if !self.learning_rate.is_finite() {
            return Err(Error::Network(format!(
                "learning_rate is {}, not a finite number",
                self.learning_rate
            )));
        }
        for (index, sample) in self.samples.iter().enumerate() {
            self.validate_sample(index + 1, sample)?;
        }
        Ok(())
    }

    /// Checks one sample, `number` from 1, against the shape and the loss.
    fn validate_sample(&self, number: usize, sample: &Sample) -> Result<(), Error> {
        let expect = |what: &str, values: &[f64], expected: usize| {
            if values.len() != expected {
                let (expected, found) = (counted(expected, what), values.len());
                return Err(Error::Network(format!("sample {number}: expected {expected}, found {found}")));
            }
            finite(values, |at| format!("sample {number}: {what} {}", at + 1))
        };
        expect("input", &sample.input, self.inputs())?;
        expect("target", &sample.target, self.outputs())?;
        let sum: f64 = sample.target.iter().sum();
        match self.loss {
            Loss::CategoricalCrossEntropy if (sum - 1.0).abs() > 1e-9 => Err(Error::Network(format!(
                "sample {number}: targets of categorical-cross-entropy are probabilities and sum to 1, these sum to {sum}"
            ))),
            Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy
                if sample.target.iter().any(|y| !(0.0..=1.0).contains(y)) =>
            {
                let name = self.loss.name();
                Err(Error::Network(format!("sample {number}: targets of {name} lie between 0 and 1")))
            }
            _ => Ok(()),
        }
    }
}

impl Layer {
    /// Checks one layer, `number` from 1, that follows on `inputs` neurons.
    fn validate(&self, number: usize, inputs: usize) -> Result<(), Error> {
        let Matrix { rows, columns, .. } = self.weights;
        if rows != inputs {
            return Err(Error::Network(format!(
                "layer {number}: expected {} of weights, one for each {}, found {rows}",
                counted(inputs, "row"),
                if number == 1 { "input" } else { "neuron of the layer before" }
            )));
        }
        if columns == 0 || rows == 0 {
            return Err(Error::Network(format!("layer {number} has no weights")));
        }
        if self.bias.len() != columns {
            return Err(Error::Network(format!(
                "layer {number}: expected {}, one for each neuron, found {}",
                counted(columns, "bias"),
                self.bias.len()
            )));
        }
        if self.activation == Activation::Softmax && columns == 1 {
            return Err(Error::Network(format!(
                "layer {number}: softmax over one neuron is always 1; use sigmoid, or two neurons"
            )));
        }
        finite(&self.weights.data, |at| {
            let (row, column) = (at / columns + 1, at % columns + 1);
            format!("layer {number}: weight {column} of row {row}")
        })?;
        finite(&self.bias, |at| format!("layer {number}: bias {}", at + 1))
    }
}

fn finite(values: &[f64], what: impl Fn(usize) -> String) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(Error::Network(format!("{} is {}, not a finite number", what(at), values[at]))),
        None => Ok(()),
    }
}
