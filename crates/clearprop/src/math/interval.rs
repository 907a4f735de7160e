//! Intervals with outward rounding: every number that a printed figure may stand for.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Real;

/// All numbers from `low` to `high`.
///
/// Every operation contains the true result of every choice of numbers from its operands: the
/// bounds of + − × ÷ and √ move out by one unit of the last place, those of the other
/// functions by two, more than `libm`'s error. Where a variable occurs twice, as in a (1 − a), an
/// interval is wider than the set of true results; it never is narrower.
///
/// ```
/// use clearprop::math::{Interval, Real, sigmoid};
/// // A pre-activation written as 1.0 allows activations from 0.7211 to 0.7408.
/// let a = sigmoid(Interval { low: 0.95, high: 1.05 });
/// assert!(a.low > 0.7211 && a.low < 0.7212 && a.high > 0.7407 && a.high < 0.7408);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The least of them.
    pub low: f64,
    /// The greatest of them.
    pub high: f64,
}

impl Interval {
    /// Every number there is.
    pub const ALL: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// The one number.
    pub fn point(value: f64) -> Interval {
        Interval { low: value, high: value }
    }

    /// Whether the number lies within.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether a number lies within both.
    pub fn overlaps(self, other: Interval) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Interval) -> Interval {
        Interval { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The bounds moved out by `units` of the last place; not a number becomes no bound.
    fn outward(low: f64, high: f64, units: u32) -> Interval {
        let down = |x: f64| (0..units).fold(x, |x, _| x.next_down());
        let up = |x: f64| (0..units).fold(x, |x, _| x.next_up());
        Interval {
            low: if low.is_nan() { f64::NEG_INFINITY } else { down(low) },
            high: if high.is_nan() { f64::INFINITY } else { up(high) },
        }
    }

    /// The image under a function that grows.
    fn growing(self, function: impl Fn(f64) -> f64) -> Interval {
        Interval::outward(function(self.low), function(self.high), 2)
    }

    /// The hull of `operation` at all four pairs of bounds.
    fn at_corners(self, other: Interval, operation: impl Fn(f64, f64) -> f64) -> Interval {
        let corners = [
            operation(self.low, other.low),
            operation(self.low, other.high),
            operation(self.high, other.low),
            operation(self.high, other.high),
        ];
        let low = corners.into_iter().fold(f64::INFINITY, f64::min);
        let high = corners.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Interval::outward(low, high, 1)
    }
}

impl Real for Interval {
    fn constant(value: f64) -> Self {
        // A decimal such as 0.1 lies up to half a unit beside its double; a small whole number does not.
        let exact = value == value.trunc() && value.abs() < 9e15;
        if exact { Interval::point(value) } else { Interval::outward(value, value, 1) }
    }

    fn pi() -> Self {
        Interval::outward(std::f64::consts::PI, std::f64::consts::PI, 1)
    }

    fn exp(self) -> Self {
        let image = self.growing(libm::exp);
        Interval { low: image.low.max(0.0), ..image }
    }

    fn ln(self) -> Self {
        // The part below zero has no logarithm: what remains is all that the formula can mean.
        Interval { low: self.low.max(0.0), ..self }.growing(libm::log)
    }

    fn tanh(self) -> Self {
        self.growing(libm::tanh)
    }

    fn erf(self) -> Self {
        self.growing(libm::erf)
    }

    fn sqrt(self) -> Self {
        Interval { low: self.low.max(0.0), ..self }.growing(f64::sqrt)
    }

    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        if self.low > 0.0 {
            then
        } else if self.high <= 0.0 {
            otherwise
        } else {
            then.hull(otherwise)
        }
    }

    fn square(self) -> Self {
        let (low, high) = (self.low.abs(), self.high.abs());
        let least = if self.contains(0.0) { 0.0 } else { low.min(high) };
        let greatest = low.max(high);
        Interval::outward(least * least, greatest * greatest, 1)
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Interval::outward(self.low + other.low, self.high + other.high, 1)
    }
}

impl Sub for Interval {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Interval {
    type Output = Self;

    fn neg(self) -> Self {
        Interval { low: -self.high, high: -self.low }
    }
}

impl Mul for Interval {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        // Most factors lie on one side of zero, and two of the corners are the bounds.
        if self.low > 0.0 && other.low > 0.0 {
            return Interval::outward(self.low * other.low, self.high * other.high, 1);
        }
        if self.high < 0.0 {
            return -(-self * other);
        }
        if other.high < 0.0 {
            return -(self * -other);
        }
        // A bound of zero times one without end is zero: no factor is truly infinite.
        self.at_corners(other, |x, y| if x == 0.0 || y == 0.0 { 0.0 } else { x * y })
    }
}

impl Div for Interval {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        if other.contains(0.0) { Interval::ALL } else { self.at_corners(other, |x, y| x / y) }
    }
}
