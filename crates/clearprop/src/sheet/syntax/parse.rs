//! Expressions by recursive descent: LaTeX, Unicode and plain text alike.

use super::lex::{Kind, Token, Tokens};
use super::tree::{Entry, Function, Name, Node};
use crate::sheet::types::{Printed, Span};

/// Nesting beyond this is not read, so that no text can exhaust the stack.
const DEEPEST: usize = 80;

/// Reads expressions from the pieces of a text.
pub(crate) struct Parser<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) numbers: &'a [Printed],
    pub(crate) at: usize,
    pub(crate) depth: usize,
    /// We are within `[…]`, whose numbers may stand side by side.
    pub(crate) in_list: bool,
    /// How many more pieces may be looked at, over the whole text, before reading gives up.
    pub(crate) fuel: usize,
    pub(crate) habits: &'a super::name::Habits,
}

impl<'a> Parser<'a> {
    /// At the first of some tokens, with fuel for so many steps.
    pub(crate) fn new(
        text: &'a str,
        tokens: &'a Tokens,
        fuel: usize,
        habits: &'a super::habits::Habits,
    ) -> Parser<'a> {
        let numbers = &tokens.numbers;
        Parser { text, tokens, numbers, at: 0, depth: 0, in_list: false, fuel, habits }
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        let text = self.tokens.get(at).map_or("", |token| token.span.of(self.text));
        if text == "0" && self.tokens[at].kind == Kind::Word {
            return "o";
        }
        match super::html::entity(text) {
            Some((stands_for, length)) if length == text.len() => stands_for,
            _ => text,
        }
    }
}

/// A sum or product; of one part it is that part, as most are.
fn joined(first: Node, mut others: Vec<Node>, form: fn(Vec<Node>) -> Node) -> Node {
    if others.is_empty() {
        return first;
    }
    others.insert(0, first);
    form(others)
}

impl Parser<'_> {
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    pub(crate) fn peek(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    /// The number so many pieces ahead, where one stands there.
    pub(crate) fn number(&self, ahead: usize) -> Option<Printed> {
        match self.peek(ahead)? {
            Kind::Number(at) => Some(self.numbers[at as usize]),
            _ => None,
        }
    }

    pub(super) fn is(&self, sign: char) -> bool {
        self.kind() == Some(Kind::Sign(sign))
    }

    pub(crate) fn eat(&mut self, sign: char) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    pub(super) fn spaced(&self) -> bool {
        self.tokens.get(self.at).is_none_or(|token| token.spaced)
    }

    pub(super) fn math(&self) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.math)
    }

    /// The part of the text from a piece to the last one read.
    pub(crate) fn span_from(&self, start: usize) -> Span {
        match (self.tokens.get(start), self.at.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) => {
                Span { start: first.span.start, end: last.span.end.max(first.span.start) }
            }
            _ => Span::default(),
        }
    }

    /// x + y − …
    pub(crate) fn sum(&mut self) -> Option<Node> {
        self.deeper(Self::terms)
    }

    fn terms(&mut self) -> Option<Node> {
        let first = self.product()?;
        let mut others = Vec::new();
        loop {
            let start = self.at;
            self.next_row_adds();
            let negative = self.is('-');
            if !(negative || self.is('+')) || negative && self.is_sign_after_a_word() {
                self.at = start;
                break;
            }
            self.at += 1;
            // `-0.0589 + -0.2383` is a sum, `0.003717 +` at the end of a line a slip of the pen.
            let Some(term) = self.product() else {
                self.at = start;
                break;
            };
            others.push(if negative { Node::Negative(Box::new(term)) } else { term });
        }
        Some(joined(first, others, Node::Sum))
    }

    /// `\\ &\quad + …`: a long sum goes on in the next row of a formula, further in.
    fn next_row_adds(&mut self) {
        let ahead = [self.kind(), self.peek(1), self.peek(2), self.peek(3)];
        let goes_on = matches!(
            ahead,
            [Some(Kind::Row), Some(Kind::Cell), Some(Kind::Gap), Some(Kind::Sign('+' | '-'))]
        );
        self.at += if goes_on && self.math() { 3 } else { 0 };
    }

    /// `bias -1`: in plain text, a minus that stands apart from a word and close to a number is its sign.
    fn is_sign_after_a_word(&self) -> bool {
        let next = self.tokens.get(self.at + 1);
        let is_long = || {
            self.word(self.at - 1).chars().filter(|c| c.is_alphabetic()).count() > 2
                && self.previous_is_word()
        };
        !self.math()
            && self.spaced()
            && next.is_some_and(|next| matches!(next.kind, Kind::Number(_)) && !next.spaced)
            && (self.in_list || is_long())
    }

    /// x · y / z …, with or without signs between.
    fn product(&mut self) -> Option<Node> {
        let mut first = self.factor()?;
        let mut others = Vec::new();
        loop {
            self.fuel = self.fuel.checked_sub(1)?;
            let start = self.at;
            if self.is('*') && !matches!(self.peek(1), Some(Kind::Sign('*'))) {
                self.at += 1;
                self.continuation();
                match self.factor() {
                    Some(factor) => others.push(factor),
                    None => {
                        self.at = start;
                        break;
                    }
                }
            } else if self.is('/') {
                self.at += 1;
                let Some(divisor) = self.factor() else {
                    self.at = start;
                    break;
                };
                let dividend = joined(first, std::mem::take(&mut others), Node::Product);
                first = self.quotient(dividend, divisor);
            } else if self.follows_at_once() {
                match self.power() {
                    Some(factor) => others.push(factor),
                    None => {
                        self.at = start;
                        break;
                    }
                }
            } else {
                break;
            }
        }
        Some(joined(first, others, Node::Product))
    }

    /// A formula may go on in the next line after an operator.
    fn continuation(&mut self) {
        if self.math() && matches!(self.kind(), Some(Kind::Row)) {
            self.at += 1;
            if matches!(self.kind(), Some(Kind::Cell)) {
                self.at += 1;
            }
        }
    }

    /// A sign before it, if any.
    fn factor(&mut self) -> Option<Node> {
        self.fuel = self.fuel.checked_sub(1)?;
        if self.is('-') {
            let start = self.at;
            self.at += 1;
            let inner = self.deeper(Self::factor);
            return Some(match inner? {
                // The sign belongs to the number that it stands before.
                Node::Number(mut printed) => {
                    printed.span.start = self.tokens[start].span.start;
                    printed.value = printed.value.negated();
                    Node::Number(printed)
                }
                node => Node::Negative(Box::new(node)),
            });
        }
        if self.is('+') {
            self.at += 1;
            return self.power();
        }
        self.power()
    }

    /// x^y and xⁿ.
    pub(crate) fn power(&mut self) -> Option<Node> {
        let mut base = self.primary()?;
        loop {
            base = match self.kind() {
                Some(Kind::Sign('^')) => {
                    let start = self.at;
                    self.at += 1;
                    match self.exponent() {
                        Some(Node::Other) => base,
                        Some(exponent) => Node::Power(Box::new(base), Box::new(exponent)),
                        None => {
                            self.at = start;
                            return Some(base);
                        }
                    }
                }
                Some(Kind::Raised(digit)) => {
                    self.at += 1;
                    Node::Power(Box::new(base), Box::new(Node::Constant(f64::from(digit))))
                }
                _ => return Some(base),
            };
        }
    }

    /// What stands raised. A whole number is a plain constant; `T` says nothing.
    fn exponent(&mut self) -> Option<Node> {
        if self.word(self.at) == "\\top" || self.word(self.at) == "T" {
            self.at += 1;
            return Some(Node::Other);
        }
        let start = self.at;
        if self.eat('{') || self.eat('(') {
            let closing = if self.tokens[start].kind == Kind::Sign('{') { '}' } else { ')' };
            if matches!(self.word(self.at), "\\top" | "T") && self.peek(1) == Some(Kind::Sign(closing)) {
                self.at += 2;
                return Some(Node::Other);
            }
            let inner = self.sum()?;
            return self.eat(closing).then(|| plain(inner));
        }
        match self.kind()? {
            Kind::Sign('-') => {
                self.at += 1;
                self.deeper(Self::exponent).map(|inner| Node::Negative(Box::new(inner)))
            }
            Kind::Number(_) | Kind::Word | Kind::Command => self.primary().map(plain),
            _ => None,
        }
    }

    fn primary(&mut self) -> Option<Node> {
        self.fuel = self.fuel.checked_sub(1)?;
        self.deeper(Self::operand_here)
    }

    /// Reads one level further in, unless that is too deep.
    pub(crate) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let found = if self.depth > DEEPEST { None } else { read(self) };
        self.depth -= 1;
        found
    }

    fn operand_here(&mut self) -> Option<Node> {
        match self.kind()? {
            Kind::Number(at) => {
                self.at += 1;
                Some(Node::Number(self.numbers[at as usize]))
            }
            Kind::Sign('(') => self.bracket(')'),
            Kind::Sign('[') => self.bracket(']'),
            Kind::Sign('{') if self.peek(1) == Some(Kind::Sign('}')) => self.starred(),
            Kind::Sign('{') => self.group(),
            Kind::Sign(edge @ ('|' | '‖')) => self.absolute(edge),
            Kind::Sign('½') => self.constant(0.5),
            Kind::Sign('¼') => self.constant(0.25),
            Kind::Sign('√') => {
                self.at += 1;
                let inner = self.power()?;
                Some(Node::Apply(Function::Sqrt, vec![inner]))
            }
            Kind::Sign('Σ' | '∑') => self.series(),
            Kind::Word | Kind::Command => self.word_or_command(),
            _ => None,
        }
    }

    fn constant(&mut self, value: f64) -> Option<Node> {
        self.at += 1;
        Some(Node::Constant(value))
    }

    /// `|x|` around a number is the number, for the purposes of marking, and `‖x‖` what it is the length of.
    fn absolute(&mut self, edge: char) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let inner = self.sum();
        if inner.is_some() && self.eat(edge) {
            return inner;
        }
        self.at = start;
        None
    }

    /// `{}^*w_5`: the mark of an update in front of the symbol.
    fn starred(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 2;
        if self.eat('^')
            && self.eat('*')
            && let Some(Node::Name(name)) = self.primary()
        {
            return Some(Node::Name(Name { updated: true, ..name }));
        }
        self.at = start;
        None
    }

    /// `{…}`: what stands inside; a lone symbol in it may take indices from outside.
    fn group(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let inner = self.sum();
        if !(inner.is_some() && self.eat('}')) {
            self.at = start;
            return None;
        }
        match inner? {
            // `{w^{1}}^{2}` is a power of what has its raised index already.
            Node::Name(name) if !name.indices.iter().any(|index| index.raised) => {
                let name = self.more_indices(name);
                self.compared(&name);
                Some(Node::Name(name))
            }
            node => Some(node),
        }
    }

    /// `(…)`, `[…]`: an expression, or a vector or matrix.
    fn bracket(&mut self, closing: char) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let mut rows: Vec<Vec<Entry>> = vec![Vec::new()];
        let mut separators = 0;
        let (mut ends_row, mut are_lists) = (false, true);
        let around = std::mem::replace(&mut self.in_list, closing == ']');
        loop {
            while closing == ']' && matches!(self.kind(), Some(Kind::Gap | Kind::Row)) {
                self.at += 1;
            }
            let from = self.at;
            let Some(node) = self.sum() else { break };
            are_lists &= closing == ']' && self.tokens[from].kind == Kind::Sign('[');
            let span = self.span_from(from);
            rows.last_mut().expect("there is a row").push(Entry { node, span });
            let mut separated = false;
            while matches!(self.kind(), Some(Kind::Sign(',' | ';') | Kind::Gap | Kind::Cell | Kind::Row)) {
                separated = true;
                ends_row |= self.kind() == Some(Kind::Sign(';'));
                self.at += 1;
            }
            if closing == ']' && std::mem::take(&mut ends_row) {
                rows.push(Vec::new());
            }
            if !separated {
                // `[0.1 0.2 0.7]`, as some programs print a list.
                if closing == ']' && matches!(self.kind(), Some(Kind::Number(_) | Kind::Sign('-'))) {
                    separators += 1;
                    continue;
                }
                break;
            }
            separators += 1;
        }
        self.in_list = around;
        if !self.eat(closing) {
            self.at = start;
            return None;
        }
        rows.retain(|row| !row.is_empty());
        // `[0.5 -0.2; -0.3 0.8]` is a matrix; in `[0.5; 1.5]` the sign only stands between.
        if rows.len() > 1 && rows.iter().all(|row| row.len() == rows[0].len() && row.len() > 1) {
            return Some(Node::Matrix(rows));
        }
        let mut entries: Vec<Entry> = rows.into_iter().flatten().collect();
        if entries.is_empty() {
            self.at = start;
            return None;
        }
        if separators == 0 && entries.len() == 1 {
            return Some(match entries.remove(0).node {
                // (w_{ij})_{new}
                Node::Name(name) if self.is('_') => Node::Name(self.more_indices(name)),
                node => node,
            });
        }
        // A list of lists is a matrix.
        if entries.iter().all(|entry| matches!(&entry.node, Node::Matrix(rows) if rows.len() == 1)) {
            let rows = entries
                .into_iter()
                .filter_map(|entry| match entry.node {
                    Node::Matrix(mut rows) => Some(rows.remove(0)),
                    _ => None,
                })
                .collect();
            return Some(Node::Matrix(rows));
        }
        // `[[1.5], [-0.3]]` is a column.
        if are_lists && entries.iter().all(|entry| entry.node.number().is_some()) {
            return Some(Node::Matrix(entries.into_iter().map(|entry| vec![entry]).collect()));
        }
        Some(Node::Matrix(vec![entries]))
    }

    /// `\begin{pmatrix} … \end{pmatrix}` and `array`, whose entries are expressions.
    pub(crate) fn matrix(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let mut rows: Vec<Vec<Entry>> = vec![Vec::new()];
        loop {
            match self.kind() {
                Some(Kind::Cell | Kind::Gap) => self.at += 1,
                Some(Kind::Row) => {
                    self.at += 1;
                    rows.push(Vec::new());
                }
                Some(Kind::Command) if self.starts_with_end() => {
                    self.at += 1;
                    break;
                }
                _ => {
                    let from = self.at;
                    let node = self.sum();
                    // An array whose cells hold equations is no matrix but a way to set them.
                    let ended = matches!(self.kind(), Some(Kind::Cell | Kind::Row | Kind::Gap))
                        || self.kind() == Some(Kind::Command) && self.starts_with_end();
                    match node {
                        Some(node) if ended => {
                            let span = self.span_from(from);
                            rows.last_mut().expect("there is a row").push(Entry { node, span });
                        }
                        _ => {
                            self.at = start;
                            return None;
                        }
                    }
                }
            }
        }
        rows.retain(|row| !row.is_empty());
        let single = rows.len() == 1 && rows[0].len() == 1;
        match rows.len() {
            0 => None,
            // A column of brackets around one matrix.
            _ if single && matches!(rows[0][0].node, Node::Matrix(_)) => Some(rows.remove(0).remove(0).node),
            _ => Some(Node::Matrix(rows)),
        }
    }
}

/// A whole number that is no figure of the working, as an exponent is.
fn plain(node: Node) -> Node {
    match node {
        Node::Number(printed) if printed.unit == 0 => Node::Constant(printed.value.to_f64()),
        node => node,
    }
}
