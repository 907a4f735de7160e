//! What the sides of a chain say by their form alone.

use super::chain::{Chain, RawSide};
use super::tree::{Name, Node};
use crate::sheet::types::{Printed, Span};

impl Chain {
    /// A chain that stands in no clause: of a table, of what is shown or told.
    pub(crate) fn apart(before: Span, sides: Vec<RawSide>) -> Chain {
        Chain { before, sides, becomes: false, blank: None, headless: false, block: usize::MAX }
    }

    /// The symbol on the left.
    pub(crate) fn left(&self) -> Option<&Node> {
        if self.headless { None } else { self.sides.first()?.node.as_ref() }
    }

    /// Whether one of its sides is such an expression.
    pub(crate) fn has_side(&self, is_it: impl Fn(&Node) -> bool) -> bool {
        self.sides.iter().filter_map(|side| side.node.as_ref()).any(is_it)
    }

    /// `w = w + Δw = …`
    pub(crate) fn starts_from_itself(&self) -> bool {
        let (Some(name), Some(RawSide { node: Some(Node::Sum(terms)), .. })) =
            (self.name(), self.sides.get(1))
        else {
            return false;
        };
        matches!(terms.first(), Some(Node::Name(first)) if first.is_like(name))
    }

    /// `w <- 0.5` or `w := 0.5`, and nothing worked.
    pub(crate) fn assigns_a_number(&self, text: &str) -> bool {
        let [name, RawSide { node: Some(node), span }] = &self.sides[..] else { return false };
        let between = Span { start: name.span.end, end: span.start };
        node.number().is_some() && matches!(between.of(text).trim(), "<-" | ":=")
    }

    /// `z = w x + b = 0.5`: a value comes out of a formula.
    pub(crate) fn is_worked(&self) -> bool {
        let is_formula = |side: &RawSide| {
            let is_value =
                |node: &Node| matches!(node, Node::Name(_) | Node::Matrix(_)) || node.number().is_some();
            side.node.as_ref().is_some_and(|node| !is_value(node))
        };
        let ends_in_a_number = self.sides.last().is_some_and(|side| {
            side.node.as_ref().is_some_and(|node| node.number().is_some() || matches!(node, Node::Matrix(_)))
        });
        ends_in_a_number && self.sides.len() > 2 && self.sides[1..].iter().any(is_formula)
    }

    /// `w = 1.3 - 0.25 * 0.181 * 0.5 = …` in numbers alone.
    pub(crate) fn is_worked_down(&self) -> bool {
        let Some(Node::Sum(terms)) = self.sides.get(1).and_then(|side| side.node.as_ref()) else {
            return false;
        };
        let is_product = |node: &Node| match node {
            Node::Negative(inner) => matches!(&**inner, Node::Product(_)),
            Node::Product(_) => true,
            _ => false,
        };
        matches!(&terms[..], [Node::Number(_), change] if is_product(change)) && self.sides.len() > 2
    }

    /// The symbol on the left, where it is a plain one.
    pub(crate) fn name(&self) -> Option<&Name> {
        match self.left() {
            Some(Node::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// The symbols of `w₁ = w₂ = w₃ = 1` and the value of them all.
    pub(crate) fn all_alike(&self) -> Option<(Vec<&Name>, Printed)> {
        let (last, names) = self.sides.split_last()?;
        let names: Vec<&Name> = names
            .iter()
            .map(|side| match &side.node {
                Some(Node::Name(name)) => Some(name),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let is_alike = names.len() > 1 && names.windows(2).all(|pair| pair[0].family() == pair[1].family());
        Some((names, last.node.as_ref()?.number()?)).filter(|_| is_alike)
    }
}
