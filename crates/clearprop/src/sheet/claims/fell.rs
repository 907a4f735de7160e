//! How far the loss fell, told in a sentence: "the cost drops from 0.8573 to 0.4939", "the error was 0.8573, and
//! is down to 0.4939", or behind what it is after the update: "down from 0.8573".

use crate::quantity::{Quantity, Variable};
use crate::sheet::meaning::role;
use crate::sheet::meaning::values::{Values, fit};
use crate::sheet::syntax::chain::{Item, Loose};
use crate::sheet::types::{Printed, Sheet, Span};

/// Reads the losses before and after the update where they are what the sentence must mean: it may
/// as well speak of ten thousand steps.
pub(crate) fn losses(text: &str, items: &[Item], values: &Values, sheet: &mut Sheet) {
    let follows = behind_losses(items, sheet);
    let mut put = |loose: &Loose, quantity: Quantity| {
        let is_it = |printed: &Printed| values.get(quantity).is_some_and(|value| fit(*printed, value) >= 0.6);
        if let Some(printed) = loose.node.number().filter(is_it) {
            sheet.state(quantity, printed, false);
        }
    };
    for (at, item) in items.iter().enumerate() {
        let Item::Loose(from) = item else { continue };
        if recalls(from.before.of(text)) && follows.contains(&from.span) {
            put(from, Quantity::plain(Variable::Loss));
            continue;
        }
        if let Some(Item::Loose(before)) = items.get(at + 1)
            && role::speaks_of_loss(sentence_before(text, from))
            && from.block == before.block
            && recalls(before.before.of(text))
        {
            // "a loss of 0.0185 instead of 0.6327"
            put(from, Quantity::updated(Variable::Loss));
            put(before, Quantity::plain(Variable::Loss));
            continue;
        }
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

/// The numbers that come next in the text behind a loss after the update.
fn behind_losses(items: &[Item], sheet: &Sheet) -> Vec<Span> {
    let ends = sheet.statements.iter().filter(|statement| {
        statement.quantity.is_some_and(|quantity| quantity.at(None) == Quantity::updated(Variable::Loss))
    });
    let next = |end: usize| {
        items.iter().find_map(|item| match item {
            Item::Loose(loose) if loose.span.start >= end => Some(loose.span),
            _ => None,
        })
    };
    ends.filter_map(|statement| next(statement.span.end)).collect()
}

/// Whether words lead to a value that another one is compared with.
fn recalls(words: &str) -> bool {
    const WORDS: [&str; 14] = [
        "down from",
        "instead of",
        "rather than",
        "au lieu de",
        "en lugar de",
        "em vez de",
        "smaller than",
        "less than",
        "lower than",
        "kleiner als",
        "statt",
        "plus petit que",
        "menor que",
        "minder dan",
    ];
    let words = words.trim_end_matches(['$', '`', ' ', '\n']).to_lowercase();
    WORDS.iter().any(|ending| words.ends_with(ending))
}

fn tells_of_loss(text: &str, from: &Loose) -> bool {
    const LEAD: [&str; 8] = ["from", "von", "de", "desde", "was", "war", "était", "era"];
    let words = from.before.of(text).trim_end();
    let last = words.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    // Chinese has no spaces between words.
    (LEAD.contains(&last) || last.ends_with('从')) && role::speaks_of_loss(sentence_before(text, from))
}

/// The words of the sentence in front of a number, which may have begun a line or two before.
fn sentence_before<'t>(text: &'t str, number: &Loose) -> &'t str {
    // No sentence is longer.
    const LONGEST: usize = 1_000;
    let end = number.span.start;
    let from = (end.saturating_sub(LONGEST)..end).find(|&at| text.is_char_boundary(at)).unwrap_or(end);
    let before = &text[from..end];
    let start = [". ", ".\n", "\n\n", "。"].iter().filter_map(|stop| before.rfind(stop)).max().unwrap_or(0);
    let lines = before.rmatch_indices('\n').nth(2).map_or(0, |(at, _)| at);
    let own = number.before.start.min(end);
    &text[(from + start.max(lines)).min(own)..end]
}

fn is_to(words: &str) -> bool {
    let words = words.trim();
    ["to", "auf", "bis", "à", "a", "para"].contains(&words)
        || ["down to", "到", "到了", "至"].iter().any(|ending| words.ends_with(ending))
}
