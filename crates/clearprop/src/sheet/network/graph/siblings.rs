//! Sums that are worked in numbers alone, beside one that is written in symbols: after
//! `n₁ = p₁ x₁ + p₂ x₂ + p₀`, the numbers of `n₂ = −0.2 (0.5) + 0.6 (0.8) + 0.1` say what they stand for.

use super::units::{NamedSum, Sum, Unit};
use crate::sheet::network::sums::sum_of;
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::Printed;

/// A name and the number that is said of it.
struct Value<'a> {
    name: &'a Name,
    number: f64,
    /// It is stated, and not worked out.
    is_stated: bool,
}

/// The sum of a chain that is called like the sum of a known unit, by the values of its numbers.
pub(super) fn sum(chain: &Chain, before: &[Item], units: &[Unit]) -> Option<NamedSum> {
    let head = chain.name().filter(|name| !name.updated && !chain.becomes)?;
    let is_sibling =
        |unit: &Unit| unit.net.as_ref().is_some_and(|net| net.family() == head.family() && net != head);
    if !units.iter().any(is_sibling) {
        return None;
    }
    let numbers = chain.sides.iter().filter_map(|side| side.node.as_ref()).find_map(|node| match node {
        Node::Sum(_) => sum_of(node),
        _ => None,
    })?;
    let values: Vec<Value> = before.iter().filter_map(value).collect();
    let mut sum = Sum { products: Vec::new(), single: None };
    let taken = |sum: &Sum, name: &Name| {
        let known = units.iter().flat_map(|unit| unit.edges.iter().flatten().chain(&unit.bias));
        known.chain(sum.products.iter().flatten()).any(|other| other.is_like(name))
    };
    let parameter = |sum: &Sum, number: Printed| {
        let is_it = |value: &&Value| value.is_stated && value.number == number.value.to_f64();
        Some(values.iter().filter(is_it).find(|value| !taken(sum, value.name))?.name.clone())
    };
    let source = |number: Printed| {
        let is_source = |value: &&Value| {
            let known = units.iter().flat_map(|unit| &unit.edges).any(|[_, from]| from.is_like(value.name));
            known || !value.is_stated
        };
        let is_it = |value: &&Value| value.number == number.value.to_f64();
        Some(values.iter().filter(is_source).find(is_it)?.name.clone())
    };
    for [one, other] in numbers.products {
        let pair = |weight, from| Some([parameter(&sum, weight)?, source(from)?]);
        let pair = pair(one, other).or_else(|| pair(other, one))?;
        sum.products.push(pair);
    }
    if let Some(bias) = numbers.bias {
        sum.single = Some(parameter(&sum, bias)?);
    }
    Some(NamedSum { head: head.clone(), sum, is_applied: false })
}

/// The one number that a chain comes to, and the name that it is said of.
fn value(item: &Item) -> Option<Value<'_>> {
    let Item::Chain(chain) = item else { return None };
    let name = chain.name().filter(|name| !name.updated)?;
    let number = chain.sides.last()?.node.as_ref()?.number()?.value.to_f64();
    Some(Value { name, number, is_stated: chain.sides.len() == 2 })
}
