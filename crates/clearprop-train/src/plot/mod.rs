//! Pictures: a chart for the terminal, and charts as SVG.

mod axis;
mod chart;
mod dots;
mod matrix;

pub use chart::{Chart, Series, page};
pub use dots::dots;
pub use matrix::matrix;
