//! Numbers that stand where values are given and give none of the network's.

use crate::sheet::meaning::facts::{Evidence, Facts};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::tree::Name;
use crate::sheet::types::Span;

/// Whether what follows these words is said of all alike.
pub(super) fn is_of_all(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or("");
    matches!(
        last,
        "every" | "each" | "all" | "jedes" | "alle" | "chaque" | "cada" | "todos" | "每个" | "所有"
    )
}

/// Whether a number counts what the word behind it names.
pub(super) fn counts_units(text: &str, span: Span) -> bool {
    let is_whole = span.of(text).bytes().all(|byte| byte.is_ascii_digit());
    let behind = text[span.end..].trim_start_matches([' ', '*', '$']);
    let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    // A text without spaces would be one long word.
    is_whole && end < 60 && role::is_unit_word(&behind[..end])
}

/// Whether this is the true weight w beside an estimate ŵ with a value of its own: nothing is worked from it.
pub(super) fn is_true_value(name: &Name, evidence: &Evidence, facts: &Facts) -> bool {
    let is_parameter =
        [Role::Weight, Role::Bias].iter().any(|&role| role::by_name(&name.base, 0, role) >= 1.0);
    let estimates = ["^", "_hat"].map(|mark| facts.families.get(&format!("{}{mark}", name.base)));
    name.indices.is_empty()
        && is_parameter
        && evidence.partners.is_empty()
        && estimates.into_iter().flatten().any(|estimate| estimate.direct > 0)
}
