//! Outputs and targets, as far as they show in what is compared with what.

use super::counting::{self, for_each_node};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Function, Name, Node};

/// What a target is called that had only a mark of its own, as y* beside y.
const TARGET: &str = "target";

/// Where y* is stated and compared with y, the star marks a target, and nothing that is updated.
pub(crate) fn marked_targets(items: &mut [Item]) {
    let stated: Vec<Name> = items.iter().filter_map(stated_with_mark).cloned().collect();
    if stated.is_empty() {
        return;
    }
    let pairs = compared(items);
    let is_target = |name: &Name| {
        pairs.iter().any(|[one, other]| {
            [one, other].iter().all(|side| side.base == name.base) && one.updated != other.updated
        })
    };
    let bases: Vec<String> = stated.into_iter().filter(is_target).map(|name| name.base).collect();
    counting::rename(items, |name| {
        if name.updated && bases.contains(&name.base) {
            name.updated = false;
            TARGET.clone_into(&mut name.base);
        }
    });
}

/// The marked symbol that a number is stated of, and no parameter by its name.
fn stated_with_mark(item: &Item) -> Option<&Name> {
    let chain = item.chain().filter(|chain| chain.sides.len() == 2)?;
    let is_parameter = |name: &Name| {
        [Role::Weight, Role::Bias]
            .iter()
            .any(|&role| role::by_name(&name.base, name.coordinate_count(), role) >= 1.0)
    };
    chain.sides[1].node.as_ref()?.number()?;
    chain.name().filter(|name| name.updated && !is_parameter(name))
}

/// The symbols that are compared with one another, as in (t − o)², o − t and t ln o.
pub(crate) fn compared(items: &[Item]) -> Vec<[Name; 2]> {
    let mut pairs = Vec::new();
    for_each_node(items, |node| {
        for_each_part(node, &mut |part| {
            let pair = match part {
                Node::Sum(terms) => match &terms[..] {
                    [Node::Name(one), Node::Negative(other)] | [Node::Negative(other), Node::Name(one)] => {
                        match &**other {
                            Node::Name(other) => Some([one, other]),
                            _ => None,
                        }
                    }
                    _ => None,
                },
                Node::Product(factors) => match &factors[..] {
                    [Node::Name(target), Node::Apply(Function::Ln, arguments)] => match arguments.first() {
                        Some(Node::Name(of)) => Some([target, of]),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            };
            pairs.extend(pair.map(|pair| pair.map(Name::clone)));
        });
    });
    pairs
}

/// An expression, then its parts, then theirs.
pub(super) fn for_each_part<'a>(node: &'a Node, visit: &mut impl FnMut(&'a Node)) {
    visit(node);
    match node {
        Node::Negative(x) | Node::Series { body: x, .. } => for_each_part(x, visit),
        Node::Sum(parts) | Node::Product(parts) | Node::Apply(_, parts) => {
            parts.iter().for_each(|part| for_each_part(part, visit));
        }
        Node::Quotient(x, y) | Node::Power(x, y) => {
            for_each_part(x, visit);
            for_each_part(y, visit);
        }
        _ => {}
    }
}
