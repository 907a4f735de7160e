//! Working many rows through a trained network.

use crate::engine::Engine;
use crate::kernels::{Fast, answering};
use crate::{Dataset, Error, Parameters, Scalar};

/// Rows worked at a time.
const ROWS: usize = 128;

/// A network ready to answer, with its room for work set aside once.
pub struct Predictor<T: Scalar> {
    engine: Fast<T>,
    inputs: usize,
    outputs: usize,
}

impl<T: Scalar> Predictor<T> {
    /// Makes a network ready.
    ///
    /// # Errors
    /// [`Error::Shape`] where its layers do not fit one another.
    pub fn new(parameters: &Parameters<T>) -> Result<Predictor<T>, Error> {
        parameters.validate()?;
        let (inputs, outputs) = (parameters.inputs(), parameters.outputs());
        Ok(Predictor { engine: answering(parameters, ROWS), inputs, outputs })
    }

    /// Writes the outputs (`rows × outputs`) of `input` (`rows × inputs`).
    ///
    /// # Errors
    /// [`Error::Shape`] where `input` is no whole number of rows or `output` has not one row for each.
    pub fn predict(&mut self, input: &[T], output: &mut [T]) -> Result<(), Error> {
        let Predictor { inputs, outputs, .. } = *self;
        if !input.len().is_multiple_of(inputs) || input.len() / inputs * outputs != output.len() {
            return Err(Error::Shape(format!(
                "expected {outputs} outputs for each {inputs} inputs, found room for {} outputs and {} inputs",
                output.len(),
                input.len()
            )));
        }
        self.engine.answer(input, output);
        Ok(())
    }
}

/// The mean loss, (1/rows) Σ weight_r E_r.
///
/// # Errors
/// [`Error::Shape`] where data and parameters do not fit one another.
pub fn mean_loss<T: Scalar>(parameters: &Parameters<T>, data: &Dataset<T>) -> Result<f64, Error> {
    parameters.validate()?;
    data.validate(parameters)?;
    Ok(answering(parameters, ROWS).mean_loss(data))
}
