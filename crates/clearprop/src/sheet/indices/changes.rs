//! By how much a parameter is updated: `\\Delta w_{53}`, `Δ_p w_{64}`, `Dw_ec` and `Delta w_13` get one name, Δw.

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};

/// Gives every change of a parameter its name.
pub(super) fn name(text: &str, items: &mut [Item]) {
    differentials(items);
    for item in items {
        let Item::Chain(chain) = item else { continue };
        chain.sides.iter_mut().filter_map(|side| side.node.as_mut()).for_each(join);
        let words = chain.before.of(text).trim_end().to_lowercase();
        if words.ends_with("delta")
            && let Some(Node::Name(name)) = chain.sides.first_mut().and_then(|side| side.node.as_mut())
            && is_parameter(&name.base)
        {
            name.base = format!("Δ{}", name.base);
        }
    }
}

/// `dw1 = 0.25 (-0.6377) (0.5744)`: where the learning rate is a factor of every dw that is worked out, dw is no
/// slope but the change Δw.
fn differentials(items: &mut [Item]) {
    if !items.iter().filter_map(Item::chain).any(|chain| differential(chain).is_some()) {
        return;
    }
    let rate = items.iter().filter_map(Item::chain).find_map(|chain| {
        let is_rate = |name: &&Name| role::by_name(&name.base, 0, Role::Rate) >= 2.0;
        chain.name().filter(is_rate)?;
        chain.sides.get(1)?.node.as_ref()?.number()
    });
    let is_rate = |factor: &Node| match factor {
        Node::Name(name) => role::by_name(&name.base, 0, Role::Rate) >= 2.0,
        Node::Number(number) => rate.is_some_and(|rate| rate.value == number.value),
        _ => false,
    };
    let (mut steps, mut others) = (0, 0);
    for chain in items.iter().filter_map(Item::chain).filter(|chain| differential(chain).is_some()) {
        let formulas = chain.sides.iter().skip(1).filter_map(|side| side.node.as_ref());
        let products: Vec<&Vec<Node>> = formulas
            .filter_map(|node| match node {
                Node::Product(factors) => Some(factors),
                _ => None,
            })
            .collect();
        let is_step = products.iter().any(|factors| factors.first().is_some_and(is_rate));
        steps += usize::from(is_step);
        others += usize::from(!is_step);
    }
    if steps < 2 || others > 0 {
        return;
    }
    for item in items {
        let Item::Chain(chain) = item else { continue };
        if let Some(parameter) = differential(chain).cloned() {
            let name = Name { base: format!("Δ{}", parameter.base), ..parameter };
            chain.sides[0].node = Some(Node::Name(name));
        }
    }
}

/// The parameter w of a chain that says what dw is.
fn differential(chain: &Chain) -> Option<&Name> {
    match chain.left()? {
        Node::Slope(slope) if slope.of.is_none() && is_parameter(&slope.by.base) => Some(&slope.by),
        _ => None,
    }
}

fn join(node: &mut Node) {
    match node {
        Node::Name(name) => {
            if let Some(parameter) = name.base.strip_prefix('D').filter(|base| is_parameter(base)) {
                name.base = format!("Δ{parameter}");
            }
        }
        Node::Negative(x) | Node::Series { body: x, .. } => join(x),
        Node::Sum(parts) | Node::Apply(_, parts) => parts.iter_mut().for_each(join),
        Node::Quotient(x, y) | Node::Power(x, y) => {
            join(x);
            join(y);
        }
        Node::Product(factors) => {
            factors.iter_mut().for_each(join);
            while let Some(at) = factors.windows(2).position(is_change) {
                let Node::Name(mut name) = factors.remove(at + 1) else { break };
                name.base = format!("Δ{}", name.base);
                factors[at] = Node::Name(name);
            }
            if factors.len() == 1 {
                *node = factors.remove(0);
            }
        }
        Node::Matrix(rows) => rows.iter_mut().flatten().for_each(|entry| join(&mut entry.node)),
        Node::Slope(_) | Node::Number(_) | Node::Constant(_) | Node::Other => {}
    }
}

/// Δ beside a parameter.
fn is_change(pair: &[Node]) -> bool {
    matches!(pair, [Node::Name(Name { base, .. }), Node::Name(parameter)]
        if base == "Δ" && is_parameter(&parameter.base))
}

fn is_parameter(base: &str) -> bool {
    [Role::Weight, Role::Bias].into_iter().any(|role| role::by_name(base, 2, role) >= 1.0)
}
