//! The two precisions that a network can be trained in.

use std::ops::{AddAssign, DivAssign, MulAssign, SubAssign};

use clearprop::math::Real;

/// `f32` or `f64`. Nothing else can be one: its vectors are private to this crate.
pub trait Scalar:
    Real
    + Copy
    + Default
    + PartialEq
    + PartialOrd
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Send
    + Sync
    + crate::kernels::Vectors
    + 'static
{
    /// The name on the command line and in files: `f32` or `f64`.
    const NAME: &'static str;

    /// The nearest number of this precision.
    fn from_f64(value: f64) -> Self;

    /// The same number as a double.
    fn to_f64(self) -> f64;
}

impl Scalar for f32 {
    const NAME: &'static str = "f32";

    fn from_f64(value: f64) -> f32 {
        value as f32
    }

    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Scalar for f64 {
    const NAME: &'static str = "f64";

    fn from_f64(value: f64) -> f64 {
        value
    }

    fn to_f64(self) -> f64 {
        self
    }
}
