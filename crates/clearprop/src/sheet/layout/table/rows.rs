//! What rows and columns count: samples, units, or nothing but the rows.

use super::Reader;
use super::cell::Cell;
use super::label::{self, Word};
use crate::sheet::indices::samples;
use crate::sheet::syntax::tree::Node;

impl Reader<'_> {
    /// The samples that the columns are about, where what stands before the rows are symbols: single letters,
    /// before symbols that have their indices already, or `sample 1`, `sample 2` and the mean.
    pub(super) fn samples_of_columns(&self, cells: &[Vec<Cell>]) -> Vec<Option<u32>> {
        let is_letter = |cell: &Cell| {
            let text = cell.span.of(self.text).trim_matches(['$', ' ', '*']);
            text.chars().count() == 1 && text.chars().all(char::is_uppercase)
        };
        let (heads, rows) = (cells[0].get(1..).unwrap_or(&[]), &cells[1..]);
        let indexed = |row: &Vec<Cell>| match row[0].node.as_ref() {
            Some(Node::Name(name)) => !name.coordinates().is_empty(),
            Some(Node::Slope(slope)) => !slope.by.coordinates().is_empty(),
            _ => false,
        };
        if !rows.iter().all(|row| row.len() > 1 && row[0].node.is_some() && row[0].number.is_none()) {
            return Vec::new();
        }
        if heads.len() > 1
            && heads.iter().all(is_letter)
            && rows.iter().filter(|row| indexed(row)).count() > 1
        {
            return (0..cells[0].len() as u32).map(|c| Some(c).filter(|c| *c > 0)).collect();
        }
        let of_head = |cell: &Cell| samples::sample_of_label(self.text_of(cell));
        let samples: Vec<Option<u32>> = cells[0].iter().map(of_head).collect();
        if samples.contains(&Some(1)) && samples.contains(&Some(2)) { samples } else { Vec::new() }
    }

    /// The words in front of the rows, where each has one of its own; below `example` a letter will do.
    pub(super) fn names_of_rows(&self, rows: &[Vec<Cell>], of_samples: bool) -> Vec<String> {
        let name = |row: &Vec<Cell>| {
            let cell = row.first().filter(|cell| !cell.holds_a_number())?;
            let text = self.text_of(cell);
            let is_letter = text.chars().count() == 1;
            let is_time = || label::word(text).is_some() || label::says_before(text);
            let may_be_name = if is_letter { of_samples } else { !is_time() };
            (may_be_name && text.chars().all(char::is_alphabetic)).then(|| text.to_owned())
        };
        let names: Vec<String> = rows.iter().map_while(name).collect();
        let is_own = |(at, name): (usize, &String)| !names[..at].contains(name);
        if names.len() == rows.len() && names.iter().enumerate().all(is_own) { names } else { Vec::new() }
    }

    /// Whether the cell is the number of its row and no value.
    pub(super) fn is_count_of_row(&self, cells: &[Vec<Cell>], r: usize, c: usize) -> bool {
        let Some(cell) = cells[r].get(c) else { return false };
        let is_whole = cell.number.is_some_and(|number| number.unit == 0);
        if c != 0 || !is_whole {
            return false;
        }
        let head = cells[0].get(c).map(|head| self.text_of(head)).unwrap_or_default();
        let names_units = head.is_empty()
            || head.chars().count() == 1 && "ijklmn".contains(head)
            || head.starts_with("row")
            || matches!(label::word(head), Some(Word::Unit | Word::Layer))
            || head.split(|ch: char| !ch.is_alphanumeric()).next_back().is_some_and(|last| {
                last.chars().count() == 1 && "ijklmn".contains(last) && head.chars().count() > 1
            });
        let in_order = cells[1..]
            .iter()
            .filter_map(|row| row.get(c)?.number)
            .all(|number| number.unit == 0 && number.value.to_f64() >= 1.0);
        let others = cells[r].iter().filter(|other| other.holds_a_number()).count() > 1;
        in_order && others && (names_units || !self.has_symbol(cells, c))
    }
}
