//! How good a model is, beside what one would know without it.

mod classes;
mod numbers;
mod scores;

pub use classes::{ClassReport, Confusion, class_of, probabilities};
pub use numbers::NumberReport;
pub use scores::Scores;
