//! Formulas as MathML Core, which Chromium, Firefox and Safari set without help.

use std::borrow::Cow;
use std::sync::Arc;

use super::names::Names;
use crate::document::{Math, Named, Operator, append, append_number};
use crate::notation::{Mark, Symbol};

/// Writes formulas; every symbol and number of a quantity carries the quantity's place in `names`.
pub(super) struct Writer<'a> {
    pub(super) out: &'a mut String,
    pub(super) names: &'a mut Names,
}

/// The names of Greek letters, in the order of Unicode from α on; ς has no command.
const GREEK: [&str; 25] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "",
    "sigma",
    "tau",
    "upsilon",
    "varphi",
    "chi",
    "psi",
    "omega",
];

impl Writer<'_> {
    /// One formula.
    pub(super) fn math(&mut self, math: &Math) {
        match math {
            Math::Named(named) => self.named(named),
            Math::Symbol(symbol) => self.symbol(symbol, ""),
            Math::Number(text) => self.number(text, ""),
            Math::Operator(operator) => self.out.push_str(sign(*operator)),
            Math::Row(parts) => parts.iter().for_each(|part| self.math(part)),
            Math::Fraction(x, y) => self.fraction(x, y, ""),
            Math::Power(x, y) => {
                self.out.push_str("<msup>");
                self.row(x);
                self.row(y);
                self.out.push_str("</msup>");
            }
            Math::Exp(x) => {
                self.out.push_str("<msup><mi>e</mi>");
                self.row(x);
                self.out.push_str("</msup>");
            }
            Math::Call(name, x) => {
                let simple = matches!(**x, Math::Named(..) | Math::Symbol(_) | Math::Number(_));
                let space = if simple { " rspace=.17em" } else { "" };
                put!(self.out, "<mi>{}</mi><mo{space}>\u{2061}</mo>", escape(name));
                if simple { self.math(x) } else { self.bracketed("(", x, ")") }
            }
            Math::Root(x) => {
                self.out.push_str("<msqrt>");
                self.math(x);
                self.out.push_str("</msqrt>");
            }
            Math::Bracket(x) => self.bracketed("(", x, ")"),
            Math::Piecewise(parts) => self.piecewise(parts),
            Math::Matrix(rows) => self.matrix(rows),
            Math::Transpose(x) => {
                self.out.push_str("<msup>");
                self.row(x);
                self.out.push_str("<mo>⊤</mo></msup>");
            }
            Math::Pi => self.out.push_str("<mi>π</mi>"),
            Math::Ellipsis => self.out.push_str("<mi>⋯</mi>"),
            Math::Blank => self.out.push_str("<mtext>____</mtext>"),
        }
    }

    /// The symbol or the number of a quantity, written out once however often it stands in the page.
    fn named(&mut self, named: &Arc<Named>) {
        let key = Arc::as_ptr(named);
        if let Some((_, written)) = self.names.written.get(&key) {
            return self.out.extend_from_within(written.clone());
        }
        let from = self.out.len();
        let is_number = matches!(named.label, Math::Number(_));
        let mut attribute = String::from(if is_number { " data-n=" } else { " data-q=" });
        append_number(&mut attribute, self.names.number(named.quantity) as u64);
        match &named.label {
            Math::Number(text) => self.number(text, &attribute),
            Math::Symbol(symbol) => self.symbol(symbol, &attribute),
            Math::Fraction(x, y) => self.fraction(x, y, &attribute),
            other => {
                append(self.out, &["<mrow", &attribute, ">"]);
                self.math(other);
                self.out.push_str("</mrow>");
            }
        }
        self.names.written.insert(key, (Arc::clone(named), from..self.out.len()));
    }

    /// A formula as exactly one element, as the parts of fractions and powers must be.
    fn row(&mut self, math: &Math) {
        let one = match math {
            Math::Named(..) | Math::Symbol(_) | Math::Fraction(..) | Math::Power(..) | Math::Exp(_) => true,
            Math::Root(_)
            | Math::Bracket(_)
            | Math::Matrix(_)
            | Math::Transpose(_)
            | Math::Pi
            | Math::Blank => true,
            Math::Number(text) => !text.contains('e'),
            Math::Row(parts) if parts.len() == 1 => return self.row(&parts[0]),
            _ => false,
        };
        if one {
            return self.math(math);
        }
        self.out.push_str("<mrow>");
        self.math(math);
        self.out.push_str("</mrow>");
    }

    fn fraction(&mut self, x: &Math, y: &Math, attribute: &str) {
        self.out.push_str("<mfrac");
        self.out.push_str(attribute);
        self.out.push('>');
        self.row(x);
        self.row(y);
        self.out.push_str("</mfrac>");
    }

    /// `-1.5`, or `1.5e-7` as 1.5 · 10⁻⁷.
    fn number(&mut self, text: &str, attribute: &str) {
        let shown = text.replace('-', "−");
        match shown.split_once('e') {
            None => append(self.out, &["<mn", attribute, ">", &shown, "</mn>"]),
            Some((mantissa, exponent)) => put!(
                self.out,
                "<mrow{attribute}><mn>{mantissa}</mn><mo>·</mo><msup><mn>10</mn><mn>{exponent}</mn></msup></mrow>"
            ),
        }
    }

    fn symbol(&mut self, symbol: &Symbol, attribute: &str) {
        let (below, above) =
            (!symbol.subscript.is_empty(), !symbol.superscript.is_empty() || symbol.mark.is_some());
        let element = match (below, above) {
            (false, false) => return self.base(symbol, attribute),
            (true, false) => "msub",
            (false, true) => "msup",
            (true, true) => "msubsup",
        };
        append(self.out, &["<", element, attribute, ">"]);
        self.base(symbol, "");
        if below {
            self.script(&symbol.subscript, None);
        }
        if above {
            self.script(&symbol.superscript, symbol.mark);
        }
        append(self.out, &["</", element, ">"]);
    }

    fn base(&mut self, symbol: &Symbol, attribute: &str) {
        let letters = letters(&symbol.base);
        let shown: String = if symbol.bold { letters.chars().map(bold).collect() } else { letters };
        append(self.out, &["<mi", attribute, ">", &escape(&shown), "</mi>"]);
    }

    /// An index: figures, letters and brackets, each run an element.
    fn script(&mut self, text: &str, mark: Option<Mark>) {
        let kind = |c: char| match c {
            '0'..='9' | ',' => "mn",
            c if c.is_alphabetic() => "mi",
            _ => "mtext",
        };
        let mut runs: Vec<(&str, String)> = Vec::new();
        for c in text.chars() {
            match runs.last_mut() {
                Some((last, run)) if *last == kind(c) => run.push(c),
                _ => runs.push((kind(c), c.to_string())),
            }
        }
        match mark {
            // As text they keep no distance, as signs between numbers would.
            Some(Mark::Prime) => runs.push(("mtext", "′".into())),
            Some(Mark::Plus) => runs.push(("mtext", "+".into())),
            None => {}
        }
        let row = runs.len() != 1;
        self.out.push_str(if row { "<mrow>" } else { "" });
        for (element, run) in runs {
            append(self.out, &["<", element, ">", &escape(&run), "</", element, ">"]);
        }
        self.out.push_str(if row { "</mrow>" } else { "" });
    }

    fn bracketed(&mut self, open: &str, x: &Math, close: &str) {
        // In a flat row brackets keep the height of the letters, or indices would stretch them.
        let stretchy = if is_tall(x) { "" } else { " stretchy=false" };
        append(self.out, &["<mrow><mo", stretchy, ">", open, "</mo>"]);
        self.math(x);
        append(self.out, &["<mo", stretchy, ">", close, "</mo></mrow>"]);
    }

    fn matrix(&mut self, rows: &[Vec<Math>]) {
        self.out.push_str("<mrow><mo>[</mo><mtable>");
        for row in rows {
            self.out.push_str("<mtr>");
            for entry in row {
                self.out.push_str("<mtd>");
                self.math(entry);
                self.out.push_str("</mtd>");
            }
            self.out.push_str("</mtr>");
        }
        self.out.push_str("</mtable><mo>]</mo></mrow>");
    }

    fn piecewise(&mut self, [then, otherwise, condition]: &[Math; 3]) {
        self.out.push_str("<mrow><mo>{</mo><mtable class=cases><mtr><mtd>");
        self.math(then);
        self.out.push_str("</mtd><mtd><mtext>if\u{a0}</mtext>");
        self.math(condition);
        self.out.push_str("<mo>&gt;</mo><mn>0</mn></mtd></mtr><mtr><mtd>");
        self.math(otherwise);
        self.out.push_str("</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>");
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Plus => "<mo>+</mo>",
        Operator::Minus => "<mo>−</mo>",
        Operator::Negative => "<mo form=prefix>−</mo>",
        Operator::Times => "<mo>·</mo>",
        Operator::Juxtaposed => "<mo rspace=.17em>\u{2062}</mo>",
        Operator::Hadamard => "<mo>⊙</mo>",
        Operator::Partial => "<mi>∂</mi>",
    }
}

fn is_tall(math: &Math) -> bool {
    match math {
        Math::Named(named) => is_tall(&named.label),
        Math::Fraction(..) | Math::Matrix(_) | Math::Piecewise(_) | Math::Root(_) => true,
        Math::Row(parts) => parts.iter().any(is_tall),
        Math::Power(x, _) | Math::Bracket(x) | Math::Transpose(x) | Math::Call(_, x) => is_tall(x),
        Math::Exp(_)
        | Math::Symbol(_)
        | Math::Number(_)
        | Math::Operator(_)
        | Math::Pi
        | Math::Ellipsis
        | Math::Blank => false,
    }
}

/// The letters of a base: a word, or what a LaTeX command stands for.
pub(in crate::document) fn letters(base: &str) -> String {
    let Some(name) = base.strip_prefix('\\') else { return base.to_owned() };
    if name == "mathcal{L}" {
        return "ℒ".into();
    }
    let small = |name: &str| GREEK.iter().position(|&greek| greek == name && !greek.is_empty());
    let mut capital = name.to_owned();
    capital[..1].make_ascii_lowercase();
    let (first, at) = match (small(name), small(&capital)) {
        (Some(at), _) => ('α', at),
        (None, Some(at)) => ('Α', at),
        (None, None) => return name.to_owned(),
    };
    char::from_u32(first as u32 + at as u32).map_or(name.to_owned(), String::from)
}

/// Mathematical bold: upright for Latin letters, slanted for Greek ones, as LaTeX sets vectors.
fn bold(c: char) -> char {
    let shifted = |from: char, to: u32| char::from_u32(to + (c as u32 - from as u32)).unwrap_or(c);
    match c {
        'A'..='Z' => shifted('A', 0x1D400),
        'a'..='z' => shifted('a', 0x1D41A),
        'α'..='ω' => shifted('α', 0x1D736),
        c => c,
    }
}

/// Text in which no character is markup.
pub(in crate::document) fn escape(text: &str) -> Cow<'_, str> {
    // Nearly every text is a few letters or figures.
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Quantity;
    use crate::document::Named;

    fn written(math: &Math) -> String {
        let mut out = String::new();
        let mut names = Names::for_steps(0);
        Writer { out: &mut out, names: &mut names }.math(math);
        out
    }

    fn symbol(base: &str, subscript: &str, superscript: &str) -> Symbol {
        Symbol {
            base: base.into(),
            subscript: subscript.into(),
            superscript: superscript.into(),
            ..Symbol::default()
        }
    }

    #[test]
    fn symbols_carry_their_indices() {
        let w = symbol("w", "11", "2");
        assert_eq!(written(&Math::symbol(w.clone())), "<msubsup><mi>w</mi><mn>11</mn><mn>2</mn></msubsup>");
        let updated = Symbol { mark: Some(Mark::Prime), ..symbol("b", "1", "") };
        assert_eq!(
            written(&Math::symbol(updated)),
            "<msubsup><mi>b</mi><mn>1</mn><mtext>′</mtext></msubsup>"
        );
        assert_eq!(written(&Math::symbol(symbol("\\mu", "", ""))), "<mi>μ</mi>");
        let vector = Symbol { bold: true, ..symbol("\\delta", "", "") };
        assert_eq!(written(&Math::symbol(vector)), "<mi>𝜹</mi>");
        assert_eq!(written(&Math::symbol(symbol("out", "o1", ""))), {
            "<msub><mi>out</mi><mrow><mi>o</mi><mn>1</mn></mrow></msub>"
        });
    }

    #[test]
    fn parts_of_fractions_and_powers_are_one_element_each() {
        let row = Math::Row(vec![Math::Operator(Operator::Negative), Math::Number("2".into())]);
        let fraction = Math::Fraction(Box::new(Math::Number("1".into())), Box::new(row.clone()));
        assert_eq!(
            written(&fraction),
            "<mfrac><mn>1</mn><mrow><mo form=prefix>−</mo><mn>2</mn></mrow></mfrac>"
        );
        assert_eq!(
            written(&Math::Exp(Box::new(row))),
            "<msup><mi>e</mi><mrow><mo form=prefix>−</mo><mn>2</mn></mrow></msup>"
        );
    }

    #[test]
    fn numbers_and_symbols_of_quantities_can_be_asked_about() {
        let quantity: Quantity = "z[1,1]".parse().expect("an id");
        let named = |label| written(&Math::Named(Named { quantity, label }.into()));
        assert_eq!(named(Math::Number("-1.5".into())), "<mn data-n=0>−1.5</mn>");
        assert_eq!(named(Math::symbol(symbol("z", "1", ""))), "<msub data-q=0><mi>z</mi><mn>1</mn></msub>");
        assert_eq!(
            named(Math::Number("1.5e-7".into())),
            "<mrow data-n=0><mn>1.5</mn><mo>·</mo><msup><mn>10</mn><mn>−7</mn></msup></mrow>"
        );
    }

    #[test]
    fn brackets_stretch_only_around_what_is_tall() {
        let flat = Math::Bracket(Box::new(Math::Number("1".into())));
        assert!(written(&flat).contains("<mo stretchy=false>(</mo>"));
        let half = Math::fraction(Math::Number("1".into()), Math::Number("2".into()));
        assert!(written(&Math::Bracket(Box::new(half))).contains("<mo>(</mo>"));
    }

    #[test]
    fn greek_letters_are_found_by_name() {
        for (base, letter) in
            [("\\alpha", "α"), ("\\eta", "η"), ("\\omega", "ω"), ("\\sigma", "σ"), ("\\Theta", "Θ")]
        {
            assert_eq!(letters(base), letter);
        }
    }
}
