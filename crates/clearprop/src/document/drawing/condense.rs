//! Which neurons of a wide network are drawn: the first, the last, and those that the strongest
//! edges join.

use super::figures::Figures;
use crate::quantity::Variable;

/// A column of at most this many neurons is drawn whole.
const MOST_DRAWN: usize = 10;
/// Of a wider one so many are drawn.
const DRAWN_OF_MANY: usize = 6;
/// So many of a gap's strongest edges choose the neurons that are drawn.
const STRONGEST: usize = 3;

/// What is drawn of a network.
pub(super) struct Shown {
    /// The neurons of each column, ascending.
    pub(super) neurons: Vec<Vec<u32>>,
    /// The strongest edges into each layer, strongest first: from j to k.
    pub(super) strongest: Vec<Vec<(u32, u32)>>,
}

pub(super) fn choose(figures: &Figures) -> Shown {
    let widths = figures.widths();
    let strongest: Vec<Vec<(u32, u32)>> = (1..widths.len()).map(|layer| strongest(figures, layer)).collect();
    let mut neurons: Vec<Vec<u32>> = widths
        .iter()
        .map(|&width| match width {
            width if width <= MOST_DRAWN => (1..=width as u32).collect(),
            width => vec![1, 2, width as u32],
        })
        .collect();
    for rank in 0..STRONGEST {
        for (gap, edges) in strongest.iter().enumerate() {
            let Some(&(j, k)) = edges.get(rank) else { continue };
            for (column, neuron) in [(gap, j), (gap + 1, k)] {
                let drawn = &mut neurons[column];
                if drawn.len() < DRAWN_OF_MANY && !drawn.contains(&neuron) {
                    drawn.push(neuron);
                }
            }
        }
    }
    neurons.iter_mut().for_each(|column| column.sort_unstable());
    Shown { neurons, strongest }
}

fn strongest(figures: &Figures, layer: usize) -> Vec<(u32, u32)> {
    let widths = figures.widths();
    let mut best: Vec<(f64, (u32, u32))> = Vec::with_capacity(STRONGEST + 1);
    for j in 1..=widths[layer - 1] as u32 {
        for k in 1..=widths[layer] as u32 {
            let strength = figures.strength(Variable::Weight(layer as u32, j, k)).abs();
            if best.len() == STRONGEST && best[STRONGEST - 1].0 >= strength {
                continue;
            }
            let at = best.partition_point(|(other, _)| *other >= strength);
            best.insert(at, (strength, (j, k)));
            best.truncate(STRONGEST);
        }
    }
    best.into_iter().map(|(_, edge)| edge).collect()
}
