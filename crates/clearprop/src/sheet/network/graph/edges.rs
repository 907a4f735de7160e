//! The units of a network whose weights are named by their ends, `p → r` or `w(p to r)`, with no
//! weighted sum written in symbols: what each sum is called is seen from its value.

use super::units::{Unit, is_function};
use super::{is_same, node_of};
use crate::sheet::indices::compared::compared;
use crate::sheet::meaning::facts::{Fact, Facts, Left};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name};
use crate::sheet::types::{Printed, Span};

/// The weights of a network of named neurons stand among so many first facts.
const MOST_FACTS: usize = 1_000;

/// Units from stated edges, in the order in which their weights are stated.
pub(super) fn units(items: &[Item], facts: &Facts) -> Vec<Unit> {
    let facts = &facts.facts[..facts.facts.len().min(MOST_FACTS)];
    let mut units: Vec<Unit> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.direct) {
        let Left::Name(name) = &fact.left else { continue };
        let ("w", false, [from, to]) = (&*name.base, name.updated, &name.indices[..]) else { continue };
        let (Some(from), Some(to)) = (node(facts, from), node(facts, to)) else { continue };
        let edge = [name.clone(), from];
        match units.iter_mut().find(|unit| unit.output.as_ref().is_some_and(|output| is_same(output, &to))) {
            Some(unit) if !unit.edges.iter().any(|known| is_same(&known[0], name)) => unit.edges.push(edge),
            Some(_) => {}
            None => units.push(Unit {
                net: None,
                output: Some(to),
                edges: vec![edge],
                bias: None,
                item: fact.item,
            }),
        }
    }
    let nodes: Vec<Option<Name>> = units.iter().map(|unit| unit.output.clone()).collect();
    for (at, node) in nodes.iter().enumerate() {
        let Some(node) = node.clone() else { continue };
        take_from_outputs(&mut units, at, &nodes);
        let is_bias = |name: &Name| role::by_name(&name.base, 0, Role::Bias) >= 2.0;
        units[at].bias = of_node(facts, &node, is_bias).or_else(|| stated_of(facts, &node));
        let is_net = |name: &Name| {
            ![Role::Bias, Role::Delta, Role::Loss, Role::Target, Role::A]
                .iter()
                .any(|&role| role::by_name(&name.base, 0, role) >= 1.4)
                && units[at].bias.as_ref().is_none_or(|bias| !is_same(bias, name))
        };
        let net = of_node(facts, &node, is_net).or_else(|| by_value(facts, &units, at));
        let is_output = |name: &Name| role::by_name(&name.base, 0, Role::A) >= 2.0;
        let has_value = facts.iter().any(|fact| is_value_of(fact, &node));
        if !has_value && of_node(facts, &node, is_output).is_none() {
            // `output neuron`: what it gives has a symbol of its own.
            units[at].output = net.as_ref().and_then(|net| output(items, facts, net)).or(Some(node));
        }
        units[at].net = net;
    }
    // Weights may lead back to units that were stated before.
    (0..units.len()).for_each(|at| take_from_outputs(&mut units, at, &nodes));
    units
}

/// Others take from what a unit puts out, whatever its node is called.
fn take_from_outputs(units: &mut [Unit], at: usize, nodes: &[Option<Name>]) {
    let outputs: Vec<Option<Name>> = units.iter().map(|unit| unit.output.clone()).collect();
    for [_, from] in &mut units[at].edges {
        let is_it = |node: &Option<Name>| node.as_ref().is_some_and(|node| is_same(node, from));
        if let Some(output) = nodes.iter().position(is_it).and_then(|at| outputs[at].clone()) {
            *from = output;
        }
    }
}

/// The node that an end of an edge names.
fn node(facts: &[Fact], end: &Index) -> Option<Name> {
    let letters = match &end.atom {
        Atom::Letters(letters) => letters.clone(),
        Atom::Node(letter) => letter.to_string(),
        _ => return None,
    };
    let stated = facts.iter().find_map(|fact| match &fact.left {
        Left::Name(name) if !name.updated && name.key() == letters => Some(name.clone()),
        _ => None,
    });
    let plain = Name { base: letters, indices: Vec::new(), updated: false, span: Span::default() };
    Some(stated.unwrap_or(plain))
}

/// A name with this node for its index: s_p.
fn of_node(facts: &[Fact], node: &Name, is_it: impl Fn(&Name) -> bool) -> Option<Name> {
    facts.iter().find_map(|fact| match &fact.left {
        Left::Name(name) if node_of(name).is_some_and(|key| key == node.key()) && is_it(name) => {
            Some(Name { updated: false, ..name.clone() })
        }
        _ => None,
    })
}

/// What is stated of a node, with a letter of its own, before anything is worked out: k(c1) = −0.3.
fn stated_of(facts: &[Fact], node: &Name) -> Option<Name> {
    let worked = facts.iter().position(|fact| !fact.direct).unwrap_or(facts.len());
    let is_other = |role: Role, name: &Name| role::by_name(&name.base, 0, role) >= 1.4;
    let others = [Role::Target, Role::Delta, Role::Loss, Role::Z, Role::A];
    of_node(&facts[..worked], node, |name| !others.iter().any(|&role| is_other(role, name)))
}

fn is_value_of(fact: &Fact, of: &Name) -> bool {
    matches!(&fact.left, Left::Name(name) if !name.updated && is_same(name, of))
}

fn value(facts: &[Fact], of: &Name) -> Option<f64> {
    facts.iter().find(|fact| is_value_of(fact, of)).map(|fact| fact.printed.value.to_f64())
}

/// The symbol whose value is the weighted sum of a unit.
fn by_value(facts: &[Fact], units: &[Unit], at: usize) -> Option<Name> {
    let unit = &units[at];
    let bias = match &unit.bias {
        Some(bias) => value(facts, bias)?,
        None => 0.0,
    };
    let mut sum = 0.0;
    for [weight, from] in &unit.edges {
        sum += value(facts, weight)? * value(facts, from)?;
    }
    let is_taken = |name: &Name| {
        if role::by_name(&name.base, 0, Role::Bias) >= 2.0 {
            return true;
        }
        let nodes = units.iter().flat_map(|unit| [&unit.net, &unit.output]).flatten();
        nodes
            .chain(units.iter().flat_map(|unit| unit.edges.iter().flatten()))
            .any(|known| is_same(known, name))
    };
    let with_value = |worth: f64| {
        facts.iter().find_map(|fact| match &fact.left {
            Left::Name(name) if !name.updated && fits(fact.printed, worth) && !is_taken(name) => {
                Some(name.clone())
            }
            _ => None,
        })
    };
    // Its author may have left the bias out.
    with_value(sum + bias).or_else(|| with_value(sum))
}

fn fits(printed: Printed, value: f64) -> bool {
    (printed.value.to_f64() - value).abs() <= 1.5 * 10_f64.powi(printed.unit).min(0.01)
}

/// What is worked out of the net input, or else compared with a stated target.
fn output(items: &[Item], facts: &[Fact], net: &Name) -> Option<Name> {
    let sum = facts.iter().find(|fact| is_value_of(fact, net))?;
    let worked = facts.iter().find_map(|fact| match &fact.left {
        Left::Name(name)
            if fact.item > sum.item
                && !name.updated
                && fact.item <= sum.item + 2
                && is_function(sum.printed, fact.printed) =>
        {
            Some(name.clone())
        }
        _ => None,
    });
    worked.or_else(|| {
        compared(items).into_iter().find_map(|[one, other]| {
            let is_stated = |name: &Name| facts.iter().any(|fact| fact.direct && is_value_of(fact, name));
            match (is_stated(&one), is_stated(&other)) {
                (true, false) => Some(other),
                (false, true) => Some(one),
                _ => None,
            }
        })
    })
}
