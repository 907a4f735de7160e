//! A report in Markdown.

use super::words::{counts, mistakes};
use crate::check::report::{Report, Verdict};

/// The report of one sheet.
pub fn markdown(file: &str, network: &str, report: &Report) -> String {
    let mut text = format!(
        "## {file}\n\n{}. Marked with the {network}, method {}.\n",
        counts(report.summary()),
        report.manner.method.name()
    );
    let mistakes = mistakes(report);
    if !mistakes.is_empty() {
        text += "\n| line | printed | belongs there | cause | carried on |\n|---|---|---|---|---|\n";
    }
    for mistake in &mistakes {
        text += &format!(
            "| {} | `{}` | {} | {} | {} |\n",
            mistake.claim.line,
            mistake.claim.claimed.replace('|', "\\|"),
            mistake.belongs(),
            mistake.sentence(),
            mistake.carried()
        );
    }
    if !report.findings.is_empty() {
        text.push('\n');
    }
    for finding in &report.findings {
        text += &format!("- line {}, {}: {}\n", finding.line, finding.kind, finding.message);
    }
    let unread: Vec<_> = report.claims.iter().filter(|claim| claim.verdict == Verdict::Unread).collect();
    if !unread.is_empty() {
        text += "\nNot read:\n\n";
    }
    for claim in unread {
        let reason = claim.reason.as_deref().unwrap_or("it could not be read");
        text += &format!("- line {}: `{}`: {reason}\n", claim.line, claim.claimed.trim().replace('`', "'"));
    }
    text
}
