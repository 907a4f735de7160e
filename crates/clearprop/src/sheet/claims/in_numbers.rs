//! Lines of numbers without a left side whose form says what they work out.

use super::resolve::Resolver;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::values::{figures, fit};
use crate::sheet::syntax::tree::Node;
use crate::sheet::types::Printed;

impl Resolver<'_> {
    /// −0.4 − 0.1 · (−0.59), where 0.1 is the rate: the one parameter of this old value and this new one.
    pub(super) fn step_in_numbers(&self, node: &Node, result: Option<Printed>) -> Option<Quantity> {
        let Node::Sum(terms) = node else { return None };
        let [Node::Number(old), Node::Negative(step)] = &terms[..] else { return None };
        let Node::Product(factors) = &**step else { return None };
        let rate = self.values.get(Quantity::learning_rate());
        let (old, result) = (old.value.to_f64(), result?);
        if factors.first().and_then(Node::number).map(|number| number.value.to_f64()) != rate {
            return None;
        }
        let is_it = |(quantity, value): &(Quantity, f64)| match quantity.kind {
            Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) => {
                self.values.get(Quantity::plain(variable)) == Some(old) && fit(result, *value) >= 0.6
            }
            _ => false,
        };
        let mut found = self.values.iter().filter(is_it);
        let first = found.next().map(|(quantity, _)| quantity);
        first.filter(|_| found.next().is_none())
    }

    /// 0.23 · (0.6 · 0.05 + (−0.8) · 0.11): the slope of a hidden unit times what comes back to it by its own
    /// weights, whatever is said to come out.
    pub(super) fn signal_in_numbers(&self, node: &Node, sample: u32) -> Option<Quantity> {
        let Node::Product(factors) = node else { return None };
        let (slope, terms) = match &factors[..] {
            [Node::Number(slope), Node::Sum(terms)] | [Node::Sum(terms), Node::Number(slope)] => {
                (slope, terms)
            }
            _ => return None,
        };
        let widths = &self.meanings.widths;
        let has_weights = |l: u32, k: u32| {
            (1..).zip(terms).all(|(to, term)| {
                let weight = self.values.get(Quantity::plain(Variable::Weight(l + 1, k, to)));
                weight.is_some_and(|weight| has_factor(term, weight))
            })
        };
        let units =
            (1..widths.len() as u32 - 1).flat_map(|l| (1..=widths[l as usize] as u32).map(move |k| (l, k)));
        let is_it = |&(l, k): &(u32, u32)| {
            let own = self.of_sample(Quantity::slope(Variable::A(l, k), Variable::Z(l, k)), sample);
            widths[l as usize + 1] == terms.len()
                && self.values.get(own).is_some_and(|value| fit(*slope, value) >= 0.5)
                && has_weights(l, k)
        };
        let mut found = units.filter(is_it);
        let (l, k) = found.next().filter(|_| found.next().is_none())?;
        Some(self.of_sample(Quantity::slope(Variable::Loss, Variable::Z(l, k)), sample))
    }
}

impl Resolver<'_> {
    /// 0.084 · 0.45 + (−0.0033) · 0.5: what comes back to a hidden unit by its own weights.
    pub(super) fn share_in_numbers(&self, node: &Node, sample: u32) -> Option<Quantity> {
        let terms = match node {
            Node::Sum(terms) => &terms[..],
            node => std::slice::from_ref(node),
        };
        let widths = &self.meanings.widths;
        let comes_back = |l: u32, j: u32| {
            (1..).zip(terms).all(|(k, term)| {
                let signal = self.of_sample(Quantity::slope(Variable::Loss, Variable::Z(l + 1, k)), sample);
                let weight = self.values.get(Quantity::plain(Variable::Weight(l + 1, j, k)));
                // The signal may carry an earlier mistake on.
                let is_signal = |other: Printed| {
                    figures(other) > 2 && self.values.get(signal).is_some_and(|value| fit(other, value) > 0.0)
                };
                weight.and_then(|weight| other_factor(term, weight)).is_some_and(is_signal)
            })
        };
        let units =
            (1..widths.len() as u32 - 1).flat_map(|l| (1..=widths[l as usize] as u32).map(move |j| (l, j)));
        let mut found = units.filter(|&(l, j)| widths[l as usize + 1] == terms.len() && comes_back(l, j));
        let (l, j) = found.next().filter(|_| found.next().is_none())?;
        Some(self.of_sample(Quantity::slope(Variable::Loss, Variable::A(l, j)), sample))
    }
}

/// The number beside another one in a product of two.
fn other_factor(product: &Node, number: f64) -> Option<Printed> {
    let Node::Product(factors) = product else { return None };
    let [one, other] = &factors[..] else { return None };
    let (one, other) = (one.number()?, other.number()?);
    let is_it = |factor: Printed| factor.value.to_f64() == number;
    if is_it(other) { Some(one) } else { is_it(one).then_some(other) }
}

/// Whether a number is one of two factors, with the sign of their product.
fn has_factor(product: &Node, number: f64) -> bool {
    match product {
        Node::Negative(inner) => has_factor(inner, -number),
        Node::Product(factors) if factors.len() == 2 => {
            factors.iter().filter_map(Node::number).any(|factor| factor.value.to_f64() == number)
        }
        _ => false,
    }
}
