//! Formulas in general: where ∂h_j/∂u_j = 1 − h_j² is said of every unit, it is said of each.

use super::beside;
use super::resolve::{Resolver, span_of};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::facts::left_of;
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Index, Node};
use crate::sheet::types::{Leaf, Sheet, Side, Statement};

/// More units nobody works by hand.
const MOST: u32 = 24;

/// A formula that is said of a slope of every unit: 1 − h_j² of ∂h_j/∂u_j.
pub(crate) struct Rule {
    letter: String,
    slope: Node,
    formula: Node,
}

/// The slopes of units that the text gives a formula for, in general.
pub(crate) fn of_slopes(items: &[Item]) -> Vec<Rule> {
    let rule = |chain: &Chain| {
        let letter = letter_of_rule(chain)?;
        let slope = chain.left().filter(|left| matches!(left, Node::Slope(slope) if slope.of.is_some()))?;
        let formula = chain.sides.last()?.node.clone()?;
        let is_sum = matches!(formula, Node::Sum(_) | Node::Product(_));
        is_sum.then(|| Rule { letter, slope: slope.clone(), formula })
    };
    items.iter().filter_map(Item::chain).filter_map(rule).collect()
}

impl Resolver<'_> {
    /// `1 − 0.354 = 0.646` behind ∂h_j/∂u_j = 1 − h_j: the slope of the one unit that this puts the value of in.
    pub(super) fn by_rule(&self, node: &Node, sample: u32) -> Option<Quantity> {
        let of_unit = |rule: &Rule, number: u32| {
            let with = |node: &Node| {
                let mut node = node.clone();
                node.for_each_name_mut(&mut |name| *name = name.with(&rule.letter, number));
                node
            };
            let slope = self.meanings.left(&left_of(&with(&rule.slope))?, sample)?;
            let (symbols, mut numbers) =
                (self.formula(&with(&rule.formula), sample)?, self.formula(node, sample)?);
            let is_it = matches!(slope.kind, Kind::Slope { of: Variable::A(..), by: Variable::Z(..) })
                && beside::by_symbols(&symbols, &mut numbers, self.values, None);
            is_it.then_some(slope)
        };
        let of_rule = |rule: &Rule| (1..=MOST).filter_map(|number| of_unit(rule, number)).collect::<Vec<_>>();
        match &self.rules.iter().map(of_rule).find(|slopes| !slopes.is_empty())?[..] {
            [slope] => Some(*slope),
            _ => None,
        }
    }

    /// What the rules of a text say of each unit that they are about.
    pub(crate) fn rules(&self, items: &[Item], sheet: &mut Sheet) {
        for chain in items.iter().filter_map(Item::chain) {
            let Some(letter) = letter_of_rule(chain).filter(|_| self.is_whole(chain)) else { continue };
            sheet.statements.extend((1..=MOST).map_while(|number| self.of_unit(chain, &letter, number)));
        }
        sheet.statements.sort_by_key(|statement| statement.span.start);
    }

    /// Whether a chain was read to its end: behind it stand no symbols that would belong to it.
    fn is_whole(&self, chain: &Chain) -> bool {
        let line = self.text[span_of(chain).end..].lines().next().unwrap_or("").trim_start();
        let word = line.chars().take_while(|c| c.is_alphabetic()).count();
        word > 2 || line.chars().next().is_none_or(|c| ".,;:$\\)`|]".contains(c))
    }

    /// A rule of one unit.
    fn of_unit(&self, chain: &Chain, letter: &str, number: u32) -> Option<Statement> {
        let of_unit = |node: &Node| {
            let mut node = node.clone();
            node.for_each_name_mut(&mut |name| *name = name.with(letter, number));
            node
        };
        let left = left_of(&of_unit(chain.left()?))?;
        let is_worked = |quantity: &Quantity| {
            matches!(quantity.kind, Kind::Slope { .. } | Kind::Plain(Variable::A(..) | Variable::Z(..)))
        };
        let quantity = self.meanings.left(&left, 1).filter(is_worked)?;
        let mut sides = Vec::new();
        for side in &chain.sides {
            let formula = self.formula(&of_unit(side.node.as_ref()?), 1)?;
            let formula = formula.substitute(&mut |leaf| match leaf {
                Leaf::Operand(operand) => Expr::Constant(operand.printed.value.to_f64()),
                Leaf::Quantity(_) => Expr::Symbol(*leaf),
            });
            sides.push(Side { span: side.span, formula: Some(formula), printed: None });
        }
        Some(Statement {
            span: span_of(chain),
            quantity: Some(quantity),
            alternatives: Vec::new(),
            sides,
            given: false,
        })
    }
}

/// The one letter that counts in a chain of symbols.
fn letter_of_rule(chain: &Chain) -> Option<String> {
    if chain.headless || chain.becomes || chain.sides.len() < 2 {
        return None;
    }
    let mut letters: Vec<&str> = Vec::new();
    for side in &chain.sides {
        let node = side.node.as_ref().filter(|node| !node.is_numeric())?;
        node.for_each_name(&mut |name| letters.extend(name.indices.iter().filter_map(free)));
    }
    letters.dedup();
    match letters[..] {
        [letter] => Some(letter.to_owned()),
        _ => None,
    }
}

fn free(index: &Index) -> Option<&str> {
    match &index.atom {
        Atom::Letters(letters) if letters.len() == 1 && "ijklmn".contains(letters.as_str()) => Some(letters),
        _ => None,
    }
}
