//! Judging classes.

use clearprop::math::Real;

use crate::Scalar;

/// The class that outputs speak for: with one output, the second class from ½ on.
pub fn class_of<T: Scalar>(outputs: &[T]) -> usize {
    match outputs {
        [p] => usize::from(*p >= T::from_f64(0.5)),
        _ => (1..outputs.len()).fold(0, |best, k| if outputs[k] > outputs[best] { k } else { best }),
    }
}

/// The probability of each class.
pub fn probabilities<T: Scalar>(outputs: &[T]) -> Vec<f64> {
    match outputs {
        [p] => vec![1.0 - p.to_f64(), p.to_f64()],
        _ => outputs.iter().map(|p| p.to_f64()).collect(),
    }
}

/// `counts[actual][predicted]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    /// One row for each actual class, one column for each predicted.
    pub counts: Vec<Vec<u64>>,
}

impl Confusion {
    /// No row yet, of `classes` classes.
    pub fn new(classes: usize) -> Confusion {
        Confusion { counts: vec![vec![0; classes]; classes] }
    }

    /// The number of rows.
    pub fn rows(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// The share of rows that are on the diagonal.
    pub fn accuracy(&self) -> f64 {
        let right: u64 = (0..self.counts.len()).map(|k| self.counts[k][k]).sum();
        right as f64 / self.rows() as f64
    }

    /// The mean over the classes that occur, actual or predicted, of
    /// F1 = 2 true / (2 true + falsely so + falsely not).
    pub fn macro_f1(&self) -> f64 {
        let classes = self.counts.len();
        let scores: Vec<f64> = (0..classes)
            .filter_map(|k| {
                let right = self.counts[k][k];
                let actual: u64 = self.counts[k].iter().sum();
                let predicted: u64 = self.counts.iter().map(|row| row[k]).sum();
                (actual + predicted > 0).then(|| 2.0 * right as f64 / (actual + predicted) as f64)
            })
            .collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }

    /// The most frequent class, and its share: what guessing it always would reach.
    pub fn majority(&self) -> (usize, f64) {
        let actual: Vec<u64> = self.counts.iter().map(|row| row.iter().sum()).collect();
        let best = (1..actual.len()).fold(0, |best, k| if actual[k] > actual[best] { k } else { best });
        (best, actual[best] as f64 / self.rows() as f64)
    }

    /// The log loss of always giving each class its share: −Σ share ln share.
    pub fn prior_log_loss(&self) -> f64 {
        let rows = self.rows() as f64;
        let shares = self.counts.iter().map(|row| row.iter().sum::<u64>() as f64 / rows);
        shares.filter(|&share| share > 0.0).map(|share| -share * Real::ln(share)).sum()
    }
}

/// A judgement that grows row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassReport {
    /// What was taken for what.
    pub confusion: Confusion,
    log_loss: f64,
}

impl ClassReport {
    /// No row yet, of `classes` classes.
    pub fn new(classes: usize) -> ClassReport {
        ClassReport { confusion: Confusion::new(classes), log_loss: 0.0 }
    }

    /// Adds a row: its outputs and its class.
    pub fn add<T: Scalar>(&mut self, outputs: &[T], class: usize) {
        self.confusion.counts[class][class_of(outputs)] += 1;
        // A probability of 0 would cost endlessly; the smallest step of its precision bounds it.
        let p = match outputs {
            [p] if class == 0 => 1.0 - p.to_f64(),
            [p] => p.to_f64(),
            _ => outputs[class].to_f64(),
        };
        self.log_loss -= Real::ln(p.max(f64::EPSILON));
    }

    /// −(1/rows) Σ ln p(the actual class).
    pub fn log_loss(&self) -> f64 {
        self.log_loss / self.confusion.rows() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures of scikit-learn's accuracy_score, f1_score(average="macro") and log_loss.
    #[test]
    fn a_small_report_is_right() {
        let mut report = ClassReport::new(3);
        for (outputs, class) in
            [([0.7, 0.2, 0.1], 0), ([0.1, 0.8, 0.1], 1), ([0.3, 0.4, 0.3], 2), ([0.2, 0.2, 0.6], 2)]
        {
            report.add(&outputs, class);
        }
        assert_eq!(report.confusion.accuracy(), 0.75);
        assert!((report.confusion.macro_f1() - (1.0 + 2.0 / 3.0 + 2.0 / 3.0) / 3.0).abs() < 1e-15);
        let expected = -[0.7, 0.8, 0.3, 0.6].map(libm::log).iter().sum::<f64>() / 4.0;
        assert!((report.log_loss() - expected).abs() < 1e-15);
        assert_eq!(report.confusion.majority(), (2, 0.5));
    }
}
