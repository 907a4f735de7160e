//! A network whose neurons and weights each go by a name of their own: `out = n·h + r` with
//! `h = tanh(m·u + k)`. The weighted sums say what leads where, and every name becomes an indexed
//! one, as if the author had written `z²₁ = w²₁₁ a¹₁ + b²₁`.

mod edges;
mod in_numbers;
mod qualified;
mod units;

use rustc_hash::{FxHashMap, FxHashSet};

use super::given::{Given, Group, Value};
use super::put_in::put_in;
use crate::sheet::indices::compared::compared;
use crate::sheet::indices::counting::rename;
use crate::sheet::meaning::facts::{Fact, Facts, Left};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name};
use in_numbers::Which;
use units::Unit;

/// More samples nobody works by hand.
const MOST_SAMPLES: u32 = 12;

/// More units nobody names one by one.
const MOST_UNITS: usize = 24;

/// A network of named neurons, layer by layer.
pub(crate) struct Graph {
    inputs: Vec<Name>,
    layers: Vec<Vec<Unit>>,
    /// What each output should be.
    targets: Vec<Option<Name>>,
}

/// The node that a name is of: p of s_p and δ_p, h₁ of net_{h1}.
fn node_of(name: &Name) -> Option<String> {
    match &name.indices.iter().map(|index| &index.atom).collect::<Vec<_>>()[..] {
        [Atom::Letters(node)] => Some(node.clone()),
        [Atom::Node(node)] => Some(node.to_string()),
        [Atom::Letters(base), Atom::Number(number)] => Some(format!("{base}_{number}")),
        [Atom::Node(base), Atom::Number(number)] => Some(format!("{base}_{number}")),
        _ => None,
    }
}

/// Whether the capital of a neuron is all its index: whatever d_A is, it is that of A.
fn is_of_a_letter(name: &Name) -> bool {
    matches!(name.indices[..], [Index { atom: Atom::Node(_), raised: false }])
}

fn is_same(one: &Name, other: &Name) -> bool {
    one.base == other.base && one.indices == other.indices
}

impl Graph {
    /// The network that the weighted sums of a sheet make up, or the weights that are named by their
    /// ends where those know of more units: some write out the sum of one unit alone.
    pub(crate) fn of(items: &[Item], facts: &Facts) -> Option<Graph> {
        let units = |graph: &Graph| graph.layers.iter().map(Vec::len).sum::<usize>();
        let compared = compared(items);
        let by_sums = Graph::of_units(&units::units(items, Which::Siblings), &compared);
        let by_ends = Graph::of_units(&edges::units(items, facts), &compared);
        match (by_sums, by_ends) {
            (Some(by_sums), Some(by_ends)) if units(&by_ends) > units(&by_sums) => Some(by_ends),
            (by_sums, by_ends) => by_sums.or(by_ends),
        }
    }

    /// The network that the weighted sums make up where the numbers in them say by their values what they stand for.
    pub(crate) fn in_numbers(items: &[Item]) -> Option<Graph> {
        let units = units::units(items, Which::All);
        let compared = [compared(items), in_numbers::compared(items, &units)].concat();
        Graph::of_units(&units, &compared)
    }

    /// The network that units make up, where each layer takes from every unit of the one before.
    fn of_units(units: &[Unit], compared: &[[Name; 2]]) -> Option<Graph> {
        if units.is_empty() || units.len() > MOST_UNITS {
            return None;
        }
        let mut inputs: Vec<Name> = Vec::new();
        let source = |name: &Name| {
            units.iter().position(|unit| unit.value().is_some_and(|value| is_same(value, name)))
        };
        for [_, from] in units.iter().flat_map(|unit| &unit.edges) {
            if source(from).is_none() && !inputs.iter().any(|input| is_same(input, from)) {
                inputs.push(from.clone());
            }
        }
        let mut depths: Vec<Option<usize>> = vec![None; units.len()];
        // Every pass settles the units whose sources are settled.
        for _ in 0..units.len() {
            for at in 0..units.len() {
                let of = |[_, from]: &[Name; 2]| source(from).map_or(Some(0), |unit| Some(depths[unit]? + 1));
                let from: Option<Vec<usize>> = units[at].edges.iter().map(of).collect();
                depths[at] = from.and_then(|from| from.into_iter().max());
            }
        }
        let deepest = depths.iter().copied().max()??;
        let mut layers: Vec<Vec<Unit>> = vec![Vec::new(); deepest + 1];
        for (unit, depth) in units.iter().zip(&depths) {
            layers[(*depth)?].push(unit.clone());
        }
        let mut graph = Graph { inputs, layers, targets: Vec::new() };
        graph.targets = graph.outputs().iter().map(|output| target(compared, output)).collect();
        // Where something is compared with a target, and no output is, units are missing.
        let has_outputs = compared.is_empty() || graph.targets.iter().any(Option::is_some);
        (graph.is_whole() && has_outputs).then_some(graph)
    }

    /// Whether every unit takes from each of the layer before, once.
    fn is_whole(&self) -> bool {
        (0..self.layers.len()).all(|l| {
            let before = self.sources(l);
            self.layers[l].iter().all(|unit| {
                let takes = |source: &&Name| unit.edges.iter().any(|[_, from]| is_same(from, source));
                unit.edges.len() == before.len() && before.iter().all(takes)
            })
        })
    }

    /// What the units of a layer take from.
    fn sources(&self, layer: usize) -> Vec<&Name> {
        match layer {
            0 => self.inputs.iter().collect(),
            layer => self.layers[layer - 1].iter().filter_map(Unit::value).collect(),
        }
    }

    fn outputs(&self) -> Vec<Name> {
        self.layers.last().into_iter().flatten().filter_map(Unit::value).cloned().collect()
    }

    /// Whether these are the units of a network of these widths, each with a name of its own.
    pub(crate) fn names_all_of(&self, widths: &[usize]) -> bool {
        let own = std::iter::once(self.inputs.len()).chain(self.layers.iter().map(Vec::len));
        self.is_by_name() && own.eq(widths.iter().copied())
    }

    /// Whether units side by side have names that no index tells apart, or those of a chain are told
    /// apart by a letter alone: s_p, s_q, s_r.
    fn is_by_name(&self) -> bool {
        let named = |unit: &Unit| unit.net.clone().or_else(|| unit.output.clone());
        let family = |unit: &Unit| named(unit).as_ref().map(Name::family);
        let first = self.layers.first().and_then(|layer| named(layer.first()?));
        let is_lettered = |unit: &Unit| {
            named(unit).zip(first.as_ref()).is_some_and(|(name, first)| {
                let letters = |index: &Index| matches!(index.atom, Atom::Letters(_) | Atom::Node(_));
                name.base == first.base && !name.indices.is_empty() && name.indices.iter().all(letters)
            })
        };
        let is_chain = self.layers.len() > 1 && self.layers.iter().all(|layer| layer.len() == 1);
        // p₁, p₂ lead to the first unit and q₁, q₂ to the second.
        let weights = |unit: &Unit| unit.edges.first().map(|[weight, _]| weight.family());
        is_chain && self.layers.iter().flatten().all(is_lettered)
            || self.layers.iter().any(|layer| layer.iter().any(|unit| weights(unit) != weights(&layer[0])))
            || self.layers.iter().any(|layer| layer.iter().any(|unit| family(unit) != family(&layer[0])))
    }

    /// Whether the weights of the inputs are named by both their ends: x₁ → A.
    fn is_by_ends(&self) -> bool {
        let is_named =
            |index: &Index| matches!(&index.atom, Atom::Letters(letters) if letters.chars().count() > 1);
        let is_of_ends = |[weight, _]: &[Name; 2]| matches!(&weight.indices[..], [from, _] if is_named(from));
        self.layers.first().into_iter().flatten().flat_map(|unit| &unit.edges).all(is_of_ends)
    }

    /// Whether units have names of their own, and every input and weight has its value: then the
    /// sums say more than any guess at indices.
    pub(crate) fn is_stated(&self, facts: &Facts) -> bool {
        let is_stated = |name: &Name| {
            facts.facts.iter().any(|fact| {
                fact.direct
                    && matches!(&fact.left, Left::Name(other) if is_same(other, name) && !other.updated)
            })
        };
        let units = || self.layers.iter().flatten();
        let of_edge = |[weight, from]: &[Name; 2]| {
            let is_unit = units().any(|unit| unit.value().is_some_and(|value| is_same(value, from)));
            let to = units().filter(|unit| unit.edges.iter().any(|[other, _]| is_same(other, weight)));
            let mut names = to.flat_map(|unit| [&unit.net, &unit.output]).flatten();
            (is_stated(weight) || names.any(|to| is_stated(&Name::edge(from, to))))
                && (is_unit || is_stated(from))
        };
        (self.is_by_name() || self.is_by_ends()) && units().flat_map(|unit| &unit.edges).all(of_edge)
    }

    /// Gives every name its indices.
    pub(crate) fn rename(&self, text: &str, items: &mut [Item]) {
        let nodes: Vec<String> =
            self.layers.iter().flatten().filter_map(Unit::value).map(Name::key).collect();
        qualified::join(text, items, &nodes);
        let mut places: FxHashMap<String, (&str, Vec<Index>)> = FxHashMap::default();
        let mut put = |name: &Name, base, layer: Option<usize>, units: &[usize]| {
            let index = |raised, number: usize| Index { raised, atom: Atom::Number(number as u32) };
            let layer = layer.map(|layer| index(true, layer));
            let indices = layer.into_iter().chain(units.iter().map(|&unit| index(false, unit))).collect();
            places.entry(name.key()).or_insert((base, indices));
        };
        for (j, input) in self.inputs.iter().enumerate() {
            put(input, "x", None, &[j + 1]);
        }
        for (k, target) in self.targets.iter().enumerate() {
            target.iter().for_each(|target| put(target, "t", None, &[k + 1]));
        }
        for (l, units) in self.layers.iter().enumerate() {
            let layer = Some(l + 1);
            let before = self.sources(l);
            for (k, unit) in units.iter().enumerate() {
                for [weight, from] in &unit.edges {
                    let j = before.iter().position(|source| is_same(source, from)).unwrap_or(0);
                    put(weight, "w", layer, &[j + 1, k + 1]);
                    for to in [&unit.net, &unit.output].into_iter().flatten() {
                        put(&Name::edge(from, to), "w", layer, &[j + 1, k + 1]);
                    }
                }
                let is_shared = units.len() > 1 && units.iter().all(|other| other.bias == unit.bias);
                let units: &[usize] = if is_shared { &[] } else { &[k + 1] };
                unit.bias.iter().for_each(|bias| put(bias, "b", layer, units));
                unit.output.iter().for_each(|output| put(output, "a", layer, &[k + 1]));
                let net = if unit.output.is_some() { "z" } else { "a" };
                unit.net.iter().for_each(|name| put(name, net, layer, &[k + 1]));
            }
        }
        // p of n_p and a_p
        let mut nodes: FxHashMap<String, Vec<Index>> = FxHashMap::default();
        for name in self.layers.iter().flatten().flat_map(|unit| [&unit.net, &unit.output]).flatten() {
            if let (Some(node), Some((_, place))) = (node_of(name), places.get(&name.key())) {
                nodes.entry(node).or_insert_with(|| place.clone());
            }
        }
        let outputs: Vec<String> = self.outputs().iter().map(Name::key).collect();
        let signals = self.signals(items);
        rename(items, |name| {
            let changed = name.changed().and_then(|of| places.get(&of.key()));
            if let Some((base, indices)) = changed {
                name.base = format!("Δ{base}");
                name.indices = indices.clone();
            } else if let Some((base, indices)) = places.get(&name.key()) {
                name.base = (*base).to_owned();
                name.indices = indices.clone();
            } else if let Some(node) = node_of(name) {
                let is = |role, score| role::by_name(&name.base, 0, role) >= score;
                // net_p, out_p and δ_p are those of the unit p, and Err_C is the part of the output C.
                let place = places.get(&node).map(|(_, place)| place).or_else(|| nodes.get(&node));
                if let Some(place) = place
                    && (is(Role::Delta, 1.5)
                        || is(Role::Z, 2.0)
                        || is(Role::A, 2.0)
                        || signals.contains(&name.base)
                        || is_of_a_letter(name) && !is(Role::Loss, 1.0) && !is(Role::Target, 1.0))
                {
                    let base = if is(Role::Z, 2.0) { Some("z") } else { is(Role::A, 2.0).then_some("a") };
                    name.base = base.map_or(name.base.clone(), str::to_owned);
                    name.indices = place.clone();
                } else if let Some(k) = outputs.iter().position(|output| *output == node) {
                    name.indices = vec![Index { raised: false, atom: Atom::Number(k as u32 + 1) }];
                }
            }
        });
    }

    /// Errors that go by the names of hidden units as well are signals of each, and no parts of the loss.
    fn signals(&self, items: &[Item]) -> FxHashSet<String> {
        let hidden = self.layers.iter().rev().skip(1).flatten().filter_map(Unit::value);
        let hidden: FxHashSet<String> = hidden.map(Name::key).collect();
        let names = items.iter().filter_map(Item::name);
        let is_error = |name: &&Name| role::by_name(&name.base, 0, Role::Loss) >= 1.0;
        let of_hidden =
            names.filter(is_error).filter(|name| node_of(name).is_some_and(|node| hidden.contains(&node)));
        of_hidden.map(|name| name.base.clone()).collect()
    }

    /// What is stated of the renamed network, in place of what was taken for stated before;
    /// `None` where a weight or an input has no value, nor a number that is put in for it in the items.
    pub(crate) fn given(&self, items: &[Item], facts: &Facts, given: &Given) -> Option<Given> {
        let put_in = put_in(items);
        let stated = |base: &str, layer: Option<usize>, at: Vec<u32>, sample: Option<u32>| -> Option<Value> {
            let is_it = |name: &Name| {
                let layer_of = name.indices.iter().find(|index| index.raised).map(|index| &index.atom);
                let units: Vec<u32> = (name.indices.iter())
                    .filter(|index| !index.raised)
                    .filter_map(|index| match index.atom {
                        Atom::Number(number) => Some(number),
                        _ => None,
                    })
                    .collect();
                name.base == base
                    && !name.updated
                    && layer_of == layer.map(|layer| Atom::Number(layer as u32)).as_ref()
                    && units == at
            };
            let is_of = |fact: &Fact| fact.direct && sample.is_none_or(|sample| fact.sample == sample);
            let of_fact = facts.facts.iter().find_map(|fact| match &fact.left {
                Left::Name(name) if is_of(fact) && is_it(name) => Some((name.clone(), fact.printed)),
                _ => None,
            });
            let of_sum = || put_in.iter().find(|(name, _)| sample.is_none() && is_it(name)).cloned();
            let (name, printed) = of_fact.or_else(of_sum)?;
            Some(Value { printed, at, of: Some(name) })
        };
        let group = |layer: Option<usize>, values: Vec<Value>| Group {
            layer: layer.map(|layer| layer as u32),
            family: values.first().and_then(|value| value.of.as_ref()).map_or(String::new(), Name::family),
            values,
            late: false,
        };
        let numbers = |count: usize| 1..=count as u32;
        let value = |base: &str, layer: Option<usize>, at: Vec<u32>| stated(base, layer, at, None);
        // The samples that all of these values are stated of.
        let by_samples = |base: &str, count: usize| -> Vec<Group> {
            let of_sample = |sample: u32| -> Option<Vec<Value>> {
                numbers(count).map(|k| stated(base, None, vec![k], Some(sample))).collect()
            };
            let all: Vec<Vec<Value>> = (1..=MOST_SAMPLES).map_while(of_sample).collect();
            let first = || numbers(count).map(|k| value(base, None, vec![k])).collect::<Option<Vec<Value>>>();
            let all = if all.is_empty() { first().into_iter().collect() } else { all };
            all.into_iter().map(|values| group(None, values)).collect()
        };
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for (l, units) in self.layers.iter().enumerate() {
            let layer = Some(l + 1);
            let pairs =
                numbers(self.sources(l).len()).flat_map(|j| numbers(units.len()).map(move |k| vec![j, k]));
            let of_layer: Option<Vec<Value>> = pairs.map(|at| value("w", layer, at)).collect();
            weights.push(group(layer, of_layer?));
            if units.iter().all(|unit| unit.bias.is_none()) {
                continue;
            }
            let single = value("b", layer, Vec::new());
            let of_layer: Option<Vec<Value>> = match single {
                Some(single) => Some(vec![single]),
                None => numbers(units.len()).map(|k| value("b", layer, vec![k])).collect(),
            };
            biases.push(group(layer, of_layer?));
        }
        let role = |groups: &[Group], role: Role| -> Vec<(String, Role)> {
            groups.iter().map(|group| (group.family.clone(), role)).collect()
        };
        let inputs = by_samples("x", self.inputs.len());
        if inputs.is_empty() {
            return None;
        }
        let mut targets = by_samples("t", self.targets.len());
        if targets.is_empty() {
            targets.clone_from(&given.targets);
        }
        let mut roles = given.roles.clone();
        roles.extend(role(&inputs, Role::Input));
        roles.extend(role(&targets, Role::Target));
        roles.extend(role(&weights, Role::Weight));
        roles.extend(role(&biases, Role::Bias));
        Some(Given {
            inputs,
            targets,
            weights,
            biases,
            rates: given.rates.clone(),
            roles,
            ..Given::default()
        })
    }
}

/// What an output should be.
fn target(compared: &[[Name; 2]], output: &Name) -> Option<Name> {
    let key = output.key();
    // An end of an edge is known by its key alone, or out_C is what C puts out.
    let is_output = |name: &Name| {
        let puts_out = role::by_name(&name.base, 0, Role::A) >= 1.2;
        name.key() == key || puts_out && node_of(name).is_some_and(|node| node == key)
    };
    compared.iter().find_map(|[one, other]| {
        if is_output(other) { Some(one.clone()) } else { is_output(one).then(|| other.clone()) }
    })
}
