//! What is said apart from running formulas: in tables, in what programs show, in words.

mod cells;
pub(crate) mod neurons;
mod session;
mod table;
mod told;

use super::syntax::chain::Item;
use super::syntax::habits::Habits;
use super::syntax::lex::Tokens;
use super::types::Span;

/// What is said apart.
pub(super) struct Apart {
    /// Each item with the sample that it is about.
    pub(super) items: Vec<(Item, u32)>,
    /// The parts of the text that all this takes up, in order.
    pub(super) taken: Vec<Span>,
    /// What the samples of tables go by: `Ann`, `Bob`.
    pub(super) samples: Vec<String>,
}

/// Reads all that is said apart in a text from `start` on.
pub(super) fn apart(text: &str, start: usize, comma: bool, tokens: &Tokens, habits: &Habits) -> Apart {
    let table::Tables { mut items, mut taken, samples } = table::tables(text, start, comma, habits);
    for shown in [session::shown, cells::shown] {
        let (shown, lines) = shown(text, start, comma, habits);
        items.extend(shown);
        taken.extend(lines);
    }
    let (told, parts) = told::told(text, tokens, habits, &taken, &items);
    items.extend(told);
    taken.extend(parts);
    let (told, parts) = neurons::told(text, tokens, &taken);
    items.extend(told);
    taken.extend(parts);
    taken.sort_unstable();
    Apart { items, taken, samples }
}
