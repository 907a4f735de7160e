//! The solution as a program that works it again and prints the same numbers.

mod numpy;
mod pytorch;

use super::Layout;
use crate::Network;
use crate::backprop::Derivation;
use crate::math::Rounding;

pub(super) use numpy::{check, definitions, write as numpy};
pub(super) use pytorch::write as pytorch;

/// Doubles carry some fifteen figures, and a sum of several loses a few of them.
const MOST_DIGITS: u32 = 10;

/// Functions that the program is put together from, each as it stands in it.
type Code = &'static str;

/// Prints numbers as the page does.
fn rounding(derivation: &Derivation, layout: &Layout) -> String {
    let Rounding { digits, cut } = layout.rounding;
    let way = if cut { "ROUND_DOWN" } else { "ROUND_HALF_UP" };
    let code = include_str!("rounding.py");
    code.replace("<digits>", &digits.min(MOST_DIGITS).to_string())
        .replace("<way>", way)
        .replace("<noise>", &python_number(noise(derivation)))
}

/// What may be left in doubles where the result is zero, below every number that is not.
fn noise(derivation: &Derivation) -> f64 {
    let magnitudes = derivation.steps.iter().filter(|step| !step.value.is_zero());
    let values = magnitudes.map(|step| step.value.to_f64().abs());
    let (smallest, largest) = values.fold((1.0_f64, 1.0_f64), |(s, l), value| (s.min(value), l.max(value)));
    (1e-14 * largest).min(smallest / 1000.0)
}

/// A double as Python reads it.
fn python_number(value: f64) -> String {
    format!("{value:?}")
}

fn list(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(|&value| python_number(value)).collect::<Vec<_>>().join(", "))
}

/// The network as data: `tensor` makes an array of a list, `parameter` one that is learnt.
fn network(network: &Network, tensor: (&str, &str), parameter: (&str, &str)) -> String {
    let array = |text: &str, (before, after): (&str, &str)| format!("{before}{text}{after}");
    let mut out = format!(
        "# weights[l][j, k] leads into layer l + 1 from neuron j of the layer before to neuron k.\n\
         learning_rate = {}\nweights = [\n",
        python_number(network.learning_rate)
    );
    for layer in &network.layers {
        let rows: Vec<String> = (0..layer.inputs()).map(|j| list(layer.weights.row(j))).collect();
        let one_line = format!("[{}]", rows.join(", "));
        let text = match one_line.len() {
            ..=80 => one_line,
            _ => format!("[\n        {},\n    ]", rows.join(",\n        ")),
        };
        put!(out, "    {},\n", array(&text, parameter));
    }
    out.push_str("]\nbiases = [\n");
    for layer in &network.layers {
        put!(out, "    {},\n", array(&list(&layer.bias), parameter));
    }
    out.push_str("]\nsamples = [  # input, target\n");
    for sample in &network.samples {
        let (input, target) = (array(&list(&sample.input), tensor), array(&list(&sample.target), tensor));
        put!(out, "    ({input}, {target}),\n");
    }
    out.push_str("]\n");
    out
}

/// Each once, in the order in which they first stand.
fn distinct<T: Copy + PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}
