//! Where each quantity stands among the steps.

use rustc_hash::FxHashMap;

use crate::Network;
use crate::quantity::{Kind, Quantity, Variable};

/// From quantities to positions. Nearly all quantities of a large network are its parameters, their
/// slopes and what they are updated to; the place of those is reckoned from their indices, which
/// is far quicker than to look them up.
#[derive(Clone, Debug)]
pub(super) struct Positions {
    layers: Vec<LayerShape>,
    /// How many parameters the network has.
    parameters: usize,
    /// The parameters of every layer, then their slopes, then what they are updated to.
    reckoned: Vec<u32>,
    others: FxHashMap<Quantity, u32>,
}

#[derive(Clone, Copy, Debug)]
struct LayerShape {
    inputs: usize,
    width: usize,
    /// How many parameters the layers before have.
    before: usize,
}

/// Stands for a quantity that is not among the steps.
const NOWHERE: u32 = u32::MAX;

impl Positions {
    /// No positions yet.
    pub(super) fn new(network: &Network) -> Positions {
        let mut parameters = 0;
        let mut shape = |layer: &crate::Layer| {
            let before = parameters;
            parameters += layer.weights.data.len() + layer.width();
            LayerShape { inputs: layer.inputs(), width: layer.width(), before }
        };
        let layers = network.layers.iter().map(&mut shape).collect();
        Positions {
            layers,
            parameters,
            reckoned: vec![NOWHERE; 3 * parameters],
            others: FxHashMap::default(),
        }
    }

    pub(super) fn get(&self, quantity: Quantity) -> Option<usize> {
        let position = match self.reckon(quantity) {
            Some(at) => Some(self.reckoned[at]).filter(|&position| position != NOWHERE),
            None => self.others.get(&quantity).copied(),
        };
        position.map(|position| position as usize)
    }

    pub(super) fn insert(&mut self, quantity: Quantity, position: usize) {
        let position = u32::try_from(position).expect("no solution has four thousand million steps");
        match self.reckon(quantity) {
            Some(at) => self.reckoned[at] = position,
            None => drop(self.others.insert(quantity, position)),
        }
    }

    /// The place among those that are reckoned, for what is one of them.
    fn reckon(&self, quantity: Quantity) -> Option<usize> {
        let (table, variable) = match quantity.kind {
            Kind::Plain(variable) => (0, variable),
            Kind::Slope { of: Variable::Loss, by } => (1, by),
            Kind::Updated(variable) => (2, variable),
            _ => return None,
        };
        // The biases come after the weights, as one more row of them.
        let (layer, row, column) = match variable {
            Variable::Weight(layer, j, k) => (layer, Some(j), k),
            Variable::Bias(layer, k) => (layer, None, k),
            _ => return None,
        };
        let shape = self.layers.get((layer as usize).checked_sub(1)?)?;
        let within = |index: u32, count| (index as usize).checked_sub(1).filter(|&at| at < count);
        let row = row.map_or(Some(shape.inputs), |j| within(j, shape.inputs))?;
        let place = shape.before + row * shape.width + within(column, shape.width)?;
        // A sample's own slopes are several for each parameter.
        quantity.sample.is_none().then_some(table * self.parameters + place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_there_is_found_and_nothing_else() {
        let network = Network::embedded("mazur").expect("it is embedded");
        let mut positions = Positions::new(&network);
        let quantity = |id: &str| -> Quantity { id.parse().expect("an id") };
        let ids = [
            "w[1,1,1]",
            "w[1,2,2]",
            "b[1,1]",
            "w[2,1,1]",
            "dE/db[2,2]",
            "w'[1,1,1]",
            "dE/dw[1,1,1]@2",
            "z[1,1]",
        ];
        for (at, id) in ids.iter().enumerate() {
            positions.insert(quantity(id), at);
        }
        for (at, id) in ids.iter().enumerate() {
            assert_eq!(positions.get(quantity(id)), Some(at), "{id}");
        }
        for id in
            ["w[1,2,1]", "w[1,3,1]", "w[3,1,1]", "w[1,1,3]", "dE/dw[1,1,1]", "b[1,2]", "w[1,1,1]@1", "z[1,2]"]
        {
            assert_eq!(positions.get(quantity(id)), None, "{id}");
        }
    }
}
