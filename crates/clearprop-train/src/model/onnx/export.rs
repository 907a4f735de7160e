//! Model -> ONNX, with the preprocessing.
//!
//! Numbers and booleans (0 and 1, NaN where missing) come in as `input`, `[rows, columns]` in the
//! model's order; each category column as strings `[rows, 1]` under its own name. Classes come out
//! as `label` and `probabilities`, numbers as `prediction`.

use clearprop::math::Activation;

use super::wire::Message;
use crate::Error;
use crate::model::Model;
use crate::preprocess::{Encoding, Target};

const FLOAT: i64 = 1;
const INT64: i64 = 7;
const STRING: i64 = 8;

/// A graph that is being written.
#[derive(Default)]
struct Writer {
    nodes: Vec<Message>,
    constants: Vec<Message>,
    inputs: Vec<Message>,
    outputs: Vec<Message>,
    names: usize,
}

impl Writer {
    /// A new name for what a node gives.
    fn fresh(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    /// Adds a node; gives the name of its output.
    fn node(&mut self, operator: &str, inputs: &[&str], attributes: Vec<Message>) -> String {
        let output = self.fresh();
        self.named_node(operator, inputs, &output, attributes);
        output
    }

    fn named_node(&mut self, operator: &str, inputs: &[&str], output: &str, attributes: Vec<Message>) {
        let domain = if ["OneHotEncoder", "LabelEncoder"].contains(&operator) { "ai.onnx.ml" } else { "" };
        let node = Message::default()
            .texts(1, inputs)
            .bytes(2, output)
            .bytes(3, output)
            .bytes(4, operator)
            .messages(5, attributes)
            .bytes(7, domain);
        self.nodes.push(node);
    }

    /// Adds a constant; gives its name.
    fn floats(&mut self, shape: &[usize], values: impl Iterator<Item = f64>) -> String {
        let name = self.fresh();
        let raw: Vec<u8> = values.flat_map(|value| (value as f32).to_le_bytes()).collect();
        self.constants.push(tensor(shape, FLOAT, &name).bytes(9, raw));
        name
    }

    fn ints(&mut self, values: &[usize]) -> String {
        let name = self.fresh();
        let raw: Vec<u8> = values.iter().flat_map(|&value| (value as i64).to_le_bytes()).collect();
        self.constants.push(tensor(&[values.len()], INT64, &name).bytes(9, raw));
        name
    }
}

fn tensor(shape: &[usize], kind: i64, name: &str) -> Message {
    let message = shape.iter().fold(Message::default(), |message, &size| message.int(1, size as i64));
    message.int(2, kind).bytes(8, name)
}

/// An attribute that is a whole number.
fn int(name: &str, value: i64) -> Message {
    Message::default().bytes(1, name).int(3, value).int(20, 2)
}

/// An attribute that is a number.
fn float(name: &str, value: f32) -> Message {
    Message::default().bytes(1, name).float(2, value).int(20, 1)
}

/// An attribute that is a list of words.
fn texts(name: &str, values: &[String]) -> Message {
    Message::default().bytes(1, name).texts(9, values).int(20, 8)
}

/// An attribute that is a list of whole numbers.
fn ints(name: &str, values: impl Iterator<Item = i64>) -> Message {
    values.fold(Message::default().bytes(1, name), |message, value| message.int(8, value)).int(20, 7)
}

/// An input or output: `[rows]`, or `[rows, width]`.
fn value(name: &str, kind: i64, width: Option<usize>) -> Message {
    let rows = Message::default().bytes(2, "rows");
    let mut shape = Message::default().message(1, rows);
    if let Some(width) = width {
        shape = shape.message(1, Message::default().int(1, width as i64));
    }
    let tensor = Message::default().int(1, kind).message(2, shape);
    Message::default().bytes(1, name).message(2, Message::default().message(1, tensor))
}

impl Model {
    /// The bytes of an ONNX file (operators of version 17) that does what the model does, in f32.
    ///
    /// # Errors
    /// [`Error::Model`] if a category column is called as one of the file's own values.
    pub fn to_onnx(&self) -> Result<Vec<u8>, Error> {
        let mut writer = Writer::default();
        let (inputs, order) = write_preprocessing(&mut writer, self)?;
        let output = write_layers(&mut writer, self, inputs, &order);
        write_answer(&mut writer, self, &output);
        let graph = Message::default()
            .messages(1, writer.nodes)
            .bytes(2, "clearprop")
            .messages(5, writer.constants)
            .messages(11, writer.inputs)
            .messages(12, writer.outputs);
        let file = Message::default()
            .int(1, 8)
            .bytes(2, "clearprop")
            .bytes(3, &self.training.version)
            .message(7, graph)
            .message(8, Message::default().bytes(1, "").int(2, 17))
            .message(8, Message::default().bytes(1, "ai.onnx.ml").int(2, 3));
        Ok(file.0)
    }
}

/// Writes what makes the network's inputs. Gives their name and, since numbers come first in it,
/// the place that each has among the model's own inputs.
fn write_preprocessing(writer: &mut Writer, model: &Model) -> Result<(String, Vec<usize>), Error> {
    let (mut means, mut offsets, mut deviations) = (Vec::new(), Vec::new(), Vec::new());
    let (mut order, mut gaps, mut gap_order) = (Vec::new(), Vec::new(), Vec::new());
    let mut categories = Vec::new();
    let mut place = 0;
    for column in &model.preprocessing.columns {
        let width = column.encoding.width();
        let (mean, offset, deviation, missing) = match &column.encoding {
            Encoding::Number { mean, deviation, missing } => (*mean, *mean, *deviation, *missing),
            Encoding::Boolean { mean, missing, .. } => (*mean, 0.0, 1.0, *missing),
            Encoding::Category { words, missing } => {
                categories.push((&column.name, words, *missing, place..place + width));
                place += width;
                continue;
            }
        };
        if missing {
            gaps.push(means.len());
            gap_order.push(place + 1);
        }
        means.push(mean);
        offsets.push(offset);
        deviations.push(deviation);
        order.push(place);
        place += width;
    }
    let mut parts = Vec::new();
    if !means.is_empty() {
        let count = means.len();
        writer.inputs.push(value("input", FLOAT, Some(count)));
        let means = writer.floats(&[count], means.into_iter());
        let missing = writer.node("IsNaN", &["input"], Vec::new());
        let filled = writer.node("Where", &[&missing, &means, "input"], Vec::new());
        let offsets = writer.floats(&[count], offsets.into_iter());
        let deviations = writer.floats(&[count], deviations.into_iter());
        let centred = writer.node("Sub", &[&filled, &offsets], Vec::new());
        parts.push(writer.node("Div", &[&centred, &deviations], Vec::new()));
        if !gaps.is_empty() {
            let gaps = writer.ints(&gaps);
            let missing = writer.node("Cast", &[&missing], vec![int("to", FLOAT)]);
            parts.push(writer.node("Gather", &[&missing, &gaps], vec![int("axis", 1)]));
            order.extend(gap_order);
        }
    }
    for (name, words, missing, places) in categories {
        let taken = ["input", "label", "probabilities", "prediction"].contains(&name.as_str());
        let numbered = name.strip_prefix('v').is_some_and(|rest| rest.parse::<usize>().is_ok());
        if taken || numbered || name.is_empty() {
            return Err(Error::Model(format!(
                "ONNX cannot have a column called `{name}`; rename it and train again"
            )));
        }
        writer.inputs.push(value(name, STRING, Some(1)));
        let mut words = words.clone();
        if missing {
            words.push(String::new());
        }
        let attributes = vec![texts("cats_strings", &words), int("zeros", 1)];
        let one_hot = writer.node("OneHotEncoder", &[name], attributes);
        parts.push(writer.node("Flatten", &[&one_hot], vec![int("axis", 1)]));
        order.extend(places);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let inputs = match parts[..] {
        [part] => part.to_owned(),
        _ => writer.node("Concat", &parts, vec![int("axis", 1)]),
    };
    Ok((inputs, order))
}

/// Writes the layers; `order` are the places of the inputs in the first one's weights.
fn write_layers(writer: &mut Writer, model: &Model, inputs: String, order: &[usize]) -> String {
    let mut a = inputs;
    for (index, layer) in model.network.layers.iter().enumerate() {
        let (rows, width) = (layer.inputs(), layer.width());
        let row = |j: usize| layer.weights.row(if index == 0 { order[j] } else { j });
        let weights = writer.floats(&[rows, width], (0..rows).flat_map(row).copied());
        let bias = writer.floats(&[width], layer.bias.iter().copied());
        let z = writer.node("Gemm", &[&a, &weights, &bias], Vec::new());
        a = write_activation(writer, layer.activation, z);
    }
    a
}

fn write_activation(writer: &mut Writer, activation: Activation, z: String) -> String {
    match activation {
        Activation::Identity => z,
        Activation::Sigmoid => writer.node("Sigmoid", &[&z], Vec::new()),
        Activation::Tanh => writer.node("Tanh", &[&z], Vec::new()),
        Activation::Relu => writer.node("Relu", &[&z], Vec::new()),
        Activation::LeakyRelu => writer.node("LeakyRelu", &[&z], vec![float("alpha", 0.01)]),
        Activation::Elu => writer.node("Elu", &[&z], vec![float("alpha", 1.0)]),
        Activation::Softplus => writer.node("Softplus", &[&z], Vec::new()),
        Activation::Silu => {
            let sigmoid = writer.node("Sigmoid", &[&z], Vec::new());
            writer.node("Mul", &[&z, &sigmoid], Vec::new())
        }
        Activation::Gelu => {
            let root = writer.floats(&[], [std::f64::consts::SQRT_2].into_iter());
            let one = writer.floats(&[], [1.0].into_iter());
            let half = writer.floats(&[], [0.5].into_iter());
            let scaled = writer.node("Div", &[&z, &root], Vec::new());
            let erf = writer.node("Erf", &[&scaled], Vec::new());
            let sum = writer.node("Add", &[&erf, &one], Vec::new());
            let product = writer.node("Mul", &[&z, &sum], Vec::new());
            writer.node("Mul", &[&product, &half], Vec::new())
        }
        Activation::Softmax => writer.node("Softmax", &[&z], vec![int("axis", 1)]),
    }
}

fn write_answer(writer: &mut Writer, model: &Model, output: &str) {
    match &model.preprocessing.target {
        Target::Numbers { columns } => {
            writer.named_node("Identity", &[output], "prediction", Vec::new());
            writer.outputs.push(value("prediction", FLOAT, Some(columns.len())));
        }
        Target::Classes { classes, .. } => {
            if classes.len() == 2 {
                let one = writer.floats(&[], [1.0].into_iter());
                let other = writer.node("Sub", &[&one, output], Vec::new());
                writer.named_node("Concat", &[&other, output], "probabilities", vec![int("axis", 1)]);
            } else {
                writer.named_node("Identity", &[output], "probabilities", Vec::new());
            }
            let best = writer.node("ArgMax", &["probabilities"], vec![int("axis", 1), int("keepdims", 0)]);
            let keys = ints("keys_int64s", 0..classes.len() as i64);
            writer.named_node(
                "LabelEncoder",
                &[&best],
                "label",
                vec![keys, texts("values_strings", classes)],
            );
            writer.outputs.push(value("label", STRING, None));
            writer.outputs.push(value("probabilities", FLOAT, Some(classes.len())));
        }
    }
}
