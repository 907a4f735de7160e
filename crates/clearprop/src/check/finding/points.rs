//! Networks near the sheet's own, at which two formulas are compared.

use crate::Network;
use crate::check::worked::Worked;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Leaf;

/// Formulas that agree at this many points are taken as equal.
const COUNT: u64 = 3;

/// A few networks whose numbers lie some percent beside the sheet's, so that the same units are
/// awake and only what is equal by its form stays equal.
pub(in crate::check) struct Points {
    networks: Vec<Network>,
}

impl Points {
    /// Points around a network.
    pub(in crate::check) fn around(network: &Network) -> Points {
        Points { networks: (1..=COUNT).map(|seed| nearby(network, seed)).collect() }
    }

    /// Each point, worked as the network itself is.
    pub(in crate::check) fn worked(&self, worked: &Worked) -> Vec<Worked<'_>> {
        self.networks.iter().map(|network| worked.beside(network)).collect()
    }
}

/// Whether a formula gives the quantity at every point.
pub(super) fn is_identity(points: &[Worked], formula: &Expr<Leaf>, quantity: Quantity) -> bool {
    points.iter().all(|worked| {
        let (Some(left), Some(right)) = (worked.middle(quantity), value(worked, formula)) else {
            return false;
        };
        (left - right).abs() <= 1e-8 * left.abs().max(right.abs()) + 1e-13
    })
}

fn is_parameter(quantity: Quantity) -> bool {
    matches!(quantity.kind, Kind::Plain(Variable::Weight(..) | Variable::Bias(..)))
}

/// What a formula gives at a point, each number standing for its quantity.
pub(super) fn value(worked: &Worked, formula: &Expr<Leaf>) -> Option<f64> {
    let value = formula.evaluate(&|leaf: &Leaf| match leaf {
        Leaf::Quantity(quantity) => worked.middle(*quantity).unwrap_or(f64::NAN),
        Leaf::Operand(operand) => match operand.quantity {
            Some(quantity) => {
                let value = worked.middle(quantity).unwrap_or(f64::NAN);
                // The 0.1 of `0.7 δ − 0.1 ε` is the weight −0.1, whose sign is the minus before it.
                let is_turned = is_parameter(quantity) && value * operand.printed.value.to_f64() < 0.0;
                if is_turned { -value } else { value }
            }
            None => operand.printed.value.to_f64(),
        },
    });
    value.is_finite().then_some(value)
}

/// A network some percent beside another. What is 0 or 1 stays, since people leave it out of
/// their formulas; equal biases of a layer stay equal, since people write one letter for them.
fn nearby(network: &Network, seed: u64) -> Network {
    let mut network = network.clone();
    let aside = |value: f64, salt: u64| match value {
        0.0 | 1.0 | -1.0 => value,
        _ => value * (1.0 + 0.06 * (2.0 * fraction(seed.wrapping_mul(0x9E37_79B9).wrapping_add(salt)) - 1.0)),
    };
    let mut salt = 0;
    for (number, layer) in network.layers.iter_mut().enumerate() {
        for weight in &mut layer.weights.data {
            salt += 1;
            *weight = aside(*weight, salt);
        }
        for bias in &mut layer.bias {
            *bias = aside(*bias, bias.to_bits() ^ number as u64);
        }
    }
    for sample in &mut network.samples {
        for input in &mut sample.input {
            salt += 1;
            *input = aside(*input, salt);
        }
    }
    network
}

/// A number from 0 to 1 that looks like chance, the same on every machine.
fn fraction(seed: u64) -> f64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
