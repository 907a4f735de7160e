//! The sheet itself, each line with its mark in the margin.

use super::words::{counts, mistakes};
use crate::check::report::{Report, Verdict};

/// The mark of a line and what is said about it.
struct Margin {
    mark: char,
    notes: Vec<String>,
}

/// The worst verdict of each line, with its notes.
fn margins(source: &str, report: &Report) -> Vec<Margin> {
    let count = source.lines().count();
    let mut margins: Vec<Margin> = (0..count).map(|_| Margin { mark: ' ', notes: Vec::new() }).collect();
    let rank = |mark: char| " ✓≈→?✗".chars().position(|other| other == mark);
    for claim in &report.claims {
        let Some(margin) = margins.get_mut(claim.line.saturating_sub(1)) else { continue };
        let mark = mark(claim.verdict);
        if rank(mark) > rank(margin.mark) {
            margin.mark = mark;
        }
    }
    for mistake in mistakes(report) {
        let claim = mistake.claim;
        let mut note = format!("{}: {}; it is {}", claim.claimed, mistake.sentence(), mistake.belongs());
        let carried = mistake.carried();
        if !carried.is_empty() {
            note += &format!("; {carried}");
        }
        if let Some(margin) = margins.get_mut(claim.line.saturating_sub(1)) {
            margin.notes.push(note);
        }
    }
    for finding in &report.findings {
        if let Some(margin) = margins.get_mut(finding.line.saturating_sub(1)) {
            margin.mark = '✗';
            margin.notes.push(format!("{}: {}", finding.kind, finding.message));
        }
    }
    margins
}

fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Right => '✓',
        Verdict::Rounded => '≈',
        Verdict::Carried => '→',
        Verdict::Wrong => '✗',
        Verdict::Unread => '?',
    }
}

const LEGEND: &str =
    "✓ right, ≈ right within the author's rounding, → carried from an earlier mistake, ✗ wrong, ? not read";

/// The sheet in Markdown, as a listing with marks.
pub fn annotated_markdown(source: &str, file: &str, report: &Report) -> String {
    let longest = source.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let mut text = format!("# {file}, marked\n\n{}\n\n{LEGEND}\n\n{fence}\n", counts(report.summary()));
    for (number, (line, margin)) in source.lines().zip(margins(source, report)).enumerate() {
        text += &format!("{:>4} {} {line}\n", number + 1, margin.mark);
        for note in margin.notes {
            text += &format!("       ^ {note}\n");
        }
    }
    text + &fence + "\n"
}

/// The sheet as one HTML page.
pub fn annotated_html(source: &str, file: &str, report: &Report) -> String {
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}, marked</title>\n<style>\
         body{{font:15px/1.5 system-ui,sans-serif;max-width:75em;margin:2em auto;padding:0 1em}}\
         td{{vertical-align:top;padding:0 .5em;white-space:pre-wrap;font-family:ui-monospace,monospace;overflow-wrap:anywhere}}\
         td:first-child{{color:#888;text-align:right;white-space:pre}}\
         .wrong td{{background:#fdd}}.carried td{{background:#ffd}}\
         .note td{{background:#fff4f4;color:#900;font-family:inherit}}</style></head>\n\
         <body><h1>{0}</h1><p>{1}</p><p>{LEGEND}</p>\n<table>\n",
        escaped(file),
        counts(report.summary())
    );
    for (number, (line, margin)) in source.lines().zip(margins(source, report)).enumerate() {
        let class = match margin.mark {
            '✗' => " class=\"wrong\"",
            '→' => " class=\"carried\"",
            _ => "",
        };
        text += &format!(
            "<tr{class}><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            number + 1,
            margin.mark,
            escaped(line)
        );
        for note in margin.notes {
            text += &format!("<tr class=\"note\"><td></td><td></td><td>{}</td></tr>\n", escaped(&note));
        }
    }
    text + "</table></body></html>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
