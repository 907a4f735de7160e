//! A side of numbers beside a side of symbols: `0.5 − 0.67` stands for `t − y₅`, number by symbol.

use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::values::{Values, fit};
use crate::sheet::types::{Leaf, Operand};

/// Settles the numbers of a formula by the symbols of another one of the same form, where at least
/// half of them say that they are those; whether it did. `of` is what they work out.
pub(crate) fn by_symbols(
    symbols: &Expr<Leaf>,
    numbers: &mut Expr<Leaf>,
    values: &Values,
    of: Option<Quantity>,
) -> bool {
    let mut pairs = Vec::new();
    if !pair(symbols, numbers, &mut pairs) || pairs.is_empty() {
        return false;
    }
    let fitting = pairs.iter().filter(|(quantity, operand)| is_said(*quantity, operand, values)).count();
    if 2 * fitting < pairs.len() {
        return false;
    }
    for (quantity, operand) in pairs {
        let quantity = own_bias(quantity, of);
        let is_rate = quantity == Quantity::learning_rate();
        operand.quantity = operand.quantity.or(Some(quantity).filter(|_| !is_rate));
    }
    true
}

/// The one bias of all units of a layer is, where a unit is worked, that unit's.
fn own_bias(quantity: Quantity, of: Option<Quantity>) -> Quantity {
    match (quantity.kind, of.map(|of| of.kind)) {
        (Kind::Plain(Variable::Bias(layer, _)), Some(Kind::Plain(Variable::Z(l, k)))) if layer == l => {
            Quantity::plain(Variable::Bias(l, k))
        }
        _ => quantity,
    }
}

/// Whether a number is about what its symbol stands for; a given value is printed in full.
fn is_said(quantity: Quantity, operand: &Operand, values: &Values) -> bool {
    let Some(value) = values.get(quantity) else { return false };
    match quantity.kind {
        Kind::Plain(Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..)) => {
            operand.printed.value.to_f64() == value
        }
        _ => fit(operand.printed, value) >= 0.4,
    }
}

/// Pairs each number with the symbol in its place; whether the formulas are of one form.
fn pair<'a>(
    symbols: &Expr<Leaf>,
    numbers: &'a mut Expr<Leaf>,
    pairs: &mut Vec<(Quantity, &'a mut Operand)>,
) -> bool {
    match (symbols, numbers) {
        (Expr::Symbol(Leaf::Quantity(quantity)), Expr::Symbol(Leaf::Operand(operand))) => {
            pairs.push((*quantity, operand));
            true
        }
        // −∂E/∂z is what the author calls δ, and −b a threshold.
        (Expr::Negative(turned), Expr::Symbol(Leaf::Operand(operand))) => {
            let Expr::Symbol(Leaf::Quantity(quantity)) = &**turned else { return false };
            pairs.push((*quantity, operand));
            true
        }
        // The 1 of 1 − a.
        (Expr::Symbol(Leaf::Operand(one)), Expr::Symbol(Leaf::Operand(other))) => {
            one.printed.value == other.printed.value
        }
        (Expr::Constant(one), Expr::Constant(other)) => one == other,
        (Expr::Pi, Expr::Pi) => true,
        (Expr::Sum(ones), Expr::Sum(others)) | (Expr::Product(ones), Expr::Product(others)) => {
            ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| pair(one, other, pairs))
        }
        (Expr::Negative(one), Expr::Negative(other)) => pair(one, other, pairs),
        (Expr::Apply(f, one), Expr::Apply(g, other)) => f == g && pair(one, other, pairs),
        (Expr::Quotient(x, y), Expr::Quotient(u, v)) | (Expr::Power(x, y), Expr::Power(u, v)) => {
            pair(x, u, pairs) && pair(y, v, pairs)
        }
        _ => false,
    }
}
