//! The formula of every quantity, in terms of those that are worked before it.

use super::{Method, Rule, Style};
use crate::Network;
use crate::math::{Activation, Decimal, Expr, Loss, Real};
use crate::quantity::{Kind, Quantity, Variable};

/// A formula over quantities.
pub type Formula = Expr<Quantity>;

/// What formulas are asked of: a network, and how it is worked.
#[derive(Clone, Copy, Debug)]
pub struct Formulas<'a> {
    /// The network.
    pub network: &'a Network,
    /// Whose definitions are used.
    pub method: Method,
    /// Which intermediate results are named.
    pub style: Style,
}

impl Formulas<'_> {
    /// The rule and formula by which a quantity is worked; `None` where it is given.
    ///
    /// # Panics
    /// For a quantity that the network does not have: see [`Formulas::has`].
    pub fn of(&self, quantity: Quantity) -> Option<(Rule, Formula)> {
        let worked = At { formulas: self, sample: quantity.sample };
        match quantity.kind {
            Kind::LearningRate => None,
            Kind::Plain(variable) => worked.plain(variable, &|variable| Quantity::plain(variable)),
            Kind::Slope { of, by } => Some(worked.slope(of, by)),
            Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) => {
                let gradient = symbol(Quantity::slope(Variable::Loss, variable));
                let step = symbol(Quantity::learning_rate()) * gradient;
                Some((Rule::Update, symbol(Quantity::plain(variable)) - step))
            }
            Kind::Updated(variable) => worked.plain(variable, &|variable| match variable {
                Variable::Input(_) | Variable::Target(_) => Quantity::plain(variable),
                variable => Quantity::updated(variable),
            }),
        }
    }

    /// Whether the network has this quantity: every index lies within it, a sample is named
    /// exactly where it must be, and a slope is one that the working knows.
    pub fn has(&self, quantity: Quantity) -> bool {
        let samples = self.network.samples.len() as u32;
        let variable_exists = |variable: Variable| self.has_variable(variable);
        let (exists, of_samples, of_network) = match quantity.kind {
            Kind::LearningRate => (true, false, true),
            Kind::Plain(variable) => (
                variable_exists(variable),
                !matches!(variable, Variable::Weight(..) | Variable::Bias(..)),
                matches!(variable, Variable::Weight(..) | Variable::Bias(..) | Variable::Loss),
            ),
            Kind::Slope { of, by } => (
                variable_exists(of) && variable_exists(by) && self.has_slope(of, by),
                true,
                matches!((of, by), (Variable::Loss, Variable::Weight(..) | Variable::Bias(..))),
            ),
            Kind::Updated(variable) => (
                variable_exists(variable) && !matches!(variable, Variable::Input(_) | Variable::Target(_)),
                !matches!(variable, Variable::Weight(..) | Variable::Bias(..)),
                matches!(variable, Variable::Weight(..) | Variable::Bias(..) | Variable::Loss),
            ),
        };
        exists
            && match quantity.sample {
                Some(sample) => of_samples && samples > 1 && sample <= samples,
                None => of_network || samples == 1,
            }
    }

    fn has_variable(&self, variable: Variable) -> bool {
        let layer = |l: u32| (l >= 1).then(|| self.network.layers.get(l as usize - 1)).flatten();
        let within = |index: u32, count: usize| index >= 1 && index as usize <= count;
        match variable {
            Variable::Input(j) => within(j, self.network.inputs()),
            Variable::Target(k) | Variable::LossTerm(k) => within(k, self.network.outputs()),
            Variable::Weight(l, j, k) => {
                layer(l).is_some_and(|layer| within(j, layer.inputs()) && within(k, layer.width()))
            }
            Variable::Bias(l, k) | Variable::Z(l, k) | Variable::A(l, k) => {
                layer(l).is_some_and(|layer| within(k, layer.width()))
            }
            Variable::Loss => true,
        }
    }

    fn has_slope(&self, of: Variable, by: Variable) -> bool {
        match (of, by) {
            (
                Variable::Loss | Variable::LossTerm(_),
                Variable::Weight(..) | Variable::Bias(..) | Variable::Z(..) | Variable::A(..),
            ) => true,
            (Variable::A(l, _), Variable::Z(m, _)) => l == m,
            (Variable::Z(l, _), Variable::A(m, _)) => l == m + 1,
            (Variable::Z(l, k), Variable::Weight(m, _, n) | Variable::Bias(m, n)) => (l, k) == (m, n),
            _ => false,
        }
    }

    /// The index of the output layer.
    pub(super) fn last(&self) -> u32 {
        self.network.layers.len() as u32
    }

    /// The number of neurons of a layer; layer 0 is the input.
    pub(super) fn width(&self, layer: u32) -> u32 {
        let width = match layer {
            0 => self.network.inputs(),
            layer => self.network.layers[layer as usize - 1].width(),
        };
        width as u32
    }

    pub(super) fn activation(&self, layer: u32) -> Activation {
        self.network.layers[layer as usize - 1].activation
    }

    /// The neurons i of a layer whose activation a_i depends on z_k.
    pub(super) fn reached(&self, layer: u32, k: u32) -> Vec<u32> {
        if self.is_diagonal(layer) { vec![k] } else { (1..=self.width(layer)).collect() }
    }

    /// Whether each a_k of a layer is taken to depend on its own z_k alone.
    fn is_diagonal(&self, layer: u32) -> bool {
        self.method.is_diagonal(self.activation(layer))
    }

    /// The terms E_i of the loss that a pre-activation z_k reaches.
    pub(super) fn terms(&self, layer: u32, k: u32) -> Vec<u32> {
        if layer == self.last() { self.reached(layer, k) } else { (1..=self.width(self.last())).collect() }
    }

    /// Whether δ of the output layer is a − y: the slopes of loss and activation cancel.
    /// For softmax that holds where the targets sum to exactly 1.
    pub(super) fn output_collapses(&self) -> bool {
        let targets_sum_to_one = || {
            self.network.samples.iter().all(|sample| {
                let sum = sample.target.iter().map(|&y| Wide::constant(y)).reduce(|sum, y| sum + y);
                sum.and_then(Wide::to_decimal) == Decimal::parse("1")
            })
        };
        self.style == Style::Delta
            && self.method == Method::Standard
            && match (self.network.loss, self.network.output_layer().activation) {
                (Loss::CategoricalCrossEntropy, Activation::Softmax) => targets_sum_to_one(),
                (Loss::BinaryCrossEntropy, Activation::Sigmoid) => true,
                _ => false,
            }
    }
}

type Wide = crate::math::Float<4>;

fn symbol(quantity: Quantity) -> Formula {
    Expr::Symbol(quantity)
}

/// A sum that is its term where there is only one.
fn sum(mut terms: Vec<Formula>) -> Formula {
    if terms.len() == 1 { terms.remove(0) } else { Expr::Sum(terms) }
}

/// A product that is its factor where there is only one.
fn product(mut factors: Vec<Formula>) -> Formula {
    if factors.len() == 1 { factors.remove(0) } else { Expr::Product(factors) }
}

/// The formulas of one sample, or of the mean over all where `sample` is `None` among several.
struct At<'a> {
    formulas: &'a Formulas<'a>,
    sample: Option<u32>,
}

impl At<'_> {
    /// A variable's symbol; parameters are the same for every sample.
    fn variable(&self, name: &dyn Fn(Variable) -> Quantity, variable: Variable) -> Formula {
        let sample = match variable {
            Variable::Weight(..) | Variable::Bias(..) => None,
            _ => self.sample,
        };
        symbol(name(variable).at(sample))
    }

    fn slope_symbol(&self, of: Variable, by: Variable) -> Formula {
        symbol(Quantity::slope(of, by).at(self.sample))
    }

    /// The mean over the samples, where this is not one sample among several.
    fn mean(&self, of: Quantity) -> Option<(Rule, Formula)> {
        let samples = self.formulas.network.samples.len() as u32;
        if samples <= 1 || self.sample.is_some() {
            return None;
        }
        let each = (1..=samples).map(|sample| symbol(of.at(Some(sample)))).collect();
        Some((Rule::Mean, Expr::Sum(each) / Expr::Constant(f64::from(samples))))
    }

    /// The neuron j of the layer before, or the input.
    fn before(&self, layer: u32, j: u32) -> Variable {
        if layer == 1 { Variable::Input(j) } else { Variable::A(layer - 1, j) }
    }

    /// A variable of the network before (`name` = plain) or after (`name` = updated) the update.
    fn plain(&self, variable: Variable, name: &dyn Fn(Variable) -> Quantity) -> Option<(Rule, Formula)> {
        let formulas = self.formulas;
        let of = |variable| self.variable(name, variable);
        let outputs = formulas.width(formulas.last());
        match variable {
            Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..) => None,
            Variable::Z(l, k) => {
                let mut terms: Vec<Formula> = (1..=formulas.width(l - 1))
                    .map(|j| Expr::Product(vec![of(Variable::Weight(l, j, k)), of(self.before(l, j))]))
                    .collect();
                terms.push(of(Variable::Bias(l, k)));
                Some((Rule::WeightedSum, Expr::Sum(terms)))
            }
            Variable::A(l, k) => {
                let activation = formulas.activation(l);
                let value = if activation.is_elementwise() {
                    activation.value(of(Variable::Z(l, k)))
                } else {
                    let z: Vec<Formula> = (1..=formulas.width(l)).map(|i| of(Variable::Z(l, i))).collect();
                    crate::math::softmax(&z, k as usize - 1)
                };
                Some((Rule::Activation(activation), value))
            }
            Variable::LossTerm(k) => {
                let (y, a) = (of(Variable::Target(k)), of(Variable::A(formulas.last(), k)));
                let loss = formulas.network.loss;
                let rule = if formulas.method.uses_log_likelihood(loss) {
                    Rule::LogLikelihood
                } else {
                    Rule::LossTerm(loss)
                };
                Some((rule, formulas.method.loss_term(loss, y, a, outputs as usize)))
            }
            Variable::Loss => self.mean(name(Variable::Loss)).or_else(|| {
                let terms = (1..=outputs).map(|k| of(Variable::LossTerm(k))).collect();
                Some((Rule::SumOfTerms, sum(terms)))
            }),
        }
    }

    fn slope(&self, of: Variable, by: Variable) -> (Rule, Formula) {
        let plain = |variable| self.variable(&Quantity::plain, variable);
        match (of, by) {
            (Variable::Z(l, k), Variable::A(_, j)) => (Rule::Coefficient, plain(Variable::Weight(l, j, k))),
            (Variable::Z(l, _), Variable::Weight(_, j, _)) => (Rule::Coefficient, plain(self.before(l, j))),
            (Variable::Z(..), Variable::Bias(..)) => (Rule::Coefficient, Expr::Constant(1.0)),
            (Variable::A(l, i), Variable::Z(_, k)) => self.activation_slope(l, i, k),
            (Variable::LossTerm(i), by) => self.term_slope(i, by),
            (Variable::Loss, by) => self.loss_slope(by),
            _ => panic!("no slope of {of} by {by} is worked"),
        }
    }

    fn activation_slope(&self, layer: u32, i: u32, k: u32) -> (Rule, Formula) {
        let formulas = self.formulas;
        let activation = formulas.activation(layer);
        let rule = Rule::ActivationSlope(activation);
        if !formulas.reached(layer, k).contains(&i) {
            let dropped = !activation.is_elementwise();
            return (if dropped { Rule::CrossTermDropped } else { rule }, Expr::Constant(0.0));
        }
        let all = |variable: fn(u32, u32) -> Variable| -> Vec<Formula> {
            (1..=formulas.width(layer)).map(|k| self.variable(&Quantity::plain, variable(layer, k))).collect()
        };
        let slope = activation.jacobian(&all(Variable::Z), &all(Variable::A), i as usize - 1, k as usize - 1);
        (rule, slope)
    }

    /// ∂E_i/∂a_i by the definition of the loss.
    fn output_slope(&self, i: u32) -> (Rule, Formula) {
        let formulas = self.formulas;
        let y = self.variable(&Quantity::plain, Variable::Target(i));
        let a = self.variable(&Quantity::plain, Variable::A(formulas.last(), i));
        let loss = formulas.network.loss;
        let rule = if formulas.method.uses_log_likelihood(loss) {
            Rule::LogLikelihoodSlope
        } else {
            Rule::LossSlope(loss)
        };
        (rule, formulas.method.loss_slope(loss, y, a, formulas.network.outputs()))
    }

    /// ∂E_i/∂…, one term of the loss, by every path that leads there.
    fn term_slope(&self, i: u32, by: Variable) -> (Rule, Formula) {
        let last = self.formulas.last();
        let paths = match by {
            Variable::A(l, k) if l == last && k == i => return self.output_slope(i),
            Variable::A(l, _) if l == last => Vec::new(),
            Variable::A(l, k) => self.paths_to_activation(i, l, k),
            Variable::Z(l, k) => self.paths_to_z(i, l, k),
            Variable::Weight(l, _, k) | Variable::Bias(l, k) => {
                let last_factor = self.slope_symbol(Variable::Z(l, k), by);
                let mut paths = self.paths_to_z(i, l, k);
                paths.iter_mut().for_each(|path| path.push(last_factor.clone()));
                paths
            }
            _ => panic!("no slope of a loss term by {by} is worked"),
        };
        match paths.len() {
            0 => (Rule::ChainRule, Expr::Constant(0.0)),
            _ => (Rule::ChainRule, sum(paths.into_iter().map(product).collect())),
        }
    }

    /// The factors of each path from E_i to z_k of a layer.
    fn paths_to_z(&self, i: u32, layer: u32, k: u32) -> Vec<Vec<Formula>> {
        let formulas = self.formulas;
        let activation_slope = |m: u32| self.slope_symbol(Variable::A(layer, m), Variable::Z(layer, k));
        let reached = formulas.reached(layer, k);
        if layer == formulas.last() {
            let output = self.slope_symbol(Variable::LossTerm(i), Variable::A(layer, i));
            return if reached.contains(&i) { vec![vec![output, activation_slope(i)]] } else { Vec::new() };
        }
        let onward = |m: &u32| {
            let mut paths = self.paths_to_activation(i, layer, *m);
            paths.iter_mut().for_each(|path| path.push(activation_slope(*m)));
            paths
        };
        reached.iter().flat_map(onward).collect()
    }

    /// The factors of each path from E_i to a_k of a hidden layer. They are written out from
    /// the loss on through the output layer; what lies further ahead was worked before, neuron by neuron.
    fn paths_to_activation(&self, i: u32, layer: u32, k: u32) -> Vec<Vec<Formula>> {
        let formulas = self.formulas;
        let next = layer + 1;
        (1..=formulas.width(next))
            .flat_map(|m| {
                let heads = if next == formulas.last() {
                    self.paths_to_z(i, next, m)
                } else {
                    vec![vec![self.slope_symbol(Variable::LossTerm(i), Variable::Z(next, m))]]
                };
                let weight = self.slope_symbol(Variable::Z(next, m), Variable::A(layer, k));
                heads.into_iter().map(move |mut path| {
                    path.push(weight.clone());
                    path
                })
            })
            .collect()
    }

    /// ∂E/∂…, the whole loss.
    fn loss_slope(&self, by: Variable) -> (Rule, Formula) {
        let formulas = self.formulas;
        let last = formulas.last();
        if let Some(mean) = self.mean(Quantity::slope(Variable::Loss, by)) {
            return mean;
        }
        let loss = |by| self.slope_symbol(Variable::Loss, by);
        let weight = |l, j, k| self.variable(&Quantity::plain, Variable::Weight(l, j, k));
        match by {
            Variable::A(l, k) if l == last => match formulas.style {
                Style::Chain => (Rule::OneTerm, self.slope_symbol(Variable::LossTerm(k), by)),
                Style::Delta => self.output_slope(k),
            },
            Variable::A(l, k) => {
                let arriving = (1..=formulas.width(l + 1))
                    .map(|m| Expr::Product(vec![loss(Variable::Z(l + 1, m)), weight(l + 1, k, m)]))
                    .collect();
                (Rule::ChainRule, sum(arriving))
            }
            Variable::Z(l, k) if l == last && formulas.output_collapses() => {
                let plain = |variable| self.variable(&Quantity::plain, variable);
                (Rule::OutputMinusTarget, plain(Variable::A(l, k)) - plain(Variable::Target(k)))
            }
            Variable::Z(l, k) => {
                let along = |i: &u32| {
                    let slope = self.slope_symbol(Variable::A(l, *i), Variable::Z(l, k));
                    Expr::Product(vec![loss(Variable::A(l, *i)), slope])
                };
                (Rule::Delta, sum(formulas.reached(l, k).iter().map(along).collect()))
            }
            Variable::Weight(l, _, k) | Variable::Bias(l, k) if formulas.style == Style::Chain => {
                let terms = formulas.terms(l, k);
                let rule = if terms.len() == 1 { Rule::OneTerm } else { Rule::SumOverTerms };
                let each = terms.into_iter().map(|i| self.slope_symbol(Variable::LossTerm(i), by));
                (rule, sum(each.collect()))
            }
            Variable::Weight(l, j, k) => {
                let input = self.variable(&Quantity::plain, self.before(l, j));
                (Rule::WeightGradient, Expr::Product(vec![loss(Variable::Z(l, k)), input]))
            }
            Variable::Bias(l, k) => (Rule::BiasGradient, loss(Variable::Z(l, k))),
            _ => panic!("no slope of the loss by {by} is worked"),
        }
    }
}
