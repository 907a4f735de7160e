//! Symbols with their indices: `w_{11}^{(1)}`, `net_h1`, `w₁₁`, `u1(1)`, `w_ih[1->2]`, `W[j][k]`.

use super::habits::Brackets;
pub(crate) use super::habits::Habits;
use super::index::{one_number, push_figures, push_letters};
use super::lex::{Kind, Token};
use super::parse::Parser;
use super::tree::{Atom, Index, Name};
use crate::sheet::meaning::role::{self, Role};

/// A word without the figures at its end, its spelling made one, and those figures.
pub(crate) fn base_of(word: &str) -> (&str, &str) {
    // xᵀ is x as a row.
    let word = match word.trim_end_matches('ᵀ') {
        "" => word,
        bare => bare,
    };
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = match letters {
        "ŷ" | "y\u{302}" | "yhat" => "y^",
        "\\delta" => "δ",
        "\\epsilon" | "\\varepsilon" | "ϵ" => "ε",
        "\\theta" | "\\vartheta" => "θ",
        "\\eta" => "η",
        "\\alpha" => "α",
        "\\beta" => "β",
        "\\gamma" => "γ",
        "\\lambda" => "λ",
        "\\kappa" => "κ",
        "\\nu" => "ν",
        "\\zeta" => "ζ",
        "\\chi" => "χ",
        "\\psi" => "ψ",
        "\\iota" => "ι",
        "\\upsilon" => "υ",
        "\\Theta" => "Θ",
        "\\Omega" => "Ω",
        "\\Gamma" => "Γ",
        "\\Psi" => "Ψ",
        "\\mu" | "µ" => "μ",
        "\\sigma" => "σ",
        "\\phi" | "\\varphi" | "ϕ" => "φ",
        "\\Phi" => "Φ",
        "\\pi" => "π",
        "\\rho" => "ρ",
        "\\tau" => "τ",
        "\\xi" => "ξ",
        "\\omega" => "ω",
        "\\ell" => "ℓ",
        "\\Delta" => "Δ",
        "\\partial" => "∂",
        "\\nabla" => "∇",
        letters => letters,
    };
    (base, &word[letters.len()..])
}

/// The index of what is marked with a star, which most often is what should come out.
pub(crate) const STAR: &str = "star";

/// Words that mark a value as the one after the update.
pub(crate) fn is_new(word: &str) -> bool {
    matches!(
        word,
        "new"
            | "neu"
            | "nouveau"
            | "nouv"
            | "nuevo"
            | "nueva"
            | "novo"
            | "nova"
            | "updated"
            | "next"
            | "nou"
            | "upd"
            | "nuovo"
            | "nuova"
            | "nieuw"
            | "nový"
            | "nová"
            | "nové"
            | "mới"
            | "新"
    )
}

/// Words that mark a value as the one before the update.
pub(crate) fn is_old(word: &str) -> bool {
    matches!(
        word,
        "old" | "alt" | "viejo" | "vieja" | "antiguo" | "ancien" | "velho" | "vecchio" | "cũ" | "旧"
    )
}

/// Whether a command that takes a lowered part is no symbol. All others that do are some: `\net_3` of an
/// author whose own commands stand elsewhere.
fn is_operator(command: &str) -> bool {
    const OPERATORS: [&str; 13] = [
        "sum",
        "prod",
        "int",
        "min",
        "max",
        "arg",
        "lim",
        "log",
        "ln",
        "exp",
        "underbrace",
        "overbrace",
        "frac",
    ];
    OPERATORS.contains(&command) || !command.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl Parser<'_> {
    /// `new_w5`, `old_weight`, `learning_rate`: the symbol is what stands behind the mark.
    fn marked_in_front(&mut self, word: &str) -> Option<Name> {
        let is_mark = is_new(word) || is_old(word) || word == "learning";
        let is_close = |ahead: usize| self.tokens.get(self.at + ahead).is_some_and(|token| !token.spaced);
        if !is_mark
            || self.peek(1) != Some(Kind::Sign('_'))
            || self.peek(2) != Some(Kind::Word)
            || !is_close(1)
            || !is_close(2)
        {
            return None;
        }
        let start = self.at;
        self.at += 2;
        let speaks = |name: &Name, role: Role| role::by_name(&name.base, 0, role) >= 2.0;
        let found = self.deeper(Self::name).filter(|name| match word {
            "learning" => speaks(name, Role::Rate),
            _ => [Role::Weight, Role::Bias, Role::Loss].iter().any(|&role| speaks(name, role)),
        });
        let Some(mut name) = found else {
            self.at = start;
            return None;
        };
        name.updated |= is_new(word);
        name.span = self.span_from(start);
        Some(name)
    }

    /// A symbol that starts with the word or command here.
    pub(crate) fn name(&mut self) -> Option<Name> {
        let start = self.at;
        let word = self.word(start);
        let hat = matches!(word, "\\hat" | "\\widehat" | "\\bar" | "\\tilde" | "\\overline");
        if hat {
            self.at += 1;
            let accent = if word == "\\bar" || word == "\\overline" { '¯' } else { '^' };
            let braces = (0..3).take_while(|_| self.eat('{')).count();
            let inner = self.deeper(Self::name)?;
            (0..braces).for_each(|_| {
                self.eat('}');
            });
            let mut base = inner.base;
            base.push(accent);
            let mut name = Name { base, ..inner };
            name.span = self.span_from(start);
            return Some(self.more_indices(name));
        }
        if !matches!(self.kind(), Some(Kind::Word | Kind::Command)) || word.starts_with("\\begin") {
            return None;
        }
        if let Some(name) = self.marked_in_front(word) {
            return Some(name);
        }
        let (base, figures) = base_of(word);
        let base = match base.strip_prefix('\\') {
            Some(command) if self.peek(1) == Some(Kind::Sign('_')) && !is_operator(command) => command,
            Some(_) => return None,
            None => base,
        };
        let mut name = Name {
            base: base.to_owned(),
            indices: Vec::new(),
            updated: false,
            span: self.tokens[start].span,
        };
        push_figures(&mut name.indices, figures, false);
        self.at += 1;
        self.of_unit(&mut name);
        Some(self.more_indices(name))
    }

    /// `net h1 = …`: the word after it names the unit.
    fn of_unit(&mut self, name: &mut Name) {
        // In `we feed in p = 0.8` it is a word.
        let is_speech = name.base == "in" && self.at > 1 && self.tokens[self.at - 2].kind == Kind::Word;
        let kind = !is_speech
            && matches!(name.base.as_str(), "net" | "out" | "in" | "delta" | "act" | "error" | "err");
        let text = self.word(self.at);
        let unit = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let ends = matches!(
            self.peek(1),
            None | Some(
                Kind::Equals
                    | Kind::Break
                    | Kind::Row
                    | Kind::Cell
                    | Kind::Gap
                    | Kind::Lowered(_)
                    | Kind::Sign('_' | '|' | '‖')
            )
        );
        let plain = self.kind() == Some(Kind::Word) && !self.tokens[self.at].math;
        if kind && name.indices.is_empty() && plain && ends && unit.chars().count() == 1 {
            push_letters(name, text, false);
            self.at += 1;
        }
    }

    /// Takes up the indices that follow a symbol.
    pub(crate) fn more_indices(&mut self, mut name: Name) -> Name {
        loop {
            let start = self.at;
            let close = self.tokens.get(start).is_some_and(|token| !token.spaced || token.math);
            let taken = match self.kind() {
                Some(Kind::Sign('_')) if close => {
                    self.at += 1;
                    self.indices(&mut name, false)
                }
                Some(Kind::Sign('^')) => {
                    self.at += 1;
                    self.raised(&mut name)
                }
                Some(Kind::Lowered(digit)) if close => {
                    self.at += 1;
                    name.indices.push(Index { raised: false, atom: Atom::Number(digit) });
                    true
                }
                // w₁,₂
                Some(Kind::Sign(',')) if self.is_between_lowered(start) => {
                    self.at += 1;
                    true
                }
                Some(Kind::LoweredLetter(letter)) if close => {
                    self.at += 1;
                    name.indices.push(Index { raised: false, atom: Atom::Letters(letter.to_string()) });
                    true
                }
                Some(Kind::Sign('⁽')) if close => self.small_raised(&mut name),
                // a²₁ is of layer 2, a₁² a square.
                Some(Kind::Raised(layer))
                    if close
                        && (matches!(self.peek(1), Some(Kind::Lowered(_) | Kind::LoweredLetter(_)))
                            || self.habits.has_layers(&name.base)) =>
                {
                    self.at += 1;
                    name.indices.push(Index { raised: true, atom: Atom::Number(layer) });
                    true
                }
                Some(Kind::Sign('\'')) if close => {
                    self.at += 1;
                    name.updated = true;
                    true
                }
                Some(Kind::Sign('⁺')) => {
                    self.at += 1;
                    name.updated = true;
                    true
                }
                Some(Kind::Sign('*')) if close && self.is_star_of(&name) => {
                    self.at += 1;
                    name.indices.push(Index { raised: true, atom: Atom::Letters(STAR.to_owned()) });
                    true
                }
                Some(Kind::Sign('+')) if close && !self.is_operand(start + 1) => {
                    self.at += 1;
                    name.updated = true;
                    true
                }
                Some(Kind::Sign('[')) if close => self.bracket_indices(&mut name),
                Some(Kind::Sign('(')) if close => match self.habits.brackets {
                    Brackets::Factors => false,
                    Brackets::Layer => self.layer_in_brackets(&mut name),
                    Brackets::Units => self.units_in_brackets(&mut name),
                    Brackets::Steps => self.step_in_brackets(&mut name),
                },
                _ => false,
            };
            if !taken {
                self.at = start;
                if self.habits.beyond_nine.contains(&name.base) {
                    one_number(&mut name.indices);
                }
                return name;
            }
            name.span.end = self.tokens[self.at - 1].span.end;
        }
    }

    /// Whether the star here belongs to the letter before it, and is no sign of a product.
    fn is_star_of(&self, name: &Name) -> bool {
        let behind = self.tokens.get(self.at + 1);
        let ends =
            behind.is_none_or(|token| token.spaced || !matches!(token.kind, Kind::Word | Kind::Number(_)));
        ends && name.indices.is_empty() && self.habits.starred.contains(&name.base)
    }

    /// Whether a comma parts two lowered figures.
    fn is_between_lowered(&self, at: usize) -> bool {
        let is_lowered = |token: Option<&Token>| {
            token.is_some_and(|token| matches!(token.kind, Kind::Lowered(_)) && !token.spaced)
        };
        at > 0 && is_lowered(self.tokens.get(at - 1)) && is_lowered(self.tokens.get(at + 1))
    }

    /// Whether an operand starts here, so that a plus before it adds.
    fn is_operand(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Word | Kind::Number(_) | Kind::Command) => true,
            Some(Kind::Sign(sign)) => "({[-½|".contains(sign),
            _ => false,
        }
    }

    /// Where the bracket that opens here closes, not far away.
    pub(crate) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in open..(open + 24).min(self.tokens.len()) {
            match self.tokens[at].kind {
                Kind::Sign('{' | '(' | '[') => depth += 1,
                Kind::Sign('}' | ')' | ']') => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }
}
