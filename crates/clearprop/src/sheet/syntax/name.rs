//! Symbols with their indices: `w_{11}^{(1)}`, `net_h1`, `w₁₁`, `u1(1)`, `w_ih[1->2]`, `W[j][k]`.

use super::habits::Brackets;
pub(crate) use super::habits::Habits;
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

    /// A raised part of a symbol: a layer or the mark of an update; a power is left alone.
    fn raised(&mut self, name: &mut Name) -> bool {
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

    /// `z⁽²⁾`, `a⁽ˡ⁻¹⁾`: a layer in small raised signs.
    fn small_raised(&mut self, name: &mut Name) -> bool {
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
    fn indices(&mut self, name: &mut Name, raised: bool) -> bool {
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
    fn has_letter_behind_figure(&self, name: &Name) -> bool {
        let is_letter = |token: &Token| {
            token.kind == Kind::Word && !token.spaced && token.span.end - token.span.start == 1
        };
        self.habits.figure_and_letter.contains(&name.base)
            && matches!(self.tokens[self.at - 1].kind, Kind::Number(_))
            && self.tokens.get(self.at).is_some_and(is_letter)
    }

    /// One piece of an index.
    fn index(&self, name: &mut Name, at: usize, raised: bool) -> bool {
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
    fn bracket_indices(&mut self, name: &mut Name) -> bool {
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
    fn units_in_brackets(&mut self, name: &mut Name) -> bool {
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
    fn step_in_brackets(&mut self, name: &mut Name) -> bool {
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
    fn layer_in_brackets(&mut self, name: &mut Name) -> bool {
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
fn one_number(indices: &mut Vec<Index>) {
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
fn push_letters(name: &mut Name, text: &str, raised: bool) {
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
