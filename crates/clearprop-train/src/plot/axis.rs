//! The axis of a picture: from where to where it runs, and where its marks stand.

/// From where to where an axis runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Whether equal ways are equal factors.
    pub(super) logarithmic: bool,
}

/// From 0 to 1.
pub(super) const UNIT: Axis = Axis { low: 0.0, high: 1.0, logarithmic: false };

impl Axis {
    /// Takes in all values that can stand on it; never empty.
    pub(super) fn over(values: impl Iterator<Item = f64>, logarithmic: bool) -> Axis {
        let stands = |value: &f64| value.is_finite() && (!logarithmic || *value > 0.0);
        let (low, high) = values
            .filter(stands)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = match logarithmic {
            _ if low < high => (low, high),
            _ if low > high => (0.1, 1.0),
            true => (low / 2.0, high * 2.0),
            false => (low - 0.5, high + 0.5),
        };
        Axis { low, high, logarithmic }
    }

    /// 0 at its start, 1 at its end; nothing for a value that cannot stand on it.
    pub(super) fn share(self, value: f64) -> Option<f64> {
        let share = if self.logarithmic {
            libm::log(value / self.low) / libm::log(self.high / self.low)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        share.is_finite().then_some(share)
    }

    /// Some round numbers within it, as they are written.
    pub(super) fn marks(self) -> Vec<(f64, String)> {
        if self.logarithmic { self.marks_of_powers() } else { self.even_marks() }
    }

    fn even_marks(self) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / 6.0;
        let exponent = (-12..=15).rev().find(|&exponent| 10_f64.powi(exponent) <= rough).unwrap_or(-12);
        let power = 10_f64.powi(exponent);
        let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|&step| step >= rough);
        let step = step.unwrap_or(rough);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        let digits = if step >= 1.0 { 0 } else { usize::try_from(-exponent).unwrap_or(0) };
        (first..=last).map(|number| number as f64 * step).map(|at| (at, format!("{at:.digits$}"))).collect()
    }

    /// 1, 2 and 5 times the powers of ten; over more than two decades the powers alone.
    fn marks_of_powers(self) -> Vec<(f64, String)> {
        let (first, last) = (libm::log10(self.low).floor() as i32, libm::log10(self.high).ceil() as i32);
        let within = |at: &f64| (self.low * 0.999..=self.high * 1.001).contains(at);
        let of = |factors: &[f64]| -> Vec<f64> {
            let at = |exponent: i32| factors.iter().map(move |factor| factor * 10_f64.powi(exponent));
            (first..=last).flat_map(at).filter(within).collect()
        };
        let marks = if self.high > 100.0 * self.low { of(&[1.0]) } else { of(&[1.0, 2.0, 5.0]) };
        let every = marks.len().div_ceil(8).max(1);
        marks.into_iter().step_by(every).map(|at| (at, written(at))).collect()
    }
}

/// A number in few characters.
pub(super) fn written(value: f64) -> String {
    match value.abs() {
        size if size != 0.0 && !(1e-4..1e5).contains(&size) => format!("{value:.1e}").replace(".0e", "e"),
        size if size >= 1000.0 => format!("{value:.0}"),
        _ => {
            let text = format!("{value:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(low: f64, high: f64, logarithmic: bool) -> String {
        let marks = Axis { low, high, logarithmic }.marks();
        marks.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_are_round_and_within() {
        assert_eq!(marks(0.03, 1.02, false), "0.2 0.4 0.6 0.8 1.0");
        assert_eq!(marks(0.0, 300.0, false), "0 50 100 150 200 250 300");
        assert_eq!(marks(70.0, 1075.0, false), "200 400 600 800 1000");
        assert_eq!(marks(0.04, 0.7, true), "0.05 0.1 0.2 0.5");
        assert_eq!(marks(2e-6, 0.3, true), "1e-5 0.0001 0.001 0.01 0.1");
    }

    #[test]
    fn what_cannot_stand_on_an_axis_is_left_out() {
        let axis = Axis::over([0.0, 1e-3, f64::NAN, 10.0].into_iter(), true);
        assert_eq!((axis.low, axis.high), (1e-3, 10.0));
        assert_eq!((axis.share(0.0), axis.share(f64::INFINITY)), (None, None));
        assert!((axis.share(0.1).unwrap() - 0.5).abs() < 1e-12);
        for logarithmic in [false, true] {
            for values in [vec![], vec![3.0], vec![0.0]] {
                let axis = Axis::over(values.into_iter(), logarithmic);
                assert!(axis.low < axis.high && axis.share(axis.high) == Some(1.0), "{axis:?}");
            }
        }
    }
}
