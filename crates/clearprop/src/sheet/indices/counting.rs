//! Indices made to count as the reader counts: from 1, and biases apart from the weights.

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};

/// The inputs x₀, x₁ are x₁, x₂, and the units h₀, h₁ are h₁, h₂, and so with everything else that counts
/// from 0. x₀ = 1 or h₀ = 1 alone is the constant beside a bias.
pub(crate) fn from_one(items: &mut [Item]) {
    let speaks = |name: &Name, role: Role| role::by_name(&name.base, 1, role) >= 1.2;
    let starts = |item: &Item| {
        let Item::Chain(chain) = item else { return false };
        let Some(name) = chain.left().and_then(name_of) else { return false };
        let value = chain.sides.last().and_then(|side| side.node.as_ref()?.number());
        let counts = numbers(name).is_some_and(|numbers| match numbers[..] {
            [0] => [Role::Input, Role::A, Role::Z].into_iter().any(|role| speaks(name, role)),
            // z1[0]
            [_, 0] => speaks(name, Role::A) || speaks(name, Role::Z),
            _ => false,
        });
        counts && value.is_some_and(|value| value.value.to_f64() != 1.0)
    };
    if !items.iter().any(starts) {
        return;
    }
    // By base and number of indices: at which places a 0 stands.
    let mut zeros: Vec<(String, Vec<bool>)> = Vec::new();
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| {
            let Some(at) = numbers(name).filter(|at| at.contains(&0)) else { return };
            let is_zero = at.iter().map(|number| *number == 0);
            match zeros.iter_mut().find(|(base, places)| *base == name.base && places.len() == at.len()) {
                Some((_, places)) => places.iter_mut().zip(is_zero).for_each(|(known, zero)| *known |= zero),
                None => zeros.push((name.base.clone(), is_zero.collect())),
            }
        });
    });
    // W2[1][0]: what counts from 0 on one side of a weight does so on the other.
    for (_, places) in zeros.iter_mut() {
        if let [false, from, to] = &mut places[..] {
            (*from, *to) = (*from || *to, *from || *to);
        }
    }
    rename(items, |name| {
        let count = name.indices.len();
        let Some((_, places)) =
            zeros.iter().find(|(base, places)| *base == name.base && places.len() == count)
        else {
            return;
        };
        if numbers(name).is_none() {
            return;
        }
        for (index, from_zero) in name.indices.iter_mut().zip(places) {
            if let (Atom::Number(number), true) = (&mut index.atom, from_zero) {
                *number += 1;
            }
        }
    });
}

/// In w₁ x₁ + w₂ x₂ + w₃ the last is a bias.
pub(crate) fn biases_apart(items: &mut [Item]) {
    let mut lone: Vec<Name> = Vec::new();
    let mut factors: Vec<Name> = Vec::new();
    let mut has_biases = false;
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| has_biases |= name.base == "b");
        sums(node, &mut |terms| {
            let products = terms.iter().filter_map(|term| match term {
                Node::Product(parts) => match &parts[..] {
                    [Node::Name(one), Node::Name(other)] if one.base != other.base => Some([one, other]),
                    _ => None,
                },
                _ => None,
            });
            let products: Vec<[&Name; 2]> = products.collect();
            let singles: Vec<&Name> = terms.iter().filter_map(name_of).collect();
            let ([single], true) = (&singles[..], products.len() + 1 == terms.len()) else { return };
            let is_weight = role::by_name(&single.base, 1, Role::Weight) >= 1.0;
            let beside = |pair: &[&Name; 2]| pair.iter().any(|name| name.base == single.base);
            if is_weight && !products.is_empty() && products.iter().all(beside) {
                lone.push((*single).clone());
                factors.extend(products.iter().flatten().map(|name| (*name).clone()));
            }
        });
    });
    let is_alone = |name: &Name| !factors.iter().any(|factor| factor.is_like(name));
    // An index 0 says of itself that it is a bias.
    lone.retain(|name| numbers(name).is_some_and(|at| at.len() == 1 && at[0] > 0) && is_alone(name));
    lone.sort_by_key(numbers);
    lone.dedup_by(|one, other| one.is_like(other));
    if has_biases || lone.is_empty() {
        return;
    }
    rename(items, |name| {
        let is_it = |single: &Name| single.base == name.base && single.indices == name.indices;
        if let Some(at) = lone.iter().position(is_it) {
            name.base = "b".to_owned();
            name.indices[0].atom = Atom::Number(at as u32 + 1);
            if lone.len() == 1 {
                name.indices.clear();
            }
        }
    });
}

pub(super) fn name_of(node: &Node) -> Option<&Name> {
    match node {
        Node::Name(name) => Some(name),
        _ => None,
    }
}

/// The indices, where all of them are lowered numbers.
fn numbers(name: &Name) -> Option<Vec<u32>> {
    let number = |index: &crate::sheet::syntax::tree::Index| match index.atom {
        Atom::Number(number) if !index.raised => Some(number),
        _ => None,
    };
    name.indices.iter().map(number).collect()
}

/// Calls `visit` with the terms of every sum.
pub(crate) fn sums<'a>(node: &'a Node, visit: &mut impl FnMut(&'a [Node])) {
    match node {
        Node::Sum(terms) => {
            visit(terms);
            terms.iter().for_each(|term| sums(term, visit));
        }
        Node::Product(parts) | Node::Apply(_, parts) => parts.iter().for_each(|part| sums(part, visit)),
        Node::Negative(x) | Node::Series { body: x, .. } => sums(x, visit),
        Node::Quotient(x, y) | Node::Power(x, y) => {
            sums(x, visit);
            sums(y, visit);
        }
        _ => {}
    }
}

pub(crate) fn for_each_node<'a>(items: &'a [Item], mut visit: impl FnMut(&'a Node)) {
    for item in items {
        match item {
            Item::Chain(chain) => {
                chain.sides.iter().filter_map(|side| side.node.as_ref()).for_each(&mut visit);
            }
            Item::Loose(loose) => visit(&loose.node),
        }
    }
}

/// Changes every expression, and every part of it before.
pub(crate) fn change_parts(items: &mut [Item], mut change: impl FnMut(&mut Node)) {
    for item in items {
        match item {
            Item::Chain(chain) => {
                let nodes = chain.sides.iter_mut().filter_map(|side| side.node.as_mut());
                nodes.for_each(|node| node.for_each_part_mut(&mut change));
            }
            Item::Loose(loose) => loose.node.for_each_part_mut(&mut change),
        }
    }
}

/// Changes every symbol.
pub(crate) fn rename(items: &mut [Item], mut change: impl FnMut(&mut Name)) {
    for item in items {
        match item {
            Item::Chain(chain) => {
                let nodes = chain.sides.iter_mut().filter_map(|side| side.node.as_mut());
                nodes.for_each(|node| node.for_each_name_mut(&mut change));
            }
            Item::Loose(loose) => loose.node.for_each_name_mut(&mut change),
        }
    }
}

/// C₀ is the cost of the one sample that there is, where no other cost has an index.
pub(super) fn cost_of_the_sample(items: &mut [Item]) {
    let is_cost = |name: &Name| role::by_name(&name.base, 0, Role::Loss) >= 1.2;
    let is_of_first =
        |name: &Name| matches!(name.indices[..], [Index { raised: false, atom: Atom::Number(0) }]);
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| {
            if is_cost(name) && is_of_first(name) {
                first.push(name.base.clone());
            } else if is_cost(name) && !name.indices.is_empty() {
                others.push(name.base.clone());
            }
        });
    });
    first.retain(|base| !others.contains(base));
    if first.is_empty() {
        return;
    }
    rename(items, |name| {
        if is_of_first(name) && first.contains(&name.base) {
            name.indices.clear();
        }
    });
}
