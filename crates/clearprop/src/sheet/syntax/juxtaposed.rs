//! Factors side by side without a sign: `a(1 - a)`, `2 x`, and in plain text what tells them from words.

use super::lex::Kind;
use super::parse::Parser;

impl Parser<'_> {
    /// Whether the next piece multiplies what was read without a sign between them.
    pub(super) fn follows_at_once(&self) -> bool {
        let close = self.math() || !self.spaced();
        match self.kind() {
            Some(Kind::Sign('(' | '[')) => close || self.difference_follows() && !self.names_ends(),
            Some(Kind::Sign('{')) => self.math(),
            Some(Kind::Word) => {
                close && (self.math() || !self.previous_is_word())
                    || self.ends_a_product()
                    || self.is_symbol_after_a_difference()
                    || self.is_slope_after_a_difference()
                    || self.is_transposed()
                    || self.is_call_after_a_symbol()
                    || self.is_among_symbols()
            }
            Some(Kind::Command) => self.math() && !self.starts_with_end(),
            Some(Kind::Sign('½' | 'Σ' | '‖')) => close,
            _ => false,
        }
    }

    /// `y (1 - y)` and `1/2 [(y - t)^2 + …]` in plain text: no remark holds a difference.
    fn difference_follows(&self) -> bool {
        // `dE/dh_1 [h_1 (1 - h_1)]`: a symbol may stand before it.
        let ahead = if self.is('[') { 1..6 } else { 0..1 };
        ahead.map(|ahead| self.at + ahead).any(|open| self.opens_a_difference(open))
    }

    /// `w1 = 0.15 (i1-h1)` in plain text: the bracket names the ends of the weight.
    fn names_ends(&self) -> bool {
        let kind = |at: usize| self.tokens.get(at).map(|token| token.kind);
        let close = |at: usize| self.tokens.get(at).is_some_and(|token| !token.spaced);
        let is_stated = self.at > 2
            && matches!(kind(self.at - 1), Some(Kind::Number(_)))
            && (self.at - 3..self.at - 1).any(|at| kind(at) == Some(Kind::Equals));
        let (one, minus, other) = (self.at + 1, self.at + 2, self.at + 3);
        is_stated
            && self.is_indexed(one)
            && self.is_indexed(other)
            && kind(minus) == Some(Kind::Sign('-'))
            && close(minus)
            && close(other)
            && kind(other + 1) == Some(Kind::Sign(')'))
            && matches!(kind(other + 2), None | Some(Kind::Gap | Kind::Row | Kind::Break))
    }

    /// Whether a round bracket with a difference opens here.
    fn opens_a_difference(&self, open: usize) -> bool {
        let kind = |ahead: usize| self.tokens.get(open + ahead).map(|token| token.kind);
        let is_operand = |ahead| matches!(kind(ahead), Some(Kind::Word | Kind::Number(_)));
        // y_hat is one operand.
        let end = if kind(2) == Some(Kind::Sign('_')) && is_operand(3) { 4 } else { 2 };
        kind(0) == Some(Kind::Sign('('))
            && is_operand(1)
            && kind(end) == Some(Kind::Sign('-'))
            && is_operand(end + 1)
    }

    /// The x of `dL/dz x^T` and of `δ xᵀ` in plain text.
    fn is_transposed(&self) -> bool {
        let is_marked = self.word(self.at).strip_suffix('ᵀ').is_some_and(|bare| !bare.is_empty());
        is_marked
            || self.is_letter(self.at)
                && self.peek(1) == Some(Kind::Sign('^'))
                && self.word(self.at + 2) == "T"
    }

    /// The logarithm of `y log(p)` in plain text.
    fn is_call_after_a_symbol(&self) -> bool {
        matches!(self.word(self.at), "log" | "ln")
            && self.peek(1) == Some(Kind::Sign('('))
            && self.at > 0
            && (self.is_letter(self.at - 1) || self.tokens[self.at - 1].kind == Kind::Sign(')'))
    }

    fn is_letter(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
            && self.word(at).chars().filter(|c| c.is_alphabetic()).count() == 1
    }

    /// The factors after the brackets of `y (1 - y) e = …` and `O5 (1 - O5) Err6 w56 = …` in plain text.
    fn ends_a_product(&self) -> bool {
        let ends = |at: usize| {
            matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Equals | Kind::Sign('*')))
        };
        let first = (0..=self.at).rev().find(|&at| at == 0 || !self.is_indexed(at - 1)).unwrap_or(0);
        let Some(close) = first.checked_sub(1).filter(|&at| self.tokens[at].kind == Kind::Sign(')')) else {
            return false;
        };
        let end = (self.at..).find(|&at| !self.is_indexed(at)).expect("the text ends");
        self.is_letter(self.at) && close + 1 == self.at && ends(self.at + 1)
            || end > self.at && (ends(end) || self.is_difference(end)) && self.closes_a_difference(close)
    }

    /// The last factor of `(y - t) h_j` in plain text, wherever the formula ends.
    fn is_symbol_after_a_difference(&self) -> bool {
        let has_index =
            matches!(self.peek(1), Some(Kind::Sign('_') | Kind::Lowered(_) | Kind::LoweredLetter(_)));
        let close = self.at.checked_sub(1).filter(|&at| self.tokens[at].kind == Kind::Sign(')'));
        has_index && self.is_letter(self.at) && close.is_some_and(|close| self.closes_a_difference(close))
    }

    /// The slope in `(t - y) f'(y_in)` in plain text.
    fn is_slope_after_a_difference(&self) -> bool {
        self.peek(1) == Some(Kind::Sign('\''))
            && self.peek(2) == Some(Kind::Sign('('))
            && self.at.checked_sub(1).is_some_and(|close| self.closes_a_difference(close))
    }

    /// Whether a symbol stands here that the formula before it does not take up, though it says nothing of it
    /// either: there is more to the formula than what was read.
    pub(super) fn symbol_is_left_over(&self) -> bool {
        self.is_indexed(self.at)
            && !self.math()
            && !matches!(self.peek(1), Some(Kind::Equals | Kind::Becomes | Kind::Arrow | Kind::Sign(':')))
    }

    /// A short word that ends in figures: w56, Err6.
    fn is_indexed(&self, at: usize) -> bool {
        let is_word = self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word);
        let letters = if is_word { self.word(at).trim_end_matches(|c: char| c.is_ascii_digit()) } else { "" };
        (1..=5).contains(&letters.chars().count())
            && letters.len() < self.word(at).len()
            && letters.chars().all(char::is_alphabetic)
    }

    /// Whether a bracket that ends here holds 1 − y or the like, and no remark.
    fn closes_a_difference(&self, close: usize) -> bool {
        close.checked_sub(4).is_some_and(|open| self.is_difference(open))
    }

    /// Whether 1 − y or the like stands here in brackets.
    fn is_difference(&self, open: usize) -> bool {
        let kind = |ahead: usize| self.tokens.get(open + ahead).map(|token| token.kind);
        let is_operand = |ahead| matches!(kind(ahead), Some(Kind::Word | Kind::Number(_)));
        kind(0) == Some(Kind::Sign('('))
            && is_operand(1)
            && kind(2) == Some(Kind::Sign('-'))
            && is_operand(3)
            && kind(4) == Some(Kind::Sign(')'))
    }

    /// The second symbol of `Δw45 = η δ5 y4 = …` in plain text: nothing but symbols stands between
    /// two signs.
    fn is_among_symbols(&self) -> bool {
        let kind = |at: usize| self.tokens.get(at).map(|token| token.kind);
        let is_index = |at: usize| at > 0 && kind(at - 1) == Some(Kind::Sign('_'));
        let is_symbol = |at: usize| match kind(at) {
            Some(Kind::Word) => {
                let is_letter = self.word(at).chars().filter(|c| c.is_alphabetic()).count() == 1;
                is_index(at) || is_letter || self.is_indexed(at)
            }
            Some(Kind::Number(_)) => is_index(at),
            Some(Kind::Sign('_') | Kind::Lowered(_)) => true,
            _ => false,
        };
        // The layer in `W(1) x + b(1)` belongs to its symbol.
        let is_layer = |at: usize| {
            let open = (at.saturating_sub(2)..=at).find(|&open| kind(open) == Some(Kind::Sign('(')));
            open.is_some_and(|open| {
                self.habits.brackets != super::habits::Brackets::Factors
                    && open > 0
                    && kind(open - 1) == Some(Kind::Word)
                    && !self.tokens[open].spaced
                    && matches!(kind(open + 1), Some(Kind::Number(_)))
                    && kind(open + 2) == Some(Kind::Sign(')'))
            })
        };
        let is_symbol = |at: usize| is_symbol(at) || is_layer(at);
        if self.math() || !is_symbol(self.at) {
            return false;
        }
        let Some(before) = (0..self.at).rev().find(|&at| !is_symbol(at)) else { return false };
        let after = (self.at + 1..).find(|&at| !is_symbol(at)).and_then(kind);
        before + 1 < self.at
            && matches!(kind(before), Some(Kind::Equals | Kind::Becomes | Kind::Sign('*' | '+' | '-')))
            && matches!(
                after,
                None | Some(
                    Kind::Equals | Kind::Break | Kind::Row | Kind::Gap | Kind::Sign('*' | '(' | '+' | '-')
                )
            )
    }

    pub(super) fn previous_is_word(&self) -> bool {
        self.at > 0 && matches!(self.tokens[self.at - 1].kind, Kind::Word)
    }

    pub(super) fn starts_with_end(&self) -> bool {
        self.word(self.at).starts_with("\\end")
    }
}
