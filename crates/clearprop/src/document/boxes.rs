//! Formulas in two dimensions of text: rectangles of characters that share a baseline.

use super::{Math, Operator};
use crate::notation::{Mark, Symbol};

/// What a character is, for those who colour it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ink {
    #[default]
    Plain,
    Symbol,
    Number,
    Result,
}

/// A rectangle of characters. Row `baseline` is the one that stands on the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TextBox {
    /// Row after row.
    cells: Vec<(char, Ink)>,
    width: usize,
    pub(super) baseline: usize,
}

const BLANK: (char, Ink) = (' ', Ink::Plain);

impl TextBox {
    pub(super) fn text(text: &str, ink: Ink) -> TextBox {
        let cells: Vec<(char, Ink)> = text.chars().map(|c| (c, ink)).collect();
        TextBox { width: cells.len(), cells, baseline: 0 }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[(char, Ink)]> {
        self.cells.chunks(self.width.max(1))
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }

    /// The same box all in one ink.
    pub(super) fn inked(mut self, ink: Ink) -> TextBox {
        self.cells.iter_mut().for_each(|cell| cell.1 = ink);
        self
    }

    /// Boxes side by side on one baseline.
    pub(super) fn row(boxes: &[TextBox]) -> TextBox {
        let above = boxes.iter().map(|part| part.baseline).max().unwrap_or(0);
        let below = boxes.iter().map(|part| part.height().saturating_sub(part.baseline)).max().unwrap_or(0);
        let width = boxes.iter().map(TextBox::width).sum();
        let mut cells = Vec::with_capacity(width * (above + below));
        for at in 0..above + below {
            for part in boxes {
                let row = (at + part.baseline).checked_sub(above).filter(|row| *row < part.height());
                match row {
                    Some(row) => cells.extend_from_slice(&part.cells[row * part.width..][..part.width]),
                    None => cells.resize(cells.len() + part.width, BLANK),
                }
            }
        }
        TextBox { cells, width, baseline: above }
    }

    /// This box with another to the right of it.
    pub(super) fn beside(self, other: &TextBox) -> TextBox {
        if self.cells.is_empty() { other.clone() } else { TextBox::row(&[self, other.clone()]) }
    }

    fn beside_text(self, text: &str) -> TextBox {
        self.beside(&TextBox::text(text, Ink::Plain))
    }

    /// One over the other, a bar between them on the baseline.
    fn over(&self, below: &TextBox) -> TextBox {
        let width = self.width.max(below.width) + 2;
        let mut cells = Vec::with_capacity(width * (self.height() + 1 + below.height()));
        self.centred(width, &mut cells);
        cells.resize(cells.len() + width, ('─', Ink::Plain));
        below.centred(width, &mut cells);
        TextBox { cells, width, baseline: self.height() }
    }

    fn centred(&self, width: usize, cells: &mut Vec<(char, Ink)>) {
        let left = (width - self.width) / 2;
        for row in self.rows() {
            cells.resize(cells.len() + left, BLANK);
            cells.extend_from_slice(row);
            cells.resize(cells.len() + width - left - self.width, BLANK);
        }
    }

    /// In brackets as tall as the box.
    fn bracketed(&self, brackets: &Brackets) -> TextBox {
        let last = self.height().max(1) - 1;
        let side = |column: &[char; 4]| {
            let [single, top, middle, bottom] = *column;
            let pick = |at: usize| match at {
                _ if last == 0 => single,
                0 => top,
                at if at == last => bottom,
                _ => middle,
            };
            let cells = (0..=last).map(|at| (pick(at), Ink::Plain)).collect();
            TextBox { cells, width: 1, baseline: self.baseline }
        };
        TextBox::row(&[side(&brackets.left), self.clone(), side(&brackets.right)])
    }

    fn raised(&self, exponent: &TextBox) -> TextBox {
        if exponent.height() == 1 && self.height() == 1 {
            let text: String = exponent.cells.iter().map(|(c, _)| *c).collect();
            if let Some(superscript) = superscript(&text) {
                return self.clone().beside_text(&superscript);
            }
            return self.clone().beside_text("^(").beside(exponent).beside_text(")");
        }
        let lift = TextBox { baseline: exponent.height() + self.baseline - 1, ..exponent.clone() };
        self.clone().beside(&lift)
    }
}

/// One character, or a column: alone, top, middle, bottom.
struct Brackets {
    left: [char; 4],
    right: [char; 4],
}

const ROUND: Brackets = Brackets { left: ['(', '⎛', '⎜', '⎝'], right: [')', '⎞', '⎟', '⎠'] };
const SQUARE: Brackets = Brackets { left: ['[', '⎡', '⎢', '⎣'], right: [']', '⎤', '⎥', '⎦'] };

/// The box of a formula.
pub(super) fn layout(math: &Math) -> TextBox {
    match math {
        Math::Named(named) => layout(&named.label),
        Math::Symbol(symbol) => TextBox::text(&symbol_text(symbol), Ink::Symbol),
        Math::Number(text) => TextBox::text(&number_text(text), Ink::Number),
        Math::Operator(operator) => TextBox::text(operator_text(*operator), Ink::Plain),
        Math::Row(parts) => TextBox::row(&parts.iter().map(layout).collect::<Vec<_>>()),
        Math::Fraction(x, y) => layout(x).over(&layout(y)),
        // Beside a column of numbers, as the sign of the transpose stands.
        Math::Power(x, y) if matches!((&**x, short_superscript(y)), (Math::Matrix(_), Some(_))) => {
            layout(x).beside_text(&short_superscript(y).unwrap_or_default())
        }
        Math::Power(x, y) => layout(x).raised(&layout(y)),
        Math::Exp(x) => {
            let exponent = layout(x);
            let base = TextBox::text("e", Ink::Plain);
            if exponent.height() > 1 {
                TextBox::text("exp", Ink::Plain).beside(&exponent.bracketed(&ROUND))
            } else {
                match short_superscript(x) {
                    Some(raised) => base.beside_text(&raised),
                    None => base.beside_text("^(").beside(&exponent).beside_text(")"),
                }
            }
        }
        Math::Call(name, x) => {
            let argument = layout(x);
            let simple = matches!(**x, Math::Named(..) | Math::Symbol(_) | Math::Number(_));
            if simple && argument.height() == 1 {
                TextBox::text(&format!("{name} "), Ink::Plain).beside(&argument)
            } else {
                TextBox::text(name, Ink::Plain).beside(&argument.bracketed(&ROUND))
            }
        }
        Math::Root(x) => {
            let inner = layout(x);
            let root = TextBox::text("√", Ink::Plain);
            root.beside(&if inner.width() == 1 { inner } else { inner.bracketed(&ROUND) })
        }
        Math::Bracket(x) => layout(x).bracketed(&ROUND),
        Math::Piecewise(parts) => {
            let [then, otherwise, condition] = &**parts;
            layout(then)
                .beside_text(" if ")
                .beside(&layout(condition))
                .beside_text(" > 0, else ")
                .beside(&layout(otherwise))
        }
        Math::Matrix(rows) => matrix(rows).bracketed(&SQUARE),
        Math::Transpose(x) => layout(x).beside_text("ᵀ"),
        Math::Pi => TextBox::text("π", Ink::Plain),
        Math::Ellipsis => TextBox::text("⋯", Ink::Plain),
        Math::Blank => TextBox::text("____", Ink::Plain),
    }
}

/// Entries in columns, each as wide as its widest, decimal points below one another.
fn matrix(rows: &[Vec<Math>]) -> TextBox {
    let mut cells: Vec<Vec<TextBox>> = rows.iter().map(|row| row.iter().map(layout).collect()).collect();
    let columns = cells.first().map_or(0, Vec::len);
    for column in 0..columns {
        let behind =
            |cell: &TextBox| cell.cells.iter().rev().position(|(c, _)| *c == '.').map_or(0, |at| at + 1);
        let most = cells.iter().map(|row| behind(&row[column])).max().unwrap_or(0);
        for row in cells.iter_mut().filter(|row| row[column].height() == 1) {
            let pad = " ".repeat(most - behind(&row[column]));
            row[column] = row[column].clone().beside_text(&pad);
        }
    }
    let width = |column: usize| cells.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = Vec::new();
    for row in &cells {
        let mut parts = Vec::new();
        for (at, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            let pad = width - cell.width() + if at > 0 { 2 } else { 0 };
            parts.push(TextBox::text(&" ".repeat(pad), Ink::Plain));
            parts.push(cell.clone());
        }
        out.extend(TextBox::row(&parts).cells);
    }
    let width = widths.iter().sum::<usize>() + 2 * (columns.max(1) - 1);
    let height = out.len() / width.max(1);
    TextBox { cells: out, width, baseline: (height.max(1) - 1) / 2 }
}

fn operator_text(operator: Operator) -> &'static str {
    match operator {
        Operator::Plus => " + ",
        Operator::Minus => " − ",
        Operator::Negative => "−",
        Operator::Times => " · ",
        Operator::Juxtaposed => " ",
        Operator::Hadamard => " ⊙ ",
        Operator::Partial => "∂",
    }
}

/// Digits with a true minus; `1.2e-7` as `1.2·10⁻⁷`.
pub(in crate::document) fn number_text(text: &str) -> String {
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let exponent = superscript(&exponent.replace('-', "−")).expect("digits");
            format!("{}·10{exponent}", mantissa.replace('-', "−"))
        }
        None => text.replace('-', "−"),
    }
}

/// A symbol in Unicode: `w₁₁²`, `netₕ₁`, `z⁽²⁾₁⁽³⁾`.
pub(super) fn symbol_text(symbol: &Symbol) -> String {
    let mut text = match symbol.base.strip_prefix('\\') {
        Some(name) => greek(name).to_owned(),
        None => symbol.base.clone(),
    };
    if symbol.bold {
        text = text.chars().map(bold).collect();
    }
    // There are no raised square brackets. A layer's number stands raised before the index, a
    // sample's behind it: z⁽²⁾₁⁽³⁾ is z₁ of layer 2 in sample 3.
    let (layer, rest) = match symbol.superscript.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((layer, rest)) => (format!("({layer})"), rest),
        None => (String::new(), symbol.superscript.as_str()),
    };
    let below = subscript(&symbol.subscript).unwrap_or_else(|| format!("_{{{}}}", symbol.subscript));
    let raised = |text: &str| superscript(text).unwrap_or_else(|| format!("^{{{text}}}"));
    text.push_str(&raised(&layer));
    text.push_str(&below);
    text.push_str(&raised(rest));
    match symbol.mark {
        Some(Mark::Prime) => text.push('′'),
        Some(Mark::Plus) => text.push('⁺'),
        None => {}
    }
    text
}

fn greek(name: &str) -> &str {
    match name {
        "alpha" => "α",
        "delta" => "δ",
        "eta" => "η",
        "mu" => "μ",
        "theta" => "θ",
        "sigma" => "σ",
        "lambda" => "λ",
        "mathcal{L}" => "ℒ",
        name => name,
    }
}

/// Mathematical bold, so that vectors stand out without colour.
fn bold(c: char) -> char {
    let shifted = |from: char, to: u32| char::from_u32(to + (c as u32 - from as u32)).unwrap_or(c);
    match c {
        'A'..='Z' => shifted('A', 0x1D400),
        'a'..='z' => shifted('a', 0x1D41A),
        'δ' => '𝛅',
        c => c,
    }
}

/// The exponent of e as superscripts, where it is one symbol, signed or not, that can be.
fn short_superscript(exponent: &Math) -> Option<String> {
    match exponent {
        Math::Number(text) if !text.contains(['.', 'e']) => superscript(&text.replace('-', "−")),
        _ => None,
    }
}

fn superscript(text: &str) -> Option<String> {
    translate(text, "0123456789+−-()n,", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ˒")
}

fn subscript(text: &str) -> Option<String> {
    translate(text, "0123456789aehijklmnoprstuvx,", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,")
}

fn translate(text: &str, from: &str, to: &str) -> Option<String> {
    text.chars().map(|c| from.chars().position(|f| f == c).and_then(|at| to.chars().nth(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(math: &Math) -> String {
        let drawn = layout(math);
        let lines = drawn.rows().map(|row| row.iter().map(|(c, _)| *c).collect::<String>());
        lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn fractions_share_the_baseline() {
        let one = || Math::Number("1".into());
        let z = Math::symbol(Symbol { base: "z".into(), subscript: "1".into(), ..Symbol::default() });
        let minus = Math::Row(vec![Math::Operator(Operator::Negative), z]);
        let below = Math::Row(vec![one(), Math::Operator(Operator::Plus), Math::Exp(Box::new(minus))]);
        let sigmoid = Math::Row(vec![
            Math::Number("2".into()),
            Math::Operator(Operator::Times),
            Math::fraction(one(), below),
        ]);
        assert_eq!(draw(&sigmoid), "          1\n2 · ─────────────\n     1 + e^(−z₁)");
    }

    #[test]
    fn numbers_and_symbols_are_written_as_people_write_them() {
        assert_eq!(number_text("-1.25e-7"), "−1.25·10⁻⁷");
        let symbol =
            Symbol { base: "w".into(), subscript: "11".into(), superscript: "2".into(), ..Symbol::default() };
        assert_eq!(symbol_text(&symbol), "w₁₁²");
        let layer = Symbol { superscript: "[2](3)".into(), mark: Some(Mark::Prime), ..symbol };
        assert_eq!(symbol_text(&layer), "w⁽²⁾₁₁⁽³⁾′");
    }
}
