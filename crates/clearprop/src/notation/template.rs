//! Symbols with places for indices.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Error as _};

/// A symbol such as `w_{<j><k>}^{<l>}` with its indices left open.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    base: String,
    subscript: Vec<Piece>,
    superscript: Vec<Piece>,
}

/// A part of a subscript or superscript.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// It stands as it is.
    Text(String),
    /// `<j>`, the neuron from.
    From,
    /// `<k>`, the neuron to.
    To,
    /// `<j><k>`, which part by a comma where one has two figures.
    Pair,
    /// `<l>`, the layer.
    Layer,
    /// `<n>`, the running number.
    Number,
}

const PLACEHOLDERS: [(&str, Piece); 5] = [
    ("<j><k>", Piece::Pair),
    ("<j>", Piece::From),
    ("<k>", Piece::To),
    ("<l>", Piece::Layer),
    ("<n>", Piece::Number),
];

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let found = PLACEHOLDERS.iter().find(|(name, _)| rest.starts_with(name));
        let (length, piece) = match found {
            Some((name, piece)) => (name.len(), piece.clone()),
            None => {
                let end = rest[1..].find('<').map_or(rest.len(), |at| at + 1);
                (end, Piece::Text(rest[..end].to_owned()))
            }
        };
        pieces.push(piece);
        rest = &rest[length..];
    }
    pieces
}

/// Nearly every index is one figure, which needs no machinery of formats.
fn push_index(text: &mut String, index: u32) {
    match char::from_digit(index, 10) {
        Some(figure) => text.push(figure),
        None => text.push_str(&index.to_string()),
    }
}

/// A symbol as it is written, in LaTeX's words: `\mu`, `w_{11}^{2}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Symbol {
    /// A letter, a word or a LaTeX command for a Greek letter.
    pub base: String,
    /// What stands below, plain text.
    pub subscript: String,
    /// What stands above, plain text.
    pub superscript: String,
    /// Whether it is marked as updated.
    pub mark: Option<Mark>,
    /// Whether it stands for a vector or matrix.
    pub bold: bool,
}

/// What marks a symbol as updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// w′
    Prime,
    /// w⁺
    Plus,
}

impl Template {
    /// Reads `base_{below}^{above}`; below and above may be absent or stand the other way round.
    pub fn parse(text: &str) -> Option<Template> {
        let end = text.find(['_', '^']).unwrap_or(text.len());
        let mut template =
            Template { base: text[..end].to_owned(), subscript: Vec::new(), superscript: Vec::new() };
        let mut rest = &text[end..];
        while let Some(place) = rest.chars().next() {
            let inner = rest[1..].strip_prefix('{')?;
            let close = inner.find('}')?;
            let part = match place {
                '_' => &mut template.subscript,
                _ => &mut template.superscript,
            };
            if !part.is_empty() {
                return None;
            }
            *part = pieces(&inner[..close]);
            rest = &inner[close + 1..];
            if !(rest.is_empty() || rest.starts_with(['_', '^'])) {
                return None;
            }
        }
        (!template.base.is_empty()).then_some(template)
    }

    /// The letter, word or command without its indices.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The symbol with its indices put in.
    pub(super) fn fill(&self, from: u32, to: u32, layer: u32, number: u32) -> Symbol {
        let put = |pieces: &[Piece]| {
            let mut text = String::new();
            for piece in pieces {
                match piece {
                    Piece::Text(words) => text.push_str(words),
                    Piece::From => push_index(&mut text, from),
                    Piece::To => push_index(&mut text, to),
                    Piece::Pair => {
                        push_index(&mut text, from);
                        text.push_str(if from > 9 || to > 9 { "," } else { "" });
                        push_index(&mut text, to);
                    }
                    Piece::Layer => push_index(&mut text, layer),
                    Piece::Number => push_index(&mut text, number),
                }
            }
            text
        };
        Symbol {
            base: self.base.clone(),
            subscript: put(&self.subscript),
            superscript: put(&self.superscript),
            ..Symbol::default()
        }
    }
}

impl Symbol {
    /// The same symbol for one sample among several: its number in brackets, above.
    pub fn of_sample(mut self, sample: Option<u32>) -> Symbol {
        if let Some(sample) = sample {
            self.superscript.push_str(&format!("({sample})"));
        }
        self
    }
}

/// LaTeX.
impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_word = self.base.chars().count() > 1 && !self.base.starts_with('\\');
        match (self.bold, is_word) {
            (true, false) if self.base.starts_with('\\') => write!(f, "\\boldsymbol{{{}}}", self.base)?,
            (true, _) => write!(f, "\\mathbf{{{}}}", self.base)?,
            (false, true) => write!(f, "\\mathit{{{}}}", self.base)?,
            (false, false) => f.write_str(&self.base)?,
        }
        let script = |f: &mut fmt::Formatter<'_>, text: &str| {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            if letters > 1 { write!(f, "\\mathit{{{text}}}") } else { f.write_str(text) }
        };
        if !self.subscript.is_empty() {
            f.write_str("_{")?;
            script(f, &self.subscript)?;
            f.write_str("}")?;
        }
        let mark = match self.mark {
            None => "",
            Some(Mark::Prime) => "\\prime",
            Some(Mark::Plus) => "+",
        };
        if !(self.superscript.is_empty() && mark.is_empty()) {
            f.write_str("^{")?;
            script(f, &self.superscript)?;
            f.write_str(mark)?;
            f.write_str("}")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Template::parse(&text).ok_or_else(|| {
            D::Error::custom(format!("`{text}` is no symbol; write one like \"w_{{<j><k>}}^{{<l>}}\""))
        })
    }
}
