//! What the training loop asks of the road that does the arithmetic.

use crate::dropout::Dropout;
use crate::optimiser::Rule;
use crate::{Dataset, Scalar};
#[cfg(test)]
use crate::{Parameters, State, plain};

/// One step's settings.
#[derive(Clone, Copy)]
pub(crate) struct Step<T> {
    pub(crate) rule: Rule<T>,
    pub(crate) dropout: Dropout,
    pub(crate) clip: Option<f64>,
}

/// Parameters and moments in whatever layout suits, and the work on them.
pub(crate) trait Engine<T: Scalar> {
    /// One update from these rows; gives the sum of their losses before it.
    fn step(&mut self, data: &Dataset<T>, rows: &[u32], step: &Step<T>) -> f64;

    /// The mean loss over all rows.
    fn mean_loss(&mut self, data: &Dataset<T>) -> f64;

    /// The mean loss over all rows, and its gradient in the order of `Parameters::flat`.
    fn loss_and_gradient(&mut self, data: &Dataset<T>, gradient: &mut [T]) -> f64;

    /// Takes all parameters, in the order of `Parameters::flat`.
    fn set(&mut self, flat: &[T]);

    /// Writes the parameters, in the order of `Parameters::flat`.
    fn get(&self, flat: &mut [T]);

    /// Writes the moments, each in the order of `Parameters::flat`.
    fn moments(&self, moments: &mut [Vec<T>]);
}

/// The plain road as an engine: what the tests hold the fast road to.
#[cfg(test)]
pub(crate) struct Plain<T> {
    parameters: Parameters<T>,
    moments: Vec<Vec<T>>,
}

#[cfg(test)]
impl<T: Scalar> Plain<T> {
    pub(crate) fn new(state: &State<T>) -> Plain<T> {
        Plain { parameters: state.parameters.clone(), moments: state.moments.clone() }
    }
}

#[cfg(test)]
impl<T: Scalar> Engine<T> for Plain<T> {
    fn step(&mut self, data: &Dataset<T>, rows: &[u32], step: &Step<T>) -> f64 {
        let (loss, mut gradient) = plain::sums(&self.parameters, data, rows, &step.dropout);
        if let Some(clip) = step.clip {
            let squares: f64 = gradient.iter().map(|g| g.to_f64() * g.to_f64()).sum();
            if squares.sqrt() > clip {
                let factor = T::from_f64(clip / squares.sqrt());
                gradient.iter_mut().for_each(|g| *g *= factor);
            }
        }
        plain::update(&mut self.parameters, &mut self.moments, &gradient, &step.rule);
        loss
    }

    fn mean_loss(&mut self, data: &Dataset<T>) -> f64 {
        let loss = |row: usize| {
            let signals = plain::forward(&self.parameters, data.input_row(row));
            let output = &signals[signals.len() - 1].a;
            (data.row_weight(row) * plain::row_loss(&self.parameters, data.target_row(row), output)).to_f64()
        };
        (0..data.rows).map(loss).sum::<f64>() / data.rows as f64
    }

    fn loss_and_gradient(&mut self, data: &Dataset<T>, gradient: &mut [T]) -> f64 {
        let rows: Vec<u32> = (0..data.rows as u32).collect();
        let (loss, found) = plain::loss_and_gradient(&self.parameters, data, &rows);
        gradient.copy_from_slice(&found);
        loss
    }

    fn set(&mut self, flat: &[T]) {
        self.parameters.set_flat(flat);
    }

    fn get(&self, flat: &mut [T]) {
        flat.copy_from_slice(&self.parameters.flat());
    }

    fn moments(&self, moments: &mut [Vec<T>]) {
        for (to, from) in moments.iter_mut().zip(&self.moments) {
            to.copy_from_slice(from);
        }
    }
}
