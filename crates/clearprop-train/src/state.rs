//! Everything that a run needs to go on where it stopped.

use crate::{Error, Options, Parameters, Scalar};

/// A run between two epochs: plain data. Saved, read and handed to [`fit`](crate::fit()) with the
/// same data and options, it ends with the same bytes as a run that was never interrupted.
#[derive(Clone, Debug, PartialEq)]
pub struct State<T> {
    /// The parameters now.
    pub parameters: Parameters<T>,
    /// What the optimiser remembers: vectors in the order of [`Parameters::flat`]. Momentum,
    /// nesterov and rmsprop have one, adam and adamw two (m, v), lbfgs two for each remembered
    /// step (the step and the change of the gradient), the oldest first.
    pub moments: Vec<Vec<T>>,
    /// Updates so far.
    pub step: u64,
    /// Epochs finished.
    pub epoch: usize,
    /// The parameters of the lowest validation loss so far; `None` without validation data.
    pub best: Option<Best<T>>,
    /// One record for each finished epoch.
    pub history: Vec<EpochRecord>,
}

/// The best of a run so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Best<T> {
    /// The epoch, counted from 1.
    pub epoch: usize,
    /// The validation loss.
    pub loss: f64,
    /// The parameters after that epoch.
    pub parameters: Parameters<T>,
}

/// What an epoch came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochRecord {
    /// The mean training loss, each batch's taken before its update.
    pub loss: f64,
    /// The mean validation loss after the epoch.
    pub validation_loss: Option<f64>,
    /// The learning rate that it used.
    pub learning_rate: f64,
}

impl EpochRecord {
    /// The loss that patience and plateaus watch: validation where there is one, else training.
    pub fn watched(&self) -> f64 {
        self.validation_loss.unwrap_or(self.loss)
    }
}

impl<T: Scalar> State<T> {
    /// The state before the first epoch.
    pub fn new(parameters: Parameters<T>, options: &Options) -> State<T> {
        let count = parameters.count();
        State {
            moments: vec![vec![T::constant(0.0); count]; options.optimiser.moments()],
            parameters,
            step: 0,
            epoch: 0,
            best: None,
            history: Vec::new(),
        }
    }

    /// Checks that the parts fit one another and the options.
    ///
    /// # Errors
    /// [`Error::Shape`] says what was expected and what was found.
    pub fn validate(&self, options: &Options) -> Result<(), Error> {
        self.parameters.validate()?;
        let optimiser = options.optimiser;
        let lbfgs = optimiser == crate::Optimiser::Lbfgs;
        let (expected, found) = (optimiser.moments(), self.moments.len());
        if (lbfgs && found % 2 != 0) || (!lbfgs && expected != found) {
            return Err(Error::Shape(format!(
                "a state of {}: expected {expected} moments, found {found}",
                optimiser.name()
            )));
        }
        let count = self.parameters.count();
        let best = self.best.iter().map(|best| best.parameters.count());
        if let Some(found) = self.moments.iter().map(Vec::len).chain(best).find(|&found| found != count) {
            return Err(Error::Shape(format!("a state: expected {count} parameters, found {found}")));
        }
        if let Some(best) = &self.best {
            best.parameters.validate()?;
            if best.parameters.widths() != self.parameters.widths() {
                return Err(Error::Shape("a state: its best network has another shape".into()));
            }
        }
        if self.history.len() != self.epoch {
            return Err(Error::Shape(format!(
                "a state: expected {} epochs of history, found {}",
                self.epoch,
                self.history.len()
            )));
        }
        Ok(())
    }
}
