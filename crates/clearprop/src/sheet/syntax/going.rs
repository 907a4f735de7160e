//! What a symbol goes over to, told in words: `v₁ goes from 0.8 to 0.7162`, `v₂ de –0,6 à –0,6028`.

use super::chain::{Chain, Item, RawSide, Reader};
use super::lex::Kind;
use super::tree::{Name, Node};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::types::Span;

const FROM: [&str; 9] = ["from", "von", "de", "du", "desde", "da", "van", "从", "由"];
const TO: [&str; 15] = [
    "to", "auf", "nach", "zu", "à", "a", "para", "hasta", "naar", "到", "至", "变为", "变成", "降到", "升到",
];
/// More words do not stand between a symbol and its value.
const MOST_WORDS: usize = 4;

/// A value is looked for among so many items before.
const FAR: usize = 512;

impl Reader<'_> {
    /// Passes over the words that tell a parameter's old value and its new one, and says both; whether such words
    /// stand here.
    pub(super) fn goes_over(&mut self, node: &Node, before: Span) -> bool {
        let Node::Name(name) = node else { return false };
        let is_parameter =
            [Role::Weight, Role::Bias].iter().any(|role| role::by_name(&name.base, 1, *role) >= 1.0);
        if !is_parameter || name.updated || name.base.chars().count() > 2 {
            return false;
        }
        let start = self.parser.at;
        let Some((old, new)) = self.number_behind(&FROM, true).zip(self.number_behind(&TO, false)) else {
            self.parser.at = start;
            return false;
        };
        for (updated, value) in [(false, old), (true, new)] {
            let name = Node::Name(Name { updated, ..name.clone() });
            let sides = vec![RawSide { node: Some(name), span: before_of(&value) }, value];
            self.items.push(Item::Chain(Chain { block: self.block, ..Chain::apart(before, sides) }));
        }
        true
    }

    /// `m: 2.4 -> 2.45`, where m has been said to be 2.4 or is a parameter by its name: what it becomes, passed over.
    pub(super) fn goes_on_to(&mut self, chain: &Chain) -> Option<Chain> {
        let [RawSide { node: Some(Node::Name(name)), .. }, RawSide { node: Some(Node::Number(old)), .. }] =
            &chain.sides[..]
        else {
            return None;
        };
        let is_old = |item: &Item| {
            let said = item.chain().filter(|said| said.name().is_some_and(|known| known.is_like(name)));
            let value = said.and_then(|said| said.sides.last()?.node.as_ref()?.number());
            value.is_some_and(|value| value.value == old.value)
        };
        let speaks = |role: Role, least| role::by_name(&name.base, name.coordinate_count(), role) >= least;
        let is_unit = || speaks(Role::Z, 1.0) || speaks(Role::A, 1.0);
        let is_parameter = || {
            !name.indices.is_empty() && (speaks(Role::Weight, 1.0) || speaks(Role::Bias, 1.0))
                || speaks(Role::Bias, 1.0) && !is_unit()
        };
        if name.updated
            || !self.parser.points()
            || !(is_parameter() || self.items.iter().rev().take(FAR).any(is_old))
        {
            return None;
        }
        let arrow = self.parser.at;
        self.parser.at += 1;
        let start = self.parser.at;
        self.parser.depth = 0;
        let number = self.parser.sum().filter(|node| node.number().is_some());
        let Some(number) = number else {
            self.parser.at = arrow;
            return None;
        };
        let value = RawSide { node: Some(number), span: self.parser.span_from(start) };
        let new = Node::Name(Name { updated: true, ..name.clone() });
        let sides = vec![RawSide { node: Some(new), span: before_of(&value) }, value];
        Some(Chain { block: self.block, ..Chain::apart(before_of(&sides[1]), sides) })
    }

    /// The number behind a few words, of which the last, or all, are one of these.
    fn number_behind(&mut self, words: &[&str], may_say_more: bool) -> Option<RawSide> {
        let first = self.parser.at;
        let is_word = |kind: Option<Kind>| match kind {
            Some(Kind::Word | Kind::Gap) => true,
            Some(Kind::Sign(sign)) => sign.is_alphabetic(),
            _ => false,
        };
        while is_word(self.parser.kind()) && self.parser.at - first <= 2 * MOST_WORDS {
            self.parser.at += 1;
        }
        let end = self.parser.tokens.get(self.parser.at)?.span.start;
        let said = Span { start: self.parser.tokens[first].span.start, end }.of(self.parser.text);
        let said = said.trim_matches(['$', ' ', '*', '\n']);
        let is_it = match may_say_more {
            true => words.iter().any(|word| said.rsplit(char::is_whitespace).next() == Some(word)),
            false => words.contains(&said),
        };
        let start = self.parser.at;
        self.parser.depth = 0;
        let number = if is_it { self.parser.sum().filter(|node| node.number().is_some()) } else { None };
        number.map(|node| RawSide { node: Some(node), span: self.parser.span_from(start) })
    }
}

fn before_of(value: &RawSide) -> Span {
    Span { start: value.span.start, end: value.span.start }
}
