//! Every quantity of a network in double precision, fast: what symbols are recognised by.
//!
//! The verdicts rest on the derivation, not on these.

use super::places::Places;
use crate::Network;
use crate::backprop::Method;
use crate::math::Activation;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::types::Printed;

/// The values of the quantities of a network.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    places: Places,
    /// Where the quantity of each place stands among those that were worked, from 1; 0 where it does not.
    positions: Vec<u32>,
    worked: Vec<(Quantity, f64)>,
}

impl Values {
    pub(crate) fn get(&self, quantity: Quantity) -> Option<f64> {
        match self.positions[self.places.of(quantity)?] {
            0 => None,
            position => Some(self.worked[position as usize - 1].1),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Quantity, f64)> + '_ {
        self.worked.iter().copied()
    }

    /// Works every quantity of a network.
    pub(crate) fn of(network: &Network, method: Method) -> Values {
        let places = Places::of_network(network);
        let positions = vec![0; places.count()];
        let expected = 64 + network.parameters() * (network.outputs() + 4) * network.samples.len().max(1);
        let mut values = Values { places, positions, worked: Vec::with_capacity(expected) };
        work(network, method, &mut |quantity, value| values.put(quantity, value));
        values
    }

    /// The same quantities with other values.
    pub(crate) fn map(&self, value: impl Fn(Quantity, f64) -> f64) -> Values {
        let worked = self.worked.iter().map(|&(quantity, old)| (quantity, value(quantity, old))).collect();
        Values { worked, ..self.clone() }
    }

    fn put(&mut self, quantity: Quantity, value: f64) {
        let place = self.places.of(quantity).unwrap_or_else(|| panic!("the network has no {quantity}"));
        match self.positions[place] {
            0 => {
                self.worked.push((quantity, value));
                self.positions[place] = self.worked.len() as u32;
            }
            position => self.worked[position as usize - 1].1 = value,
        }
    }
}

/// Works every quantity of a network, and calls `each` with it and its value.
pub(crate) fn work(network: &Network, method: Method, each: &mut impl FnMut(Quantity, f64)) {
    let several = network.samples.len() > 1;
    let mut slopes = Slopes::of_network(network);
    for (index, layers) in forward(network, method, Quantity::plain, each).iter().enumerate() {
        backward(network, method, index, layers, &mut slopes, each);
    }
    let rate = network.learning_rate;
    let mut updated = network.clone();
    for (&by, mean) in slopes.by.iter().zip(slopes.means) {
        let parameter = match by {
            Variable::Weight(l, j, k) => {
                &mut updated.layers[l as usize - 1].weights[(j as usize - 1, k as usize - 1)]
            }
            Variable::Bias(l, k) => &mut updated.layers[l as usize - 1].bias[k as usize - 1],
            _ => continue,
        };
        each(Quantity::plain(by), *parameter);
        if several {
            each(Quantity::slope(Variable::Loss, by), mean);
        }
        *parameter -= rate * mean;
        each(Quantity::updated(by), *parameter);
    }
    forward(&updated, method, Quantity::updated, each);
    each(Quantity::learning_rate(), rate);
}

/// The slopes of the whole loss, which grow term by term.
struct Slopes {
    /// What they are taken by, from the last layer to the first.
    by: Vec<Variable>,
    of_sample: Vec<f64>,
    /// The means over the samples.
    means: Vec<f64>,
}

impl Slopes {
    fn of_network(network: &Network) -> Slopes {
        let mut by = Vec::with_capacity(network.parameters() + 2 * network.layers.len() * network.outputs());
        for l in (1..=network.layers.len() as u32).rev() {
            let layer = &network.layers[l as usize - 1];
            for k in 1..=layer.width() as u32 {
                by.extend([Variable::A(l, k), Variable::Z(l, k), Variable::Bias(l, k)]);
                by.extend((1..=layer.inputs() as u32).map(|j| Variable::Weight(l, j, k)));
            }
        }
        let zeros = vec![0.0; by.len()];
        Slopes { by, of_sample: zeros.clone(), means: zeros }
    }
}

/// z and a of every layer; layer 0 has the input for its a.
type Layers = (Vec<Vec<f64>>, Vec<Vec<f64>>);

/// Works the quantities of the pass forward, which are named so, on every sample.
fn forward(
    network: &Network,
    method: Method,
    named: fn(Variable) -> Quantity,
    each: &mut impl FnMut(Quantity, f64),
) -> Vec<Layers> {
    let several = network.samples.len() > 1;
    let share = 1.0 / network.samples.len().max(1) as f64;
    let mut mean = 0.0;
    let mut passes = Vec::with_capacity(network.samples.len());
    for (number, sample) in (1..).zip(&network.samples) {
        let at = several.then_some(number);
        let mut put = |quantity: Quantity, value: f64| each(quantity.at(at), value);
        for (j, &x) in (1..).zip(&sample.input) {
            put(Quantity::plain(Variable::Input(j)), x);
        }
        for (k, &y) in (1..).zip(&sample.target) {
            put(Quantity::plain(Variable::Target(k)), y);
        }
        let (z, a) = layers(network, &sample.input);
        for (l, (z, a)) in (1..).zip(z.iter().zip(&a).skip(1)) {
            for (k, (&z, &a)) in (1..).zip(z.iter().zip(a)) {
                put(named(Variable::Z(l, k)), z);
                put(named(Variable::A(l, k)), a);
            }
        }
        let mut total = 0.0;
        for (k, (&target, &output)) in (1..).zip(sample.target.iter().zip(&a[network.layers.len()])) {
            let term = method.loss_term(network.loss, target, output, network.outputs());
            total += term;
            put(named(Variable::LossTerm(k)), term);
        }
        put(named(Variable::Loss), total);
        mean += total * share;
        passes.push((z, a));
    }
    if several {
        each(named(Variable::Loss), mean);
    }
    passes
}

/// Works the slopes of one sample, and adds those of the loss to what the others gave.
fn backward(
    network: &Network,
    method: Method,
    index: usize,
    (z, a): &Layers,
    slopes: &mut Slopes,
    each: &mut impl FnMut(Quantity, f64),
) {
    let several = network.samples.len() > 1;
    let at = several.then_some(index as u32 + 1);
    let share = 1.0 / network.samples.len() as f64;
    let sample = &network.samples[index];
    let outputs = network.outputs();
    let last = network.layers.len();
    let jacobian = |l: usize, i: usize, k: usize| {
        let activation = network.layers[l - 1].activation;
        if i != k && method.is_diagonal(activation) { 0.0 } else { activation.jacobian(&z[l], &a[l], i, k) }
    };
    for l in 1..=last {
        let layer = &network.layers[l - 1];
        for k in 0..layer.width() {
            let unit = |variable: fn(u32, u32) -> Variable, k: usize| variable(l as u32, k as u32 + 1);
            for i in 0..layer.width() {
                if i == k || !layer.activation.is_elementwise() {
                    let slope = Quantity::slope(unit(Variable::A, i), unit(Variable::Z, k)).at(at);
                    each(slope, jacobian(l, i, k));
                }
            }
            let of = unit(Variable::Z, k);
            for (j, &input) in a[l - 1].iter().enumerate() {
                let by = Variable::Weight(l as u32, j as u32 + 1, k as u32 + 1);
                each(Quantity::slope(of, by).at(at), input);
                if l > 1 {
                    let by = Variable::A(l as u32 - 1, j as u32 + 1);
                    each(Quantity::slope(of, by).at(at), layer.weights[(j, k)]);
                }
            }
            each(Quantity::slope(of, unit(Variable::Bias, k)).at(at), 1.0);
        }
    }
    for term in 0..outputs {
        let of = Variable::LossTerm(term as u32 + 1);
        let mut sums = slopes.by.iter().zip(slopes.of_sample.iter_mut().zip(&mut slopes.means));
        // The slope of the term by the next of what slopes are taken by.
        let mut add = |value: f64| {
            let (&by, (of_sample, mean)) = sums.next().expect("each slope has a place");
            each(Quantity::slope(of, by).at(at), value);
            *of_sample += value;
            *mean += value * share;
        };
        let mut arriving = vec![0.0; outputs];
        arriving[term] = method.loss_slope(network.loss, sample.target[term], a[last][term], outputs);
        for l in (1..=last).rev() {
            let layer = &network.layers[l - 1];
            let width = layer.width();
            let delta: Vec<f64> =
                (0..width).map(|k| (0..width).map(|i| arriving[i] * jacobian(l, i, k)).sum()).collect();
            for k in 0..width {
                [arriving[k], delta[k], delta[k]].into_iter().for_each(&mut add);
                a[l - 1].iter().for_each(|input| add(delta[k] * input));
            }
            arriving = (0..layer.inputs())
                .map(|j| (0..width).map(|k| delta[k] * layer.weights[(j, k)]).sum())
                .collect();
        }
    }
    for (&by, total) in slopes.by.iter().zip(&mut slopes.of_sample) {
        each(Quantity::slope(Variable::Loss, by).at(at), std::mem::take(total));
    }
}

fn layers(network: &Network, input: &[f64]) -> Layers {
    let mut z = vec![Vec::new()];
    let mut a = vec![input.to_vec()];
    for layer in &network.layers {
        let before = a.last().expect("the input is there");
        let sums: Vec<f64> = (0..layer.width())
            .map(|k| {
                (0..layer.inputs()).map(|j| before[j] * layer.weights[(j, k)]).sum::<f64>() + layer.bias[k]
            })
            .collect();
        a.push(layer.activation.values(&sums));
        z.push(sums);
    }
    (z, a)
}

/// Whether a printed number is a value rounded or cut.
pub(crate) fn is_close(printed: Printed, value: f64) -> bool {
    (printed.value.to_f64() - value).abs() <= 10_f64.powi(printed.unit) * 1.000_001
}

/// How well a printed number fits a value: 1 where it is the value rounded or cut, less where it
/// may have been worked from rounded figures, below 0 where it is another number.
pub(crate) fn fit(printed: Printed, value: f64) -> f64 {
    let shown = printed.value.to_f64();
    let unit = 10_f64.powi(printed.unit);
    let distance = (shown - value).abs();
    let close = is_close(printed, value);
    // Few figures, or none that say anything, prove little.
    let figures = figures(printed);
    let weight = match figures {
        0 | 1 => 0.25,
        2 => 0.6,
        _ => 1.0,
    };
    if close {
        weight
    } else if distance <= unit * 8.0 && figures >= 2 || distance <= 0.01 * value.abs() {
        0.5 * weight
    } else if distance <= 0.05 * value.abs() {
        0.1 * weight
    } else if shown * value > 0.0 && (0.5..2.0).contains(&(shown / value)) {
        // Near enough to follow from a mistake.
        -0.15 * weight
    } else {
        -0.6 * weight
    }
}

/// Whether no unit of the layer puts out such a number: −1 is no output of a rectifier.
pub(super) fn is_beyond(quantity: Quantity, printed: Printed, network: &Network) -> bool {
    let Kind::Plain(Variable::A(layer, _)) = quantity.kind else { return false };
    let Some(layer) = network.layers.get((layer as usize).wrapping_sub(1)) else { return false };
    let shown = printed.value.to_f64();
    match layer.activation {
        Activation::Relu => shown < 0.0,
        Activation::Sigmoid | Activation::Softmax => !(0.0..=1.0).contains(&shown),
        Activation::Tanh => shown.abs() > 1.0,
        _ => false,
    }
}

/// How many figures say something.
pub(crate) fn figures(printed: Printed) -> u32 {
    if printed.value.is_zero() {
        return 0;
    }
    (printed.value.magnitude() - printed.unit + 1).max(0) as u32
}
