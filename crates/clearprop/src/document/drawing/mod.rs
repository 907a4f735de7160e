//! The network drawn: neurons in layers, edges whose colour, dashes and width tell sign and size.
//!
//! Where everything stands is settled once; SVG and TikZ only spell it.

mod condense;
mod figures;
mod layout;
pub(super) mod svg;
pub(super) mod tikz;

use super::{Inline, Layout, Math, Speller};
use crate::backprop::Derivation;

/// What a drawing shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawn {
    /// The weights on the edges, and what each neuron works out on the way forward.
    #[default]
    Values,
    /// The slope of the loss by each weight and by each pre-activation.
    Gradients,
    /// Both.
    Both,
}

/// A network laid out on a plane; x grows to the right, y downwards, in units of a 96th of an inch.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// What it shows, in a few words.
    pub title: String,
    /// The same in sentences, for those who do not see it.
    pub description: String,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// Where each row of layers begins; a deep network has several, one below the other.
    pub rows: Vec<f64>,
    /// What is drawn, the lowest first.
    pub shapes: Vec<Shape>,
}

/// A thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A weight or bias.
    Edge {
        /// Where it begins.
        from: Point,
        /// Where it ends.
        to: Point,
        /// How wide its line is.
        width: f64,
        /// Whether its number is above zero, below or zero.
        sign: Sign,
    },
    /// A neuron.
    Neuron {
        /// Its centre.
        at: Point,
        /// Its radius.
        radius: f64,
        /// What it is for.
        role: Role,
    },
    /// Words, symbols and numbers on one line.
    Label {
        /// Where it stands: the middle of its height.
        at: Point,
        /// Which part of it stands there.
        align: Align,
        /// The height of its letters.
        size: f64,
        /// Its colour.
        tone: Tone,
        /// Whether it lies on lines and needs a clear ground.
        on_lines: bool,
        /// What it says.
        content: Vec<Inline>,
    },
}

/// A place: x and y.
pub type Point = (f64, f64);

/// The sign of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Sign {
    Positive,
    Negative,
    Zero,
}

/// What a neuron is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    Input,
    Hidden,
    Output,
    /// No neuron, but the 1 that a bias is multiplied by.
    Bias,
}

/// Which part of a label stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Align {
    Start,
    Middle,
    End,
}

/// The colour of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// That of text.
    Plain,
    /// Fainter: what is beside the point.
    Faint,
    /// That of edges of this sign.
    Of(Sign),
}

impl Sign {
    fn of(value: f64) -> Sign {
        match value {
            value if value > 0.0 => Sign::Positive,
            value if value < 0.0 => Sign::Negative,
            _ => Sign::Zero,
        }
    }
}

/// How wide a label is, about: the fonts that will set it differ by little.
fn label_width(content: &[Inline], size: f64) -> f64 {
    let all: f64 = content.iter().map(inline_width).sum();
    (all + 0.35) * size
}

/// In ems.
fn inline_width(inline: &Inline) -> f64 {
    match inline {
        Inline::Text(words) | Inline::Strong(words) | Inline::Number(_, words) => text_width(words),
        Inline::Math(math) => math_width(math),
    }
}

fn math_width(math: &Math) -> f64 {
    match math {
        Math::Named(named) => math_width(&named.label),
        Math::Symbol(symbol) => {
            let base = if symbol.base.starts_with('\\') { 0.6 } else { text_width(&symbol.base) };
            base + 0.75 * text_width(&symbol.subscript).max(text_width(&symbol.superscript))
        }
        Math::Number(text) => match text.split_once('e') {
            Some((mantissa, exponent)) => text_width(mantissa) + 1.4 + 0.55 * text_width(exponent),
            None => text_width(text),
        },
        Math::Row(parts) => parts.iter().map(math_width).sum(),
        Math::Fraction(x, y) => math_width(x) + 0.5 + math_width(y),
        _ => 0.6,
    }
}

fn text_width(text: &str) -> f64 {
    let width = |c: char| match c {
        '.' | ',' | '[' | ']' | '(' | ')' | ' ' => 0.3,
        '-' | '−' | '=' | '≈' | '+' => 0.8,
        _ => 0.53,
    };
    text.chars().map(width).sum()
}

/// Draws a worked network; of several samples, the first.
pub fn draw(derivation: &Derivation, layout: &Layout) -> Drawing {
    picture(&Speller::new(derivation, layout), layout.drawn)
}

/// The same with a speller that may know symbols and numbers already.
pub(super) fn picture(speller: &Speller, drawn: Drawn) -> Drawing {
    layout::draw(&figures::Figures::of(speller, drawn))
}
