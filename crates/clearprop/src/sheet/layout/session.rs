//! What an interpreter shows: the value below `>>> z1`, `In [3]: z1` or `>>> print(z1)` is z1's.

use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::lex;
use crate::sheet::syntax::name::Habits;
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::Span;

/// The chains "name = what is shown", and the parts of the text that these take up.
pub(crate) fn shown(text: &str, from: usize, comma: bool, habits: &Habits) -> (Vec<(Item, u32)>, Vec<Span>) {
    let (mut items, mut taken) = (Vec::new(), Vec::new());
    if !text.contains(">>>") && !text.contains("In [") {
        return (items, taken);
    }
    let lines = lines(text, from);
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = prompted(text, *line).and_then(|code| shown_symbol(text, code)) else { continue };
        let below = lines[at + 1..].iter().take_while(|line| is_output(line.of(text)));
        let Some(end) = below.map(|line| line.end).last() else { continue };
        let value = Span { start: line.end, end };
        let read = |span: Span| {
            let tokens = lex::tokens(&text[..span.end], span.start, comma);
            let first =
                tokens.iter().position(|token| !matches!(token.kind, lex::Kind::Row | lex::Kind::Break))?;
            let mut parser = Parser::new(text, &tokens, 20_000, habits);
            parser.at = first;
            parser.sum()
        };
        let (Some(left), Some(right @ (Node::Number(_) | Node::Matrix(_)))) = (read(name), read(value))
        else {
            continue;
        };
        let mut sides = match left {
            left @ (Node::Name(_) | Node::Slope(_)) => vec![RawSide { node: Some(left), span: name }],
            step => match stepped(&step) {
                Some(left) => [left, step].map(|node| RawSide { node: Some(node), span: name }).into(),
                None => continue,
            },
        };
        sides.push(RawSide { node: Some(right), span: value });
        let before = Span { start: line.start, end: line.start };
        items.push((Item::Chain(Chain::apart(before, sides)), 1));
        taken.push(Span { start: name.start, end });
    }
    (items, taken)
}

/// The lines of a text, each without its end.
pub(crate) fn lines(text: &str, from: usize) -> Vec<Span> {
    let mut at = from;
    text[from..]
        .split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            Span { start, end: start + line.trim_end().len() }
        })
        .collect()
}

/// What stands behind the prompt.
fn prompted(text: &str, line: Span) -> Option<Span> {
    let code = line.of(text).trim_start();
    let rest = match code.strip_prefix(">>>") {
        Some(rest) => rest,
        None => code.strip_prefix("In [")?.split_once("]:")?.1,
    };
    // `z1 = x @ W1 + b1; z1  # net inputs`: what is shown is the last.
    let code = rest.split('#').next().unwrap_or(rest);
    let last = code.rsplit(';').next().unwrap_or(code);
    let end = line.end - rest.len() + code.len();
    Some(trimmed(text, Span { start: end - last.len(), end }))
}

/// The symbol whose value is shown: alone, printed, or rounded.
pub(crate) fn shown_symbol(text: &str, code: Span) -> Option<Span> {
    let inner = code.of(text);
    for call in ["print(", "np.round(", "round("] {
        if let Some(arguments) = inner.strip_prefix(call) {
            let end = arguments.rfind(')')?;
            let first = arguments[..end].rfind(',').filter(|_| call != "print(").unwrap_or(end);
            let start = code.start + call.len();
            return shown_symbol(text, trimmed(text, Span { start, end: start + first }));
        }
    }
    // f"{L:.5f}"
    if let Some(field) = inner.strip_prefix("f\"{").and_then(|rest| rest.strip_suffix("}\"")) {
        let start = code.start + "f\"{".len();
        let name = field.split(':').next().unwrap_or(field);
        return shown_symbol(text, Span { start, end: start + name.len() });
    }
    let is_sign = |c: char| "_[]".contains(c) || is_step(inner) && " -*+.".contains(c);
    let is_symbol = inner.chars().all(|c| c.is_alphanumeric() || is_sign(c))
        && inner.chars().next().is_some_and(char::is_alphabetic);
    is_symbol.then_some(code)
}

/// `W1 - lr*dW1`: what is taken off a symbol names its slope.
fn is_step(code: &str) -> bool {
    code.split_once('-').is_some_and(|(of, step)| step.contains(&format!("d{}", of.trim())))
}

/// What the weights become whose step is shown.
fn stepped(step: &Node) -> Option<Node> {
    match step {
        Node::Sum(terms) => match &terms[..] {
            [Node::Name(name), Node::Negative(_)] => Some(Node::Name(Name { updated: true, ..name.clone() })),
            _ => None,
        },
        _ => None,
    }
}

pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let part = span.of(text);
    let start = span.start + part.len() - part.trim_start().len();
    Span { start, end: start + part.trim().len() }
}

/// Whether a line goes on with what is shown.
fn is_output(line: &str) -> bool {
    let line = line.trim_start();
    let line =
        line.split_once("]:").filter(|(out, _)| out.starts_with("Out [")).map_or(line, |(_, rest)| rest);
    let value = line.trim_start().trim_start_matches("array(").trim_start_matches(['[', '(', '-', ' ']);
    value.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}
