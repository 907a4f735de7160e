//! What each symbol of a sheet means: the reading of its indices that its name, its use and the
//! printed numbers speak for.

pub(crate) mod applied;
pub(crate) mod changes;
pub(crate) mod facts;
pub(crate) mod familiar;
mod lookup;
pub(crate) mod places;
pub(crate) mod role;
mod scheme;
mod tabled;
pub(crate) mod turned;
pub(crate) mod values;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::backprop::Method;
use crate::math::{Activation, Loss};
use crate::quantity::{Quantity, Variable};
use crate::sheet::indices::nodes::Nodes;
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name};
use crate::sheet::types::SymbolReading;
use crate::{Layer, Network};
use facts::{Fact, Facts, Left};
use familiar::Familiar;
use lookup::loss_variable;
use role::Role;
use scheme::Scheme;
use values::{Values, fit, is_beyond, is_close};

/// What one family of symbols means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    pub(crate) role: Role,
    pub(crate) scheme: Scheme,
    /// What the numbers say for it.
    pub(crate) numbers: f64,
    pub(crate) score: f64,
}

/// The indices of a symbol in one role: the layer that letters of nodes name, and the numbers.
struct Indices {
    layer: Option<u32>,
    at: Option<Vec<u32>>,
}

/// A slope that is said to be a number.
struct Slope<'a> {
    fact: &'a Fact,
    by: &'a Name,
    /// The loss or a term of it, where the name says so.
    of_loss: Option<Variable>,
    /// What it is a slope of, as far as that is settled.
    of: Option<Variable>,
    /// It is the slope of the unit whose net input it is taken by.
    is_own: bool,
}

/// What every family of symbols means, within a network of these widths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meanings {
    pub(crate) table: FxHashMap<String, Meaning>,
    pub(crate) widths: Vec<usize>,
    pub(crate) samples: usize,
    /// Nodes that go by letters: layer and unit.
    pub(crate) nodes: Nodes,
    /// What the ends of weights that are named by them are: layer and unit.
    pub(crate) ends: FxHashMap<String, (u32, u32)>,
    /// How well the numbers are explained over all.
    pub(crate) score: f64,
    /// Families whose numbers are those of a quantity with the other sign, as error signals t − o are.
    turned: FxHashSet<String>,
    /// The notation of the sheet, where it is one that we know: it says what every symbol means.
    pub(crate) familiar: Option<Familiar>,
}

/// What every symbol means. What is said of a quantity's negative becomes said of the quantity.
pub(crate) fn settle(
    (text, items, samples): (&str, &mut [Item], &[u32]),
    facts: &mut Facts,
    network: &Network,
    roles: &FxHashMap<String, Role>,
    nodes: &Nodes,
) -> (Meanings, Values) {
    let (mut meanings, mut values) = by_method(facts, network, roles, nodes);
    if tabled::retell(items, &meanings.widths, &values) {
        *facts = facts::facts(text, items, samples);
        (meanings, values) = by_method(facts, network, roles, nodes);
    }
    if meanings.turned.is_empty() {
        return (meanings, values);
    }
    turned::turn(items, &meanings.turned);
    *facts = facts::facts(text, items, samples);
    // That a number of theirs is another quantity's as well says nothing.
    let is_signal = |family: &&String| facts.names.get(*family).is_some_and(is_signal);
    let signals = meanings.turned.iter().filter(is_signal).map(|family| (family.clone(), Role::Delta));
    let roles = roles.clone().into_iter().chain(signals).collect();
    let (again, values) = by_method(facts, network, &roles, nodes);
    (Meanings { turned: meanings.turned, ..again }, values)
}

/// Whether a symbol has the letter of error signals.
fn is_signal(name: &Name) -> bool {
    role::by_name(&name.base, 1, Role::Delta) >= 1.8
}

/// What every symbol means, by the method that explains the printed numbers better.
fn by_method(
    facts: &Facts,
    network: &Network,
    roles: &FxHashMap<String, Role>,
    nodes: &Nodes,
) -> (Meanings, Values) {
    let is_linear = |layer: &Layer| layer.activation == Activation::Identity;
    let linear: Vec<bool> = network.layers.iter().map(is_linear).collect();
    let settle = |method: Method| {
        let values = Values::of(network, method);
        let mut meanings = Meanings::settle(facts, network, &values, roles, nodes.clone());
        meanings.linear_layers(&linear);
        meanings.find_ends(facts);
        (meanings, values)
    };
    let standard = settle(Method::Standard);
    if !matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy) {
        return standard;
    }
    let handout = settle(Method::Handout);
    if handout.0.score > standard.0.score + 0.5 { handout } else { standard }
}

impl Meanings {
    /// Settles every family, given the values of the network's quantities, and what the families
    /// whose values are stated were taken for.
    pub(crate) fn settle(
        facts: &Facts,
        network: &Network,
        values: &Values,
        stated: &FxHashMap<String, Role>,
        nodes: Nodes,
    ) -> Meanings {
        let widths = &network.widths();
        let samples = network.samples.len();
        let mut meanings = Meanings { widths: widths.clone(), samples, nodes, ..Meanings::default() };
        // By symbol: which facts speak about it, as a value or as what a slope is taken by.
        let mut plain: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut by: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (index, fact) in facts.facts.iter().enumerate() {
            match &fact.left {
                Left::Name(name) => plain.entry(name.family()).or_default().push(index),
                Left::Slope(slope) => by.entry(slope.by.family()).or_default().push(index),
            }
        }
        let mut order: Vec<(&String, usize)> =
            facts.families.iter().map(|(family, evidence)| (family, evidence.first)).collect();
        order.sort_by(|(one, first), (other, second)| first.cmp(second).then_with(|| one.cmp(other)));
        let has_sums = facts.families.values().any(|evidence| evidence.sums > 0);
        let is_net = |(family, evidence): (&String, &facts::Evidence)| {
            let name = facts.names.get(family).filter(|_| evidence.sums > 0);
            name.is_some_and(|name| role::by_name(&name.base, name.coordinate_count(), Role::Z) >= 1.8)
        };
        let has_nets = facts.families.iter().any(is_net);
        let empty = Vec::new();
        let mut taken_layers: Vec<(Role, u32)> = Vec::new();
        for (family, _) in order {
            let evidence = &facts.with_vector(family);
            if let Some(name) = facts.names.get(family)
                && meanings.nodes.of_base(name).is_some_and(|(layer, _)| layer == 0)
            {
                let scheme = Scheme::Unit { layer: 0, offset: 0 };
                let meaning = Meaning { role: Role::Input, scheme, numbers: 1.0, score: 1.0 };
                meanings.table.insert(family.clone(), meaning);
                taken_layers.push((Role::Input, 0));
                continue;
            }
            let Some(sample_name) = facts.names.get(family) else { continue };
            // What Δw is follows from w.
            if sample_name.is_general() || sample_name.is_step() || sums_up_signals(sample_name) {
                continue;
            }
            let plain = plain.get(family).unwrap_or(&empty);
            let by = by.get(family).unwrap_or(&empty);
            let coordinates = sample_name.coordinate_count();
            let plain_names: Vec<(&Fact, &Name)> = plain
                .iter()
                .filter_map(|&index| match &facts.facts[index] {
                    fact @ Fact { left: Left::Name(name), .. } => Some((fact, name)),
                    _ => None,
                })
                .collect();
            let slopes: Vec<Slope> =
                by.iter().filter_map(|&index| meanings.slope_of(&facts.facts[index])).collect();
            let raised_last = sample_name
                .indices
                .iter()
                .rfind(|index| matches!(index.atom, Atom::Number(_)))
                .is_some_and(|index| index.raised);
            let layers = widths.len() as u32 - 1;
            let beside = role::weights_beside(evidence);
            let is_threshold = facts.is_threshold(sample_name);
            let has_entries = facts.families.contains_key(&format!("{family}#"))
                // a^{(2)} beside a_1^{(2)}.
                || family.strip_suffix("^#").is_some_and(|base| facts.families.contains_key(&format!("{base}#^#")));
            let side = sample_name.indices.iter().find_map(|index| match &index.atom {
                Atom::Letters(letters) => role::by_side(letters),
                _ => None,
            });
            let indices = |meanings: &Meanings, role: Role| -> (Vec<Indices>, Vec<Indices>) {
                let of = |name: &Name| meanings.indices(role, name);
                (
                    plain_names.iter().map(|(_, name)| of(name)).collect(),
                    slopes.iter().map(|slope| of(slope.by)).collect(),
                )
            };
            // Numbers are the same in every role, letters of nodes are not.
            let (mut plain_indices, mut slope_indices) = indices(&meanings, Role::A);
            let numbers =
                plain_indices.iter().chain(&slope_indices).filter_map(|indices| indices.at.as_ref());
            let largest = numbers.flatten().copied().max().unwrap_or(0);
            let lettered = plain_names.iter().any(|(_, name)| name.is_lettered())
                || slopes.iter().any(|slope| slope.by.is_lettered());
            let (mut best, mut best_fits): (Option<Meaning>, bool) = (None, true);
            // The best one that the name suggests and that all of its values are.
            let mut by_name: Option<Meaning> = None;
            let is_signal = stated.get(family) == Some(&Role::Delta);
            let is_delta = role::by_name(&sample_name.base, coordinates, Role::Delta) >= 1.8;
            // y_C = w y_A + b may be worked at once where the net inputs of others are not.
            let is_no_sum = (has_nets || has_sums && evidence.sums == 0)
                && role::by_name(&sample_name.base, coordinates, Role::A) >= 1.2;
            for role in Role::ALL.into_iter().filter(|role| !is_signal || *role == Role::Delta) {
                let is_named = role::by_name(&sample_name.base, coordinates, role) >= 1.8;
                let prior = role::by_name(&sample_name.base, coordinates, role)
                    + role::by_use(evidence, coordinates, role, &beside)
                    + if evidence.said == Some(role) { 1.5 } else { 0.0 }
                    + if stated.get(family) == Some(&role) { 1.5 } else { 0.0 }
                    + if is_threshold && role == Role::Bias { 2.0 } else { 0.0 }
                    + if side == Some(role) { 1.5 } else { 0.0 };
                let prior = 0.35 * prior;
                let function = facts.function_of.get(&sample_name.base).filter(|_| role == Role::A);
                if lettered {
                    (plain_indices, slope_indices) = indices(&meanings, role);
                }
                'schemes: for scheme in Scheme::all(role, coordinates, raised_last, layers, widths) {
                    let taken = scheme.layer().is_some_and(|layer| taken_layers.contains(&(role, layer)));
                    // ŷ = softmax(z) is what the softmax layer puts out.
                    let applies = match (function, scheme) {
                        (Some(function), Scheme::Unit { layer, .. }) if layer > 0 => {
                            if network.layers.get(layer as usize - 1).map(|layer| layer.activation)
                                == Some(*function)
                            {
                                0.2
                            } else {
                                -0.6
                            }
                        }
                        _ => 0.0,
                    };
                    // z1 = [0.2, 2] and z3 = 1.722: the index counts layers in both.
                    let counts_layers = if scheme == Scheme::Layer && has_entries { 0.6 } else { 0.0 };
                    // Only where more leads to a unit than the network has is the bias counted in.
                    let counts_bias = if scheme.counts_bias() { -1.0 } else { 0.0 };
                    // Where net inputs have a symbol of their own, h₂ = −0.32 is an activation all the same,
                    // and perhaps one whose function was forgotten.
                    let apart = match role {
                        Role::Z if is_no_sum => -1.5,
                        Role::A if is_no_sum && !evidence.partners.is_empty() => 0.4,
                        _ => 0.0,
                    };
                    let taken = if taken { -0.25 } else { 0.0 };
                    let before = prior + applies + counts_layers + counts_bias + apart + taken;
                    let is_explicit = scheme.is_explicit(largest, widths);
                    let score = |numbers: f64, strangers: u32| {
                        // One wrong figure carries on into others, so that numbers against a reading
                        // prove less than numbers for it. Where the indices say layer and unit, numbers
                        // that are wrong prove nothing.
                        let least = if is_explicit { -0.2 } else { -0.4 + 0.1 * numbers };
                        // Of readings that are equally unlikely the one that explains more.
                        let explained = numbers.max(least) + 0.001 * numbers;
                        before + explained - 1.2 * f64::from(strangers)
                    };
                    let (mut numbers, mut strangers, mut all_fit) = (0.0, 0, true);
                    let mut left = plain_names.len() + slopes.len();
                    // Most readings are worse than the best one so far even if all numbers left were to fit.
                    let mut is_worse = |numbers: f64, strangers: u32| {
                        let most = score(numbers + left as f64, strangers);
                        left -= 1;
                        let is_below = |other: Option<Meaning>| other.is_some_and(|other| most < other.score);
                        is_below(best) && (!is_named || is_below(by_name))
                    };
                    for ((fact, name), indices) in plain_names.iter().zip(&plain_indices) {
                        if is_worse(numbers, strangers) {
                            continue 'schemes;
                        }
                        match meanings.named(role, scheme, name, indices, fact.sample) {
                            Some(quantity) => match values.get(quantity) {
                                // Given values are printed in full.
                                Some(value) if role.is_given() && !name.updated => {
                                    let exact = fact.printed.value.to_f64() == value;
                                    all_fit &= exact;
                                    numbers += if exact { 0.8 } else { -0.8 };
                                }
                                Some(value) => {
                                    all_fit &= is_close(fact.printed, value);
                                    numbers += fit(fact.printed, value);
                                    strangers += u32::from(is_beyond(quantity, fact.printed, network));
                                }
                                None => strangers += 1,
                            },
                            None => strangers += 1,
                        }
                    }
                    all_fit &= strangers == 0 && plain_names.len() > 1;
                    for (slope, indices) in slopes.iter().zip(&slope_indices) {
                        if is_worse(numbers, strangers) {
                            continue 'schemes;
                        }
                        let fact = slope.fact;
                        let Some(by) = meanings.variable_at(role, scheme, indices) else {
                            strangers += 1;
                            continue;
                        };
                        if let Some(of) = slope.of_loss
                            && let Some(value) = values.get(meanings.at(Quantity::slope(of, by), fact.sample))
                        {
                            // Of one sample, or of all.
                            let all = values
                                .get(Quantity::slope(of, by))
                                .map_or(-1.0, |value| fit(fact.printed, value));
                            numbers += fit(fact.printed, value).max(all);
                        } else if let Some(of) = lookup::output_of(by).filter(|_| slope.is_own).or(slope.of) {
                            // ∂a/∂z
                            match values.get(meanings.at(Quantity::slope(of, by), fact.sample)) {
                                Some(value) => numbers += fit(fact.printed, value),
                                None => strangers += 1,
                            }
                        }
                    }
                    // A δ that carries a mistake fits nothing, and is one all the same.
                    if is_delta && role != Role::Delta && numbers <= 0.0 {
                        continue;
                    }
                    let score = score(numbers, strangers);
                    if best.is_none_or(|best| score > best.score + 1e-6) {
                        best = Some(Meaning { role, scheme, numbers, score });
                        best_fits = all_fit;
                    }
                    if all_fit && is_named && by_name.is_none_or(|best: Meaning| score > best.score + 1e-6) {
                        by_name = Some(Meaning { role, scheme, numbers, score });
                    }
                }
            }
            // What is taken by a symbol proves little where its own values speak against it.
            if !best_fits && by_name.is_some() {
                best = by_name;
            }
            // A `b` with a value for each unit is none of them.
            let is_parameter = |best: &Meaning| matches!(best.role, Role::Weight | Role::Bias);
            if coordinates == 0 && best.as_ref().is_some_and(is_parameter) && has_many_values(&plain_names) {
                continue;
            }
            // δ may be minus the slope, and a threshold that is taken off minus the bias.
            let is_said = facts.from_targets.contains(&sample_name.base);
            let turned = |role: Role| {
                let schemes = Scheme::all(role, coordinates, raised_last, layers, widths);
                // Where a formula says so, one number that fits is enough.
                let least = if is_said && role == Role::Delta { 1 } else { 2 };
                let numbers = schemes.into_iter().filter_map(|scheme| {
                    meanings.turned_numbers((role, scheme), plain, least, facts, values)
                });
                numbers.fold(0.0, f64::max)
            };
            let turned = turned(Role::Delta).max(turned(Role::Bias));
            // Where no number fits, for all carry a mistake, it is what its formula says.
            let is_turned_by_formula =
                best.is_some_and(|best| is_said && best.role == Role::Delta && best.numbers <= 0.0);
            match best.filter(|best| best.score > 0.05) {
                Some(best) if turned <= best.numbers.max(0.0) && !is_turned_by_formula => {
                    meanings.score += best.numbers;
                    meanings.table.insert(family.clone(), best);
                    taken_layers.extend(best.scheme.layer().map(|layer| (best.role, layer)));
                }
                _ if turned > 0.0 || is_turned_by_formula => drop(meanings.turned.insert(family.clone())),
                _ => {}
            }
        }
        meanings.turned_with_others(facts, values);
        meanings.entries_as_matrices(facts);
        meanings
    }

    /// What a fact says of a slope, apart from what it is taken by.
    fn slope_of<'a>(&self, fact: &'a Fact) -> Option<Slope<'a>> {
        let Left::Slope(slope) = &fact.left else { return None };
        let of = slope.of.as_ref();
        let (of_loss, of) = (loss_variable(of), of.and_then(|of| self.meaning_of(of)));
        Some(Slope { fact, by: &slope.by, of_loss, of, is_own: slope.is_own() })
    }

    /// The entries w of a matrix W go by row and column as it does, where no number is said of them.
    fn entries_as_matrices(&mut self, facts: &Facts) {
        let is_weight = |meaning: &Meaning| {
            meaning.role == Role::Weight
                && matches!(meaning.scheme, Scheme::Pair { .. } | Scheme::LayerPair { .. })
        };
        let base = |family: &str| facts.names.get(family).map(|name| name.base.as_str());
        let matrices: Vec<(String, bool)> = (self.table.iter())
            .filter(|(_, meaning)| is_weight(meaning) && meaning.numbers > 0.5)
            .filter_map(|(family, meaning)| Some((base(family)?.to_owned(), meaning.scheme.to_first()?)))
            .collect();
        for (family, meaning) in &mut self.table {
            if !is_weight(meaning) || meaning.numbers != 0.0 {
                continue;
            }
            let Some(entry) = base(family) else { continue };
            let is_its = |matrix: &str| matrix != entry && matrix.to_lowercase() == entry;
            let mut ways = matrices.iter().filter(|(matrix, _)| is_its(matrix)).map(|(_, way)| *way);
            if let Some(way) = ways.next()
                && ways.all(|other| other == way)
            {
                meaning.scheme = meaning.scheme.with_to_first(way);
            }
        }
    }

    /// In a layer without a function net input and output are one; where the sheet has one symbol
    /// for both, it is the output's.
    pub(crate) fn linear_layers(&mut self, linear: &[bool]) {
        let outputs: Vec<u32> = self
            .table
            .values()
            .filter(|meaning| meaning.role == Role::A)
            .filter_map(|meaning| meaning.scheme.layer())
            .collect();
        for meaning in self.table.values_mut() {
            if let (Role::Z, Scheme::Unit { layer, .. }) = (meaning.role, meaning.scheme)
                && linear.get(layer as usize - 1) == Some(&true)
                && !outputs.contains(&layer)
            {
                meaning.role = Role::A;
            }
        }
    }

    /// What each symbol was taken for, and why, in the order of the text.
    pub(crate) fn symbols(&self, facts: &Facts) -> Vec<SymbolReading> {
        let reading = |(family, meaning): (&String, &Meaning)| {
            let name = facts.names.get(family)?;
            let why = if meaning.numbers > 0.5 {
                "the printed numbers fit"
            } else if role::by_name(&name.base, name.coordinate_count(), meaning.role) >= 1.0 {
                "its name and how it is used"
            } else {
                "how it is used"
            };
            let turned = self.turned.contains(family);
            Some(SymbolReading { written: name.span, quantity: self.quantity(name, 1)?, turned, why })
        };
        let mut symbols: Vec<SymbolReading> = self.table.iter().filter_map(reading).collect();
        symbols.sort_by_key(|symbol| symbol.written);
        symbols
    }
}

/// Whether one symbol has more values, before the update or after it, than a parameter can have in one sheet.
fn has_many_values(names: &[(&Fact, &Name)]) -> bool {
    const MOST: usize = 2;
    [false, true].into_iter().any(|updated| {
        let mut values: Vec<f64> = Vec::new();
        for (fact, _) in names.iter().filter(|(_, name)| name.updated == updated) {
            let value = fact.printed.value.to_f64();
            let is_known = |known: &f64| is_close(fact.printed, *known);
            if !values.iter().any(is_known) {
                values.push(value);
            }
        }
        values.len() > MOST
    })
}

/// Whether it is δ_in: what comes back to a unit, before the slope of the unit makes it the unit's δ.
fn sums_up_signals(name: &Name) -> bool {
    let comes_in = |index: &Index| matches!(&index.atom, Atom::Letters(letters) if letters == "in");
    is_signal(name) && name.indices.iter().any(comes_in)
}
