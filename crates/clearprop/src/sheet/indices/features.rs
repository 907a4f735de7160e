//! Inputs with a letter of their own each, as in θ₀ + θ₁ s + θ₂ c: they are counted like any others.

use super::counting::{for_each_node, rename, sums};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// The letters s and c of the first weighted sum θ₁ s + θ₂ c become x₁ and x₂ wherever they stand, where
/// nothing else is called x and no number is worked out for them.
pub(crate) fn number(items: &mut [Item]) {
    let mut taken = false;
    let mut letters: Vec<(u32, String)> = Vec::new();
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| taken |= name.base == "x");
        sums(node, &mut |terms| {
            if letters.is_empty() {
                letters = features(terms).unwrap_or_default();
            }
        });
    });
    let is_worked = |item: &Item| {
        let Item::Chain(chain) = item else { return false };
        let is_feature = |name: &Name| is_bare(name) && letters.iter().any(|(_, base)| *base == name.base);
        chain.name().is_some_and(is_feature)
            && chain.sides[1..]
                .iter()
                .any(|side| side.node.as_ref().is_none_or(|node| node.number().is_none()))
    };
    if taken || letters.is_empty() || items.iter().any(is_worked) {
        return;
    }
    rename(items, |name| {
        let Some((number, _)) = letters.iter().find(|(_, base)| is_bare(name) && *base == name.base) else {
            return;
        };
        name.base = "x".to_owned();
        name.indices.push(Index { raised: false, atom: Atom::Number(*number) });
    });
}

/// The letters beside the weights of a sum, with the number of each weight: those count from 1, in order.
fn features(terms: &[Node]) -> Option<Vec<(u32, String)>> {
    let products: Vec<&[Node]> = terms
        .iter()
        .filter_map(|term| match term {
            Node::Product(factors) => Some(&factors[..]),
            _ => None,
        })
        .collect();
    let mut letters: Vec<(u32, String)> = Vec::new();
    for (factors, number) in products.iter().zip(1..) {
        let [Node::Name(weight), Node::Name(letter)] = factors else { return None };
        let is_weight = weight.coordinates() == [number]
            && role::by_name(&weight.base, 1, Role::Weight) >= 1.0
            && weight.indices.len() == 1;
        let is_new = letters.iter().all(|(_, known)| *known != letter.base);
        if !(is_weight && is_new && is_bare(letter)) {
            return None;
        }
        letters.push((number, letter.base.clone()));
    }
    (letters.len() > 1).then_some(letters)
}

fn is_bare(name: &Name) -> bool {
    name.indices.is_empty() && !name.updated
}
