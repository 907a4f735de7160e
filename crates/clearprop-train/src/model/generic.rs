//! Models of networks that no table stands behind, and models as networks.

use clearprop::Network;
use clearprop::math::{Activation, Loss};

use super::{Model, Training};
use crate::preprocess::{Encoding, InputColumn, Preprocessing, Target};

impl Model {
    /// A network as a model: its inputs are the columns `x[1]`, `x[2]`, …, its outputs the classes
    /// 0, 1, … of `y` where they are probabilities, else the numbers `y[1]`, `y[2]`, ….
    pub fn from_network(mut network: Network, training: Training) -> Model {
        network.samples.clear();
        let outputs = network.outputs();
        let as_is = Encoding::Number { mean: 0.0, deviation: 1.0, missing: false };
        let column = |j: usize| InputColumn { name: format!("x[{j}]"), encoding: as_is.clone() };
        let classes = match network.output_layer().activation {
            Activation::Softmax if outputs > 2 => outputs,
            Activation::Sigmoid if outputs == 1 && network.loss == Loss::BinaryCrossEntropy => 2,
            _ => 0,
        };
        let target = match classes {
            0 => Target::Numbers { columns: (1..=outputs).map(|k| format!("y[{k}]")).collect() },
            classes => Target::Classes {
                column: "y".into(),
                classes: (0..classes).map(|class| class.to_string()).collect(),
                numeric: true,
            },
        };
        let columns = (1..=network.inputs()).map(column).collect();
        Model { preprocessing: Preprocessing { columns, target }, network, training }
    }

    /// Whether the columns have no names of their own but those that [`Model::from_network`] gives.
    pub fn is_nameless(&self) -> bool {
        let mut columns = self.preprocessing.columns.iter().enumerate();
        columns.all(|(index, column)| column.name == format!("x[{}]", index + 1))
    }

    /// The network as a network file; comments tell what its inputs and outputs stand for.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        let mut j = 0;
        for column in &self.preprocessing.columns {
            for name in column.inputs() {
                j += 1;
                let how = match &column.encoding {
                    Encoding::Number { mean, deviation, .. } if name == column.name => {
                        format!("({name} - {mean}) / {deviation}")
                    }
                    _ => format!("1 if {name}, else 0"),
                };
                text += &format!("# x[{j}] = {}\n", how.escape_debug());
            }
        }
        for (k, name) in self.output_names().iter().enumerate() {
            text += &format!("# a[{},{}] = {}\n", self.network.layers.len(), k + 1, name.escape_debug());
        }
        text + &self.network.to_toml()
    }
}
