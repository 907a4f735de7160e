//! Why a number is wrong: each single slip is applied to the derivation's formula, and the one
//! that gives the printed digits is named.
//!
//! A diagnosis is one file with its page of explanation and its slips, and one line in [`CAUSES`].

mod apart;
mod biases_not_updated;
mod case;
mod decimal_shift;
mod digit;
mod extra_factor;
mod extra_term;
mod log_base;
mod mean_or_sum;
mod missing_factor;
mod missing_term;
mod neighbours;
mod sign;
mod softmax_cross_terms;
mod softmax_without_exp;
mod tree;
mod updated_weights;
mod wrong_index;
mod wrong_quantity;

pub(in crate::check) use case::{Case, Common};
pub(in crate::check) use neighbours::neighbours;

use self::apart::{Apart, BASES};
use self::tree::Slip;
use super::author::{Author, Basis};
use super::manner::Manner;
use super::tolerance;
use super::worked::Worked;
use crate::backprop::Style;
use crate::math::Expr;
use crate::sheet::Leaf;

/// A formula whose leaves are quantities and printed numbers.
pub(in crate::check) type Line = Expr<Leaf>;

/// One cause that is looked for, and its page.
#[derive(Clone, Copy, Debug)]
pub struct Cause {
    /// The name in reports.
    pub name: &'static str,
    /// What happened, in a sentence for a person.
    pub sentence: &'static str,
    /// A page on it, with an example.
    pub page: &'static str,
    /// How the printed digits alone show it.
    pub(super) digits: Option<fn(&Case) -> Fit>,
    /// The formulas that someone works who makes this slip once.
    pub(super) slips: Option<fn(&Line, &Case) -> Vec<Slip>>,
    /// The way of working of someone who makes it throughout.
    pub(super) manner: Option<fn(Manner) -> Manner>,
}

/// How well the digits alone show a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// They do not.
    None,
    /// They do, but so they might by chance.
    Weak,
    /// They do, more likely than not.
    Likely,
    /// They do, and hardly by chance.
    Clear,
}

/// Every cause, the simplest first: those that leave the fewest ways to slip.
pub const CAUSES: [Cause; 15] = [
    sign::CAUSE,
    digit::CAUSE,
    log_base::CAUSE,
    softmax_without_exp::CAUSE,
    softmax_cross_terms::CAUSE,
    updated_weights::CAUSE,
    missing_factor::CAUSE,
    missing_term::CAUSE,
    mean_or_sum::CAUSE,
    extra_factor::CAUSE,
    extra_term::CAUSE,
    wrong_quantity::CAUSE,
    wrong_index::CAUSE,
    biases_not_updated::CAUSE,
    decimal_shift::CAUSE,
];

/// The cause of this name.
pub(in crate::check) fn named(name: &str) -> Option<&'static Cause> {
    static ALL: [Cause; CAUSES.len()] = CAUSES;
    ALL.iter().find(|cause| cause.name == name)
}

/// The cause of a wrong number: the simplest slip that gives its digits.
pub(in crate::check) fn find(case: &Case) -> Option<&'static str> {
    // A short number fits many slips; one that gives it to the last hidden digit stands out.
    let is_short = digit::written_figures(&case.item.printed).is_none_or(|figures| figures.len() <= 3);
    if is_short && case.lines.is_empty() && is_of_a_neighbour(case) {
        return Some(wrong_index::CAUSE.name);
    }
    let fits: Vec<(&str, Fit)> =
        CAUSES.iter().filter_map(|cause| Some((cause.name, (cause.digits?)(case)))).collect();
    let by_digits = |fit| fits.iter().find(|(_, found)| *found == fit).map(|(name, _)| *name);
    let clear = by_digits(Fit::Clear);
    if clear.is_some() && !is_short {
        return clear;
    }
    let Slipped { exactly, nearly, near } = by_slip(case);
    exactly
        .or(clear)
        .or(nearly)
        .or_else(|| by_digits(Fit::Likely))
        .or_else(|| by_digits(Fit::Weak))
        .or_else(|| within_reach(case, &near))
        .or_else(|| by_manner(case))
        .or_else(|| log_base::with_a_digit_wrong(case))
}

/// Whether a given value is the one of a neighbour.
fn is_of_a_neighbour(case: &Case) -> bool {
    let value = case.item.printed.value.to_f64();
    neighbours(case.quantity, case.worked)
        .into_iter()
        .any(|neighbour| case.worked.middle(neighbour) == Some(value))
}

/// What slips in the formula give, worked with figures as they stand.
#[derive(Default)]
struct Slipped<'a> {
    /// The first that gives the number to its last hidden digit.
    exactly: Option<&'static str>,
    /// The first that gives the printed ones.
    nearly: Option<&'static str>,
    /// Those that come near enough for rounded figures to explain the rest.
    near: Vec<(&'static str, &'a Line, Slip)>,
}

fn by_slip<'a>(case: &'a Case) -> Slipped<'a> {
    let accepted = tolerance::accepted(&case.item.printed);
    let value = case.item.printed.value.to_f64();
    // Rounding moves a result by some last places; what lies far off need not be bounded.
    let reach = 0.1 * value.abs() + 30.0 * tolerance::unit(&case.item.printed);
    let mut slipped = Slipped::default();
    let mut in_full = None;
    for line in &case.lines {
        let apart = Apart::of(line, case);
        for cause in &CAUSES {
            let Some(slips) = cause.slips else { continue };
            for slip in slips(line, case) {
                let worth = apart.with(&slip);
                for (basis, found) in BASES.into_iter().zip(worth) {
                    let Some(found) = found.filter(|&found| accepted.contains(found)) else { continue };
                    let slot = if basis == Basis::Earlier { &mut slipped.nearly } else { &mut in_full };
                    slot.get_or_insert(cause.name);
                    if (found - value).abs() <= 1e-9 * value.abs() {
                        slipped.exactly.get_or_insert(cause.name);
                    }
                }
                if slipped.exactly.is_some() && slipped.nearly.is_some() {
                    return slipped;
                }
                if worth[0].is_some_and(|found| (found - value).abs() <= reach) {
                    slipped.near.push((cause.name, line, slip));
                }
            }
        }
    }
    slipped.nearly = slipped.nearly.or(in_full);
    slipped
}

/// The first slip that gives the number from anything that the author's figures may stand for.
fn within_reach(case: &Case, near: &[(&'static str, &Line, Slip)]) -> Option<&'static str> {
    let accepted = tolerance::accepted(&case.item.printed);
    let reaches = |line: &Line, slip: &Slip| {
        let slipped = slip.written_out(line);
        let outcome = author(case, case.worked, Basis::Earlier).outcome(&slipped, &|&leaf| leaf);
        outcome.is_some_and(|outcome| accepted.overlaps(outcome.range))
    };
    near.iter().find(|(_, line, slip)| reaches(line, slip)).map(|(name, ..)| *name)
}

fn author<'a>(case: &'a Case, worked: &'a Worked, basis: Basis) -> Author<'a> {
    Author { worked, figures: case.figures, claim: case.claim, basis, style: Style::Delta, hidden: None }
}

/// A way of working that gives the number, and not the right one.
fn by_manner(case: &Case) -> Option<&'static str> {
    let usual = case.worked.manner;
    let both = |cause: &Cause, other: &Cause| Some((other.manner?)((cause.manner?)(usual)));
    let single = CAUSES.iter().filter_map(|cause| Some((cause.name, (cause.manner?)(usual))));
    let paired =
        both(&updated_weights::CAUSE, &biases_not_updated::CAUSE).map(|manner| ("updated-weights", manner));
    for (name, manner) in single.chain(paired) {
        if manner == usual {
            continue;
        }
        let worked = case.common.worked(manner);
        let Some(line) = worked.formula(case.quantity, Style::Delta) else { continue };
        let line = line.formula.substitute(&mut |&symbol| Expr::Symbol(Leaf::Quantity(symbol)));
        if gives(case, &worked, &line) {
            return Some(name);
        }
    }
    None
}

/// Whether a line gives the printed digits, from the author's figures or from none.
fn gives(case: &Case, worked: &Worked, line: &Line) -> bool {
    let accepted = tolerance::accepted(&case.item.printed);
    [Basis::Earlier, Basis::Exact].into_iter().any(|basis| {
        let outcome = author(case, worked, basis).outcome(line, &|&leaf| leaf);
        outcome.is_some_and(|outcome| accepted.overlaps(outcome.range))
    })
}
