//! Small neural networks worked by hand: the derivation, the document and the check.
//!
//! This crate is pure: it touches no file, clock, thread or environment.

pub mod backprop;
pub mod check;
pub mod document;
mod error;
pub mod math;
mod matrix;
mod network;
pub mod notation;
pub mod plain;
mod quantity;
pub mod sheet;
mod vary;
mod words;

pub use error::{Error, line_and_column};
pub use matrix::Matrix;
pub use network::{EMBEDDED, Embedded, Layer, Network, Sample, Start};
pub use quantity::{Kind, Quantity, Variable};
pub use vary::vary;
pub use words::{counted, nearest_name, unknown_name};
