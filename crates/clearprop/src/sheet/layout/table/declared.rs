//! What a text calls the weights between the units of a table: "the weights from X_i to Z_j are called v_ij".

use super::Reader;
use super::cell::Cell;
use super::cross::base;
use super::lettered::{letters_of, with_letters};
use crate::sheet::syntax::lex::{self, Kind};
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::Name;

/// The symbol of the weights, and the letters for the rows and the columns in it.
pub(super) struct Declared {
    symbol: Name,
    row: char,
    column: char,
}

impl Declared {
    /// The symbol of this row and column.
    pub(super) fn of(&self, row: u32, column: u32) -> Name {
        with_letters(&self.symbol, &[(self.row, row), (self.column, column)])
    }
}

impl Reader<'_> {
    /// Looks in the sentences of the text for units of the rows and of the columns, and behind them for a symbol
    /// with the letters of both.
    pub(super) fn declared<'a>(
        &self,
        heads: &'a [Cell],
        labels: impl Iterator<Item = &'a Cell>,
    ) -> Option<Declared> {
        let row_base = labels.filter_map(base).next()?;
        let column_base = heads.iter().filter_map(base).next()?;
        let unit = |name: &Name, base: &str| match letters_of(name)[..] {
            [letter] if name.base == base => Some(letter),
            _ => None,
        };
        let tokens = lex::tokens(self.text, 0, self.comma);
        let mut parser = Parser::new(self.text, &tokens, tokens.len() * 4, self.habits);
        let (mut row, mut column) = (None, None);
        while parser.at < tokens.len() {
            let start = parser.at;
            parser.at = start + 1;
            match tokens[start].kind {
                Kind::Break => (row, column) = (None, None),
                Kind::Word => {
                    parser.at = start;
                    let name = parser.name();
                    parser.at = parser.at.max(start + 1);
                    let Some(name) = name else { continue };
                    row = unit(&name, row_base).or(row);
                    column = unit(&name, column_base).or(column);
                    if let (Some(row), Some(column)) = (row, column)
                        && is_of(&name, row, column)
                    {
                        return Some(Declared { symbol: name, row, column });
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether these two letters, and nothing else, stand below a symbol.
fn is_of(name: &Name, row: char, column: char) -> bool {
    let letters = letters_of(name);
    row != column && (letters == [row, column] || letters == [column, row])
}
