//! Tables that count by letters: below `h=1, h=2` and behind `i=1, i=2`, or the numbers of a column `unit i`, stand
//! the `v_ih` of the corner or of the line before, and behind the numbers of a column `neuron h` the `b_h` of the head.

use super::Reader;
use super::cell::Cell;
use crate::sheet::syntax::lex::{self, Kind};
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};
use crate::sheet::types::Span;

/// A letter and what it stands for in a row or a column.
pub(super) type Counted = (char, u32);

/// A table that counts its columns, and most of its rows, by letters.
pub(super) struct Lettered {
    /// The symbol of both letters, as it is written.
    symbol: String,
    columns: Vec<Counted>,
    /// What each row holds: the symbol of the table with the row's own number, or a symbol of its own.
    rows: Vec<Node>,
}

impl Reader<'_> {
    /// The letter and the number of `h=1`.
    fn counted_by(&self, cell: &Cell) -> Option<Counted> {
        let (letter, count) = self.text_of(cell).split_once('=')?;
        let mut letters = letter.trim().chars();
        let letter = letters.next().filter(|letter| letter.is_ascii_lowercase())?;
        let count = count.trim().parse().ok()?;
        letters.next().is_none().then_some((letter, count))
    }

    /// The table, where letters count it and a symbol with both letters says what it holds.
    pub(super) fn lettered(&self, cells: &[Vec<Cell>], before: Span) -> Option<Lettered> {
        let columns: Vec<Counted> =
            cells[0].iter().skip(1).map(|cell| self.counted_by(cell)).collect::<Option<_>>()?;
        let column = one_letter(&columns)?;
        let corner = cells[0][0].node.clone();
        let other = || letters_below(corner.as_ref()?).into_iter().find(|letter| *letter != column);
        let letter = self.letter_of_rows(&cells[0][0]).or_else(other);
        let counted = |cell: &Cell| self.counted_by(cell).or_else(|| Some((letter?, whole(cell)?)));
        let counts: Vec<Option<Counted>> = cells[1..].iter().map(|row| counted(row.first()?)).collect();
        let row = one_letter(&counts.iter().flatten().copied().collect::<Vec<_>>())?;
        let is_of_both = |node: &Node| {
            let mut letters = letters_below(node);
            letters.sort_unstable();
            letters == [column.min(row), column.max(row)] && column != row
        };
        let symbol = corner.filter(is_of_both).or_else(|| self.symbol_in(before, is_of_both))?;
        let own = |cell: &Cell| cell.node.clone().filter(|node| letters_below(node) == [column]);
        let rows = counts.iter().zip(&cells[1..]).map(|(count, cells)| match count {
            Some(count) => Some(in_place_of_letters(&symbol, &[*count])),
            None => own(&cells[0]),
        });
        Some(Lettered { symbol: written(&symbol), rows: rows.collect::<Option<_>>()?, columns })
    }

    /// Each number is what its row holds, with the number of its column. What stood in a table before is what
    /// becomes of it.
    pub(super) fn by_letters(&mut self, cells: &[Vec<Cell>], lettered: &Lettered, before: Span) {
        let is_again = self.lettered.contains(&lettered.symbol);
        self.lettered.push(lettered.symbol.clone());
        for (row, symbol) in cells[1..].iter().zip(&lettered.rows) {
            for (cell, column) in row.iter().skip(1).zip(&lettered.columns) {
                let left = match in_place_of_letters(symbol, &[*column]) {
                    Node::Name(name) => Node::Name(Name { updated: name.updated || is_again, ..name }),
                    slope => slope,
                };
                self.put(Some(left), cell, before, 1);
            }
        }
    }

    /// The letter by which the first column counts: `neuron h`.
    pub(super) fn letter_of_rows(&self, corner: &Cell) -> Option<char> {
        let text = self.text_of(corner);
        let last = text.rsplit([' ', '$']).find(|word| !word.is_empty())?;
        last.chars().next().filter(|letter| last.len() == 1 && letter.is_ascii_lowercase())
    }

    /// The first symbol or slope of this kind in a part of the text.
    fn symbol_in(&self, part: Span, is_it: impl Fn(&Node) -> bool) -> Option<Node> {
        let tokens = lex::tokens(&self.text[..part.end], part.start, self.comma);
        let mut parser = Parser::new(self.text, &tokens, 2_000, self.habits);
        while parser.at < tokens.len() {
            let start = parser.at;
            let may_start = matches!(parser.kind(), Some(Kind::Word | Kind::Command));
            match may_start.then(|| parser.power()).flatten() {
                Some(node) if is_it(&node) => return Some(node),
                Some(_) => parser.at = parser.at.max(start + 1),
                None => parser.at = start + 1,
            }
        }
        None
    }
}

/// The whole number that stands alone in a cell.
pub(super) fn whole(cell: &Cell) -> Option<u32> {
    cell.number.filter(|number| number.unit == 0).map(|number| number.value.to_f64() as u32)
}

/// A symbol, or a slope by one, in one spelling.
fn written(node: &Node) -> String {
    match node {
        Node::Name(name) => name.key(),
        Node::Slope(slope) => format!("∂{}", slope.by.key()),
        _ => String::new(),
    }
}

/// The letter that all of them count by.
fn one_letter(counts: &[Counted]) -> Option<char> {
    let (first, _) = *counts.first()?;
    counts.iter().all(|(letter, _)| *letter == first).then_some(first)
}

/// The letters that stand below a symbol, or below what a slope is by.
fn letters_below(node: &Node) -> Vec<char> {
    match node {
        Node::Name(name) => letters_of(name),
        Node::Slope(slope) => letters_of(&slope.by),
        _ => Vec::new(),
    }
}

/// Whether this letter stands below a symbol in an expression.
pub(super) fn goes_by(node: &Node, letter: char) -> bool {
    let mut found = false;
    node.for_each_name(&mut |name| found |= letters_of(name).contains(&letter));
    found
}

/// An expression with numbers in place of letters.
pub(super) fn in_place_of_letters(node: &Node, counts: &[Counted]) -> Node {
    let mut node = node.clone();
    node.for_each_name_mut(&mut |name| *name = with_letters(name, counts));
    node
}

/// The letters that stand below a symbol, where nothing else does; a raised figure is its layer.
pub(super) fn letters_of(name: &Name) -> Vec<char> {
    let letters = |index: &Index| match &index.atom {
        Atom::Letters(letters) if letters.len() <= 2 => Some(letters.chars().collect::<Vec<_>>()),
        Atom::Number(_) if index.raised => Some(Vec::new()),
        _ => None,
    };
    let all: Option<Vec<Vec<char>>> = name.indices.iter().map(letters).collect();
    all.unwrap_or_default().concat()
}

/// The symbol with numbers in place of letters.
pub(super) fn with_letters(name: &Name, counts: &[Counted]) -> Name {
    let each = |index: &Index| -> Vec<Index> {
        let Atom::Letters(letters) = &index.atom else { return vec![index.clone()] };
        if !counts.iter().any(|(letter, _)| letters.contains(*letter)) || letters.len() > 2 {
            return vec![index.clone()];
        }
        let atom = |letter: char| match counts.iter().find(|count| count.0 == letter) {
            Some((_, count)) => Atom::Number(*count),
            None => Atom::Letters(letter.to_string()),
        };
        letters.chars().map(|letter| Index { atom: atom(letter), ..index.clone() }).collect()
    };
    Name { indices: name.indices.iter().flat_map(each).collect(), ..name.clone() }
}
