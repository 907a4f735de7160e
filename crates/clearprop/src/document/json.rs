//! One JSON object with every quantity, for other programs.

use serde::Serialize;

use super::tex::tex;
use super::{Layout, Speller};
use crate::backprop::Derivation;

#[derive(Serialize)]
struct Object<'a> {
    method: &'a str,
    notation: &'a str,
    learning_rate: f64,
    quantities: Vec<Quantity>,
}

#[derive(Serialize)]
struct Quantity {
    id: String,
    value: Value,
    printed: String,
    symbol: String,
    formula: String,
    rule: &'static str,
}

/// A JSON number with all the digits that there are: a value beyond the range of doubles is
/// still a number, though most readers will make infinity of it.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Double(f64),
    Beyond(Box<serde_json::value::RawValue>),
}

/// Writes every quantity of a solution in the order of working.
pub(super) fn write(derivation: &Derivation, layout: &Layout) -> String {
    let speller = Speller::new(derivation, layout);
    let quantity = |step: &crate::backprop::Step| {
        let value = step.value.to_f64();
        Quantity {
            id: step.quantity.to_string(),
            value: if value.is_finite() {
                Value::Double(value)
            } else {
                let text = step.value.to_string();
                Value::Beyond(serde_json::value::RawValue::from_string(text).expect("a JSON number"))
            },
            printed: speller.digits(step.quantity),
            symbol: tex(&speller.symbol(step.quantity)),
            formula: derivation
                .formula(step.quantity)
                .map_or(String::new(), |formula| tex(&speller.in_symbols(&formula))),
            rule: step.rule.name(),
        }
    };
    let object = Object {
        method: derivation.options.method.name(),
        notation: &layout.notation.name,
        learning_rate: derivation.network.learning_rate,
        quantities: derivation.steps.iter().map(quantity).collect(),
    };
    let mut text = serde_json::to_string(&object).expect("plain data");
    text.push('\n');
    text
}
