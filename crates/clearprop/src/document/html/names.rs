//! The quantities that a page speaks of, numbered as they come.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::Serialize;

use crate::document::blank::is_left_out;
use crate::document::{Named, Speller};
use crate::math::Decimal;
use crate::quantity::{Kind, Quantity};

/// Quantities and their numbers in the page.
pub(super) struct Names {
    quantities: Vec<Quantity>,
    numbers: FxHashMap<Quantity, usize>,
    /// Where in the page the MathML of a symbol or number stands for the first time. It is found by its
    /// place in memory, since all parts of a page share it, and is kept so that nothing else takes that place.
    pub(super) written: FxHashMap<*const Named, (Arc<Named>, Range<usize>)>,
}

/// What the page's script knows of a quantity: its name, its value and whether its digits stay
/// as they are, being those of the network file.
#[derive(Serialize)]
pub(super) struct Known(String, String, u8);

impl Names {
    /// No names yet, with room for those of so many steps; of many steps a page shows only some.
    pub(super) fn for_steps(steps: usize) -> Names {
        let room = steps.min(1 << 10);
        Names {
            quantities: Vec::with_capacity(room),
            numbers: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            written: FxHashMap::with_capacity_and_hasher(2 * room, FxBuildHasher),
        }
    }

    /// The number of a quantity.
    pub(super) fn number(&mut self, quantity: Quantity) -> usize {
        *self.numbers.entry(quantity).or_insert_with(|| {
            self.quantities.push(quantity);
            self.quantities.len() - 1
        })
    }

    /// What is known of each.
    pub(super) fn known(&self, spellers: &[Speller]) -> Vec<Known> {
        let known = |&quantity: &Quantity| {
            let id = quantity.to_string();
            if quantity.kind == Kind::LearningRate {
                let rate = Decimal::from_f64(spellers[0].derivation.network.learning_rate);
                return Known(id, rate.to_string(), 1);
            }
            if spellers.iter().any(|one| is_left_out(one.derivation, &one.layout.blanks, quantity)) {
                return Known(id, "____".into(), 1);
            }
            let speller = spellers.iter().find(|speller| speller.derivation.step(quantity).is_some());
            // A lesson may name what this style goes round, and no other style is at hand.
            let Some(speller) = speller else { return Known(id, "not worked here".into(), 1) };
            let (value, keeps_digits) = speller.value(quantity);
            Known(id, value.to_string(), u8::from(keeps_digits))
        };
        self.quantities.iter().map(known).collect()
    }
}
