//! The Jacobian of softmax taken as diagonal.

use super::Cause;
use crate::backprop::Method;
use crate::check::manner::Manner;

pub(super) const CAUSE: Cause = Cause {
    name: "softmax-cross-terms",
    sentence: "each output of softmax was taken to depend on its own pre-activation alone",
    page: "\
Each output of softmax was taken to depend on its own pre-activation alone. But every z stands in
the sum below the fraction, and so moves every output:

    ∂a_i/∂z_i = a_i (1 − a_i)        and for i ≠ k also        ∂a_i/∂z_k = −a_i a_k

    ∂E/∂z₂ = ∂E/∂a₂ · ∂a₂/∂z₂ = 0                                 wrong: a₁ moves too
    ∂E/∂z₂ = ∂E/∂a₁ · ∂a₁/∂z₂ + ∂E/∂a₂ · ∂a₂/∂z₂ = 0.2930         right

With cross-entropy all of it together is simply ∂E/∂z = a − y.
",
    digits: None,
    slips: None,
    manner: Some(|manner| match manner.method {
        Method::Standard => Manner { diagonal: true, ..manner },
        Method::Handout => manner,
    }),
};
