//! What is wrong beside the numbers: formulas, names, blanks, and the method.

pub(super) mod blank;
pub(super) mod formula;
pub(super) mod label;
pub(super) mod method;
mod points;

pub(super) use points::Points;

use super::report::Finding;
use crate::sheet::Span;

/// A finding at a place; its line and column are counted when all are known.
pub(super) fn finding(kind: &'static str, span: Span, message: String) -> Finding {
    Finding { kind, span, line: 0, column: 0, message }
}

/// A page on a kind of finding that is no cause of a number too.
pub(in crate::check) fn page(kind: &str) -> Option<&'static str> {
    match kind {
        "formula" => Some(formula::PAGE),
        "label" => Some(label::PAGE),
        "blank" => Some(blank::PAGE),
        "uphill" => Some(method::UPHILL_PAGE),
        "loss-sign" => Some(method::LOSS_SIGN_PAGE),
        _ => None,
    }
}

/// Every kind that has a page of its own.
pub const KINDS: [&str; 5] = ["formula", "label", "blank", "uphill", "loss-sign"];
