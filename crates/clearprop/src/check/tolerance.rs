//! What a printed number may stand for.

use crate::math::{Decimal, Interval};
use crate::sheet::Printed;

/// 10^`exponent`, right to the last place of a double wherever a double holds it.
pub(super) fn power_of_ten(exponent: i32) -> f64 {
    Decimal { negative: false, coefficient: 1, exponent }.to_f64()
}

/// The power of ten of the first figure of a number that is not zero.
pub(super) fn magnitude(value: f64) -> i32 {
    let near = libm::log10(value.abs()).floor() as i32;
    let reached = |magnitude: &i32| power_of_ten(*magnitude) <= value.abs();
    // The logarithm is rounded, so it may lie on the other side of a whole number.
    [near + 1, near].into_iter().find(reached).unwrap_or(near - 1)
}

/// The unit of the last written place.
pub(super) fn unit(printed: &Printed) -> f64 {
    power_of_ten(printed.unit)
}

/// Whether a number is written without any decimal, as `1` or `-2`: such a 0 is nothing at all,
/// not anything below a half.
fn is_bare_zero(printed: &Printed) -> bool {
    printed.value.is_zero() && printed.unit >= 0
}

/// Every number that rounds (up, or to even) or is cut to what is printed.
pub(super) fn accepted(printed: &Printed) -> Interval {
    let (value, unit) = (printed.value.to_f64(), unit(printed));
    if is_bare_zero(printed) {
        return widened(Interval::point(0.0), 1e-12);
    }
    // A whole unit further on the next number would have been written.
    let cut = unit * (1.0 - 1e-6);
    let half = unit / 2.0 + 1e-13 * value.abs();
    let (below, above) = match value {
        v if v > 0.0 => (half, cut),
        v if v < 0.0 => (cut, half),
        _ => (cut, cut),
    };
    Interval { low: value - below, high: value + above }
}

/// How an author shortens numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Habit {
    /// To the nearest.
    Rounds,
    /// Towards zero.
    Cuts,
    /// Nothing printed so far tells.
    #[default]
    Unknown,
}

/// Every number that a figure may stand for when its author goes on with it: half a unit either
/// way, or up to a whole unit further from zero where the author cuts.
pub(super) fn meant(printed: &Printed, habit: Habit) -> Interval {
    let (value, unit) = (printed.value.to_f64(), unit(printed));
    if is_bare_zero(printed) {
        return Interval::point(0.0);
    }
    let rounded = Interval { low: value - unit / 2.0, high: value + unit / 2.0 };
    let cut = match value >= 0.0 {
        true => Interval { low: value, high: value + unit },
        false => Interval { low: value - unit, high: value },
    };
    match habit {
        Habit::Rounds => rounded,
        Habit::Cuts => cut,
        Habit::Unknown => rounded.hull(cut),
    }
}

/// Whether a number is one that rounds to what is printed, and not merely one that is cut to it.
pub(super) fn is_rounded(printed: &Printed, exact: Interval) -> bool {
    let (value, half) = (printed.value.to_f64(), unit(printed) / 2.0);
    widened(Interval { low: value - half, high: value + half }, 0.0).overlaps(exact)
}

/// Bounds moved out by the error of the doubles that carry them.
pub(super) fn widened(interval: Interval, by: f64) -> Interval {
    let slack = |x: f64| by + 1e-13 * x.abs();
    Interval { low: interval.low - slack(interval.low), high: interval.high + slack(interval.high) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Span;

    fn printed(text: &str, unit: i32) -> Printed {
        Printed {
            span: Span::default(),
            value: Decimal::parse(text).expect("a number"),
            unit,
            turned: false,
            beyond: Decimal::ZERO,
        }
    }

    #[test]
    fn rounding_and_cutting_are_both_accepted_and_nothing_else() {
        let figure = printed("-0.938", -3);
        for right in [-0.9375, -0.9380, -0.9389] {
            assert!(accepted(&figure).contains(right), "{right}");
        }
        for wrong in [-0.9374, -0.9391, 0.938] {
            assert!(!accepted(&figure).contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_magnitude_is_that_of_the_shortest_decimal() {
        let near =
            |power: i32| [power_of_ten(power).next_down(), power_of_ten(power), 3.0 * power_of_ten(power)];
        for value in (-300..300).flat_map(near).chain([5e-324, f64::MAX]) {
            assert_eq!(magnitude(value), Decimal::from_f64(value).magnitude(), "{value:e}");
        }
    }

    #[test]
    fn a_bare_zero_is_nothing_at_all() {
        assert!(!accepted(&printed("0", 0)).contains(0.3));
        assert!(accepted(&printed("0.0", -1)).contains(0.03));
    }
}
