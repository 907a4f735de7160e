//! The sentences that every telling shares.

use super::json::padded;
use crate::check::cause;
use crate::check::report::{Claim, Report, Summary, Verdict};

/// A marked sheet with what its tellings need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mistake<'a> {
    /// The wrong claim.
    pub(super) claim: &'a Claim,
    /// Those that carry it.
    pub(super) carrying: usize,
    /// The lines of those that carry it: the first few.
    pub(super) first_lines: [Option<usize>; 4],
}

/// The wrong claims of a report, in the order of the text.
pub(super) fn mistakes(report: &Report) -> Vec<Mistake<'_>> {
    report
        .mistakes()
        .into_iter()
        .map(|(at, carrying)| {
            let mut lines: Vec<usize> = carrying.iter().map(|&at| report.claims[at].line).collect();
            lines.dedup();
            let mut first_lines = [None; 4];
            first_lines.iter_mut().zip(lines).for_each(|(slot, line)| *slot = Some(line));
            Mistake { claim: &report.claims[at], carrying: carrying.len(), first_lines }
        })
        .collect()
}

impl Mistake<'_> {
    /// What happened, in a sentence without its full stop.
    pub(super) fn sentence(&self) -> &'static str {
        let cause = self.claim.cause.and_then(cause::named);
        cause.map_or("no single slip gives these digits", |cause| cause.sentence)
    }

    /// What belongs there: the value within the author's own figures, and the true one.
    pub(super) fn belongs(&self) -> String {
        let text = |value| padded(value, self.claim.printed.as_ref());
        match (self.claim.own, self.claim.expected) {
            (Some(own), Some(exact)) => {
                format!("{} from the figures above it, exactly {}", text(own), text(exact))
            }
            (None, Some(value)) | (Some(value), None) => text(value),
            (None, None) => "another number".into(),
        }
    }

    /// What carries from it, folded into one line; empty where nothing does.
    pub(super) fn carried(&self) -> String {
        if self.carrying == 0 {
            return String::new();
        }
        let mut lines: Vec<String> =
            self.first_lines.iter().flatten().take(3).map(usize::to_string).collect();
        if self.first_lines[3].is_some() {
            lines.push("…".into());
        }
        let number = if self.carrying == 1 {
            "1 number carries".into()
        } else {
            format!("{} numbers carry", self.carrying)
        };
        let place = if lines.len() == 1 { "line" } else { "lines" };
        format!("{number} this on, rightly worked: {place} {}", lines.join(", "))
    }
}

/// The counts, in a sentence.
pub(super) fn counts(summary: Summary) -> String {
    let mut parts = Vec::new();
    let mut summary = summary;
    for verdict in Verdict::ALL {
        let count = *summary.count(verdict);
        if count > 0 || matches!(verdict, Verdict::Right | Verdict::Wrong) {
            parts.push(format!("{count} {}", verdict.name()));
        }
    }
    parts.join(", ")
}

/// Which network a sheet was marked with, and how that was found.
pub fn used_network(widths: &[usize], from: &str) -> String {
    let widths: Vec<String> = widths.iter().map(usize::to_string).collect();
    format!("{} network {from}", widths.join("-"))
}

/// One sheet among many.
pub fn in_one_line(file: &str, report: &Report) -> String {
    let mut line = format!("{file}: {}", counts(report.summary()));
    if !report.findings.is_empty() {
        let count = report.findings.len();
        line += &format!(", {count} finding{}", if count == 1 { "" } else { "s" });
    }
    if let Some(first) = mistakes(report).first() {
        let cause = first.claim.cause.unwrap_or("no single slip");
        line += &format!("; first mistake on line {}: {} ({cause})", first.claim.line, first.claim.claimed);
    }
    line
}
