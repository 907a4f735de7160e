//! The optimisers: each one's name and its rule for one parameter, written once.

use clearprop::math::Real;

use crate::Scalar;

/// How a parameter p follows from its gradient g; r is the learning rate, t counts the steps from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Optimiser {
    /// p ← p − r g
    Sgd,
    /// m ← 0.9 m + g; p ← p − r m
    Momentum,
    /// m ← 0.9 m + g; p ← p − r (g + 0.9 m)
    Nesterov,
    /// v ← 0.99 v + 0.01 g²; p ← p − r g / (√v + 10⁻⁸)
    RmsProp,
    /// m ← 0.9 m + 0.1 g; v ← 0.999 v + 0.001 g²;
    /// p ← p − r m/(1 − 0.9ᵗ) / (√(v/(1 − 0.999ᵗ)) + 10⁻⁸)
    Adam,
    /// As adam, after p ← p − r λ p with the weight decay λ, which is then no part of the gradient.
    AdamW,
    /// Limited-memory BFGS over all rows at once: see [`lbfgs`](crate::Optimiser::Lbfgs).
    Lbfgs,
}

impl Optimiser {
    /// Every optimiser, in the order in which they are listed to people.
    pub const ALL: [Optimiser; 7] = [
        Optimiser::Sgd,
        Optimiser::Momentum,
        Optimiser::Nesterov,
        Optimiser::RmsProp,
        Optimiser::Adam,
        Optimiser::AdamW,
        Optimiser::Lbfgs,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Optimiser::Sgd => "sgd",
            Optimiser::Momentum => "momentum",
            Optimiser::Nesterov => "nesterov",
            Optimiser::RmsProp => "rmsprop",
            Optimiser::Adam => "adam",
            Optimiser::AdamW => "adamw",
            Optimiser::Lbfgs => "lbfgs",
        }
    }

    /// The optimiser of this name.
    pub fn from_name(name: &str) -> Option<Optimiser> {
        Optimiser::ALL.into_iter().find(|optimiser| optimiser.name() == name)
    }

    /// A learning rate that usually does.
    pub fn usual_learning_rate(self) -> f64 {
        match self {
            Optimiser::Sgd => 0.1,
            Optimiser::Momentum | Optimiser::Nesterov => 0.01,
            Optimiser::RmsProp | Optimiser::Adam | Optimiser::AdamW => 1e-3,
            Optimiser::Lbfgs => 1.0,
        }
    }

    /// How many numbers it remembers beside each parameter. L-BFGS keeps its own account.
    #[inline(always)]
    pub(crate) fn moments(self) -> usize {
        match self {
            Optimiser::Sgd | Optimiser::Lbfgs => 0,
            Optimiser::Momentum | Optimiser::Nesterov | Optimiser::RmsProp => 1,
            Optimiser::Adam | Optimiser::AdamW => 2,
        }
    }
}

/// The rule of one step: the optimiser with all its factors worked out for step t.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule<T> {
    pub(crate) optimiser: Optimiser,
    /// What the step takes off: r, with Adam's correction r/(1 − β₁ᵗ).
    pub(crate) rate: T,
    /// β₁, the share of the first moment that is kept.
    pub(crate) keep: T,
    /// β₂, the share of the mean square that is kept.
    pub(crate) keep_square: T,
    /// 1/√(1 − β₂ᵗ) for Adam, else 1.
    pub(crate) root_correction: T,
    /// λ where it joins the gradient.
    pub(crate) decay: T,
    /// 1 − r λ where it shrinks the parameter.
    pub(crate) shrink: T,
}

/// ε.
pub(crate) const EPSILON: f64 = 1e-8;

impl<T: Scalar> Rule<T> {
    /// The rule of step `step`, counted from 1.
    pub(crate) fn new(optimiser: Optimiser, learning_rate: f64, weight_decay: f64, step: u64) -> Rule<T> {
        let power = |base: f64| libm::pow(base, step as f64);
        let adam = matches!(optimiser, Optimiser::Adam | Optimiser::AdamW);
        let keep_square = if optimiser == Optimiser::RmsProp { 0.99 } else { 0.999 };
        let (correction, root) =
            if adam { (1.0 - power(0.9), (1.0 - power(keep_square)).sqrt()) } else { (1.0, 1.0) };
        let decoupled = optimiser == Optimiser::AdamW;
        Rule {
            optimiser,
            rate: T::from_f64(learning_rate / correction),
            keep: T::from_f64(0.9),
            keep_square: T::from_f64(keep_square),
            root_correction: T::from_f64(1.0 / root),
            decay: T::from_f64(if decoupled { 0.0 } else { weight_decay }),
            shrink: T::from_f64(if decoupled { 1.0 - learning_rate * weight_decay } else { 1.0 }),
        }
    }
}

impl<R: Real> Rule<R> {
    /// The same rule in another kind of number.
    #[inline(always)]
    pub(crate) fn map<S>(&self, f: impl Fn(R) -> S) -> Rule<S> {
        Rule {
            optimiser: self.optimiser,
            rate: f(self.rate.clone()),
            keep: f(self.keep.clone()),
            keep_square: f(self.keep_square.clone()),
            root_correction: f(self.root_correction.clone()),
            decay: f(self.decay.clone()),
            shrink: f(self.shrink.clone()),
        }
    }

    /// The same rule for a bias, which does not decay.
    #[inline(always)]
    pub(crate) fn for_bias(self) -> Rule<R> {
        Rule { decay: R::constant(0.0), shrink: R::constant(1.0), ..self }
    }
}

impl<R: Real + Copy> Rule<R> {
    /// The parameter and its moments (p, m, v) after the step, from those before and the gradient g.
    #[inline(always)]
    pub(crate) fn update(&self, p: R, g: R, m: R, v: R) -> (R, R, R) {
        let Rule { rate, keep, keep_square, root_correction, decay, shrink, .. } = *self;
        let one = R::constant(1.0);
        let epsilon = R::constant(EPSILON);
        let g = g + decay * p;
        match self.optimiser {
            Optimiser::Sgd => (p - rate * g, m, v),
            Optimiser::Momentum => {
                let m = keep * m + g;
                (p - rate * m, m, v)
            }
            Optimiser::Nesterov => {
                let m = keep * m + g;
                (p - rate * (g + keep * m), m, v)
            }
            Optimiser::RmsProp => {
                let m = keep_square * m + (one - keep_square) * g * g;
                (p - rate * g / (m.sqrt() + epsilon), m, v)
            }
            Optimiser::Adam | Optimiser::AdamW => {
                let m = keep * m + (one - keep) * g;
                let v = keep_square * v + (one - keep_square) * g * g;
                (shrink * p - rate * m / (v.sqrt() * root_correction + epsilon), m, v)
            }
            Optimiser::Lbfgs => panic!("L-BFGS does not work parameter by parameter"),
        }
    }
}
