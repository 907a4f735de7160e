//! Which network a sheet is about: the values that it gives, and what those and its formulas leave of the
//! rest, by indices (`recover/`) or by neurons with names of their own (`graph/`).

pub(crate) mod given;
mod graph;
mod not_given;
mod put_in;
mod recover;
mod roles;
mod sums;
pub(crate) mod weighted;

use super::indices::nodes::Nodes;
use super::meaning::facts::{self, Facts};
use super::syntax::chain::Item;
use super::types::{Printed, Recovered};
use crate::Network;
use crate::quantity::Quantity;
use given::Given;
use graph::Graph;

/// What the items of a sheet say of its network.
pub(super) struct Said {
    pub(super) facts: Facts,
    pub(super) nodes: Nodes,
    pub(super) given: Given,
    /// The network, where it is known or what is said determines it.
    pub(super) network: Option<Network>,
    /// The values that no line gives.
    pub(super) recovered: Vec<Recovered>,
    /// The values that nothing determines.
    pub(super) open: Vec<Quantity>,
}

/// Finds the network that a sheet is about, unless it is known. Neurons with names of their own get indices.
pub(super) fn find(text: &str, items: &mut [Item], samples: &[u32], known: Option<Network>) -> Said {
    let mut said = Said::of(text, items, samples);
    said.network = known;
    let graph = Graph::of(items, &said.facts);
    let by_name = graph.as_ref().is_some_and(|graph| match &said.network {
        Some(network) => graph.names_all_of(&network.widths()),
        None => graph.is_stated(&said.facts),
    });
    let put_in = match said.network {
        Some(_) => None,
        None => said.given.with_what_is_put_in(items, &said.facts, &said.nodes),
    };
    if !by_name {
        // Where x₂ is given and x₁ is not, what is put in for it is needed.
        if let Some((given, true)) = &put_in {
            said.given = given.clone();
        }
        said.recover(text, items);
    }
    if let Some(graph) = graph.filter(|_| by_name || said.network.is_none()) {
        let known = said.network.clone();
        let (mut renamed, found) = by_graph(&graph, known, text, items, samples);
        if by_name || found.network.is_some() {
            items.swap_with_slice(&mut renamed);
            said = found;
        }
    }
    if !said.works_its_sums(items)
        && let Some(by_values) = said.by_values(text, items, samples)
    {
        return by_values;
    }
    if said.network.is_some() {
        said.give_way(text, items);
        return said;
    }
    // Where nobody says the network, its sums do: in symbols with numbers put in, or in numbers alone.
    let in_numbers = sums::in_numbers(&said.given, items);
    for given in put_in.map(|(given, _)| given).into_iter().chain(in_numbers) {
        if said.network.is_none() {
            let stated = std::mem::replace(&mut said.given, given);
            said.recover(text, items);
            if said.network.is_none() {
                said.given = stated;
            }
        }
    }
    said
}

/// The items with the indices that a graph gives to their names, and what they say then.
fn by_graph(
    graph: &Graph,
    known: Option<Network>,
    text: &str,
    items: &[Item],
    samples: &[u32],
) -> (Vec<Item>, Said) {
    let mut renamed = items.to_vec();
    graph.rename(text, &mut renamed);
    let mut said = Said { network: known, ..Said::of(text, &renamed, samples) };
    if said.network.is_none()
        && let Some(given) = graph.given(&renamed, &said.facts, &said.given)
    {
        said.given = given;
        said.recover(text, &renamed);
    }
    (renamed, said)
}

impl Said {
    fn of(text: &str, items: &[Item], samples: &[u32]) -> Said {
        let facts = facts::facts(text, items, samples);
        let nodes = Nodes::of(&facts);
        let given = given::given(text, items, &facts, &nodes);
        Said { facts, nodes, given, network: None, recovered: Vec::new(), open: Vec::new() }
    }

    /// Whether a network was found that most sums in numbers fit.
    fn works_its_sums(&self, items: &[Item]) -> bool {
        self.network.as_ref().is_some_and(|network| sums::are_worked_by(&sums::of_units(items), network))
    }

    /// The network that the values in the sums make up, where these are the values of symbols; they get indices.
    fn by_values(&self, text: &str, items: &mut [Item], samples: &[u32]) -> Option<Said> {
        let (mut renamed, said) = by_graph(&Graph::in_numbers(items)?, None, text, items, samples);
        said.works_its_sums(&renamed).then(|| {
            items.swap_with_slice(&mut renamed);
            said
        })
    }

    /// Gives up a network that works most sums in numbers otherwise than they stand in the sheet, where those
    /// sums make up another that does not.
    fn give_way(&mut self, text: &str, items: &[Item]) {
        let sums = sums::of_units(items);
        let holds = |network: &Network| sums::are_worked_by(&sums, network);
        if self.recovered.is_empty() || self.network.as_ref().is_none_or(holds) {
            return;
        }
        let Some(given) = sums::in_numbers(&self.given, items) else { return };
        let loose = numbers_alone(items);
        if let Some(found) = recover::recover(text, items, &self.facts, &given, &loose)
            && holds(&found.network)
        {
            self.given = given;
            self.network = Some(found.network);
            (self.recovered, self.open) = (found.recovered, found.open);
        }
    }

    /// Recovers the network from what is said, unless it is known.
    fn recover(&mut self, text: &str, items: &[Item]) {
        if self.network.is_some() {
            return;
        }
        let loose = numbers_alone(items);
        if let Some(found) = recover::recover(text, items, &self.facts, &self.given, &loose) {
            self.network = Some(found.network);
            (self.recovered, self.open) = (found.recovered, found.open);
        }
    }
}

/// The numbers that no symbol is said to be.
fn numbers_alone(items: &[Item]) -> Vec<Printed> {
    let number = |item: &Item| match item {
        Item::Loose(loose) => loose.node.number(),
        Item::Chain(_) => None,
    };
    items.iter().filter_map(number).collect()
}
