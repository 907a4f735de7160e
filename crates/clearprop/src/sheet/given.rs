//! The values that a sheet states: inputs, targets, weights, biases and the learning rate.

use rustc_hash::FxHashMap;

use super::chain::{Chain, Item};
use super::facts::{Facts, Left, entries};
use super::nodes::Nodes;
use super::role::{self, Role};
use super::tree::{Atom, Name, Node};
use super::types::{Printed, Span};

/// More values, or lists of them, no sheet states.
const MOST: usize = 512;

/// A stated value and the indices that it goes by.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) printed: Printed,
    /// The indices without the layer.
    pub(super) at: Vec<u32>,
}

/// The values of one family, or of one list: the weights into a layer, the biases of one.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The layer, where the symbol says it.
    pub(super) layer: Option<u32>,
    pub(super) values: Vec<Value>,
    family: String,
}

/// Everything that is stated.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) inputs: Vec<Group>,
    pub(super) targets: Vec<Group>,
    pub(super) weights: Vec<Group>,
    pub(super) biases: Vec<Group>,
    pub(super) rate: Option<Printed>,
    /// Numbers of lists without symbols, and what they are.
    pub(super) lists: Vec<(Role, Span)>,
}

/// Collects what is stated, in the order of the text.
pub(super) fn given(text: &str, items: &[Item], facts: &Facts, nodes: &Nodes) -> Given {
    let mut given = Given::default();
    let roles = roles(text, facts, nodes);
    let mut at_item = 0;
    let mut last_list: Option<(Role, usize, usize)> = None;
    for (index, item) in items.iter().enumerate() {
        while let Some(fact) = facts.facts.get(at_item)
            && fact.item <= index
        {
            at_item += 1;
            let Left::Name(name) = &fact.left else { continue };
            if !fact.direct || name.updated {
                continue;
            }
            match roles.get(&name.family()) {
                Some(&role) => given.add(role, name, fact.printed, nodes),
                // a₀ is the input.
                None if name.coordinates().first() == Some(&0) && name.coordinates().len() == 2 => {
                    given.add(Role::Input, name, fact.printed, nodes);
                }
                None => {}
            }
        }
        if let Item::Chain(chain) = item {
            given.coefficients(chain);
        }
        if let Item::Loose(loose) = item {
            let words = loose.before.of(text);
            let letters = words.chars().filter(|c| c.is_alphabetic()).count();
            let named = role::by_words(words);
            let near =
                last_list.filter(|&(_, block, end)| block == loose.block && loose.span.start - end < 12);
            let role = match (named, near) {
                (Some(role), _) => role,
                (None, Some((role, ..))) if letters <= 4 => role,
                _ => continue,
            };
            given.list(role, &loose.node, named.is_some());
            last_list = Some((role, loose.block, loose.span.end));
        }
    }
    if given.rate.is_none() {
        given.rate = facts.rates.first().copied();
    }
    given
}

/// The role of each family whose values are given, if its best role is such a one.
fn roles(text: &str, facts: &Facts, nodes: &Nodes) -> FxHashMap<String, Role> {
    let weight_like = |family: &str| {
        let base: String = family.chars().take_while(|c| !matches!(c, '#' | '_')).collect();
        role::by_name(base.trim_end_matches('^'), family.matches('#').count(), Role::Weight).min(1.5)
    };
    facts
        .families
        .iter()
        .filter(|(_, evidence)| evidence.direct > 0)
        .filter_map(|(family, evidence)| {
            let name = facts.names.get(family)?;
            if nodes.of_base(name).is_some_and(|(layer, _)| layer == 0) {
                return Some((family.clone(), Role::Input));
            }
            let coordinates = name.coordinates().len();
            let words = role::by_words(evidence.words.of(text));
            let score = |role: Role| {
                role::by_name(&name.base, coordinates, role)
                    + role::by_use(evidence, coordinates, role, weight_like)
                    + if words == Some(role) { 1.5 } else { 0.0 }
            };
            let best = Role::ALL.into_iter().max_by(|&one, &other| {
                // Of equals the first.
                score(one).total_cmp(&score(other)).then(other.cmp(&one))
            })?;
            (best.is_given() && score(best) > 0.5).then(|| (family.clone(), best))
        })
        .collect()
}

impl Given {
    fn groups(&mut self, role: Role) -> Option<&mut Vec<Group>> {
        match role {
            Role::Input => Some(&mut self.inputs),
            Role::Target => Some(&mut self.targets),
            Role::Weight => Some(&mut self.weights),
            Role::Bias => Some(&mut self.biases),
            _ => None,
        }
    }

    fn add(&mut self, role: Role, name: &Name, printed: Printed, nodes: &Nodes) {
        if role == Role::Rate {
            self.rate.get_or_insert(printed);
            return;
        }
        let (mut layer, mut at) = (None, Vec::new());
        for index in &name.indices {
            match index.atom {
                Atom::Number(number) if index.raised => layer = Some(number),
                Atom::Number(number) => at.push(number),
                Atom::Node(node) => {
                    if let Some((l, k)) = nodes.place(node) {
                        if role != Role::Input && role != Role::Target {
                            layer = Some(l);
                        }
                        at.push(k);
                    }
                }
                _ => {}
            }
        }
        if at.is_empty()
            && let Some((_, k)) = nodes.of_base(name)
        {
            at.push(k);
        }
        let most = if role == Role::Weight { 2 } else { 1 };
        if layer.is_none() && at.len() == most + 1 {
            layer = Some(at.remove(0));
        }
        // W₃ = [[1.2], [-0.8]] and b₃ = [0.05] beside matrices W₁ and vectors b₁.
        let layered = |groups: &[Group]| {
            groups.iter().any(|group| group.layer.is_some() && group.family.starts_with(name.base.as_str()))
        };
        if layer.is_none() && at.len() == most && self.groups(role).is_some_and(|groups| layered(groups)) {
            layer = Some(at.remove(0));
            if at.is_empty() {
                at.push(1);
            }
        }
        // Index 0 of a weight is the bias.
        let role = if role == Role::Weight && at.first() == Some(&0) { Role::Bias } else { role };
        if role == Role::Bias && at.len() == 2 {
            at.remove(0);
        }
        let family = if role == Role::Input { String::new() } else { name.family() };
        let Some(groups) = self.groups(role) else { return };
        if groups.len() >= MOST || groups.last().is_some_and(|group| group.values.len() >= MOST) {
            return;
        }
        let value = Value { printed, at };
        // The same symbol with another value belongs to the next layer, or the next sample.
        let open = groups.iter_mut().rev().find(|group| group.layer == layer && group.family == family);
        match open {
            Some(group) if !group.values.iter().any(|known| known.at == value.at) => group.values.push(value),
            // A layer that says its number has its values once; later ones are those after the update.
            Some(_) if layer.is_some() => {}
            Some(group)
                if group
                    .values
                    .iter()
                    .any(|known| known.at == value.at && known.printed.value == printed.value) => {}
            _ => groups.push(Group { layer, values: vec![value], family }),
        }
    }

    /// `s = 0.9 c_1 + 0.8 c_2 - 0.1` gives the weights and the bias of a unit.
    fn coefficients(&mut self, chain: &Chain) {
        let Some(Node::Sum(terms)) = chain.sides.get(1).and_then(|side| side.node.as_ref()) else { return };
        if chain.name().is_none_or(|name| name.updated) || chain.becomes || chain.sides.len() > 2 {
            return;
        }
        let (mut weights, mut bias) = (Vec::new(), None);
        for term in terms {
            let (inner, negative) = match term {
                Node::Negative(inner) => (&**inner, true),
                term => (term, false),
            };
            let signed = |printed: &Printed| {
                let value = if negative { printed.value.negated() } else { printed.value };
                Printed { value, ..*printed }
            };
            match inner {
                Node::Product(factors) => match &factors[..] {
                    [Node::Number(weight), Node::Name(name)]
                        if role::by_name(&name.base, 1, Role::Weight) < 1.0 =>
                    {
                        let at = vec![weights.len() as u32 + 1];
                        weights.push(Value { printed: signed(weight), at });
                    }
                    _ => return,
                },
                Node::Number(number) => bias = Some(signed(number)),
                _ => return,
            }
        }
        if weights.len() >= 2 {
            self.weights.push(Group { layer: None, values: weights, family: "coefficients".to_owned() });
            if let Some(printed) = bias {
                let values = vec![Value { printed, at: vec![1] }];
                self.biases.push(Group { layer: None, values, family: "coefficients".to_owned() });
            }
        }
    }

    /// `inputs: 1.2, 0.7`, `with biases (0.1, 0.1)`.
    fn list(&mut self, role: Role, node: &Node, starts: bool) {
        let numbers: Vec<Printed> = match node {
            Node::Number(printed) => vec![*printed],
            Node::Matrix(rows) => entries(rows).iter().filter_map(|(_, entry)| entry.node.number()).collect(),
            _ => return,
        };
        if role == Role::Rate {
            if let Some(&rate) = numbers.first() {
                self.rate.get_or_insert(rate);
            }
            return;
        }
        self.lists.extend(numbers.iter().map(|number| (role, number.span)));
        let Some(groups) = self.groups(role) else { return };
        if groups.len() >= MOST {
            return;
        }
        let single = matches!(node, Node::Number(_));
        if starts || !single || groups.is_empty() {
            groups.push(Group { layer: None, values: Vec::new(), family: String::from("list") });
        }
        let group = groups.last_mut().expect("one was put there");
        for printed in numbers {
            let at = vec![group.values.len() as u32 + 1];
            group.values.push(Value { printed, at });
        }
    }
}
