//! The one definition of every formula, and the kinds of number it can be worked with.

mod activation;
mod decimal;
mod expr;
mod float;
mod interval;
mod loss;
mod real;

pub use activation::{Activation, sigmoid, softmax};
pub use decimal::{Decimal, Rounding};
pub use expr::{Binding, Expr, Function};
pub use float::Float;
pub use interval::Interval;
pub use loss::{Loss, log_likelihood_slope, log_likelihood_term};
pub use real::Real;
