//! What symbols stay at, told in words: `w₂ and b₂ stay at −0.8 and 0.4`, `w2 y t2 se quedan en -0,8 y 0,4`.

use super::chain::{Chain, Item, RawSide, Reader};
use super::lex::Kind;
use super::tree::{Name, Node};
use crate::sheet::types::{Printed, Span};

const AND: [&str; 5] = ["and", "und", "et", "y", "e"];
const STAY: [&str; 14] = [
    "stay",
    "stays",
    "remain",
    "remains",
    "bleiben",
    "bleibt",
    "restent",
    "reste",
    "quedan",
    "queda",
    "permanecem",
    "permanece",
    "rimangono",
    "rimane",
];
const AT: [&str; 7] = ["at", "bei", "à", "en", "em", "a", "se"];

/// More symbols are not told of in one clause.
const MOST: usize = 6;

impl Reader<'_> {
    /// Passes over the words that tell what symbols with an index stay at, and says so of each; whether such words
    /// stand here.
    pub(super) fn stays(&mut self, node: &Node, before: Span) -> bool {
        let Node::Name(first) = node else { return false };
        if first.updated || first.indices.is_empty() {
            return false;
        }
        let start = self.parser.at;
        let told = self.symbols_that_stay(first).zip(self.numbers_in_a_row());
        let Some((symbols, numbers)) = told.filter(|(symbols, numbers)| symbols.len() == numbers.len())
        else {
            self.parser.at = start;
            return false;
        };
        for (symbol, number) in symbols.into_iter().zip(numbers) {
            let place = Span { start: number.span.start, end: number.span.start };
            let symbol = Node::Name(Name { updated: true, ..symbol });
            let sides = vec![RawSide { node: Some(symbol), span: place }, number];
            self.items.push(Item::Chain(Chain { block: self.block, ..Chain::apart(before, sides) }));
        }
        true
    }

    /// The symbols up to the word that says that they stay.
    fn symbols_that_stay(&mut self, first: &Name) -> Option<Vec<Name>> {
        let mut symbols = vec![first.clone()];
        while self.passes(&AND) && symbols.len() < MOST {
            symbols.push(self.parser.name().filter(|name| !name.updated && !name.indices.is_empty())?);
        }
        self.passes(&AT);
        let stay = self.passes(&STAY);
        self.passes(&AT);
        stay.then_some(symbols)
    }

    fn numbers_in_a_row(&mut self) -> Option<Vec<RawSide>> {
        let mut numbers = Vec::new();
        loop {
            let start = self.parser.at;
            let is_negative = self.parser.eat('-');
            let number = self.parser.number(0)?;
            self.parser.at += 1;
            let span = self.parser.span_from(start);
            let value = if is_negative { number.value.negated() } else { number.value };
            numbers.push(RawSide { node: Some(Node::Number(Printed { value, span, ..number })), span });
            if numbers.len() == MOST || !self.passes(&AND) {
                return Some(numbers);
            }
        }
    }

    /// Passes over one of these words, with the edges of formulas around it; whether it stands here.
    fn passes(&mut self, words: &[&str]) -> bool {
        let start = self.parser.at;
        self.pass_gaps();
        let found = words.contains(&self.parser.word(self.parser.at));
        if found {
            self.parser.at += 1;
            self.pass_gaps();
        } else {
            self.parser.at = start;
        }
        found
    }

    fn pass_gaps(&mut self) {
        while self.parser.kind() == Some(Kind::Gap) {
            self.parser.at += 1;
        }
    }
}
