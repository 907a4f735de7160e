//! The drawing as SVG, alone or within a page.

use super::{Align, Drawing, Role, Shape, Sign, Tone, label_width};
use crate::document::boxes::number_text;
use crate::document::html::mathml::{escape, letters};
use crate::document::{Inline, Math, Operator, append, append_number};
use crate::notation::{Mark, Symbol};
use crate::quantity::Quantity;

/// Colours that people with any colour vision can tell apart, for light and dark grounds.
pub(in crate::document) const STYLE: &str = "\
.net { font-family: system-ui, \"Segoe UI\", \"Helvetica Neue\", Arial, \"DejaVu Sans\", sans-serif; fill: #1c1e21; }
.net .m { font-family: \"Clearprop Math\", \"Latin Modern Math\", \"STIX Two Text\", \"Times New Roman\", serif; font-size: 108%; }
.net .i { font-style: italic; }
.net line { stroke: #8a8f98; }
.net .p { stroke: #0072b2; } .net .n { stroke: #c8500a; stroke-dasharray: 7 4; } .net .o { stroke-dasharray: 1 4; }
.net circle { fill: #fff; stroke: #5b616b; stroke-width: 1.4; }
.net .input { fill: #f1f3f6; } .net .output { fill: #fff6e5; } .net .bias { fill: #fff; stroke-dasharray: 3 2.5; }
.net .faint { fill: #555b65; } .net .tp { fill: #005a8f; } .net .tn { fill: #a63f00; }
.net rect { fill: #fff; fill-opacity: .9; }
@media (prefers-color-scheme: dark) {
.net { fill: #e9ebee; }
.net line { stroke: #7d838d; }
.net .p { stroke: #56b4e9; } .net .n { stroke: #f39c5a; }
.net circle { fill: #16181c; stroke: #a3a9b4; }
.net .input { fill: #22262c; } .net .output { fill: #33290f; } .net .bias { fill: #16181c; }
.net .faint { fill: #b3b9c4; } .net .tp { fill: #7cc7f2; } .net .tn { fill: #ffb27a; }
.net rect { fill: #16181c; }
}
@media print {
.net { fill: #000; } .net circle { fill: #fff; stroke: #444; } .net .input { fill: #f1f3f6; } .net .output { fill: #fff6e5; }
.net .p { stroke: #0072b2; } .net .n { stroke: #c8500a; }
.net .faint { fill: #444; } .net .tp { fill: #005a8f; } .net .tn { fill: #a63f00; } .net rect { fill: #fff; }
}
";

/// A file of its own.
pub(in crate::document) fn write(drawing: &Drawing) -> String {
    let (width, height) = (short(drawing.width), short(drawing.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"net\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>\n{STYLE}\
         @media (prefers-color-scheme: dark) {{ svg {{ background: #16181c; }} }}\n</style>\n",
        escape(&drawing.title),
        escape(&drawing.description)
    );
    drawing.shapes.iter().for_each(|shape| push(&mut out, shape, None));
    out.push_str("</svg>\n");
    out
}

/// Goes on with a page that has [`STYLE`]; `number` tells the page's number of a quantity.
pub(in crate::document) fn inline(
    page: &mut String,
    drawing: &Drawing,
    number: &mut dyn FnMut(Quantity) -> usize,
) {
    let (width, height) = (short(drawing.width), short(drawing.height));
    put!(
        page,
        "<svg class=net width={width} height={height} viewBox=\"0 0 {width} {height}\" role=img aria-label=\"{}. {}\">\n",
        escape(&drawing.title),
        escape(&drawing.description)
    );
    for shape in &drawing.shapes {
        push(page, shape, Some(&mut *number));
    }
    page.push_str("</svg>\n");
}

/// A length with at most one decimal.
fn short(length: f64) -> String {
    let tenths = (length * 10.0).round_ties_even() as i64;
    let mut text = String::with_capacity(8);
    text.push_str(if tenths < 0 { "-" } else { "" });
    append_number(&mut text, tenths.unsigned_abs() / 10);
    if tenths % 10 != 0 {
        text.push('.');
        append_number(&mut text, tenths.unsigned_abs() % 10);
    }
    text
}

/// Appends attributes that are lengths.
fn lengths(out: &mut String, attributes: &[(&str, f64)]) {
    for &(name, length) in attributes {
        append(out, &[" ", name, "=\"", &short(length), "\""]);
    }
}

fn push(out: &mut String, shape: &Shape, number: Option<&mut dyn FnMut(Quantity) -> usize>) {
    match shape {
        Shape::Edge { from, to, width, sign } => {
            let class = match sign {
                Sign::Positive => "p",
                Sign::Negative => "n",
                Sign::Zero => "o",
            };
            append(out, &["<line class=\"", class, "\""]);
            lengths(out, &[("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)]);
            lengths(out, &[("stroke-width", *width)]);
            out.push_str("/>\n");
        }
        Shape::Neuron { at, radius, role } => {
            let class = match role {
                Role::Input => "input",
                Role::Hidden => "hidden",
                Role::Output => "output",
                Role::Bias => "bias",
            };
            append(out, &["<circle class=\"", class, "\""]);
            lengths(out, &[("cx", at.0), ("cy", at.1), ("r", *radius)]);
            out.push_str("/>\n");
        }
        Shape::Label { at, align, size, tone, on_lines, content } => {
            let anchor = match align {
                Align::Start => "start",
                Align::Middle => "middle",
                Align::End => "end",
            };
            let tone = match tone {
                Tone::Plain | Tone::Of(Sign::Zero) => "",
                Tone::Faint => " faint",
                Tone::Of(Sign::Positive) => " tp",
                Tone::Of(Sign::Negative) => " tn",
            };
            if *on_lines {
                let (width, height) = (label_width(content, *size), 1.15 * size);
                let left = match align {
                    Align::Start => at.0,
                    Align::Middle => at.0 - width / 2.0,
                    Align::End => at.0 - width,
                };
                out.push_str("<rect");
                lengths(
                    out,
                    &[("x", left), ("y", at.1 - height / 2.0), ("width", width), ("height", height)],
                );
                out.push_str(" rx=\"3\"/>\n");
            }
            let mut line = Line { out, size: *size, shift: 0.0, skip: 0.0, number };
            append(line.out, &["<text class=\"t", tone, "\""]);
            lengths(line.out, &[("x", at.0), ("y", at.1 + 0.35 * size), ("font-size", *size)]);
            append(line.out, &[" text-anchor=\"", anchor, "\">"]);
            content.iter().for_each(|inline| line.inline(inline));
            out.push_str("</text>\n");
        }
    }
}

/// A line of text as it is written.
struct Line<'a, 'b> {
    out: &'a mut String,
    size: f64,
    /// How far below the line the pen stands.
    shift: f64,
    /// How far the next piece moves along the line.
    skip: f64,
    number: Option<&'b mut dyn FnMut(Quantity) -> usize>,
}

impl Line<'_, '_> {
    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(words) | Inline::Strong(words) => self.piece(words, "", 0.0, 1.0, ""),
            Inline::Number(_, digits) => self.piece(&number_text(digits), "m", 0.0, 1.0, ""),
            Inline::Math(math) => self.math(math, ""),
        }
    }

    /// A formula on one line.
    fn math(&mut self, math: &Math, attribute: &str) {
        match math {
            Math::Named(named) => {
                let is_number = matches!(named.label, Math::Number(_));
                let attribute = match &mut self.number {
                    Some(number) if is_number => format!(" data-n=\"{}\"", number(named.quantity)),
                    Some(number) => format!(" data-q=\"{}\"", number(named.quantity)),
                    None => String::new(),
                };
                self.math(&named.label, &attribute);
            }
            Math::Symbol(symbol) => self.symbol(symbol, attribute),
            Math::Number(text) => self.piece(&number_text(text), "m", 0.0, 1.0, attribute),
            Math::Blank => self.piece("____", "m", 0.0, 1.0, attribute),
            Math::Operator(Operator::Partial) => self.piece("∂", "m", 0.0, 1.0, attribute),
            Math::Row(parts) => parts.iter().for_each(|part| self.math(part, attribute)),
            Math::Fraction(x, y) => {
                self.math(x, attribute);
                self.piece("/", "m", 0.0, 1.0, attribute);
                self.math(y, attribute);
            }
            other => panic!("a label holds symbols, slopes and numbers, not {other:?}"),
        }
    }

    /// The indices stand below one another, as far as that can be told without the font at hand.
    fn symbol(&mut self, symbol: &Symbol, attribute: &str) {
        let base = letters(&symbol.base);
        let class = if base.chars().count() == 1 && base.is_ascii() { "m i" } else { "m" };
        self.piece(&base, class, 0.0, 1.0, attribute);
        let mark = match symbol.mark {
            Some(Mark::Prime) => "′",
            Some(Mark::Plus) => "+",
            None => "",
        };
        let above = format!("{}{mark}", symbol.superscript);
        let width = |text: &str| 0.5 * 0.75 * self.size * text.chars().count() as f64;
        let (below_width, above_width) = (width(&symbol.subscript), width(&above));
        if !symbol.subscript.is_empty() {
            self.piece(&symbol.subscript, "m", 0.22, 0.75, attribute);
        }
        if !above.is_empty() {
            self.skip = -below_width;
            self.piece(&above, "m", -0.38, 0.75, attribute);
            self.skip = (below_width - above_width).max(0.0);
        }
    }

    /// Text of one kind, `shift` below the line and `scale` times as large.
    fn piece(&mut self, text: &str, class: &str, shift: f64, scale: f64, attribute: &str) {
        if class.is_empty() && self.shift == 0.0 && self.skip == 0.0 {
            return self.out.push_str(&escape(text));
        }
        let shift = shift * self.size;
        self.out.push_str("<tspan");
        if !class.is_empty() {
            append(self.out, &[" class=\"", class, "\""]);
        }
        if shift != self.shift {
            lengths(self.out, &[("dy", shift - self.shift)]);
        }
        if self.skip != 0.0 {
            lengths(self.out, &[("dx", self.skip)]);
        }
        if scale != 1.0 {
            append(self.out, &[" style=\"font-size:", &short(scale * self.size), "px\""]);
        }
        append(self.out, &[attribute, ">", &escape(text), "</tspan>"]);
        (self.shift, self.skip) = (shift, 0.0);
    }
}
