//! A text that is read as another one, in which its formulas are spelled in LaTeX: what each part
//! of that comes from, so that what was read can be told where it stands.

mod drawn;
mod macros;
mod notebook;
mod page;
mod script;
mod stacked;
mod typst;

use crate::math::Expr;
use crate::sheet::types::{Leaf, Operand, Printed, Sheet, Span};

/// A notebook, a script with cells, a page, Typst, LaTeX with commands of its author's, a text with drawn formulas or stacked
/// matrices, spelled anew; nothing for a text that is none.
pub(crate) fn spelled(text: &str) -> Option<Spelled> {
    notebook::spelled(text)
        .or_else(|| script::spelled(text))
        .or_else(|| page::spelled(text))
        .or_else(|| typst::spelled(text))
        .or_else(|| macros::spelled(text))
        .or_else(|| drawn::spelled(text))
        .or_else(|| stacked::spelled(text))
}

/// A text spelled anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelled {
    /// What is read.
    pub(crate) text: String,
    pieces: Vec<Piece>,
}

/// From where to where a part of the new text goes is said by the next one.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    from: Span,
    /// Whether it stands in the source letter by letter.
    same: bool,
}

impl Spelled {
    /// Copies a part of the source.
    pub(crate) fn copy(&mut self, source: &str, from: Span) {
        self.pieces.push(Piece { at: self.text.len(), from, same: true });
        self.text.push_str(from.of(source));
    }

    /// Writes something else in the place of a part of the source.
    pub(crate) fn put(&mut self, text: &str, from: Span) {
        self.pieces.push(Piece { at: self.text.len(), from, same: false });
        self.text.push_str(text);
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces[..self.pieces.partition_point(|piece| piece.at <= at)].last()
    }

    /// Where a part of the new text stands in the source.
    fn source(&self, span: Span) -> Span {
        let (Some(first), Some(last)) =
            (self.piece(span.start), self.piece(span.end.saturating_sub(1).max(span.start)))
        else {
            return Span::default();
        };
        let start = first.from.start + if first.same { span.start - first.at } else { 0 };
        let end = if last.same { last.from.start + (span.end - last.at) } else { last.from.end };
        // In two dimensions what is read later may stand further up.
        if start <= end { Span { start, end } } else { Span { start: last.from.start.min(end), end: start } }
    }

    /// Says of everything in a sheet where it stands in the source.
    pub(crate) fn place(&self, sheet: &mut Sheet) {
        let moved = |span: &mut Span| *span = self.source(*span);
        for statement in &mut sheet.statements {
            moved(&mut statement.span);
            for side in &mut statement.sides {
                moved(&mut side.span);
                if let Some(printed) = &mut side.printed {
                    moved(&mut printed.span);
                }
                if let Some(formula) = &mut side.formula {
                    *formula = formula.substitute(&mut |leaf| {
                        Expr::Symbol(match *leaf {
                            Leaf::Operand(Operand { printed, quantity }) => {
                                let printed = Printed { span: self.source(printed.span), ..printed };
                                Leaf::Operand(Operand { printed, quantity })
                            }
                            leaf => leaf,
                        })
                    });
                }
            }
        }
        sheet.unread.iter_mut().for_each(|unread| moved(&mut unread.span));
        sheet.blanks.iter_mut().for_each(|blank| moved(&mut blank.span));
        sheet.symbols.iter_mut().for_each(|symbol| moved(&mut symbol.written));
        sheet.recovered.iter_mut().filter_map(|value| value.from.as_mut()).for_each(moved);
    }
}

/// Writes the name of a symbol or function: a bold one as LaTeX sets it, one with a hyphen as one word.
pub(crate) fn letters(source: &str, span: Span, out: &mut Spelled) {
    let text = span.of(source);
    let plain: Option<String> = text.chars().map(unbold).collect();
    match plain {
        Some(plain) if !plain.is_empty() => out.put(&format!("\\mathbf{{{plain}}}"), span),
        _ if text == "∂" => out.put("\\partial ", span),
        _ if text.contains('-') => out.put(&format!("\\mathit{{{text}}}"), span),
        _ => out.copy(source, span),
    }
}

/// The plain letter of a bold one.
pub(crate) fn unbold(c: char) -> Option<char> {
    let shifted = |from: u32, to: char| char::from_u32(to as u32 + (c as u32 - from));
    match c {
        '𝐀'..='𝐙' => shifted(0x1D400, 'A'),
        '𝐚'..='𝐳' => shifted(0x1D41A, 'a'),
        '𝛅' | '𝜹' => Some('δ'),
        _ => None,
    }
}
