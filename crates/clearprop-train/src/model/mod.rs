//! A trained network with everything that is needed to use it.

pub mod checkpoint;
mod file;
mod generic;
mod onnx;
mod open;
mod row;
mod tensors;

use clearprop::Network;
use clearprop::math::Activation;

use crate::preprocess::{Encoding, Preprocessing, Target};
use crate::table::Table;
use crate::{EpochRecord, Error, Parameters, Predictor, Scalar};

/// Preprocessing and network, and how they came to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// From the columns of a table to the network's inputs, and what its outputs mean.
    pub preprocessing: Preprocessing,
    /// The network, without samples.
    pub network: Network,
    /// How it was trained.
    pub training: Training,
}

/// How a model was trained.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Training {
    /// The version of clearprop that wrote the model.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// `f32` or `f64`.
    pub precision: String,
    /// The optimiser's name.
    pub optimizer: String,
    /// The number of rows it learnt from.
    pub rows: usize,
    /// The epoch, counted from 1, that the parameters come from.
    pub epoch: usize,
    /// One record for each epoch.
    pub history: Vec<EpochRecord>,
}

impl Model {
    /// The outputs for all rows of a table, `rows × outputs`.
    ///
    /// # Errors
    /// [`Error::Table`] if the table lacks a column.
    pub fn outputs<T: Scalar>(&self, predictor: &mut Predictor<T>, table: &Table) -> Result<Vec<T>, Error> {
        let rows: Vec<u32> = (0..table.rows as u32).collect();
        let input = self.preprocessing.inputs_of(table, &rows)?;
        let mut output = vec![T::default(); table.rows * self.network.outputs()];
        predictor.predict(&input, &mut output)?;
        Ok(output)
    }

    /// The network made ready to answer.
    ///
    /// # Errors
    /// [`Error::Shape`] if its layers do not fit one another.
    pub fn predictor<T: Scalar>(&self) -> Result<Predictor<T>, Error> {
        Predictor::new(&Parameters::from_network(&self.network))
    }

    /// Checks that preprocessing, network and classes fit one another. Every model that is read goes through here.
    ///
    /// # Errors
    /// [`Error::Model`] says what does not.
    pub fn validate(&self) -> Result<(), Error> {
        let wrong = |message: String| Err(Error::Model(message));
        self.network.validate().or_else(|error| wrong(error.to_string()))?;
        let expect = |what: &str, expected: usize, found: usize| match expected == found {
            true => Ok(()),
            false => wrong(format!("expected {expected} {what}, found {found}")),
        };
        expect(
            "inputs of the network, as its columns make",
            self.preprocessing.inputs(),
            self.network.inputs(),
        )?;
        expect(
            "outputs of the network, as its target asks",
            self.preprocessing.outputs(),
            self.network.outputs(),
        )?;
        let mut names: Vec<&String> = self.preprocessing.columns.iter().map(|column| &column.name).collect();
        names.extend(self.preprocessing.target.columns());
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return wrong(format!("the column `{}` stands twice", pair[0]));
        }
        for column in &self.preprocessing.columns {
            if !is_sound(&column.encoding) {
                return wrong(format!(
                    "the column `{}` has a preprocessing that cannot be worked",
                    column.name
                ));
            }
        }
        let last = self.network.output_layer().activation;
        match &self.preprocessing.target {
            Target::Classes { classes, .. } => {
                let mut sorted = classes.clone();
                sorted.sort_unstable();
                sorted.dedup();
                if sorted.len() != classes.len() || classes.len() < 2 {
                    return wrong("expected at least two different classes".into());
                }
                let fits = if classes.len() == 2 { Activation::Sigmoid } else { Activation::Softmax };
                if last != fits {
                    return wrong(format!(
                        "expected {} as the last activation, found {}",
                        fits.name(),
                        last.name()
                    ));
                }
                Ok(())
            }
            Target::Numbers { columns } if columns.is_empty() => wrong("the model has no target".into()),
            Target::Numbers { .. } => Ok(()),
        }
    }
}

/// Whether a column's numbers are finite and its deviation can divide.
fn is_sound(encoding: &Encoding) -> bool {
    match encoding {
        Encoding::Number { mean, deviation, .. } => {
            mean.is_finite() && deviation.is_finite() && *deviation > 0.0
        }
        Encoding::Boolean { mean, .. } => (0.0..=1.0).contains(mean),
        Encoding::Category { words, missing } => !words.is_empty() || *missing,
    }
}
