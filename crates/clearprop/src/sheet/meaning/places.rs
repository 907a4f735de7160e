//! A place for every quantity of a network, reckoned from its indices: quicker than to look it up.

use crate::Network;
use crate::quantity::{Kind, Quantity, Variable};

/// The places of the quantities of one network.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    inputs: usize,
    outputs: usize,
    layers: Vec<LayerPlaces>,
    /// How many variables the network has.
    variables: usize,
    /// How many places the quantities of one sample have.
    of_sample: usize,
    samples: usize,
}

#[derive(Clone, Debug)]
struct LayerPlaces {
    inputs: usize,
    width: usize,
    /// Where its variables start: the weights, the biases, each z and each a.
    variables: usize,
    /// Where the slopes of its activations by its pre-activations start.
    jacobian: usize,
}

impl Places {
    pub(crate) fn of_network(network: &Network) -> Places {
        let (inputs, outputs) = (network.inputs(), network.outputs());
        // Inputs, targets, the terms of the loss, and the loss.
        let mut variables = inputs + 2 * outputs + 1;
        let mut jacobian = 0;
        let mut places_of = |layer: &crate::Layer| {
            let (inputs, width) = (layer.inputs(), layer.width());
            let places = LayerPlaces { inputs, width, variables, jacobian };
            variables += (inputs + 3) * width;
            jacobian += width * width;
            places
        };
        let mut layers: Vec<LayerPlaces> = network.layers.iter().map(&mut places_of).collect();
        // Before the Jacobians a table of all variables: as they are, updated, as what the loss and
        // each of its terms is differentiated by, and two for the slopes of z.
        let tables = (5 + outputs) * variables;
        layers.iter_mut().for_each(|layer| layer.jacobian += tables);
        let samples = network.samples.len();
        Places { inputs, outputs, layers, variables, of_sample: tables + jacobian, samples }
    }

    /// How many places there are; the last is the learning rate's.
    pub(crate) fn count(&self) -> usize {
        self.of_sample * (self.samples + 1) + 1
    }

    /// The place of a quantity that the network may have.
    pub(crate) fn of(&self, quantity: Quantity) -> Option<usize> {
        let table = |number: usize, variable| Some(number * self.variables + self.variable(variable)?);
        let within = match quantity.kind {
            Kind::LearningRate => return quantity.sample.is_none().then(|| self.count() - 1),
            Kind::Plain(variable) => table(0, variable)?,
            Kind::Updated(variable) => table(1, variable)?,
            Kind::Slope { of: Variable::Loss, by } => table(2, by)?,
            Kind::Slope { of: Variable::LossTerm(i), by } => table(3 + index(i, self.outputs)?, by)?,
            Kind::Slope { of: Variable::Z(l, k), by } => match by {
                Variable::Weight(m, _, n) | Variable::Bias(m, n) if (l, k) == (m, n) => {
                    table(3 + self.outputs, by)?
                }
                Variable::A(m, j) if l == m + 1 => table(4 + self.outputs, Variable::Weight(l, j, k))?,
                _ => return None,
            },
            Kind::Slope { of: Variable::A(l, i), by: Variable::Z(m, k) } if l == m => {
                let layer = self.layer(l)?;
                layer.jacobian + index(i, layer.width)? * layer.width + index(k, layer.width)?
            }
            Kind::Slope { .. } => return None,
        };
        let sample = quantity.sample.map_or(0, |sample| sample as usize);
        (sample <= self.samples).then_some(sample * self.of_sample + within)
    }

    fn layer(&self, number: u32) -> Option<&LayerPlaces> {
        self.layers.get(index(number, self.layers.len())?)
    }

    fn variable(&self, variable: Variable) -> Option<usize> {
        let unit = |layer: &LayerPlaces, row: usize, k: u32| {
            Some(layer.variables + row * layer.width + index(k, layer.width)?)
        };
        match variable {
            Variable::Input(j) => index(j, self.inputs),
            Variable::Target(k) => Some(self.inputs + index(k, self.outputs)?),
            Variable::LossTerm(k) => Some(self.inputs + self.outputs + index(k, self.outputs)?),
            Variable::Loss => Some(self.inputs + 2 * self.outputs),
            Variable::Weight(l, j, k) => {
                let layer = self.layer(l)?;
                unit(layer, index(j, layer.inputs)?, k)
            }
            // What a layer has of each unit stands below its weights, as more rows of them.
            Variable::Bias(l, k) => self.layer(l).and_then(|layer| unit(layer, layer.inputs, k)),
            Variable::Z(l, k) => self.layer(l).and_then(|layer| unit(layer, layer.inputs + 1, k)),
            Variable::A(l, k) => self.layer(l).and_then(|layer| unit(layer, layer.inputs + 2, k)),
        }
    }
}

/// An index from 0, where it lies within.
fn index(number: u32, count: usize) -> Option<usize> {
    (number as usize).checked_sub(1).filter(|&at| at < count)
}
