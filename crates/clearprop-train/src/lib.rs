//! Tables, preprocessing, kernels, optimisers and model files: from a table to a trained network.
//!
//! [`fit()`] is the heart: it takes [`Parameters`] inside a [`State`], the rows of a [`Dataset`] and
//! [`Options`], and gives back trained parameters. A [`clearprop::Network`] becomes parameters and
//! parameters become a network again, so whatever was trained fast can be worked by hand.

mod data;
mod dropout;
mod engine;
mod error;
mod fit;
pub mod importance;
mod kernels;
pub mod learn;
pub mod metrics;
pub mod model;
mod optimiser;
mod options;
mod parameters;
pub mod plain;
pub mod plot;
mod predict;
pub mod preprocess;
mod random;
mod scalar;
mod schedule;
mod state;
pub mod table;
mod tiny;

pub use data::Dataset;
pub use error::Error;
pub use fit::{Fitted, Progress, Stopped, fit};
pub use optimiser::Optimiser;
pub use options::Options;
pub use parameters::{Layer, Parameters};
pub use predict::{Predictor, mean_loss};
pub use random::Random;
pub use scalar::Scalar;
pub use schedule::Schedule;
pub use state::{Best, EpochRecord, State};
pub use tiny::Tiny;
