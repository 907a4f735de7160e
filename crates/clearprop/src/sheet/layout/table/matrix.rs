//! Tables that hold a matrix: its symbol, or the slope by it, stands in the corner, `row 0`, `row 1` before the rows.

use super::Reader;
use super::cell::Cell;
use super::label;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Entry, Name, Node};
use crate::sheet::types::Span;

impl Reader<'_> {
    /// Whether a table holds the matrix of weights that its corner names.
    pub(super) fn is_matrix(&self, cells: &[Vec<Cell>]) -> bool {
        let is_weight = |name: &Name| role::by_name(&name.base, 2, Role::Weight) >= 1.8;
        let names_matrix = match &cells[0][0].node {
            Some(Node::Name(name)) => is_weight(name),
            Some(Node::Slope(slope)) => is_weight(&slope.by),
            _ => false,
        };
        let is_row = |row: &Vec<Cell>| {
            row.len() == cells[0].len()
                && label::says_row(self.text_of(&row[0]))
                && row[1..].iter().all(|cell| cell.number.is_some())
        };
        names_matrix && cells.len() > 2 && cells[0].len() > 1 && cells[1..].iter().all(is_row)
    }

    /// The matrix as one chain; what is said over its columns and in front of its rows is said besides.
    pub(super) fn by_matrix(&mut self, cells: &[Vec<Cell>], before: Span) {
        for head in cells[0].iter().filter(|head| head.has_own_left) {
            self.put(None, head, before, 1);
        }
        let entry = |cell: &Cell| {
            let number = cell.number?;
            Some(Entry { node: Node::Number(number), span: number.span })
        };
        let mut rows = Vec::new();
        for row in &cells[1..] {
            rows.push(row[1..].iter().filter_map(entry).collect());
            let equation = self.equation_in(row[0].span);
            if equation.first().is_some_and(|left| matches!(left.node, Some(Node::Name(_)))) {
                self.put_sides(equation, before, 1);
            }
        }
        let corner = &cells[0][0];
        let end = cells.last().and_then(|row| row.last()).map_or(corner.span, |cell| cell.span);
        let sides = vec![
            RawSide { node: corner.node.clone(), span: corner.span },
            RawSide { node: Some(Node::Matrix(rows)), span: end },
        ];
        self.put_sides(sides, before, 1);
    }

    fn put_sides(&mut self, sides: Vec<RawSide>, before: Span, sample: u32) {
        let before = Span { start: before.end, end: before.end };
        self.items.push((Item::Chain(Chain::apart(before, sides)), sample));
    }
}
