//! What each symbol of a sheet means: the reading of its indices that its name, its use and the
//! printed numbers speak for.

pub(crate) mod applied;
pub(crate) mod changes;
pub(crate) mod facts;
pub(crate) mod familiar;
pub(crate) mod places;
pub(crate) mod role;
mod scheme;
pub(crate) mod turned;
pub(crate) mod values;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::backprop::Method;
use crate::math::{Activation, Loss};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::indices::nodes::Nodes;
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, SlopeName};
use crate::sheet::types::SymbolReading;
use crate::{Layer, Network};
use facts::{Fact, Facts, Left};
use familiar::{Familiar, Known};
use role::Role;
use scheme::Scheme;
use values::{Values, figures, fit};

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
    let (meanings, values) = by_method(facts, network, roles, nodes);
    if meanings.turned.is_empty() {
        return (meanings, values);
    }
    turned::turn(items, &meanings.turned);
    *facts = facts::facts(text, items, samples);
    let (again, values) = by_method(facts, network, roles, nodes);
    (Meanings { turned: meanings.turned, ..again }, values)
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
            let mut best: Option<Meaning> = None;
            for role in Role::ALL {
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
                    let before = prior + applies + counts_layers + if taken { -0.25 } else { 0.0 };
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
                    let (mut numbers, mut strangers) = (0.0, 0);
                    let mut left = plain_names.len() + slopes.len();
                    // Most readings are worse than the best one so far even if all numbers left were to fit.
                    let mut is_worse = |numbers: f64, strangers: u32| {
                        let most = score(numbers + left as f64, strangers);
                        left -= 1;
                        best.is_some_and(|best| most < best.score)
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
                                    numbers += if exact { 0.8 } else { -0.8 };
                                }
                                Some(value) => numbers += fit(fact.printed, value),
                                None => strangers += 1,
                            },
                            None => strangers += 1,
                        }
                    }
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
                        } else if let Some(of) = slope.of {
                            // ∂a/∂z
                            match values.get(meanings.at(Quantity::slope(of, by), fact.sample)) {
                                Some(value) => numbers += fit(fact.printed, value),
                                None => strangers += 1,
                            }
                        }
                    }
                    let score = score(numbers, strangers);
                    if best.is_none_or(|best| score > best.score + 1e-6) {
                        best = Some(Meaning { role, scheme, numbers, score });
                    }
                }
            }
            // δ may be minus the slope, and a threshold that is taken off minus the bias.
            let turned = |role: Role| {
                let schemes = Scheme::all(role, coordinates, raised_last, layers, widths);
                // Where a formula says so, one number that fits is enough.
                let is_said = role == Role::Delta && facts.from_targets.contains(&sample_name.base);
                let least = if is_said { 1 } else { 2 };
                let numbers = schemes.into_iter().filter_map(|scheme| {
                    meanings.turned_numbers((role, scheme), plain, least, facts, values)
                });
                numbers.fold(0.0, f64::max)
            };
            let turned = turned(Role::Delta).max(turned(Role::Bias));
            match best.filter(|best| best.score > 0.05) {
                Some(best) if turned <= best.numbers.max(0.0) => {
                    meanings.score += best.numbers;
                    meanings.table.insert(family.clone(), best);
                    taken_layers.extend(best.scheme.layer().map(|layer| (best.role, layer)));
                }
                _ if turned > 0.0 => drop(meanings.turned.insert(family.clone())),
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
        Some(Slope { fact, by: &slope.by, of_loss, of })
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

    /// What the numbers say for a family as a role with the other sign: nothing where fewer than `least` or
    /// than half of them are that.
    fn turned_numbers(
        &self,
        (role, scheme): (Role, Scheme),
        plain: &[usize],
        least: usize,
        facts: &Facts,
        values: &Values,
    ) -> Option<f64> {
        let (mut stated, mut fitting, mut numbers) = (0, 0, 0.0);
        for fact in plain.iter().map(|&index| &facts.facts[index]) {
            let Left::Name(name) = &fact.left else { continue };
            if name.updated {
                continue;
            }
            stated += 1;
            let quantity = self.named(role, scheme, name, &self.indices(role, name), fact.sample);
            let Some(value) = quantity.and_then(|quantity| values.get(quantity)) else { continue };
            let negated = fact.printed.negated();
            let says = match role {
                Role::Bias if value == 0.0 => 0.0,
                Role::Bias => f64::from(u8::from(negated.value.to_f64() == value)),
                _ if figures(negated) < least as u32 => 0.0,
                _ => fit(negated, value).max(0.0),
            };
            fitting += usize::from(says > 0.0);
            numbers += says;
        }
        (fitting >= least && 2 * fitting + usize::from(least == 1) > stated).then_some(numbers)
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

    fn named(
        &self,
        role: Role,
        scheme: Scheme,
        name: &Name,
        indices: &Indices,
        sample: u32,
    ) -> Option<Quantity> {
        if role == Role::Rate {
            return Some(Quantity::learning_rate());
        }
        let variable = self.variable_at(role, scheme, indices)?;
        Some(self.at(quantity(role, variable, name.updated), sample))
    }

    fn variable(&self, role: Role, scheme: Scheme, name: &Name) -> Option<Variable> {
        self.variable_at(role, scheme, &self.indices(role, name))
    }

    fn indices(&self, role: Role, name: &Name) -> Indices {
        Indices { layer: self.layer_of_letters(name), at: self.coordinates(role, name) }
    }

    fn variable_at(&self, role: Role, scheme: Scheme, indices: &Indices) -> Option<Variable> {
        let scheme = match (indices.layer, scheme) {
            (Some(layer), Scheme::Unit { .. }) => Scheme::Unit { layer, offset: 0 },
            (Some(layer), Scheme::Pair { to_first, .. }) => Scheme::Pair { layer, to_first },
            (_, scheme) => scheme,
        };
        scheme.variable(role, indices.at.as_ref()?, &self.widths)
    }

    /// The indices as numbers; letters of nodes by their place in the network.
    fn coordinates(&self, role: Role, name: &Name) -> Option<Vec<u32>> {
        let coordinates = name.coordinates();
        if !name.is_lettered() {
            return Some(match self.nodes.of_base(name) {
                Some((0, k)) => vec![k],
                _ => coordinates,
            });
        }
        let place = |at: usize| self.nodes.place(char::from_u32(coordinates[at])?);
        match (role, coordinates.len()) {
            (Role::Weight, 2) => {
                let ((_, j), (_, k)) = (place(0)?, place(1)?);
                Some(vec![j, k])
            }
            (_, 1) => place(0).map(|(_, k)| vec![k]),
            _ => None,
        }
    }

    /// The layer that the letters of nodes name.
    fn layer_of_letters(&self, name: &Name) -> Option<u32> {
        let last = name.indices.iter().rev().find_map(|index| match index.atom {
            Atom::Node(node) => Some(node),
            _ => None,
        })?;
        self.nodes.place(last).map(|(layer, _)| layer)
    }

    fn at(&self, quantity: Quantity, sample: u32) -> Quantity {
        // Parameters are the same for all samples.
        let is_shared = matches!(
            quantity.kind,
            Kind::LearningRate
                | Kind::Plain(Variable::Weight(..) | Variable::Bias(..))
                | Kind::Updated(Variable::Weight(..) | Variable::Bias(..))
        );
        if self.samples > 1 && sample > 0 && !is_shared { quantity.at(Some(sample)) } else { quantity }
    }

    /// Finds what the ends of w(V₁ → A₁) are, once it is known what V₁ and A₁ mean.
    pub(crate) fn find_ends(&mut self, facts: &Facts) {
        if !facts.names.values().any(Name::is_edge) {
            return;
        }
        for fact in &facts.facts {
            let Left::Name(name) = &fact.left else { continue };
            let place = match self.meaning_of(name) {
                Some(Variable::Input(k)) => (0, k),
                Some(Variable::A(l, k)) => (l, k),
                _ => continue,
            };
            self.ends.entry(name.key()).or_insert(place);
        }
    }

    /// The weight that is named by its ends.
    fn edge(&self, name: &Name) -> Option<Variable> {
        let [Atom::Letters(from), Atom::Letters(to)] =
            [&name.indices.first()?.atom, &name.indices.get(1)?.atom]
        else {
            return None;
        };
        let ((before, j), (layer, k)) = (*self.ends.get(from)?, *self.ends.get(to)?);
        (name.is_edge() && layer == before + 1).then_some(Variable::Weight(layer, j, k))
    }

    /// The variable that a symbol means.
    pub(crate) fn meaning_of(&self, name: &Name) -> Option<Variable> {
        if let Some(weight) = self.edge(name) {
            return Some(weight);
        }
        if let Some(known) = self.familiar.as_ref().and_then(|familiar| familiar.name(name)) {
            return match known {
                Known::One(Quantity { kind: Kind::Plain(variable), .. }) => Some(variable),
                _ => None,
            };
        }
        let meaning = self.table.get(&name.family())?;
        if meaning.role == Role::Delta || meaning.role == Role::Rate {
            return None;
        }
        self.variable(meaning.role, meaning.scheme, name)
    }

    /// The quantity that a symbol means.
    pub(crate) fn quantity(&self, name: &Name, sample: u32) -> Option<Quantity> {
        if let Some(weight) = self.edge(name) {
            return Some(quantity(Role::Weight, weight, name.updated));
        }
        if let Some(known) = self.familiar.as_ref().and_then(|familiar| familiar.name(name)) {
            return known.one();
        }
        let meaning = self.table.get(&name.family())?;
        if meaning.role == Role::Rate {
            return Some(Quantity::learning_rate());
        }
        let variable = self.variable(meaning.role, meaning.scheme, name)?;
        Some(self.at(quantity(meaning.role, variable, name.updated), sample))
    }

    /// Whether a symbol is a quantity's negative.
    pub(crate) fn is_turned(&self, name: &Name) -> bool {
        self.turned.contains(&name.family())
    }

    /// The quantity that a slope means.
    pub(crate) fn slope(&self, slope: &SlopeName, sample: u32) -> Option<Quantity> {
        let familiar = self.familiar.as_ref().and_then(|familiar| familiar.slope(slope));
        if let Some(known) = familiar {
            return known.one();
        }
        let of = match &slope.of {
            None => Variable::Loss,
            Some(of) => match self.meaning_of(of) {
                Some(of) => of,
                None => loss_variable(Some(of))?,
            },
        };
        let by = self.meaning_of(&slope.by)?;
        Some(self.at(Quantity::slope(of, by), sample))
    }

    /// The quantity of a left side.
    pub(crate) fn left(&self, left: &Left, sample: u32) -> Option<Quantity> {
        match left {
            Left::Name(name) => self.quantity(name, sample),
            Left::Slope(slope) => self.slope(slope, sample),
        }
    }
}

/// Whether it is δ_in: what comes back to a unit, before the slope of the unit makes it the unit's δ.
fn sums_up_signals(name: &Name) -> bool {
    let comes_in = |index: &Index| matches!(&index.atom, Atom::Letters(letters) if letters == "in");
    role::by_name(&name.base, 1, Role::Delta) >= 1.8 && name.indices.iter().any(comes_in)
}

/// δ is a slope, and an updated value one of its own.
fn quantity(role: Role, variable: Variable, updated: bool) -> Quantity {
    match (role, updated) {
        (Role::Delta, _) => Quantity::slope(Variable::Loss, variable),
        (_, true) if !matches!(variable, Variable::Input(_) | Variable::Target(_)) => {
            Quantity::updated(variable)
        }
        _ => Quantity::plain(variable),
    }
}

/// The loss or a term of it, by the name alone.
fn loss_variable(of: Option<&Name>) -> Option<Variable> {
    let Some(of) = of else { return Some(Variable::Loss) };
    if role::by_name(&of.base, of.coordinate_count(), Role::Loss) < 1.0 {
        return None;
    }
    match of.coordinates()[..] {
        [] => Some(Variable::Loss),
        [k] => Some(Variable::LossTerm(k)),
        _ => None,
    }
}
