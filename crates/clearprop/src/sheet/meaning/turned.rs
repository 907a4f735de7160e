//! Symbols that are a quantity with the other sign: error signals t − o, which are minus a slope, and
//! thresholds that are taken off, which are minus a bias.

use rustc_hash::FxHashSet;

use super::Meanings;
use super::facts::{Fact, Facts, Left};
use super::role::Role;
use super::scheme::Scheme;
use super::values::{Values, figures, fit};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Atom, Entry, Name, Node};

impl Meanings {
    /// What the numbers say for a family as a role with the other sign: nothing where fewer than `least` or
    /// than half of them are that.
    pub(super) fn turned_numbers(
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

    /// δ_y with a symbol of its own is an error signal where the δ of the other units are.
    pub(super) fn turned_with_others(&mut self, facts: &Facts, values: &Values) {
        let base = |family: &str| facts.names.get(family).map(|name| name.base.as_str());
        let is_of = |fact: &Fact, family: &str| matches!(&fact.left, Left::Name(name) if !name.updated && name.family() == family);
        let is_turned = |family: &&String| {
            let meaning = self.table[*family];
            let of = (0..facts.facts.len()).filter(|&index| is_of(&facts.facts[index], family));
            let fits_turned = || {
                let role = (Role::Delta, meaning.scheme);
                self.turned_numbers(role, &of.collect::<Vec<_>>(), 1, facts, values).is_some()
            };
            // Where no number fits, for all carry an earlier mistake, an author has one sign for all.
            meaning.role == Role::Delta
                && self.turned.iter().any(|other| base(other) == base(family))
                && (meaning.numbers <= 0.0 || fits_turned())
        };
        let turned: Vec<String> = self.table.keys().filter(is_turned).cloned().collect();
        self.turned.extend(turned);
    }
}

/// Says of quantities what is said of the symbols of these families, so that all later steps know
/// quantities alone: δ = 0.3 becomes −δ = −0.3, and δ x within a formula (−(−δ)) x.
pub(super) fn turn(items: &mut [Item], families: &FxHashSet<String>) {
    let turn = Turn { families };
    for item in items {
        match item {
            Item::Chain(chain) => turn.chain(chain),
            Item::Loose(loose) => turn.symbols(&mut loose.node),
        }
    }
}

struct Turn<'a> {
    families: &'a FxHashSet<String>,
}

impl Turn<'_> {
    fn chain(&self, chain: &mut Chain) {
        let Some(left) = chain.sides.first().and_then(|side| side.node.as_ref()) else { return };
        let is_turned = self.is_turned(left);
        for node in chain.sides.iter_mut().skip(1).filter_map(|side| side.node.as_mut()) {
            self.symbols(node);
            if is_turned {
                negate(node);
            }
        }
        match chain.sides[0].node.as_mut() {
            // What belongs into a blank would be said of the quantity.
            _ if is_turned => chain.blank = None,
            Some(left) => self.symbols(left),
            None => {}
        }
    }

    /// Whether a left side is one of the symbols, or a vector of them.
    fn is_turned(&self, left: &Node) -> bool {
        match left {
            Node::Name(name) => self.is_one(name),
            Node::Matrix(rows) => rows.iter().flatten().all(|entry| self.is_turned(&entry.node)),
            _ => false,
        }
    }

    fn is_one(&self, name: &Name) -> bool {
        let is_one = |name: &Name| self.families.contains(&name.family());
        is_one(name) || is_one(&name.entry(&[1])) || name.is_general() && is_one(&counted(name))
    }

    /// Puts a minus before each of the symbols.
    fn symbols(&self, node: &mut Node) {
        node.for_each_part_mut(&mut |part| match part {
            Node::Name(name) if self.is_one(name) => negate(part),
            Node::Negative(inner) => {
                if let Node::Negative(twice) = &mut **inner {
                    *part = std::mem::replace(twice, Node::Other);
                }
            }
            _ => {}
        });
    }
}

/// The symbol that stands for any of a family: the δ_k of a sum over k is one of δ₁, δ₂, ….
fn counted(name: &Name) -> Name {
    let mut name = name.clone();
    for index in &mut name.indices {
        if matches!(&index.atom, Atom::Letters(letters) if letters.len() == 1) {
            index.atom = Atom::Any;
        }
    }
    name
}

/// The chain with the other sign on every side.
pub(crate) fn of_the_other_sign(chain: &Chain) -> Chain {
    let mut sides = chain.sides.clone();
    sides.iter_mut().filter_map(|side| side.node.as_mut()).for_each(negate);
    Chain { sides, ..*chain }
}

/// −x for x; of a vector each entry.
fn negate(node: &mut Node) {
    match node {
        Node::Number(printed) => *printed = printed.negated(),
        Node::Constant(number) => *number = -*number,
        Node::Matrix(rows) => rows.iter_mut().flatten().for_each(|Entry { node, .. }| negate(node)),
        Node::Other => {}
        node => {
            *node = match std::mem::replace(node, Node::Other) {
                Node::Negative(inner) => *inner,
                inner => Node::Negative(Box::new(inner)),
            }
        }
    }
}
