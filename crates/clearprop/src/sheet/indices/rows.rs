//! What a vector works out row by row: `z1 = W1 x + b1`, and below it `row 1: 0.2*0.9 + 0.3 = 0.48`.

use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Node, SlopeName};
use crate::sheet::types::Span;

const ROWS: [&str; 18] = [
    "row",
    "line",
    "entry",
    "component",
    "unit",
    "neuron",
    "zeile",
    "eintrag",
    "komponente",
    "ligne",
    "composante",
    "fila",
    "componente",
    "linha",
    "entrada",
    "riga",
    "neurona",
    "neurônio",
];

/// Each such row says of an entry what the line above them says of the whole.
pub(super) fn entries(text: &str, items: &mut [Item]) {
    let mut whole: Option<Node> = None;
    for item in items {
        let Item::Chain(chain) = item else { continue };
        match (row_of(text, chain), &whole) {
            (Some(row), Some(whole)) => {
                let before = Span { start: chain.before.end, end: chain.before.end };
                chain.sides.insert(0, RawSide { node: Some(entry(whole, row)), span: before });
            }
            (Some(_), None) => {}
            (None, _) => whole = worked_in_symbols(chain),
        }
    }
}

/// The number of the row that a line of working without a left side is.
fn row_of(text: &str, chain: &Chain) -> Option<u32> {
    let first = chain.sides.first()?.node.as_ref()?;
    let is_working = first.is_numeric() && first.number().is_none();
    if chain.headless || !is_working || chain.sides.len() < 2 {
        return None;
    }
    let before = &text[..chain.sides[0].span.start];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let words = line.trim_end_matches([' ', '$']).strip_suffix(':')?.trim_end();
    let (word, number) = words.rsplit_once(' ')?;
    let word = word.rsplit(|c: char| !c.is_alphabetic()).next()?.to_lowercase();
    number.parse().ok().filter(|row| *row > 0 && ROWS.contains(&&*word))
}

/// The symbol of which a chain says how it is worked, and not what comes out.
fn worked_in_symbols(chain: &Chain) -> Option<Node> {
    let mut sides = chain.sides.iter().filter_map(|side| side.node.as_ref());
    let left = sides.next().filter(|left| matches!(left, Node::Name(_) | Node::Slope(_)))?;
    let is_symbolic = |side: &Node| !side.is_numeric() && !matches!(side, Node::Matrix(_));
    (chain.sides.len() > 1 && sides.all(is_symbolic)).then(|| left.clone())
}

fn entry(whole: &Node, row: u32) -> Node {
    match whole {
        Node::Name(name) => Node::Name(name.entry(&[row])),
        Node::Slope(slope) => {
            Node::Slope(Box::new(SlopeName { of: slope.of.clone(), by: slope.by.entry(&[row]) }))
        }
        other => other.clone(),
    }
}
