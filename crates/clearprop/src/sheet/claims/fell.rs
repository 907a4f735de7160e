//! How far the loss fell, told in a sentence: "the cost drops from 0.8573 to 0.4939".

use crate::quantity::{Quantity, Variable};
use crate::sheet::meaning::role;
use crate::sheet::meaning::values::{Values, fit};
use crate::sheet::syntax::chain::{Item, Loose};
use crate::sheet::types::{Printed, Sheet};

/// Reads the losses before and after the update where they are what the sentence must mean: it may
/// as well speak of ten thousand steps.
pub(crate) fn losses(text: &str, items: &[Item], values: &Values, sheet: &mut Sheet) {
    let mut put = |loose: &Loose, quantity: Quantity| {
        let is_it = |printed: &Printed| values.get(quantity).is_some_and(|value| fit(*printed, value) >= 0.6);
        if let Some(printed) = loose.node.number().filter(is_it) {
            sheet.state(quantity, printed, false);
        }
    };
    for (at, item) in items.iter().enumerate() {
        let Item::Loose(from) = item else { continue };
        if !tells_of_loss(text, from) {
            continue;
        }
        put(from, Quantity::plain(Variable::Loss));
        if let Some(Item::Loose(to)) = items.get(at + 1)
            && from.block == to.block
            && is_to(to.before.of(text))
        {
            put(to, Quantity::updated(Variable::Loss));
        }
    }
    sheet.statements.sort_by_key(|statement| statement.span.start);
}

fn tells_of_loss(text: &str, from: &Loose) -> bool {
    let words = from.before.of(text).trim_end();
    let last = words.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    ["from", "von", "de", "desde"].contains(&last) && role::speaks_of_loss(words)
}

fn is_to(words: &str) -> bool {
    ["to", "down to", "auf", "bis", "à", "a", "para", "到", "至"].contains(&words.trim())
}
