//! What is said in sentences: the rules, each said once, and the headings.

use crate::Network;
use crate::backprop::Rule;
use crate::math::{Activation, Loss};

/// The name of a thing in words: `categorical-cross-entropy` without its hyphens.
pub(super) fn plain_name(name: &str) -> String {
    name.replace('-', " ")
}

/// 3-3-3.
pub(super) fn shape(network: &Network) -> String {
    network.widths().iter().map(usize::to_string).collect::<Vec<_>>().join("-")
}

/// The sentence that says a rule; `None` where the heading says it already.
pub(super) fn sentence(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::Given => return None,
        Rule::WeightedSum => {
            "Weighted sum: what comes in times its weight, added up over all that comes in, plus the bias."
        }
        Rule::Activation(activation) => value(activation),
        Rule::LossTerm(loss) => term(loss),
        Rule::LogLikelihood => {
            "The handout's loss of one output: y ln a + (1 − y) ln(1 − a), the cross-entropy without its leading minus."
        }
        Rule::SumOfTerms => "The loss is the sum over the outputs.",
        Rule::Mean => "With several samples, loss and gradient are the means over them.",
        Rule::LossSlope(loss) => loss_slope(loss),
        Rule::LogLikelihoodSlope => "The slope of the handout's loss by the output, from its definition.",
        Rule::ActivationSlope(activation) => activation_slope(activation),
        Rule::CrossTermDropped => {
            "The handout takes the slope of one softmax output by another's pre-activation as zero. \
             It is not: raising one output lowers the others."
        }
        Rule::Coefficient => {
            "In a weighted sum, the slope by one part is what that part is multiplied by; a bias is multiplied by 1."
        }
        Rule::ChainRule => {
            "Chain rule: the slopes along a path from the loss back multiply; where several paths lead there, they add."
        }
        Rule::SumOverTerms => {
            "Every term of the loss that it reaches counts, so the slopes of the terms add."
        }
        Rule::OneTerm => "Only one term of the loss depends on it, so its slope is that of the whole loss.",
        Rule::OutputMinusTarget => {
            "At the output the slopes of loss and activation multiply out to output minus target."
        }
        Rule::Delta => {
            "The slope by a pre-activation is the slope by the activation times the activation's own slope; \
             where one pre-activation moves several activations, they add."
        }
        Rule::WeightGradient => {
            "The slope by a weight is the slope by its neuron's pre-activation times what the weight multiplies."
        }
        Rule::BiasGradient => {
            "A bias is multiplied by 1, so its slope is that of its neuron's pre-activation."
        }
        Rule::Update => {
            "Gradient descent: each parameter moves against its slope, by the learning rate times as much."
        }
    })
}

fn value(activation: Activation) -> &'static str {
    match activation {
        Activation::Identity => "Identity: the activation is the pre-activation.",
        Activation::Sigmoid => "Sigmoid: it brings every number between 0 and 1.",
        Activation::Tanh => "Hyperbolic tangent: it brings every number between −1 and 1.",
        Activation::Relu => "ReLU: what is above zero stays, all else becomes 0.",
        Activation::LeakyRelu => "Leaky ReLU: what is above zero stays, of all else a hundredth.",
        Activation::Elu => "ELU: what is above zero stays, all else bends towards −1.",
        Activation::Softplus => "Softplus: a smooth ReLU.",
        Activation::Silu => "SiLU: the pre-activation times its sigmoid.",
        Activation::Gelu => {
            "GELU: the pre-activation times the share of a normal distribution that lies below it."
        }
        Activation::Softmax => {
            "Softmax: each power of e as a share of their sum, so that the outputs add up to 1."
        }
    }
}

fn activation_slope(activation: Activation) -> &'static str {
    match activation {
        Activation::Identity => "The slope of the identity is 1.",
        Activation::Sigmoid => "The slope of sigmoid is a (1 − a), from its own value.",
        Activation::Tanh => "The slope of tanh is 1 minus the square of its value.",
        Activation::Relu => "The slope of ReLU is 1 above zero, else 0.",
        Activation::LeakyRelu => "The slope of leaky ReLU is 1 above zero, else 0.01.",
        Activation::Elu => "The slope of ELU is 1 above zero, else the power of e.",
        Activation::Softplus => "The slope of softplus is the sigmoid.",
        Activation::Silu => "The slope of SiLU, by the product rule.",
        Activation::Gelu => {
            "The slope of GELU, by the product rule: the share below plus the number times the density."
        }
        Activation::Softmax => {
            "The slope of softmax: by its own pre-activation a (1 − a), by another's minus the product of the two \
             outputs, for what one gains the others lose."
        }
    }
}

fn term(loss: Loss) -> &'static str {
    match loss {
        Loss::CategoricalCrossEntropy => {
            "Cross-entropy: minus the logarithm of the output, weighted by its target. All logarithms are natural."
        }
        Loss::BinaryCrossEntropy => {
            "Binary cross-entropy: minus the logarithm of what the output gives to the target, yes and no. \
             All logarithms are natural."
        }
        Loss::SquaredError => "Squared error: half the square of target minus output.",
        Loss::MeanSquaredError => {
            "Mean squared error: the square of target minus output, shared over the outputs."
        }
        Loss::SumOfSquares => "Sum of squares: the square of target minus output.",
    }
}

fn loss_slope(loss: Loss) -> &'static str {
    match loss {
        Loss::CategoricalCrossEntropy => {
            "The slope of the cross-entropy by the output: the logarithm's slope is one over."
        }
        Loss::BinaryCrossEntropy => {
            "The slope of the binary cross-entropy by the output: the logarithm's slope is one over, \
             and 1 − a falls as a rises."
        }
        Loss::SquaredError => {
            "The slope of half a square is what was squared; output minus target, for −a falls as a rises."
        }
        Loss::MeanSquaredError => {
            "The slope of a square is twice what was squared, here shared over the outputs."
        }
        Loss::SumOfSquares => {
            "The slope of a square is twice what was squared; output minus target, for −a falls as a rises."
        }
    }
}
