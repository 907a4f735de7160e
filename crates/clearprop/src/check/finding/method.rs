//! A misunderstanding that runs through the sheet: said once, where it first shows.

use super::finding;
use crate::Network;
use crate::backprop::Method;
use crate::check::items::Item;
use crate::check::judge::Judged;
use crate::check::manner::Manner;
use crate::check::report::{Claim, Finding, Role, Verdict};
use crate::check::tolerance;
use crate::check::worked::Worked;
use crate::math::{Loss, Rounding};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Sheet, Span};

/// The page on a step that goes the wrong way.
pub(super) const UPHILL_PAGE: &str = "\
The update goes uphill: it raises the loss that it should lower.

    w′ = w + μ ∂E/∂w        uphill
    w′ = w − μ ∂E/∂w        downhill

The gradient points to where the loss grows, so the step is taken off. The same happens if the
step is taken off but the loss was written without its minus: both signs then have to change.
";

/// The page on a loss of the wrong sign.
pub(super) const LOSS_SIGN_PAGE: &str = "\
The loss has the wrong sign: the cross-entropy is written without its leading minus.

    E = Σ [y ln a + (1 − y) ln(1 − a)]        at most 0, and best at 0: to be made large
    E = −Σ [y ln a + (1 − y) ln(1 − a)]       at least 0, and best at 0: to be made small

A step w′ = w − μ ∂E/∂w makes E smaller. With the first it makes the answer worse.
";

/// Everything that the author does otherwise than usual.
pub(in crate::check) fn find(
    sheet: &Sheet,
    items: &[Item],
    judged: &Judged,
    worked: &Worked,
) -> Vec<Finding> {
    let (network, manner) = (worked.network, worked.manner);
    let mut findings = Vec::new();
    let first_difference = |other: &Worked| first_difference(items, judged, worked, other);
    let mut add = |kind, span: Option<Span>, message: &str| {
        findings.extend(span.map(|span| finding(kind, span, message.to_owned())));
    };
    let without = |manner: Manner| worked.otherwise(manner);
    if manner.method == Method::Handout || manner.negated {
        add("loss-sign", first_loss(sheet), LOSS_SIGN);
    }
    if manner.method == Method::Handout {
        // The same loss with the whole Jacobian.
        let whole = Network { loss: Loss::BinaryCrossEntropy, ..network.clone() };
        let whole =
            Worked::new(&whole, Manner { method: Method::Standard, negated: true, ..manner }, &sheet.open);
        add("softmax-cross-terms", first_difference(&whole), CROSS_TERMS);
    }
    if manner.diagonal {
        let span = first_difference(&without(Manner { diagonal: false, ..manner }));
        add("softmax-cross-terms", span.or_else(|| first_slope(items)), CROSS_TERMS);
    }
    // Where all biases are 0 the author most often has none.
    let has_biases = network.layers.iter().any(|layer| layer.bias.iter().any(|bias| *bias != 0.0));
    if manner.keeps_biases && has_biases {
        let span = first_difference(&without(Manner { keeps_biases: false, ..manner }));
        add(
            "biases-not-updated",
            span,
            "the biases were left out of the update; each takes its step b − μ ∂E/∂b like a weight",
        );
    }
    if manner.sums {
        let span = first_difference(&without(Manner { sums: false, ..manner }));
        add("mean-or-sum", span, "this is the sum over the samples; loss and gradient are their means");
    }
    let downhill = (manner.method == Method::Handout || manner.negated) == manner.uphill;
    if !downhill && let Some(span) = first_update(items) {
        add("uphill", Some(span), &uphill_message(items, network, worked));
    }
    findings
}

/// A cross-entropy that came out with the other sign, where the rest of the sheet works with the right one.
pub(in crate::check) fn loss_of_other_sign(
    claims: &[Claim],
    findings: &[Finding],
    network: &Network,
) -> Option<Finding> {
    let is_entropy = matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy);
    let is_turned = |claim: &&Claim| {
        let is_loss =
            |quantity: Quantity| matches!(quantity.kind, Kind::Plain(Variable::Loss | Variable::LossTerm(_)));
        claim.cause == Some("sign") && claim.quantity.is_some_and(is_loss)
    };
    let known = findings.iter().any(|finding| finding.kind == "loss-sign");
    let claim = claims.iter().find(is_turned).filter(|_| is_entropy && !known)?;
    Some(finding("loss-sign", claim.span, LOSS_SIGN.to_owned()))
}

/// The first number that was worked with weights that were already updated.
pub(in crate::check) fn updated_weights(claims: &[Claim]) -> Option<Finding> {
    let claim = claims.iter().find(|claim| claim.cause == Some("updated-weights"))?;
    let message = "the weights that were already updated are used here; every gradient belongs to the old weights, and \
                   all weights change at once";
    Some(finding("updated-weights", claim.span, message.to_owned()))
}

const LOSS_SIGN: &str = "the cross-entropy is written without its leading minus: this sum is at most 0 and best at 0, \
     so a step that makes it smaller makes the answer worse";

const CROSS_TERMS: &str = "each output of softmax is taken to depend on its own pre-activation alone; but every \
     pre-activation stands in the sum below the fraction and moves all outputs, ∂a_i/∂z_k = −a_i a_k for i ≠ k";

/// The first number that this manner explains and another does not.
fn first_difference(items: &[Item], judged: &Judged, worked: &Worked, other: &Worked) -> Option<Span> {
    let differs = |quantity: Quantity, item: &Item| {
        let (Some(here), Some(there)) = (worked.exact(quantity), other.exact(quantity)) else { return false };
        !tolerance::widened(here, 0.0).overlaps(tolerance::widened(there, 0.0))
            && !tolerance::accepted(&item.printed).overlaps(there)
    };
    items
        .iter()
        .zip(&judged.judgements)
        .filter_map(|(item, judgement)| Some((item, judgement.as_ref()?)))
        .find(|(item, judgement)| judgement.verdict != Verdict::Wrong && differs(judgement.quantity, item))
        .map(|(item, _)| item.printed.span)
}

/// Where the loss is first written.
fn first_loss(sheet: &Sheet) -> Option<Span> {
    let is_loss =
        |quantity: &Quantity| matches!(quantity.kind, Kind::Plain(Variable::Loss | Variable::LossTerm(_)));
    sheet
        .statements
        .iter()
        .find(|statement| statement.quantity.as_ref().is_some_and(is_loss))
        .map(|statement| statement.span)
}

fn first_slope(items: &[Item]) -> Option<Span> {
    let is_slope = |item: &&Item| {
        item.role == Role::Result && matches!(item.quantity.kind, Kind::Slope { of: Variable::Loss, .. })
    };
    items.iter().find(is_slope).map(|item| item.printed.span)
}

fn first_update(items: &[Item]) -> Option<Span> {
    let is_update = |item: &&Item| {
        item.role == Role::Result
            && matches!(item.quantity.kind, Kind::Updated(Variable::Weight(..) | Variable::Bias(..)))
    };
    items.iter().find(is_update).map(|item| item.printed.span)
}

/// What one step of the author's does to the usual loss.
fn uphill_message(items: &[Item], network: &Network, worked: &Worked) -> String {
    // Many sheets update the weights alone.
    let updates_biases =
        items.iter().any(|item| matches!(item.quantity.kind, Kind::Updated(Variable::Bias(..))));
    let general = "the update goes uphill: it adds the gradient of the usual loss instead of taking it off";
    let stepped = || -> Option<(String, String)> {
        let mut after = network.clone();
        for (index, layer) in after.layers.iter_mut().enumerate() {
            let l = index as u32 + 1;
            for k in 0..layer.width() {
                for j in 0..layer.inputs() {
                    let weight = Variable::Weight(l, j as u32 + 1, k as u32 + 1);
                    layer.weights[(j, k)] = worked.middle(Quantity::updated(weight))?;
                }
                if updates_biases {
                    layer.bias[k] = worked.middle(Quantity::updated(Variable::Bias(l, k as u32 + 1)))?;
                }
            }
        }
        let loss = |network: &Network| {
            let value =
                Worked::new(network, Manner::default(), &[]).decimal(Quantity::plain(Variable::Loss))?;
            Some(value.print(Rounding { digits: 2, cut: false }))
        };
        Some((loss(network)?, loss(&after)?))
    };
    match stepped() {
        Some((before, after)) => format!("{general}, and one step takes that loss from {before} to {after}"),
        None => general.to_owned(),
    }
}
