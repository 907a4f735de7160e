//! What stands behind a symbol and belongs to it: `w(x1 to p)`, `net(h1)`, `bias A`, `w5 (new)`.

use super::lex::Kind;
use super::name::{is_new, is_old};
use super::parse::Parser;
use super::tree::{Atom, Function, Index, Name};
use crate::sheet::meaning::role::{self, Role};

/// Whether a unit goes by a letter and its number: h1.
fn is_numbered(unit: &Name) -> bool {
    !unit.updated && matches!(unit.indices[..], [Index { raised: false, atom: Atom::Number(_) }])
}

/// Where something leads.
pub(crate) const TO: [&str; 7] = ["to", "nach", "zu", "vers", "hacia", "para", "至"];

impl Parser<'_> {
    /// `… + bias A`: the bias of the node that is named after the word.
    pub(crate) fn of_node(&mut self, name: &mut Name) {
        let is_bias = role::is_bias_word(&name.base);
        let before = self.at.checked_sub(2).map(|before| self.tokens[before].kind);
        let node = self.word(self.at);
        let is_node = node.chars().count() <= 2 && node.starts_with(char::is_alphabetic);
        if is_bias
            && name.indices.is_empty()
            && is_node
            && matches!(before, None | Some(Kind::Sign('+' | '-')))
        {
            let atom = Atom::Letters(node.to_owned());
            name.indices.push(Index { raised: false, atom });
            self.at += 1;
        }
    }

    /// `w5 (new) = w5 (old) - …`: which of the two is meant.
    pub(crate) fn remark(&mut self, name: &mut Name) {
        let is_new = is_new(self.word(self.at + 1));
        let is_old = is_old(self.word(self.at + 1));
        let bracketed = self.kind() == Some(Kind::Sign('(')) && self.peek(2) == Some(Kind::Sign(')'));
        if bracketed && (is_new || is_old) {
            self.at += 3;
            name.updated |= is_new;
        } else if self.kind() == Some(Kind::Sign('(')) {
            self.ends_in_brackets();
        }
    }

    /// `w1 (i1->h1) = 0.12`: the ends of a weight that has a name of its own.
    fn ends_in_brackets(&mut self) {
        let start = self.at;
        self.at += 1;
        let from = self.name();
        let leads = self.kind() == Some(Kind::Arrow) || TO.contains(&self.word(self.at));
        self.at += usize::from(leads);
        let is_edge = leads && from.is_some() && self.name().is_some() && self.eat(')');
        if !(is_edge && self.kind() == Some(Kind::Equals)) {
            self.at = start;
        }
    }

    /// Whether an arrow stands here that leads from one thing to another: ⇒ says what follows.
    pub(crate) fn points(&self) -> bool {
        self.kind() == Some(Kind::Arrow)
            && !matches!(self.word(self.at), "⇒" | "⟹" | "=>" | "\\Rightarrow" | "\\implies")
    }

    /// J(θ), L(ŷ, y), h_θ(x): what a loss or an output is taken at says nothing new.
    pub(crate) fn call(&mut self, name: &mut Name) {
        if self.edge_or_node(name) || self.compared(name) {
            return;
        }
        let named = matches!(name.base.as_str(), "J" | "E" | "L" | "C" | "h" | "H" | "f" | "y^");
        let short = self.peek(2) == Some(Kind::Sign(')')) || self.peek(3) == Some(Kind::Sign(')'));
        let symbol = matches!(self.peek(1), Some(Kind::Word | Kind::Command));
        if named && short && symbol && self.kind() == Some(Kind::Sign('(')) {
            let start = self.at;
            self.at += 1;
            if !(self.name().is_some() && self.eat(')')) {
                self.at = start;
            }
        }
    }

    /// Passes over the two symbols that a loss compares; whether they stand here.
    pub(crate) fn compared(&mut self, name: &Name) -> bool {
        let start = self.at;
        let is_close = self.tokens.get(start).is_some_and(|token| !token.spaced);
        let opens = is_close && self.eat('(') && role::by_name(&name.base, 0, Role::Loss) >= 1.6;
        let found = opens && self.name().is_some() && self.eat(',') && self.name().is_some() && self.eat(')');
        if !found {
            self.at = start;
        }
        found
    }

    /// `w(x1 to p)` and `w(i1,h1)` are weights, `bias(r)` a bias, `net(h1)` a net input; nothing else is read.
    pub(crate) fn edge_or_node(&mut self, name: &mut Name) -> bool {
        let start = self.at;
        let is_close = self.tokens.get(start).is_some_and(|token| !token.spaced);
        if !name.indices.is_empty() || !self.eat('(') {
            return false;
        }
        let is_bias = role::is_bias_word(&name.base);
        let is_of_unit = is_close
            && [Role::Z, Role::A, Role::Delta, Role::Bias]
                .into_iter()
                .any(|role| role::by_name(&name.base, 0, role) >= 1.8);
        // `n(c1)`, where weights lead to c1.
        let is_of_end = is_close
            && self.habits.ends.has_unit(self.word(self.at))
            && self.peek(1) == Some(Kind::Sign(')'))
            && Function::named(&name.base).is_none();
        // `b(output)`
        let is_of_layer = is_close
            && name.base == "b"
            && role::is_unit_word(self.word(self.at))
            && self.peek(1) == Some(Kind::Sign(')'));
        let from = self.name();
        let leads = self.points() || TO.contains(&self.word(self.at)) || self.kind() == Some(Kind::Sign(','));
        self.at += usize::from(leads);
        let to = if leads { self.name() } else { None };
        let ends = self.eat(')');
        match (from, to, &*name.base) {
            (Some(from), Some(to), base)
                if ends
                    && (matches!(base, "w" | "W" | "weight")
                        || self.habits.ends.edges.contains(&name.base)) =>
            {
                *name = Name { span: name.span, updated: name.updated, ..Name::edge(&from, &to) };
                true
            }
            (Some(node), None, _) if ends && is_of_unit && !leads && is_numbered(&node) => {
                let letters = Atom::Letters(node.base.clone());
                name.indices = vec![Index { raised: false, atom: letters }, node.indices[0].clone()];
                true
            }
            (Some(node), None, base)
                if ends
                    && !leads
                    && (is_bias
                        || is_of_end
                        || is_of_layer
                        || matches!(base, "net" | "out" | "δ" | "delta")) =>
            {
                let atom = Atom::Letters(node.key());
                name.indices = vec![Index { raised: false, atom }];
                true
            }
            _ => {
                self.at = start;
                false
            }
        }
    }
}
