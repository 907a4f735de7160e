//! What the chains say, number by number, and what their formulas tell about the symbols in them.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::applied::logistic;
use super::role::{self, Role};
use crate::math::Activation;
use crate::sheet::network::weighted::WeightedSum;
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::tree::{Atom, Function, Index, Name, Node, SlopeName};
use crate::sheet::types::{Printed, Span};

/// What a number is said to be the value of.
#[derive(Clone, Debug)]
pub(crate) enum Left {
    Name(Name),
    Slope(SlopeName),
}

/// "Left is printed."
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) left: Left,
    pub(crate) printed: Printed,
    /// The chain that says so.
    pub(crate) item: usize,
    /// No formula stands between.
    pub(crate) direct: bool,
    /// The sample that the text is at.
    pub(crate) sample: u32,
}

/// What the formulas tell about one family of symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// It is a weighted sum.
    pub(crate) sums: u32,
    /// A function is applied to it.
    pub(crate) applied: u32,
    /// It is the difference of two symbols.
    pub(crate) differences: u32,
    /// It is a multiple of the square of a difference: ½(t − o)².
    pub(crate) squares: u32,
    /// It is the value of a function.
    pub(crate) results: u32,
    /// It is said to be a slope by something other than a parameter: g₃ = ∂C/∂u₃.
    pub(crate) slopes: u32,
    /// It is a factor in a weighted sum, beside what.
    pub(crate) partners: Vec<String>,
    /// It is a term by itself in a weighted sum.
    pub(crate) singles: u32,
    /// Slopes are taken by it; of it.
    pub(crate) by: u32,
    pub(crate) of: u32,
    /// It is updated.
    pub(crate) updated: u32,
    /// It is said to be a number straight away; with a formula.
    pub(crate) direct: u32,
    pub(crate) worked: u32,
    /// Where it first stands, counted in chains.
    pub(crate) first: usize,
    /// The words before its first number, and what they say that it is.
    pub(crate) words: Span,
    pub(crate) said: Option<Role>,
}

/// All that the chains say.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) facts: Vec<Fact>,
    pub(crate) families: FxHashMap<String, Evidence>,
    /// One symbol of each family.
    pub(crate) names: FxHashMap<String, Name>,
    /// Functions with a letter of their own, and what they are.
    pub(crate) defined: Vec<(char, Activation)>,
    /// Functions that are applied, and to which number.
    pub(crate) applied: Vec<(Activation, Printed)>,
    /// Symbols, without their indices, that are the value of a function, and those of a weighted sum.
    pub(crate) function_of: FxHashMap<String, Activation>,
    pub(crate) sum_of: FxHashSet<String>,
    /// Symbols, without their indices, that a loss is written with: targets and outputs.
    pub(crate) in_loss: FxHashSet<String>,
    /// Symbols that a formula works out from target − output.
    pub(crate) from_targets: FxHashSet<String>,
    /// Functions that are applied to a symbol: a = f(z), with whatever numbers are known of either.
    pub(crate) applied_to: Vec<(Function, Name)>,
    /// Every weighted sum that something is said to be.
    pub(crate) weighted_sums: Vec<WeightedSum>,
    /// The learning rates that updates are written with.
    pub(crate) rates: Vec<Printed>,
}

/// Gathers what the chains say.
pub(crate) fn facts(text: &str, items: &[Item], samples: &[u32]) -> Facts {
    let mut facts = Facts::default();
    for (index, item) in items.iter().enumerate() {
        if let Item::Chain(chain) = item {
            facts.chain(index, chain, samples.get(index).copied().unwrap_or(1));
        }
    }
    facts.settle_applied();
    for evidence in facts.families.values_mut() {
        evidence.said = role::by_words(evidence.words.of(text));
    }
    facts
}

/// The symbols and slopes that a left side, or a side equal to it, names.
pub(crate) fn left_of(node: &Node) -> Option<Left> {
    match node {
        // σ′ ≈ 0.25 is said of any unit.
        Node::Name(name) if name.base == "σ" && name.updated && name.indices.is_empty() => None,
        Node::Name(name) => Some(Left::Name(name.clone())),
        Node::Slope(slope) => Some(Left::Slope((**slope).clone())),
        Node::Product(factors) => whole_path(factors).map(Left::Slope),
        Node::Sum(terms) => stepped(terms).map(Left::Name),
        _ => None,
    }
}

/// w − μ ∂E/∂w is w after the update.
fn stepped(terms: &[Node]) -> Option<Name> {
    let [Node::Name(name), Node::Negative(step)] = terms else { return None };
    let Node::Product(factors) = &**step else { return None };
    let is_slope = factors.iter().any(|factor| matches!(factor, Node::Slope(_)));
    is_slope.then(|| Name { updated: true, ..name.clone() })
}

/// ∂E/∂z · ∂z/∂w, each by what the next is of, is ∂E/∂w.
fn whole_path(factors: &[Node]) -> Option<SlopeName> {
    let slopes: Vec<&SlopeName> = factors
        .iter()
        .map(|factor| match factor {
            Node::Slope(slope) => Some(&**slope),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let joined = |pair: &[&SlopeName]| pair[1].of.as_ref().is_some_and(|of| of.is_like(&pair[0].by));
    let (first, last) = (slopes.first()?, slopes.last()?);
    slopes.windows(2).all(joined).then(|| SlopeName { of: first.of.clone(), by: last.by.clone() })
}

/// Each entry of a matrix with its indices: of a vector one, of a matrix two.
pub(crate) fn entries(
    rows: &[Vec<crate::sheet::syntax::tree::Entry>],
) -> Vec<(Vec<u32>, &crate::sheet::syntax::tree::Entry)> {
    let column = rows.iter().all(|row| row.len() == 1);
    let row = rows.len() == 1;
    let mut all = Vec::new();
    for (r, entries) in rows.iter().enumerate() {
        for (c, entry) in entries.iter().enumerate() {
            let (r, c) = (r as u32 + 1, c as u32 + 1);
            let indices = if row {
                vec![c]
            } else if column {
                vec![r]
            } else {
                vec![r, c]
            };
            all.push((indices, entry));
        }
    }
    all
}

/// The left side of one entry of a vector or matrix.
pub(crate) fn left_entry(left: &Left, indices: &[u32]) -> Left {
    match left {
        Left::Name(name) => Left::Name(name.entry(indices)),
        Left::Slope(slope) => Left::Slope(SlopeName { of: slope.of.clone(), by: slope.by.entry(indices) }),
    }
}

impl Facts {
    /// What is told of a family, and of the vector or matrix whose entries it names.
    pub(crate) fn with_vector(&self, family: &str) -> Cow<'_, Evidence> {
        let mut evidence = Cow::Borrowed(&self.families[family]);
        let general =
            self.families.iter().filter(|(other, _)| *other != family && is_general_form(other, family));
        let vector = family.strip_suffix('#').and_then(|vector| self.families.get(vector));
        for vector in vector.into_iter().chain(general.map(|(_, evidence)| evidence)) {
            let evidence = evidence.to_mut();
            evidence.sums += vector.sums;
            evidence.applied += vector.applied;
            evidence.results += vector.results;
            evidence.of += vector.of;
            evidence.singles += vector.singles;
            evidence.partners.extend(vector.partners.iter().cloned());
        }
        evidence
    }

    fn family(&mut self, name: &Name, item: usize) -> &mut Evidence {
        let family = name.family();
        if !self.names.contains_key(&family) {
            self.names.insert(family.clone(), name.clone());
        }
        self.families.entry(family).or_insert_with(|| Evidence { first: item, ..Evidence::default() })
    }

    /// Beside weights w, a θ with one index is a threshold.
    pub(crate) fn is_threshold(&self, name: &Name) -> bool {
        let raised = name.indices.iter().filter(|index| index.raised).count();
        matches!(name.base.as_str(), "θ" | "theta")
            && name.coordinate_count() <= 1 + raised
            && self.names.values().any(|name| matches!(name.base.as_str(), "w" | "W"))
    }

    fn chain(&mut self, item: usize, chain: &Chain, sample: u32) {
        let Some(left_node) = chain.left() else { return };
        // A change is no value of a symbol.
        if chain.name().is_some_and(|name| name.is_step()) {
            return;
        }
        self.function(left_node, &chain.sides[1..]);
        for side in &chain.sides {
            if let Some(node) = &side.node {
                self.look(node, item);
            }
        }
        if self.entry_by_entry(chain, item, sample) {
            return;
        }
        if let Some((names, printed)) = chain.all_alike() {
            for name in names {
                self.fact(Left::Name(name.clone()), printed, item, true, sample, chain);
            }
            return;
        }
        let mut lefts = Vec::new();
        let mut direct = true;
        self.value_before(chain, item, sample);
        for side in &chain.sides {
            match &side.node {
                Some(Node::Matrix(rows)) => {
                    for (indices, entry) in entries(rows) {
                        if let Some(printed) = entry.node.number() {
                            for left in &lefts {
                                self.fact(left_entry(left, &indices), printed, item, direct, sample, chain);
                            }
                        }
                    }
                }
                Some(Node::Number(printed)) => {
                    for left in &lefts {
                        self.fact(Left::clone(left), *printed, item, direct, sample, chain);
                    }
                }
                // x = a⁰ = (2, 1) is given.
                Some(Node::Name(name)) if !lefts.is_empty() && is_of_layer_zero(name) => {}
                Some(node) => {
                    if let (Some(left), true) = (left_of(node), lefts.is_empty()) {
                        lefts.push(match left {
                            Left::Name(mut name) => {
                                name.updated |= chain.becomes;
                                Left::Name(name)
                            }
                            left => left,
                        });
                    } else {
                        direct = false;
                        if let Some(left) = lefts.first().cloned() {
                            self.definition(&left, node, item);
                        }
                    }
                }
                None => direct = false,
            }
        }
    }

    /// [y₁ y₂] = [1 0], or W = [w₁₁ w₁₂] = [0.1 0.2]: a matrix of symbols says what the numbers are.
    fn entry_by_entry(&mut self, chain: &Chain, item: usize, sample: u32) -> bool {
        let matrices = chain.sides.iter().filter_map(|side| match &side.node {
            Some(Node::Matrix(rows)) => Some(entries(rows)),
            _ => None,
        });
        let mut names: Vec<Left> = Vec::new();
        let mut said = false;
        for all in matrices {
            let lefts: Option<Vec<Left>> = all.iter().map(|(_, entry)| left_of(&entry.node)).collect();
            if let Some(lefts) = lefts {
                names = lefts;
            } else if names.len() == all.len() {
                for (left, (_, value)) in names.iter().zip(all) {
                    if let Some(printed) = value.node.number() {
                        self.fact(left.clone(), printed, item, true, sample, chain);
                        said = true;
                    }
                }
            }
        }
        said
    }

    /// `w ← 0.2 − …`: the new value starts from the old one.
    fn value_before(&mut self, chain: &Chain, item: usize, sample: u32) {
        if let Some(name) = chain.name()
            && (chain.becomes || name.updated)
            && let Some(RawSide { node: Some(Node::Sum(terms)), .. }) = chain.sides.get(1)
            && let Some(Node::Number(printed)) = terms.first()
        {
            let old = Name { updated: false, ..name.clone() };
            // In −0.02 + 0.9 the old value stands last.
            let is_it =
                |fact: &Fact| fact.direct && matches!(&fact.left, Left::Name(name) if name.is_like(&old));
            let known = self.facts.iter().find(|fact| is_it(fact)).map(|fact| fact.printed.value);
            if known.is_some_and(|known| {
                terms.iter().skip(1).any(|term| term.number().is_some_and(|number| number.value == known))
            }) {
                return;
            }
            let left = Left::Name(old);
            self.facts.push(Fact { left, printed: *printed, item, direct: false, sample });
        }
    }

    fn fact(&mut self, left: Left, printed: Printed, item: usize, direct: bool, sample: u32, chain: &Chain) {
        if let Left::Name(name) = &left {
            let updated = name.updated;
            let evidence = self.family(name, item);
            if updated {
                evidence.updated += 1;
            } else if direct {
                if evidence.direct == 0 {
                    evidence.words = chain.before;
                }
                evidence.direct += 1;
            } else {
                evidence.worked += 1;
            }
        }
        // The entries of ∂E/∂W are symbols of their own.
        if let Left::Slope(slope) = &left {
            self.family(&slope.by, item);
        }
        self.facts.push(Fact { left, printed, item, direct, sample });
    }

    /// The learning rates that w′ = w − μ ∂E/∂w comes to wherever all three are printed.
    pub(crate) fn rates_of_updates(&self) -> Vec<f64> {
        // As many say it as any number more.
        const MOST: usize = 64;
        let value = |fact: &Fact| fact.printed.value.to_f64();
        let mut rates = Vec::new();
        let is_new = |fact: &&Fact| matches!(&fact.left, Left::Name(name) if name.updated);
        for fact in self.facts.iter().filter(is_new).take(MOST) {
            let Left::Name(new) = &fact.left else { continue };
            let old = Name { updated: false, ..new.clone() };
            let before =
                self.facts.iter().find(|fact| matches!(&fact.left, Left::Name(name) if name.is_like(&old)));
            let slope = self
                .facts
                .iter()
                .find(|fact| matches!(&fact.left, Left::Slope(slope) if slope.by.is_like(&old)));
            if let (Some(before), Some(slope)) = (before, slope)
                && super::values::figures(slope.printed) >= 2
            {
                rates.push((value(before) - value(fact)) / value(slope));
            }
        }
        rates
    }

    /// What any expression tells: slopes, applied functions.
    fn look(&mut self, node: &Node, item: usize) {
        match node {
            Node::Name(name) => {
                self.family(name, item);
            }
            Node::Slope(slope) => {
                if let Some(of) = &slope.of {
                    self.family(of, item).of += 1;
                }
                self.family(&slope.by, item).by += 1;
            }
            Node::Apply(function, arguments) => {
                if let [argument] = &arguments[..] {
                    self.applies(*function, argument);
                }
                for argument in arguments {
                    if let (Node::Name(name), Function::Activation(_) | Function::Unnamed(_)) =
                        (argument, function)
                    {
                        self.family(name, item).applied += 1;
                    }
                    self.look(argument, item);
                }
            }
            Node::Product(parts) => {
                // y ln a
                if parts.iter().any(|part| matches!(part, Node::Apply(Function::Ln | Function::Log10, _))) {
                    for part in parts {
                        if let Node::Name(name) = part {
                            self.in_loss.insert(name.base.clone());
                        }
                    }
                }
                parts.iter().for_each(|part| self.look(part, item));
            }
            Node::Negative(x) | Node::Series { body: x, .. } => self.look(x, item),
            Node::Sum(parts) => parts.iter().for_each(|part| self.look(part, item)),
            Node::Quotient(x, y) => {
                if let Some(argument) = logistic(node) {
                    self.applies(Function::Activation(Activation::Sigmoid), argument);
                    if let Node::Name(name) = argument {
                        self.family(name, item).applied += 1;
                    }
                }
                self.look(x, item);
                self.look(y, item);
            }
            Node::Power(x, y) => {
                // (y − a)²
                if let Node::Sum(terms) = &**x
                    && let [Node::Name(one), Node::Negative(other)] = &terms[..]
                    && let Node::Name(other) = &**other
                {
                    self.in_loss.extend([one.base.clone(), other.base.clone()]);
                }
                self.look(x, item);
                self.look(y, item);
            }
            Node::Matrix(rows) => rows.iter().flatten().for_each(|entry| self.look(&entry.node, item)),
            Node::Number(_) | Node::Constant(_) | Node::Other => {}
        }
    }

    /// What a formula tells about the symbol that it works out, and about those in it.
    fn definition(&mut self, left: &Left, node: &Node, item: usize) {
        let Left::Name(name) = left else { return };
        if starts_from_the_target(node) {
            self.from_targets.insert(name.base.clone());
        }
        if let Node::Slope(slope) = node {
            let speaks = |role| role::by_name(&slope.by.base, slope.by.coordinate_count(), role);
            let by_parameter = speaks(Role::Weight).max(speaks(Role::Bias)) > 1.0;
            self.family(name, item).slopes += u32::from(!by_parameter);
        }
        if let Some((argument, activation)) = self.by_formula(node) {
            self.applied_to.push((Function::Activation(activation), argument.clone()));
        }
        if let Some(activation) = self.applies_at_last(node) {
            self.function_of.entry(name.base.clone()).or_insert(activation);
        }
        if logistic(node).is_some()
            || matches!(node, Node::Apply(Function::Activation(_) | Function::Unnamed(_), _))
        {
            self.family(name, item).results += 1;
            // h₁ = f(w₁ x₁ + w₂ x₂ + b₁)
            if let Node::Apply(_, arguments) = node
                && let [Node::Sum(terms)] = &arguments[..]
                && let Some(sum) = WeightedSum::of(terms)
            {
                self.weighted_sum(sum, item);
            }
            return;
        }
        if is_square_of_a_difference(node) {
            self.family(name, item).squares += 1;
        }
        if let Node::Sum(terms) = node {
            // w ← 0.8 − 0.25 · 0.315, and w ← 0.8 + 0.25 δ a where signals have the other sign.
            if name.updated
                && let [_, step] = &terms[..]
                && let Node::Product(factors) = step.without_sign()
                && let Some(Node::Number(rate)) = factors.first()
            {
                self.rates.push(*rate);
            }
            if name.updated {
                return;
            }
            if let [Node::Name(_), Node::Negative(other)] = &terms[..]
                && let Node::Name(_) = &**other
            {
                self.family(name, item).differences += 1;
            }
            if let Some(sum) = WeightedSum::of(terms) {
                self.sum_of.insert(name.base.clone());
                self.family(name, item).sums += 1;
                self.weighted_sum(sum, item);
            }
        }
    }

    fn weighted_sum(&mut self, sum: WeightedSum, item: usize) {
        for [one, other] in &sum.products {
            let (first, second) = (one.family(), other.family());
            self.family(one, item).partners.push(second);
            self.family(other, item).partners.push(first);
        }
        sum.singles.iter().for_each(|single| self.family(single, item).singles += 1);
        self.weighted_sums.push(sum);
    }
}

/// Whether it is what the layer before the first puts out: a⁰.
fn is_of_layer_zero(name: &Name) -> bool {
    role::by_name(&name.base, 1, Role::A) >= 1.2
        && matches!(name.indices[..], [Index { raised: true, atom: Atom::Number(0) }])
}

/// (t − y) f′(z): an error signal that is minus the slope.
fn starts_from_the_target(node: &Node) -> bool {
    let Node::Product(factors) = node else { return false };
    let is_target = |name: &Name| role::by_name(&name.base, 1, Role::Target);
    factors.iter().any(|factor| match factor {
        Node::Sum(terms) => match &terms[..] {
            [Node::Name(one), Node::Negative(other)] => {
                matches!(&**other, Node::Name(other) if is_target(one) > is_target(other))
            }
            _ => false,
        },
        _ => false,
    })
}

/// Whether a family is another with letters for its figures: `O_out_l` beside `O_out#`.
fn is_general_form(general: &str, family: &str) -> bool {
    if !general.contains('_') {
        return false;
    }
    let mut rest = family.chars();
    let mut letters = general.chars().peekable();
    while let Some(c) = letters.next() {
        let counts = c == '_'
            && letters.peek().is_some_and(|c| "ijklmn".contains(*c))
            && letters.clone().nth(1).is_none_or(|c| c == '_' || c == '^' || c == '#');
        let expected = if counts {
            letters.next();
            '#'
        } else {
            c
        };
        if rest.next() != Some(expected) {
            return false;
        }
    }
    rest.next().is_none()
}

/// (t − o)², or a number times it.
pub(crate) fn is_square_of_a_difference(node: &Node) -> bool {
    match node {
        Node::Power(base, exponent) => {
            let is_difference =
                matches!(&**base, Node::Sum(terms) if matches!(terms[..], [_, Node::Negative(_)]));
            is_difference && matches!(**exponent, Node::Constant(value) if value == 2.0)
        }
        Node::Product(factors) => match &factors[..] {
            [Node::Constant(_) | Node::Number(_), square] => is_square_of_a_difference(square),
            _ => false,
        },
        Node::Quotient(square, _) => is_square_of_a_difference(square),
        _ => false,
    }
}
