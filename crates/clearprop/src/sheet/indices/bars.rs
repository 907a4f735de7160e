//! Gradients that are written as bars: w̄ is ∂E/∂w.

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Name, Node, SlopeName};

/// Fewer symbols have bars for other reasons, as means have.
const FEWEST: usize = 3;

/// So many are looked at.
const MOST: usize = 64;

/// Reads what is said of a symbol with a bar as said of the slope by it, where a weight has a bar too.
pub(crate) fn as_slopes(items: &mut [Item]) {
    let mut barred: Vec<Name> = Vec::new();
    for name in items.iter().filter_map(Item::name).filter_map(without_bar) {
        if barred.len() < MOST && !barred.iter().any(|known| known.is_like(&name)) {
            barred.push(name);
        }
    }
    let is_weight = |name: &Name| role::by_name(&name.base, name.coordinate_count(), Role::Weight) >= 1.8;
    if barred.len() < FEWEST || !barred.iter().any(is_weight) {
        return;
    }
    for item in items {
        if let Some(by) = item.name().and_then(without_bar)
            && let Item::Chain(chain) = item
        {
            chain.sides[0].node = Some(Node::Slope(Box::new(SlopeName { of: None, by })));
        }
    }
}

fn without_bar(name: &Name) -> Option<Name> {
    let base = name.base.strip_suffix('¯')?;
    Some(Name { base: base.to_owned(), ..name.clone() })
}
