//! Whose definitions a solution is worked by.

use crate::math::{Activation, Loss, Real, log_likelihood_slope, log_likelihood_term};

/// Whose definitions are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// The usual ones.
    #[default]
    Standard,
    /// The handout's: its cross-entropy has no leading minus, E = Σ [y ln a + (1 − y) ln(1 − a)],
    /// and ∂a_i/∂z_k of softmax is zero for i ≠ k.
    Handout,
}

impl Method {
    /// Every method.
    pub const ALL: [Method; 2] = [Method::Standard, Method::Handout];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Method::Standard => "standard",
            Method::Handout => "handout",
        }
    }

    /// Whether the cross-entropy is written without its minus.
    pub fn uses_log_likelihood(self, loss: Loss) -> bool {
        self == Method::Handout && matches!(loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy)
    }

    /// E_k, output k's term of the loss.
    pub fn loss_term<R: Real>(self, loss: Loss, y: R, a: R, outputs: usize) -> R {
        if self.uses_log_likelihood(loss) { log_likelihood_term(y, a) } else { loss.term(y, a, outputs) }
    }

    /// ∂E_k/∂a_k.
    pub fn loss_slope<R: Real>(self, loss: Loss, y: R, a: R, outputs: usize) -> R {
        if self.uses_log_likelihood(loss) { log_likelihood_slope(y, a) } else { loss.slope(y, a, outputs) }
    }

    /// Whether each a_k is taken to depend on its own z_k alone.
    pub fn is_diagonal(self, activation: Activation) -> bool {
        activation.is_elementwise() || self == Method::Handout
    }
}
