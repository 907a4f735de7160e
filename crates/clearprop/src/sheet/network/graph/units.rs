//! The units whose working a sheet writes out in symbols: `R = σ(inR)` with
//! `inR = wPR·P + wQR·Q + bR`.

use rustc_hash::FxHashSet;

use super::MOST_UNITS;
use super::in_numbers::{self, Which};
use crate::math::Activation;
use crate::sheet::indices::counting::for_each_node;
use crate::sheet::meaning::applied::logistic;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Function, Name, Node};
use crate::sheet::types::Printed;

/// More sums in numbers alone are not looked through: nobody works so many.
const MOST_IN_NUMBERS: usize = 200;

/// A unit: what it is called before and after its function, and what it adds up.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// The name of the sum, and that of its function's value; one of the two at least.
    pub(super) net: Option<Name>,
    pub(super) output: Option<Name>,
    /// The products, each a weight and where it comes from.
    pub(super) edges: Vec<[Name; 2]>,
    pub(super) bias: Option<Name>,
    /// The chain that says so.
    pub(super) item: usize,
}

impl Unit {
    /// What the units after it take from it.
    pub(super) fn value(&self) -> Option<&Name> {
        self.output.as_ref().or(self.net.as_ref())
    }
}

/// The products and the lone term of a weighted sum of symbols.
#[derive(Clone)]
pub(super) struct Sum {
    pub(super) products: Vec<[Name; 2]>,
    pub(super) single: Option<Name>,
}

/// The units of the forward pass, in the order of the text, their outputs linked to their sums.
pub(super) fn units(items: &[Item], which: Which) -> Vec<Unit> {
    let named = Named { parameters: parameters(items), results: results(items), slopes: slopes(items) };
    let stated = stated(items);
    let mut units: Vec<Unit> = Vec::new();
    let mut in_numbers_left = MOST_IN_NUMBERS;
    for (index, item) in items.iter().enumerate() {
        let Item::Chain(chain) = item else { continue };
        // So many make up no network that anybody works.
        if units.len() > MOST_UNITS {
            break;
        }
        let mut all = sums(chain);
        if all.is_empty() && in_numbers_left > 0 && in_numbers::is_one(chain) {
            in_numbers_left -= 1;
            all.extend(in_numbers::sum(chain, &items[..index], &units, which));
        }
        let said = all.into_iter().flat_map(|said| said.one_by_one(&stated));
        for NamedSum { head, sum, is_applied } in said {
            let Some(edges) = edges(&sum, &units, &named) else { continue };
            let (net, output) = if is_applied { (None, Some(head)) } else { (Some(head), None) };
            units.push(Unit { net, output, edges, bias: sum.single, item: index });
        }
    }
    link(&mut units, items);
    for at in 0..units.len() {
        units[at].bias = units[at].bias.take().or_else(|| bias_left_out(&units[at], &units, &stated));
    }
    units
}

/// The bias that stands in the sums of other units of its kind, and is stated of this one, though its own sum
/// goes without.
fn bias_left_out(unit: &Unit, units: &[Unit], stated: &FxHashSet<String>) -> Option<Name> {
    let net = unit.net.as_ref()?;
    let of_sibling = |other: &Unit| {
        let (mut bias, other_net) = (other.bias.clone()?, other.net.as_ref()?);
        let last = bias.indices.last_mut()?;
        // c₁ beside net₁
        let by_number = net.indices.last().zip(other_net.indices.last());
        // The bias of h₁, which is what the unit of net₁ puts out.
        let by_output = unit.output.as_ref().zip(other.output.as_ref());
        let by_output = by_output.filter(|(_, its)| last.atom == Atom::Letters(its.key()));
        if let Some((own, _)) = by_output {
            last.atom = Atom::Letters(own.key());
        } else {
            *last = by_number.filter(|(_, its)| last == *its)?.0.clone();
        }
        (other_net.base == net.base).then_some(bias)
    };
    units.iter().filter_map(of_sibling).find(|bias| stated.contains(&bias.key()))
}

/// What is known of names, whatever sum they stand in.
struct Named {
    /// They are updated.
    parameters: FxHashSet<String>,
    /// They are the values of functions.
    results: FxHashSet<String>,
    /// Slopes are taken by them, as by no input.
    slopes: FxHashSet<String>,
}

/// The names that slopes are taken by.
fn slopes(items: &[Item]) -> FxHashSet<String> {
    let by = |chain: &Chain| match chain.left() {
        Some(Node::Slope(slope)) => Some(slope.by.key()),
        _ => None,
    };
    items.iter().filter_map(Item::chain).filter_map(by).collect()
}

/// The names of what functions give: u of `u = tanh(s)`.
fn results(items: &[Item]) -> FxHashSet<String> {
    let is_result = |chain: &&Chain| chain.has_side(|node| applied(node).is_some());
    items.iter().filter_map(Item::chain).filter(is_result).filter_map(Chain::name).map(Name::key).collect()
}

/// The names that something is said of.
fn stated(items: &[Item]) -> FxHashSet<String> {
    items.iter().filter_map(Item::name).map(Name::key).collect()
}

/// A weighted sum and what it, or its function's value, is called.
#[derive(Clone)]
pub(super) struct NamedSum {
    pub(super) head: Name,
    pub(super) sum: Sum,
    pub(super) is_applied: bool,
}

impl NamedSum {
    /// `n_k = α_k e₁ + γ_k` says it of every k of which all is stated.
    fn one_by_one(self, stated: &FxHashSet<String>) -> Vec<NamedSum> {
        let Some(letter) = free_letter(&self.head) else { return vec![self] };
        let of_unit = |number: u32| {
            let with = |name: &Name| name.with(&letter, number);
            let products: Vec<[Name; 2]> =
                self.sum.products.iter().map(|pair| pair.each_ref().map(with)).collect();
            let single = self.sum.single.as_ref().map(with);
            let is_stated = products.iter().flatten().chain(&single).all(|name| stated.contains(&name.key()));
            let sum = Sum { products, single };
            is_stated.then(|| NamedSum { head: with(&self.head), sum, is_applied: self.is_applied })
        };
        (1..=MOST_UNITS as u32).map_while(of_unit).collect()
    }
}

/// The one index letter of a name that stands for any number.
fn free_letter(name: &Name) -> Option<String> {
    name.is_general().then(|| {
        name.indices.iter().find_map(|index| match &index.atom {
            Atom::Letters(letters) => Some(letters.clone()),
            _ => None,
        })
    })?
}

/// Names that are updated, or that slopes are taken by.
fn parameters(items: &[Item]) -> FxHashSet<String> {
    let mut all = FxHashSet::default();
    for_each_node(items, |node| {
        node.for_each_name(&mut |name| {
            if name.updated {
                all.insert(name.key());
            }
        });
    });
    all
}

/// The weighted sums of a chain: what each is called, and whether a function is applied to it.
fn sums(chain: &Chain) -> Vec<NamedSum> {
    let is_error = |name: &Name| role::by_name(&name.base, 0, Role::Delta) >= 1.5;
    let is_head = |name: &&Name| !name.updated && !chain.becomes && !is_error(name);
    let Some(head) = chain.name().filter(is_head) else { return Vec::new() };
    let nodes = chain.sides.iter().filter_map(|side| side.node.as_ref());
    nodes
        .filter_map(|node| {
            let (argument, is_applied) = match applied(node) {
                Some((argument, _)) => (argument, true),
                None => (node, false),
            };
            let sum = weighted(argument)?;
            let is_circular = sum.products.iter().flatten().chain(&sum.single).any(|name| name.is_like(head));
            (!is_circular).then(|| NamedSum { head: head.clone(), sum, is_applied })
        })
        .collect()
}

/// The argument of a function that makes an activation of a sum, and which it is if it is named.
pub(super) fn applied(node: &Node) -> Option<(&Node, Option<Activation>)> {
    if let Some(argument) = logistic(node) {
        return Some((argument, Some(Activation::Sigmoid)));
    }
    match node {
        Node::Apply(Function::Activation(activation), arguments) => {
            Some((arguments.first()?, Some(*activation)))
        }
        Node::Apply(Function::Unnamed(_), arguments) => Some((arguments.first()?, None)),
        // ln(1 + e^z)
        Node::Apply(Function::Ln, arguments) => match arguments.first()? {
            Node::Sum(terms) => match &terms[..] {
                [_, Node::Apply(Function::Exp, inner)] => Some((inner.first()?, Some(Activation::Softplus))),
                _ => None,
            },
            _ => None,
        },
        Node::Apply(Function::Max, arguments) => {
            let argument =
                arguments.iter().find(|argument| !matches!(argument, Node::Number(_) | Node::Constant(_)))?;
            Some((argument, Some(Activation::Relu)))
        }
        Node::Quotient(over, under) => match (&**over, &**under) {
            (Node::Apply(Function::Exp, arguments), Node::Sum(_) | Node::Series { .. }) => {
                Some((arguments.first()?, Some(Activation::Softmax)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The terms of a weighted sum, where all are symbols: w₁ x₁ + w₂ x₂ + b.
fn weighted(node: &Node) -> Option<Sum> {
    let mut sum = Sum { products: Vec::new(), single: None };
    let terms = match node {
        Node::Sum(terms) => &terms[..],
        product => std::slice::from_ref(product),
    };
    for term in terms {
        match term {
            Node::Product(factors) => match &factors[..] {
                [Node::Name(one), Node::Name(other)] => sum.products.push([one.clone(), other.clone()]),
                _ => return None,
            },
            Node::Name(name) if sum.single.is_none() => sum.single = Some(name.clone()),
            _ => return None,
        }
    }
    let names = || sum.products.iter().flatten().chain(&sum.single);
    let is_plain = names().all(|name| !name.updated);
    (is_plain && !sum.products.is_empty()).then_some(sum)
}

/// Which factor of each product is the weight; `None` where the sum is none of a new unit.
fn edges(sum: &Sum, known: &[Unit], names: &Named) -> Option<Vec<[Name; 2]>> {
    let is_unit =
        |name: &Name| known.iter().any(|unit| unit.value().is_some_and(|value| value.is_like(name)));
    let is_source =
        |name: &Name| known.iter().flat_map(|unit| &unit.edges).any(|[_, from]| from.is_like(name));
    let is_weight =
        |name: &Name| known.iter().flat_map(|unit| &unit.edges).any(|[weight, _]| weight.is_like(name));
    let is_updated = |name: &Name| names.parameters.contains(&name.key());
    let is_result = |name: &Name| names.results.contains(&name.key());
    let has_slope = |name: &Name| names.slopes.contains(&name.key());
    let named = |name: &Name| role::by_name(&name.base, name.coordinate_count(), Role::Weight);
    // A weight leads to one unit: a sum with one that is known runs backwards, or says it again.
    if sum.products.iter().flatten().any(is_weight) {
        return None;
    }
    // A product alone is a sum only if it is one of a parameter.
    if let ([product], None) = (&sum.products[..], &sum.single)
        && !product.iter().any(is_updated)
    {
        return None;
    }
    let in_order = |[one, other]: &[Name; 2]| {
        // wPR names the P that it comes from.
        let names_other = |name: &Name, other: &Name| {
            name.key().len() > other.key().len() && name.key().contains(&other.key())
        };
        let score = |name: &Name, other: &Name| {
            let speaks = |is_so: bool, weight: f64| if is_so { weight } else { 0.0 };
            named(name)
                + speaks(is_updated(name), 4.0)
                + speaks(has_slope(name), 3.0)
                + speaks(names_other(name, other), 6.0)
                - speaks(is_unit(name) || is_source(name) || is_result(name), 8.0)
        };
        // Of equals, the first is the weight.
        if score(other, one) > score(one, other) {
            [other.clone(), one.clone()]
        } else {
            [one.clone(), other.clone()]
        }
    };
    Some(sum.products.iter().map(in_order).collect())
}

/// Finds what the function's value of each sum is called: `h = σ(net)` says it, or the next number.
fn link(units: &mut [Unit], items: &[Item]) {
    let chains = || items.iter().enumerate().filter_map(|(index, item)| Some((index, item.chain()?)));
    for (_, chain) in chains() {
        let Some(head) = chain.name().filter(|name| !name.updated) else { continue };
        for node in chain.sides[1..].iter().filter_map(|side| side.node.as_ref()) {
            let Some((Node::Name(argument), _)) = applied(node) else { continue };
            for unit in units.iter_mut() {
                let Some(net) = &unit.net else { continue };
                // c_k = φ(n_k) says it of every k, and so does c = φ(n) where no sum is called n.
                let number = net.coordinates().last().copied().unwrap_or(0);
                let is_of_all = [head, argument].iter().all(|name| name.indices.is_empty());
                let of_unit = |name: &Name| match free_letter(name) {
                    Some(letter) => name.with(&letter, number),
                    None if is_of_all => Name { indices: net.indices.clone(), ..name.clone() },
                    None => name.clone(),
                };
                if of_unit(argument).is_like(net) {
                    unit.output.get_or_insert_with(|| of_unit(head));
                }
            }
        }
    }
    // q₂ is to J₂ what q₁ is to J₁.
    for at in 0..units.len() {
        let Some(net) = units[at].net.clone().filter(|_| units[at].output.is_none()) else { continue };
        let sibling = units.iter().find_map(|unit| {
            let is_sibling = unit.net.as_ref().is_some_and(|other| other.family() == net.family());
            unit.output.as_ref().filter(|output| is_sibling && output.indices.len() == net.indices.len())
        });
        let output = sibling.map(|output| Name { indices: net.indices.clone(), ..output.clone() });
        units[at].output = output;
    }
    let sources: Vec<Name> =
        units.iter().flat_map(|unit| &unit.edges).map(|[_, from]| from.clone()).collect();
    let last_item = units.iter().map(|unit| unit.item).max().unwrap_or(0);
    for at in 0..units.len() {
        let Some(net) = units[at].net.clone().filter(|_| units[at].output.is_none()) else { continue };
        let Some(value) = result(items, units[at].item) else { continue };
        let is_taken = |name: &Name| {
            units
                .iter()
                .any(|unit| [&unit.net, &unit.output].into_iter().flatten().any(|other| other.is_like(name)))
        };
        // What has been said before is given.
        let before = chains().take_while(|(index, _)| *index < units[at].item);
        let is_number =
            |chain: &Chain| chain.sides.len() == 2 && chain.has_side(|node| node.number().is_some());
        let given: FxHashSet<String> = (before.filter(|(_, chain)| is_number(chain)))
            .filter_map(|(_, chain)| chain.name().map(Name::key))
            .collect();
        let found = chains().skip_while(|(index, _)| *index <= units[at].item).find_map(|(index, chain)| {
            let is_free = |name: &&Name| !name.updated && !is_taken(name) && !name.is_like(&net);
            let name = chain.name().filter(is_free).filter(|name| !given.contains(&name.key()))?;
            let is_source = sources.iter().any(|source| source.is_like(name));
            let is_next = index == units[at].item + 1;
            let fits = result(items, index).is_some_and(|printed| is_function(value, printed));
            // It may be the very mistake.
            let is_called_so = role::by_name(&name.base, name.coordinate_count(), Role::A) >= 1.2;
            let fits = fits || is_next && is_called_so && result(items, index).is_some();
            // The output layer's is the source of nothing.
            (fits && (is_source || is_next && units[at].item <= last_item)).then(|| name.clone())
        });
        units[at].output = found;
    }
}

/// The last number of a chain.
pub(super) fn result(items: &[Item], index: usize) -> Option<Printed> {
    let Item::Chain(chain) = &items[index] else { return None };
    chain.sides.iter().rev().find_map(|side| side.node.as_ref()?.number())
}

/// Whether a number is the value of some activation of another.
pub(super) fn is_function(net: Printed, output: Printed) -> bool {
    let (z, a) = (net.value.to_f64(), output.value.to_f64());
    let reach = 10_f64.powi(output.unit) + 0.5 * 10_f64.powi(net.unit);
    Activation::ALL
        .into_iter()
        .filter(|activation| *activation != Activation::Softmax)
        .any(|activation| (activation.value(z) - a).abs() <= reach)
}
