//! Values as programs print them: rows of numbers apart, arrays below their names, results behind arrows.

use super::chain::Reader;
use super::lex::{Kind, Token};
use super::tree::{Entry, Node};
use crate::sheet::types::{Printed, Span};

impl Reader<'_> {
    /// `dz = 0.5572 -0.5572`, as programs print it: where no minus stands apart from its number, nothing is taken off.
    pub(super) fn line_of_numbers(&mut self) -> Option<Node> {
        let start = self.parser.at;
        let tokens = self.parser.tokens;
        let goes_on = |token: &&Token| matches!(token.kind, Kind::Number(_) | Kind::Sign('-'));
        let line: Vec<&Token> = tokens[start..].iter().take_while(goes_on).collect();
        let ends =
            tokens.get(start + line.len()).is_none_or(|token| matches!(token.kind, Kind::Row | Kind::Break));
        let is_minus = |token: &Token| token.kind == Kind::Sign('-');
        let is_signed = |at: usize| match line.get(at + 1) {
            Some(next) => line[at].spaced && !next.spaced && !is_minus(next),
            None => false,
        };
        let are_signed = (0..line.len()).filter(|&at| is_minus(line[at])).all(is_signed);
        let numbers = line.iter().filter(|token| !is_minus(token)).count();
        if !ends || !are_signed || numbers < 2 || line.iter().any(|token| token.math) {
            return None;
        }
        let mut row = Vec::new();
        while row.len() < numbers {
            let start = self.parser.at;
            let is_negative = self.parser.kind() == Some(Kind::Sign('-'));
            self.parser.at += usize::from(is_negative);
            let printed = self.parser.number(0)?;
            self.parser.at += 1;
            let span = self.parser.span_from(start);
            let value = if is_negative { printed.value.negated() } else { printed.value };
            row.push(Entry { node: Node::Number(Printed { span, value, ..printed }), span });
        }
        Some(Node::Matrix(vec![row]))
    }

    /// `W[1] =  0.42  -0.07   0.13`, as programs print it: numbers apart up to the end of the line are a row.
    pub(super) fn row_of_numbers(&mut self, first: Node, span: Span) -> Node {
        let start = self.parser.at;
        let mut row = vec![Entry { node: first, span }];
        while self.parser.kind() == Some(Kind::Gap) && self.parser.word(self.parser.at).trim().is_empty() {
            self.parser.at += 1;
            let start = self.parser.at;
            let Some(node) = self.parser.sum() else { break };
            row.push(Entry { node, span: self.parser.span_from(start) });
        }
        let ends = matches!(self.parser.kind(), None | Some(Kind::Row | Kind::Break));
        if row.len() > 1 && ends && row.iter().all(|entry| entry.node.number().is_some()) {
            return Node::Matrix(vec![row]);
        }
        self.parser.at = start;
        row.swap_remove(0).node
    }

    /// `dW1 =` with the rows of the array on the lines below.
    pub(super) fn array_follows(&self) -> bool {
        matches!(self.parser.kind(), Some(Kind::Gap | Kind::Row))
            && self.parser.peek(1) == Some(Kind::Sign('['))
            && matches!(self.parser.peek(2), Some(Kind::Sign('[' | '-') | Kind::Number(_)))
    }

    /// `z1: [0.81 -0.8]`, or with the array on the lines below, as programs show their arrays.
    pub(super) fn array_is_shown(&self) -> bool {
        let apart = usize::from(matches!(self.parser.peek(1), Some(Kind::Gap | Kind::Row)));
        self.parser.peek(1 + apart) == Some(Kind::Sign('['))
            && matches!(self.parser.peek(2 + apart), Some(Kind::Sign('[' | '-') | Kind::Number(_)))
    }

    /// `h0 = log(1 + exp(s0))   -> 1.053701`: at the end of a line, or in the next cell of a sheet of cells, what
    /// the formula comes to. In `w = 0.5 -> 0.6` the number itself changes.
    pub(super) fn result_follows(&mut self, last: &Node) -> bool {
        let start = self.parser.at;
        self.parser.at += usize::from(self.parser.kind() == Some(Kind::Gap));
        let is_tab = self.parser.kind() == Some(Kind::Cell) && self.parser.word(self.parser.at) == "\t";
        let arrow =
            (self.parser.kind() == Some(Kind::Arrow) || is_tab) && !self.parser.tokens[self.parser.at].math;
        let sign = usize::from(self.parser.peek(1) == Some(Kind::Sign('-')));
        let number = matches!(self.parser.peek(1 + sign), Some(Kind::Number(_)));
        let ends = matches!(self.parser.peek(2 + sign), None | Some(Kind::Row | Kind::Break));
        let found = arrow && number && ends && !matches!(last, Node::Number(_));
        self.parser.at = if found { self.parser.at + 1 } else { start };
        found
    }

    pub(super) fn number_follows(&self) -> bool {
        matches!(self.parser.peek(1), Some(Kind::Number(_) | Kind::Sign('-' | '(' | '[')))
    }
}
