//! Error signals: δ as minus the slope, which is no quantity of ours.

use super::Meanings;
use super::facts::{Fact, Facts, Left};
use super::role::Role;
use super::values::Values;

impl Meanings {
    /// δ_y with a symbol of its own is an error signal where the δ of the other units are.
    pub(super) fn turned_with_others(&mut self, facts: &Facts, values: &Values) {
        let base = |family: &str| facts.names.get(family).map(|name| name.base.as_str());
        let is_of = |fact: &Fact, family: &str| matches!(&fact.left, Left::Name(name) if !name.updated && name.family() == family);
        let is_turned = |family: &&String| {
            let meaning = self.table[*family];
            let of = (0..facts.facts.len()).filter(|&index| is_of(&facts.facts[index], family));
            meaning.role == Role::Delta
                && self.turned.keys().any(|other| base(other) == base(family))
                && self.is_turned((Role::Delta, meaning.scheme), &of.collect::<Vec<_>>(), 1, facts, values)
        };
        let turned: Vec<String> = self.table.keys().filter(is_turned).cloned().collect();
        for family in turned {
            if let Some(meaning) = self.table.remove(&family) {
                self.turned.insert(family, meaning.scheme);
            }
        }
    }
}
