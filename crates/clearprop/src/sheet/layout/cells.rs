//! The cells of a notebook set as text: what stands below a fence of code, in a fence or further in, is what the
//! symbols on the last lines of that code are worth.

use super::session::{lines, shown_symbol, trimmed};
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::lex::{self, Kind};
use crate::sheet::syntax::name::Habits;
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::Node;
use crate::sheet::types::Span;

/// The chains "name = what is shown", and the parts of the text that these take up.
pub(crate) fn shown(text: &str, from: usize, comma: bool, habits: &Habits) -> (Vec<(Item, u32)>, Vec<Span>) {
    let (mut items, mut taken) = (Vec::new(), Vec::new());
    let fences = fences(text, from);
    for (at, &code) in fences.iter().enumerate() {
        let Some(output) = output(text, code, fences.get(at + 1).copied()) else { continue };
        let Some(shown) = shown_by(text, code) else { continue };
        let (names, in_brackets) = match shown {
            Shown::Tuple(names) => (names, true),
            Shown::Printed(names) => (names, false),
        };
        let Some(values) = values(text, output, names.len(), in_brackets, comma, habits) else { continue };
        for (name, value) in names.into_iter().zip(values) {
            let tokens = lex::tokens(&text[..name.end], name.start, comma);
            let mut parser = Parser::new(text, &tokens, 1_000, habits);
            let Some(left @ (Node::Name(_) | Node::Slope(_))) = parser.sum() else { continue };
            let before = Span { start: output.start, end: output.start };
            let start = RawSide { node: Some(left), span: before };
            let sides = vec![start, value];
            items.push((Item::Chain(Chain::apart(before, sides)), 1));
        }
        taken.push(output);
    }
    (items, taken)
}

/// What a cell puts out: the next fence, where nothing stands between, or the lines further in below the code.
fn output(text: &str, code: Span, next: Option<Span>) -> Option<Span> {
    if let Some(next) = next
        && text[code.end..next.start].replace("```", "").lines().map(str::trim).all(says_output)
    {
        return Some(next);
    }
    let below = code.end + text[code.end..].find('\n')? + 1;
    let is_further_in = |line: &Span| line.of(text).starts_with("    ");
    let mut lines = lines(text, below).into_iter().skip_while(|line| line.of(text).is_empty());
    let first = lines.next().filter(is_further_in)?;
    let last = lines.take_while(is_further_in).last().unwrap_or(first);
    Some(Span { start: first.start, end: last.end })
}

/// Whether a line between two fences only says that output follows.
fn says_output(line: &str) -> bool {
    let line = line.trim_matches(['*', '#', ' ']);
    line.starts_with("Out") || matches!(line, "" | "text" | "output" | "console" | "plaintext")
}

/// What stands between fences, each without them.
fn fences(text: &str, from: usize) -> Vec<Span> {
    let mut fences = Vec::new();
    if !text.contains("```") {
        return fences;
    }
    let mut open: Option<usize> = None;
    for line in lines(text, from) {
        if !line.of(text).trim_start().starts_with("```") {
            continue;
        }
        match open.take() {
            Some(start) => fences.push(Span { start, end: line.start }),
            None => open = Some(line.end),
        }
    }
    fences
}

/// The symbols whose values a cell shows.
enum Shown {
    /// `W1, b1`: as one value, in brackets where there are several.
    Tuple(Vec<Span>),
    /// `print(W1); print(b1)`: one below the other.
    Printed(Vec<Span>),
}

/// What the last lines of code show, where they do nothing else.
fn shown_by(text: &str, code: Span) -> Option<Shown> {
    let code = trimmed(text, code);
    let lines = lines(text, code.start);
    let lines: Vec<Span> = lines.into_iter().take_while(|line| line.end <= code.end).collect();
    let last = trimmed(text, *lines.last()?);
    if let Some(names) = printed_in_turn(text, last).or_else(|| printed_in_lines(text, last)) {
        return Some(Shown::Printed(names));
    }
    let is_print = |line: &&Span| line.of(text).starts_with("print(");
    let prints: Vec<Span> = lines.iter().rev().take_while(is_print).copied().collect();
    let statements: Vec<Span> = prints.iter().rev().flat_map(|line| parts(text, *line, ";")).collect();
    match statements.len() {
        0 | 1 => parts(text, last, ",")
            .map(|part| shown_symbol(text, part))
            .collect::<Option<_>>()
            .map(Shown::Tuple),
        _ => {
            let names = statements.into_iter().map(|statement| shown_symbol(text, statement));
            names.collect::<Option<_>>().map(Shown::Printed)
        }
    }
}

/// The symbols of `for p in (W1, b1): print(p)`.
fn printed_in_turn(text: &str, line: Span) -> Option<Vec<Span>> {
    let (variable, rest) = line.of(text).strip_prefix("for ")?.split_once(" in ")?;
    let (list, printing) = rest.split_once("):")?;
    let list = list.strip_prefix('(')?;
    if printing.trim() != format!("print({variable})") {
        return None;
    }
    let end = line.end - printing.len() - "):".len();
    let list = Span { start: end - list.len(), end };
    parts(text, list, ",").map(|part| shown_symbol(text, part)).collect()
}

/// The symbols of `print(W1, b1, sep="\n")`.
fn printed_in_lines(text: &str, line: Span) -> Option<Vec<Span>> {
    let call = line.of(text).strip_prefix("print(")?;
    let (list, _) =
        call.strip_suffix(')')?.rsplit_once(',').filter(|(_, how)| how.contains("sep=\"\\n\""))?;
    let start = line.start + "print(".len();
    let list = Span { start, end: start + list.len() };
    parts(text, list, ",").map(|part| shown_symbol(text, part)).collect()
}

/// The parts of a line of code between signs.
fn parts<'a>(text: &'a str, line: Span, sign: &'a str) -> impl Iterator<Item = Span> + 'a {
    let mut at = line.start;
    line.of(text).split(sign).map(move |part| {
        let span = Span { start: at, end: at + part.len() };
        at = span.end + sign.len();
        trimmed(text, span)
    })
}

/// So many values, one below the other, or in brackets where there are several.
fn values(
    text: &str,
    output: Span,
    count: usize,
    in_brackets: bool,
    comma: bool,
    habits: &Habits,
) -> Option<Vec<RawSide>> {
    let output = trimmed(text, output);
    let tokens = lex::tokens(&text[..output.end], output.start, comma);
    let mut parser = Parser::new(text, &tokens, 20_000, habits);
    if in_brackets && count > 1 && !parser.eat('(') {
        return None;
    }
    let mut values = Vec::new();
    while values.len() < count {
        while matches!(parser.kind(), Some(Kind::Sign(',') | Kind::Row | Kind::Gap)) {
            parser.at += 1;
        }
        let start = parser.at;
        let node = parser.sum().filter(|node| matches!(node, Node::Number(_) | Node::Matrix(_)))?;
        values.push(RawSide { node: Some(node), span: parser.span_from(start) });
    }
    let ends = matches!(parser.kind(), None | Some(Kind::Break | Kind::Row | Kind::Sign(')')));
    ends.then_some(values)
}
