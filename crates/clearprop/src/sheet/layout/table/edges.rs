//! Tables with a row for each edge: columns i and j say from which unit to which, the others hold
//! w_ij, δ_j, x_i. Rows of biases say which unit, that edges lead to, each is of.

use super::Reader;
use super::cell::Cell;
use super::label::{self, EndOfEdge, Word};
use super::symbol::{named, plain};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};
use crate::sheet::types::Span;

/// A column that says a number of a unit: the letter over it, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct End {
    letter: char,
    column: usize,
}

/// The unit that an end of an edge names: H₁ for `H_1`.
fn unit_at_end(end: &Atom, span: Span) -> Option<Name> {
    let Atom::Letters(key) = end else { return None };
    let (base, numbers) = key.split_once('_').unwrap_or((key, ""));
    let mut unit = plain(base, span);
    if !numbers.is_empty() {
        unit.indices.push(Index { raised: false, atom: Atom::Number(numbers.parse().ok()?) });
    }
    Some(unit)
}

impl Reader<'_> {
    /// The two columns that say where an edge starts and ends.
    pub(super) fn ends(&self, cells: &[Vec<Cell>]) -> Option<[End; 2]> {
        let counts = |column: usize| {
            let is_unit = |row: &Vec<Cell>| {
                let number = row.get(column).and_then(|cell| cell.number);
                number.is_some_and(|number| number.unit == 0 && number.value.to_f64() >= 1.0)
            };
            cells[1..].iter().all(is_unit)
        };
        let ends: Vec<End> = (cells[0].iter().enumerate())
            .filter_map(|(column, head)| {
                let text = self.text_of(head);
                let letter = text.chars().next().filter(|c| text.len() == 1 && "ijkl".contains(*c))?;
                counts(column).then_some(End { letter, column })
            })
            .collect();
        <[End; 2]>::try_from(ends).ok()
    }

    /// `b4 | o1 | 0.20`: whether a row is about a bias, and says with a unit that edges of another table lead to
    /// whose bias it is.
    pub(super) fn is_unit_of_bias(&self, row: &[Cell], unit: &Name) -> bool {
        let is_bias = |cell: &Cell| {
            let name = match &cell.node {
                Some(Node::Name(name)) if self.is_symbol_alone(cell) => name,
                _ => return false,
            };
            name.key() != unit.key() && role::by_name(&name.base, 1, Role::Bias) >= 2.0
        };
        let leads_to_it = |end: &Atom| matches!(end, Atom::Letters(node) if *node == unit.key());
        row.first().is_some_and(is_bias) && self.ends.iter().any(leads_to_it)
    }

    /// `δ (end)`, `signal (start)`: what a column says of the units that an edge leads to and from.
    pub(super) fn of_end(&self, edge: &Name, head: &Cell) -> Option<Node> {
        let (label, end) = label::end_of_edge(self.text_of(head))?;
        let at = if end == EndOfEdge::Start { 0 } else { 1 };
        let unit = unit_at_end(&edge.indices.get(at).filter(|_| edge.is_edge())?.atom, edge.span)?;
        match label::word(label) {
            Some(Word::Delta) => Some(Node::Name(named("δ", &unit))),
            Some(Word::Output) => Some(Node::Name(unit)),
            None if end == EndOfEdge::Start && label::says_signal(label) => Some(Node::Name(unit)),
            _ => None,
        }
    }

    /// Every other column is a symbol with one of the two letters, or both.
    pub(super) fn by_edges(&mut self, cells: &[Vec<Cell>], ends: [End; 2], before: Span) {
        for row in &cells[1..] {
            let unit = |end: End| row[end.column].number.map_or(1, |number| number.value.to_f64() as u32);
            for (column, cell) in row.iter().enumerate() {
                if !cell.holds_a_number() || ends.iter().any(|end| end.column == column) {
                    continue;
                }
                let Some(head) = cells[0].get(column) else { continue };
                let left = self.of_edge(head, ends.map(|end| (end.letter, unit(end))));
                if left.is_some() {
                    self.put(left, cell, before, 1);
                }
            }
        }
    }

    /// Whether columns are the units that weights lead to, and rows those that they lead from:
    /// `to | 3 | 4` over `from 1 | 0.5 | 0.9`.
    pub(super) fn is_by_ends(&self, cells: &[Vec<Cell>]) -> bool {
        let is_unit = |cell: &Cell| cell.number.is_some_and(|number| number.unit == 0);
        let (corner, heads) = cells[0].split_first().expect("a row has cells");
        let rows = cells[1..].iter().filter(|row| row.first().is_some_and(|cell| self.from(cell).is_some()));
        !is_unit(corner) && heads.len() > 1 && heads.iter().all(is_unit) && rows.count() > 1
    }

    /// The unit of `from 1`.
    fn from(&self, cell: &Cell) -> Option<u32> {
        let (word, unit) = self.text_of(cell).split_once(' ')?;
        unit.parse().ok().filter(|_| label::says_from(word))
    }

    /// Each number is the weight of its row and column; in a row without an end, the bias of its column.
    pub(super) fn by_ends(&mut self, cells: &[Vec<Cell>], before: Span) {
        let index = |number: u32| Index { raised: false, atom: Atom::Number(number) };
        for row in &cells[1..] {
            let bias = |first: &Cell| match &first.node {
                Some(Node::Name(name)) if name.base.chars().count() == 1 => name.base.clone(),
                _ => "b".to_owned(),
            };
            let (base, from) = match self.from(&row[0]) {
                Some(from) => ("w".to_owned(), Some(from)),
                None => (bias(&row[0]), None),
            };
            for (cell, head) in row.iter().zip(&cells[0]).skip(1) {
                let Some(to) = head.number.filter(|_| cell.holds_a_number()) else { continue };
                let to = to.value.to_f64() as u32;
                let indices = from.into_iter().chain([to]).map(index).collect();
                let name = Name { indices, ..plain(&base, head.span) };
                self.put(Some(Node::Name(name)), cell, before, 1);
            }
        }
    }

    /// `wij` of the edge from 1 to 3 is w₁₃; a symbol without a letter of the two stays what it is.
    fn of_edge(&self, head: &Cell, units: [(char, u32); 2]) -> Option<Node> {
        let text = self.text_of(head);
        let updated = label::word(text) == Some(Word::New);
        let symbol = text.split_whitespace().rev().find(|word| label::word(word) != Some(Word::New))?;
        let letters: Vec<char> = symbol.chars().filter(|c| c.is_alphabetic()).collect();
        let number = |letter: &char| units.iter().find(|unit| unit.0 == *letter).map(|unit| unit.1);
        let numbers: Vec<u32> = letters.iter().skip(1).map_while(number).collect();
        if letters.is_empty() || numbers.len() + 1 != letters.len() {
            return None;
        }
        let index = |number: u32| Index { raised: false, atom: Atom::Number(number) };
        let indices = numbers.into_iter().map(index).collect();
        let name = plain(&letters[0].to_string(), head.span);
        Some(Node::Name(Name { indices, updated, ..name }))
    }
}
