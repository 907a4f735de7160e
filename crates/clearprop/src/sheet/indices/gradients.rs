//! Gradients that are written otherwise than as slopes: w̄ and `grad w` are ∂E/∂w, and so is the array below
//! "Gradient of W2:".

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item, Loose, RawSide};
use crate::sheet::syntax::tree::{Name, Node, SlopeName};
use crate::sheet::types::Span;

/// Fewer symbols have bars for other reasons, as means have.
const FEWEST: usize = 3;

/// So many are looked at.
const MOST: usize = 64;

/// Reads what is said of a symbol with a bar as said of the slope by it, where a weight has a bar too.
pub(super) fn with_bars(items: &mut [Item]) {
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
            becomes_slope(chain, by);
        }
    }
}

/// Reads `grad w =` as said of the slope by w.
pub(super) fn behind_the_word(text: &str, items: &mut [Item]) {
    for item in items {
        let Some(by) = item.name().cloned() else { continue };
        if let Item::Chain(chain) = item
            && is_parameter(&by)
            && chain
                .before
                .of(text)
                .split_whitespace()
                .next_back()
                .is_some_and(|word| word.eq_ignore_ascii_case("grad"))
        {
            becomes_slope(chain, by);
        }
    }
}

/// Reads an array by itself as said of the slope by the parameter that the line before it names.
pub(super) fn in_the_line_before(text: &str, items: &mut [Item]) {
    let mut known: Vec<Name> = Vec::new();
    for item in items {
        let chain = match item {
            Item::Chain(chain) => {
                known.extend(chain.name().filter(|name| is_parameter(name)).cloned());
                continue;
            }
            Item::Loose(Loose { node: node @ Node::Matrix(_), span, .. }) => {
                let Some(symbol) = announced(&text[..span.start]) else { continue };
                let Some(by) = known.iter().find(|name| name.span.of(text) == symbol).cloned() else {
                    continue;
                };
                let before = Span { start: span.start, end: span.start };
                let slope = Node::Slope(Box::new(SlopeName { of: None, by }));
                let array = std::mem::replace(node, Node::Other);
                let sides = [(slope, before), (array, *span)];
                Chain::apart(before, sides.map(|(node, span)| RawSide { node: Some(node), span }).into())
            }
            Item::Loose(_) => continue,
        };
        *item = Item::Chain(chain);
    }
}

/// The symbol of "Gradient of W2 (row by row):", where a text ends with such a line.
fn announced(text: &str) -> Option<&str> {
    const WORDS: [&str; 6] =
        ["gradient of", "gradient for", "gradient von", "gradient de", "gradiente de", "gradiente di"];
    let line = text.trim_end().strip_suffix(':')?;
    let line = line.rsplit('\n').next().unwrap_or(line);
    let start = line.to_ascii_lowercase();
    let behind = WORDS.iter().find_map(|words| start.find(words).map(|at| &line[at + words.len()..]))?;
    let symbol = behind.trim_start_matches([' ', '$', '`', '*']);
    let end = symbol.find(|c: char| !c.is_alphanumeric()).unwrap_or(symbol.len());
    Some(&symbol[..end])
}

fn is_parameter(name: &Name) -> bool {
    [Role::Weight, Role::Bias].into_iter().any(|role| role::by_name(&name.base, 2, role) >= 1.0)
}

fn becomes_slope(chain: &mut Chain, by: Name) {
    chain.sides[0].node = Some(Node::Slope(Box::new(SlopeName { of: None, by })));
}

fn without_bar(name: &Name) -> Option<Name> {
    let base = name.base.strip_suffix('¯')?;
    Some(Name { base: base.to_owned(), ..name.clone() })
}
