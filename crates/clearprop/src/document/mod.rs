//! A derivation becomes a document: what is said, in which order and to how many digits.
//! The formats only decide how it is spelled.

/// Appends formatted text to a string, which takes all of it.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{
        use std::fmt::Write as _;
        $out.write_fmt(format_args!($($text)*)).expect("a string takes all text")
    }};
}

/// Appends texts one after the other: `put!` for what is written by the thousand and needs no format.
fn append(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

/// Appends a whole number.
fn append_number(out: &mut String, number: u64) {
    if number > 9 {
        append_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

mod blank;
mod boxes;
mod compose;
pub mod drawing;
mod html;
mod json;
mod latex;
mod lesson;
mod markdown;
mod math;
mod matrices;
mod notebook;
mod numbers;
mod program;
mod spell;
mod terminal;
mod tex;
mod typst;
mod words;

use crate::backprop::Derivation;
use crate::math::{Decimal, Rounding};
use crate::notation::Notation;
use crate::quantity::Quantity;

pub use blank::Glob;
pub use compose::{compose, sample_line};
pub use drawing::Drawn;
pub use math::{Math, Named, Operator};
pub use numbers::printed;
pub use spell::Speller;
pub use terminal::Terminal;

/// How a solution is set out.
#[derive(Clone, Debug)]
pub struct Layout {
    /// How quantities are written.
    pub notation: Notation,
    /// How numbers are shortened.
    pub rounding: Rounding,
    /// Whole layers as vectors and matrices instead of neuron by neuron.
    pub matrices: bool,
    /// What the drawing of the network shows.
    pub drawn: Drawn,
    /// With what a good lecturer says along the way.
    pub lesson: bool,
    /// The results that are left out, for the reader to fill in.
    pub blanks: Vec<Glob>,
}

impl Default for Layout {
    fn default() -> Layout {
        let notation = Notation::embedded("handout").expect("it is embedded");
        Layout {
            notation,
            rounding: Rounding::default(),
            matrices: false,
            lesson: false,
            blanks: Vec::new(),
            drawn: Drawn::default(),
        }
    }
}

/// A worked solution as it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of level 2 (a section) or 3.
    Heading(u8, Vec<Inline>),
    /// Sentences.
    Paragraph(Vec<Inline>),
    /// Lines of working, one below the other.
    Equations(Vec<Equation>),
    /// Short equations side by side, such as the given values: rows of them.
    Values(Vec<Vec<Equation>>),
    /// Rows below a head.
    Table {
        /// What each column holds.
        head: Vec<String>,
        /// As many cells in each as there are columns.
        rows: Vec<Vec<Inline>>,
    },
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Words that matter.
    Strong(String),
    /// A formula within the sentence.
    Math(Math),
    /// A number that is the value of no quantity: all of it, and the digits that are printed.
    Number(Decimal, String),
}

/// `left = side = side = …`, the last side being the result.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// What is worked out; `None` where it is a whole vector.
    pub quantity: Option<Quantity>,
    /// Its symbol.
    pub left: Math,
    /// Formula, numbers put in, result: as many of them as say something new; none where the left
    /// is an ellipsis that stands for given values.
    pub sides: Vec<Math>,
    /// Whether the result is exact as it stands; if not, ≈ stands before it.
    pub exact: bool,
}

/// The formats that a solution can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Unicode, for reading on a terminal.
    Terminal,
    /// Markdown with `$$…$$`, as GitHub and Jupyter show it.
    Markdown,
    /// A LaTeX document that compiles as it is.
    Latex,
    /// One JSON object, for other programs.
    Json,
    /// One self-contained page.
    Html,
    /// The network drawn.
    Svg,
    /// Typst markup, which becomes a PDF.
    Typst,
    /// A Jupyter notebook: the solution in cells, and NumPy that recomputes every number.
    Notebook,
    /// The same computation as a program in plain NumPy.
    Python,
    /// The same computation as a program in PyTorch, which finds the gradients itself.
    Pytorch,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 10] = [
        Format::Terminal,
        Format::Markdown,
        Format::Latex,
        Format::Json,
        Format::Html,
        Format::Svg,
        Format::Typst,
        Format::Notebook,
        Format::Python,
        Format::Pytorch,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Markdown => "markdown",
            Format::Latex => "latex",
            Format::Json => "json",
            Format::Html => "html",
            Format::Svg => "svg",
            Format::Typst => "typst",
            Format::Notebook => "notebook",
            Format::Python => "python",
            Format::Pytorch => "pytorch",
        }
    }

    /// The endings of files in this format.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Terminal => &["txt"],
            Format::Markdown => &["md", "markdown"],
            Format::Latex => &["tex"],
            Format::Json => &["json"],
            Format::Html => &["html", "htm"],
            Format::Svg => &["svg"],
            Format::Typst => &["typ"],
            Format::Notebook => &["ipynb"],
            Format::Python => &["py"],
            // A file that ends in .py is the NumPy program, which runs wherever Python does.
            Format::Pytorch => &[],
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of a file with this ending.
    pub fn from_ending(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.endings().contains(&ending))
    }
}

/// Writes a worked solution.
///
/// ```
/// use clearprop::document::{Format, Layout, write};
/// use clearprop::{Network, backprop};
/// let network = Network::embedded("mazur").expect("it is embedded");
/// let derivation = backprop::derive(&network, &backprop::Options::default())?;
/// let text = write(&derivation, &Layout::default(), Format::Markdown);
/// assert!(text.starts_with("# "));
/// # Ok::<(), clearprop::Error>(())
/// ```
pub fn write(derivation: &Derivation, layout: &Layout, format: Format) -> String {
    match format {
        Format::Terminal => Terminal::default().write(&compose(derivation, layout)),
        Format::Markdown => markdown::write(&compose(derivation, layout)),
        Format::Latex => latex::write(&compose(derivation, layout), &drawing::draw(derivation, layout)),
        Format::Json => json::write(derivation, layout),
        Format::Html => html::write(derivation, layout),
        Format::Svg => drawing::svg::write(&drawing::draw(derivation, layout)),
        Format::Typst => typst::write(&compose(derivation, layout)),
        Format::Notebook => notebook::write(derivation, layout),
        Format::Python => program::numpy(derivation, layout),
        Format::Pytorch => program::pytorch(derivation, layout),
    }
}
