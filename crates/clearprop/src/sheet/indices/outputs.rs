//! The function that a network is: where the loss is differentiated by f or f(x) is compared with something,
//! f(x) is what the network puts out.

use super::compared::for_each_part;
use super::counting::{change_parts, for_each_node};
use crate::sheet::claims::express::activation_of;
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Function, Name, Node};

/// Reads f(x) as f, where f is applied to the input alone.
pub(super) fn of_functions(items: &mut [Item]) {
    let mut applied: Vec<char> = Vec::new();
    let mut otherwise: Vec<char> = Vec::new();
    for_each_node(items, |node| {
        for_each_part(node, &mut |part| {
            if let Node::Apply(Function::Unnamed(letter), arguments) = part {
                let is_of_input = matches!(&arguments[..], [Node::Name(name)] if is_input(name));
                let letters = if is_of_input { &mut applied } else { &mut otherwise };
                letters.push(*letter);
            }
        });
    });
    applied.sort_unstable();
    applied.dedup();
    applied.retain(|letter| !otherwise.contains(letter));
    applied.retain(|letter| !items.iter().filter_map(Item::chain).any(|chain| defines(chain, *letter)));
    applied.retain(|letter| is_put_out(items, *letter));
    if applied.is_empty() {
        return;
    }
    let mut written: Vec<Name> = Vec::new();
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| written.extend(is_bare(name, &applied).then(|| name.clone())))
    });
    let of_network = |part: &mut Node| {
        if let Node::Apply(Function::Unnamed(letter), arguments) = part
            && applied.contains(letter)
            && let [Node::Name(input)] = &arguments[..]
        {
            let name = Name { base: letter.to_string(), ..input.clone() };
            let known = written.iter().find(|written| written.base == name.base);
            *part = Node::Name(known.cloned().unwrap_or(name));
        }
    };
    change_parts(items, of_network);
}

fn is_input(name: &Name) -> bool {
    name.base == "x" && name.indices.is_empty() && !name.updated
}

/// Whether it is one of these letters and nothing else.
fn is_bare(name: &Name, letters: &[char]) -> bool {
    name.indices.is_empty() && !name.updated && letters.iter().any(|letter| name.base == letter.to_string())
}

/// `f(x) = 1/(1 + e^{-x})` is an activation, and x any number.
fn defines(chain: &Chain, letter: char) -> bool {
    let Some(Node::Apply(Function::Unnamed(of), arguments)) = chain.left() else { return false };
    let [Node::Name(variable)] = &arguments[..] else { return false };
    *of == letter && chain.has_side(|node| activation_of(node, variable).is_some())
}

/// Whether a slope by f is taken, or f(x) − y written.
fn is_put_out(items: &[Item], letter: char) -> bool {
    let mut found = false;
    let is_of = |node: &Node| matches!(node, Node::Apply(Function::Unnamed(of), _) if *of == letter);
    for_each_node(items, |node| {
        for_each_part(node, &mut |part| {
            found |= match part {
                Node::Slope(slope) => slope.by.base == letter.to_string() && slope.by.indices.is_empty(),
                Node::Sum(terms) => match &terms[..] {
                    [one, Node::Negative(other)] => {
                        is_of(one) && matches!(&**other, Node::Name(_))
                            || is_of(other) && matches!(one, Node::Name(_))
                    }
                    _ => false,
                },
                _ => false,
            };
        });
    });
    found
}
