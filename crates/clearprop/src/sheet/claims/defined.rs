//! Symbols that nothing settles and that the text defines: where δ_in,j = Σ_k δ_k w_jk stands above, δ_in,1 is
//! what that formula works out; and where e = y − ŷ does, the numbers of e = 1 − 0.3 stand for y and ŷ.

use super::resolve::Resolver;
use crate::sheet::meaning::facts::left_of;
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Name, Node};
use crate::sheet::types::Side;

/// A symbol in general, and the formula that it is defined by.
pub(crate) struct Definition {
    symbol: Name,
    formula: Node,
}

/// Every definition of a symbol with one letter that counts.
pub(crate) fn definitions(items: &[Item]) -> Vec<Definition> {
    let definition = |chain: &Chain| {
        let is_defined = |name: &&Name| free_letter(name).is_some() || name.indices.is_empty();
        let symbol = chain.name().filter(|name| is_defined(name) && !name.updated && !chain.becomes)?;
        let [_, side] = &chain.sides[..] else { return None };
        let formula = side.node.clone().filter(|node| left_of(node).is_none() && !node.is_numeric())?;
        Some(Definition { symbol: symbol.clone(), formula })
    };
    items.iter().filter_map(Item::chain).filter_map(definition).collect()
}

/// The one letter below a symbol that stands for any number.
fn free_letter(name: &Name) -> Option<&str> {
    let mut free = name.indices.iter().filter_map(|index| match &index.atom {
        Atom::Letters(letters) if letters.len() == 1 && "hijklmn".contains(letters.as_str()) => {
            Some(&**letters)
        }
        _ => None,
    });
    free.next().filter(|_| free.next().is_none())
}

impl Resolver<'_> {
    /// The chain with the formula in place of its left side, where that is the value or the negative of a quantity.
    pub(crate) fn by_definition(&self, chain: &Chain, sample: u32) -> Option<Chain> {
        let name = chain.name().filter(|name| self.meanings.quantity(name, sample).is_none())?;
        let number = name.indices.iter().find_map(|index| match index.atom {
            Atom::Number(number) if !index.raised => Some(number),
            _ => None,
        })?;
        let formula = self.definitions.iter().find_map(|definition| {
            let letter = free_letter(&definition.symbol)?;
            let mut formula = definition.formula.clone();
            formula.for_each_name_mut(&mut |name| *name = name.with(letter, number));
            definition.symbol.with(letter, number).is_like(name).then_some(formula)
        })?;
        let worth = self.worth(&formula, sample)?;
        let is_known =
            self.values.iter().any(|(_, value)| (value.abs() - worth.abs()).abs() <= 1e-9 * worth.abs());
        let mut sides = chain.sides.clone();
        sides[0].node = Some(formula);
        (is_known && worth != 0.0).then_some(Chain { sides, ..*chain })
    }

    /// What is worked, behind the formula that the text gives for a symbol which is no quantity.
    pub(super) fn with_definition(&self, chain: &Chain, sides: Vec<Side>, sample: u32) -> Vec<Side> {
        let is_in_numbers = |side: &Side| side.printed.is_none() && side.formula.is_some();
        let [left, worked, rest @ ..] = &sides[..] else { return sides };
        let Some(name) = chain.name().filter(|_| is_in_numbers(worked) && !rest.is_empty()) else {
            return sides;
        };
        let defined = self.definitions.iter().find(|definition| definition.symbol.is_like(name));
        let Some(formula) = defined.and_then(|definition| self.formula(&definition.formula, sample)) else {
            return sides;
        };
        let definition = Side { span: left.span, formula: Some(formula), printed: None };
        [left.clone(), definition, worked.clone()].into_iter().chain(rest.iter().cloned()).collect()
    }
}
