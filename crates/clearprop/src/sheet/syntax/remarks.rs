//! Words between a symbol and its sign, and before lines of working: remarks, and no part of a formula.

use super::chain::Reader;
use super::lex::Kind;
use super::tree::{Name, Node};
use crate::sheet::meaning::role::{self, Role};

/// So many tokens say in brackets what a symbol is.
const LONGEST_REMARK: usize = 24;

impl Reader<'_> {
    /// Whether a bracket in plain text opens with a word, and goes on with a formula of its own.
    pub(super) fn is_remark(&self, start: usize) -> bool {
        let token = |ahead: usize| self.parser.tokens.get(start + ahead);
        let is_plain = |ahead: usize| token(ahead).is_some_and(|token| !token.math);
        token(0).is_some_and(|token| token.kind == Kind::Sign('('))
            && is_plain(0)
            && is_plain(1)
            && role::by_words(self.parser.word(start + 1)).is_some()
            && token(2).is_some_and(|token| token.kind == Kind::Gap)
    }

    /// `$w_1$ ($x_1$ to $h_1$) = 0.25`: what stands in brackets between a symbol and its sign says what the
    /// symbol is, and no number.
    pub(super) fn remark_in_brackets(&mut self) {
        let tokens = &self.parser.tokens;
        let is_plain =
            |at: usize, kind: Kind| tokens.get(at).is_some_and(|token| token.kind == kind && !token.math);
        let open = self.parser.at + usize::from(self.parser.kind() == Some(Kind::Gap));
        let is_said = |at: &usize| match tokens.get(*at).map(|token| token.kind) {
            Some(Kind::Gap | Kind::Word | Kind::Command | Kind::Arrow | Kind::Sign('_' | '{' | '}')) => true,
            Some(Kind::Number(_)) => tokens[*at].math || tokens[*at - 1].kind == Kind::Sign('_'),
            _ => false,
        };
        let close = open + 1 + (open + 1..).take(LONGEST_REMARK).take_while(is_said).count();
        let is_remark = is_plain(open, Kind::Sign('(')) && is_plain(close, Kind::Sign(')'));
        if is_remark && is_plain(close + 1, Kind::Equals) {
            self.parser.at = close + 1;
        }
    }

    /// `loss after one step: 0.199`: words between a loss and its sign may say when it is that.
    pub(super) fn words_behind_a_loss(&mut self, name: &Name) {
        const MOST: usize = 4;
        let is_word = |at: &usize| {
            self.parser.tokens.get(*at).is_some_and(|token| token.kind == Kind::Word && !token.math)
        };
        let is_loss = || name.indices.is_empty() && role::by_name(&name.base, 0, Role::Loss) >= 2.0;
        let start = self.parser.at;
        if !is_word(&start) || !is_loss() {
            return;
        }
        let end = start + (start..).take(MOST).take_while(is_word).count();
        let sign = self.parser.tokens.get(end).map(|token| token.kind);
        let words = self.parser.tokens[start].span.to(self.parser.tokens[end - 1].span);
        if matches!(sign, Some(Kind::Sign(':') | Kind::Equals))
            && role::speaks_of_after(words.of(self.parser.text))
        {
            self.parser.at = end;
        }
    }

    /// `on paper: 0.6*0.3 + 0.2 = 0.38`: a word that is no symbol stands before a line of working.
    pub(super) fn introduces_working(&self, left: &Node) -> bool {
        let Node::Name(name) = left else { return false };
        let speaks = |role: Role| role::by_name(&name.base, 0, role) > 0.0;
        let is_word = name.indices.is_empty() && name.base.chars().count() > 3;
        let is_working = matches!(self.parser.peek(2), Some(Kind::Sign('*' | '+' | '/' | '(')));
        is_word && is_working && !Role::ALL.into_iter().any(speaks)
    }

    /// `2 inputs → 2 hidden neurons → 1 output`, `output: 1 neuron`: a whole number behind the sign counts what
    /// the word behind it names.
    pub(super) fn counts_units(&self) -> bool {
        let at = self.parser.at;
        let is_whole =
            self.parser.tokens.get(at + 1).is_some_and(|token| {
                token.span.of(self.parser.text).bytes().all(|byte| byte.is_ascii_digit())
            });
        is_whole && role::is_unit_word(self.parser.word(at + 2))
    }
}
