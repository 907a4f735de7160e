//! The network file: TOML in, TOML out.

use std::fmt::Write;

use serde::Deserialize;
use toml::Spanned;

use super::{Layer, Network, Sample};
use crate::math::{Activation, Decimal, Loss};
use crate::words::{toml_error, unknown_name};
use crate::{Error, Matrix, counted};

impl Network {
    /// Reads a network file.
    ///
    /// ```
    /// let network = clearprop::Network::from_toml(r#"
    ///     loss = "squared-error"
    ///     [[layer]]
    ///     activation = "sigmoid"
    ///     weights = [[0.5], [-0.25]]
    /// "#)?;
    /// assert_eq!(network.widths(), [2, 1]);
    /// # Ok::<(), clearprop::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Syntax`] with the place of what is not TOML, not known, ragged, missing or no number.
    pub fn from_toml(text: &str) -> Result<Network, Error> {
        let file: File = toml::from_str(text).map_err(|error| toml_error(&error))?;
        file.into_network()
    }

    /// Writes a network file, every number by its shortest decimal.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        let number = |value: &f64| toml_number(*value);
        let list = |values: &[f64]| {
            let values: Vec<String> = values.iter().map(number).collect();
            format!("[{}]", values.join(", "))
        };
        let _ = writeln!(text, "learning_rate = {}", number(&self.learning_rate));
        let _ = writeln!(text, "loss = \"{}\"", self.loss.name());
        for layer in &self.layers {
            let _ = writeln!(text, "\n[[layer]]\nactivation = \"{}\"", layer.activation.name());
            let rows: Vec<String> = (0..layer.inputs()).map(|j| list(layer.weights.row(j))).collect();
            let one_line = format!("[{}]", rows.join(", "));
            if one_line.len() <= 90 {
                let _ = writeln!(text, "weights = {one_line}");
            } else {
                let _ = writeln!(text, "weights = [\n    {},\n]", rows.join(",\n    "));
            }
            let _ = writeln!(text, "bias = {}", list(&layer.bias));
        }
        for sample in &self.samples {
            let (input, target) = (list(&sample.input), list(&sample.target));
            let _ = writeln!(text, "\n[[sample]]\ninput = {input}\ntarget = {target}");
        }
        text
    }
}

/// A number with a point or an exponent, so that TOML reads a float.
fn toml_number(value: f64) -> String {
    let text = Decimal::from_f64(value).to_string();
    if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "default_learning_rate")]
    learning_rate: f64,
    loss: Spanned<String>,
    #[serde(default)]
    layer: Vec<Spanned<FileLayer>>,
    #[serde(default)]
    sample: Vec<Spanned<FileSample>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLayer {
    activation: Spanned<String>,
    weights: Spanned<Vec<Spanned<Vec<f64>>>>,
    bias: Option<Spanned<Bias>>,
}

/// One number serves the whole layer.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a number, or a list with one number for each neuron")]
enum Bias {
    Shared(f64),
    Each(Vec<f64>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSample {
    input: Vec<f64>,
    target: Vec<f64>,
}

fn default_learning_rate() -> f64 {
    1.0
}

impl File {
    fn into_network(self) -> Result<Network, Error> {
        let loss = known(&self.loss, "loss", Loss::from_name, &Loss::ALL.map(Loss::name))?;
        let mut layers: Vec<Layer> = Vec::new();
        for (index, spanned) in self.layer.into_iter().enumerate() {
            let place = spanned.span().start;
            let layer = spanned.into_inner().into_layer(index + 1)?;
            let inputs = layers.last().map_or(layer.inputs(), Layer::width);
            layer.validate(index + 1, inputs).map_err(|error| at(place, error))?;
            layers.push(layer);
        }
        let places: Vec<usize> = self.sample.iter().map(|sample| sample.span().start).collect();
        let samples = self.sample.into_iter().map(|sample| {
            let FileSample { input, target } = sample.into_inner();
            Sample { input, target }
        });
        let network = Network { layers, loss, learning_rate: self.learning_rate, samples: samples.collect() };
        if !network.layers.is_empty() {
            for (index, sample) in network.samples.iter().enumerate() {
                network.validate_sample(index + 1, sample).map_err(|error| at(places[index], error))?;
            }
        }
        network.validate().map_err(|error| at(0, error))?;
        Ok(network)
    }
}

impl FileLayer {
    fn into_layer(self, number: usize) -> Result<Layer, Error> {
        let activation = known(
            &self.activation,
            "activation",
            Activation::from_name,
            &Activation::ALL.map(Activation::name),
        )?;
        let rows = self.weights.into_inner();
        let columns = rows.first().map_or(0, |row| row.get_ref().len());
        for (index, row) in rows.iter().enumerate() {
            let found = row.get_ref().len();
            if found != columns {
                return Err(Error::Syntax {
                    message: format!(
                        "layer {number}: row {} of the weights has {}, the first row has {columns}; \
                         each row holds one weight to each neuron of the layer",
                        index + 1,
                        counted(found, "number")
                    ),
                    offset: row.span().start,
                });
            }
        }
        let weights = Matrix {
            rows: rows.len(),
            columns,
            data: rows.into_iter().flat_map(Spanned::into_inner).collect(),
        };
        let bias = match self.bias.map(Spanned::into_inner) {
            None => vec![0.0; columns],
            Some(Bias::Shared(bias)) => vec![bias; columns],
            Some(Bias::Each(bias)) => bias,
        };
        Ok(Layer { activation, weights, bias })
    }
}

/// The thing of this name, or an error at its place that suggests one.
fn known<T>(
    name: &Spanned<String>,
    kind: &str,
    find: impl Fn(&str) -> Option<T>,
    names: &[&str],
) -> Result<T, Error> {
    find(name.get_ref()).ok_or_else(|| Error::Syntax {
        message: unknown_name(kind, name.get_ref(), names),
        offset: name.span().start,
    })
}

fn at(offset: usize, error: Error) -> Error {
    Error::Syntax { message: error.to_string(), offset }
}
