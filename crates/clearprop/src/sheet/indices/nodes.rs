//! Nodes that go by letters: from the weights between them, w_{AC}, their layers and places.

use rustc_hash::FxHashMap;

use super::counting;
use crate::sheet::meaning::facts::Facts;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// The letter that stands for a node with a number.
const NUMBERED: u32 = 0xE000;

/// Nobody numbers more units through.
const MOST_UNITS: u32 = 64;

/// Units that are numbered through, the inputs too: w₁₃ leads from input 1 to unit 3, and so does w₃₁ of
/// authors who write the receiving unit first. Their numbers become nodes wherever they stand.
pub(crate) fn number_through(items: &mut [Item]) {
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
    let receives_first = edges.iter().all(|(one, other)| one > other);
    if receives_first {
        edges.iter_mut().for_each(|edge| *edge = (edge.1, edge.0));
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
    write_out_sums(items, &bases, |one, other| match receives_first {
        true => edges.contains(&(other, one)),
        false => edges.contains(&(one, other)),
    });
    let is_node = |number: u32| edges.iter().any(|&(from, to)| from == number || to == number);
    let node = |number: u32| Atom::Node(char::from_u32(NUMBERED + number).expect("it is for private use"));
    // w₀₄ is the bias of unit 4.
    let of_bias = |name: &Name| match &name.indices[..] {
        [
            Index { raised: false, atom: Atom::Number(0) },
            Index { raised: false, atom: Atom::Number(unit) },
        ]
        | [
            Index { raised: false, atom: Atom::Number(unit) },
            Index { raised: false, atom: Atom::Number(0) },
        ] if is_node(*unit) && !is_input(*unit) && bases.contains(&name.base) => Some(*unit),
        _ => None,
    };
    counting::rename(items, |name| {
        if let Some(unit) = of_bias(name) {
            name.base = "bias".to_owned();
            name.indices = vec![Index { raised: false, atom: node(unit) }];
            return;
        }
        let Some(indices) = numbers(name) else { return };
        let is_weight =
            indices.len() == 2 && bases.iter().any(|base| base == name.base.trim_start_matches('Δ'));
        let is_unit = indices.len() == 1 && !apart.contains(&name.base);
        if (is_unit || is_weight) && indices.iter().all(|&number| is_node(number)) {
            for (index, number) in name.indices.iter_mut().zip(indices) {
                index.atom = node(number);
            }
            if is_weight && receives_first {
                name.indices.reverse();
            }
        }
    });
}

/// Writes Σ_k δ_k w_{k4} out over the units k that such a weight is stated for: they start at no 1.
fn write_out_sums(items: &mut [Item], weights: &[String], is_edge: impl Fn(u32, u32) -> bool) {
    let terms = |index: &str, body: &Node| {
        let mut is_weight = None;
        body.for_each_name(&mut |name| {
            let of = match &name.indices.iter().map(|index| &index.atom).collect::<Vec<_>>()[..] {
                [Atom::Letters(letter), Atom::Number(number)] if letter == index => Some((*number, true)),
                [Atom::Number(number), Atom::Letters(letter)] if letter == index => Some((*number, false)),
                _ => None,
            };
            is_weight = is_weight.or(of.filter(|_| weights.contains(&name.base)));
        });
        let (number, counts_first) = is_weight?;
        let units = (1..=MOST_UNITS).filter(|&unit| match counts_first {
            true => is_edge(unit, number),
            false => is_edge(number, unit),
        });
        let term = |unit: u32| {
            let mut term = body.clone();
            term.for_each_name_mut(&mut |name| *name = name.with(index, unit));
            term
        };
        Some(units.map(term).collect::<Vec<Node>>()).filter(|terms| !terms.is_empty())
    };
    counting::change_parts(items, |part| {
        if let Node::Series { index, last: None, body } = part
            && let Some(terms) = terms(index, body)
        {
            *part = Node::Sum(terms);
        }
    });
}

/// Where w_{1A} leads from the input 1 to the neuron A, the inputs x₁ and x₂ are nodes as A is.
pub(crate) fn inputs_beside_letters(items: &mut [Item]) {
    let speaks = |name: &Name, role: Role| role::by_name(&name.base, name.indices.len(), role) >= 1.2;
    let number = |index: &Index| match index.atom {
        Atom::Number(number) if !index.raised && number > 0 => char::from_u32(NUMBERED + number),
        _ => None,
    };
    let is_letter = |index: &Index| matches!(index.atom, Atom::Node(_)) && !index.raised;
    // The input of a weight between it and a neuron that goes by a letter.
    let input_of = |name: &Name| match &name.indices[..] {
        [one, other] if speaks(name, Role::Weight) && is_letter(other) => number(one).map(|node| (0, node)),
        [one, other] if speaks(name, Role::Weight) && is_letter(one) => number(other).map(|node| (1, node)),
        _ => None,
    };
    let stated = |item: &Item| item.name().and_then(input_of).map(|(_, node)| node);
    let inputs: Vec<char> = items.iter().filter_map(stated).collect();
    if inputs.is_empty() {
        return;
    }
    counting::rename(items, |name| {
        if let Some((at, node)) = input_of(name) {
            name.indices[at].atom = Atom::Node(node);
        } else if let [index] = &mut name.indices[..]
            && let Some(node) = number(index).filter(|node| inputs.contains(node))
            && role::by_name(&name.base, 1, Role::Input) >= 1.2
        {
            index.atom = Atom::Node(node);
        }
    });
}

/// In `net_V1` the index is the unit V₁, and no node V, where V₁ has a value of its own.
pub(crate) fn letters_of_layers(items: &mut [Item]) {
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

/// The letters that stand for a lone unit: the k of `w_{j_1k}` beside w_{i_1j_1}. It is the first of
/// its layer wherever it has no number.
pub(crate) fn number_lone_units(items: &mut [Item]) {
    let mut lone: Vec<String> = Vec::new();
    let mut numbered: Vec<String> = Vec::new();
    for item in items.iter() {
        let Item::Chain(chain) = item else { continue };
        let Some(name) = chain.name().filter(|name| role::by_name(&name.base, 2, Role::Weight) >= 1.8) else {
            continue;
        };
        let is_stated = chain.sides.len() == 2
            && chain.sides[1].node.as_ref().is_some_and(|node| node.number().is_some());
        match &name.indices.iter().map(|index| &index.atom).collect::<Vec<_>>()[..] {
            [Atom::Letters(_), Atom::Number(_), Atom::Letters(unit)]
            | [Atom::Letters(unit), Atom::Letters(_), Atom::Number(_)]
                if is_stated =>
            {
                lone.push(unit.clone());
            }
            [Atom::Letters(from), Atom::Number(_), Atom::Letters(to), Atom::Number(_)] => {
                numbered.extend([from.clone(), to.clone()]);
            }
            _ => {}
        }
    }
    lone.retain(|unit| !numbered.contains(unit));
    if lone.is_empty() || numbered.is_empty() {
        return;
    }
    counting::rename(items, |name| {
        let mut at = 0;
        while at < name.indices.len() {
            let is_lone = matches!(&name.indices[at].atom, Atom::Letters(unit) if lone.contains(unit));
            let has_number = matches!(name.indices.get(at + 1), Some(Index { atom: Atom::Number(_), .. }));
            if is_lone && !has_number {
                name.indices.insert(at + 1, Index { raised: false, atom: Atom::Number(1) });
            }
            at += 1;
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
pub(crate) struct Nodes {
    places: FxHashMap<char, (u32, u32)>,
}

impl Nodes {
    /// Reads the weights' indices as edges; empty where they do not make up layers.
    pub(crate) fn of(facts: &Facts) -> Nodes {
        let mut edges: Vec<(char, char)> = Vec::new();
        for fact in &facts.facts {
            if let crate::sheet::meaning::facts::Left::Name(name) = &fact.left
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
    pub(crate) fn place(&self, node: char) -> Option<(u32, u32)> {
        self.places.get(&node).copied()
    }

    /// The same of a symbol that is a node's letter and nothing else.
    pub(crate) fn of_base(&self, name: &Name) -> Option<(u32, u32)> {
        let mut letters = name.base.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if name.indices.is_empty() => self.place(letter),
            _ => None,
        }
    }
}
