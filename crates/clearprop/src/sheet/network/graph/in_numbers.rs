//! Sums that are worked in numbers alone: the numbers of `n₂ = −0.2 (0.5) + 0.6 (0.8) + 0.1` say by their values
//! what they stand for.

use super::units::{NamedSum, Sum, Unit, is_function, result};
use crate::sheet::indices::counting::for_each_node;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::network::put_in::difference;
use crate::sheet::network::sums::sum_of;
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::Printed;

/// A name and the number that is said of it.
struct Value<'a> {
    name: &'a Name,
    printed: Printed,
    /// It is stated, and not worked out.
    is_stated: bool,
}

impl Value<'_> {
    /// Whether a number in a sum is this one: what is worked out may stand there with fewer places.
    fn is(&self, number: Printed) -> bool {
        let (own, other) = (self.printed.value.to_f64(), number.value.to_f64());
        let reach = 0.501 * 10_f64.powi(number.unit);
        own == other || !self.is_stated && number.unit > self.printed.unit && (own - other).abs() <= reach
    }
}

/// Which sums in numbers are read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Which {
    /// Those that are called like one that is written in symbols.
    Siblings,
    /// All.
    All,
}

/// Whether a chain works a sum in numbers alone.
pub(super) fn is_one(chain: &Chain) -> bool {
    let is_sum = |node: &Node| matches!(node, Node::Sum(_)) && sum_of(node).is_some();
    chain.name().is_some_and(|name| !name.updated && !chain.becomes) && chain.has_side(is_sum)
}

/// The sum of a chain, by the values of its numbers.
pub(super) fn sum(chain: &Chain, before: &[Item], units: &[Unit], which: Which) -> Option<NamedSum> {
    let head = chain.name().filter(|name| !name.updated && !chain.becomes)?;
    let is_sibling =
        |unit: &Unit| unit.net.as_ref().is_some_and(|net| net.family() == head.family() && net != head);
    if which == Which::Siblings && !units.iter().any(is_sibling) {
        return None;
    }
    let numbers = chain.sides.iter().filter_map(|side| side.node.as_ref()).find_map(|node| match node {
        Node::Sum(_) => sum_of(node),
        _ => None,
    })?;
    let values = values(before, units);
    let mut sum = Sum { products: Vec::new(), single: None };
    for product in numbers.products {
        let named = Naming { values: &values, units, sum: &sum };
        let pair = named.product(product).or_else(|| named.first_product(product, which))?;
        sum.products.push(pair);
    }
    if let Some(bias) = numbers.bias {
        sum.single = Some(Naming { values: &values, units, sum: &sum }.parameter(bias, Role::Bias)?);
    }
    Some(NamedSum { head: head.clone(), sum, is_applied: false })
}

/// What the numbers of a sum may be called, beside the terms of it that have their names.
struct Naming<'a> {
    values: &'a [Value<'a>],
    units: &'a [Unit],
    sum: &'a Sum,
}

impl Naming<'_> {
    /// A weight that no sum has taken yet and where it comes from, in whichever order the two stand.
    fn product(&self, [one, other]: [Printed; 2]) -> Option<[Name; 2]> {
        let pair = |weight, from| Some([self.parameter(weight, Role::Weight)?, self.source(from)?]);
        let either = |one, other| pair(one, other).or_else(|| pair(other, one));
        // The minus of −0.2 · 0.5 may be that of either.
        either(one, other).or_else(|| either(one.negated(), other.negated()))
    }

    /// In the first sum of all, either may be the weight.
    fn first_product(&self, [one, other]: [Printed; 2], which: Which) -> Option<[Name; 2]> {
        if which == Which::Siblings || !self.units.is_empty() {
            return None;
        }
        let one = self.parameter(one, Role::Weight)?;
        let is_other =
            |value: &&Value| value.is(other) && !value.name.is_like(&one) && !self.is_taken(value.name);
        let other = self.values.iter().filter(|value| value.is_stated).find(is_other)?;
        Some([one, other.name.clone()])
    }

    /// The stated value that no sum has taken yet; of several the one whose name says most that it is such a one.
    fn parameter(&self, number: Printed, role: Role) -> Option<Name> {
        let is_free = |value: &&Value| value.is_stated && value.is(number) && !self.is_taken(value.name);
        let speaks = |name: &Name| {
            let by_name = |role| role::by_name(&name.base, name.coordinate_count(), role);
            by_name(role)
                - [Role::Target, Role::Rate, Role::Input].into_iter().map(by_name).fold(0.0, f64::max)
        };
        let of_more = |one: &&Value, other: &&Value| speaks(other.name).total_cmp(&speaks(one.name));
        Some(self.values.iter().filter(is_free).min_by(of_more)?.name.clone())
    }

    fn source(&self, number: Printed) -> Option<Name> {
        let is_in_sum = |name: &Name| self.sum.products.iter().any(|[_, from]| from.is_like(name));
        let is_source = |value: &&Value| {
            let known =
                self.units.iter().flat_map(|unit| &unit.edges).any(|[_, from]| from.is_like(value.name));
            (known || !value.is_stated) && !is_in_sum(value.name)
        };
        Some(self.values.iter().filter(is_source).find(|value| value.is(number))?.name.clone())
    }

    fn is_taken(&self, name: &Name) -> bool {
        let known = self.units.iter().flat_map(|unit| unit.edges.iter().flatten().chain(&unit.bias));
        known.chain(self.sum.products.iter().flatten()).any(|other| other.is_like(name))
    }
}

/// The one number that each chain comes to, and the name that it is said of.
fn values<'a>(items: &'a [Item], units: &[Unit]) -> Vec<Value<'a>> {
    let value = |(index, item): (usize, &'a Item)| {
        let Item::Chain(chain) = item else { return None };
        let name = chain.name().filter(|name| !name.updated)?;
        let printed = result(items, index)?;
        let is_output = |unit: &Unit| {
            unit.output.as_ref().is_some_and(|output| output.is_like(name))
                || unit.item < index && result(items, unit.item).is_some_and(|net| is_function(net, printed))
        };
        let is_stated = chain.sides.len() == 2 && !units.iter().any(is_output);
        Some(Value { name, printed, is_stated })
    };
    items.iter().enumerate().filter_map(value).collect()
}

/// What each output should be, by the differences in numbers, and the output.
pub(super) fn compared(items: &[Item], units: &[Unit]) -> Vec<[Name; 2]> {
    let values = values(items, units);
    let of = |number: Printed, is_stated: bool| {
        let is_it = |value: &&Value| value.is_stated == is_stated && value.is(number);
        Some(values.iter().find(is_it)?.name.clone())
    };
    let mut pairs = Vec::new();
    for_each_node(items, |node| {
        let Some([Node::Number(one), Node::Number(other)]) = difference(node) else { return };
        let pair = |target: &Printed, output: &Printed| Some([of(*target, true)?, of(*output, false)?]);
        pairs.extend(pair(one, other).or_else(|| pair(other, one)));
    });
    pairs
}
