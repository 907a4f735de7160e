//! The order in which a person works a solution.

use super::{Formulas, Method, Style};
use crate::quantity::{Quantity, Variable};

/// Calls `visit` with every quantity of the solution, in order.
pub(super) fn for_each_in_order(formulas: &Formulas, visit: &mut impl FnMut(Quantity)) {
    let mut walk = Walk { formulas, visit };
    let samples = formulas.network.samples.len() as u32;
    let each: Vec<Option<u32>> = if samples == 1 { vec![None] } else { (1..=samples).map(Some).collect() };
    walk.given(&each);
    for &sample in &each {
        walk.forward(sample);
        walk.loss(sample);
        walk.backward(sample);
    }
    if samples > 1 {
        walk.mean();
    }
    walk.update();
    walk.after(&each);
}

struct Walk<'a, V> {
    formulas: &'a Formulas<'a>,
    visit: &'a mut V,
}

impl<V: FnMut(Quantity)> Walk<'_, V> {
    fn add(&mut self, quantity: Quantity) {
        (self.visit)(quantity);
    }

    fn neurons(&self, layer: u32) -> std::ops::RangeInclusive<u32> {
        1..=self.formulas.width(layer)
    }

    fn layers(&self) -> std::ops::RangeInclusive<u32> {
        1..=self.formulas.last()
    }

    /// Every weight and bias, in the order in which the file lists them.
    fn for_each_parameter(&mut self, add: &mut impl FnMut(&mut Self, Variable)) {
        for layer in self.layers() {
            for j in self.neurons(layer - 1) {
                for k in self.neurons(layer) {
                    add(self, Variable::Weight(layer, j, k));
                }
            }
            for k in self.neurons(layer) {
                add(self, Variable::Bias(layer, k));
            }
        }
    }

    fn given(&mut self, samples: &[Option<u32>]) {
        self.for_each_parameter(&mut |walk, parameter| walk.add(Quantity::plain(parameter)));
        for &sample in samples {
            for j in self.neurons(0) {
                self.add(Quantity::plain(Variable::Input(j)).at(sample));
            }
            for k in self.neurons(self.formulas.last()) {
                self.add(Quantity::plain(Variable::Target(k)).at(sample));
            }
        }
    }

    fn forward(&mut self, sample: Option<u32>) {
        for layer in self.layers() {
            self.layer_values(layer, &|variable| Quantity::plain(variable).at(sample));
        }
    }

    /// z and a of each neuron in turn; for a layer that works as a whole, all z first.
    fn layer_values(&mut self, layer: u32, name: &dyn Fn(Variable) -> Quantity) {
        let elementwise = self.formulas.activation(layer).is_elementwise();
        for k in self.neurons(layer) {
            self.add(name(Variable::Z(layer, k)));
            if elementwise {
                self.add(name(Variable::A(layer, k)));
            }
        }
        if !elementwise {
            for k in self.neurons(layer) {
                self.add(name(Variable::A(layer, k)));
            }
        }
    }

    fn loss(&mut self, sample: Option<u32>) {
        for k in self.neurons(self.formulas.last()) {
            self.add(Quantity::plain(Variable::LossTerm(k)).at(sample));
        }
        self.add(Quantity::plain(Variable::Loss).at(sample));
    }

    fn backward(&mut self, sample: Option<u32>) {
        for layer in self.layers().rev() {
            match self.formulas.style {
                Style::Chain => self.chain(layer, sample),
                Style::Delta => self.delta(layer, sample),
            }
        }
    }

    fn slope(&mut self, sample: Option<u32>, of: Variable, by: Variable) {
        self.add(Quantity::slope(of, by).at(sample));
    }

    /// ∂a_i/∂z_k of a layer, where a_i depends on z_k; what the handout drops is said once.
    fn activation_slopes(&mut self, layer: u32, sample: Option<u32>) {
        let dropped =
            self.formulas.method == Method::Handout && !self.formulas.activation(layer).is_elementwise();
        for k in self.neurons(layer) {
            let reached =
                if dropped { self.neurons(layer).collect() } else { self.formulas.reached(layer, k) };
            for i in reached {
                self.slope(sample, Variable::A(layer, i), Variable::Z(layer, k));
            }
        }
    }

    /// Weight by weight, one factor after another.
    fn chain(&mut self, layer: u32, sample: Option<u32>) {
        let last = self.formulas.last();
        let outputs = self.neurons(last);
        if layer == last {
            for i in outputs.clone() {
                self.slope(sample, Variable::LossTerm(i), Variable::A(last, i));
            }
        } else {
            for k in self.neurons(layer) {
                for m in self.neurons(layer + 1) {
                    self.slope(sample, Variable::Z(layer + 1, m), Variable::A(layer, k));
                }
            }
        }
        self.activation_slopes(layer, sample);
        for k in self.neurons(layer) {
            for j in self.neurons(layer - 1) {
                self.parameter(sample, (layer, k), Variable::Weight(layer, j, k));
            }
            self.parameter(sample, (layer, k), Variable::Bias(layer, k));
        }
        for k in self.neurons(layer) {
            self.slope(sample, Variable::Loss, Variable::A(layer, k));
        }
        for k in self.neurons(layer) {
            if 1 < layer && layer < last {
                for i in outputs.clone() {
                    self.slope(sample, Variable::LossTerm(i), Variable::Z(layer, k));
                }
            }
            self.slope(sample, Variable::Loss, Variable::Z(layer, k));
        }
    }

    /// One parameter: its own factor, each term's slope, then their sum.
    fn parameter(&mut self, sample: Option<u32>, (layer, k): (u32, u32), parameter: Variable) {
        self.slope(sample, Variable::Z(layer, k), parameter);
        for i in self.formulas.terms(layer, k) {
            self.slope(sample, Variable::LossTerm(i), parameter);
        }
        self.slope(sample, Variable::Loss, parameter);
    }

    /// δ of each neuron, then the gradients.
    fn delta(&mut self, layer: u32, sample: Option<u32>) {
        if !(layer == self.formulas.last() && self.formulas.output_collapses()) {
            for k in self.neurons(layer) {
                self.slope(sample, Variable::Loss, Variable::A(layer, k));
            }
            self.activation_slopes(layer, sample);
        }
        for k in self.neurons(layer) {
            self.slope(sample, Variable::Loss, Variable::Z(layer, k));
        }
        for j in self.neurons(layer - 1) {
            for k in self.neurons(layer) {
                self.slope(sample, Variable::Loss, Variable::Weight(layer, j, k));
            }
        }
        for k in self.neurons(layer) {
            self.slope(sample, Variable::Loss, Variable::Bias(layer, k));
        }
    }

    fn mean(&mut self) {
        self.add(Quantity::plain(Variable::Loss));
        self.for_each_parameter(&mut |walk, parameter| {
            walk.add(Quantity::slope(Variable::Loss, parameter));
        });
    }

    fn update(&mut self) {
        self.for_each_parameter(&mut |walk, parameter| {
            walk.add(Quantity::updated(parameter));
        });
    }

    fn after(&mut self, samples: &[Option<u32>]) {
        for &sample in samples {
            let updated = |variable| Quantity::updated(variable).at(sample);
            for layer in self.layers() {
                self.layer_values(layer, &updated);
            }
            for k in self.neurons(self.formulas.last()) {
                self.add(updated(Variable::LossTerm(k)));
            }
            self.add(updated(Variable::Loss));
        }
        if samples.len() > 1 {
            self.add(Quantity::updated(Variable::Loss));
        }
    }
}
