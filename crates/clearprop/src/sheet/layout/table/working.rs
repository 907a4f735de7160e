//! Columns that show how the numbers of the next column are worked: `δ a₁`, and `old | change | new`.

use super::Reader;
use super::cell::Cell;
use super::label::{self, Word};
use crate::sheet::syntax::chain::RawSide;
use crate::sheet::syntax::tree::Node;
use crate::sheet::types::Span;

/// Whether a column behind the first shows the working of what stands in the next one: `δ a₁`.
pub(super) fn is_working(cells: &[Vec<Cell>], c: usize) -> bool {
    let column = || cells[1..].iter().filter_map(|row| row.get(c));
    c > 0 && column().any(|cell| !cell.working.is_empty()) && !column().any(Cell::holds_a_number)
}

impl Reader<'_> {
    /// How the number of a cell is worked, where the cell in front or the head of its column shows it.
    pub(super) fn working_of(&self, cells: &[Vec<Cell>], r: usize, c: usize) -> Vec<RawSide> {
        let says = |c: usize, word: Word| cells[0].get(c).is_some_and(|head| self.word(head) == Some(word));
        match c.checked_sub(1).filter(|&c| is_working(cells, c)) {
            // `e = t − y | 1 − 0.4 | 0.6`
            Some(before) if !says(before, Word::Change) => {
                let formula = cells[r][0].formula.iter().filter(|_| before > 0);
                formula.chain(&cells[r][before].working).cloned().collect()
            }
            // The change that is worked is not how the new weight is, but what the old one moves by.
            Some(before) if says(c, Word::New) => {
                let old = before.checked_sub(1).filter(|&c| self.is_old_value(&cells[0], c));
                old.and_then(|old| moved(&cells[r][old], &cells[r][before], &cells[r][c]))
                    .into_iter()
                    .collect()
            }
            _ => self.formula_of_head(cells, r, c).into_iter().collect(),
        }
    }

    fn is_old_value(&self, heads: &[Cell], c: usize) -> bool {
        heads.get(c).is_some_and(|head| label::says_before(self.text_of(head)))
    }
}

/// The old value and the change that is worked, with the sign that leads nearer to the new value.
fn moved(old: &Cell, change: &Cell, new: &Cell) -> Option<RawSide> {
    let (from, to) = (old.number?, new.number?);
    let [RawSide { node: Some(work), .. }] = &change.working[..] else { return None };
    let by = worth(work)?;
    let step = to.value.to_f64() - from.value.to_f64();
    let work = match (step - by).abs() <= (step + by).abs() {
        true => work.clone(),
        false => Node::Negative(Box::new(work.clone())),
    };
    let span = Span { start: old.span.start, end: change.span.end };
    Some(RawSide { node: Some(Node::Sum(vec![Node::Number(from), work])), span })
}

/// What a product of numbers comes to.
fn worth(node: &Node) -> Option<f64> {
    match node {
        Node::Number(printed) => Some(printed.value.to_f64()),
        Node::Negative(inner) => worth(inner).map(|value| -value),
        Node::Product(factors) => factors.iter().map(worth).product(),
        _ => None,
    }
}
