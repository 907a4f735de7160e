//! The rows that a network learns from.

use crate::{Error, Parameters, Scalar};

/// Inputs and targets, row after row: what preprocessing makes of a table.
///
/// Row r's inputs stand at `input[r * inputs..][..inputs]`, its targets at
/// `target[r * outputs..][..outputs]`; classes are one-hot (or one column of 0 and 1 for a sigmoid).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset<T> {
    /// The number of rows.
    pub rows: usize,
    /// Numbers in a row's input.
    pub inputs: usize,
    /// Numbers in a row's target.
    pub outputs: usize,
    /// `rows × inputs`.
    pub input: Vec<T>,
    /// `rows × outputs`.
    pub target: Vec<T>,
    /// What each row counts in the loss, E = (1/rows) Σ weight_r E_r; each counts 1 where this is
    /// `None`. Weights that average 1 leave the learning rate its meaning.
    pub weight: Option<Vec<T>>,
}

impl<T: Scalar> Dataset<T> {
    /// Row `row`'s inputs.
    pub fn input_row(&self, row: usize) -> &[T] {
        &self.input[row * self.inputs..][..self.inputs]
    }

    /// Row `row`'s targets.
    pub fn target_row(&self, row: usize) -> &[T] {
        &self.target[row * self.outputs..][..self.outputs]
    }

    /// What row `row` counts in the loss.
    pub fn row_weight(&self, row: usize) -> T {
        self.weight.as_ref().map_or(T::constant(1.0), |weight| weight[row])
    }

    /// The samples of a network as rows.
    pub fn from_network(network: &clearprop::Network) -> Dataset<T> {
        let numbers = |values: &[f64]| values.iter().map(|&value| T::from_f64(value)).collect::<Vec<_>>();
        Dataset {
            rows: network.samples.len(),
            inputs: network.inputs(),
            outputs: network.outputs(),
            input: network.samples.iter().flat_map(|sample| numbers(&sample.input)).collect(),
            target: network.samples.iter().flat_map(|sample| numbers(&sample.target)).collect(),
            weight: None,
        }
    }

    /// Checks that the data fits itself and `parameters`.
    ///
    /// # Errors
    /// [`Error::Shape`] says what was expected and what was found.
    pub fn validate(&self, parameters: &Parameters<T>) -> Result<(), Error> {
        let expect = |what: &str, expected: usize, found: usize| {
            if expected == found {
                return Ok(());
            }
            Err(Error::Shape(format!("expected {expected} {what}, found {found}")))
        };
        if self.rows == 0 {
            return Err(Error::Shape("expected at least one row of data, found none".into()));
        }
        expect("inputs", parameters.inputs(), self.inputs)?;
        expect("outputs", parameters.outputs(), self.outputs)?;
        expect("numbers of input", self.rows * self.inputs, self.input.len())?;
        expect("numbers of target", self.rows * self.outputs, self.target.len())?;
        match &self.weight {
            Some(weight) => expect("row weights", self.rows, weight.len()),
            None => Ok(()),
        }
    }
}
