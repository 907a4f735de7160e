//! Sums that are worked in numbers alone, beside one that is written in symbols: after
//! `n₁ = p₁ x₁ + p₂ x₂ + p₀`, the numbers of `n₂ = −0.2 (0.5) + 0.6 (0.8) + 0.1` say what they stand for.

use super::units::{NamedSum, Sum, Unit};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};

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
    let terms = chain.sides.iter().find_map(|side| match side.node.as_ref() {
        Some(Node::Sum(terms)) => Some(&terms[..]),
        _ => None,
    })?;
    let values: Vec<Value> = before.iter().filter_map(value).collect();
    let mut sum = Sum { products: Vec::new(), single: None };
    for term in terms {
        let taken = |name: &Name| {
            let known = units.iter().flat_map(|unit| unit.edges.iter().flatten().chain(&unit.bias));
            known.chain(sum.products.iter().flatten()).any(|other| other.is_like(name))
        };
        let parameter = |number: f64| {
            values.iter().find(|value| value.is_stated && value.number == number && !taken(value.name))
        };
        let source = |number: f64| {
            let is_source = |value: &&Value| {
                let known =
                    units.iter().flat_map(|unit| &unit.edges).any(|[_, from]| from.is_like(value.name));
                known || !value.is_stated
            };
            values.iter().filter(is_source).find(|value| value.number == number)
        };
        let pair =
            |weight: f64, from: f64| Some([parameter(weight)?.name.clone(), source(from)?.name.clone()]);
        match numbers(term)?[..] {
            [one, other] => sum.products.push(pair(one, other).or_else(|| pair(other, one))?),
            [one] if sum.single.is_none() => sum.single = Some(parameter(one)?.name.clone()),
            _ => return None,
        }
    }
    (!sum.products.is_empty()).then(|| NamedSum { head: head.clone(), sum, is_applied: false })
}

/// The one number that a chain comes to, and the name that it is said of.
fn value(item: &Item) -> Option<Value<'_>> {
    let Item::Chain(chain) = item else { return None };
    let name = chain.name().filter(|name| !name.updated)?;
    let number = chain.sides.last()?.node.as_ref()?.number()?.value.to_f64();
    Some(Value { name, number, is_stated: chain.sides.len() == 2 })
}

/// The factors of a term, where all are numbers; a minus in front belongs to the first.
fn numbers(term: &Node) -> Option<Vec<f64>> {
    match term {
        Node::Number(printed) => Some(vec![printed.value.to_f64()]),
        Node::Negative(inner) => {
            let mut factors = numbers(inner)?;
            if let Some(first) = factors.first_mut() {
                *first = -*first;
            }
            Some(factors)
        }
        Node::Product(factors) if factors.len() == 2 => {
            let each: Option<Vec<Vec<f64>>> = factors.iter().map(numbers).collect();
            Some(each?.into_iter().flatten().collect())
        }
        _ => None,
    }
}
