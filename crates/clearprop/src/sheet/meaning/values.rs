//! Every quantity of a network in double precision, fast: what symbols are recognised by.
//!
//! The verdicts rest on the derivation, not on these.

use super::places::Places;
use crate::Network;
use crate::backprop::Method;
use crate::quantity::{Quantity, Variable};
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

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (Quantity, f64)> + '_ {
        self.worked.iter().copied()
    }

    /// The value of a quantity, to be set or added to; at first it is 0.
    fn at(&mut self, quantity: Quantity) -> &mut f64 {
        let place = self.places.of(quantity).unwrap_or_else(|| panic!("the network has no {quantity}"));
        let position = &mut self.positions[place];
        if *position == 0 {
            self.worked.push((quantity, 0.0));
            *position = self.worked.len() as u32;
        }
        &mut self.worked[*position as usize - 1].1
    }

    fn put(&mut self, quantity: Quantity, value: f64) {
        *self.at(quantity) = value;
    }

    /// Works every quantity of a network.
    pub(crate) fn of(network: &Network, method: Method) -> Values {
        let places = Places::of_network(network);
        let positions = vec![0; places.count()];
        let expected = 64 + network.parameters() * (network.outputs() + 4) * network.samples.len().max(1);
        let mut values = Values { places, positions, worked: Vec::with_capacity(expected) };
        let rate = network.learning_rate;
        values.work(network, method, false);
        let mut updated = network.clone();
        for (index, layer) in updated.layers.iter_mut().enumerate() {
            let l = index as u32 + 1;
            let columns = layer.weights.columns;
            for (at, weight) in layer.weights.data.iter_mut().enumerate() {
                let variable = Variable::Weight(l, (at / columns) as u32 + 1, (at % columns) as u32 + 1);
                *weight -= rate * values.get(Quantity::slope(Variable::Loss, variable)).unwrap_or(0.0);
                values.put(Quantity::updated(variable), *weight);
            }
            for (k, bias) in layer.bias.iter_mut().enumerate() {
                let variable = Variable::Bias(l, k as u32 + 1);
                *bias -= rate * values.get(Quantity::slope(Variable::Loss, variable)).unwrap_or(0.0);
                values.put(Quantity::updated(variable), *bias);
            }
        }
        values.work(&updated, method, true);
        values.put(Quantity::learning_rate(), rate);
        values
    }

    fn work(&mut self, network: &Network, method: Method, updated: bool) {
        let several = network.samples.len() > 1;
        let share = 1.0 / network.samples.len().max(1) as f64;
        if !updated {
            for (index, layer) in network.layers.iter().enumerate() {
                let l = index as u32 + 1;
                for j in 0..layer.inputs() {
                    for k in 0..layer.width() {
                        let weight = Variable::Weight(l, j as u32 + 1, k as u32 + 1);
                        self.put(Quantity::plain(weight), layer.weights[(j, k)]);
                    }
                }
                for (k, &bias) in layer.bias.iter().enumerate() {
                    self.put(Quantity::plain(Variable::Bias(l, k as u32 + 1)), bias);
                }
            }
        }
        for (index, sample) in network.samples.iter().enumerate() {
            let at = several.then_some(index as u32 + 1);
            let mut put = |quantity: Quantity, value: f64| {
                self.put(quantity.at(at), value);
            };
            let named =
                |variable| if updated { Quantity::updated(variable) } else { Quantity::plain(variable) };
            for (j, &x) in sample.input.iter().enumerate() {
                put(Quantity::plain(Variable::Input(j as u32 + 1)), x);
            }
            for (k, &y) in sample.target.iter().enumerate() {
                put(Quantity::plain(Variable::Target(k as u32 + 1)), y);
            }
            let (z, a) = forward(network, &sample.input);
            for l in 1..=network.layers.len() {
                for k in 0..z[l].len() {
                    put(named(Variable::Z(l as u32, k as u32 + 1)), z[l][k]);
                    put(named(Variable::A(l as u32, k as u32 + 1)), a[l][k]);
                }
            }
            let outputs = network.outputs();
            let last = network.layers.len();
            let mut total = 0.0;
            for (k, (&target, output)) in sample.target.iter().zip(&a[last]).enumerate() {
                let term = method.loss_term(network.loss, target, *output, outputs);
                total += term;
                put(named(Variable::LossTerm(k as u32 + 1)), term);
            }
            put(named(Variable::Loss), total);
            if several {
                *self.at(named(Variable::Loss)) += total * share;
            }
            if !updated {
                self.backward(network, method, index, &z, &a);
            }
        }
    }

    fn backward(&mut self, network: &Network, method: Method, index: usize, z: &[Vec<f64>], a: &[Vec<f64>]) {
        let several = network.samples.len() > 1;
        let at = several.then_some(index as u32 + 1);
        let share = 1.0 / network.samples.len() as f64;
        let sample = &network.samples[index];
        let outputs = network.outputs();
        let last = network.layers.len();
        let jacobian = |l: usize, i: usize, k: usize| {
            let activation = network.layers[l - 1].activation;
            if i != k && method.is_diagonal(activation) {
                0.0
            } else {
                activation.jacobian(&z[l], &a[l], i, k)
            }
        };
        for l in 1..=last {
            let layer = &network.layers[l - 1];
            for k in 0..layer.width() {
                let unit = |variable: fn(u32, u32) -> Variable, k: usize| variable(l as u32, k as u32 + 1);
                for i in 0..layer.width() {
                    if i == k || !layer.activation.is_elementwise() {
                        let slope = Quantity::slope(unit(Variable::A, i), unit(Variable::Z, k)).at(at);
                        self.put(slope, jacobian(l, i, k));
                    }
                }
                let of = unit(Variable::Z, k);
                for (j, &input) in a[l - 1].iter().enumerate() {
                    let by = Variable::Weight(l as u32, j as u32 + 1, k as u32 + 1);
                    self.put(Quantity::slope(of, by).at(at), input);
                    if l > 1 {
                        let by = Variable::A(l as u32 - 1, j as u32 + 1);
                        self.put(Quantity::slope(of, by).at(at), layer.weights[(j, k)]);
                    }
                }
                self.put(Quantity::slope(of, unit(Variable::Bias, k)).at(at), 1.0);
            }
        }
        for term in 0..outputs {
            let of = Variable::LossTerm(term as u32 + 1);
            let mut arriving = vec![0.0; outputs];
            arriving[term] = method.loss_slope(network.loss, sample.target[term], a[last][term], outputs);
            for l in (1..=last).rev() {
                let layer = &network.layers[l - 1];
                let width = layer.width();
                let delta: Vec<f64> =
                    (0..width).map(|k| (0..width).map(|i| arriving[i] * jacobian(l, i, k)).sum()).collect();
                for k in 0..width {
                    let kk = k as u32 + 1;
                    self.add(of, Variable::A(l as u32, kk), at, arriving[k], share);
                    self.add(of, Variable::Z(l as u32, kk), at, delta[k], share);
                    self.add(of, Variable::Bias(l as u32, kk), at, delta[k], share);
                    for (j, &input) in a[l - 1].iter().enumerate() {
                        let by = Variable::Weight(l as u32, j as u32 + 1, kk);
                        self.add(of, by, at, delta[k] * input, share);
                    }
                }
                arriving = (0..layer.inputs())
                    .map(|j| (0..width).map(|k| delta[k] * layer.weights[(j, k)]).sum())
                    .collect();
            }
        }
    }

    /// One term's slope, and its share of the whole loss's.
    fn add(&mut self, of: Variable, by: Variable, at: Option<u32>, value: f64, share: f64) {
        self.put(Quantity::slope(of, by).at(at), value);
        *self.at(Quantity::slope(Variable::Loss, by).at(at)) += value;
        if at.is_some() && matches!(by, Variable::Weight(..) | Variable::Bias(..)) {
            *self.at(Quantity::slope(Variable::Loss, by)) += value * share;
        }
    }
}

/// z and a of every layer; layer 0 has the input for its a.
fn forward(network: &Network, input: &[f64]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
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

/// How well a printed number fits a value: 1 where it is the value rounded or cut, less where it
/// may have been worked from rounded figures, below 0 where it is another number.
pub(crate) fn fit(printed: Printed, value: f64) -> f64 {
    let shown = printed.value.to_f64();
    let unit = 10_f64.powi(printed.unit);
    let distance = (shown - value).abs();
    let close = distance <= unit * 1.000_001;
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

/// How many figures say something.
pub(crate) fn figures(printed: Printed) -> u32 {
    if printed.value.is_zero() {
        return 0;
    }
    (printed.value.magnitude() - printed.unit + 1).max(0) as u32
}
