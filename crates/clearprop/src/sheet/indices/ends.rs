//! Weights whose index spells the names of two units: `w_{x1h}` leads from x₁ to h, `wPR` from P to R.

use rustc_hash::FxHashSet;

use super::counting::rename;
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// Fewer weights are spelled so by chance.
const FEWEST: usize = 3;

/// Gives such weights the name of their edge, where every weight that is stated is spelled so.
pub(crate) fn apart(items: &mut [Item]) {
    let said: Vec<&Name> = items.iter().filter_map(said).collect();
    let (weights, others): (Vec<&Name>, Vec<&Name>) =
        said.into_iter().partition(|name| spelled(name).is_some());
    let units: FxHashSet<String> = others.into_iter().map(whole).collect();
    let is_edge = |name: &&Name| edge(name, &units).is_some();
    if weights.len() < FEWEST || !weights.iter().all(is_edge) {
        return;
    }
    rename(items, |name| {
        if let Some(edge) = edge(name, &units) {
            *name = edge;
        }
    });
}

/// The symbol that a chain says a number of.
fn said(item: &Item) -> Option<&Name> {
    let Item::Chain(chain) = item else { return None };
    let is_number = chain.sides.iter().any(|side| side.node.as_ref().and_then(Node::number).is_some());
    chain.name().filter(|_| is_number)
}

/// A symbol with its indices in one word: x1, hm.
fn whole(name: &Name) -> String {
    let index = |index: &Index| match &index.atom {
        Atom::Number(number) => number.to_string(),
        Atom::Letters(letters) => letters.clone(),
        Atom::Node(node) => node.to_string(),
        Atom::Any => String::from("·"),
    };
    name.indices.iter().fold(name.base.clone(), |word, next| word + &index(next))
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
