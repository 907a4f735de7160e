//! Limited-memory BFGS (Nocedal and Wright, algorithm 7.5) with a line search for the strong Wolfe
//! conditions' weaker pair, by bisection.

use crate::engine::Engine;
use crate::{Dataset, Parameters, Scalar};

/// How many steps are remembered.
const MEMORY: usize = 10;
/// The share of the promised decrease that a step must bring.
const DECREASE: f64 = 1e-4;
/// The share of the slope that a step may leave.
const CURVATURE: f64 = 0.9;
/// Trials in one line search.
const TRIALS: usize = 30;

/// What is remembered between iterations, the oldest pair first.
pub(super) struct Lbfgs<T> {
    pairs: Vec<Pair<T>>,
    /// Loss and gradient at the current parameters, once they are known.
    here: Option<Point<T>>,
}

/// A step s and the change of the gradient y along it.
struct Pair<T> {
    step: Vec<T>,
    change: Vec<T>,
}

struct Point<T> {
    flat: Vec<T>,
    loss: f64,
    gradient: Vec<T>,
}

pub(super) enum Iteration {
    /// A step down was taken; the loss before it.
    Down { loss: f64 },
    /// No step along the direction brings the loss down any more.
    NoFurther,
    /// The loss at the start is not finite.
    NotFinite,
}

/// The function that is brought down: mean loss + ½ λ Σ w².
pub(super) struct Objective<'a, T, E> {
    pub(super) engine: &'a mut E,
    pub(super) data: &'a Dataset<T>,
    pub(super) shape: &'a Parameters<T>,
    pub(super) weight_decay: f64,
}

impl<T: Scalar, E: Engine<T>> Objective<'_, T, E> {
    fn at(&mut self, flat: Vec<T>) -> Point<T> {
        let mut gradient = flat.clone();
        self.engine.set(&flat);
        let mut loss = self.engine.loss_and_gradient(self.data, &mut gradient);
        let decay = T::from_f64(self.weight_decay);
        let mut at = 0;
        for layer in &self.shape.layers {
            for index in at..at + layer.weights.len() {
                loss += 0.5 * self.weight_decay * flat[index].to_f64() * flat[index].to_f64();
                gradient[index] += decay * flat[index];
            }
            at += layer.weights.len() + layer.bias.len();
        }
        Point { flat, loss, gradient }
    }
}

impl<T: Scalar> Lbfgs<T> {
    pub(super) fn new(moments: &[Vec<T>]) -> Lbfgs<T> {
        let pair = |pair: &[Vec<T>]| Pair { step: pair[0].clone(), change: pair[1].clone() };
        Lbfgs { pairs: moments.chunks_exact(2).map(pair).collect(), here: None }
    }

    pub(super) fn moments(&self) -> Vec<Vec<T>> {
        self.pairs.iter().flat_map(|pair| [pair.step.clone(), pair.change.clone()]).collect()
    }

    /// One step down; `first` is the longest first trial.
    pub(super) fn iterate<E: Engine<T>>(&mut self, mut objective: Objective<T, E>, first: f64) -> Iteration {
        let here = self.here.take().unwrap_or_else(|| {
            let mut flat = objective.shape.flat();
            objective.engine.get(&mut flat);
            objective.at(flat)
        });
        if !here.loss.is_finite() {
            return Iteration::NotFinite;
        }
        let mut direction = self.direction(&here.gradient);
        let mut slope = dot(&direction, &here.gradient);
        if slope >= 0.0 {
            // What is remembered no longer fits the function: begin anew, straight down.
            self.pairs.clear();
            direction = here.gradient.iter().map(|&g| -g).collect();
            slope = -dot(&here.gradient, &here.gradient);
        }
        // Without memory the direction has the gradient's length, which says nothing of a step's.
        let length = dot(&direction, &direction).sqrt();
        let trial = if self.pairs.is_empty() { first.min(1.0 / length.max(1e-30)) } else { first };
        let Some(there) = search(&mut objective, &here, &direction, slope, trial) else {
            objective.engine.set(&here.flat);
            self.here = Some(here);
            return Iteration::NoFurther;
        };
        let difference = |to: &[T], from: &[T]| to.iter().zip(from).map(|(&to, &from)| to - from).collect();
        let step: Vec<T> = difference(&there.flat, &here.flat);
        let change: Vec<T> = difference(&there.gradient, &here.gradient);
        if dot(&step, &change) > 1e-10 * dot(&change, &change) {
            if self.pairs.len() == MEMORY {
                self.pairs.remove(0);
            }
            self.pairs.push(Pair { step, change });
        }
        objective.engine.set(&there.flat);
        let loss = here.loss;
        self.here = Some(there);
        Iteration::Down { loss }
    }

    /// −H g, by the two loops over the remembered pairs.
    fn direction(&self, gradient: &[T]) -> Vec<T> {
        let mut q: Vec<f64> = gradient.iter().map(|g| g.to_f64()).collect();
        let mut shares = Vec::with_capacity(self.pairs.len());
        for Pair { step, change } in self.pairs.iter().rev() {
            let share = mixed_dot(step, &q) / dot(step, change);
            q.iter_mut().zip(change).for_each(|(q, y)| *q -= share * y.to_f64());
            shares.push(share);
        }
        if let Some(Pair { step, change }) = self.pairs.last() {
            let scale = dot(step, change) / dot(change, change);
            q.iter_mut().for_each(|q| *q *= scale);
        }
        for (Pair { step, change }, share) in self.pairs.iter().zip(shares.iter().rev()) {
            let back = mixed_dot(change, &q) / dot(step, change);
            q.iter_mut().zip(step).for_each(|(q, s)| *q += (share - back) * s.to_f64());
        }
        q.into_iter().map(|q| T::from_f64(-q)).collect()
    }
}

/// A point along `direction` that is low enough and flat enough, or failing that low enough.
fn search<T: Scalar, E: Engine<T>>(
    objective: &mut Objective<T, E>,
    here: &Point<T>,
    direction: &[T],
    slope: f64,
    first: f64,
) -> Option<Point<T>> {
    let (mut near, mut far, mut length) = (0.0, f64::INFINITY, first);
    let mut low_enough: Option<Point<T>> = None;
    for _ in 0..TRIALS {
        let share = T::from_f64(length);
        let flat = here.flat.iter().zip(direction).map(|(&p, &d)| p + share * d).collect();
        let point = objective.at(flat);
        if !(point.loss <= here.loss + DECREASE * length * slope && point.loss < here.loss) {
            far = length;
        } else if dot(&point.gradient, direction) < CURVATURE * slope {
            near = length;
            low_enough = Some(point);
        } else {
            return Some(point);
        }
        length = if far.is_finite() { 0.5 * (near + far) } else { 2.0 * near };
    }
    low_enough
}

fn dot<T: Scalar>(a: &[T], b: &[T]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a.to_f64() * b.to_f64()).sum()
}

fn mixed_dot<T: Scalar>(a: &[T], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a.to_f64() * b).sum()
}
