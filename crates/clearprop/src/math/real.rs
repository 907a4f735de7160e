//! The small set of operations that every formula of a network is written in.

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number that a formula can be worked with.
///
/// Activations and losses are written once, generic over this trait. Its instances are the
/// floats of training (`f32`, `f64`), the wide [`Float`](super::Float) behind every printed
/// digit, the [`Interval`](super::Interval) behind every tolerance and the symbolic
/// [`Expr`](super::Expr) behind every printed formula.
///
/// ```
/// use clearprop::math::Real;
/// fn sigmoid<R: Real>(z: R) -> R {
///     R::constant(1.0) / (R::constant(1.0) + (-z).exp())
/// }
/// assert_eq!(sigmoid(0.0_f64), 0.5);
/// ```
pub trait Real:
    Clone
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The number that a person means by this double: its shortest decimal, so that
    /// `constant(0.1)` is one tenth wherever the instance can hold it.
    fn constant(value: f64) -> Self;

    /// π.
    fn pi() -> Self;

    /// eˣ.
    fn exp(self) -> Self;

    /// The natural logarithm.
    fn ln(self) -> Self;

    /// The hyperbolic tangent.
    fn tanh(self) -> Self;

    /// The error function, 2/√π ∫₀ˣ e^(−t²) dt.
    fn erf(self) -> Self;

    /// The square root.
    fn sqrt(self) -> Self;

    /// `then` where this number is greater than zero, `otherwise` elsewhere.
    fn if_positive(self, then: Self, otherwise: Self) -> Self;

    /// ln(1 + eˣ), which an instance of limited range may work in a way that does not overflow.
    fn ln_1p_exp(self) -> Self {
        (Self::constant(1.0) + self.exp()).ln()
    }

    /// 1 + erf x, which an instance may work in a way that keeps its figures where erf x is near −1.
    fn one_plus_erf(self) -> Self {
        Self::constant(1.0) + self.erf()
    }

    /// x².
    fn square(self) -> Self {
        self.clone() * self
    }
}

impl Real for f64 {
    fn constant(value: f64) -> Self {
        value
    }

    fn pi() -> Self {
        std::f64::consts::PI
    }

    fn exp(self) -> Self {
        libm::exp(self)
    }

    fn ln(self) -> Self {
        libm::log(self)
    }

    fn tanh(self) -> Self {
        libm::tanh(self)
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }

    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }

    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        if self > 0.0 { then } else { otherwise }
    }

    fn ln_1p_exp(self) -> Self {
        self.max(0.0) + libm::log1p(libm::exp(-self.abs()))
    }

    fn one_plus_erf(self) -> Self {
        libm::erfc(-self)
    }
}

impl Real for f32 {
    fn constant(value: f64) -> Self {
        value as f32
    }

    fn pi() -> Self {
        std::f32::consts::PI
    }

    fn exp(self) -> Self {
        libm::expf(self)
    }

    fn ln(self) -> Self {
        libm::logf(self)
    }

    fn tanh(self) -> Self {
        libm::tanhf(self)
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }

    fn sqrt(self) -> Self {
        f32::sqrt(self)
    }

    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        if self > 0.0 { then } else { otherwise }
    }

    fn ln_1p_exp(self) -> Self {
        self.max(0.0) + libm::log1pf(libm::expf(-self.abs()))
    }

    fn one_plus_erf(self) -> Self {
        libm::erfcf(-self)
    }
}
