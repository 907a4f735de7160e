//! Tables whose rows and columns are the units that weights, or their gradients, lead from and to.

use super::cell::Cell;
use super::label::Word;
use super::symbol::{is_general, plain};
use super::{Label, Reader};
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::Span;

impl Reader<'_> {
    /// The rows that go by units where the columns do too: `x_1 … x_n` against `h_1 … h_m`.
    pub(super) fn cross_rows(&self, cells: &[Vec<Cell>]) -> Vec<usize> {
        let heads: Vec<&Cell> = cells[0].iter().skip(1).filter(|cell| !self.is_other(cell)).collect();
        let rows: Vec<usize> = (1..cells.len())
            .filter(|&r| cells[r].iter().skip(1).any(Cell::holds_a_number))
            .filter(|&r| {
                cells[r].first().is_some_and(|cell| {
                    self.is_bias(cell)
                        || matches!(
                            self.label(cell),
                            Label::Symbol(_) | Label::Count(_) | Label::Word(Word::Output)
                        )
                })
            })
            .collect();
        let labels: Vec<&Cell> = rows.iter().map(|&r| &cells[r][0]).collect();
        let (heads, labels) = (without_constant(heads), without_constant(labels));
        let has_bias = heads.iter().chain(&labels).any(|cell| self.is_bias(cell));
        if self.are_units(&heads, has_bias) && self.are_units(&labels, has_bias) { rows } else { Vec::new() }
    }

    /// A column of targets or the like beside those of the units.
    fn is_other(&self, cell: &Cell) -> bool {
        matches!(self.word(cell), Some(Word::Target))
    }

    /// The two lines of text before a table.
    fn words_before(&self, before: Span) -> String {
        let text = self.text[..before.end].trim_end();
        let start = text.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at);
        text[start..].to_lowercase()
    }

    fn is_bias(&self, cell: &Cell) -> bool {
        match unit(cell) {
            Some(Node::Name(name)) if !name.indices.is_empty() => false,
            Some(Node::Slope(_)) if cell.slope_from.is_some() => true,
            Some(Node::Name(name)) if ["b", "θ"].contains(&&*name.base) => true,
            _ => self.word(cell) == Some(Word::Bias),
        }
    }

    /// Whether labels count the units of one layer, a bias apart: `h_1, h_2`, `k=1, k=2`, `neuron 1`.
    fn are_units(&self, labels: &[&Cell], has_bias: bool) -> bool {
        let units: Vec<&&Cell> = labels.iter().filter(|cell| !self.is_bias(cell)).collect();
        let counts: Vec<Option<u32>> = units.iter().map(|cell| self.count(cell)).collect();
        let in_order = counts.windows(2).all(|pair| match (pair[0], pair[1]) {
            (Some(one), Some(other)) => other == one + 1,
            _ => false,
        });
        let bases: Vec<Option<&str>> = units.iter().map(|cell| base(cell)).collect();
        let same_base = bases.windows(2).all(|pair| pair[0] == pair[1]);
        let concrete = units.iter().all(|cell| match unit(cell) {
            // `weight of A` says which of the units it is about, and counts none.
            Some(Node::Name(name))
                if name.base == "w" && matches!(name.indices[..], [Index { atom: Atom::Node(_), .. }]) =>
            {
                false
            }
            Some(node @ Node::Name(name)) => !is_general(node) && name.indices.len() <= 1 && !name.updated,
            Some(_) => false,
            None => true,
        });
        let is_single = units.len() == 1 && has_bias && base(units[0]).is_some();
        !units.is_empty()
            && same_base
            && concrete
            && units.iter().all(|cell| cell.number.is_none())
            && (in_order && counts[0].is_some() || is_single)
    }

    /// The unit that a label names: x1 of `∂E/∂w from x1` too.
    fn unit_of<'a>(&self, cell: &'a Cell) -> &'a str {
        let text = self.text_of(cell);
        if cell.slope_from.is_some() { text.rsplit(' ').next().unwrap_or(text) } else { text }
    }

    fn count(&self, cell: &Cell) -> Option<u32> {
        match unit(cell) {
            Some(Node::Name(name)) if !name.coordinates().is_empty() => name.coordinates().first().copied(),
            _ => self.said(cell).count,
        }
    }

    /// Each number is the weight from the unit of its row to that of its column; which of the two it
    /// leads from is settled by the numbers.
    pub(super) fn cross(&mut self, cells: &[Vec<Cell>], rows: &[usize], before: Span) {
        if rows.is_empty() {
            return;
        }
        let words = self.words_before(before);
        let slopes = ["gradient", "∂", "\\partial", "derivative", "ableitung", "dérivée", "derivada", "梯度"];
        let are_slopes = rows.iter().any(|&r| cells[r][0].slope_from.is_some());
        let gradients = are_slopes || slopes.iter().any(|word| words.contains(word));
        let news =
            ["neue ", "new ", "after ", "nuev", "nouve", "updated", "新", "novos", "atualizad", "actualizad"];
        let updated = !are_slopes && news.iter().any(|word| words.contains(word));
        let labels: Vec<&str> = cells[0]
            .iter()
            .skip(1)
            .chain(rows.iter().map(|&r| &cells[r][0]))
            .filter(|cell| !self.is_bias(cell) && !self.is_other(cell))
            .map(|cell| self.unit_of(cell))
            .collect();
        let key = labels.join("|");
        let known = self.weights.iter().find(|(known, _)| *known == key).map(|(_, name)| name.clone());
        // The same units once more after some working, and not what becomes of the weights.
        let far = known.as_ref().is_some_and(|name| {
            let between = self.text.get(name.span.end..before.start).unwrap_or("");
            ["∂", "\\partial", "\\delta", "δ", "delta"].iter().any(|sign| between.contains(sign))
        });
        // Once their slopes have stood there, what comes next is what becomes of them.
        let updated = updated || far && !gradients && self.slopes.contains(&key);
        let gradients = !updated && (gradients || far);
        if gradients {
            self.slopes.push(key.clone());
        }
        let declared = self.declared(&cells[0], rows.iter().map(|&r| &cells[r][0]));
        let name = match known {
            // The same units again, and no word of gradients: the layer before had the same labels.
            Some(name) if gradients || updated => name,
            _ => {
                let mut name = plain("w", before);
                let letters = format!("table{}", self.count);
                name.indices.push(Index { raised: false, atom: Atom::Letters(letters) });
                if !gradients && !updated {
                    self.weights.push((key, name.clone()));
                }
                name
            }
        };
        for row in rows.iter().map(|&r| &cells[r]) {
            let first = &row[0];
            for (cell, head) in row.iter().zip(&cells[0]).skip(1) {
                // `w₁ = 0.25` says itself which weight it is.
                if !cell.holds_a_number() || cell.has_own_left || self.is_other(head) {
                    continue;
                }
                let is_bias = |cell: &Cell| self.is_bias(cell) || is_one(cell);
                let count = |cell: &Cell| self.count(cell).unwrap_or(1);
                let symbol = match (&declared, is_bias(first), is_bias(head)) {
                    (_, true, true) => continue,
                    (Some(declared), true, false) => declared.of(0, count(head)),
                    (Some(declared), false, true) => declared.of(count(first), 0),
                    (Some(declared), false, false) => declared.of(count(first), count(head)),
                    (None, true, false) => bias(&name, first.span).entry(&[count(head)]),
                    (None, false, true) => bias(&name, first.span).entry(&[count(first)]),
                    (None, false, false) => name.entry(&[count(first), count(head)]),
                };
                let node = if gradients {
                    Node::Slope(Box::new(SlopeName { of: None, by: symbol }))
                } else {
                    Node::Name(Name { updated, ..symbol })
                };
                self.put(Some(node), cell, before, 1);
            }
        }
    }
}

fn bias(weights: &Name, span: Span) -> Name {
    let mut bias = plain("b", span);
    bias.indices = weights.indices.clone();
    bias
}

/// Whether a label is the constant 1 that goes with a bias.
fn is_one(cell: &Cell) -> bool {
    cell.number.is_some_and(|number| number.unit == 0 && number.value.to_f64() == 1.0)
}

/// The labels of units without the constant 1 among them.
fn without_constant(mut labels: Vec<&Cell>) -> Vec<&Cell> {
    if labels.len() > 1 && labels.iter().filter(|cell| is_one(cell)).count() == 1 {
        labels.retain(|cell| !is_one(cell));
    }
    labels
}

/// The symbol of the unit that a label names.
fn unit(cell: &Cell) -> Option<&Node> {
    cell.slope_from.as_ref().or(cell.node.as_ref())
}

pub(super) fn base(cell: &Cell) -> Option<&str> {
    match unit(cell) {
        Some(Node::Name(name)) => Some(&name.base),
        _ => None,
    }
}
