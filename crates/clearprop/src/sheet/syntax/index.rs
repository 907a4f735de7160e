//! What stands below and above symbols: `_{11}`, `^{(1)}`, `[1->2]`, `(1,2)`.

use super::lex::{Kind, Token};
use super::name::{base_of, is_new, is_old};
use super::parse::Parser;
use super::tree::{Atom, Index, Name};
use crate::sheet::meaning::role::{self, Role};

impl Parser<'_> {
    /// A raised part of a symbol: a layer or the mark of an update; a power is left alone.
    pub(super) fn raised(&mut self, name: &mut Name) -> bool {
        let start = self.at;
        let text = self.word(start);
        let is_star = matches!(text, "*" | "\\ast" | "\\star");
        if text == "+" || is_star || is_new(text) {
            self.at += 1;
            name.updated = true;
            return true;
        }
        if matches!(text, "\\top" | "T" | "\\intercal") {
            self.at += 1;
            return true;
        }
        let Some(Kind::Sign(open @ ('{' | '(' | '['))) = self.kind() else {
            let figures = matches!(self.kind(), Some(Kind::Number(_))) && self.habits.has_layers(&name.base);
            if figures {
                let figures: String = text.chars().filter(char::is_ascii_digit).collect();
                push_figures(&mut name.indices, &figures, true);
                self.at += 1;
            }
            return figures;
        };
        let Some(close) = self.closing(start) else { return false };
        let inner = &self.tokens[start + 1..close];
        let words: Vec<&str> = inner.iter().map(|token| token.span.of(self.text)).collect();
        let marks = |word: &&str| is_new(word) || matches!(*word, "+" | "*" | "\\star" | "\\prime" | "'");
        let steps =
            words.iter().any(|word| *word == "t" || *word == "n" || *word == "k") && words.contains(&"+");
        let nested = inner.iter().any(|token| matches!(token.kind, Kind::Sign('(' | '[')));
        // The mark of an update may stand behind the layer: w^{1+}, z^{[2]\prime}.
        let core = inner.len() - words.iter().rev().take_while(|word| marks(word)).count();
        let lone = inner.len() == 1 || core == 1;
        let number = inner.iter().find(|token| matches!(token.kind, Kind::Number(_)));
        self.at = close + 1;
        if steps || (inner.len() <= 3 && words.iter().any(marks) && number.is_none()) {
            name.updated = true;
            true
        } else if words.iter().any(|word| matches!(*word, "\\top" | "T" | "\\mathsf")) && inner.len() <= 2 {
            true
        } else if let (Some(number), true) =
            (number, nested || (open != '{' && lone) || (lone && self.habits.has_layers(&name.base)))
        {
            let figures = number.span.of(self.text);
            let ends_with_mark = words.last().is_some_and(marks);
            name.updated |= ends_with_mark;
            if let Ok(layer) = figures.parse() {
                name.indices.push(Index { raised: true, atom: Atom::Number(layer) });
            }
            // z^{[2](3)}: layer 2 of sample 3.
            let mut numbers = inner.iter().filter(|token| matches!(token.kind, Kind::Number(_))).skip(1);
            if nested && let (Some(sample), None) = (numbers.next(), numbers.next()) {
                push_figures(&mut name.indices, sample.span.of(self.text), true);
            }
            true
        } else if lone && matches!(inner[0].kind, Kind::Word) && words[0].chars().count() > 1 {
            // w^{old} is w.
            if !is_old(words[0]) {
                name.indices.push(Index { raised: true, atom: Atom::Letters(words[0].to_owned()) });
            }
            true
        } else if open == '{'
            && lone
            && words[0].len() == 1
            && words[0].starts_with(|c: char| c.is_ascii_uppercase())
            && !name.indices.is_empty()
        {
            // δ_1^{Z}: that of the layer Z.
            name.indices.push(Index { raised: true, atom: Atom::Letters(words[0].to_owned()) });
            true
        } else if nested && inner.len() <= 3 {
            // δ^{(l)}: a layer in general.
            let letters = words.iter().find(|word| word.chars().all(char::is_alphabetic)).copied();
            name.indices.push(Index { raised: true, atom: Atom::Letters(letters.unwrap_or("?").to_owned()) });
            true
        } else {
            self.at = start;
            false
        }
    }

    /// `z⁽²⁾`, `a⁽ˡ⁻¹⁾`: a layer in small raised signs.
    pub(super) fn small_raised(&mut self, name: &mut Name) -> bool {
        let inner: Vec<Kind> =
            (1..6).map_while(|ahead| self.peek(ahead)).take_while(|kind| *kind != Kind::Sign('⁾')).collect();
        if inner.is_empty() || self.peek(inner.len() + 1) != Some(Kind::Sign('⁾')) {
            return false;
        }
        let figure = |kind: &Kind| match kind {
            Kind::Raised(digit) => Some(*digit),
            _ => None,
        };
        let atom = match inner.iter().map(figure).collect::<Option<Vec<u32>>>() {
            Some(figures) => Atom::Number(figures.into_iter().fold(0, |number, figure| 10 * number + figure)),
            None => Atom::Letters("?".to_owned()),
        };
        self.at += inner.len() + 2;
        name.indices.push(Index { raised: true, atom });
        true
    }

    /// What stands below a symbol: one piece, or a group of them.
    pub(super) fn indices(&mut self, name: &mut Name, raised: bool) -> bool {
        if self.kind() != Some(Kind::Sign('{')) {
            let taken = self.index(name, self.at, raised);
            self.at += usize::from(taken);
            if taken && self.has_letter_behind_figure(name) {
                self.index(name, self.at, raised);
                self.at += 1;
            }
            return taken;
        }
        let Some(close) = self.closing(self.at) else { return false };
        for at in self.at + 1..close {
            self.index(name, at, raised);
        }
        self.at = close + 1;
        true
    }

    /// The o of `w_1o`, where the sheet writes weights so.
    pub(super) fn has_letter_behind_figure(&self, name: &Name) -> bool {
        let is_letter = |token: &Token| {
            token.kind == Kind::Word && !token.spaced && token.span.end - token.span.start == 1
        };
        self.habits.figure_and_letter.contains(&name.base)
            && matches!(self.tokens[self.at - 1].kind, Kind::Number(_))
            && self.tokens.get(self.at).is_some_and(is_letter)
    }

    /// One piece of an index.
    pub(super) fn index(&self, name: &mut Name, at: usize, raised: bool) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let text = token.span.of(self.text);
        match token.kind {
            Kind::Number(_) => {
                let list = text.contains([',', ' ']);
                for part in text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
                    match part.parse() {
                        Ok(number) if list => name.indices.push(Index { raised, atom: Atom::Number(number) }),
                        _ => push_figures(&mut name.indices, part, raised),
                    }
                }
            }
            Kind::Word => push_letters(name, text, raised),
            Kind::Command => {
                let (base, _) = base_of(text);
                if !base.starts_with('\\') {
                    push_letters(name, base, raised);
                }
            }
            Kind::Lowered(digit) => name.indices.push(Index { raised, atom: Atom::Number(digit) }),
            Kind::Sign('*') => name.indices.push(Index { raised, atom: Atom::Any }),
            Kind::Sign('+') => name.updated = true,
            _ => return false,
        }
        true
    }

    /// `[1->2]`, `[1][2]`, `[1,2]`.
    pub(super) fn bracket_indices(&mut self, name: &mut Name) -> bool {
        let Some(close) = self.closing(self.at) else { return false };
        let length = close - self.at - 1;
        let fits = |ahead: usize| match self.number(ahead) {
            Some(printed) => printed.unit == 0,
            None => matches!(self.peek(ahead), Some(Kind::Arrow | Kind::Sign(','))),
        };
        if length == 0 || length > 3 || !(1..=length).all(fits) {
            return false;
        }
        for at in self.at + 1..close {
            self.index(name, at, false);
        }
        self.at = close + 1;
        true
    }

    /// `s2(3)`, `w2(1,3)`: the figure before is the layer.
    pub(super) fn units_in_brackets(&mut self, name: &mut Name) -> bool {
        let Some(close) = self.closing(self.at) else { return false };
        let inner = &self.tokens[self.at + 1..close];
        let is_unit = |token: &Token| {
            let text = token.span.of(self.text);
            matches!(token.kind, Kind::Sign(','))
                || matches!(token.kind, Kind::Number(_))
                    && text.bytes().all(|b| b.is_ascii_digit() || b == b',')
        };
        let short = close - self.at <= 4 && name.indices.len() <= 1;
        if inner.is_empty() || !short || !inner.iter().all(is_unit) {
            return false;
        }
        name.indices.iter_mut().for_each(|index| index.raised = true);
        for at in self.at + 1..close {
            self.index(name, at, false);
        }
        self.at = close + 1;
        true
    }

    /// `w(0)`, `w(1)`.
    pub(super) fn step_in_brackets(&mut self, name: &mut Name) -> bool {
        let is_parameter = [Role::Weight, Role::Bias]
            .into_iter()
            .any(|role| role::by_name(&name.base, name.coordinate_count(), role) >= 1.0);
        let step = self.word(self.at + 1);
        let found = is_parameter && matches!(step, "0" | "1") && self.peek(2) == Some(Kind::Sign(')'));
        if found {
            name.updated |= step == "1";
            self.at += 3;
        }
        found
    }

    /// `u1(2)`.
    pub(super) fn layer_in_brackets(&mut self, name: &mut Name) -> bool {
        let layer = match self.number(1) {
            Some(printed) if printed.unit == 0 && printed.value.coefficient < 10 => {
                printed.value.to_f64() as u32
            }
            _ => return false,
        };
        if layer == 0 || self.peek(2) != Some(Kind::Sign(')')) {
            return false;
        }
        self.at += 3;
        name.indices.push(Index { raised: true, atom: Atom::Number(layer) });
        true
    }
}

/// Each figure is an index of its own: w_{11} leads from 1 to 1.
pub(super) fn push_figures(indices: &mut Vec<Index>, figures: &str, raised: bool) {
    indices.extend(
        figures
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|figure| Index { raised, atom: Atom::Number(u32::from(figure - b'0')) }),
    );
}

/// The figures below a symbol become one number.
pub(super) fn one_number(indices: &mut Vec<Index>) {
    let figure = |index: &Index| match index.atom {
        Atom::Number(figure) if !index.raised && figure < 10 => Some(figure),
        _ => None,
    };
    let Some(figures) = indices.iter().map(figure).collect::<Option<Vec<u32>>>() else { return };
    if figures.len() > 1 {
        let number = figures.iter().fold(0, |number, figure| 10 * number + figure);
        *indices = vec![Index { raised: false, atom: Atom::Number(number) }];
    }
}

/// `h1` is h and 1, `AC` two nodes, `jk` two letters that count, `total` a word.
pub(super) fn push_letters(name: &mut Name, text: &str, raised: bool) {
    if is_new(text) {
        name.updated = true;
        return;
    }
    if is_old(text) {
        return;
    }
    // ℓ alone is a loss, but an index l in another hand.
    let text = if text == "ℓ" { "l" } else { text };
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let count = letters.chars().count();
    // O_{in} and O_{outl}: what comes in, and what goes out of unit l.
    for part in ["in", "out", "net"] {
        let Some(rest) = letters.strip_prefix(part) else { continue };
        if rest.is_empty() || rest.len() == 1 && "ijkl".contains(rest) {
            name.indices.push(Index { raised, atom: Atom::Letters(part.to_owned()) });
            if !rest.is_empty() {
                name.indices.push(Index { raised, atom: Atom::Letters(rest.to_owned()) });
            }
            push_figures(&mut name.indices, &text[letters.len()..], raised);
            return;
        }
    }
    // L_{CE} is the cross-entropy, w_{CE} the weight from C to E.
    let is_cross_entropy = letters == "CE" && role::by_name(&name.base, 0, Role::Loss) >= 1.6;
    let are_capitals = count <= 2 && letters.chars().all(|c| c.is_ascii_uppercase());
    if !letters.is_empty() && are_capitals && !is_cross_entropy {
        name.indices.extend(letters.chars().map(|node| Index { raised, atom: Atom::Node(node) }));
    } else if count == 2 && letters.chars().all(|c| "ijklmn".contains(c)) {
        name.indices
            .extend(letters.chars().map(|letter| Index { raised, atom: Atom::Letters(letter.to_string()) }));
    } else if count > 0 {
        name.indices.push(Index { raised, atom: Atom::Letters(letters.to_owned()) });
    }
    push_figures(&mut name.indices, &text[letters.len()..], raised);
}
