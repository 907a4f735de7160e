//! How a network is trained.

use crate::{Error, Optimiser, Schedule};

/// The options of [`fit`](crate::fit()).
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How many times the data is gone through. For L-BFGS, the number of its iterations.
    pub epochs: usize,
    /// Rows in a step; a larger number than there are rows means all. L-BFGS always takes all.
    pub batch: usize,
    /// The rule of an update.
    pub optimiser: Optimiser,
    /// The learning rate that the schedule starts from.
    pub learning_rate: f64,
    /// How the learning rate goes on.
    pub schedule: Schedule,
    /// λ: weights (not biases) are drawn to zero, by λ w in the gradient or, for adamw, by
    /// learning_rate · λ w in the update.
    pub weight_decay: f64,
    /// The share of hidden activations that a step leaves out; the others are scaled up by 1/(1 − share).
    pub dropout: f64,
    /// The greatest length of a step's whole gradient; a longer one is shortened to it.
    pub clip: Option<f64>,
    /// Stop after this many epochs in a row without a better loss (validation, else training).
    pub patience: Option<usize>,
    /// Whether each epoch takes the rows in an order of its own.
    pub shuffle: bool,
    /// Decides the order of the rows and what dropout leaves out.
    pub seed: u64,
    /// How many threads may work. The result is the same bytes for every number.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            epochs: 100,
            batch: 32,
            optimiser: Optimiser::Adam,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            weight_decay: 0.0,
            dropout: 0.0,
            clip: None,
            patience: None,
            shuffle: true,
            seed: 0,
            threads: 1,
        }
    }
}

impl Options {
    /// Checks that every option can be used.
    ///
    /// # Errors
    /// [`Error::Option`] names the option, its value and what it may be.
    pub fn validate(&self) -> Result<(), Error> {
        let refuse = |name: &str, value: f64, allowed: &str| {
            Err(Error::Option(format!("{name} is {value}, expected {allowed}")))
        };
        if self.batch == 0 {
            return refuse("batch", 0.0, "at least one row");
        }
        if !(self.learning_rate.is_finite() && self.learning_rate > 0.0) {
            return refuse("learning rate", self.learning_rate, "a number above 0");
        }
        if !(self.weight_decay.is_finite() && self.weight_decay >= 0.0) {
            return refuse("weight decay", self.weight_decay, "a number from 0");
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return refuse("dropout", self.dropout, "a share from 0 up to, not including, 1");
        }
        if self.dropout > 0.0 && self.optimiser == Optimiser::Lbfgs {
            return refuse("dropout", self.dropout, "0 with lbfgs, which needs the same loss each time");
        }
        match self.clip {
            Some(clip) if clip.is_nan() || clip <= 0.0 => refuse("clip", clip, "a length above 0"),
            _ => Ok(()),
        }
    }
}
