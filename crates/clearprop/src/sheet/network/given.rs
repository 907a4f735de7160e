//! The values that a sheet states: inputs, targets, weights, biases and the learning rate.

use rustc_hash::FxHashMap;

use super::not_given::{counts_units, is_choice, is_of_all, is_part, names_units};
use super::roles::{first_result, is_of_input, roles, unusual_inputs};
use crate::Network;
use crate::math::Decimal;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::indices::nodes::Nodes;
use crate::sheet::layout::neurons;
use crate::sheet::meaning::facts::{Facts, Left, entries};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Name, Node};
use crate::sheet::types::{Printed, Sheet, Span};

/// More values, or lists of them, no sheet states.
const MOST: usize = 512;

/// More layers nobody works by hand.
pub(super) const MOST_LAYERS: usize = 8;

/// So many characters stand between the numbers of one list.
const BETWEEN_ENTRIES: usize = 12;

/// A stated value and the indices that it goes by.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) printed: Printed,
    /// The indices without the layer.
    pub(crate) at: Vec<u32>,
    /// The symbol that it is said of.
    pub(crate) of: Option<Name>,
}

/// The values of one family, or of one list: the weights into a layer, the biases of one.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The layer, where the symbol says it.
    pub(crate) layer: Option<u32>,
    pub(crate) values: Vec<Value>,
    /// It comes after the first result, where values are worked out and no longer stated.
    pub(crate) late: bool,
    pub(crate) family: String,
}

/// Everything that is stated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) inputs: Vec<Group>,
    pub(crate) targets: Vec<Group>,
    pub(crate) weights: Vec<Group>,
    pub(crate) biases: Vec<Group>,
    /// Lists of biases that say again what sums say.
    pub(crate) biases_again: Vec<Group>,
    /// Every number that may be the learning rate, in the order of the text.
    pub(crate) rates: Vec<Printed>,
    /// What the families whose values are stated were taken for.
    pub(crate) roles: FxHashMap<String, Role>,
    /// Numbers of lists without symbols, and what they are.
    pub(crate) lists: Vec<(Role, Span)>,
    /// The first result has been passed.
    pub(crate) late: bool,
}

/// Collects what is stated, in the order of the text.
pub(crate) fn given(text: &str, items: &[Item], facts: &Facts, nodes: &Nodes) -> Given {
    let mut roles = roles(text, facts, nodes);
    let given = collected(text, items, facts, nodes, roles.clone());
    // Inputs may have a letter that is most often something else: Wp + b.
    if given.inputs.is_empty()
        && let Some(family) = unusual_inputs(facts, nodes, &roles)
    {
        roles.insert(family, Role::Input);
        return collected(text, items, facts, nodes, roles);
    }
    given
}

/// Collects what is stated of families in these roles.
fn collected(
    text: &str,
    items: &[Item],
    facts: &Facts,
    nodes: &Nodes,
    roles: FxHashMap<String, Role>,
) -> Given {
    let mut given = Given::default();
    let worked_from = first_result(facts, nodes);
    let mut at_item = 0;
    let mut last_list: Option<(Role, usize, usize)> = None;
    for (index, item) in items.iter().enumerate() {
        given.late = index >= worked_from;
        while let Some(fact) = facts.facts.get(at_item)
            && fact.item <= index
        {
            at_item += 1;
            let Left::Name(name) = &fact.left else { continue };
            if !fact.direct || name.updated {
                continue;
            }
            // `every weight = 0.1` says again what stands below it, or what no symbol is said of.
            if let Some(Item::Chain(chain)) = items.get(fact.item)
                && is_of_all(chain.before.of(text))
            {
                continue;
            }
            match roles.get(&name.family()) {
                // o_A is the input where A is one.
                role if is_of_input(name, nodes) && role.is_none_or(|role| *role == Role::Input) => {
                    given.add(Role::Input, name, fact.printed, nodes);
                }
                Some(&role) => given.add(role, name, fact.printed, nodes),
                // a₀ is the input.
                None if name.coordinates().first() == Some(&0) && name.coordinate_count() == 2 => {
                    given.add(Role::Input, name, fact.printed, nodes);
                }
                None => {}
            }
        }
        if let Item::Chain(chain) = item {
            given.coefficients(chain);
            if let Some((number, block)) = starts_list_of_biases(chain, items.get(index + 1)) {
                given.list(Role::Bias, &Node::Number(number), true);
                last_list = Some((Role::Bias, block, number.span.end));
            }
        }
        if let Item::Loose(loose) = item {
            let words = loose.before.of(text);
            let letters = words.chars().filter(|c| c.is_alphabetic()).count();
            let named = role::by_words(words);
            let near = last_list
                .filter(|&(_, block, end)| block == loose.block && loose.span.start - end < BETWEEN_ENTRIES);
            // `biases: first layer 0.1 and −0.2; second layer 0.3 and 0`
            let goes_on = last_list
                .is_some_and(|(role, block, _)| role == Role::Bias && block == loose.block)
                && letters > 4
                && neurons::layer_spoken_of(words, MOST_LAYERS).is_some();
            let role = match (named, near) {
                (None, _) if goes_on => Role::Bias,
                // `Layer 2`, `Table 9.1`: the number of a part of the text.
                (Some(_), _) if is_part(words, &loose.node) => continue,
                // `the label is 0 or 1`: what it may be, not what it is.
                _ if is_choice(text, words, loose.span) => continue,
                // `two input units (1 and 2)`: what the units are called.
                _ if names_units(words) => continue,
                // `Input layer: 2 neurons`.
                _ if counts_units(text, loose.span) => continue,
                (Some(role), _) => role,
                (None, Some((role, ..))) if letters <= 4 => role,
                _ => continue,
            };
            given.list(role, &loose.node, named.is_some() || goes_on);
            last_list = Some((role, loose.block, loose.span.end));
        }
    }
    given.roles = roles;
    given.rates.extend(&facts.rates);
    if given.weights.is_empty() {
        given.late = false;
        given.add_from_updates(facts, nodes);
    }
    if given.targets.is_empty() {
        given.add_targets_put_in(items, facts, nodes);
    }
    given
}

/// The first number of `bias: −0.02; 0.05; −0.03`, and the block that it stands in.
fn starts_list_of_biases(chain: &Chain, next: Option<&Item>) -> Option<(Printed, usize)> {
    let name = chain
        .name()
        .filter(|name| name.indices.is_empty() && role::by_words(&name.base) == Some(Role::Bias))?;
    let number = chain.sides.last().filter(|_| chain.sides.len() == 2)?.node.as_ref()?.number()?;
    let Some(Item::Loose(next)) = next else { return None };
    let is_near = next.span.start.saturating_sub(number.span.end) < BETWEEN_ENTRIES;
    (is_near && !name.updated && next.node.number().is_some()).then_some((number, next.block))
}

/// The decimal with the fewest places that lies within reach of a value.
fn shortest(middle: f64, reach: f64) -> Decimal {
    let full = Decimal::from_f64(middle);
    (-9..=0)
        .rev()
        .map(|place| full.rounded_at(place, false).trimmed())
        .find(|shorter| (shorter.to_f64() - middle).abs() <= 1.5 * reach)
        .unwrap_or(full)
}

/// A list of biases that are given nowhere else is that of the layer whose new weights stand right before it.
fn state_new_biases(text: &str, list: &Group, network: &Network, sheet: &mut Sheet) {
    let Some(first) = list.values.first().map(|value| value.printed.span.start) else { return };
    let line = text[..first].rsplit('\n').next().unwrap_or("");
    let said = neurons::layer_spoken_of(line, network.layers.len());
    let before = sheet.statements.iter().filter(|statement| statement.span.end <= first);
    let last =
        before.filter(|statement| statement.quantity.is_some()).max_by_key(|statement| statement.span.end);
    let of_weights = match last.and_then(|statement| statement.quantity).map(|quantity| quantity.kind) {
        Some(Kind::Updated(Variable::Weight(layer, ..))) => Some(layer),
        _ => None,
    };
    let Some(layer) = said.or(of_weights.filter(|_| list.values.len() > 1)) else { return };
    if network.layers[layer as usize - 1].width() == list.values.len() {
        for (value, k) in list.values.iter().zip(1..) {
            sheet.state(Quantity::updated(Variable::Bias(layer, k)), value.printed, false);
        }
    }
}

impl Given {
    /// Numbers that are given in words, `inputs (0.8, -0.5)`, say what they are by their place.
    pub(crate) fn state_lists(&self, text: &str, network: &Network, sheet: &mut Sheet) {
        let lists = |groups: &'_ [Group]| {
            groups.iter().filter(|group| group.family == "list").cloned().collect::<Vec<_>>()
        };
        let several = network.samples.len() > 1;
        for (s, sample) in network.samples.iter().enumerate() {
            let at = several.then_some(s as u32 + 1);
            let input: fn(u32) -> Variable = Variable::Input;
            let both =
                [(&self.inputs, &sample.input, input), (&self.targets, &sample.target, Variable::Target)];
            for (groups, values, variable) in both {
                // What is said once more says the same.
                let said = lists(groups).into_iter().filter(|group| {
                    group.values.len() == values.len()
                        && group
                            .values
                            .iter()
                            .zip(values)
                            .all(|(value, known)| value.printed.value.to_f64() == *known)
                });
                for group in said {
                    for (k, value) in group.values.iter().enumerate() {
                        sheet.state(Quantity::plain(variable(k as u32 + 1)).at(at), value.printed, true);
                    }
                }
            }
        }
        // Biases, layer by layer as they come.
        let mut layer = 0;
        for group in [lists(&self.biases), lists(&self.biases_again)].concat() {
            let fits = |bias: &[f64]| match &group.values[..] {
                [value] => bias.iter().all(|bias| *bias == value.printed.value.to_f64()),
                values => {
                    values.len() == bias.len()
                        && values.iter().zip(bias).all(|(value, bias)| value.printed.value.to_f64() == *bias)
                }
            };
            let Some(at) = (layer..network.layers.len()).find(|&l| fits(&network.layers[l].bias)) else {
                state_new_biases(text, &group, network, sheet);
                continue;
            };
            for (k, value) in group.values.iter().enumerate() {
                let bias = Variable::Bias(at as u32 + 1, k as u32 + 1);
                sheet.state(Quantity::plain(bias), value.printed, true);
            }
            layer = at + 1;
        }
        sheet.statements.sort_by_key(|statement| statement.span.start);
    }

    /// Weights that are not stated follow from what they become: w = w′ + μ ∂E/∂w.
    fn add_from_updates(&mut self, facts: &Facts, nodes: &Nodes) {
        let Some(rate) = self.rates.first().map(|rate| rate.value.to_f64()) else { return };
        let mut found: Vec<(Name, Printed)> = Vec::new();
        for fact in &facts.facts {
            let Left::Name(new) = &fact.left else { continue };
            if !new.updated || role::by_name(&new.base, new.coordinate_count(), Role::Weight) < 1.0 {
                continue;
            }
            let old = Name { updated: false, ..new.clone() };
            let slope = facts
                .facts
                .iter()
                .find(|fact| matches!(&fact.left, Left::Slope(slope) if slope.by.is_like(&old)));
            if let Some(slope) = slope
                && !found.iter().any(|(name, _)| name.is_like(&old))
            {
                let middle = fact.printed.value.to_f64() + rate * slope.printed.value.to_f64();
                let reach = 10_f64.powi(fact.printed.unit) + rate * 10_f64.powi(slope.printed.unit);
                let value = shortest(middle, reach);
                found.push((
                    old,
                    Printed {
                        span: fact.printed.span,
                        value,
                        unit: value.exponent.min(0),
                        turned: false,
                        beyond: Decimal::ZERO,
                    },
                ));
            }
        }
        for (name, printed) in found {
            self.add(Role::Weight, &name, printed, nodes);
        }
    }

    fn groups(&mut self, role: Role) -> Option<&mut Vec<Group>> {
        match role {
            Role::Input => Some(&mut self.inputs),
            Role::Target => Some(&mut self.targets),
            Role::Weight => Some(&mut self.weights),
            Role::Bias => Some(&mut self.biases),
            _ => None,
        }
    }

    pub(super) fn add(&mut self, role: Role, name: &Name, printed: Printed, nodes: &Nodes) {
        if role == Role::Rate {
            self.rates.push(printed);
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
        // W₃ = [[1.2], [-0.8]] and b₃ = [0.05] beside matrices W₁ and vectors b₁; w₃ = (1.2, -0.8) behind W₂.
        let layered = |groups: &[Group]| {
            let has = |layer: u32| {
                groups.iter().any(|group| group.layer == Some(layer) && group.family != name.family())
            };
            let is_next = || at[0] > 1 && has(at[0] - 1) && !has(at[0]);
            groups.iter().any(|group| {
                let of_base = |base: &str| group.family.starts_with(base);
                group.layer.is_some()
                    && (of_base(&name.base) || of_base(&name.base.to_uppercase()) && is_next())
            })
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
        let late = self.late;
        let Some(groups) = self.groups(role) else { return };
        if groups.len() >= MOST || groups.last().is_some_and(|group| group.values.len() >= MOST) {
            return;
        }
        let value = Value { printed, at, of: Some(name.clone()) };
        // The same symbol with another value belongs to the next layer, or the next sample.
        let open = groups.iter_mut().rev().find(|group| group.layer == layer && group.family == family);
        match open {
            Some(group) if !group.values.iter().any(|known| known.at == value.at) && group.late == late => {
                group.values.push(value);
            }
            // A layer that says its number has its values once; later ones are those after the update.
            Some(_) if layer.is_some() => {}
            Some(group)
                if group
                    .values
                    .iter()
                    .any(|known| known.at == value.at && known.printed.value == printed.value) => {}
            _ => groups.push(Group { layer, values: vec![value], late, family }),
        }
    }

    /// `s = 0.9 c_1 + 0.8 c_2 - 0.1` gives the weights and the bias of a unit.
    fn coefficients(&mut self, chain: &Chain) {
        let Some(Node::Sum(terms)) = chain.sides.get(1).and_then(|side| side.node.as_ref()) else { return };
        if chain.name().is_none_or(|name| name.updated) || chain.becomes {
            return;
        }
        let (mut weights, mut bias, mut named) = (Vec::new(), None, 0);
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
                        weights.push(Value { printed: signed(weight), at, of: None });
                    }
                    // `v_1 h_1 + v_2 h_2 - 0.2`: the bias stands in the formula alone.
                    [Node::Name(weight), Node::Name(_)]
                        if role::by_name(&weight.base, weight.coordinate_count(), Role::Weight) >= 1.0 =>
                    {
                        named += 1;
                    }
                    _ => return,
                },
                Node::Number(number) => bias = Some(signed(number)),
                _ => return,
            }
        }
        if weights.is_empty() && named > 0 {
            if let Some(printed) = bias {
                let values = vec![Value { printed, at: vec![1], of: None }];
                self.biases.push(Group { layer: None, values, late: false, family: "formula".to_owned() });
            }
        } else if weights.len() >= 2 && named == 0 && chain.sides.len() == 2 {
            let family = "coefficients".to_owned();
            self.weights.push(Group { layer: None, values: weights, late: false, family });
            if let Some(printed) = bias {
                let values = vec![Value { printed, at: vec![1], of: None }];
                self.biases.push(Group {
                    layer: None,
                    values,
                    late: false,
                    family: "coefficients".to_owned(),
                });
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
                self.rates.push(rate);
            }
            return;
        }
        self.lists.extend(numbers.iter().map(|number| (role, number.span)));
        let late = self.late;
        let Some(groups) = self.groups(role) else { return };
        if groups.len() >= MOST {
            return;
        }
        let single = matches!(node, Node::Number(_));
        if starts || !single || groups.is_empty() {
            groups.push(Group { layer: None, values: Vec::new(), late, family: String::from("list") });
        }
        let group = groups.last_mut().expect("one was put there");
        for printed in numbers {
            let at = vec![group.values.len() as u32 + 1];
            group.values.push(Value { printed, at, of: None });
        }
    }
}
