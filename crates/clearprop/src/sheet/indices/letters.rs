//! Units that go by small letters: w_{ca} between the units a and c, net_c, and w_{c0} for the bias of c.

use rustc_hash::FxHashSet;

use super::counting::{for_each_node, rename};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// Fewer weights have two letters by chance.
const FEWEST: usize = 3;

/// `wj` and `deltaj` beside w1 and delta1: in plain text the letter that counts stands behind the symbol.
pub(super) fn that_count(items: &mut [Item]) {
    let mut general = false;
    for_each_node(items, |node| node.for_each_name(&mut |name| general |= split(name).is_some()));
    // Most texts have none.
    if !general {
        return;
    }
    let mut numbered: FxHashSet<String> = FxHashSet::default();
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| {
            if matches!(name.indices[..], [Index { raised: false, atom: Atom::Number(_) }]) {
                numbered.insert(name.base.clone());
            }
        });
    });
    rename(items, |name| {
        let Some((base, letter)) = split(name).filter(|(base, _)| numbered.contains(*base)) else { return };
        let index = Index { raised: false, atom: Atom::Letters(letter.to_owned()) };
        (name.base, name.indices) = (base.to_owned(), vec![index]);
    });
}

/// The symbol and the letter behind it in a name such as `wj`.
fn split(name: &Name) -> Option<(&str, &str)> {
    if !(name.indices.is_empty() && name.base.ends_with(['i', 'j', 'k'])) {
        return None;
    }
    Some(name.base.split_at(name.base.len() - 1)).filter(|(base, _)| !base.is_empty())
}

/// Makes the letters nodes, where the symbols of weights have two of them, and the units that one of the two
/// leads to are worked as sums.
pub(super) fn as_nodes(items: &mut [Item]) {
    let stated: Vec<[char; 2]> = items.iter().filter_map(stated).collect();
    let sums: Vec<char> = items.iter().filter_map(|item| worked(item.chain()?)).collect();
    let leads_to = |at: usize| stated.iter().all(|ends| sums.contains(&ends[at]));
    if stated.len() < FEWEST || leads_to(0) == leads_to(1) {
        return;
    }
    let to_first = leads_to(0);
    let is_node = |letter: char| stated.iter().flatten().any(|&end| end == letter);
    let is_input = |letter: char| is_node(letter) && !sums.contains(&letter);
    rename(items, |name| {
        let node = |letter| Index { raised: false, atom: Atom::Node(letter) };
        if let Some([first, second]) = ends(name) {
            let (from, to) = if to_first { (second, first) } else { (first, second) };
            name.indices = vec![node(from), node(to)];
        } else if let Some(unit) = unit(name).filter(|&unit| is_node(unit)) {
            if name.indices.len() == 2 {
                name.base = if name.base.starts_with('Δ') { "Δb" } else { "b" }.to_owned();
            }
            name.indices = vec![node(unit)];
        } else if let Some(input) = alone(name).filter(|&letter| is_input(letter)) {
            (name.base, name.indices) = ("x".to_owned(), vec![node(input)]);
        } else if let ("x", [Index { atom: Atom::Number(0), .. }]) = (&name.base[..], &name.indices[..]) {
            // x₀ = 1, which the biases are multiplied by, is none of the inputs.
            (name.base, name.indices) = ("x0".to_owned(), Vec::new());
        }
    });
}

/// The two letters of a weight that has a number.
fn stated(item: &Item) -> Option<[char; 2]> {
    let chain = item.chain()?;
    let has_number = chain.sides.iter().any(|side| side.node.as_ref().and_then(Node::number).is_some());
    chain.name().filter(|_| has_number).and_then(ends)
}

/// The letter of a unit that is worked as a sum.
fn worked(chain: &Chain) -> Option<char> {
    let is_sum = |node: &Node| matches!(node, Node::Sum(_));
    let name = chain.name().filter(|name| name.indices.len() == 1)?;
    chain.sides.iter().filter_map(|side| side.node.as_ref()).any(is_sum).then(|| unit(name))?
}

/// The two letters that a weight has for its index.
fn ends(name: &Name) -> Option<[char; 2]> {
    let [Index { raised: false, atom: Atom::Letters(letters) }] = &name.indices[..] else { return None };
    let mut letters = letters.chars().filter(char::is_ascii_lowercase);
    let ends = [letters.next()?, letters.next()?];
    let is_weight = role::by_name(name.base.trim_start_matches('Δ'), 2, Role::Weight) >= 1.0;
    (letters.next().is_none() && is_weight && ends[0] != ends[1]).then_some(ends)
}

/// The unit that an index is the letter of: alone, or before the 0 of a bias.
fn unit(name: &Name) -> Option<char> {
    let letters = match &name.indices[..] {
        [Index { atom: Atom::Letters(letters), .. }] => letters,
        [Index { atom: Atom::Letters(letters), .. }, Index { atom: Atom::Number(0), .. }]
            if role::by_name(name.base.trim_start_matches('Δ'), 2, Role::Weight) >= 1.0 =>
        {
            letters
        }
        _ => return None,
    };
    let mut letters = letters.chars();
    letters.next().filter(|letter| letter.is_ascii_lowercase() && letters.next().is_none())
}

/// The letter of an input that has no symbol but that.
fn alone(name: &Name) -> Option<char> {
    let mut letters = name.base.chars();
    letters.next().filter(|_| letters.next().is_none() && name.indices.is_empty())
}
