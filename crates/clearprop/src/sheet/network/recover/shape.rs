//! The widths of the layers, from how many weights are stated.

use crate::sheet::network::given::{Given, Group, Value};
use crate::sheet::syntax::tree::Name;

/// Nobody numbers the weights through over more hidden layers.
const MOST_HIDDEN: usize = 4;

/// The widths and the weights of each layer, in the order of their indices.
pub(super) struct Shape {
    pub(super) widths: Vec<usize>,
    pub(super) groups: Vec<Weights>,
}

pub(super) struct Weights {
    pub(super) values: Vec<Value>,
    /// Whether the first index may be the unit before, and whether it may be the unit itself.
    pub(super) from_first: bool,
    pub(super) to_first: bool,
}

impl Shape {
    /// From which unit to which the weight at this position of a layer leads.
    pub(super) fn place(&self, l: usize, to_major: bool, at: usize) -> (usize, usize) {
        let (rows, columns) = (self.widths[l], self.widths[l + 1]);
        if to_major { (at % rows, at / rows) } else { (at / columns, at % columns) }
    }

    /// The layer of a stated weight, and its position there.
    pub(super) fn position(&self, name: &Name) -> Option<(usize, usize)> {
        self.groups.iter().enumerate().find_map(|(l, group)| {
            let is_it = |value: &Value| value.of.as_ref().is_some_and(|of| of.is_like(name));
            Some((l, group.values.iter().position(is_it)?))
        })
    }
}

/// The shapes that the stated weights may make up, from so many inputs to so many outputs; the
/// likeliest first.
pub(super) fn shapes(given: &Given, inputs: usize, outputs: Option<usize>) -> Vec<Shape> {
    let mut groups: Vec<&Group> = given.weights.iter().collect();
    groups.sort_by_key(|group| group.layer.unwrap_or(0));
    if groups.is_empty() || inputs == 0 {
        return Vec::new();
    }
    if let [group] = groups[..]
        && group.values.iter().all(|value| value.at.len() == 1)
    {
        let values = sorted(group);
        let outputs = outputs.unwrap_or(1);
        if values.len() != inputs * outputs {
            return in_a_row(values, inputs, outputs, &given.biases);
        }
    }
    let by_layer = layer_by_layer(&groups, inputs, outputs);
    match (&groups[..], by_layer) {
        ([group], None) => units_numbered_through(group, inputs, outputs.unwrap_or(1)),
        (_, by_layer) => by_layer.into_iter().collect(),
    }
}

/// w_{1,3} leads from the first unit before to the third of all: the second index, or the first,
/// counts the units through all layers.
fn units_numbered_through(group: &Group, inputs: usize, outputs: usize) -> Vec<Shape> {
    let by_unit = |to: usize| {
        let mut values = group.values.clone();
        values.sort_by_key(|value| (value.at[to], value.at[1 - to]));
        let fits = |shape: &Shape| {
            let units = shape
                .groups
                .iter()
                .zip(&shape.widths)
                .flat_map(|(group, &before)| group.values.chunks(before));
            (1..).zip(units).all(|(number, unit)| {
                (1..).zip(unit).all(|(from, value)| value.at[to] == number && value.at[1 - to] == from)
            })
        };
        let mut shapes = in_a_row(values, inputs, outputs, &[]);
        shapes.retain(fits);
        shapes.iter_mut().flat_map(|shape| &mut shape.groups).for_each(|group| group.from_first = false);
        shapes
    };
    if group.values.iter().any(|value| value.at.len() != 2) {
        return Vec::new();
    }
    [1, 0].into_iter().flat_map(by_unit).collect()
}

/// Weights in one row over all layers, in every way that they may fill them.
fn in_a_row(values: Vec<Value>, inputs: usize, outputs: usize, biases: &[Group]) -> Vec<Shape> {
    let mut ways = hidden_widths(inputs, outputs, values.len(), MOST_HIDDEN);
    // There is a bias for each unit, or one for each layer.
    let biases: usize = biases.iter().map(|group| group.values.len()).sum();
    let has_biases = |hidden: &Vec<usize>| {
        let layers = hidden.len() + 1;
        biases == hidden.iter().sum::<usize>() + outputs || biases == layers
    };
    if ways.iter().any(has_biases) {
        ways.retain(has_biases);
    }
    ways.sort_by_key(Vec::len);
    ways.truncate(4);
    let shape = |hidden: Vec<usize>| {
        let widths: Vec<usize> =
            std::iter::once(inputs).chain(hidden).chain(std::iter::once(outputs)).collect();
        let mut rest = values.iter().cloned();
        let groups = widths
            .windows(2)
            .map(|pair| Weights {
                values: rest.by_ref().take(pair[0] * pair[1]).collect(),
                from_first: true,
                to_first: true,
            })
            .collect();
        Shape { widths, groups }
    };
    ways.into_iter().map(shape).collect()
}

/// The widths that hidden layers may have, at least one of them, so that there are so many weights.
fn hidden_widths(before: usize, outputs: usize, weights: usize, most: usize) -> Vec<Vec<usize>> {
    let mut ways = Vec::new();
    for width in 1..=weights / before {
        let rest = weights - before * width;
        if rest == width * outputs {
            ways.push(vec![width]);
        } else if rest > 0 && most > 1 {
            let deeper = hidden_widths(width, outputs, rest, most - 1).into_iter();
            ways.extend(deeper.map(|others| std::iter::once(width).chain(others).collect()));
        }
    }
    ways
}

fn sorted(group: &Group) -> Vec<Value> {
    let mut values = group.values.clone();
    values.sort_by(|one, other| one.at.cmp(&other.at));
    values
}

/// One list or matrix of weights for each layer.
fn layer_by_layer(groups: &[&Group], inputs: usize, outputs: Option<usize>) -> Option<Shape> {
    let mut widths = vec![inputs];
    let mut weights = Vec::new();
    for group in groups {
        let before = *widths.last()?;
        let values = sorted(group);
        let count = values.len();
        if count == 0 || !count.is_multiple_of(before) {
            return None;
        }
        let most = |place: usize| {
            let mut distinct: Vec<u32> =
                values.iter().filter_map(|value| value.at.get(place).copied()).collect();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.len()
        };
        let pairs = values.iter().all(|value| value.at.len() == 2);
        let (from_first, to_first) =
            if pairs { (most(0) == before, most(1) == before) } else { (true, true) };
        if !from_first && !to_first {
            return None;
        }
        widths.push(count / before);
        weights.push(Weights { values, from_first, to_first });
    }
    if outputs.is_some_and(|outputs| widths.last() != Some(&outputs)) {
        return None;
    }
    Some(Shape { widths, groups: weights })
}
