//! ONNX -> model: follows the one chain of layers that a multilayer perceptron is.
//!
//! Each value that a node gives is understood as layers over the input, or as a part of an
//! activation that ONNX spells with several nodes. What comes after the network (labels, a second
//! column of probabilities) tells the classes and is otherwise passed over.

use std::collections::HashMap;
use std::rc::Rc;

use clearprop::math::{Activation, Loss};
use clearprop::{Layer, Matrix, Network};

use super::graph::{Graph, Node, Tensor, read};
use crate::Error;
use crate::model::{Model, Training};
use crate::preprocess::{Encoding, Target};

/// Operators that give their first input on, as far as rows of numbers are concerned.
const PASS: [&str; 7] = ["Cast", "Identity", "Flatten", "Dropout", "Reshape", "Squeeze", "Unsqueeze"];
/// Operators that come after a network and make labels of its outputs.
const AFTER: [&str; 11] = [
    "ArgMax",
    "ArrayFeatureExtractor",
    "ZipMap",
    "Concat",
    "LabelEncoder",
    "Normalizer",
    "Greater",
    "Where",
    "Less",
    "ReduceMax",
    "Transpose",
];

/// The network so far: what a value is of the input.
#[derive(Clone, Default)]
struct Chain {
    /// What is taken off each input first, and what it is then multiplied with.
    offset: Vec<f64>,
    scale: Vec<f64>,
    /// Shared between the values that are made of them: a file with many nodes copies no weights.
    layers: Vec<Rc<Layer>>,
    /// Whether the last layer has its activation.
    closed: bool,
}

/// What a value is.
#[derive(Clone)]
enum Meaning {
    Chain(Chain),
    /// Sigmoid of a chain that may yet be multiplied with it (silu): the chain's value, and the closed chain.
    Sigmoid(String, Chain),
    /// Steps of gelu = ½ z (1 + erf(z/√2)) from the value z.
    OverRoot(String),
    Erf(String),
    OnePlusErf(String),
    TwiceGelu(String),
    /// Which inputs are missing.
    Missing(String),
    /// Something after the network.
    After,
}

fn wrong(message: impl Into<String>) -> Error {
    Error::Model(message.into())
}

impl Model {
    /// Reads a multilayer perceptron from an ONNX file, as PyTorch and scikit-learn export it:
    /// matrix products, biases and activations one after another, perhaps with a scaler before them.
    ///
    /// # Errors
    /// [`Error::Model`] if the file is broken, or does something else.
    pub fn from_onnx(bytes: &[u8]) -> Result<Model, Error> {
        let graph = read(bytes)?;
        let mut walk = Walk::new(&graph)?;
        for node in &graph.nodes {
            walk.step(node)?;
        }
        walk.finish()
    }
}

struct Walk {
    constants: HashMap<String, Rc<Tensor>>,
    meanings: HashMap<String, Meaning>,
    /// The name and chain that reach furthest.
    last: Chain,
    classes: Option<(Vec<String>, bool)>,
}

impl Walk {
    fn new(graph: &Graph) -> Result<Walk, Error> {
        let mut inputs = graph.inputs.iter().filter(|name| !graph.constants.contains_key(*name));
        let (Some(input), None) = (inputs.next(), inputs.next()) else {
            let count = graph.inputs.iter().filter(|name| !graph.constants.contains_key(*name)).count();
            return Err(wrong(format!("expected one input of numbers, found {count} inputs")));
        };
        let meanings = HashMap::from([(input.clone(), Meaning::Chain(Chain::default()))]);
        let constants =
            graph.constants.iter().map(|(name, tensor)| (name.clone(), Rc::new(tensor.clone()))).collect();
        Ok(Walk { constants, meanings, last: Chain::default(), classes: None })
    }

    fn constant(&self, node: &Node, place: usize) -> Option<&Rc<Tensor>> {
        self.constants.get(node.inputs.get(place)?)
    }

    fn meaning(&self, node: &Node, place: usize) -> Option<&Meaning> {
        self.meanings.get(node.inputs.get(place)?)
    }

    /// Understands one node.
    fn step(&mut self, node: &Node) -> Result<(), Error> {
        if node.operator == "Constant" {
            let attribute = node.attributes.get("value").and_then(|value| value.tensor.clone());
            let number = node.attributes.get("value_float").and_then(|value| value.float);
            let number = number.map(|value| Tensor { numbers: vec![f64::from(value)], ..Tensor::default() });
            if let (Some(tensor), Some(output)) = (attribute.or(number), node.outputs.first()) {
                self.constants.insert(output.clone(), Rc::new(tensor));
            }
            return Ok(());
        }
        self.see_classes(node);
        let constant_only = !node.inputs.iter().any(|name| self.meanings.contains_key(name));
        if constant_only {
            if PASS.contains(&node.operator.as_str())
                && let (Some(tensor), Some(output)) = (self.constant(node, 0).cloned(), node.outputs.first())
            {
                self.constants.insert(output.clone(), tensor);
            }
            return Ok(());
        }
        let meaning = self.understand(node)?;
        if let Meaning::Chain(chain) | Meaning::Sigmoid(_, chain) = &meaning
            && (chain.layers.len(), chain.closed) >= (self.last.layers.len(), self.last.closed)
        {
            self.last = chain.clone();
        }
        if let Some(output) = node.outputs.first() {
            self.meanings.insert(output.clone(), meaning);
        }
        Ok(())
    }

    fn understand(&self, node: &Node) -> Result<Meaning, Error> {
        let unknown =
            || wrong(format!("the operator `{}` here is none of a multilayer perceptron", node.operator));
        let operator = node.operator.as_str();
        let inputs: Vec<Option<&Meaning>> =
            (0..node.inputs.len()).map(|place| self.meaning(node, place)).collect();
        if inputs.iter().flatten().any(|meaning| matches!(meaning, Meaning::After)) {
            return Ok(Meaning::After);
        }
        let first = inputs.first().copied().flatten();
        let second = inputs.get(1).copied().flatten();
        match (operator, first, second) {
            ("IsNaN", Some(Meaning::Chain(chain)), _) if chain.layers.is_empty() => {
                Ok(Meaning::Missing(node.inputs[0].clone()))
            }
            ("Where", Some(Meaning::Missing(name)), _) if node.inputs.get(2) == Some(name) => {
                self.meaning(node, 2).cloned().ok_or_else(unknown)
            }
            ("Mul", Some(Meaning::Chain(_)), Some(Meaning::Sigmoid(z, _))) if *z == node.inputs[0] => {
                self.activate(z, Activation::Silu)
            }
            ("Mul", Some(Meaning::Sigmoid(z, _)), Some(Meaning::Chain(_))) if *z == node.inputs[1] => {
                self.activate(z, Activation::Silu)
            }
            ("Mul", Some(Meaning::Chain(_)), Some(Meaning::OnePlusErf(z))) if *z == node.inputs[0] => {
                Ok(Meaning::TwiceGelu(z.clone()))
            }
            ("Mul", Some(Meaning::OnePlusErf(z)), Some(Meaning::Chain(_))) if *z == node.inputs[1] => {
                Ok(Meaning::TwiceGelu(z.clone()))
            }
            (_, Some(Meaning::Chain(_)), Some(Meaning::Chain(_))) if !AFTER.contains(&operator) => {
                Err(unknown())
            }
            (_, Some(Meaning::Erf(z)), _) | (_, _, Some(Meaning::Erf(z))) if operator == "Add" => {
                Ok(Meaning::OnePlusErf(z.clone()))
            }
            ("Mul", Some(Meaning::TwiceGelu(z)), _) | ("Mul", _, Some(Meaning::TwiceGelu(z))) => {
                self.activate(z, Activation::Gelu)
            }
            ("Erf", Some(Meaning::OverRoot(z)), _) => Ok(Meaning::Erf(z.clone())),
            ("Erf", Some(Meaning::Chain(_)), _) => Err(unknown()),
            (operator, Some(Meaning::Chain(chain) | Meaning::Sigmoid(_, chain)), _) => {
                self.apply(node, operator, chain, 0)
            }
            (operator, None, Some(Meaning::Chain(chain) | Meaning::Sigmoid(_, chain))) => {
                self.apply(node, operator, chain, 1)
            }
            _ if AFTER.contains(&operator) => Ok(Meaning::After),
            _ => Err(unknown()),
        }
    }

    /// The chain of the value `z` with an activation.
    fn activate(&self, z: &str, activation: Activation) -> Result<Meaning, Error> {
        match self.meanings.get(z) {
            Some(Meaning::Chain(chain)) => Ok(Meaning::Chain(chain.clone().activated(activation)?)),
            _ => Err(wrong("an activation stands where no layer is")),
        }
    }

    /// An operator on a chain that stands at `place` of its inputs.
    fn apply(&self, node: &Node, operator: &str, chain: &Chain, place: usize) -> Result<Meaning, Error> {
        let chain = chain.clone();
        let other = self.constant(node, 1 - place);
        let float = |name: &str| node.attributes.get(name).and_then(|attribute| attribute.float);
        let finished = !chain.layers.is_empty() && chain.closed;
        let activated = |activation| chain.clone().activated(activation).map(Meaning::Chain);
        match (operator, other) {
            _ if PASS.contains(&operator) => Ok(Meaning::Chain(chain)),
            ("MatMul", Some(weights)) if place == 0 => {
                Ok(Meaning::Chain(chain.multiplied(weights, false, 1.0)?))
            }
            ("Gemm", Some(weights)) if place == 0 => {
                let int =
                    |name: &str| node.attributes.get(name).and_then(|attribute| attribute.int).unwrap_or(0);
                if int("transA") != 0 {
                    return Err(wrong("a layer takes its input transposed; expected rows of inputs"));
                }
                let alpha = f64::from(float("alpha").unwrap_or(1.0));
                let chain = chain.multiplied(weights, int("transB") != 0, alpha)?;
                match self.constant(node, 2) {
                    Some(bias) => {
                        let beta = f64::from(float("beta").unwrap_or(1.0));
                        Ok(Meaning::Chain(chain.shifted(bias, beta)?))
                    }
                    None => Ok(Meaning::Chain(chain)),
                }
            }
            ("Add", Some(bias)) => Ok(Meaning::Chain(chain.shifted(bias, 1.0)?)),
            ("Sub", Some(bias)) if place == 0 => Ok(Meaning::Chain(chain.shifted(bias, -1.0)?)),
            ("Sub", Some(_)) if finished => Ok(Meaning::After),
            ("Div" | "Mul", Some(factor))
                if !chain.layers.is_empty() && !chain.closed && is_root(factor, operator) =>
            {
                Ok(Meaning::OverRoot(node.inputs[place].clone()))
            }
            ("Div", Some(divisor)) if place == 0 => {
                let mut factor = Tensor::clone(divisor);
                factor.numbers.iter_mut().for_each(|value| *value = 1.0 / *value);
                Ok(Meaning::Chain(chain.scaled(&factor)?))
            }
            ("Mul", Some(factor)) => Ok(Meaning::Chain(chain.scaled(factor)?)),
            ("Scaler", _) => Ok(Meaning::Chain(chain.scaler(node)?)),
            ("Sigmoid", _) => {
                Ok(Meaning::Sigmoid(node.inputs[0].clone(), chain.activated(Activation::Sigmoid)?))
            }
            ("Tanh", _) => activated(Activation::Tanh),
            ("Relu", _) => activated(Activation::Relu),
            ("Softplus", _) => activated(Activation::Softplus),
            ("LeakyRelu", _) if (float("alpha").unwrap_or(0.01) - 0.01).abs() < 1e-6 => {
                activated(Activation::LeakyRelu)
            }
            ("Elu", _) if float("alpha").unwrap_or(1.0) == 1.0 => activated(Activation::Elu),
            ("LeakyRelu" | "Elu", _) => {
                let alpha = float("alpha").unwrap_or_default();
                Err(wrong(format!(
                    "{operator} with alpha {alpha} is not supported; 0.01 for LeakyRelu and 1 for Elu are"
                )))
            }
            ("Gelu", _) => {
                match node.attributes.get("approximate").and_then(|attribute| attribute.text.as_deref()) {
                    None | Some("none") => activated(Activation::Gelu),
                    Some(_) => Err(wrong("gelu by tanh is not supported; the exact one is")),
                }
            }
            ("Softmax", _) => activated(Activation::Softmax),
            _ if finished && AFTER.contains(&operator) => Ok(Meaning::After),
            _ => Err(wrong(format!("the operator `{operator}` here is none of a multilayer perceptron"))),
        }
    }

    /// Notes the names of classes that a node holds.
    fn see_classes(&mut self, node: &Node) {
        let texts = |name: &str| {
            node.attributes.get(name).map(|attribute| attribute.texts.clone()).filter(|list| !list.is_empty())
        };
        let ints = |name: &str| {
            let list = node
                .attributes
                .get(name)
                .map(|attribute| attribute.ints.clone())
                .filter(|list| !list.is_empty());
            list.map(|list| list.iter().map(i64::to_string).collect::<Vec<_>>())
        };
        let found = match node.operator.as_str() {
            "LabelEncoder" => texts("values_strings").map(|list| (list, false)),
            "ZipMap" => texts("classlabels_strings")
                .map(|list| (list, false))
                .or(ints("classlabels_int64s").map(|list| (list, true))),
            "ArrayFeatureExtractor" => self.constant(node, 0).map(|tensor| match tensor.texts.is_empty() {
                false => (tensor.texts.clone(), false),
                true => (tensor.numbers.iter().map(f64::to_string).collect(), true),
            }),
            _ => None,
        };
        self.classes = found.or(self.classes.take());
    }

    fn finish(self) -> Result<Model, Error> {
        let Walk { last: Chain { offset, scale, layers, .. }, classes, .. } = self;
        let Some(output) = layers.last() else {
            return Err(wrong("holds no layer of a multilayer perceptron"));
        };
        let loss = match (output.activation, output.width()) {
            (Activation::Softmax, _) => Loss::CategoricalCrossEntropy,
            (Activation::Sigmoid, _) => Loss::BinaryCrossEntropy,
            _ => Loss::MeanSquaredError,
        };
        let layers = layers.into_iter().map(Rc::unwrap_or_clone).collect();
        let network = Network { layers, loss, learning_rate: 1.0, samples: Vec::new() };
        network.validate().map_err(|error| wrong(error.to_string()))?;
        let training = Training {
            version: env!("CARGO_PKG_VERSION").into(),
            precision: "f32".into(),
            optimizer: "imported".into(),
            ..Training::default()
        };
        let mut model = Model::from_network(two_softmax_as_sigmoid(network), training);
        for (j, column) in model.preprocessing.columns.iter_mut().enumerate() {
            if let (Encoding::Number { mean, deviation, .. }, Some(offset), Some(scale)) =
                (&mut column.encoding, offset.get(j), scale.get(j))
            {
                (*mean, *deviation) = (*offset, 1.0 / scale);
            }
        }
        if let (Target::Classes { classes: names, numeric, .. }, Some((found, are_numbers))) =
            (&mut model.preprocessing.target, classes)
            && found.len() == names.len()
        {
            (*names, *numeric) = (found, are_numbers);
        }
        model.validate()?;
        Ok(model)
    }
}

/// Softmax over two outputs is a sigmoid of their difference, which is how a model has two classes.
fn two_softmax_as_sigmoid(mut network: Network) -> Network {
    if let Some(layer) = network.layers.last_mut()
        && layer.activation == Activation::Softmax
        && layer.width() == 2
    {
        let weights = &layer.weights;
        *layer = Layer {
            activation: Activation::Sigmoid,
            weights: Matrix::from_fn(weights.rows, 1, |j, _| weights[(j, 1)] - weights[(j, 0)]),
            bias: vec![layer.bias[1] - layer.bias[0]],
        };
        network.loss = Loss::BinaryCrossEntropy;
    }
    network
}

/// Whether a constant is √2 to divide by, or 1/√2 to multiply with: the first step of gelu.
fn is_root(tensor: &Tensor, operator: &str) -> bool {
    let root = if operator == "Div" { std::f64::consts::SQRT_2 } else { std::f64::consts::FRAC_1_SQRT_2 };
    matches!(tensor.numbers[..], [value] if (value - root).abs() < 1e-6)
}

/// The numbers of a row of `width`: one for each column, or one for all.
fn row(tensor: &Tensor, width: usize) -> Result<Vec<f64>, Error> {
    let numbers = &tensor.numbers;
    let is_row = tensor.shape.iter().rev().skip(1).all(|&size| size == 1);
    match numbers.len() {
        1 => Ok(vec![numbers[0]; width]),
        found if found == width && is_row => Ok(numbers.clone()),
        found => Err(wrong(format!("expected {width} numbers, one for each neuron, found {found}"))),
    }
}

impl Chain {
    /// The next layer's weights.
    fn multiplied(mut self, weights: &Tensor, transposed: bool, factor: f64) -> Result<Chain, Error> {
        let [rows, columns] = weights.shape[..] else {
            return Err(wrong(format!("expected a matrix of weights, found the shape {:?}", weights.shape)));
        };
        let numbers = &weights.numbers;
        if numbers.len() != rows * columns {
            return Err(wrong("expected a matrix of numbers, found words"));
        }
        let weights = match transposed {
            false => Matrix::from_fn(rows, columns, |j, k| factor * numbers[j * columns + k]),
            true => Matrix::from_fn(columns, rows, |j, k| factor * numbers[k * columns + j]),
        };
        if let Some(before) = self.layers.last()
            && before.width() != weights.rows
        {
            return Err(wrong(format!(
                "a layer of {} inputs follows one of {} neurons",
                weights.rows,
                before.width()
            )));
        }
        let bias = vec![0.0; weights.columns];
        self.layers.push(Rc::new(Layer { activation: Activation::Identity, weights, bias }));
        self.closed = false;
        Ok(self)
    }

    /// Adds `factor · tensor`.
    fn shifted(mut self, tensor: &Tensor, factor: f64) -> Result<Chain, Error> {
        match self.layers.last_mut() {
            Some(_) if self.closed => Err(wrong("adds to activations; expected another layer")),
            Some(layer) => {
                let shift = row(tensor, layer.width())?;
                Rc::make_mut(layer)
                    .bias
                    .iter_mut()
                    .zip(shift)
                    .for_each(|(bias, shift)| *bias += factor * shift);
                Ok(self)
            }
            None => {
                let width = tensor.numbers.len().max(self.offset.len());
                self.widen(width);
                let shift = row(tensor, width)?;
                for ((offset, scale), shift) in self.offset.iter_mut().zip(&self.scale).zip(shift) {
                    *offset -= factor * shift / scale;
                }
                Ok(self)
            }
        }
    }

    /// Multiplies with `tensor`.
    fn scaled(mut self, tensor: &Tensor) -> Result<Chain, Error> {
        match self.layers.last_mut() {
            Some(_) if self.closed => Err(wrong("multiplies activations; expected another layer")),
            Some(layer) => {
                let factors = row(tensor, layer.width())?;
                let width = layer.width();
                let layer = Rc::make_mut(layer);
                for (place, weight) in layer.weights.data.iter_mut().enumerate() {
                    *weight *= factors[place % width];
                }
                layer.bias.iter_mut().zip(factors).for_each(|(bias, factor)| *bias *= factor);
                Ok(self)
            }
            None => {
                let width = tensor.numbers.len().max(self.offset.len());
                self.widen(width);
                let factors = row(tensor, width)?;
                self.scale.iter_mut().zip(factors).for_each(|(scale, factor)| *scale *= factor);
                Ok(self)
            }
        }
    }

    /// The operator of scikit-learn's scalers: (x − offset) · scale.
    fn scaler(self, node: &Node) -> Result<Chain, Error> {
        let list = |name: &str| {
            let floats =
                node.attributes.get(name).map(|attribute| attribute.floats.as_slice()).unwrap_or_default();
            let numbers: Vec<f64> = floats.iter().map(|&value| f64::from(value)).collect();
            Tensor { shape: vec![numbers.len()], numbers, texts: Vec::new() }
        };
        self.shifted(&list("offset"), -1.0)?.scaled(&list("scale"))
    }

    fn widen(&mut self, width: usize) {
        let first = |list: &[f64], default: f64| list.first().copied().unwrap_or(default);
        let (offset, scale) = (first(&self.offset, 0.0), first(&self.scale, 1.0));
        self.offset.resize(width, offset);
        self.scale.resize(width, scale);
    }

    /// Closes the last layer with its activation.
    fn activated(mut self, activation: Activation) -> Result<Chain, Error> {
        match self.layers.last_mut() {
            Some(layer) if !self.closed => {
                Rc::make_mut(layer).activation = activation;
                self.closed = true;
                Ok(self)
            }
            _ => Err(wrong("an activation stands where no layer is")),
        }
    }
}
