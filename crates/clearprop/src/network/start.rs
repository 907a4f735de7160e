//! A network to start from: round weights, a sample, nothing saturated.

use super::{Layer, Network, Sample};
use crate::math::{Activation, Loss};
use crate::{Error, Matrix};

/// What a new network is like.
#[derive(Clone, Debug)]
pub struct Start {
    /// The widths from the input to the output, such as 2-3-2.
    pub widths: Vec<usize>,
    /// What the hidden layers apply.
    pub hidden: Activation,
    /// What the output layer applies.
    pub output: Activation,
    /// How the outputs are judged.
    pub loss: Loss,
    /// The same seed gives the same network.
    pub seed: u64,
}

/// A larger network's file would be hundreds of megabytes that nobody reads.
const MOST_PARAMETERS: usize = 10_000_000;

impl Start {
    /// The usual loss for an output activation.
    pub fn usual_loss(output: Activation) -> Loss {
        match output {
            Activation::Softmax => Loss::CategoricalCrossEntropy,
            Activation::Sigmoid => Loss::BinaryCrossEntropy,
            _ => Loss::SquaredError,
        }
    }

    /// Reads widths such as `2-3-2`.
    ///
    /// # Errors
    /// [`Error::Unknown`] for what is no shape.
    pub fn parse_widths(text: &str) -> Result<Vec<usize>, Error> {
        let widths: Option<Vec<usize>> =
            text.split('-').map(|width| width.parse().ok().filter(|width| *width > 0)).collect();
        match widths {
            Some(widths) if widths.len() >= 2 && widths.iter().all(|&width| width <= 100_000) => Ok(widths),
            _ => Err(Error::Unknown(format!(
                "`{text}` is no shape; write the widths from the input to the output, like 2-3-2"
            ))),
        }
    }

    /// The network: weights in tenths between −0.9 and 0.9, inputs between 0.1 and 0.9.
    ///
    /// # Errors
    /// [`Error::Network`] where the parts do not fit, such as softmax over one output, or are too many.
    pub fn network(&self) -> Result<Network, Error> {
        let parameters: usize =
            self.widths.windows(2).map(|pair| (pair[0] + 1).saturating_mul(pair[1])).sum();
        if parameters > MOST_PARAMETERS {
            return Err(Error::Network(format!(
                "this network would have {parameters} weights and biases, expected at most {MOST_PARAMETERS}"
            )));
        }
        let mut random = SplitMix(self.seed);
        let last = self.widths.len() - 2;
        let layers = self.widths.windows(2).enumerate().map(|(index, pair)| Layer {
            activation: if index == last { self.output } else { self.hidden },
            weights: Matrix::from_fn(pair[0], pair[1], |_, _| random.tenths(-9, 9)),
            bias: (0..pair[1]).map(|_| random.tenths(-9, 9)).collect(),
        });
        let layers = layers.collect();
        let outputs = self.widths[last + 1];
        let input = (0..self.widths[0]).map(|_| random.tenths(1, 9)).collect();
        let target = random.target(outputs, self.output, self.loss);
        let network =
            Network { layers, loss: self.loss, learning_rate: 0.5, samples: vec![Sample { input, target }] };
        network.validate().map(|()| network)
    }
}

/// Steele, Lea and Flood's generator (2014): small, and the same everywhere.
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A number of tenths in the range, never zero.
    pub(crate) fn tenths(&mut self, from: i64, to: i64) -> f64 {
        loop {
            let tenths = from + self.below((to - from + 1) as u64) as i64;
            if tenths != 0 {
                return tenths as f64 / 10.0;
            }
        }
    }

    /// A target that the output can come near: one 1 among zeros, zeros and ones, or tenths.
    pub(crate) fn target(&mut self, outputs: usize, output: Activation, loss: Loss) -> Vec<f64> {
        let chosen = self.below(outputs as u64) as usize;
        let one = |k| match (loss, output) {
            (Loss::CategoricalCrossEntropy, _) => f64::from(u8::from(k == chosen)),
            (Loss::BinaryCrossEntropy, _) | (_, Activation::Sigmoid) => self.below(2) as f64,
            _ => self.tenths(-9, 9),
        };
        (0..outputs).map(one).collect()
    }
}
