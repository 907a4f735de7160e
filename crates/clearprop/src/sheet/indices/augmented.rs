//! Matrices with the biases in them: where w₀₁, w₀₂ stand for biases, the first row of w is theirs.

use super::counting::for_each_node;
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Atom, Entry, Index, Name, Node};

/// Puts a matrix of symbols before each such matrix of numbers, so that each entry says whose it is.
pub(super) fn entries(items: &mut [Item]) {
    let mut known: Vec<(String, [u32; 2])> = Vec::new();
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| {
            if let Some(pair) = pair(name) {
                known.push((name.base.clone(), pair));
            }
        });
    });
    for item in items {
        let Item::Chain(chain) = item else { continue };
        if let Some(names) = names(chain, &known) {
            chain.sides.insert(1, RawSide { node: Some(names), span: chain.sides[0].span });
        }
    }
}

/// The two lowered numbers of w₀₁.
fn pair(name: &Name) -> Option<[u32; 2]> {
    match name.indices[..] {
        [
            Index { raised: false, atom: Atom::Number(row) },
            Index { raised: false, atom: Atom::Number(column) },
        ] => Some([row, column]),
        _ => None,
    }
}

/// The symbols of the entries of `w = (…)`, where the symbols that stand elsewhere in the text are just those of a
/// matrix of this shape whose rows count from 0, and whose columns from 1.
fn names(chain: &Chain, known: &[(String, [u32; 2])]) -> Option<Node> {
    let name = chain.name().filter(|name| name.indices.is_empty())?;
    let Some(Node::Matrix(rows)) = chain.sides.get(1)?.node.as_ref() else { return None };
    let (height, width) = (rows.len() as u32, rows.iter().map(Vec::len).max()? as u32);
    let has = |pair: [u32; 2]| known.iter().any(|(base, other)| *base == name.base && *other == pair);
    let all = (0..height).flat_map(|row| (1..=width).map(move |column| [row, column]));
    let is_beyond = |[row, column]: [u32; 2]| row >= height || column > width || column == 0;
    let others = known.iter().filter(|(base, _)| *base == name.base);
    if height < 2 || !all.clone().all(has) || others.clone().any(|(_, pair)| is_beyond(*pair)) {
        return None;
    }
    let entry = |pair: [u32; 2]| {
        let indices = pair.map(|number| Index { raised: false, atom: Atom::Number(number) }).into();
        Entry { node: Node::Name(Name { indices, ..name.clone() }), span: name.span }
    };
    Some(Node::Matrix(
        (0..height).map(|row| (1..=width).map(|column| entry([row, column])).collect()).collect(),
    ))
}
