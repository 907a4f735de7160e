//! A line of the grade book for each sheet.

use super::words::mistakes;
use crate::check::report::Report;

/// The names of the columns.
pub fn csv_header() -> &'static str {
    "sheet,right,rounded,carried,wrong,unread,findings,first_mistake,first_mistake_line,score\n"
}

/// One sheet: its counts, its first mistake with its line, and the share of numbers not wrong in percent.
pub fn csv_row(file: &str, report: &Report) -> String {
    let summary = report.summary();
    let mistake = mistakes(report).first().map(|mistake| {
        let cause = mistake.claim.cause.unwrap_or("wrong");
        (cause.to_owned(), mistake.claim.line)
    });
    let finding = report.findings.first().map(|finding| (finding.kind.to_owned(), finding.line));
    let first = mistake.or(finding);
    let (what, line) = first.map_or((String::new(), String::new()), |(what, line)| (what, line.to_string()));
    format!(
        "{},{},{},{},{},{},{},{what},{line},{}\n",
        quoted(file),
        summary.right,
        summary.rounded,
        summary.carried,
        summary.wrong,
        summary.unread,
        report.findings.len(),
        summary.score()
    )
}

/// A field, in quotes where it must be.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
