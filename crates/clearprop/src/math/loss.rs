//! The losses of one sample: each one's name, terms and slopes, written once.

use super::Real;

/// How far the outputs are from their targets. Each loss is a sum of one term an output,
/// E = Σ E_k. All logarithms are natural.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Loss {
    /// −Σ y ln a
    CategoricalCrossEntropy,
    /// −Σ [y ln a + (1 − y) ln(1 − a)]
    BinaryCrossEntropy,
    /// ½ Σ (y − a)²
    SquaredError,
    /// (1/n) Σ (y − a)²
    MeanSquaredError,
    /// Σ (y − a)²
    SumOfSquares,
}

impl Loss {
    /// Every loss, in the order in which they are listed to people.
    pub const ALL: [Loss; 5] = [
        Loss::CategoricalCrossEntropy,
        Loss::BinaryCrossEntropy,
        Loss::SquaredError,
        Loss::MeanSquaredError,
        Loss::SumOfSquares,
    ];

    /// The name in network files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Loss::CategoricalCrossEntropy => "categorical-cross-entropy",
            Loss::BinaryCrossEntropy => "binary-cross-entropy",
            Loss::SquaredError => "squared-error",
            Loss::MeanSquaredError => "mean-squared-error",
            Loss::SumOfSquares => "sum-of-squares",
        }
    }

    /// The loss of this name.
    pub fn from_name(name: &str) -> Option<Loss> {
        Loss::ALL.into_iter().find(|loss| loss.name() == name)
    }

    /// E_k, what one of `outputs` outputs adds to the loss, from its target `y` and its value `a`.
    ///
    /// ```
    /// use clearprop::math::Loss;
    /// assert_eq!(Loss::SquaredError.term(1.0, 0.5, 1), 0.125);
    /// assert_eq!(Loss::MeanSquaredError.term(1.0, 0.5, 2), 0.125);
    /// assert_eq!(Loss::SumOfSquares.term(1.0, 0.5, 2), 0.25);
    /// ```
    #[inline(always)]
    pub fn term<R: Real>(self, y: R, a: R, outputs: usize) -> R {
        let one = || R::constant(1.0);
        match self {
            Loss::CategoricalCrossEntropy => -(y * a.ln()),
            Loss::BinaryCrossEntropy => -(y.clone() * a.clone().ln() + (one() - y) * (one() - a).ln()),
            Loss::SquaredError => one() / R::constant(2.0) * (y - a).square(),
            Loss::SumOfSquares => (y - a).square(),
            Loss::MeanSquaredError if outputs == 1 => (y - a).square(),
            Loss::MeanSquaredError => one() / R::constant(outputs as f64) * (y - a).square(),
        }
    }

    /// ∂E_k/∂a_k, the slope of that term.
    #[inline(always)]
    pub fn slope<R: Real>(self, y: R, a: R, outputs: usize) -> R {
        let one = || R::constant(1.0);
        match self {
            Loss::CategoricalCrossEntropy => -(y / a),
            Loss::BinaryCrossEntropy => -(y.clone() / a.clone()) + (one() - y) / (one() - a),
            Loss::SquaredError => a - y,
            Loss::SumOfSquares => R::constant(2.0) * (a - y),
            Loss::MeanSquaredError if outputs == 1 => R::constant(2.0) * (a - y),
            Loss::MeanSquaredError => R::constant(2.0) / R::constant(outputs as f64) * (a - y),
        }
    }
}

/// y ln a + (1 − y) ln(1 − a): what one output adds to the log-likelihood, which is the
/// cross-entropy without its leading minus. The handout calls it the loss.
pub fn log_likelihood_term<R: Real>(y: R, a: R) -> R {
    let one = || R::constant(1.0);
    y.clone() * a.clone().ln() + (one() - y) * (one() - a).ln()
}

/// Its slope by a, y/a − (1 − y)/(1 − a).
pub fn log_likelihood_slope<R: Real>(y: R, a: R) -> R {
    let one = || R::constant(1.0);
    y.clone() / a.clone() - (one() - y) / (one() - a)
}
