//! Which families of symbols are given, and what each of them is: an input, a target, a parameter, the rate.

use rustc_hash::FxHashMap;

use super::not_given::is_true_value;
use crate::sheet::indices::nodes::Nodes;
use crate::sheet::meaning::facts::{Evidence, Fact, Facts, Left};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::tree::{Atom, Index, Name};

/// The family that is stated before the first result, never worked out and of no other part; one that
/// weights stand beside, if there is any.
pub(super) fn unusual_inputs(
    facts: &Facts,
    nodes: &Nodes,
    roles: &FxHashMap<String, Role>,
) -> Option<String> {
    let worked_from = first_result(facts, nodes);
    let is_free = |(family, evidence): &(&String, &Evidence)| {
        let uses = evidence.worked + evidence.results + evidence.sums + evidence.applied + evidence.updated;
        evidence.direct > 0
            && evidence.first < worked_from
            && uses + evidence.of + evidence.by == 0
            && !roles.contains_key(*family)
    };
    let is_beside = |family: &String| {
        let vector = facts.with_vector(family);
        role::weights_beside(&vector).into_iter().any(|weight| weight >= 1.0)
    };
    let free = facts.families.iter().filter(is_free);
    free.min_by_key(|(family, evidence)| (!is_beside(family), evidence.first))
        .map(|(family, _)| family.clone())
}

/// Whether the one index of a symbol is the letter of an input.
pub(super) fn is_of_input(name: &Name, nodes: &Nodes) -> bool {
    match &name.indices[..] {
        [Index { atom: Atom::Node(node), .. }] => nodes.place(*node).is_some_and(|(layer, _)| layer == 0),
        _ => false,
    }
}

/// The chain with the first result: a number that is worked out, or said of what is never given.
pub(super) fn first_result(facts: &Facts, nodes: &Nodes) -> usize {
    let is_result = |fact: &&Fact| match &fact.left {
        Left::Slope(_) => true,
        Left::Name(_) if !fact.direct => true,
        Left::Name(name) => {
            let is_node = nodes.of_base(name).is_some_and(|(layer, _)| layer == 0);
            let family = facts.families.get(&name.family());
            let best = family.and_then(|evidence| best_role(name, evidence, facts));
            !is_node
                && !is_of_input(name, nodes)
                && !name.coordinates().contains(&0)
                && best.is_some_and(|(role, score)| !role.is_given() && score >= 1.8)
        }
    };
    facts.facts.iter().find(is_result).map_or(usize::MAX, |fact| fact.item)
}

/// What a family of symbols most likely is, and how much speaks for it.
fn best_role(name: &Name, evidence: &Evidence, facts: &Facts) -> Option<(Role, f64)> {
    let beside = role::weights_beside(evidence);
    // A raised figure is a layer: u¹₂ is a unit, u₁₂ a weight.
    let raised = name.indices.iter().filter(|index| index.raised && matches!(index.atom, Atom::Number(_)));
    let coordinates = name.coordinate_count() - raised.count();
    let in_loss = facts.in_loss.contains(&name.base);
    let is_threshold = facts.is_threshold(name);
    // v = tanh(u) says that neither is given; of y_d it says nothing that y₃ = σ(z₃).
    let has_word = name.indices.iter().any(|index| matches!(index.atom, Atom::Letters(_)));
    // Beside y_{pred} it is y_{pred} that is worked, and not y.
    let of_other =
        || ["pred", "out"].iter().any(|side| facts.families.contains_key(&format!("{}_{side}", name.base)));
    let is_worked = facts.function_of.contains_key(&name.base)
            && (evidence.results > 0 || !has_word && !of_other())
        // The x of σ(x) = 1/(1 + e^{−x}) is any number.
        || name.base != "x" && facts.families.get(&name.base).is_some_and(|bare| bare.applied > 0);
    let side = name.indices.iter().find_map(|index| match &index.atom {
        Atom::Letters(letters) => role::by_side(letters),
        _ => None,
    });
    // r = hU + d: the entries of a vector that is a term by itself.
    let vector = name.family().strip_suffix('#').and_then(|vector| facts.families.get(vector));
    let is_added = vector.is_some_and(|vector| vector.singles > 0);
    let score = |role: Role| {
        role::by_name(&name.base, coordinates, role) - if is_worked && role.is_given() { 2.0 } else { 0.0 }
            + role::by_use(evidence, coordinates, role, &beside)
            + if is_threshold && role == Role::Bias { 2.0 } else { 0.0 }
            + if is_added && role == Role::Bias { 1.0 } else { 0.0 }
            + match role {
                Role::Target if in_loss => 1.5,
                Role::Bias | Role::Weight if in_loss => -1.5,
                _ => 0.0,
            }
            + if evidence.said == Some(role) { 1.5 } else { 0.0 }
            + if side == Some(role) { 1.5 } else { 0.0 }
    };
    let scores = Role::ALL.map(|role| (role, score(role)));
    // Of equals the first.
    let by_score = |(one, first): &(Role, f64), (other, second): &(Role, f64)| {
        first.total_cmp(second).then(other.cmp(one))
    };
    scores.into_iter().max_by(by_score)
}

/// What a symbol that no line gives a value is, where it is one that is given.
pub(super) fn given_role(name: &Name, facts: &Facts) -> Option<Role> {
    let evidence = facts.families.get(&name.family())?;
    let (role, score) = best_role(name, evidence, facts)?;
    Some(role).filter(|role| role.is_given() && score > 0.5)
}

/// The role of each family whose values are given, if its best role is such a one.
pub(super) fn roles(text: &str, facts: &Facts, nodes: &Nodes) -> FxHashMap<String, Role> {
    let mut roles = FxHashMap::default();
    // What outputs are called, and never worked out: `output data: o₁ = 0.01`.
    let mut outputs: Vec<&String> = Vec::new();
    let mut unused: Vec<&String> = Vec::new();
    for (family, evidence) in facts.families.iter().filter(|(_, evidence)| evidence.direct > 0) {
        let Some(name) = facts.names.get(family) else { continue };
        if nodes.of_base(name).is_some_and(|(layer, _)| layer == 0) {
            roles.insert(family.clone(), Role::Input);
            continue;
        }
        if name.is_step() || is_true_value(name, evidence, facts) {
            continue;
        }
        if name.indices.is_empty() && role::is_called_rate(text, &name.base) {
            roles.insert(family.clone(), Role::Rate);
            continue;
        }
        let Some((best, score)) = best_role(name, evidence, facts) else { continue };
        let is_worked = evidence.worked + evidence.results + evidence.sums + evidence.applied > 0
            || facts.function_of.contains_key(&name.base);
        if best.is_given() && score > 0.5 {
            roles.insert(family.clone(), best);
        } else if best == Role::A && score >= 1.2 && !is_worked && evidence.of + evidence.by == 0 {
            outputs.push(family);
        } else if !is_worked && evidence.of + evidence.by + evidence.updated == 0 && family.ends_with('#') {
            unused.push(family);
        }
    }
    // E₁ = 0.25, E₂ = 0.7: what is given, never worked out and no parameter is what comes in.
    if !roles.values().any(|role| *role == Role::Input)
        && let Some(first) = unused.into_iter().min_by_key(|family| facts.families[*family].first)
    {
        roles.insert(first.clone(), Role::Input);
    }
    if !roles.values().any(|role| *role == Role::Target)
        && let Some(first) = outputs.into_iter().min_by_key(|family| facts.families[*family].first)
    {
        roles.insert(first.clone(), Role::Target);
    }
    roles
}
