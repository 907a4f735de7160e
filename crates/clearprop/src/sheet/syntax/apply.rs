//! What starts with a word or a command: symbols, functions, fractions and sums.

use super::letters::raised_letter;
use super::lex::Kind;
use super::parse::Parser;
use super::tree::{Entry, Function, Name, Node};
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
        if let Some(product) = self.product_of_arrays(word) {
            return Some(product);
        }
        if let Some(power) = self.power_of_e(word).or_else(|| self.power_of_e_in_small_signs(word)) {
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

    /// `Ux` where U is given as a matrix and x as a vector.
    fn product_of_arrays(&mut self, word: &str) -> Option<Node> {
        let token = *self.tokens.get(self.at).filter(|token| token.math && token.kind == Kind::Word)?;
        let mut letters = word.chars();
        let (one, other) = (letters.next()?, letters.next().filter(|_| letters.next().is_none())?);
        if !one.is_uppercase() || ![one, other].iter().all(|letter| self.habits.arrays.contains(letter)) {
            return None;
        }
        let middle = token.span.start + one.len_utf8();
        let factor = |letter: char, start, end| {
            let span = Span { start, end };
            Node::Name(Name { base: letter.to_string(), indices: Vec::new(), updated: false, span })
        };
        self.at += 1;
        let one = factor(one, token.span.start, middle);
        Some(Node::Product(vec![one, factor(other, middle, token.span.end)]))
    }

    /// `eˢ` and `e⁻ˢ`.
    fn power_of_e_in_small_signs(&mut self, word: &str) -> Option<Node> {
        let lone = |word: &str| {
            let mut letters = word.chars();
            letters.next().and_then(raised_letter).filter(|_| letters.next().is_none())
        };
        let negative = word == "e" && self.peek(1) == Some(Kind::Sign('⁻'));
        let letter = if negative { lone(self.word(self.at + 2)) } else { lone(word.strip_prefix('e')?) }?;
        let start = self.at;
        self.at += if negative { 3 } else { 1 };
        let span = self.span_from(start);
        let name = Node::Name(Name { base: letter.to_string(), indices: Vec::new(), updated: false, span });
        let inner = if negative { Node::Negative(Box::new(name)) } else { name };
        Some(Node::Apply(Function::Exp, vec![inner]))
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
