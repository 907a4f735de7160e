//! Weights whose index spells the names of two units: `w_{x1h}` leads from x₁ to h, `wPR` from P to R.

use rustc_hash::{FxHashMap, FxHashSet};

use super::counting::rename;
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// Fewer weights are spelled so by chance.
const FEWEST: usize = 3;

/// Gives such weights the name of their edge, where every weight that is stated is spelled so, or the edge itself is
/// stated: w_{pu} beside p → u.
pub(crate) fn apart(items: &mut [Item]) {
    as_stated(items);
    let said: Vec<&Name> = items.iter().filter_map(said).collect();
    let (weights, others): (Vec<&Name>, Vec<&Name>) =
        said.into_iter().partition(|name| spelled(name).is_some());
    let mut units: FxHashSet<String> = others.into_iter().map(whole).collect();
    let are_edges = |units: &FxHashSet<String>| weights.iter().all(|name| edge(name, units).is_some());
    // Units that have no value of their own name stand in the names of their sums: netC, outC.
    let in_names = !are_edges(&units);
    if in_names {
        let tails: Vec<String> = units.iter().filter_map(|word| Some(unit_in(word)?.1.to_owned())).collect();
        units.extend(tails);
    }
    if weights.len() < FEWEST || !are_edges(&units) {
        return;
    }
    let nodes: FxHashSet<String> = weights
        .iter()
        .filter_map(|name| edge(name, &units))
        .flat_map(|edge| edge.indices.iter().map(written).collect::<Vec<_>>())
        .collect();
    rename(items, |name| {
        if let Some(edge) = edge(name, &units) {
            *name = edge;
        } else if in_names
            && name.indices.is_empty()
            && let Some((kind, unit)) = unit_in(&name.base).filter(|(_, unit)| nodes.contains(*unit))
        {
            let letter = unit.chars().next().filter(|_| unit.chars().count() == 1);
            let atom = letter.map_or_else(|| Atom::Letters(unit.to_owned()), Atom::Node);
            (name.base, name.indices) = (kind.to_owned(), vec![Index { raised: false, atom }]);
        }
    });
}

/// The edges that a table or a list states, for the weights that spell their ends in one word.
fn as_stated(items: &mut [Item]) {
    let is_stated = |name: &&Name| name.is_edge() && name.base == "w" && !name.updated;
    let edges: FxHashMap<String, Vec<Index>> = (items.iter().filter_map(Item::name).filter(is_stated))
        .map(|name| (name.indices.iter().map(written).collect(), name.indices.clone()))
        .collect();
    if edges.is_empty() {
        return;
    }
    rename(items, |name| {
        if let [Index { atom: Atom::Letters(ends), .. }] = &name.indices[..]
            && name.base == "w"
            && let Some(edge) = edges.get(ends)
        {
            name.indices.clone_from(edge);
        }
    });
}

/// The unit that the name of its sum, value, bias or target ends in: the C of netC, outC, bC.
fn unit_in(word: &str) -> Option<(&'static str, &str)> {
    const KINDS: [&str; 8] = ["net", "out", "in", "act", "delta", "err", "b", "t"];
    KINDS.iter().find_map(|kind| {
        let unit = word.strip_prefix(kind)?;
        let is_unit =
            unit.starts_with(char::is_uppercase) && unit.chars().skip(1).all(|c| c.is_ascii_digit());
        is_unit.then_some((*kind, unit))
    })
}

/// The symbol that a chain says a number of.
fn said(item: &Item) -> Option<&Name> {
    let Item::Chain(chain) = item else { return None };
    let is_number = chain.sides.iter().any(|side| side.node.as_ref().and_then(Node::number).is_some());
    chain.name().filter(|_| is_number)
}

/// A symbol with its indices in one word: x1, hm.
fn whole(name: &Name) -> String {
    name.indices.iter().fold(name.base.clone(), |word, index| word + &written(index))
}

fn written(index: &Index) -> String {
    match &index.atom {
        Atom::Number(number) => number.to_string(),
        Atom::Letters(letters) => letters.clone(),
        Atom::Node(node) => node.to_string(),
        Atom::Any => String::from("·"),
    }
}

/// What stands behind the w of a weight that has letters there.
fn spelled(name: &Name) -> Option<String> {
    let word = whole(name);
    let ends = word.strip_prefix('w')?;
    let has_letters = ends.chars().filter(|c| c.is_alphabetic()).count() > 1 && !name.is_general();
    (has_letters && !name.is_edge()).then(|| ends.to_owned())
}

/// The edge between the two units that the index spells, where it spells them in one way.
fn edge(name: &Name, units: &FxHashSet<String>) -> Option<Name> {
    let ends = spelled(name)?;
    let splits = ends.char_indices().skip(1).map(|(at, _)| ends.split_at(at));
    let mut found = splits.filter(|(from, to)| units.contains(*from) && units.contains(*to));
    let (from, to) = found.next().filter(|_| found.clone().next().is_none())?;
    let node = |word: &str| {
        let (base, number) = crate::sheet::syntax::name::base_of(word);
        let index = number.parse().ok().map(|number| Index { raised: false, atom: Atom::Number(number) });
        Name { base: base.to_owned(), indices: index.into_iter().collect(), updated: false, span: name.span }
    };
    Some(Name { updated: name.updated, span: name.span, ..Name::edge(&node(from), &node(to)) })
}
