//! What the text says of the loss, before the numbers do.

use crate::math::{Activation, Loss};

/// How much the text speaks for a loss, with this activation of the outputs.
pub(super) fn named(loss: Loss, output: Activation, lower: &str) -> f64 {
    let says = |names: &[&str]| names.iter().any(|name| lower.contains(name));
    let entropy = says(&["entrop", "交叉熵", "log loss", "log-loss", "likelihood", "vraisemblance"]);
    let mean = speaks_of_mean(lower);
    match loss {
        Loss::CategoricalCrossEntropy if output == Activation::Softmax => 0.3,
        Loss::CategoricalCrossEntropy => -1.0,
        Loss::BinaryCrossEntropy if entropy && output != Activation::Softmax => 0.3,
        Loss::BinaryCrossEntropy => 0.0,
        Loss::MeanSquaredError if mean => 0.1,
        Loss::MeanSquaredError => 0.0,
        Loss::SquaredError if entropy => 0.0,
        Loss::SquaredError => 0.15,
    }
}

/// Whether the text speaks of a mean of squares.
pub(super) fn speaks_of_mean(lower: &str) -> bool {
    ["mean", "mse", "mittler", "moyenne", "均方", "medio", "médio"].iter().any(|name| lower.contains(name))
}
