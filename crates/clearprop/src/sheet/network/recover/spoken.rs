//! What the words of a sheet say of the activations and the loss, before the numbers do.

use crate::math::{Activation, Loss};
use crate::sheet::syntax::pairs::Pairs;

/// What the words say.
pub(super) struct Spoken {
    activations: [f64; Activation::ALL.len()],
    /// Of a cross-entropy.
    pub(super) entropy: bool,
    /// Of a mean of squares.
    pub(super) mean: bool,
}

impl Spoken {
    /// Looks through a text in small letters, which holds these pairs.
    pub(super) fn in_text(lower: &str, pairs: &Pairs) -> Spoken {
        let says = |names: &[&str]| names.iter().any(|name| pairs.may_hold(name) && lower.contains(name));
        Spoken {
            activations: Activation::ALL.map(|activation| named(activation, says)),
            entropy: says(&["entrop", "交叉熵", "log loss", "log-loss", "likelihood", "vraisemblance"]),
            mean: says(&["mean", "mse", "mittler", "moyenne", "均方", "medio", "médio"]),
        }
    }

    /// How much they speak for an activation.
    pub(super) fn of(&self, activation: Activation) -> f64 {
        Activation::ALL.iter().position(|other| *other == activation).map_or(0.0, |at| self.activations[at])
    }

    /// How much they speak for a loss, with this activation of the outputs.
    pub(super) fn of_loss(&self, loss: Loss, output: Activation) -> f64 {
        match loss {
            Loss::CategoricalCrossEntropy if output == Activation::Softmax => 0.3,
            Loss::CategoricalCrossEntropy => -1.0,
            Loss::BinaryCrossEntropy if self.entropy && output != Activation::Softmax => 0.3,
            Loss::BinaryCrossEntropy => 0.0,
            Loss::MeanSquaredError if self.mean => 0.1,
            Loss::MeanSquaredError | Loss::SumOfSquares => 0.0,
            Loss::SquaredError if self.entropy => 0.0,
            Loss::SquaredError => 0.15,
        }
    }
}

/// A little for an activation that the text speaks of, and more where it says that there is none; something
/// against one that nobody uses without a word.
fn named(activation: Activation, says: impl Fn(&[&str]) -> bool) -> f64 {
    let none = [
        "no activation",
        "without activation",
        "without an activation",
        "ohne aktivierung",
        "sans fonction d'activation",
        "sin función de activación",
        "sem função de ativação",
        "没有激活",
        "无激活",
    ];
    if activation == Activation::Identity && says(&none) {
        return 2.0;
    }
    let (names, weight): (&[&str], f64) = match activation {
        Activation::Identity => (&["linear", "linéaire", "lineal", "identity", "identité", "线性"], 0.5),
        Activation::Sigmoid => (&["sigmoid", "logist", "\\sigma", "σ", "sigmóide", "exp(-"], 0.8),
        Activation::Tanh => (&["tanh", "hyperbol", "hiperb", "双曲"], 1.0),
        Activation::Relu => (&["relu", "max(0", "\\max(0", "rectif"], 1.0),
        Activation::LeakyRelu => (&["leaky", "leak ", "undicht"], 1.5),
        Activation::Elu => (&["elu ", "elu)", "elu,", "elu."], 0.5),
        Activation::Softplus => (&["softplus"], 1.2),
        Activation::Silu => (&["silu", "swish"], 1.2),
        Activation::Gelu => (&["gelu"], 1.2),
        Activation::Softmax => (&["softmax"], 1.2),
    };
    let is_rare = matches!(activation, Activation::Elu | Activation::Silu | Activation::Gelu);
    // A hyperbolic tangent without its name or its powers of e is none.
    let is_unlikely = activation == Activation::Tanh && !says(&["e^", "exp"]);
    match says(names) {
        true => weight,
        false if is_rare => -1.0,
        false if is_unlikely => -0.5,
        false => 0.0,
    }
}
