//! The values: every formula worked in numbers wide enough that each printed digit is right.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{Derivation, Formulas, Method, Options, Rule, Section, Step};
use crate::math::{Activation, Decimal, Float, Real};
use crate::plain::Parameters;
use crate::quantity::{Kind, Quantity, Variable};
use crate::{Error, Network};

/// How many limbs of 64 bits the numbers have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Width {
    W4,
    W8,
    W16,
    W64,
    W256,
}

/// Works the lines in order.
pub(super) fn work(
    formulas: &Formulas,
    options: &Options,
    order: Vec<Quantity>,
) -> Result<Derivation, Error> {
    match width_needed(formulas.network)? {
        Width::W4 => work_in::<4>(formulas, options, order),
        Width::W8 => work_in::<8>(formulas, options, order),
        Width::W16 => work_in::<16>(formulas, options, order),
        Width::W64 => work_in::<64>(formulas, options, order),
        Width::W256 => work_in::<256>(formulas, options, order),
    }
}

/// The width in which every printed digit is right.
pub(super) fn width_needed(network: &Network) -> Result<Width, Error> {
    match bits_needed(network) {
        ..=200 => Ok(Width::W4),
        201..=400 => Ok(Width::W8),
        401..=900 => Ok(Width::W16),
        901..=4_000 => Ok(Width::W64),
        4_001..=16_000 => Ok(Width::W256),
        _ => Err(Error::Value(
            "a pre-activation is so large that 1 − a would have more than 4,000 zeros; \
             scale the inputs or the weights down"
                .into(),
        )),
    }
}

/// The bits that make 1 − a of the most saturated neuron right: as many as it has zeros in
/// front, those of the square of the largest pre-activation, and 128 for the figures and for what
/// cancels later.
fn bits_needed(network: &Network) -> u64 {
    let parameters = Parameters::<f64>::of(network, Method::Standard);
    let (mut lost, mut largest_of_all): (f64, f64) = (0.0, 1.0);
    for sample in &network.samples {
        for (layer, values) in network.layers.iter().zip(parameters.forward(&sample.input)) {
            let largest = values
                .z
                .iter()
                .fold(0.0_f64, |largest, z| largest.max(if z.is_nan() { f64::INFINITY } else { z.abs() }));
            let e_folds = match layer.activation {
                Activation::Identity
                | Activation::Relu
                | Activation::LeakyRelu
                | Activation::Elu
                | Activation::Gelu => 0.0,
                Activation::Sigmoid | Activation::Softplus | Activation::Silu => largest,
                Activation::Tanh | Activation::Softmax => 2.0 * largest,
            };
            lost = lost.max(e_folds);
            largest_of_all = largest_of_all.max(largest);
        }
    }
    let bits = lost * std::f64::consts::LOG2_E + 2.0 * libm::log2(largest_of_all);
    128_u64.saturating_add(bits as u64)
}

fn work_in<const LIMBS: usize>(
    formulas: &Formulas,
    options: &Options,
    order: Vec<Quantity>,
) -> Result<Derivation, Error> {
    let rate = Float::constant(formulas.network.learning_rate);
    let mut steps: Vec<Step> = Vec::with_capacity(order.len());
    let mut values: Vec<Float<LIMBS>> = Vec::with_capacity(order.len());
    // Where each quantity stands in both.
    let mut positions = FxHashMap::with_capacity_and_hasher(order.len(), FxBuildHasher);
    let mut after_fails = None;
    for quantity in order {
        let section = Section::of(quantity, formulas.network);
        let (rule, formula, exact, decimal) = match formulas.of(quantity) {
            None => {
                let decimal = Decimal::from_f64(given(formulas.network, quantity));
                (Rule::Given, None, Float::from_decimal(&decimal), Some(decimal))
            }
            Some((rule, formula)) => {
                let value = formula.evaluate(&|symbol: &Quantity| match positions.get(symbol) {
                    Some(&at) => values[at],
                    None if symbol.kind == Kind::LearningRate => rate,
                    None => panic!("{symbol} is worked before {quantity}"),
                });
                (rule, Some(formula), value, value.to_decimal())
            }
        };
        let Some(decimal) = decimal else {
            let value = |symbol| positions.get(&symbol).map(|&at: &usize| values[at].to_f64());
            let error = infinite(formulas, quantity, value);
            if section == Section::After {
                after_fails = Some(error);
                break;
            }
            return Err(error);
        };
        let value = match options.by_hand {
            Some(rounding) if formula.is_some() => decimal.rounded(rounding),
            _ => decimal,
        };
        positions.insert(quantity, steps.len());
        values.push(if value == decimal { exact } else { Float::from_decimal(&value) });
        steps.push(Step { section, quantity, rule, formula, value });
    }
    let (network, options) = (formulas.network.clone(), options.clone());
    Ok(Derivation { network, options, steps, after_fails, positions })
}

/// What the network file says of a quantity.
pub(super) fn given(network: &Network, quantity: Quantity) -> f64 {
    let sample = &network.samples[quantity.sample.map_or(0, |sample| sample as usize - 1)];
    let at = |index: u32| index as usize - 1;
    match quantity.kind {
        Kind::LearningRate => network.learning_rate,
        Kind::Plain(Variable::Input(j)) => sample.input[at(j)],
        Kind::Plain(Variable::Target(k)) => sample.target[at(k)],
        Kind::Plain(Variable::Weight(l, j, k)) => network.layers[at(l)].weights[(at(j), at(k))],
        Kind::Plain(Variable::Bias(l, k)) => network.layers[at(l)].bias[at(k)],
        _ => panic!("{quantity} is not given"),
    }
}

/// Why a value is no number: the loss of an output that is certain and wrong, mostly. A target
/// of zero makes nothing even of a logarithm that there is not.
fn infinite(formulas: &Formulas, quantity: Quantity, value: impl Fn(Quantity) -> Option<f64>) -> Error {
    let (k, output) = match quantity.kind {
        Kind::Plain(Variable::LossTerm(k)) => (k, Quantity::plain(Variable::A(formulas.last(), k))),
        Kind::Updated(Variable::LossTerm(k)) => (k, Quantity::updated(Variable::A(formulas.last(), k))),
        _ => return Error::Value(format!("{quantity} is larger than any number that can be worked with")),
    };
    let name = formulas.network.loss.name();
    let output = value(output.at(quantity.sample)).map_or(String::new(), |a| format!(" is {a}, and"));
    let sample = quantity.sample.map_or(String::new(), |sample| format!(" of sample {sample}"));
    Error::Value(format!(
        "the loss is infinite at output {k}{sample}: the output{output} {name} takes the logarithm of what is \
         not above 0; use outputs strictly between 0 and 1 (sigmoid, softmax) or another loss"
    ))
}
