//! The parts of a worked solution.

use std::cmp::Reverse;

use crate::Network;
use crate::quantity::{Kind, Quantity, Variable};

/// A part of the solution. The order is that in which a person works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// What the network file says.
    Given,
    /// What one sample needs.
    Sample {
        /// Where there are several.
        sample: Option<u32>,
        /// The part of its working.
        part: Part,
    },
    /// Loss and gradient over all samples.
    Mean,
    /// Every parameter after one step of gradient descent.
    Update,
    /// The loss with the updated parameters.
    After,
}

/// A part of the working of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The pre-activations and activations of one layer.
    Forward(u32),
    /// Each output's term, and the loss.
    Loss,
    /// The slopes of one layer, from the last to the first.
    Backward(Reverse<u32>),
}

impl Section {
    /// The part of the solution that a quantity is worked in.
    pub fn of(quantity: Quantity, network: &Network) -> Section {
        let sample = quantity.sample;
        if sample.is_none() && network.samples.len() > 1 && belongs_to_mean(quantity) {
            return Section::Mean;
        }
        let part = |part| Section::Sample { sample, part };
        match quantity.kind {
            Kind::LearningRate => Section::Given,
            Kind::Plain(variable) => match variable {
                Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..) => {
                    Section::Given
                }
                Variable::Z(layer, _) | Variable::A(layer, _) => part(Part::Forward(layer)),
                Variable::Loss | Variable::LossTerm(_) => part(Part::Loss),
            },
            Kind::Slope { by, .. } => match by {
                Variable::Weight(layer, ..)
                | Variable::Bias(layer, _)
                | Variable::Z(layer, _)
                | Variable::A(layer, _) => part(Part::Backward(Reverse(layer))),
                _ => panic!("no slope by {by} is worked"),
            },
            Kind::Updated(Variable::Weight(..) | Variable::Bias(..)) => Section::Update,
            Kind::Updated(_) => Section::After,
        }
    }
}

fn belongs_to_mean(quantity: Quantity) -> bool {
    matches!(
        quantity.kind,
        Kind::Plain(Variable::Loss)
            | Kind::Slope { of: Variable::Loss, by: Variable::Weight(..) | Variable::Bias(..) }
    )
}
