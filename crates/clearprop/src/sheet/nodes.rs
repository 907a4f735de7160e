//! Nodes that go by letters: from the weights between them, w_{AC}, their layers and places.

use rustc_hash::FxHashMap;

use super::chain::Item;
use super::counting;
use super::facts::Facts;
use super::role::{self, Role};
use super::tree::{Atom, Index, Name, Node};

/// The letter that stands for a node with a number.
const NUMBERED: u32 = 0xE000;

/// Units that are numbered through, the inputs too: w₁₃ leads from input 1 to unit 3. Their numbers
/// become nodes wherever they stand.
pub(super) fn number_through(items: &mut [Item]) {
    let numbers = |name: &Name| -> Option<Vec<u32>> {
        name.indices
            .iter()
            .map(|index| match index.atom {
                Atom::Number(number) if !index.raised && number > 0 => Some(number),
                _ => None,
            })
            .collect()
    };
    let mut edges: Vec<(u32, u32)> = Vec::new();
    let mut bases: Vec<String> = Vec::new();
    for item in items.iter() {
        let Item::Chain(chain) = item else { continue };
        let Some(Node::Name(name)) = chain.left() else { continue };
        if role::by_name(&name.base, 2, Role::Weight) < 1.0 {
            continue;
        }
        if let Some([from, to]) = numbers(name).as_deref() {
            edges.push((*from, *to));
            if !bases.contains(&name.base) {
                bases.push(name.base.clone());
            }
        }
    }
    edges.sort_unstable();
    edges.dedup();
    if !are_layers(&edges) {
        return;
    }
    // Where a1 is worked out, and 1 is an input, the net inputs count by themselves.
    let is_input = |number: u32| edges.iter().all(|&(_, to)| to != number);
    let mut apart: Vec<String> = Vec::new();
    for item in items.iter() {
        if let Item::Chain(chain) = item
            && let Some(Node::Name(name)) = chain.left()
            && let Some([number]) = numbers(name).as_deref()
            && is_input(*number)
            && matches!(chain.sides.get(1).and_then(|side| side.node.as_ref()), Some(Node::Sum(_)))
        {
            apart.push(name.base.clone());
        }
    }
    let is_node = |number: u32| edges.iter().any(|&(from, to)| from == number || to == number);
    counting::rename(items, |name| {
        let Some(indices) = numbers(name) else { return };
        let is_weight = indices.len() == 2 && bases.contains(&name.base);
        let is_unit = indices.len() == 1 && !apart.contains(&name.base);
        if (is_unit || is_weight) && indices.iter().all(|&number| is_node(number)) {
            for (index, number) in name.indices.iter_mut().zip(indices) {
                index.atom = Atom::Node(char::from_u32(NUMBERED + number).expect("it is for private use"));
            }
        }
    });
}

/// In `net_V1` the index is the unit V₁, and no node V, where V₁ has a value of its own.
pub(super) fn letters_of_layers(items: &mut [Item]) {
    let mut layers: Vec<char> = Vec::new();
    for item in items.iter() {
        if let Item::Chain(chain) = item
            && let Some(name) = chain.name()
            && let ([Index { raised: false, atom: Atom::Number(_) }], Some(letter)) =
                (&name.indices[..], name.base.chars().next())
            && name.base.len() == 1
            && letter.is_uppercase()
            && !layers.contains(&letter)
        {
            layers.push(letter);
        }
    }
    if layers.is_empty() {
        return;
    }
    counting::rename(items, |name| {
        if let [first, Index { atom: Atom::Number(_), .. }] = &mut name.indices[..]
            && let Atom::Node(node) = first.atom
            && layers.contains(&node)
        {
            first.atom = Atom::Letters(node.to_string());
        }
    });
}

/// Whether edges between numbers lead forward, from every unit of a layer to every one of the next,
/// through two layers at least.
fn are_layers(edges: &[(u32, u32)]) -> bool {
    let targets =
        |from: u32| -> Vec<u32> { edges.iter().filter(|edge| edge.0 == from).map(|edge| edge.1).collect() };
    let forward = edges.iter().all(|&(from, to)| from < to);
    let goes_on = edges.iter().any(|&(_, to)| !targets(to).is_empty());
    let mut froms: Vec<u32> = edges.iter().map(|edge| edge.0).collect();
    froms.dedup();
    // Units that share one target share all.
    let whole = froms.iter().all(|&one| {
        froms.iter().all(|&other| {
            let (ones, others) = (targets(one), targets(other));
            ones == others || ones.iter().all(|to| !others.contains(to))
        })
    });
    forward && goes_on && whole
}

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
