//! Which quantity each printed operand is put in for: `0.593 · 0.45 + 0.35` beside a net input.

mod matcher;
mod sums;

use rustc_hash::FxHashMap;

use super::beside;
use super::signals::Signs;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::values::{Values, figures};
use crate::sheet::types::{Leaf, Operand, Printed, Statement};
use matcher::{Matcher, unsigned_mut};

/// Settles the operands of every statement, in the order of the text.
pub(crate) fn settle(statements: &mut [Statement], values: &Values, widths: &[usize]) {
    let signs = Signs::of(statements);
    let (true_values, values) = (values, &*signs.values(values));
    let mut printed: FxHashMap<Quantity, f64> = FxHashMap::default();
    // What was printed for the negative of a quantity.
    let mut turned: FxHashMap<Quantity, f64> = FxHashMap::default();
    for statement in statements {
        let (mut is_settled, mut is_open, mut is_turned) = (false, false, false);
        statement.for_each_result(|printed| is_turned |= printed.turned);
        statement.for_each_operand(|operand| {
            is_settled |= operand.quantity.is_some();
            is_open |= operand.quantity.is_none() && figures(operand.printed) > 1;
        });
        // What stands beside symbols of a familiar notation has been settled by them, all but what it has no
        // symbol for.
        let is_aligned = is_settled && !is_open;
        let aligned = if is_aligned { Vec::new() } else { beside_symbols(statement, values, &printed) };
        if let Some(quantity) = statement.quantity {
            let mut matcher = Matcher::of(quantity, widths, &printed, values);
            for (at, side) in statement.sides.iter_mut().enumerate() {
                let is_left = is_settled || !aligned.contains(&at);
                let Some(formula) = side.formula.as_mut().filter(|_| is_left) else {
                    continue;
                };
                if is_settled {
                    matcher.lone_bias(formula);
                } else {
                    // The minus before the whole is that of a turned signal.
                    matcher.side(if is_turned { unsigned_mut(formula) } else { formula });
                }
            }
            say_again(statement);
            statement.for_each_result(|result| {
                let written = result.written().value.to_f64();
                printed.insert(quantity, written);
                if result.turned {
                    turned.insert(quantity, written);
                }
            });
        }
        for formula in statement.sides.iter_mut().filter_map(|side| side.formula.as_mut()) {
            signs.settle(formula, true_values, &turned);
        }
    }
}

/// What a number stands for on one side it stands for on the others: −0.0747 in `−0.0747 h (1 − h) = −0.0747 · 0.6 · 0.4`.
fn say_again(statement: &mut Statement) {
    let mut known: Vec<(usize, Printed, Quantity)> = Vec::new();
    for (at, side) in statement.sides.iter().enumerate() {
        side.formula.iter().for_each(|formula| {
            formula.for_each_symbol(&mut |leaf| {
                if let Leaf::Operand(Operand { printed, quantity: Some(quantity) }) = leaf
                    && figures(*printed) > 1
                {
                    known.push((at, *printed, *quantity));
                }
            });
        });
    }
    for (at, side) in statement.sides.iter_mut().enumerate() {
        let Some(formula) = side.formula.as_mut().filter(|_| known.iter().any(|(other, ..)| *other != at))
        else {
            continue;
        };
        let said = |number: Printed| {
            known.iter().find(|(other, printed, _)| *other != at && printed.value == number.value)
        };
        *formula = formula.substitute(&mut |leaf| match leaf {
            Leaf::Operand(Operand { printed, quantity: None }) => {
                let quantity = said(*printed).map(|(.., quantity)| *quantity);
                Expr::Symbol(Leaf::Operand(Operand { printed: *printed, quantity }))
            }
            leaf => Expr::Symbol(*leaf),
        });
    }
}

/// Settles the sides that stand beside symbols; returns which they are.
fn beside_symbols(
    statement: &mut Statement,
    values: &Values,
    printed: &FxHashMap<Quantity, f64>,
) -> Vec<usize> {
    let mut settled = Vec::new();
    let mut symbols: Option<Expr<Leaf>> = None;
    for (at, side) in statement.sides.iter_mut().enumerate() {
        let Some(formula) = &mut side.formula else { continue };
        let mut has_symbols = false;
        formula.for_each_symbol(&mut |leaf| has_symbols |= matches!(leaf, Leaf::Quantity(_)));
        if has_symbols {
            symbols = Some(formula.clone());
        } else if let Some(symbols) = &symbols
            && beside::by_symbols(symbols, formula, values, statement.quantity)
        {
            *formula = formula.substitute(&mut |leaf| Expr::Symbol(after_update(*leaf, values, printed)));
            settled.push(at);
        }
    }
    settled
}

/// A number in the place of a weight that it is not, where it was printed for the new weight, is the new one: used
/// too early, as its line shows.
fn after_update(leaf: Leaf, values: &Values, printed: &FxHashMap<Quantity, f64>) -> Leaf {
    let Leaf::Operand(Operand { printed: number, quantity: Some(quantity) }) = leaf else { return leaf };
    let Kind::Plain(weight @ Variable::Weight(..)) = quantity.kind else { return leaf };
    let (new, shown) = (Quantity::updated(weight), number.value.to_f64());
    let is_new = values.get(quantity) != Some(shown) && printed.get(&new) == Some(&shown);
    if is_new { Leaf::Operand(Operand { printed: number, quantity: Some(new) }) } else { leaf }
}
