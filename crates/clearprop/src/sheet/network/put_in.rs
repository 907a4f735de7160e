//! Values that no line gives, for they stand in a figure: `z₁ = w₁ x₁ + w₂ x₂ = 0.3 · 0.5 + 0.1 · 2` says them
//! where it puts them in.

use super::given::{Given, Group};
use super::roles::given_role;
use crate::sheet::indices::nodes::Nodes;
use crate::sheet::meaning::facts::Facts;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::Printed;

/// More symbols than this no sheet puts numbers in for.
const MOST: usize = 256;

impl Given {
    /// What is given, with the numbers that are put in for symbols of no value; `None` where there are none.
    /// And whether others of such a symbol's family are given.
    pub(super) fn with_what_is_put_in(
        &self,
        items: &[Item],
        facts: &Facts,
        nodes: &Nodes,
    ) -> Option<(Given, bool)> {
        let mut given = Given { late: false, ..self.clone() };
        let (mut is_more, mut completes) = (false, false);
        let of_symbols = |groups: &[Group]| -> Vec<Name> {
            groups.iter().flat_map(|group| &group.values).filter_map(|value| value.of.clone()).collect()
        };
        let stated = [&self.inputs, &self.weights, &self.biases].map(|groups| of_symbols(groups)).concat();
        for (name, printed) in put_in(items) {
            let is_vector =
                |other: &Name| other.base == name.base && other.indices.len() < name.indices.len();
            if stated.iter().any(|other| other.is_like(&name) || is_vector(other)) {
                continue;
            }
            let role = self.roles.get(&name.family()).copied().or_else(|| given_role(&name, facts));
            if let Some(role @ (Role::Input | Role::Weight | Role::Bias)) = role {
                completes |= stated.iter().any(|other| other.family() == name.family());
                given.roles.insert(name.family(), role);
                given.add(role, &name, printed, nodes);
                is_more = true;
            }
        }
        (is_more && given.has_all_weights(facts)).then_some((given, completes))
    }

    /// Targets that no line gives stand where their difference from an output is worked:
    /// `δ = (ŷ − y) ŷ (1 − ŷ) = (0.678 − 1) · …`.
    pub(super) fn add_targets_put_in(&mut self, items: &[Item], facts: &Facts, nodes: &Nodes) {
        let is_target = |name: &Name| {
            let evidence = facts.families.get(&name.family());
            evidence.is_some_and(|evidence| evidence.direct + evidence.worked == 0)
                && given_role(name, facts) == Some(Role::Target)
        };
        let mut targets: Vec<(Name, Printed)> = Vec::new();
        // The difference in symbols that each symbol is worked by.
        let mut written: Vec<(&Name, [&Name; 2])> = Vec::new();
        for item in items {
            let Item::Chain(chain) = item else { continue };
            let Some(left) = chain.name().filter(|_| !is_of_updated(chain)) else { continue };
            for node in chain.sides[1..].iter().filter_map(|side| side.node.as_ref()) {
                if let Some([Node::Name(one), Node::Name(other)]) = difference(node) {
                    if written.len() < MOST {
                        written.push((left, [one, other]));
                    }
                } else if let Some([Node::Number(one), Node::Number(other)]) = difference(node)
                    && let Some((_, names)) = written.iter().rev().find(|(of, _)| of.is_like(left))
                {
                    let of_target = names.iter().zip([one, other]).filter(|(name, _)| is_target(name));
                    for (name, number) in of_target {
                        if !targets.iter().any(|(known, _)| known.is_like(name)) {
                            targets.push(((*name).clone(), *number));
                        }
                    }
                }
            }
        }
        for (name, number) in targets {
            self.roles.insert(name.family(), Role::Target);
            self.add(Role::Target, &name, number, nodes);
        }
    }

    /// Whether every weight that stands in a sum has its value: without one the rest is part of a network.
    fn has_all_weights(&self, facts: &Facts) -> bool {
        let values = self.weights.iter().flat_map(|group| &group.values);
        let known: Vec<&Name> = values.filter_map(|value| value.of.as_ref()).collect();
        let is_weight = |name: &&Name| {
            !name.updated
                && !name.is_general()
                && role::by_name(&name.base, name.coordinate_count(), Role::Weight) >= 1.0
        };
        let mut factors = facts.weighted_sums.iter().flat_map(|sum| sum.products.iter().flatten());
        factors.all(|name| !is_weight(&name) || known.iter().any(|known| known.is_like(name)))
    }
}

/// Each symbol of a weighted sum, and the number that is first put in for it.
pub(super) fn put_in(items: &[Item]) -> Vec<(Name, Printed)> {
    let mut values: Vec<(Name, Printed)> = Vec::new();
    let mut sum: Option<(Option<&Name>, &Node)> = None;
    let chains = items.iter().filter_map(Item::chain);
    for chain in chains.filter(|chain| !is_of_updated(chain)) {
        // The numbers may stand on the next line, behind the same symbol.
        if sum.is_some_and(|(of, _)| of.zip(chain.name()).is_none_or(|(one, other)| !one.is_like(other))) {
            sum = None;
        }
        for node in chain.sides[1..].iter().filter_map(|side| side.node.as_ref()) {
            let Some((_, symbols)) = sum.filter(|_| node.is_numeric()) else {
                if is_sum_of_symbols(node) {
                    sum = Some((chain.name(), node));
                }
                continue;
            };
            let mut pairs = Vec::new();
            let is_known = |name: &Name| values.iter().find(|(known, _)| known.is_like(name));
            let fits = pair(symbols, node, &mut pairs)
                && pairs.iter().all(|(name, number)| {
                    is_known(name).is_none_or(|(_, known)| known.value == number.value)
                });
            if fits && values.len() < MOST {
                pairs.retain(|(name, _)| is_known(name).is_none());
                values.extend(pairs);
            }
        }
    }
    values
}

/// The two sides of the first difference in a product or a square: ŷ and y in ½ (ŷ − y)².
pub(super) fn difference(node: &Node) -> Option<[&Node; 2]> {
    match node {
        Node::Sum(terms) => match &terms[..] {
            [one, Node::Negative(other)] => Some([one, other]),
            _ => None,
        },
        Node::Product(factors) => factors.iter().find_map(difference),
        Node::Power(base, _) => difference(base),
        Node::Negative(inner) | Node::Series { body: inner, .. } => difference(inner),
        Node::Quotient(over, _) => difference(over),
        _ => None,
    }
}

fn is_of_updated(chain: &Chain) -> bool {
    chain.becomes || chain.name().is_none_or(|name| name.updated)
}

/// w₁ x₁ + w₂ x₂ + b, or w x.
fn is_sum_of_symbols(node: &Node) -> bool {
    let is_product = |node: &Node| matches!(node, Node::Product(factors) if matches!(&factors[..], [Node::Name(_), Node::Name(_)]));
    match node {
        Node::Sum(terms) => {
            terms.iter().any(is_product)
                && terms.iter().all(|term| is_product(term) || matches!(term, Node::Name(_)))
        }
        node => is_product(node),
    }
}

/// Pairs each symbol with the number in its place; whether the two are of one form.
fn pair(symbols: &Node, numbers: &Node, pairs: &mut Vec<(Name, Printed)>) -> bool {
    match (symbols, numbers) {
        (Node::Sum(ones), Node::Sum(others)) | (Node::Product(ones), Node::Product(others)) => {
            ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| pair(one, other, pairs))
        }
        // The minus of `− 0.2 · 0.5` is the weight's.
        (Node::Product(ones), Node::Negative(others)) => match (&ones[..], &**others) {
            ([Node::Name(one), other], Node::Product(numbers)) if numbers.len() == 2 => {
                let Some(number) = numbers[0].number() else { return false };
                pairs.push((one.clone(), Printed { value: number.value.negated(), ..number }));
                pair(other, &numbers[1], pairs)
            }
            _ => false,
        },
        (Node::Name(name), Node::Negative(inner)) => {
            let number = inner.number();
            pairs.extend(
                number.map(|number| (name.clone(), Printed { value: number.value.negated(), ..number })),
            );
            number.is_some()
        }
        (Node::Name(name), number) => {
            let number = number.number();
            pairs.extend(number.map(|number| (name.clone(), number)));
            number.is_some()
        }
        _ => false,
    }
}
