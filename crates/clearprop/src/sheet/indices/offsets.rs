//! Biases that are called after the weights: W₀ beside the matrix W, and W^l_0 beside each W^l.

use super::counting::{for_each_node, rename};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// What biases are called elsewhere.
const BIAS: &str = "b";

/// Gives the biases a letter of their own, where a text has no other for them.
pub(super) fn as_biases(items: &mut [Item]) {
    let stated = |chain: &Chain| {
        let weights = beside(chain.name()?)?;
        has_matrix(items, &weights).then_some(weights.base)
    };
    let bases: Vec<String> = items.iter().filter_map(Item::chain).filter_map(stated).collect();
    if bases.is_empty() {
        return;
    }
    let mut has_letter = false;
    for_each_node(items, |node| node.for_each_name(&mut |name| has_letter |= name.base == BIAS));
    if has_letter {
        return;
    }
    rename(items, |name| {
        if let Some(weights) = beside(name).filter(|weights| bases.contains(&weights.base)) {
            *name = Name { base: BIAS.to_owned(), ..weights };
        }
    });
}

/// The weights that a symbol is the bias of by its index 0, which stands alone or beside a layer.
fn beside(name: &Name) -> Option<Name> {
    let is_zero = |index: &Index| !index.raised && index.atom == Atom::Number(0);
    let zero = name.indices.iter().position(is_zero)?;
    let is_bias = name.indices.iter().filter(|index| !index.raised).count() == 1
        && role::by_name(&name.base, 2, Role::Weight) >= 2.0;
    let mut weights = name.clone();
    weights.indices.remove(zero);
    is_bias.then_some(weights)
}

/// Whether a matrix is stated for a symbol.
fn has_matrix(items: &[Item], of: &Name) -> bool {
    items.iter().filter_map(Item::chain).any(|chain| {
        chain.name().is_some_and(|name| name.is_like(of))
            && chain.has_side(|node| matches!(node, Node::Matrix(_)))
    })
}
