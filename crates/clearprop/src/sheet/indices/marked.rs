//! Samples that stand at the symbols: where y^{(i)} is written of any, and inputs and targets are given as x^{(1)},
//! y^{(1)}, x^{(2)} and y^{(2)}, z^{(2)} is that of the second sample, and no layer. Where the samples of a table go
//! by letters, z_B is that of the sample B.

use std::collections::BTreeSet;

use super::counting;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// Takes such marks off all symbols, and says which sample each item is marked with, if it is with one. `names` are
/// those of the samples in tables, in small letters.
pub(crate) fn take(items: &mut [Item], names: &[String]) -> Vec<Option<u32>> {
    if are_samples(items) {
        items.iter_mut().map(|item| sample_of(item, &figure_taken)).collect()
    } else if are_letters(items, names) {
        items.iter_mut().map(|item| sample_of(item, &|name| letter_taken(name, names))).collect()
    } else {
        vec![None; items.len()]
    }
}

/// Whether the samples go by letters, which stand at no parameter.
fn are_letters(items: &[Item], names: &[String]) -> bool {
    let of_parameter = |name: &Name| {
        is_parameter(name) && name.indices.iter().any(|index| sample_named(index, names).is_some())
    };
    names.iter().any(|name| name.chars().count() == 1) && !any_name(items, of_parameter)
}

/// The sample that an index names: 2 for the letter B, where it stands before the second row.
fn sample_named(index: &Index, names: &[String]) -> Option<u32> {
    let letter = match &index.atom {
        Atom::Node(letter) => letter.to_lowercase().to_string(),
        Atom::Letters(letters) => letters.clone(),
        _ => return None,
    };
    Some(names.iter().position(|name| *name == letter)? as u32 + 1)
}

/// Takes the letter of a sample off a symbol.
fn letter_taken(name: &mut Name, names: &[String]) -> Option<u32> {
    let at = name.indices.iter().position(|index| sample_named(index, names).is_some())?;
    sample_named(&name.indices.remove(at), names)
}

fn is_parameter(name: &Name) -> bool {
    speaks(name, Role::Weight, 1.8) || speaks(name, Role::Bias, 1.8)
}

/// Whether the raised figures count samples: inputs and targets are given with the same ones, two at least, a
/// target has a letter in their place, and no parameter has any.
fn are_samples(items: &[Item]) -> bool {
    let of_inputs = given_with(items, Role::Input, 2.0);
    let of_any = |name: &Name| speaks(name, Role::Target, 1.2) && name.indices.iter().any(is_raised_letter);
    let of_layers =
        |name: &Name| is_parameter(name) && name.indices.iter().any(|index| raised_figure(index).is_some());
    let are_given =
        of_inputs.len() > 1 && of_inputs == given_with(items, Role::Target, 1.2) && any_name(items, of_any);
    (are_given || are_losses(items)) && !any_name(items, of_layers)
}

/// Whether losses have raised figures, which are no layers, and something has a letter in their place: ℓ^{(1)},
/// ℓ^{(2)} and π^{(i)}.
fn are_losses(items: &[Item]) -> bool {
    let of_loss = |name: &Name| {
        let is_loss =
            speaks(name, Role::Loss, 1.6) && matches!(name.indices[..], [Index { raised: true, .. }]);
        name.indices.iter().find_map(raised_figure).filter(|_| is_loss)
    };
    let figures: BTreeSet<u32> = items.iter().filter_map(Item::name).filter_map(of_loss).collect();
    figures.len() > 1 && any_name(items, |name| name.indices.iter().any(is_raised_letter))
}

fn speaks(name: &Name, role: Role, least: f64) -> bool {
    role::by_name(&name.base, 1, role) >= least
}

/// The raised figures of the symbols in a role that are said to be numbers straight away.
fn given_with(items: &[Item], role: Role, least: f64) -> BTreeSet<u32> {
    let mark = |chain: &Chain| {
        let name = chain.name().filter(|name| speaks(name, role, least))?;
        let [_, value] = &chain.sides[..] else { return None };
        let is_given = matches!(value.node, Some(Node::Number(_) | Node::Matrix(_)));
        name.indices.iter().find_map(raised_figure).filter(|_| is_given)
    };
    items.iter().filter_map(Item::chain).filter_map(mark).collect()
}

fn any_name(items: &[Item], is_it: impl Fn(&Name) -> bool) -> bool {
    let mut found = false;
    counting::for_each_node(items, |node| node.for_each_name(&mut |name| found |= is_it(name)));
    found
}

fn raised_figure(index: &Index) -> Option<u32> {
    match index.atom {
        Atom::Number(figure) if index.raised => Some(figure),
        _ => None,
    }
}

/// The one sample of an item; 0 is the mean over all, which an item about several is about. A side that names
/// several says nothing of one.
fn sample_of(item: &mut Item, taken: &impl Fn(&mut Name) -> Option<u32>) -> Option<u32> {
    let Item::Chain(chain) = item else { return None };
    let mut of_chain = BTreeSet::new();
    for side in &mut chain.sides {
        let Some(node) = &mut side.node else { continue };
        let mut of_side = BTreeSet::new();
        node.for_each_name_mut(&mut |name| of_side.extend(taken(name)));
        if of_side.len() > 1 {
            side.node = None;
        }
        of_chain.extend(of_side);
    }
    let first = of_chain.pop_first()?;
    Some(if of_chain.is_empty() { first } else { 0 })
}

/// Takes the mark off a symbol: the number of the sample, or the letter that stands for any.
fn figure_taken(name: &mut Name) -> Option<u32> {
    let is_mark = |index: &Index| raised_figure(index).is_some() || is_raised_letter(index);
    let at = name.indices.iter().position(is_mark)?;
    raised_figure(&name.indices.remove(at))
}

fn is_raised_letter(index: &Index) -> bool {
    let is_letter = |letters: &str| matches!(letters, "i" | "k" | "m" | "n" | "s");
    index.raised && matches!(&index.atom, Atom::Letters(letters) if is_letter(letters))
}
