//! The values: every formula worked in numbers wide enough that each printed digit is right.

use rustc_hash::FxHashMap;

use super::positions::Positions;
use super::{Derivation, Formulas, Method, Options, Rule, Section, Step};
use crate::math::{Activation, Decimal, Float, Real};
use crate::plain::Parameters;
use crate::quantity::{Kind, Quantity, Variable};
use crate::{Error, Network};

/// How many limbs of 64 bits the numbers have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    match width_needed(formulas.network, formulas.method)? {
        Width::W4 => work_in::<4>(formulas, options, order),
        Width::W8 => work_in::<8>(formulas, options, order),
        Width::W16 => work_in::<16>(formulas, options, order),
        Width::W64 => work_in::<64>(formulas, options, order),
        Width::W256 => work_in::<256>(formulas, options, order),
    }
}

/// The width in which every printed digit is right.
pub(super) fn width_needed(network: &Network, method: Method) -> Result<Width, Error> {
    let mut parameters = Parameters::<f64>::of(network, method);
    let Some(width) = Width::of(bits_needed(network, &parameters)) else {
        return Err(Error::Value(
            "a pre-activation is so large that 1 − a would have more than 4,000 zeros; \
             scale the inputs or the weights down"
                .into(),
        ));
    };
    // An update by a large learning rate may saturate what was not.
    parameters.update(network);
    let after = Width::of(bits_needed(network, &parameters)).unwrap_or(width);
    let work = network.parameters() * network.samples.len() * after.limbs().pow(2);
    Ok(if work <= MOST_WORK_FOR_AFTER { width.max(after) } else { width })
}

/// In a network so large that the products of limbs in one pass over its parameters are more than this, the
/// digits after the update do not widen every number: it would take seconds and gigabytes.
const MOST_WORK_FOR_AFTER: usize = 10_000_000;

impl Width {
    const ALL: [Width; 5] = [Width::W4, Width::W8, Width::W16, Width::W64, Width::W256];

    fn limbs(self) -> usize {
        match self {
            Width::W4 => 4,
            Width::W8 => 8,
            Width::W16 => 16,
            Width::W64 => 64,
            Width::W256 => 256,
        }
    }

    /// The narrowest that holds so many bits beside those that the functions lose.
    fn of(bits: u64) -> Option<Width> {
        let held = |width: Width| match width {
            Width::W4 => 200,
            Width::W8 => 400,
            Width::W16 => 900,
            Width::W64 => 4_000,
            Width::W256 => 16_000,
        };
        Width::ALL.into_iter().find(|&width| bits <= held(width))
    }
}

/// The bits that make 1 − a of the most saturated neuron right: as many as it has zeros in
/// front, those of the square of the largest pre-activation, and 128 for the figures and for what
/// cancels later.
fn bits_needed(network: &Network, parameters: &Parameters<f64>) -> u64 {
    let (mut lost, mut largest_of_all): (f64, f64) = (0.0, 1.0);
    for sample in &network.samples {
        for (layer, values) in network.layers.iter().zip(parameters.forward(&sample.input)) {
            let sizes = values.z.iter().map(|z| if z.is_nan() { f64::INFINITY } else { z.abs() });
            let largest = sizes.fold(0.0, f64::max);
            let e_folds = match layer.activation {
                Activation::Identity
                | Activation::Relu
                | Activation::LeakyRelu
                | Activation::Elu
                | Activation::Gelu => 0.0,
                Activation::Sigmoid | Activation::Softplus | Activation::Silu => largest,
                Activation::Tanh => 2.0 * largest,
                Activation::Softmax => lead(&values.z),
            };
            lost = lost.max(e_folds);
            largest_of_all = largest_of_all.max(largest);
        }
    }
    let bits = lost * std::f64::consts::LOG2_E + 2.0 * libm::log2(largest_of_all);
    128_u64.saturating_add(bits as u64)
}

/// By how much the largest number exceeds the next one: e to this power is what softmax's largest
/// output is to all others, and so to what it lacks to 1.
fn lead(z: &[f64]) -> f64 {
    let (mut first, mut second) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for &z in z {
        if z > first {
            (first, second) = (z, first);
        } else {
            second = second.max(z);
        }
    }
    let lead = first - second;
    // Between infinite numbers, or with none beside, there is no telling.
    if lead.is_nan() { f64::INFINITY } else { lead }
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
    let mut positions = Positions::new(formulas.network);
    let mut inverses = Inverses(FxHashMap::default());
    let mut after_fails = None;
    for quantity in order {
        let section = Section::of(quantity, formulas.network);
        let (rule, exact, decimal) = match formulas.of(quantity) {
            None => {
                let decimal = Decimal::from_f64(given(formulas.network, quantity));
                (Rule::Given, inverses.number(decimal), Some(decimal))
            }
            Some((rule, formula)) => {
                let value = formula.evaluate(&|symbol: &Quantity| match positions.get(*symbol) {
                    Some(at) => values[at],
                    None if symbol.kind == Kind::LearningRate => rate,
                    None => panic!("{symbol} is worked before {quantity}"),
                });
                (rule, value, value.to_decimal())
            }
        };
        let Some(decimal) = decimal else {
            let value = |symbol| positions.get(symbol).map(|at| values[at].to_f64());
            let error = infinite(formulas, quantity, value);
            if section == Section::After {
                after_fails = Some(error);
                break;
            }
            return Err(error);
        };
        let value = match options.by_hand {
            Some(rounding) if rule != Rule::Given => decimal.rounded(rounding),
            _ => decimal,
        };
        positions.insert(quantity, steps.len());
        values.push(if value == decimal { exact } else { Float::from_decimal(&value) });
        steps.push(Step { section, quantity, rule, value });
    }
    let (network, options) = (formulas.network.clone(), options.clone());
    Ok(Derivation { network, options, steps, after_fails, positions })
}

/// Decimals become wide numbers as [`Float::from_decimal`] makes them, but each power of ten is inverted
/// once: of a hundred thousand weights nearly all have the same few.
struct Inverses<const LIMBS: usize>(FxHashMap<i32, Float<LIMBS>>);

impl<const LIMBS: usize> Inverses<LIMBS> {
    fn number(&mut self, decimal: Decimal) -> Float<LIMBS> {
        let unit = |exponent| Decimal { negative: false, coefficient: 1, exponent };
        let power = self.0.entry(decimal.exponent);
        let power = *power.or_insert_with(|| Float::from_decimal(&unit(decimal.exponent)));
        Float::from_decimal(&Decimal { exponent: 0, ..decimal }) * power
    }
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
