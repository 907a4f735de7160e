//! What a chain without a symbol on its left works out, by its form and by what it comes to.

use super::resolve::Resolver;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::role;
use crate::sheet::meaning::values::fit;
use crate::sheet::syntax::chain::Chain;
use crate::sheet::syntax::tree::{Function, Node};
use crate::sheet::types::Printed;

impl Resolver<'_> {
    /// What a chain without a symbol on its left works out: a (1 − a), −ln a.
    pub(super) fn by_worth(&self, chain: &Chain, result: Option<Printed>, sample: u32) -> Option<Quantity> {
        let node = chain.sides.first()?.node.as_ref()?;
        if let Some(slope) = self.slope_of_unit(node, sample) {
            return Some(slope);
        }
        if chain.headless {
            return self.by_result(result?, |kind| matches!(kind, Kind::Plain(Variable::Loss)));
        }
        let in_numbers = self
            .by_rule(node, sample)
            .or_else(|| self.step_in_numbers(node, result))
            .or_else(|| self.signal_in_numbers(node, sample))
            .or_else(|| self.share_in_numbers(node, sample));
        if in_numbers.is_some() {
            return in_numbers;
        }
        let kinds: fn(Kind) -> bool = if contains_ln(node) {
            |kind| matches!(kind, Kind::Plain(Variable::Loss | Variable::LossTerm(_)))
        } else if is_slope_like(node) {
            |kind| matches!(kind, Kind::Slope { of: Variable::A(..), .. })
        } else {
            |kind| matches!(kind, Kind::Plain(_) | Kind::Slope { .. })
        };
        // What a target stands in belongs to the way back.
        let kinds: &dyn Fn(Kind) -> bool = match self.names_a_target(node) {
            true => &|kind| kinds(kind) && !matches!(kind, Kind::Plain(Variable::A(..) | Variable::Z(..))),
            false => &kinds,
        };
        // "The cross-entropy is −ln 0.6695"
        if is_loss_like(node) && role::speaks_of_loss(chain.before.of(self.text)) {
            return Some(self.loss_or_its_part(result, sample));
        }
        let worth = self.worth(node, sample);
        if let Some(worth) = worth
            && worth != 0.0
            && worth.abs() != 1.0
        {
            let mut found = self.values.iter().filter(|(quantity, value)| {
                kinds(quantity.kind) && (value - worth).abs() <= 1e-9 * worth.abs()
            });
            let first = found.next().map(|(quantity, _)| quantity);
            let second = found.next();
            if let (Some(first), None) = (first, second) {
                return Some(first);
            }
            if let Some(slope) = self.product_with_what_comes_in(node, worth, sample) {
                return Some(slope);
            }
            if first.is_some() {
                let ids = self.values.iter().filter(|(quantity, value)| {
                    kinds(quantity.kind) && (value - worth).abs() <= 1e-9 * worth.abs()
                });
                return self.simplest(ids.map(|(quantity, _)| quantity));
            }
        }
        self.by_result(result?, kinds)
    }

    /// "loss: ½(t₁ − o₁)² = 0.018 plus ½(t₂ − o₂)² = 0.067": what is told of the loss may be a part of it.
    fn loss_or_its_part(&self, result: Option<Printed>, sample: u32) -> Quantity {
        let loss = self.of_sample(Quantity::plain(Variable::Loss), sample);
        let fits = |quantity: Quantity| {
            let value = self.values.get(quantity);
            value.zip(result).is_some_and(|(value, result)| fit(result, value) >= 0.6)
        };
        let outputs = *self.meanings.widths.last().unwrap_or(&1) as u32;
        let part = |k| self.of_sample(Quantity::plain(Variable::LossTerm(k)), sample);
        if fits(loss) { loss } else { (1..=outputs).map(part).find(|&part| fits(part)).unwrap_or(loss) }
    }

    fn names_a_target(&self, node: &Node) -> bool {
        let mut found = false;
        node.for_each_name(&mut |name| {
            found |= matches!(self.meanings.meaning_of(name), Some(Variable::Target(_)));
        });
        found
    }

    /// (ŷ − y) x₂: the slope by the weight from x₂, even where x₂ is 1.
    fn product_with_what_comes_in(&self, node: &Node, worth: f64, sample: u32) -> Option<Quantity> {
        let Node::Product(factors) = node else { return None };
        let from = factors.iter().find_map(|factor| match factor {
            Node::Name(name) => match self.meanings.meaning_of(name)? {
                Variable::Input(j) => Some((1, j)),
                Variable::A(l, j) => Some((l + 1, j)),
                _ => None,
            },
            _ => None,
        });
        let (layer, j) = from.filter(|_| self.names_a_target(node))?;
        let width = *self.meanings.widths.get(layer as usize)? as u32;
        let slope =
            |k| self.of_sample(Quantity::slope(Variable::Loss, Variable::Weight(layer, j, k)), sample);
        let is_it = |slope: &Quantity| {
            self.values.get(*slope).is_some_and(|value| (value - worth).abs() <= 1e-9 * worth.abs())
        };
        (1..=width).map(slope).find(is_it)
    }

    pub(crate) fn of_sample(&self, quantity: Quantity, sample: u32) -> Quantity {
        if self.meanings.samples > 1 && sample > 0 { quantity.at(Some(sample)) } else { quantity }
    }

    /// f′(z), a (1 − a), 1 − a²: the slope of the one unit that stands in it.
    pub(crate) fn slope_of_unit(&self, node: &Node, sample: u32) -> Option<Quantity> {
        let mut units: Vec<(u32, u32)> = Vec::new();
        let mut others = false;
        node.for_each_name(&mut |name| match self.meanings.meaning_of(name) {
            Some(Variable::Z(l, k) | Variable::A(l, k)) => units.push((l, k)),
            _ => others = true,
        });
        units.dedup();
        let [(l, k)] = units[..] else { return None };
        let slope = self.of_sample(Quantity::slope(Variable::A(l, k), Variable::Z(l, k)), sample);
        if matches!(node, Node::Apply(Function::Slope(_), _)) && !others {
            return Some(slope);
        }
        let (worth, value) = (self.worth(node, sample)?, self.values.get(slope)?);
        let is_it = !others && is_slope_like(node) && (worth - value).abs() <= 1e-9 * value.abs();
        is_it.then_some(slope)
    }

    /// Of quantities with one value: the loss before its term, the plain before the slope.
    fn simplest(&self, quantities: impl Iterator<Item = Quantity>) -> Option<Quantity> {
        quantities.min_by_key(|quantity| {
            let rank = match quantity.kind {
                Kind::Plain(Variable::Loss) => 0,
                Kind::Plain(Variable::A(..) | Variable::Z(..)) => 1,
                Kind::Plain(_) => 2,
                Kind::Slope { of: Variable::Loss, by: Variable::Z(..) } => 3,
                Kind::Slope { of: Variable::Loss, .. } => 4,
                _ => 5,
            };
            (rank, *quantity)
        })
    }

    /// The one quantity of these kinds that the number fits.
    fn by_result(&self, printed: Printed, kinds: impl Fn(Kind) -> bool) -> Option<Quantity> {
        if crate::sheet::meaning::values::figures(printed) < 2 {
            return None;
        }
        let fitting: Vec<Quantity> = self
            .values
            .iter()
            .filter(|(quantity, value)| kinds(quantity.kind) && fit(printed, *value) >= 0.6)
            .map(|(quantity, _)| quantity)
            .collect();
        match fitting.len() {
            0 => None,
            1 => Some(fitting[0]),
            _ => {
                let close: Vec<Quantity> = fitting
                    .into_iter()
                    .filter(|&quantity| {
                        self.values.get(quantity).is_some_and(|value| fit(printed, value) >= 0.6)
                    })
                    .collect();
                let values: Vec<f64> =
                    close.iter().filter_map(|&quantity| self.values.get(quantity)).collect();
                let one_number =
                    values.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= 1e-12 * pair[0].abs());
                let losses = one_number
                    || close.iter().all(|quantity| {
                        matches!(quantity.kind, Kind::Plain(Variable::Loss | Variable::LossTerm(_)))
                    });
                if !close.is_empty() && (close.len() == 1 || losses) {
                    self.simplest(close.into_iter())
                } else {
                    None
                }
            }
        }
    }
}

fn contains_ln(node: &Node) -> bool {
    match node {
        Node::Apply(Function::Ln | Function::Log10, _) => true,
        Node::Negative(x) => contains_ln(x),
        Node::Sum(parts) | Node::Product(parts) => parts.iter().any(contains_ln),
        _ => false,
    }
}

/// A logarithm, or the square of a difference.
fn is_loss_like(node: &Node) -> bool {
    match node {
        Node::Power(base, exponent) => {
            matches!(**base, Node::Sum(_)) && matches!(**exponent, Node::Constant(2.0))
        }
        Node::Negative(x) | Node::Quotient(x, _) => is_loss_like(x),
        Node::Product(parts) => parts.iter().any(is_loss_like),
        node => contains_ln(node),
    }
}

/// a (1 − a), 1 − a², f′(z).
fn is_slope_like(node: &Node) -> bool {
    match node {
        Node::Apply(Function::Slope(_), _) => true,
        Node::Product(factors) => {
            matches!(&factors[..], [Node::Name(_), Node::Sum(terms)] if terms.len() == 2)
        }
        Node::Sum(terms) => {
            matches!(&terms[..], [Node::Number(_), Node::Negative(square)] if is_square(square))
        }
        _ => false,
    }
}

/// a², a ⊙ a.
fn is_square(node: &Node) -> bool {
    match node {
        Node::Power(..) => true,
        Node::Product(factors) => {
            matches!(&factors[..], [Node::Name(one), Node::Name(other)] if one.is_like(other))
        }
        _ => false,
    }
}
