//! The network that a sheet states: its shape from the given values, and what is open (which
//! index is "from", the activations, the loss) from the printed numbers.

use super::facts::Facts;
use super::given::{Given, Group};
use super::types::{Origin, Printed, Recovered};
use super::values::figures;
use crate::backprop::Method;
use crate::math::{Activation, Loss};
use crate::quantity::{Quantity, Variable};
use crate::{Layer, Matrix, Network, Sample};

/// More layers nobody works by hand.
const MOST_LAYERS: usize = 8;

/// A network that was found in a sheet.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) network: Network,
    pub(super) recovered: Vec<Recovered>,
    pub(super) open: Vec<Quantity>,
}

/// Every number that the sheet prints, against which possible values are held.
struct Evidence {
    printed: Vec<(f64, f64, f64)>,
}

impl Evidence {
    fn of(numbers: impl Iterator<Item = Printed>) -> Evidence {
        let mut printed: Vec<(f64, f64, f64)> = numbers
            .filter(|number| figures(*number) >= 2)
            .map(|number| {
                let weight = if figures(number) >= 3 { 1.0 } else { 0.4 };
                (number.value.to_f64(), 10_f64.powi(number.unit), weight)
            })
            .collect();
        printed.sort_by(|one, other| one.0.total_cmp(&other.0));
        printed.dedup_by(|one, other| one.0 == other.0);
        Evidence { printed }
    }

    /// How well some printed number says this value.
    fn says(&self, value: f64) -> f64 {
        let reach = 0.02 * value.abs() + 0.02;
        let from = self.printed.partition_point(|(number, ..)| *number < value - reach);
        let mut best: f64 = 0.0;
        for &(number, unit, weight) in
            self.printed[from..].iter().take_while(|(number, ..)| *number <= value + reach)
        {
            let distance = (number - value).abs();
            if distance <= 1.000_001 * unit {
                best = best.max(weight);
            } else if distance <= 6.0 * unit && weight == 1.0 {
                best = best.max(0.4);
            }
        }
        best
    }
}

/// Finds the network that the given values make up.
pub(super) fn recover(text: &str, facts: &Facts, given: &Given, loose: &[Printed]) -> Option<Found> {
    let lower = text.to_lowercase();
    let numbers = facts.facts.iter().map(|fact| fact.printed).chain(loose.iter().copied());
    let evidence = Evidence::of(numbers);
    let samples: Vec<Vec<f64>> = lists(&given.inputs);
    let targets: Vec<Vec<f64>> = lists(&given.targets);
    let shape = shape(given, samples.first().map_or(0, Vec::len), targets.first().map(Vec::len))?;
    if shape.groups.len() > MOST_LAYERS {
        return None;
    }
    let outputs = *shape.widths.last()?;
    let input = samples.first()?;
    if input.len() != shape.widths[0] {
        return None;
    }
    let mut best: Option<(f64, Vec<Layer>, Vec<bool>)> = None;
    let depth = shape.groups.len();
    for biases in bias_options(given, &shape.widths) {
        for arrangement in 0..1_u32 << depth {
            let to_major: Vec<bool> = (0..depth).map(|l| arrangement >> l & 1 == 1).collect();
            let Some((score, layers)) = work(&shape, &to_major, &biases, input, &evidence, &lower) else {
                continue;
            };
            // An author keeps to one order.
            let score = score + if to_major.windows(2).all(|pair| pair[0] == pair[1]) { 0.5 } else { 0.0 };
            if best.as_ref().is_none_or(|(known, ..)| score > known + 1e-6) {
                best = Some((score, layers, to_major));
            }
        }
    }
    let (_, layers, to_major) = best?;
    let mut open = Vec::new();
    let count = samples.len().min(targets.len().max(1));
    let known_targets = !targets.is_empty() && targets.iter().all(|target| target.len() == outputs);
    let samples: Vec<Sample> = samples
        .iter()
        .take(count.max(1))
        .enumerate()
        .map(|(index, input)| Sample {
            input: input.clone(),
            target: if known_targets { targets[index].clone() } else { vec![0.0; outputs] },
        })
        .filter(|sample| sample.input.len() == shape.widths[0])
        .collect();
    if !known_targets {
        open.extend((1..=outputs as u32).map(|k| Quantity::plain(Variable::Target(k))));
    }
    let mut network = Network {
        layers,
        loss: Loss::SquaredError,
        learning_rate: given.rate.map_or(1.0, |rate| rate.value.to_f64()),
        samples,
    };
    network.loss = loss(&network, &evidence, &lower);
    if let Loss::CategoricalCrossEntropy = network.loss
        && !known_targets
    {
        network.samples.iter_mut().for_each(|sample| sample.target[0] = 1.0);
    }
    network.validate().ok()?;
    let recovered = recovered(given, &shape, &to_major);
    Some(Found { network, recovered, open })
}

fn lists(groups: &[Group]) -> Vec<Vec<f64>> {
    groups
        .iter()
        .map(|group| {
            let mut values: Vec<_> = group.values.iter().collect();
            values.sort_by_key(|value| value.at.clone());
            values.iter().map(|value| value.printed.value.to_f64()).collect()
        })
        .collect()
}

/// The widths and the weights of each layer, in the order of their indices.
struct Shape {
    widths: Vec<usize>,
    groups: Vec<Weights>,
}

struct Weights {
    values: Vec<(Vec<u32>, Printed)>,
    /// Whether the first index may be the unit before, and whether it may be the unit itself.
    from_first: bool,
    to_first: bool,
}

fn shape(given: &Given, inputs: usize, outputs: Option<usize>) -> Option<Shape> {
    let mut groups: Vec<&Group> = given.weights.iter().collect();
    groups.sort_by_key(|group| group.layer.unwrap_or(0));
    if groups.is_empty() || inputs == 0 {
        return None;
    }
    let sorted = |group: &Group| {
        let mut values: Vec<(Vec<u32>, Printed)> =
            group.values.iter().map(|value| (value.at.clone(), value.printed)).collect();
        values.sort_by(|one, other| one.0.cmp(&other.0));
        values
    };
    let mut widths = vec![inputs];
    let mut weights = Vec::new();
    // Weights in one row over all layers.
    if groups.len() == 1 && groups[0].values.iter().all(|value| value.at.len() == 1) {
        let values = sorted(groups[0]);
        let count = values.len();
        let outputs = outputs.unwrap_or(1);
        if count != inputs * outputs {
            let hidden = count / (inputs + outputs);
            if hidden * (inputs + outputs) == count {
                widths.extend([hidden, outputs]);
            } else if inputs == 1 && outputs == 1 {
                widths.extend(vec![1; count]);
            } else {
                return None;
            }
            let mut rest = values.into_iter();
            for l in 1..widths.len() {
                let values = rest.by_ref().take(widths[l - 1] * widths[l]).collect();
                weights.push(Weights { values, from_first: true, to_first: true });
            }
            return Some(Shape { widths, groups: weights });
        }
    }
    for group in groups {
        let before = *widths.last()?;
        let values = sorted(group);
        let count = values.len();
        if count == 0 || !count.is_multiple_of(before) {
            return None;
        }
        let most = |place: usize| {
            let mut distinct: Vec<u32> = values.iter().filter_map(|(at, _)| at.get(place).copied()).collect();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.len()
        };
        let pairs = values.iter().all(|(at, _)| at.len() == 2);
        let (from_first, to_first) =
            if pairs { (most(0) == before, most(1) == before) } else { (true, true) };
        if !from_first && !to_first {
            return None;
        }
        widths.push(count / before);
        weights.push(Weights { values, from_first, to_first });
    }
    if outputs.is_some_and(|outputs| widths.last() != Some(&outputs)) {
        return None;
    }
    Some(Shape { widths, groups: weights })
}

/// The ways in which the stated biases may belong to the layers.
fn bias_options(given: &Given, widths: &[usize]) -> Vec<Vec<Vec<f64>>> {
    let mut groups: Vec<&Group> = given.biases.iter().collect();
    groups.sort_by_key(|group| group.layer.unwrap_or(0));
    let lists: Vec<Vec<f64>> = lists(&groups.into_iter().cloned().collect::<Vec<_>>());
    let all: Vec<f64> = lists.iter().flatten().copied().collect();
    let layers = &widths[1..];
    let zeros = || layers.iter().map(|&width| vec![0.0; width]).collect::<Vec<_>>();
    let mut options = Vec::new();
    if all.len() == layers.iter().sum::<usize>() {
        let mut rest = all.iter().copied();
        options.push(layers.iter().map(|&width| rest.by_ref().take(width).collect()).collect());
    }
    if all.len() == layers.len() {
        options.push(layers.iter().zip(&all).map(|(&width, &bias)| vec![bias; width]).collect());
    }
    // List by list, each to the first layer that it fits.
    let mut greedy = zeros();
    let mut layer = 0;
    for list in &lists {
        while layer < layers.len() && list.len() != layers[layer] && list.len() != 1 {
            layer += 1;
        }
        if layer < layers.len() {
            greedy[layer] = if list.len() == 1 { vec![list[0]; layers[layer]] } else { list.clone() };
            layer += 1;
        }
    }
    options.push(greedy);
    if all.len() == 1 {
        options.push(layers.iter().map(|&width| vec![all[0]; width]).collect());
    }
    options
}

/// One way to arrange the weights, with the activations that explain the printed numbers best.
fn work(
    shape: &Shape,
    to_major: &[bool],
    biases: &[Vec<f64>],
    input: &[f64],
    evidence: &Evidence,
    lower: &str,
) -> Option<(f64, Vec<Layer>)> {
    let mut score = 0.0;
    let mut layers = Vec::new();
    let mut before = input.to_vec();
    let last = shape.groups.len() - 1;
    for (l, group) in shape.groups.iter().enumerate() {
        let (rows, columns) = (shape.widths[l], shape.widths[l + 1]);
        let pair = group.values.first().is_some_and(|(at, _)| at.len() == 2);
        let degenerate = rows == 1 || columns == 1;
        if to_major[l] && (!group.to_first || degenerate) || !to_major[l] && !group.from_first && !degenerate
        {
            return None;
        }
        // Weights in a row mostly go unit by unit, pairs from the unit before.
        if to_major[l] != pair {
            score += 0.01;
        }
        let mut weights = Matrix { rows, columns, data: vec![0.0; rows * columns] };
        for (at, (_, printed)) in group.values.iter().enumerate() {
            let (j, k) = if to_major[l] { (at % rows, at / rows) } else { (at / columns, at % columns) };
            weights.data[j * columns + k] = printed.value.to_f64();
        }
        let bias = biases.get(l)?.clone();
        let z: Vec<f64> = (0..columns)
            .map(|k| (0..rows).map(|j| before[j] * weights[(j, k)]).sum::<f64>() + bias[k])
            .collect();
        score += z.iter().map(|&z| evidence.says(z)).sum::<f64>();
        let mut best = (f64::NEG_INFINITY, Activation::Identity, Vec::new());
        for activation in Activation::ALL {
            if activation == Activation::Softmax && (columns < 2 || l < last) {
                continue;
            }
            let a = activation.values(&z);
            let fits = a.iter().map(|&a| evidence.says(a)).sum::<f64>() + named(activation, lower);
            let fits =
                if activation == Activation::Softmax { fits + 0.2 * named(activation, lower) } else { fits };
            if fits > best.0 + 1e-9 {
                best = (fits, activation, a);
            }
        }
        score += best.0;
        layers.push(Layer { activation: best.1, weights, bias });
        before = best.2;
    }
    Some((score, layers))
}

/// A little for an activation that the text speaks of.
fn named(activation: Activation, lower: &str) -> f64 {
    let names: &[&str] = match activation {
        Activation::Identity => &["linear", "linéaire", "lineal", "identity"],
        Activation::Sigmoid => &["sigmoid", "logist", "\\sigma", "σ", "sigmoide", "exp(-"],
        Activation::Tanh => &["tanh", "hyperbol", "hiperb"],
        Activation::Relu => &["relu", "max(0"],
        Activation::LeakyRelu => &["leaky", "leak "],
        Activation::Elu => &["elu "],
        Activation::Softplus => &["softplus"],
        Activation::Silu => &["silu", "swish"],
        Activation::Gelu => &["gelu"],
        Activation::Softmax => &["softmax"],
    };
    if names.iter().any(|name| lower.contains(name)) { 1.0 } else { 0.0 }
}

/// The loss that explains the printed numbers best.
fn loss(network: &Network, evidence: &Evidence, lower: &str) -> Loss {
    let entropy = ["entrop", "交叉熵"].iter().any(|name| lower.contains(name));
    let mean = ["mean", "mse", "mittler"].iter().any(|name| lower.contains(name));
    let softmax = network.output_layer().activation == Activation::Softmax;
    let mut best = (f64::NEG_INFINITY, Loss::SquaredError);
    for loss in
        [Loss::SquaredError, Loss::MeanSquaredError, Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy]
    {
        let candidate = Network { loss, ..network.clone() };
        if candidate.validate().is_err() {
            continue;
        }
        let mut score = match loss {
            Loss::CategoricalCrossEntropy => {
                if softmax {
                    0.3
                } else {
                    -1.0
                }
            }
            Loss::BinaryCrossEntropy => {
                if entropy && !softmax {
                    0.3
                } else {
                    0.0
                }
            }
            Loss::MeanSquaredError => {
                if mean {
                    0.1
                } else {
                    0.0
                }
            }
            Loss::SquaredError => {
                if entropy {
                    0.0
                } else {
                    0.15
                }
            }
        };
        let methods: &[Method] = match loss {
            Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy => &Method::ALL,
            _ => &[Method::Standard],
        };
        let mut most: f64 = 0.0;
        for &method in methods {
            let values = super::values::Values::of(&candidate, method);
            let says = |quantity: Quantity| values.get(quantity).map_or(0.0, |value| evidence.says(value));
            let mut fits = says(Quantity::plain(Variable::Loss)) * 1.5;
            let last = candidate.layers.len() as u32;
            for k in 1..=candidate.outputs() as u32 {
                fits += says(Quantity::slope(Variable::Loss, Variable::A(last, k)));
                fits += says(Quantity::slope(Variable::Loss, Variable::Z(last, k)));
                fits += 0.5 * says(Quantity::plain(Variable::LossTerm(k)));
                fits += says(Quantity::slope(Variable::Loss, Variable::Weight(last, 1, k)));
            }
            most = most.max(fits);
        }
        score += most;
        if score > best.0 + 1e-9 {
            best = (score, loss);
        }
    }
    best.1
}

/// Where each value of the network stands in the sheet.
fn recovered(given: &Given, shape: &Shape, to_major: &[bool]) -> Vec<Recovered> {
    let mut all = Vec::new();
    let mut put = |variable: Variable, printed: Printed| {
        all.push(Recovered {
            quantity: Quantity::plain(variable),
            value: printed.value,
            from: Some(printed.span),
            origin: Origin::Stated,
        });
    };
    for (l, group) in shape.groups.iter().enumerate() {
        let (rows, columns) = (shape.widths[l], shape.widths[l + 1]);
        for (at, (_, printed)) in group.values.iter().enumerate() {
            let (j, k) = if to_major[l] { (at % rows, at / rows) } else { (at / columns, at % columns) };
            put(Variable::Weight(l as u32 + 1, j as u32 + 1, k as u32 + 1), *printed);
        }
    }
    for (k, value) in given.inputs.first().into_iter().flat_map(|group| &group.values).enumerate() {
        put(Variable::Input(k as u32 + 1), value.printed);
    }
    for (k, value) in given.targets.first().into_iter().flat_map(|group| &group.values).enumerate() {
        put(Variable::Target(k as u32 + 1), value.printed);
    }
    all
}
