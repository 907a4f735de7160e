//! Slopes, however they are written: `\frac{\partial E}{\partial w}`, dE/dw5, `dL_dw5`, `fc1.weight.grad`, ∇_w E.

use super::index::push_figures;
use super::lex::Kind;
use super::name::base_of;
use super::parse::Parser;
use super::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::meaning::role::{self, Role};

impl Parser<'_> {
    /// `{\partial x}{\partial y}` after `\frac`.
    pub(super) fn slope_fraction(&mut self) -> Option<Node> {
        if !self.eat('{') {
            return None;
        }
        let of = self.differential()?;
        if !(self.eat('}') && self.eat('{')) {
            return None;
        }
        let by = self.differential()??;
        if !self.eat('}') {
            return None;
        }
        let of = match of {
            Some(of) => Some(of),
            None => self.name_after_operator(),
        };
        Some(Node::Slope(Box::new(SlopeName { of, by })))
    }

    /// `\frac{\partial}{\partial w} E`.
    fn name_after_operator(&mut self) -> Option<Name> {
        let start = self.at;
        let name = self.name();
        if name.is_none() {
            self.at = start;
        }
        name
    }

    /// ∂x, dx, δx; inside it is `None` where a whole expression, or nothing, stands after the sign.
    fn differential(&mut self) -> Option<Option<Name>> {
        let word = self.word(self.at);
        if matches!(word, "\\partial" | "\\delta" | "d" | "∂" | "δ" | "\\mathrm") {
            self.at += 1;
            if self.kind() == Some(Kind::Sign('}')) {
                return Some(None);
            }
            if self.kind() == Some(Kind::Sign('{')) && self.word(self.at + 1) == "d" {
                self.at += 3;
            }
            if let Some(name) = self.braced_name() {
                return Some(Some(self.without_noise(name)));
            }
            // ∂(net) is ∂net; ∂[w a + b], ∂(1/(1+e^{-x})) are of no symbol.
            return match self.power()? {
                Node::Name(name) => Some(Some(name)),
                _ => Some(None),
            };
        }
        let rest = word.strip_prefix(['∂', 'd', 'δ'])?;
        if rest.is_empty() {
            return None;
        }
        let mut name = self.name()?;
        name.base.remove(0);
        if name.base.is_empty() {
            return None;
        }
        name.base = base_of(&name.base).0.to_owned();
        self.edge_or_node(&mut name);
        Some(Some(self.without_noise(name)))
    }

    /// A symbol, perhaps in braces.
    fn braced_name(&mut self) -> Option<Name> {
        let start = self.at;
        let braces = (0..3).take_while(|_| self.eat('{')).count();
        if self.word(self.at) == "\\dot" || self.word(self.at) == "\\vec" {
            self.at += 1;
            self.eat('{');
            let name = self.name();
            self.eat('}');
            return name;
        }
        match self.name() {
            Some(name) => {
                let mut name = self.more_indices(name);
                // `{{W}_2}`: an index may stand between the braces.
                for _ in 0..braces {
                    self.eat('}');
                    name = self.more_indices(name);
                }
                self.call(&mut name);
                Some(name)
            }
            None => {
                self.at = start;
                None
            }
        }
    }

    /// Recognition leaves stray figures above the E of ∂E/∂w.
    fn without_noise(&mut self, name: Name) -> Name {
        if self.kind() == Some(Kind::Sign('^')) && self.tokens.get(self.at).is_some_and(|token| token.math) {
            let start = self.at;
            self.at += 1;
            let group = self.eat('{');
            let figures = matches!(self.kind(), Some(Kind::Number(_)));
            self.at += usize::from(figures);
            if !(figures && (!group || self.eat('}'))) {
                self.at = start;
            }
        }
        name
    }

    /// dE/dw5, ∂E/∂w_{11}, `\partial E/\partial w`, and a lone `dz` for ∂E/∂z.
    pub(super) fn slope(&mut self) -> Option<Node> {
        if let Some(slope) = self.slope_in_code() {
            return Some(slope);
        }
        let start = self.at;
        if let Some(Some(of)) = self.differential() {
            let after = self.at;
            if self.eat('/')
                && let Some(Some(by)) = self.differential()
            {
                return Some(Node::Slope(Box::new(SlopeName { of: Some(of), by })));
            }
            self.at = after;
            let word = self.word(start);
            let is_said = matches!(self.kind(), Some(Kind::Equals)) || self.peek(1) == Some(Kind::Equals);
            let whole = matches!(word, "d")
                || word.starts_with('d')
                    && (matches!(of.base.as_str(), "w" | "W" | "b" | "z" | "Z" | "a" | "A" | "h")
                        || is_said && matches!(of.base.as_str(), "y" | "o" | "s" | "pred" | "out" | "yhat"));
            if whole {
                return Some(Node::Slope(Box::new(SlopeName { of: None, by: of })));
            }
        }
        self.at = start;
        None
    }

    /// `fc1.weight` and `fc1.weight.grad`, as programs call the parameters of a layer and their slopes.
    pub(super) fn parameter_of_module(&mut self) -> Option<Node> {
        let start = self.at;
        let attribute = |at: usize| {
            let is_close =
                [at, at + 1].iter().all(|&at| self.tokens.get(at).is_some_and(|token| !token.spaced));
            let is_dot = self.tokens.get(at).is_some_and(|token| token.kind == Kind::Sign('.'));
            if is_dot && is_close { self.word(at + 1) } else { "" }
        };
        let base = match attribute(start + 1) {
            "weight" => "W",
            "bias" => "b",
            _ => return None,
        };
        let (module, figures) = base_of(self.word(start));
        let index = match figures.parse() {
            Ok(layer) => Index { raised: true, atom: Atom::Number(layer) },
            Err(_) => Index { raised: false, atom: Atom::Letters(module.to_owned()) },
        };
        let is_slope = attribute(start + 3) == "grad";
        self.at += if is_slope { 5 } else { 3 };
        let name =
            Name { base: base.to_owned(), indices: vec![index], updated: false, span: self.span_from(start) };
        Some(match is_slope {
            true => Node::Slope(Box::new(SlopeName { of: None, by: name })),
            false => Node::Name(name),
        })
    }

    /// `dL_dw5`, as programs call slopes.
    fn slope_in_code(&mut self) -> Option<Node> {
        let start = self.at;
        let differential =
            |word: &'_ str| word.strip_prefix('d').is_some_and(|of| of.starts_with(char::is_alphabetic));
        let is_close = |ahead: usize| self.tokens.get(start + ahead).is_some_and(|token| !token.spaced);
        let is_slope = differential(self.word(start))
            && self.peek(1) == Some(Kind::Sign('_'))
            && differential(self.word(start + 2))
            && is_close(1)
            && is_close(2);
        if !is_slope {
            return None;
        }
        let (base, figures) = base_of(&self.word(start)[1..]);
        let span = self.tokens[start].span;
        let mut of = Name { base: base.to_owned(), indices: Vec::new(), updated: false, span };
        push_figures(&mut of.indices, figures, false);
        self.at += 2;
        let Some(Some(by)) = self.differential() else {
            self.at = start;
            return None;
        };
        Some(Node::Slope(Box::new(SlopeName { of: Some(of), by })))
    }

    /// `grad_w5`, `grad_net_h1`. A `grad_h1` alone may as well be the unit's δ.
    pub(super) fn grad_in_code(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let is_close = self.tokens.get(self.at).is_some_and(|token| !token.spaced);
        let by = if is_close && self.eat('_') { self.name() } else { None };
        let is = |name: &Name, role| role::by_name(&name.base, name.coordinate_count(), role) >= 1.8;
        let is_of_unit = |name: &Name| self.habits.has_gradients_of_nets && !is(name, Role::Loss);
        let is_told = |name: &Name| {
            [Role::Weight, Role::Bias, Role::Z].into_iter().any(|role| is(name, role)) || is_of_unit(name)
        };
        match by.filter(is_told) {
            Some(by) => Some(Node::Slope(Box::new(SlopeName { of: None, by }))),
            None => {
                self.at = start;
                None
            }
        }
    }

    /// ∇_w E.
    pub(super) fn gradient(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        if !self.eat('_') {
            self.at = start;
            return None;
        }
        let Some(by) = self.braced_name() else {
            self.at = start;
            return None;
        };
        let after = self.at;
        let of = self.braced_name();
        if of.is_none() {
            self.at = after;
        }
        Some(Node::Slope(Box::new(SlopeName { of, by })))
    }
}
