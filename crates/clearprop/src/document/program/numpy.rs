//! Plain NumPy: forward, backward and update as arrays.

use super::{Code, distinct, network, rounding};
use crate::Network;
use crate::backprop::{Derivation, Method};
use crate::document::{Layout, words};
use crate::math::{Activation, Loss};

/// The whole program.
pub(in crate::document) fn write(derivation: &Derivation, layout: &Layout) -> String {
    format!(
        "\"\"\"Worked solution of a {} network in plain NumPy: forward, loss, backward and one update.\"\"\"\n\n\
         {}\n\n{}\n\n{}",
        words::shape(&derivation.network),
        definitions(derivation, layout),
        include_str!("show.py"),
        include_str!("numpy_print.py"),
    )
}

/// Everything up to the results, without printing them.
pub(in crate::document) fn definitions(derivation: &Derivation, layout: &Layout) -> String {
    let Derivation { network: of, options, .. } = derivation;
    let way = if layout.rounding.cut { "ROUND_DOWN" } else { "ROUND_HALF_UP" };
    let uses_erf = of.layers.iter().any(|layer| layer.activation == Activation::Gelu);
    let mut parts = vec![
        format!(
            "{}from decimal import {way}, Decimal, getcontext\n\nimport numpy as np\n\ngetcontext().prec = 400\n",
            if uses_erf { "import math\n" } else { "" }
        ),
        network(of, ("np.array(", ")"), ("np.array(", ")")),
    ];
    let names = |suffix: &str| {
        let names =
            of.layers.iter().map(|layer| format!("{}{suffix}", layer.activation.name().replace('-', "_")));
        names.collect::<Vec<_>>().join(", ")
    };
    parts.extend(functions(of, options.method).into_iter().map(str::to_owned));
    parts.push(format!("activations = [{}]\nslopes = [{}]\n", names(""), names("_slope")));
    let (terms, slopes) = loss(of, options.method);
    parts.push(format!(
        "def loss_terms(y, z, a):\n    \"\"\"E_k of each output.\"\"\"\n    return {terms}\n\n\n\
         def loss_slopes(y, z, a):\n    \"\"\"∂E_k/∂a_k of each output.\"\"\"\n    return {slopes}\n"
    ));
    parts.push(include_str!("numpy_work.py").to_owned());
    parts.push(rounding(derivation, layout));
    parts.join("\n\n")
}

/// Looks up every number that a page prints, by its name.
pub(in crate::document) fn check() -> Code {
    include_str!("numpy_check.py")
}

/// What the layers and the loss need, each once.
fn functions(network: &Network, method: Method) -> Vec<Code> {
    let used = distinct(network.layers.iter().map(|layer| layer.activation));
    let mut functions = Vec::new();
    let with_sigmoid = [Activation::Sigmoid, Activation::Tanh, Activation::Softplus, Activation::Silu];
    if used.iter().any(|activation| with_sigmoid.contains(activation)) {
        functions.push(SIGMOID);
    }
    for activation in used {
        functions.push(match activation {
            Activation::Identity => IDENTITY,
            Activation::Sigmoid => SIGMOID_SLOPE,
            Activation::Tanh => TANH,
            Activation::Relu => RELU,
            Activation::LeakyRelu => LEAKY_RELU,
            Activation::Elu => ELU,
            Activation::Softplus => SOFTPLUS,
            Activation::Silu => SILU,
            Activation::Gelu => GELU,
            Activation::Softmax if method.is_diagonal(activation) => SOFTMAX_DIAGONAL,
            Activation::Softmax => SOFTMAX,
        });
    }
    functions
}

/// E_k and ∂E_k/∂a_k, by z where the logarithm of a would run out of figures.
fn loss(network: &Network, method: Method) -> (Code, Code) {
    let output = network.output_layer().activation;
    match network.loss {
        loss if method.uses_log_likelihood(loss) && output == Activation::Sigmoid => {
            ("-y * np.logaddexp(0, -z) - (1 - y) * np.logaddexp(0, z)", "y / a - (1 - y) / sigmoid(-z)")
        }
        loss if method.uses_log_likelihood(loss) => {
            ("y * np.log(a) + (1 - y) * np.log1p(-a)", "y / a - (1 - y) / (1 - a)")
        }
        Loss::CategoricalCrossEntropy if output == Activation::Softmax => {
            ("-y * (z - np.logaddexp.reduce(z))", "-y / a")
        }
        Loss::CategoricalCrossEntropy => ("-y * np.log(a)", "-y / a"),
        Loss::BinaryCrossEntropy if output == Activation::Sigmoid => {
            ("y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)", "-y / a + (1 - y) / sigmoid(-z)")
        }
        Loss::BinaryCrossEntropy => {
            ("-(y * np.log(a) + (1 - y) * np.log1p(-a))", "-y / a + (1 - y) / (1 - a)")
        }
        Loss::SquaredError => ("(y - a) ** 2 / 2", "a - y"),
        Loss::MeanSquaredError => ("(y - a) ** 2 / len(y)", "2 / len(y) * (a - y)"),
        Loss::SumOfSquares => ("(y - a) ** 2", "2 * (a - y)"),
    }
}

const SIGMOID: Code = "\
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))  # 1 / (1 + exp(-z)) that does not overflow
";

const SIGMOID_SLOPE: Code = "\
def sigmoid_slope(z):
    return np.diag(sigmoid(z) * sigmoid(-z))  # a (1 - a), exact where a is nearly 1
";

const IDENTITY: Code = "\
def identity(z):
    return z


def identity_slope(z):
    return np.eye(len(z))
";

const TANH: Code = "\
def tanh(z):
    return np.tanh(z)


def tanh_slope(z):
    return np.diag(4 * sigmoid(2 * z) * sigmoid(-2 * z))  # 1 - a², exact where a is nearly 1
";

const RELU: Code = "\
def relu(z):
    return np.where(z > 0, z, 0.0)


def relu_slope(z):
    return np.diag(np.where(z > 0, 1.0, 0.0))
";

const LEAKY_RELU: Code = "\
def leaky_relu(z):
    return np.where(z > 0, z, 0.01 * z)


def leaky_relu_slope(z):
    return np.diag(np.where(z > 0, 1.0, 0.01))
";

const ELU: Code = "\
def elu(z):
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def elu_slope(z):
    return np.diag(np.exp(np.minimum(z, 0)))
";

const SOFTPLUS: Code = "\
def softplus(z):
    return np.logaddexp(0, z)


def softplus_slope(z):
    return np.diag(sigmoid(z))
";

const SILU: Code = "\
def silu(z):
    return z * sigmoid(z)


def silu_slope(z):
    return np.diag(sigmoid(z) * (1 + z * sigmoid(-z)))
";

const GELU: Code = "\
def share_below(z):
    \"\"\"The share of a standard normal distribution below z.\"\"\"
    return np.array([math.erfc(-x / math.sqrt(2)) / 2 for x in z])


def gelu(z):
    return z * share_below(z)


def gelu_slope(z):
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return np.diag(share_below(z) + z * density)
";

const SOFTMAX: Code = "\
def softmax(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def softmax_slope(z):
    a = softmax(z)
    slope = -np.outer(a, a)
    np.fill_diagonal(slope, 0)
    return slope - np.diag(slope.sum(axis=1))  # a (1 - a) on the diagonal, where 1 - a is the others' sum
";

const SOFTMAX_DIAGONAL: Code = "\
def softmax(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def softmax_slope(z):
    a = softmax(z)
    return np.diag(a * (1 - a))  # the handout's method: the cross terms are taken as 0
";
