//! The ways in which the stated biases may belong to the layers.

use super::lists;
use crate::sheet::network::given::{Given, Group};

/// How much speaks against each way that is less likely than the one before it.
const LATER: f64 = 0.02;

/// How much speaks against thresholds where biases are stated: sums that take them off explain more than that.
const THRESHOLDS: f64 = 2.0;

/// The biases of each layer.
pub(super) type Lists = Vec<Vec<f64>>;

/// One list of biases for each layer, in every way that the stated ones allow, and how much speaks against it.
pub(super) fn options(given: &Given, widths: &[usize]) -> Vec<(Lists, f64)> {
    let mut groups: Vec<&Group> = given.biases.iter().collect();
    groups.sort_by_key(|group| group.layer.unwrap_or(0));
    let lists: Vec<Vec<f64>> = lists(&groups.into_iter().cloned().collect::<Vec<_>>());
    let all: Vec<f64> = lists.iter().flatten().copied().collect();
    let in_order: Vec<f64> = given
        .biases
        .iter()
        .flat_map(|group| &group.values)
        .map(|value| value.printed.value.to_f64())
        .collect();
    let layers = &widths[1..];
    let zeros = || layers.iter().map(|&width| vec![0.0; width]).collect::<Vec<_>>();
    let mut options = Vec::new();
    // By their indices, or as they come: `b1, b2` and the output's `b0`.
    for biases in [&all, &in_order] {
        if biases.len() == layers.iter().sum::<usize>() {
            let mut rest = biases.iter().copied();
            options.push(layers.iter().map(|&width| rest.by_ref().take(width).collect()).collect());
        }
    }
    if all.len() == layers.len() {
        options.push(layers.iter().zip(&all).map(|(&width, &bias)| vec![bias; width]).collect());
    }
    // List by list, each to the first layer that it fits.
    let mut greedy = zeros();
    let mut layer = 0;
    for list in &lists {
        while layer < layers.len() && list.len() != layers[layer] && list.len() != 1 {
            layer += 1;
        }
        if layer < layers.len() {
            greedy[layer] = if list.len() == 1 { vec![list[0]; layers[layer]] } else { list.clone() };
            layer += 1;
        }
    }
    options.push(greedy);
    if all.len() == 1 {
        options.push(layers.iter().map(|&width| vec![all[0]; width]).collect());
    }
    options.dedup();
    let mut options: Vec<(Lists, f64)> =
        options.into_iter().enumerate().map(|(place, lists)| (lists, LATER * place as f64)).collect();
    // Thresholds are taken off.
    let (first, _) = &options[0];
    if first.iter().flatten().any(|bias| *bias != 0.0) {
        let negated = first.iter().map(|layer| layer.iter().map(|bias| -bias).collect()).collect();
        options.push((negated, THRESHOLDS));
    }
    options
}
