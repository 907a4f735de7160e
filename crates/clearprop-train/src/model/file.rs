//! The model file: safetensors, with everything but the parameters as JSON in its metadata.
//!
//! Layer l's weights are the tensor `layer.l.weights` of shape `[inputs, width]`, its biases
//! `layer.l.bias` of shape `[width]`.

use clearprop::math::{Activation, Loss};
use clearprop::{Layer, Matrix, Network};
use serde::{Deserialize, Serialize};

use super::tensors::{Reader, Writer};
use super::{Model, Training};
use crate::preprocess::Preprocessing;
use crate::{EpochRecord, Error};

/// The metadata's entry.
const KEY: &str = "clearprop";

#[derive(Serialize, Deserialize)]
struct File {
    version: String,
    precision: String,
    seed: u64,
    optimizer: String,
    rows: usize,
    epoch: usize,
    learning_rate: f64,
    loss: String,
    layers: Vec<FileLayer>,
    #[serde(flatten)]
    preprocessing: Preprocessing,
    history: Vec<FileRecord>,
}

#[derive(Serialize, Deserialize)]
struct FileLayer {
    activation: String,
    inputs: usize,
    width: usize,
}

/// An epoch in a file.
#[derive(Serialize, Deserialize)]
pub(super) struct FileRecord {
    loss: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    validation_loss: Option<f64>,
    learning_rate: f64,
}

impl From<&EpochRecord> for FileRecord {
    fn from(record: &EpochRecord) -> FileRecord {
        let EpochRecord { loss, validation_loss, learning_rate } = *record;
        FileRecord { loss, validation_loss, learning_rate }
    }
}

impl From<FileRecord> for EpochRecord {
    fn from(record: FileRecord) -> EpochRecord {
        let FileRecord { loss, validation_loss, learning_rate } = record;
        EpochRecord { loss, validation_loss, learning_rate }
    }
}

impl Model {
    /// The bytes of the model file.
    ///
    /// # Errors
    /// [`Error::Write`] if they cannot be made.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let Model { preprocessing, network, training } = self;
        let mut writer = Writer::new(&training.precision);
        for (index, layer) in network.layers.iter().enumerate() {
            let number = index + 1;
            let Matrix { rows, columns, data } = &layer.weights;
            writer.add(format!("layer.{number}.weights"), vec![*rows, *columns], data.iter().copied());
            writer.add(format!("layer.{number}.bias"), vec![layer.bias.len()], layer.bias.iter().copied());
        }
        let layers = network.layers.iter().map(|layer| FileLayer {
            activation: layer.activation.name().into(),
            inputs: layer.inputs(),
            width: layer.width(),
        });
        let file = File {
            version: training.version.clone(),
            precision: training.precision.clone(),
            seed: training.seed,
            optimizer: training.optimizer.clone(),
            rows: training.rows,
            epoch: training.epoch,
            learning_rate: network.learning_rate,
            loss: network.loss.name().into(),
            layers: layers.collect(),
            preprocessing: preprocessing.clone(),
            history: training.history.iter().map(FileRecord::from).collect(),
        };
        let json = serde_json::to_string(&file).map_err(|error| Error::Write(error.to_string()))?;
        writer.finish(KEY, json)
    }

    /// Reads a model file. Nothing in it is trusted: what does not fit is an error.
    ///
    /// # Errors
    /// [`Error::Model`] says what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, Error> {
        let reader = Reader::new(bytes, KEY, "model")?;
        let file: File = serde_json::from_str(&reader.json)
            .map_err(|error| Error::Model(format!("its description cannot be read: {error}")))?;
        let unknown = |what: &str, name: &str| Error::Model(format!("unknown {what} `{name}`"));
        let mut layers = Vec::new();
        for (index, layer) in file.layers.iter().enumerate() {
            let number = index + 1;
            let FileLayer { activation, inputs, width } = layer;
            let data = reader.get(&format!("layer.{number}.weights"), &[*inputs, *width])?;
            let bias = reader.get(&format!("layer.{number}.bias"), &[*width])?;
            let activation =
                Activation::from_name(activation).ok_or_else(|| unknown("activation", activation))?;
            let weights = Matrix { rows: *inputs, columns: *width, data };
            layers.push(Layer { activation, weights, bias });
        }
        let loss = Loss::from_name(&file.loss).ok_or_else(|| unknown("loss", &file.loss))?;
        if !["f32", "f64"].contains(&file.precision.as_str()) {
            return Err(unknown("precision", &file.precision));
        }
        let network = Network { layers, loss, learning_rate: file.learning_rate, samples: Vec::new() };
        let training = Training {
            version: file.version,
            seed: file.seed,
            precision: file.precision,
            optimizer: file.optimizer,
            rows: file.rows,
            epoch: file.epoch,
            history: file.history.into_iter().map(EpochRecord::from).collect(),
        };
        let model = Model { preprocessing: file.preprocessing, network, training };
        model.validate()?;
        Ok(model)
    }
}
