//! A run between two epochs, as a file to go on from.

use serde::{Deserialize, Serialize};

use super::file::FileRecord;
use super::tensors::{Reader, Writer};
use crate::{Best, EpochRecord, Error, Parameters, Scalar, State};

const KEY: &str = "clearprop-checkpoint";

#[derive(Serialize, Deserialize)]
struct File {
    run: String,
    step: u64,
    epoch: usize,
    moments: usize,
    best: Option<FileBest>,
    history: Vec<FileRecord>,
}

#[derive(Serialize, Deserialize)]
struct FileBest {
    epoch: usize,
    loss: f64,
}

/// The bytes of a checkpoint. `run` describes data and options: it must be the same when the run goes on.
///
/// # Errors
/// [`Error::Write`] if they cannot be made.
pub fn to_bytes<T: Scalar>(state: &State<T>, run: &str) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(T::NAME);
    let mut add = |name: String, values: &[T]| {
        writer.add(name, vec![values.len()], values.iter().map(|value| value.to_f64()));
    };
    add("parameters".into(), &state.parameters.flat());
    for (index, moment) in state.moments.iter().enumerate() {
        add(format!("moment.{}", index + 1), moment);
    }
    if let Some(best) = &state.best {
        add("best".into(), &best.parameters.flat());
    }
    let file = File {
        run: run.into(),
        step: state.step,
        epoch: state.epoch,
        moments: state.moments.len(),
        best: state.best.as_ref().map(|best| FileBest { epoch: best.epoch, loss: best.loss }),
        history: state.history.iter().map(FileRecord::from).collect(),
    };
    let json = serde_json::to_string(&file).map_err(|error| Error::Write(error.to_string()))?;
    writer.finish(KEY, json)
}

/// Reads a checkpoint of the run whose first state is `start`.
///
/// # Errors
/// [`Error::Model`] if it is broken, or of another run.
pub fn from_bytes<T: Scalar>(bytes: &[u8], start: &State<T>, run: &str) -> Result<State<T>, Error> {
    let reader = Reader::new(bytes, KEY, "checkpoint")?;
    let file: File = serde_json::from_str(&reader.json)
        .map_err(|error| Error::Model(format!("its description cannot be read: {error}")))?;
    if file.run != run {
        return Err(Error::Model(
            "is a checkpoint of another table or other options; repeat the command that began the run, or leave out --resume"
                .into(),
        ));
    }
    let count = start.parameters.count();
    let numbers = |name: &str| -> Result<Vec<T>, Error> {
        Ok(reader.get(name, &[count])?.into_iter().map(T::from_f64).collect())
    };
    let parameters = |name: &str| -> Result<Parameters<T>, Error> {
        let mut parameters = start.parameters.clone();
        parameters.set_flat(&numbers(name)?);
        Ok(parameters)
    };
    let best = match file.best {
        Some(FileBest { epoch, loss }) => Some(Best { epoch, loss, parameters: parameters("best")? }),
        None => None,
    };
    let moments = (1..=file.moments).map(|number| numbers(&format!("moment.{number}")));
    Ok(State {
        parameters: parameters("parameters")?,
        moments: moments.collect::<Result<_, _>>()?,
        step: file.step,
        epoch: file.epoch,
        best,
        history: file.history.into_iter().map(EpochRecord::from).collect(),
    })
}
