//! Values that are stated anew: what a parameter becomes.

use rustc_hash::FxHashMap;

use super::chain::Item;
use super::tree::{Name, Node};
use crate::sheet::meaning::facts;
use crate::sheet::meaning::role::{self, Role};

/// Marks chains that state a value anew after the gradients, or work one down from its old value:
/// they say what it becomes.
pub(crate) fn mark(text: &str, items: &mut [Item]) {
    let mut known: FxHashMap<String, f64> = FxHashMap::default();
    let mut matrices: FxHashMap<(String, Vec<u32>), Vec<f64>> = FxHashMap::default();
    let mut gradients = false;
    for item in items {
        let Item::Chain(chain) = item else { continue };
        let is_signal = |name: &Name| role::by_name(&name.base, 0, Role::Delta) > 1.0;
        gradients |= matches!(chain.left(), Some(Node::Slope(_)))
            // ε may be the loss.
            || chain.name().is_some_and(is_signal) && !chain.has_side(facts::is_square_of_a_difference);
        // `w1 <- 0.5` in code gives a value; only what has one becomes another.
        if chain.becomes && !gradients && chain.assigns_a_number(text) {
            let is_known = |name: &Name| known.contains_key(&name.key());
            chain.becomes = chain.name().is_some_and(is_known);
        }
        let Some(name) = chain.name() else { continue };
        if name.updated || chain.becomes {
            continue;
        }
        let speaks = |role: Role| role::by_name(&name.base, name.coordinate_count(), role);
        let parameter = speaks(Role::Weight).max(speaks(Role::Bias));
        let worked_down =
            parameter >= 1.0 && chain.starts_from_itself() || parameter >= 1.8 && chain.is_worked_down();
        if worked_down || gradients && parameter >= 1.0 && role::speaks_of_after(chain.before.of(text)) {
            chain.becomes = true;
            continue;
        }
        // W = [[…]] once more, after the gradients.
        let numbers = chain.sides.iter().find_map(|side| match &side.node {
            Some(Node::Matrix(rows)) => Some(
                rows.iter()
                    .flatten()
                    .filter_map(|entry| entry.node.number())
                    .map(|number| number.value.to_f64()),
            ),
            _ => None,
        });
        if let Some(numbers) = numbers {
            let numbers: Vec<f64> = numbers.collect();
            let key = (name.family(), name.coordinates());
            match matrices.get(&key) {
                Some(old) if *old != numbers => {
                    chain.becomes = gradients && parameter > speaks(Role::Input).max(speaks(Role::Target));
                }
                Some(_) => {}
                None => {
                    matrices.insert(key, numbers);
                }
            }
            continue;
        }
        let key = name.key();
        let Some(result) = chain.sides.last().and_then(|side| side.node.as_ref()).and_then(Node::number)
        else {
            continue;
        };
        let result = result.value.to_f64();
        let from = chain.sides.get(1).and_then(|side| side.node.as_ref()).and_then(|node| match node {
            Node::Sum(terms) => terms.first()?.number(),
            _ => None,
        });
        match known.get(&key) {
            Some(&old) => {
                // Where the slope is 0 it comes down to what it was.
                let down = (old != result || gradients && parameter >= 1.0)
                    && from.is_some_and(|from| from.value.to_f64() == old);
                let restated = old != result && gradients && chain.sides.len() == 2 && parameter >= 1.0;
                chain.becomes = down || restated && parameter > speaks(Role::Input).max(speaks(Role::Target));
            }
            None if chain.sides.len() == 2 && !gradients => {
                known.insert(key, result);
            }
            None => {}
        }
    }
}
