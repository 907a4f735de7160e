//! Indices are made to count as the reader counts: layers, units and samples from 1, biases apart.

mod augmented;
pub(crate) mod batch;
mod changes;
pub(crate) mod compared;
pub(crate) mod counting;
mod ends;
mod features;
mod gradients;
mod letters;
pub(crate) mod marked;
pub(crate) mod nodes;
mod offsets;
mod outputs;
mod pattern;
mod rows;
pub(crate) mod samples;
mod spoken;

use super::syntax::chain::Item;

/// Makes the indices of every symbol count alike.
pub(super) fn count_alike(text: &str, items: &mut [Item]) {
    rows::entries(text, items);
    letters::that_count(items);
    augmented::entries(items);
    offsets::as_biases(items);
    gradients::with_bars(items);
    gradients::behind_the_word(text, items);
    gradients::in_the_line_before(text, items);
    changes::name(text, items);
    outputs::of_functions(items);
    compared::marked_targets(items);
    counting::cost_of_the_sample(items);
    counting::from_one(items);
    counting::biases_apart(items);
    features::number(items);
    pattern::leave_out(items);
    letters::as_nodes(items);
    nodes::letters_of_layers(items);
    nodes::inputs_beside_letters(items);
    nodes::number_through(items);
    nodes::number_lone_units(items);
    spoken::biases_of_units(text, items);
    spoken::outputs_by_letter(items);
    spoken::net_inputs_of_units(text, items);
    spoken::values_of_functions(items);
    ends::apart(items);
}
