//! Nodes that go by letters: from the weights between them, w_{AC}, their layers and places.

use rustc_hash::FxHashMap;

use super::facts::Facts;
use super::tree::{Atom, Name};

/// Where each node is: its layer, 0 for the inputs, and its place in the layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Nodes {
    places: FxHashMap<char, (u32, u32)>,
}

impl Nodes {
    /// Reads the weights' indices as edges; empty where they do not make up layers.
    pub(super) fn of(facts: &Facts) -> Nodes {
        let mut edges: Vec<(char, char)> = Vec::new();
        for fact in &facts.facts {
            if let super::facts::Left::Name(name) = &fact.left
                && let [Atom::Node(from), Atom::Node(to)] =
                    &name.indices.iter().map(|index| index.atom.clone()).collect::<Vec<_>>()[..]
                && !edges.contains(&(*from, *to))
            {
                edges.push((*from, *to));
            }
        }
        let mut layers: FxHashMap<char, u32> = FxHashMap::default();
        // Every pass moves a node behind all that lead to it; a circle would never end.
        for _ in 0..12 {
            let mut changed = false;
            for &(from, to) in &edges {
                let before = *layers.entry(from).or_insert(0);
                let layer = layers.entry(to).or_insert(0);
                if *layer <= before {
                    *layer = before + 1;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        if layers.values().any(|&layer| layer > 8) {
            return Nodes::default();
        }
        let mut order: Vec<(u32, char)> = layers.into_iter().map(|(node, layer)| (layer, node)).collect();
        order.sort_unstable();
        let mut places = FxHashMap::default();
        let mut count = FxHashMap::default();
        for (layer, node) in order {
            let place: &mut u32 = count.entry(layer).or_default();
            *place += 1;
            places.insert(node, (layer, *place));
        }
        Nodes { places }
    }

    /// The layer and place of a node.
    pub(super) fn place(&self, node: char) -> Option<(u32, u32)> {
        self.places.get(&node).copied()
    }

    /// The same of a symbol that is a node's letter and nothing else.
    pub(super) fn of_base(&self, name: &Name) -> Option<(u32, u32)> {
        let mut letters = name.base.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if name.indices.is_empty() => self.place(letter),
            _ => None,
        }
    }
}
