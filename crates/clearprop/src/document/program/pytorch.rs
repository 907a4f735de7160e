//! PyTorch: forward and loss; the gradients are its own affair.

use super::{Code, distinct, network, rounding};
use crate::Network;
use crate::backprop::{Derivation, Method};
use crate::document::{Layout, words};
use crate::math::{Activation, Loss};

/// The whole program.
pub(in crate::document) fn write(derivation: &Derivation, layout: &Layout) -> String {
    let Derivation { network: of, options, .. } = derivation;
    let way = if layout.rounding.cut { "ROUND_DOWN" } else { "ROUND_HALF_UP" };
    let used = distinct(of.layers.iter().map(|layer| layer.activation));
    let helper = used.contains(&Activation::Softmax) && options.method.is_diagonal(Activation::Softmax);
    let activations: Vec<&str> = of.layers.iter().map(|layer| activation(layer.activation, helper)).collect();
    let mut parts = vec![
        format!(
            "\"\"\"Worked solution of a {} network in PyTorch, in double precision.\"\"\"\n\n\
             from decimal import {way}, Decimal, getcontext\n\nimport numpy as np\nimport torch\n\
             import torch.nn.functional as F\n\n\
             getcontext().prec = 400\ntorch.set_default_dtype(torch.float64)\n",
            words::shape(of)
        ),
        network(of, ("torch.tensor(", ")"), ("torch.tensor(", ", requires_grad=True)")),
    ];
    if helper {
        parts.push(DIAGONAL_SOFTMAX.to_owned());
    }
    parts.push(format!("activations = [\n    {},\n]\n", activations.join(",\n    ")));
    parts.push(include_str!("pytorch_work.py").replace("<terms>", loss_terms(of, options.method)));
    parts.push(rounding(derivation, layout));
    parts.push(include_str!("show.py").to_owned());
    parts.push(include_str!("numpy_print.py").to_owned());
    parts.join("\n\n")
}

fn activation(activation: Activation, diagonal: bool) -> Code {
    match activation {
        Activation::Identity => "lambda z: z",
        Activation::Sigmoid => "torch.sigmoid",
        Activation::Tanh => "torch.tanh",
        Activation::Relu => "torch.relu",
        Activation::LeakyRelu => "F.leaky_relu",
        Activation::Elu => "F.elu",
        // Beyond its threshold it would be taken as straight.
        Activation::Softplus => "lambda z: F.softplus(z, threshold=50)",
        Activation::Silu => "F.silu",
        Activation::Gelu => "F.gelu",
        Activation::Softmax if diagonal => "softmax",
        Activation::Softmax => "lambda z: torch.softmax(z, dim=0)",
    }
}

fn loss_terms(network: &Network, method: Method) -> Code {
    let output = network.output_layer().activation;
    match network.loss {
        loss if method.uses_log_likelihood(loss) && output == Activation::Sigmoid => {
            "y * F.logsigmoid(z) + (1 - y) * F.logsigmoid(-z)"
        }
        loss if method.uses_log_likelihood(loss) => "y * torch.log(a) + (1 - y) * torch.log1p(-a)",
        Loss::CategoricalCrossEntropy if output == Activation::Softmax => "-y * torch.log_softmax(z, dim=0)",
        Loss::CategoricalCrossEntropy => "-y * torch.log(a)",
        Loss::BinaryCrossEntropy if output == Activation::Sigmoid => {
            "-(y * F.logsigmoid(z) + (1 - y) * F.logsigmoid(-z))"
        }
        Loss::BinaryCrossEntropy => "-(y * torch.log(a) + (1 - y) * torch.log1p(-a))",
        Loss::SquaredError => "(y - a) ** 2 / 2",
        Loss::MeanSquaredError => "(y - a) ** 2 / len(y)",
        Loss::SumOfSquares => "(y - a) ** 2",
    }
}

/// The handout's method takes the cross terms as zero: the other powers count as fixed.
const DIAGONAL_SOFTMAX: Code = "\
def softmax(z):
    \"\"\"Each output's slope by the others' z is taken as 0, as the handout does.\"\"\"
    powers = torch.exp(z - z.max().detach())
    others = (powers.sum() - powers).detach()
    return powers / (powers + others)
";
