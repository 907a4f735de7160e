//! The parts of an ONNX file that hold a network: nodes, constants, inputs.

use std::collections::HashMap;

use super::wire::{Fields, Value};
use crate::Error;

/// A graph that was read.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) constants: HashMap<String, Tensor>,
    /// The names of its inputs; constants may be among them.
    pub(super) inputs: Vec<String>,
}

/// An operation.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) operator: String,
    pub(super) inputs: Vec<String>,
    pub(super) outputs: Vec<String>,
    pub(super) attributes: HashMap<String, Attribute>,
}

/// A property of a node; only the kinds that networks have.
#[derive(Debug, Default)]
pub(super) struct Attribute {
    pub(super) float: Option<f32>,
    pub(super) int: Option<i64>,
    pub(super) text: Option<String>,
    pub(super) tensor: Option<Tensor>,
    pub(super) floats: Vec<f32>,
    pub(super) ints: Vec<i64>,
    pub(super) texts: Vec<String>,
}

/// A constant.
#[derive(Clone, Debug, Default)]
pub(super) struct Tensor {
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Vec<f64>,
    pub(super) texts: Vec<String>,
}

fn wrong(message: impl Into<String>) -> Error {
    Error::Model(message.into())
}

/// Reads an ONNX file.
pub(super) fn read(bytes: &[u8]) -> Result<Graph, Error> {
    let mut graph = None;
    let mut fields = Fields::of(bytes);
    while let Some((field, value)) = fields.next()? {
        if let (7, Value::Bytes(bytes)) = (field, value) {
            graph = Some(read_graph(bytes)?);
        }
    }
    graph.ok_or_else(|| wrong("is no ONNX file: it holds no graph"))
}

fn read_graph(bytes: &[u8]) -> Result<Graph, Error> {
    let mut graph = Graph::default();
    let mut fields = Fields::of(bytes);
    while let Some((field, value)) = fields.next()? {
        let Value::Bytes(bytes) = value else { continue };
        match field {
            1 => graph.nodes.push(read_node(bytes)?),
            5 => {
                let (name, tensor) = read_tensor(bytes)?;
                graph.constants.insert(name, tensor);
            }
            11 => graph.inputs.push(read_name(bytes)?),
            _ => {}
        }
    }
    Ok(graph)
}

fn text(bytes: &[u8]) -> Result<String, Error> {
    String::from_utf8(bytes.to_vec()).map_err(|_| wrong("holds a name that is not UTF-8 text"))
}

/// The name of an input: its first field.
fn read_name(bytes: &[u8]) -> Result<String, Error> {
    let mut fields = Fields::of(bytes);
    while let Some((field, value)) = fields.next()? {
        if let (1, Value::Bytes(bytes)) = (field, value) {
            return text(bytes);
        }
    }
    Err(wrong("has an input without a name"))
}

fn read_node(bytes: &[u8]) -> Result<Node, Error> {
    let mut node = Node::default();
    let mut fields = Fields::of(bytes);
    while let Some((field, value)) = fields.next()? {
        let Value::Bytes(bytes) = value else { continue };
        match field {
            1 => node.inputs.push(text(bytes)?),
            2 => node.outputs.push(text(bytes)?),
            4 => node.operator = text(bytes)?,
            5 => {
                let (name, attribute) = read_attribute(bytes)?;
                node.attributes.insert(name, attribute);
            }
            _ => {}
        }
    }
    Ok(node)
}

fn read_attribute(bytes: &[u8]) -> Result<(String, Attribute), Error> {
    let (mut name, mut attribute) = (String::new(), Attribute::default());
    let mut fields = Fields::of(bytes);
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Bytes(bytes)) => name = text(bytes)?,
            (2, Value::Fixed32(bytes)) => attribute.float = Some(f32::from_le_bytes(bytes)),
            (3, Value::Int(value)) => attribute.int = Some(value),
            (4, Value::Bytes(bytes)) => attribute.text = Some(String::from_utf8_lossy(bytes).into_owned()),
            (5, Value::Bytes(bytes)) => attribute.tensor = Some(read_tensor(bytes)?.1),
            (7, Value::Fixed32(bytes)) => attribute.floats.push(f32::from_le_bytes(bytes)),
            (7, Value::Bytes(bytes)) => attribute.floats.extend(floats(bytes)),
            (8, Value::Int(value)) => attribute.ints.push(value),
            (8, Value::Bytes(bytes)) => attribute.ints.extend(varints(bytes)?),
            (9, Value::Bytes(bytes)) => attribute.texts.push(text(bytes)?),
            _ => {}
        }
    }
    Ok((name, attribute))
}

fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> + '_ {
    bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes))
}

fn doubles(bytes: &[u8]) -> impl Iterator<Item = f64> + '_ {
    bytes.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes))
}

fn varints(bytes: &[u8]) -> Result<Vec<i64>, Error> {
    let mut fields = Fields::of(bytes);
    let mut values = Vec::new();
    while !fields.is_empty() {
        values.push(fields.varint()? as i64);
    }
    Ok(values)
}

fn read_tensor(bytes: &[u8]) -> Result<(String, Tensor), Error> {
    let (mut name, mut kind, mut tensor) = (String::new(), 0, Tensor::default());
    let mut dimensions: Vec<i64> = Vec::new();
    let mut raw: Option<&[u8]> = None;
    let mut fields = Fields::of(bytes);
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Int(value)) => dimensions.push(value),
            (1, Value::Bytes(bytes)) => dimensions.extend(varints(bytes)?),
            (2, Value::Int(value)) => kind = value,
            (4, Value::Bytes(bytes)) => tensor.numbers.extend(floats(bytes).map(f64::from)),
            (4, Value::Fixed32(bytes)) => tensor.numbers.push(f64::from(f32::from_le_bytes(bytes))),
            (5 | 7, Value::Int(value)) => tensor.numbers.push(value as f64),
            (5 | 7, Value::Bytes(bytes)) => {
                tensor.numbers.extend(varints(bytes)?.into_iter().map(|value| value as f64))
            }
            (6, Value::Bytes(bytes)) => tensor.texts.push(text(bytes)?),
            (8, Value::Bytes(bytes)) => name = text(bytes)?,
            (9, Value::Bytes(bytes)) => raw = Some(bytes),
            (10, Value::Bytes(bytes)) => tensor.numbers.extend(doubles(bytes)),
            (10, Value::Fixed64(bytes)) => tensor.numbers.push(f64::from_le_bytes(bytes)),
            (14, Value::Int(1)) => {
                return Err(wrong(format!(
                    "keeps the numbers of `{name}` in another file; export it as one"
                )));
            }
            _ => {}
        }
    }
    if let Some(raw) = raw {
        tensor.numbers = match kind {
            1 => floats(raw).map(f64::from).collect(),
            6 => raw.as_chunks().0.iter().map(|&bytes| f64::from(i32::from_le_bytes(bytes))).collect(),
            7 => raw.as_chunks().0.iter().map(|&bytes| i64::from_le_bytes(bytes) as f64).collect(),
            11 => doubles(raw).collect(),
            9 => raw.iter().map(|&byte| f64::from(byte)).collect(),
            _ => {
                return Err(wrong(format!(
                    "`{name}` holds numbers of a kind that is not read; export it as float32"
                )));
            }
        };
    }
    for dimension in dimensions {
        let size = usize::try_from(dimension).map_err(|_| wrong(format!("`{name}` has a negative size")))?;
        tensor.shape.push(size);
    }
    let count = tensor.shape.iter().try_fold(1_usize, |count, &size| count.checked_mul(size));
    let found = tensor.numbers.len().max(tensor.texts.len());
    if count != Some(found) {
        return Err(wrong(format!("`{name}` has the shape {:?} and {found} numbers", tensor.shape)));
    }
    Ok((name, tensor))
}
