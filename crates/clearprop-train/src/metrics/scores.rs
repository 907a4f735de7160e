//! How well probabilities part one class from the others, in a fixed amount of memory.

/// Probabilities are counted in this many steps.
const STEPS: usize = 1 << 12;
/// The bars of a calibration curve.
const BARS: usize = 10;

/// For one class: how often each probability was given where it was so, and where it was not.
#[derive(Clone, Debug)]
pub struct Scores {
    so: Vec<u64>,
    not: Vec<u64>,
    /// For each bar: rows, the sum of their probabilities, rows where it was so.
    bars: [(u64, f64, u64); BARS],
}

impl Default for Scores {
    fn default() -> Scores {
        Scores { so: vec![0; STEPS], not: vec![0; STEPS], bars: [(0, 0.0, 0); BARS] }
    }
}

impl Scores {
    /// Adds a row: the probability of the class, and whether the row is of it.
    pub fn add(&mut self, p: f64, so: bool) {
        let step = |steps: usize| ((p * steps as f64) as usize).min(steps - 1);
        let counts = if so { &mut self.so } else { &mut self.not };
        counts[step(STEPS)] += 1;
        let bar = &mut self.bars[step(BARS)];
        *bar = (bar.0 + 1, bar.1 + p, bar.2 + u64::from(so));
    }

    /// The ROC curve: (false positive rate, true positive rate) for every threshold from high to low.
    pub fn roc(&self) -> Vec<(f64, f64)> {
        let total = |counts: &[u64]| counts.iter().sum::<u64>().max(1) as f64;
        let (all_so, all_not) = (total(&self.so), total(&self.not));
        let (mut so, mut not) = (0, 0);
        let mut points = vec![(0.0, 0.0)];
        for step in (0..STEPS).rev().filter(|&step| self.so[step] + self.not[step] > 0) {
            so += self.so[step];
            not += self.not[step];
            points.push((not as f64 / all_not, so as f64 / all_so));
        }
        points
    }

    /// The area under the ROC curve: the chance that a row of the class is given a higher
    /// probability than one that is not, to about 1/4096.
    pub fn area(&self) -> f64 {
        let points = self.roc();
        points.windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0).sum()
    }

    /// The calibration curve: for each tenth of the probabilities their mean, and the share of rows that were so.
    pub fn calibration(&self) -> Vec<(f64, f64)> {
        let bars = self.bars.iter().filter(|bar| bar.0 > 0);
        bars.map(|&(rows, sum, so)| (sum / rows as f64, so as f64 / rows as f64)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_the_chance_of_the_right_order() {
        let mut scores = Scores::default();
        // Of the four pairs of one that is so and one that is not, three stand in the right order.
        for (p, so) in [(0.1, false), (0.4, false), (0.35, true), (0.8, true)] {
            scores.add(p, so);
        }
        assert!((scores.area() - 0.75).abs() < 1e-12);
        assert_eq!(scores.calibration(), [(0.1, 0.0), (0.35, 1.0), (0.4, 0.0), (0.8, 1.0)]);
    }
}
