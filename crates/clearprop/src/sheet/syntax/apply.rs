//! What starts with a word or a command: symbols, functions, fractions, slopes and sums.

use super::lex::Kind;
use super::name::{base_of, push_figures};
use super::parse::Parser;
use super::tree::{Atom, Entry, Function, Index, Name, Node, SlopeName};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::types::{Printed, Span};

/// One letter for a function, however it is spelled.
fn letter_of(word: &str) -> char {
    match word {
        "varphi" | "phi" | "ϕ" => 'φ',
        "Phi" => 'Φ',
        word => word.chars().next().unwrap_or('f'),
    }
}

impl Parser<'_> {
    pub(crate) fn word_or_command(&mut self) -> Option<Node> {
        let word = self.word(self.at);
        match word {
            "\\frac" | "\\dfrac" | "\\tfrac" | "\\cfrac" => return self.fraction(),
            "\\sqrt" => {
                self.at += 1;
                let inner = self.argument()?;
                return Some(Node::Apply(Function::Sqrt, vec![inner]));
            }
            "\\sum" | "Sum" | "Summe" | "SUM" => return self.series(),
            "\\partial" | "\\mathrm" => return self.slope(),
            "\\nabla" | "∇" => return self.gradient(),
            "\\dot" => {
                if let Some(slope) = self.dotted_function() {
                    return Some(slope);
                }
            }
            "\\pi" if self.peek(1) != Some(Kind::Sign('_')) => {}
            "\\begin{cases}" => return self.cases(),
            "\\underbrace" | "\\overbrace" => return self.braced(),
            _ if word.starts_with("\\begin{") => return self.matrix(),
            _ => {}
        }
        // `np.array([…])` is its list.
        if matches!(word, "array" | "matrix" | "vector" | "tensor") && self.peek(1) == Some(Kind::Sign('(')) {
            let start = self.at;
            self.at += 1;
            match self.bracketed().as_deref() {
                Some([node @ Node::Matrix(_)]) => return Some(node.clone()),
                Some([node @ Node::Number(printed)]) => {
                    let entry = Entry { node: node.clone(), span: printed.span };
                    return Some(Node::Matrix(vec![vec![entry]]));
                }
                _ => {}
            }
            self.at = start;
        }
        if word == "grad"
            && let Some(slope) = self.grad_in_code()
        {
            return Some(slope);
        }
        let slope_sign = word.starts_with(['∂', 'δ']) || word.starts_with('d') || word == "\\delta";
        if slope_sign && let Some(slope) = self.slope() {
            return Some(slope);
        }
        if let Some(parameter) = self.parameter_of_module() {
            return Some(parameter);
        }
        if let Some(power) = self.power_of_e(word) {
            return Some(power);
        }
        if let Some(function) = self.function() {
            return Some(function);
        }
        let mut name = self.name()?;
        self.call(&mut name);
        self.remark(&mut name);
        self.of_node(&mut name);
        Some(Node::Name(name))
    }

    /// `\underbrace{…}_{p}`: what is written at the brace is a remark.
    fn braced(&mut self) -> Option<Node> {
        self.at += 1;
        let inner = self.argument()?;
        if matches!(self.kind(), Some(Kind::Sign('_' | '^'))) {
            self.at += 1;
            let start = self.at;
            if self.argument().is_none() {
                // Words are no expression.
                self.at = self.closing(start).map_or(start, |close| close + 1);
            }
        }
        Some(inner)
    }

    /// One of several values, by conditions: what stands in it is passed over.
    fn cases(&mut self) -> Option<Node> {
        const LONGEST: usize = 400;
        let length = (0..LONGEST).find(|&ahead| self.word(self.at + ahead) == "\\end{cases}")?;
        self.at += length + 1;
        Some(Node::Other)
    }

    /// e^x.
    fn power_of_e(&mut self, word: &str) -> Option<Node> {
        if !(word == "e" || word == "\\mathrm{e}") || self.peek(1) != Some(Kind::Sign('^')) {
            return None;
        }
        let start = self.at;
        self.at += 2;
        let inner = if self.kind() == Some(Kind::Sign('-')) {
            self.at += 1;
            self.argument().map(|inner| Node::Negative(Box::new(inner)))
        } else {
            self.argument()
        };
        if inner.is_none() {
            self.at = start;
        }
        inner.map(|inner| Node::Apply(Function::Exp, vec![inner]))
    }

    /// What is divided, with what it is divided by.
    pub(crate) fn quotient(&self, over: Node, under: Node) -> Node {
        let is_one = |term: &Node| term.number().is_some_and(|number| number.value.to_f64() == 1.0);
        match (over, under) {
            // `d/dw1` is the slope of what is worked there.
            (Node::Name(d), Node::Slope(slope)) if d.key() == "d" && slope.of.is_none() => Node::Slope(slope),
            (over, Node::Sum(terms)) if terms.iter().any(is_one) => {
                let terms = terms.into_iter().map(|term| self.with_sign_apart(term)).collect();
                Node::Quotient(Box::new(over), Box::new(Node::Sum(terms)))
            }
            (over, under) => Node::Quotient(Box::new(over), Box::new(under)),
        }
    }

    /// The minus in the denominator 1 + e^{−0.4} is the function's: 0.4 is what is put in.
    fn with_sign_apart(&self, term: Node) -> Node {
        let Node::Apply(Function::Exp, arguments) = &term else { return term };
        let [Node::Number(printed)] = arguments[..] else { return term };
        let written = printed.span.of(self.text);
        let Some(figures) = written.strip_prefix(['-', '−']).map(str::trim_start) else { return term };
        let span = Span { start: printed.span.end - figures.len(), end: printed.span.end };
        let number = Node::Number(Printed { span, value: printed.value.negated(), ..printed });
        Node::Apply(Function::Exp, vec![Node::Negative(Box::new(number))])
    }

    /// One argument of a command: a group, a figure, a symbol.
    fn argument(&mut self) -> Option<Node> {
        match self.kind()? {
            Kind::Sign('{') => {
                self.at += 1;
                let inner = self.sum()?;
                self.eat('}').then_some(inner)
            }
            Kind::Sign('(') => self.power(),
            // `\frac12` and `\sqrt2`.
            _ => match self.number(0).filter(|printed| printed.unit == 0) {
                Some(printed) => {
                    self.at += 1;
                    Some(Node::Constant(printed.value.to_f64()))
                }
                None => self.power(),
            },
        }
    }

    /// `\frac{x}{y}`, `\frac12`, and ∂x/∂y set as a fraction.
    fn fraction(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        if let Some(slope) = self.slope_fraction() {
            return Some(slope);
        }
        self.at = start + 1;
        // `\tfrac12` has two figures in one number.
        if let Some(Kind::Number(_)) = self.kind() {
            let text = self.word(self.at);
            let mut figures = text.bytes().filter(u8::is_ascii_digit).map(|figure| f64::from(figure - b'0'));
            if text.len() == 2
                && let (Some(over), Some(under)) = (figures.next(), figures.next())
            {
                self.at += 1;
                return Some(Node::Constant(over / under));
            }
        }
        // `\tfrac z2` has a letter and a figure in one word.
        if self.kind() == Some(Kind::Word)
            && let [letter, figure @ b'1'..=b'9'] = self.word(self.at).as_bytes()
            && letter.is_ascii_alphabetic()
        {
            let (text, span) = (self.word(self.at)[..1].to_owned(), self.tokens[self.at].span);
            self.at += 1;
            let name = Name { base: text, indices: Vec::new(), updated: false, span };
            let under = Node::Constant(f64::from(figure - b'0'));
            return Some(Node::Quotient(Box::new(Node::Name(name)), Box::new(under)));
        }
        let over = self.argument()?;
        let under = self.argument()?;
        Some(match (over, under) {
            (Node::Constant(over), Node::Constant(under)) => Node::Constant(over / under),
            (over, under) => self.quotient(over, under),
        })
    }

    /// `{\partial x}{\partial y}` after `\frac`.
    fn slope_fraction(&mut self) -> Option<Node> {
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
    fn slope(&mut self) -> Option<Node> {
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
    fn parameter_of_module(&mut self) -> Option<Node> {
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
    fn grad_in_code(&mut self) -> Option<Node> {
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
    fn gradient(&mut self) -> Option<Node> {
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

    /// f(x), f x, f′(x).
    fn function(&mut self) -> Option<Node> {
        let start = self.at;
        let word = self.word(start).trim_start_matches('\\');
        let (named, unnamed) = self.function_of(word);
        if named.is_none() && !unnamed {
            return None;
        }
        self.at += 1;
        let prime = matches!(self.kind(), Some(Kind::Sign('\''))) || self.raised_prime();
        if prime && matches!(self.kind(), Some(Kind::Sign('\''))) {
            self.at += 1;
        }
        let function = match (named, prime) {
            (Some(Function::Activation(activation)), true) => Function::Slope(Some(activation)),
            (_, true) => Function::Slope(None),
            (Some(function), false) => function,
            (None, false) => Function::Unnamed(letter_of(word)),
        };
        let bracket = matches!(self.kind(), Some(Kind::Sign('(' | '[')));
        let argument = if bracket {
            self.bracketed()
        } else if unnamed || self.kind() == Some(Kind::Sign('_')) {
            None
        } else {
            self.operand()
        };
        match argument {
            Some(arguments) => Some(Node::Apply(function, arguments)),
            None => {
                self.at = start;
                None
            }
        }
    }

    /// The function that a word names, and whether it is a letter for any: f, g, φ.
    fn function_of(&self, word: &str) -> (Option<Function>, bool) {
        let named = Function::named(if word == "sigma" { "σ" } else { word });
        let is_usual = matches!(word, "f" | "g" | "φ" | "varphi" | "phi" | "Phi" | "Φ" | "ϕ");
        let mut letters = word.chars();
        let is_defined = letters.next().is_some_and(|letter| self.habits.functions.contains(&letter));
        (named, is_usual || is_defined && letters.next().is_none())
    }

    /// `\dot f(x)`, `\dot{\varphi}(x)`: the slope of a function.
    fn dotted_function(&mut self) -> Option<Node> {
        let start = self.at;
        self.at += 1;
        let braced = self.eat('{');
        let word = self.word(self.at).trim_start_matches('\\');
        let (named, unnamed) = self.function_of(word);
        self.at += 1;
        let opens = (!braced || self.eat('}')) && self.kind() == Some(Kind::Sign('('));
        let arguments = if (named.is_some() || unnamed) && opens { self.bracketed() } else { None };
        let Some(arguments) = arguments else {
            self.at = start;
            return None;
        };
        let activation = match named {
            Some(Function::Activation(activation)) => Some(activation),
            _ => None,
        };
        Some(Node::Apply(Function::Slope(activation), arguments))
    }

    /// `^{\prime}`.
    fn raised_prime(&mut self) -> bool {
        let braced = self.peek(1) == Some(Kind::Sign('{'));
        let sign = self.peek(1 + usize::from(braced)) == Some(Kind::Sign('\''));
        let found = self.kind() == Some(Kind::Sign('^')) && sign;
        if found {
            self.at += 1 + usize::from(braced);
            if braced {
                self.at += 2;
            } else {
                self.at += 1;
            }
        }
        found
    }

    /// The arguments of a function in brackets.
    fn bracketed(&mut self) -> Option<Vec<Node>> {
        let closing = if self.kind() == Some(Kind::Sign('(')) { ')' } else { ']' };
        self.at += 1;
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.sum()?);
            if !self.eat(',') && !self.eat(';') {
                break;
            }
        }
        self.eat(closing).then_some(arguments)
    }

    /// The argument of a function without brackets: `\ln 0.4330`, `\tanh p_1`, `\ln\hat y`.
    fn operand(&mut self) -> Option<Vec<Node>> {
        self.power().map(|argument| vec![argument])
    }

    /// `\sum_{i=1}^3 …`, `Σ_k …`.
    pub(crate) fn series(&mut self) -> Option<Node> {
        self.at += 1;
        let mut index = String::new();
        let mut last = None;
        if self.eat('_') {
            if self.eat('{') {
                index = self.word(self.at).to_owned();
                let mut steps = 0;
                while !self.eat('}') {
                    self.at += 1;
                    steps += 1;
                    if steps > 12 || self.kind().is_none() {
                        return None;
                    }
                }
            } else {
                index = self.word(self.at).to_owned();
                self.at += 1;
            }
        }
        if self.kind() == Some(Kind::Sign('^')) {
            self.at += 1;
            last = match self.argument()? {
                Node::Constant(last) => Some(last as u32),
                Node::Number(printed) => Some(printed.value.to_f64() as u32),
                _ => None,
            };
        }
        // The body reaches over a product; `Summe (t-a)^2` too.
        let body = self.deeper(|parser| parser.series_body(&index));
        Some(Node::Series { index, last, body: Box::new(body?) })
    }

    /// Whether the symbol here has this letter below it: the g of `Σ_j w_hj g_j` in plain text.
    fn goes_by(&self, index: &str) -> bool {
        self.kind() == Some(Kind::Word)
            && self.peek(1) == Some(Kind::Sign('_'))
            && self.peek(2) == Some(Kind::Word)
            && !index.is_empty()
            && self.word(self.at + 2).contains(index)
    }

    fn series_body(&mut self, index: &str) -> Option<Node> {
        if self.eat('-') {
            return self.series_body(index).map(|body| Node::Negative(Box::new(body)));
        }
        let mut factors = vec![self.power()?];
        while matches!(self.kind(), Some(Kind::Word | Kind::Command | Kind::Sign('(' | '[' | '{')))
            && (self.tokens[self.at].math || self.goes_by(index))
        {
            let start = self.at;
            match self.power() {
                Some(factor) => factors.push(factor),
                None => {
                    self.at = start;
                    break;
                }
            }
        }
        Some(if factors.len() == 1 { factors.remove(0) } else { Node::Product(factors) })
    }
}
