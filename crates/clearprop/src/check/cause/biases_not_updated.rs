//! Biases left out of the update.

use super::Cause;
use crate::check::manner::Manner;

pub(super) const CAUSE: Cause = Cause {
    name: "biases-not-updated",
    sentence: "the biases were left out of the update",
    page: "\
The biases were left out of the update.

    b′ = b                    wrong
    b′ = b − μ ∂E/∂b          right

A bias is a weight whose input is always 1. It has a gradient, and takes its step with the others.
",
    digits: None,
    slips: None,
    manner: Some(|manner| Manner { keeps_biases: true, ..manner }),
};
