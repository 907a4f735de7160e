//! Every number that a sheet prints, against which possible networks are held.

use crate::Network;
use crate::backprop::Method;
use crate::math::Activation;
use crate::quantity::{Kind, Variable};
use crate::sheet::meaning::facts::Facts;
use crate::sheet::meaning::values::{self, figures};
use crate::sheet::types::Printed;

/// The printed numbers in ascending order, and what functions were applied to.
pub(super) struct Evidence {
    numbers: Vec<Number>,
    /// Functions that are applied to a number with figures enough: the number and its unit.
    applied: Vec<(Activation, f64, f64)>,
    last_applied: Option<Activation>,
}

/// What printed numbers may say of a network.
#[derive(Default)]
pub(super) struct Worked {
    /// All that is worked out, in ascending order. What is given explains nothing.
    values: Vec<f64>,
    /// Those of them that are the loss or a term of it.
    pub(super) losses: Vec<f64>,
}

struct Number {
    value: f64,
    unit: f64,
    /// How much it proves: few figures fit many values by chance.
    weight: f64,
}

impl Evidence {
    pub(super) fn of(facts: &Facts, loose: &[Printed]) -> Evidence {
        let printed = facts.facts.iter().map(|fact| fact.printed).chain(loose.iter().copied());
        let mut numbers: Vec<Number> = printed
            .filter(|number| figures(*number) >= 2)
            .map(|number| Number {
                value: number.value.to_f64(),
                unit: 10_f64.powi(number.unit),
                weight: if figures(number) >= 3 { 1.0 } else { 0.4 },
            })
            .collect();
        numbers.sort_by(|one, other| one.value.total_cmp(&other.value));
        numbers.dedup_by(|one, other| one.value == other.value);
        let applied = facts
            .applied
            .iter()
            .filter(|(_, argument)| figures(*argument) >= 2)
            .map(|(function, argument)| (*function, argument.value.to_f64(), 10_f64.powi(argument.unit)))
            .collect();
        Evidence { numbers, applied, last_applied: facts.last_applied() }
    }

    /// How well some printed number says this value.
    pub(super) fn says(&self, value: f64) -> f64 {
        let reach = 0.02 * value.abs() + 0.02;
        let from = self.numbers.partition_point(|number| number.value < value - reach);
        let near = self.numbers[from..].iter().take_while(|number| number.value <= value + reach);
        near.map(|number| number.says(value)).fold(0.0, f64::max)
    }

    /// The functions that the sheet applies to these net inputs of a layer.
    pub(super) fn applied_to(&self, z: &[f64]) -> Vec<Activation> {
        let is_shown = |shown: f64, unit: f64| z.iter().any(|z| (shown - z).abs() <= 1.000_001 * unit);
        let to_them = self.applied.iter().filter(|(_, shown, unit)| is_shown(*shown, *unit));
        to_them.map(|(function, ..)| *function).collect()
    }

    /// How well the sheet says what the outputs apply: the last function before the way back.
    pub(super) fn says_output(&self, activation: Activation) -> f64 {
        if self.last_applied == Some(activation) { 0.7 } else { 0.0 }
    }

    /// How much all printed numbers could prove.
    pub(super) fn total(&self) -> f64 {
        self.numbers.iter().map(|number| number.weight).sum()
    }

    /// How many of the printed numbers some quantity of a network explains.
    pub(super) fn explained_by(&self, worked: &Worked) -> f64 {
        let all = &worked.values;
        let explained = |number: &Number| {
            let reach = 6.0 * number.unit;
            let from = all.partition_point(|value| *value < number.value - reach);
            let near = all[from..].iter().take_while(|value| **value <= number.value + reach);
            near.map(|value| number.says(*value)).fold(0.0, f64::max)
        };
        self.numbers.iter().map(explained).sum()
    }
}

/// How well the functions that a sheet applies to the net inputs of a layer say that it has this one.
pub(super) fn says_function(applied: &[Activation], activation: Activation) -> f64 {
    let says = |function: &Activation| if *function == activation { 2.0 } else { -2.0 };
    applied.iter().map(says).fold(0.0, |all: f64, one| all + one).clamp(-6.0, 6.0)
}

impl Worked {
    pub(super) fn of(network: &Network, method: Method) -> Worked {
        let mut worked = Worked::default();
        values::work(network, method, &mut |quantity, value| match quantity.kind {
            Kind::LearningRate
            | Kind::Plain(
                Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..),
            ) => {}
            kind => {
                worked.values.push(value);
                if matches!(kind, Kind::Plain(Variable::Loss | Variable::LossTerm(_))) {
                    worked.losses.push(value);
                }
            }
        });
        worked.values.sort_unstable_by(f64::total_cmp);
        worked
    }
}

impl Number {
    fn says(&self, value: f64) -> f64 {
        let distance = (self.value - value).abs();
        if distance <= 1.000_001 * self.unit {
            self.weight
        } else if distance <= 6.0 * self.unit && self.weight == 1.0 {
            0.4
        } else {
            0.0
        }
    }
}
