//! The numbers of sums: products of weights with what comes in, a bias by itself, and the terms of a loss.

use super::matcher::{Matcher, unsigned};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::types::{Leaf, Operand};

impl Matcher<'_> {
    /// `0.5 · 0.98 + 0.3 · 0.12 + 0.1` with a product for each unit of the layer before, in order:
    /// the place says what each number is, where nearly all numbers say so too.
    pub(super) fn weighted_sum(&self, formula: &mut Expr<Leaf>) -> bool {
        let Kind::Plain(Variable::Z(l, k)) = self.quantity.kind else { return false };
        let Expr::Sum(terms) = formula else { return false };
        let mut products: Vec<(bool, &mut Operand, &mut Operand)> = Vec::new();
        let mut bias: Option<&mut Operand> = None;
        for term in terms {
            let (negative, inner) = match term {
                Expr::Negative(inner) => (true, &mut **inner),
                term => (false, term),
            };
            match inner {
                Expr::Product(factors) => match &mut factors[..] {
                    [Expr::Symbol(Leaf::Operand(one)), Expr::Symbol(Leaf::Operand(other))] => {
                        products.push((negative, one, other));
                    }
                    _ => return false,
                },
                Expr::Symbol(Leaf::Operand(operand)) if bias.is_none() => bias = Some(operand),
                _ => return false,
            }
        }
        if products.len() < 2 || self.inputs != products.len() {
            return false;
        }
        let weight = |at: usize| Quantity::plain(Variable::Weight(l, at as u32 + 1, k));
        let unit = |at: usize| self.before(l, at as u32 + 1);
        let is_weight = |at: usize, negative: bool, operand: &Operand| {
            let shown = operand.printed.value.to_f64();
            self.values.get(weight(at)) == Some(if negative { -shown } else { shown })
        };
        let is_unit = |at: usize, operand: &Operand| self.is_said(unit(at), operand.printed);
        let fits = |weight_first: bool| {
            let fits = products.iter().enumerate().map(|(at, (negative, one, other))| {
                let (of_weight, of_unit) = if weight_first { (one, other) } else { (other, one) };
                usize::from(is_weight(at, *negative, of_weight)) + usize::from(is_unit(at, of_unit))
            });
            fits.sum::<usize>()
        };
        let (first, second) = (fits(true), fits(false));
        if first.max(second) + 1 < 2 * products.len() {
            return false;
        }
        for (at, (_, one, other)) in products.into_iter().enumerate() {
            let (of_weight, of_unit) = if first >= second { (one, other) } else { (other, one) };
            of_weight.quantity = Some(weight(at));
            of_unit.quantity = Some(unit(at));
        }
        if let Some(operand) = bias {
            operand.quantity = Some(Quantity::plain(Variable::Bias(l, k)));
        }
        true
    }

    /// As many numbers as outputs, added up to the whole: one term of the loss each, in order.
    pub(super) fn terms_in_order(&self, formula: &mut Expr<Leaf>) -> bool {
        let whole = |term: Variable| match self.quantity.kind {
            Kind::Plain(Variable::Loss) => Some(Kind::Plain(term)),
            Kind::Slope { of: Variable::Loss, by } => Some(Kind::Slope { of: term, by }),
            _ => None,
        };
        let Expr::Sum(terms) = formula else { return false };
        if terms.len() != self.outputs || terms.len() < 2 || whole(Variable::LossTerm(1)).is_none() {
            return false;
        }
        let lone = |term: &Expr<Leaf>| matches!(unsigned(term), Expr::Symbol(Leaf::Operand(_)));
        if !terms.iter().all(lone) {
            return false;
        }
        for (at, term) in terms.iter_mut().enumerate() {
            let kind = whole(Variable::LossTerm(at as u32 + 1)).expect("it was asked for before");
            let term = if let Expr::Negative(inner) = term { &mut **inner } else { term };
            if let Expr::Symbol(Leaf::Operand(operand)) = term
                && operand.quantity.is_none()
            {
                operand.quantity = Some(Quantity { kind, sample: self.quantity.sample });
            }
        }
        true
    }

    /// Within a weighted sum a number beside a weight is what the weight leads from.
    pub(super) fn partner(&self, term: &mut Expr<Leaf>, l: u32, k: u32) {
        if let Expr::Negative(inner) = term {
            return self.partner(inner, l, k);
        }
        let Expr::Product(factors) = term else { return };
        let [Expr::Symbol(Leaf::Operand(one)), Expr::Symbol(Leaf::Operand(other))] = &mut factors[..] else {
            return;
        };
        let (first, second) = (one.quantity, other.quantity);
        for (known, open) in [(first, other), (second, one)] {
            if open.quantity.is_some() {
                // Of two units with one figure it is the one that the weight leads from.
                if let Some(Kind::Plain(Variable::Weight(layer, j, unit))) =
                    known.map(|quantity| quantity.kind)
                    && (layer, unit) == (l, k)
                    && open.quantity.is_some_and(|quantity| {
                        matches!(quantity.kind, Kind::Plain(Variable::A(..) | Variable::Input(_)))
                    })
                    && self.is_said(self.before(l, j), open.printed)
                {
                    open.quantity = Some(self.before(l, j));
                }
                continue;
            }
            open.quantity = match known.map(|quantity| quantity.kind) {
                Some(Kind::Plain(Variable::Weight(layer, j, unit))) if (layer, unit) == (l, k) => {
                    Some(self.before(l, j))
                }
                Some(Kind::Plain(Variable::Input(j) | Variable::A(_, j))) => {
                    Some(Quantity::plain(Variable::Weight(l, j, k)))
                }
                _ => None,
            };
        }
    }

    /// The one number by itself in a weighted sum stands for the bias.
    pub(super) fn lone_bias(&self, formula: &mut Expr<Leaf>) {
        let Kind::Plain(Variable::Z(l, k)) = self.quantity.kind else { return };
        let Expr::Sum(terms) = formula else { return };
        let products = terms.iter().filter(|term| matches!(unsigned(term), Expr::Product(_))).count();
        let mut singles: Vec<&mut Operand> = terms
            .iter_mut()
            .filter_map(|term| match term {
                Expr::Symbol(Leaf::Operand(operand)) => Some(operand),
                _ => None,
            })
            .collect();
        if let [single] = &mut singles[..]
            && products > 1
            && single.quantity.is_none()
        {
            single.quantity = Some(Quantity::plain(Variable::Bias(l, k)));
        }
    }
}
