//! Arrays with a sample in each row, as programs keep them, or in each column, as lectures do: X has one for each,
//! and so has all that is worked out for them.

use std::borrow::Cow;

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Entry, Name, Node};

/// Where the samples stand.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Rows,
    Columns,
}

/// Each such array becomes one chain for each sample; arrays of gradients of parameters are about all of them.
pub(crate) fn by_samples(items: &mut Vec<Item>, samples: &mut Vec<u32>) {
    let counts = [Way::Rows, Way::Columns].map(|way| Some((way, count(items, way)?)));
    let (way, count) = match counts {
        [Some(_), Some(columns)] if weights_stand_first(items) => columns,
        [Some(only), _] | [None, Some(only)] => only,
        [None, None] => return,
    };
    let old = std::mem::take(items).into_iter().zip(std::mem::take(samples));
    for (item, sample) in old {
        let Item::Chain(chain) = &item else {
            items.push(item);
            samples.push(sample);
            continue;
        };
        let arrays = || chain.sides.iter().filter_map(|side| rows_of(chain, side, way));
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
            items.push(Item::Chain(row_of(chain, row, way)));
            samples.push(row as u32 + 1);
        }
    }
}

/// How many samples there are, where the inputs and targets have a row (or a column) for each of several, and as
/// many entries in it as weights lead to a unit, if those stand in an array too.
fn count(items: &[Item], way: Way) -> Option<usize> {
    let stated = |role: Role, least: f64, way: Way| {
        items.iter().filter_map(Item::chain).find_map(|chain| {
            let name = chain.name().filter(|name| role::by_name(&name.base, 1, role) >= least)?;
            let rows = rows_of(chain, chain.sides.get(1)?, way)?;
            (!name.updated && rows.len() > 1 || role == Role::Weight).then_some(rows)
        })
    };
    let (inputs, targets) = (stated(Role::Input, 2.0, way)?, stated(Role::Target, 1.2, way)?);
    let width = inputs[0].len();
    let is_whole = inputs.iter().all(|row| row.len() == width);
    let fits = |weights: &[Vec<Entry>]| match way {
        Way::Rows => weights.len() == width,
        Way::Columns => weights[0].len() == width,
    };
    let fits_weights = stated(Role::Weight, 1.8, Way::Rows).is_none_or(|weights| fits(&weights));
    (is_whole && width > 1 && targets.len() == inputs.len() && fits_weights).then_some(inputs.len())
}

/// Whether weights stand before what they are multiplied with, as they do where samples are columns: W X.
fn weights_stand_first(items: &[Item]) -> bool {
    // w₁ x₁ is a product of numbers.
    let is_matrix = |name: &Name| name.base.starts_with(char::is_uppercase);
    let is_weight = |name: &Name| is_matrix(name) && role::by_name(&name.base, 1, Role::Weight) >= 1.8;
    let stand_first = |node: &Node| match node {
        Node::Product(factors) => match &factors[..] {
            [Node::Name(one), Node::Name(other)] if is_weight(one) != is_weight(other) => {
                Some(is_weight(one))
            }
            _ => None,
        },
        _ => None,
    };
    let sides = items.iter().filter_map(Item::chain).flat_map(|chain| chain.sides.iter().skip(1));
    let mut products = sides.filter_map(|side| match side.node.as_ref()? {
        Node::Sum(terms) => terms.iter().find_map(stand_first),
        node => stand_first(node),
    });
    products.next() == Some(true)
}

/// The rows of an array on a side of a chain, or its columns; of targets, `y = [0.5, -1]`, each number is one.
fn rows_of<'a>(chain: &Chain, side: &'a RawSide, way: Way) -> Option<Cow<'a, [Vec<Entry>]>> {
    let Some(Node::Matrix(rows)) = &side.node else { return None };
    let is_target = || chain.name().is_some_and(|name| role::by_name(&name.base, 1, Role::Target) >= 1.2);
    match (&rows[..], way) {
        (rows, Way::Columns) => Some(columns(rows)?.into()),
        ([row], Way::Rows) if is_target() => Some(row.iter().map(|entry| vec![entry.clone()]).collect()),
        (rows, Way::Rows) => Some(rows.into()),
    }
}

/// The columns of an array whose rows are of one length.
fn columns(rows: &[Vec<Entry>]) -> Option<Vec<Vec<Entry>>> {
    let width = rows.first()?.len();
    let column = |c: usize| rows.iter().map(|row| row[c].clone()).collect();
    rows.iter().all(|row| row.len() == width).then(|| (0..width).map(column).collect())
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

/// The chain about one sample alone.
fn row_of(chain: &Chain, row: usize, way: Way) -> Chain {
    let side = |side: &RawSide| match rows_of(chain, side, way) {
        Some(rows) => RawSide { node: Some(Node::Matrix(vec![rows[row].clone()])), span: side.span },
        None => side.clone(),
    };
    Chain { sides: chain.sides.iter().map(side).collect(), ..*chain }
}
