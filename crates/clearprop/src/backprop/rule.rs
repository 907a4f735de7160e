//! Why a line of the working is as it is.

use crate::math::{Activation, Loss};

/// The rule by which a quantity follows from earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// It stands in the network file.
    Given,
    /// z = Σ w a + b.
    WeightedSum,
    /// a = f(z).
    Activation(Activation),
    /// E_k, by the definition of the loss.
    LossTerm(Loss),
    /// E_k as the handout writes it, without the leading minus.
    LogLikelihood,
    /// E = Σ E_k.
    SumOfTerms,
    /// The mean over the samples.
    Mean,
    /// ∂E_k/∂a_k, the slope of the loss.
    LossSlope(Loss),
    /// ∂E_k/∂a_k of the handout's loss.
    LogLikelihoodSlope,
    /// ∂a/∂z, the slope of the activation.
    ActivationSlope(Activation),
    /// ∂a_i/∂z_k off the diagonal, which the handout takes as zero.
    CrossTermDropped,
    /// The slope of a sum by one of its terms is what stands beside that term.
    Coefficient,
    /// The slopes along a path multiply; over several paths they add.
    ChainRule,
    /// What reaches a parameter is the sum over the terms of the loss.
    SumOverTerms,
    /// Only one term of the loss depends on it.
    OneTerm,
    /// δ = a − y, to which softmax with cross-entropy and sigmoid with binary cross-entropy collapse.
    OutputMinusTarget,
    /// δ of a hidden neuron, from the δ of the layer after it.
    Delta,
    /// ∂E/∂w = δ a.
    WeightGradient,
    /// ∂E/∂b = δ.
    BiasGradient,
    /// w′ = w − μ ∂E/∂w.
    Update,
}

impl Rule {
    /// The name by which other programs know the rule.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Given => "given",
            Rule::WeightedSum => "weighted-sum",
            Rule::Activation(activation) => activation.name(),
            Rule::LossTerm(loss) => loss.name(),
            Rule::LogLikelihood => "log-likelihood",
            Rule::SumOfTerms => "sum-of-terms",
            Rule::Mean => "mean",
            Rule::LossSlope(_) => "loss-slope",
            Rule::LogLikelihoodSlope => "log-likelihood-slope",
            Rule::ActivationSlope(_) => "activation-slope",
            Rule::CrossTermDropped => "cross-term-dropped",
            Rule::Coefficient => "coefficient",
            Rule::ChainRule => "chain-rule",
            Rule::SumOverTerms => "sum-over-terms",
            Rule::OneTerm => "one-term",
            Rule::OutputMinusTarget => "output-minus-target",
            Rule::Delta => "delta",
            Rule::WeightGradient => "weight-gradient",
            Rule::BiasGradient => "bias-gradient",
            Rule::Update => "update",
        }
    }
}
