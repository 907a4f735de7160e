//! Arrays with a sample in each row, as programs keep them: X has a row for each, and so has all that is
//! worked out for them.

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Entry, Name, Node};

/// Each such array becomes one chain for each sample; the gradients of parameters are about all of them.
pub(crate) fn by_rows(items: &mut Vec<Item>, samples: &mut Vec<u32>) {
    let Some(count) = rows(items) else { return };
    let old = std::mem::take(items).into_iter().zip(std::mem::take(samples));
    for (item, sample) in old {
        let Item::Chain(chain) = &item else {
            items.push(item);
            samples.push(sample);
            continue;
        };
        if is_of_parameter(chain) {
            samples.push(if matches!(chain.left(), Some(Node::Slope(_))) { 0 } else { sample });
            items.push(item);
            continue;
        }
        let arrays = || chain.sides.iter().filter_map(|side| matrix(side.node.as_ref()?));
        let has_rows =
            chain.left().is_some() && arrays().count() > 0 && arrays().all(|rows| rows.len() == count);
        if !has_rows {
            items.push(item);
            samples.push(sample);
            continue;
        }
        for row in 0..count {
            items.push(Item::Chain(row_of(chain, row)));
            samples.push(row as u32 + 1);
        }
    }
}

/// How many samples there are, where the inputs and targets have a row for each of several, and as many
/// columns of inputs as rows of weights.
fn rows(items: &[Item]) -> Option<usize> {
    let stated = |role: Role, least: f64| {
        items.iter().find_map(|item| {
            let Item::Chain(chain) = item else { return None };
            let name = chain.name().filter(|name| role::by_name(&name.base, 1, role) >= least)?;
            let rows = matrix(chain.sides.get(1)?.node.as_ref()?)?;
            (!name.updated && rows.len() > 1 || role == Role::Weight).then_some(rows)
        })
    };
    let (inputs, targets) = (stated(Role::Input, 2.0)?, stated(Role::Target, 1.2)?);
    let weights = stated(Role::Weight, 1.8)?;
    let columns = inputs[0].len();
    let is_whole = inputs.iter().all(|row| row.len() == columns);
    (is_whole && columns > 1 && targets.len() == inputs.len() && weights.len() == columns)
        .then_some(inputs.len())
}

fn matrix(node: &Node) -> Option<&[Vec<Entry>]> {
    match node {
        Node::Matrix(rows) => Some(rows),
        _ => None,
    }
}

/// Whether a chain is about weights or biases, or slopes by them.
fn is_of_parameter(chain: &Chain) -> bool {
    let is_it = |name: &Name| {
        [Role::Weight, Role::Bias].iter().any(|role| role::by_name(&name.base, 1, *role) >= 1.8)
    };
    match chain.left() {
        Some(Node::Name(name)) => is_it(name),
        Some(Node::Slope(slope)) => is_it(&slope.by),
        _ => false,
    }
}

/// The chain about one row alone.
fn row_of(chain: &Chain, row: usize) -> Chain {
    let side = |side: &RawSide| match side.node.as_ref().and_then(matrix) {
        Some(rows) => RawSide { node: Some(Node::Matrix(vec![rows[row].clone()])), span: side.span },
        None => side.clone(),
    };
    Chain { sides: chain.sides.iter().map(side).collect(), ..*chain }
}
