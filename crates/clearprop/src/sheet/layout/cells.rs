//! The cells of a notebook set as text: what stands in the fence below a fence of code is what the symbols
//! on the last line of that code are worth.

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
    for pair in fences.windows(2) {
        let (code, output) = (pair[0], pair[1]);
        let between = text[code.end..output.start].replace("```", "");
        let is_out = between.lines().map(str::trim).all(says_output);
        let Some(names) = symbols(text, code).filter(|_| is_out) else { continue };
        let Some(values) = values(text, output, names.len(), comma, habits) else { continue };
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

/// Whether a line between two fences only says that output follows.
fn says_output(line: &str) -> bool {
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

/// The symbols on the last line of code, where that is nothing else: `W1, b1`.
fn symbols(text: &str, code: Span) -> Option<Vec<Span>> {
    let last = trimmed(text, code);
    let line = last.of(text).rfind('\n').map_or(last.start, |at| last.start + at + 1);
    let mut at = line;
    text[line..last.end]
        .split(',')
        .map(|part| {
            let span = Span { start: at, end: at + part.len() };
            at = span.end + 1;
            shown_symbol(text, trimmed(text, span))
        })
        .collect()
}

/// So many values, in brackets where there are several.
fn values(text: &str, output: Span, count: usize, comma: bool, habits: &Habits) -> Option<Vec<RawSide>> {
    let output = trimmed(text, output);
    let tokens = lex::tokens(&text[..output.end], output.start, comma);
    let mut parser = Parser::new(text, &tokens, 20_000, habits);
    if count > 1 && !parser.eat('(') {
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
