//! The widths of the layers, from how many weights are stated.

use crate::sheet::given::{Given, Group};
use crate::sheet::types::Printed;

/// The widths and the weights of each layer, in the order of their indices.
pub(super) struct Shape {
    pub(super) widths: Vec<usize>,
    pub(super) groups: Vec<Weights>,
}

pub(super) struct Weights {
    pub(super) values: Vec<(Vec<u32>, Printed)>,
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
}

/// The shape that the stated weights make up, from so many inputs to so many outputs.
pub(super) fn shape(given: &Given, inputs: usize, outputs: Option<usize>) -> Option<Shape> {
    let mut groups: Vec<&Group> = given.weights.iter().collect();
    groups.sort_by_key(|group| group.layer.unwrap_or(0));
    if groups.is_empty() || inputs == 0 {
        return None;
    }
    let sorted = |group: &Group| {
        let mut values: Vec<(Vec<u32>, Printed)> =
            group.values.iter().map(|value| (value.at.clone(), value.printed)).collect();
        values.sort_by(|one, other| one.0.cmp(&other.0));
        values
    };
    let mut widths = vec![inputs];
    let mut weights = Vec::new();
    // Weights in one row over all layers.
    if groups.len() == 1 && groups[0].values.iter().all(|value| value.at.len() == 1) {
        let values = sorted(groups[0]);
        let count = values.len();
        let outputs = outputs.unwrap_or(1);
        if count != inputs * outputs {
            let hidden = count / (inputs + outputs);
            if hidden * (inputs + outputs) == count {
                widths.extend([hidden, outputs]);
            } else if inputs == 1 && outputs == 1 {
                widths.extend(vec![1; count]);
            } else {
                return None;
            }
            let mut rest = values.into_iter();
            for l in 1..widths.len() {
                let values = rest.by_ref().take(widths[l - 1] * widths[l]).collect();
                weights.push(Weights { values, from_first: true, to_first: true });
            }
            return Some(Shape { widths, groups: weights });
        }
    }
    for group in groups {
        let before = *widths.last()?;
        let values = sorted(group);
        let count = values.len();
        if count == 0 || !count.is_multiple_of(before) {
            return None;
        }
        let most = |place: usize| {
            let mut distinct: Vec<u32> = values.iter().filter_map(|(at, _)| at.get(place).copied()).collect();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.len()
        };
        let pairs = values.iter().all(|(at, _)| at.len() == 2);
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
