//! Arrays with a sample in each row, as programs keep them: X has a row for each, and so has all that is
//! worked out for them.

use std::borrow::Cow;

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Entry, Name, Node};

/// Each such array becomes one chain for each sample; arrays of gradients of parameters are about all of them.
pub(crate) fn by_rows(items: &mut Vec<Item>, samples: &mut Vec<u32>) {
    let Some(count) = rows(items) else { return };
    let old = std::mem::take(items).into_iter().zip(std::mem::take(samples));
    for (item, sample) in old {
        let Item::Chain(chain) = &item else {
            items.push(item);
            samples.push(sample);
            continue;
        };
        let arrays = || chain.sides.iter().filter_map(|side| rows_of(chain, side));
        if is_of_parameter(chain) {
            let is_gradient = arrays().count() > 0 && matches!(chain.left(), Some(Node::Slope(_)));
            samples.push(if is_gradient { 0 } else { sample });
            items.push(item);
            continue;
        }
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
/// columns of inputs as rows of weights, if those stand in an array too.
fn rows(items: &[Item]) -> Option<usize> {
    let stated = |role: Role, least: f64| {
        items.iter().filter_map(Item::chain).find_map(|chain| {
            let name = chain.name().filter(|name| role::by_name(&name.base, 1, role) >= least)?;
            let rows = rows_of(chain, chain.sides.get(1)?)?;
            (!name.updated && rows.len() > 1 || role == Role::Weight).then_some(rows)
        })
    };
    let (inputs, targets) = (stated(Role::Input, 2.0)?, stated(Role::Target, 1.2)?);
    let columns = inputs[0].len();
    let is_whole = inputs.iter().all(|row| row.len() == columns);
    let fits_weights = stated(Role::Weight, 1.8).is_none_or(|weights| weights.len() == columns);
    (is_whole && columns > 1 && targets.len() == inputs.len() && fits_weights).then_some(inputs.len())
}

/// The rows of an array on a side of a chain; of targets, `y = [0.5, -1]`, each number is one.
fn rows_of<'a>(chain: &Chain, side: &'a RawSide) -> Option<Cow<'a, [Vec<Entry>]>> {
    let Some(Node::Matrix(rows)) = &side.node else { return None };
    let is_target = || chain.name().is_some_and(|name| role::by_name(&name.base, 1, Role::Target) >= 1.2);
    match &rows[..] {
        [row] if is_target() => Some(row.iter().map(|entry| vec![entry.clone()]).collect()),
        rows => Some(rows.into()),
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
    let side = |side: &RawSide| match rows_of(chain, side) {
        Some(rows) => RawSide { node: Some(Node::Matrix(vec![rows[row].clone()])), span: side.span },
        None => side.clone(),
    };
    Chain { sides: chain.sides.iter().map(side).collect(), ..*chain }
}
