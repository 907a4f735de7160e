//! Rows that say several values at once: `x_1, x_2 | 1.2, 0.7`.

use super::Reader;
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::lex::{self, Kind};
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::Node;
use crate::sheet::types::Span;

impl Reader<'_> {
    /// Puts the values of such a row, symbol by symbol.
    pub(super) fn several(&mut self, row: &[Span], before: Span) {
        let [label, value] = row else { return };
        let is_symbol = |node: &Node| matches!(node, Node::Name(_) | Node::Slope(_));
        let names = self.list(*label, is_symbol, true);
        let values = self.list(*value, |node| node.number().is_some(), false);
        let (Some(names), Some(values)) = (names, values) else { return };
        if names.len() != values.len() || names.len() < 2 {
            return;
        }
        let before = Span { start: before.end, end: before.end };
        for (name, value) in names.into_iter().zip(values) {
            let name = RawSide { span: Span { start: value.span.start, end: value.span.start }, ..name };
            self.items.push((Item::Chain(Chain::apart(before, vec![name, value])), 1));
        }
    }

    /// The parts of a list in a cell, all of one kind; behind one a remark in brackets may stand.
    fn list(&self, cell: Span, is_it: impl Fn(&Node) -> bool, may_remark: bool) -> Option<Vec<RawSide>> {
        let tokens = lex::tokens(&self.text[..cell.end], cell.start, self.comma);
        let mut parser = Parser::new(self.text, &tokens, 2_000, self.habits);
        let mut list = Vec::new();
        loop {
            while parser.kind() == Some(Kind::Gap) {
                parser.at += 1;
            }
            let start = parser.at;
            parser.depth = 0;
            let node = parser.sum().filter(&is_it)?;
            list.push(RawSide { node: Some(node), span: parser.span_from(start) });
            while parser.kind() == Some(Kind::Gap) {
                parser.at += 1;
            }
            match parser.kind() {
                Some(Kind::Sign(',' | ';')) => parser.at += 1,
                Some(Kind::Sign('(')) if may_remark => return Some(list),
                None | Some(Kind::Break | Kind::Row) => return Some(list),
                _ => return None,
            }
        }
    }
}
