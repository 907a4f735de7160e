//! For a person: the source line with the wrong part underlined, what belongs there, and why.

use super::words::{Mistake, counts, mistakes};
use crate::check::report::{Report, Verdict};
use crate::sheet::Span;

/// Colours of a terminal, or none.
#[derive(Clone, Copy)]
struct Ink {
    colour: bool,
}

impl Ink {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    fn yellow(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    fn blue(self, text: &str) -> String {
        self.paint("1;34", text)
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }
}

/// The report of one sheet; `network` says which one it was marked with.
pub fn human(source: &str, file: &str, network: &str, report: &Report, colour: bool) -> String {
    let ink = Ink { colour };
    let mut parts: Vec<(usize, String)> = Vec::new();
    for mistake in mistakes(report) {
        parts.push((mistake.claim.span.start, wrong(source, file, &mistake, ink)));
    }
    for finding in &report.findings {
        let title = format!("{}: {}", ink.yellow(finding.kind), ink.bold(&finding.message));
        let place = (finding.line, finding.column);
        let text = format!("{title}\n{}", excerpt(source, file, place, finding.span, "", ink));
        parts.push((finding.span.start, text));
    }
    parts.sort_by_key(|(start, _)| *start);
    let mut text = String::new();
    for (_, part) in parts {
        text += &part;
        text.push('\n');
    }
    text += &unread(report, ink);
    text += &format!("{}: {}\n", ink.bold(file), counts(report.summary()));
    text += &format!("marked with the {network}, method {}\n", report.manner.method.name());
    text
}

fn wrong(source: &str, file: &str, mistake: &Mistake, ink: Ink) -> String {
    let claim = mistake.claim;
    let name = claim.cause.map_or("wrong".into(), |cause| format!("wrong[{cause}]"));
    let title = format!("{}: {}", ink.red(&name), ink.bold(&format!("{} is wrong here", claim.claimed)));
    let label = format!("{}; it is {}", mistake.sentence(), mistake.belongs());
    let mut text = format!("{title}\n");
    text += &excerpt(source, file, (claim.line, claim.column), claim.span, &label, ink);
    let bar = ink.blue("=");
    let margin = " ".repeat(claim.line.to_string().len() + 1);
    if let Some(working) = &claim.working {
        text += &format!("{margin}{bar} worked: {working}\n");
    }
    let carried = mistake.carried();
    if !carried.is_empty() {
        text += &format!("{margin}{bar} note: {carried}\n");
    }
    if let Some(cause) = claim.cause {
        text += &format!("{margin}{bar} help: clearprop check --explain {cause}\n");
    }
    text
}

/// The widest part of a line that is shown, in characters.
const WIDEST: usize = 100;

/// The line of a place, with the part underlined and a label beneath it.
fn excerpt(
    source: &str,
    file: &str,
    (line, column): (usize, usize),
    span: Span,
    label: &str,
    ink: Ink,
) -> String {
    let whole = line_at(source, span.start);
    let characters: Vec<char> = whole.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let at = column - 1;
    // A long line is shown around the place.
    let from = if characters.len() > WIDEST { at.saturating_sub(WIDEST * 2 / 3) } else { 0 };
    let to = characters.len().min(from + WIDEST);
    let shown: String = characters[from.min(to)..to].iter().collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < characters.len() { "…" } else { "" });
    let length =
        span.of(source).lines().next().unwrap_or("").chars().count().max(1).min(to.saturating_sub(at).max(1));
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let (arrow, bar) = (ink.blue("-->"), ink.blue("|"));
    let columns: usize = characters[from.min(at)..at.min(characters.len())].iter().map(|&c| width(c)).sum();
    let indent = " ".repeat(before.chars().count() + columns);
    let underline = ink.red(&"^".repeat(length));
    format!(
        "{margin}{arrow} {file}:{line}:{column}\n{margin} {bar}\n{} {bar} {before}{shown}{after}\n{margin} {bar} {indent}{underline} {label}\n",
        ink.blue(&number)
    )
}

/// The line that a place lies in.
fn line_at(source: &str, place: usize) -> &str {
    let before = &source.as_bytes()[..place.min(source.len())];
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    source[start..].lines().next().unwrap_or("")
}

/// The columns that a character takes on a terminal: two in Chinese, Japanese and Korean.
fn width(character: char) -> usize {
    let wide = matches!(character as u32,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6);
    if wide { 2 } else { 1 }
}

/// What could not be read, in a line each; many are counted.
fn unread(report: &Report, ink: Ink) -> String {
    let mut text = String::new();
    let all: Vec<_> = report.claims.iter().filter(|claim| claim.verdict == Verdict::Unread).collect();
    for claim in all.iter().take(5) {
        let reason = claim.reason.as_deref().unwrap_or("it could not be read");
        text +=
            &format!("{}: line {}: `{}`: {reason}\n", ink.yellow("unread"), claim.line, claim.claimed.trim());
    }
    if all.len() > 5 {
        text += &format!("{}: {} more\n", ink.yellow("unread"), all.len() - 5);
    }
    text
}
