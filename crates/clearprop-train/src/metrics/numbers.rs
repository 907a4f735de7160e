//! Judging numbers.

/// A judgement of one target that grows row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberReport {
    /// The number of rows.
    pub rows: u64,
    squared: f64,
    absolute: f64,
    /// The mean of the targets so far, and the sum of their squared distances from it (Welford).
    mean: f64,
    spread: f64,
}

impl NumberReport {
    /// Adds a row: what was predicted and what is true.
    pub fn add(&mut self, predicted: f64, actual: f64) {
        let error = predicted - actual;
        self.rows += 1;
        self.squared += error * error;
        self.absolute += error.abs();
        let distance = actual - self.mean;
        self.mean += distance / self.rows as f64;
        self.spread += distance * (actual - self.mean);
    }

    /// √((1/rows) Σ (predicted − actual)²).
    pub fn rmse(&self) -> f64 {
        (self.squared / self.rows as f64).sqrt()
    }

    /// (1/rows) Σ |predicted − actual|.
    pub fn mae(&self) -> f64 {
        self.absolute / self.rows as f64
    }

    /// 1 − Σ (predicted − actual)² / Σ (mean − actual)².
    pub fn r_squared(&self) -> f64 {
        1.0 - self.squared / self.spread
    }

    /// The mean of the targets.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// What always saying the mean would reach: √((1/rows) Σ (mean − actual)²).
    pub fn rmse_of_mean(&self) -> f64 {
        (self.spread / self.rows as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_report_is_right() {
        let mut report = NumberReport::default();
        for (predicted, actual) in [(2.5, 3.0), (0.0, -0.5), (2.0, 2.0), (8.0, 7.0)] {
            report.add(predicted, actual);
        }
        // The textbook example of scikit-learn's documentation.
        assert!((report.rmse() - 0.375_f64.sqrt()).abs() < 1e-15);
        assert!((report.mae() - 0.5).abs() < 1e-15);
        assert!((report.r_squared() - 0.948_608_137_044_967_9).abs() < 1e-12);
    }
}
