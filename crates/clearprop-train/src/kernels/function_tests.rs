//! exp, ln and tanh are held to the definition, on every kind of vector.

use clearprop::math::Real;

use super::vector::Vector;
use super::{Kernel, Level, Vectors, dispatch};
use crate::Scalar;

#[derive(Clone, Copy, Debug)]
enum Function {
    Exp,
    Ln,
    Tanh,
    Softplus,
}

impl Function {
    #[inline(always)]
    fn of<R: Real>(self, x: R) -> R {
        match self {
            Function::Exp => x.exp(),
            Function::Ln => x.ln(),
            Function::Tanh => x.tanh(),
            Function::Softplus => x.ln_1p_exp(),
        }
    }
}

struct Apply<'a, T>(Function, &'a mut [T]);

impl<T: Scalar> Kernel<T> for Apply<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector<T = T>>(self) {
        for lanes in self.1.chunks_exact_mut(V::LANES) {
            // SAFETY: each chunk has LANES numbers.
            unsafe {
                let x = V::load(lanes.as_ptr());
                self.0.of(x).store(lanes.as_mut_ptr());
            }
        }
    }
}

/// The distance in units of the last place of `expected`.
fn distance<T: Scalar>(found: T, expected: T, ulp: impl Fn(T) -> f64) -> f64 {
    let (a, b) = (found.to_f64(), expected.to_f64());
    if a == b || (a.is_nan() && b.is_nan()) { 0.0 } else { (a - b).abs() / ulp(expected) }
}

fn hold<T: Scalar + Vectors>(function: Function, inputs: &[T], limit: f64, ulp: impl Fn(T) -> f64 + Copy) {
    for level in Level::available() {
        let mut outputs = inputs.to_vec();
        outputs.resize(inputs.len().next_multiple_of(16), T::from_f64(1.0));
        dispatch(level, Apply(function, &mut outputs));
        for (&x, &found) in inputs.iter().zip(&outputs) {
            let expected = function.of(x);
            let far = distance(found, expected, ulp);
            assert!(
                far <= limit,
                "{function:?} of {x:?} on {level:?}: {found:?}, not {expected:?}, {far} ulp"
            );
        }
    }
}

fn ulp_f32(x: f32) -> f64 {
    let x = x.abs();
    if x.is_finite() { f64::from(x.next_up()) - f64::from(x) } else { 0.0 }
}

fn ulp_f64(x: f64) -> f64 {
    let x = x.abs();
    if x.is_finite() { x.next_up() - x } else { 0.0 }
}

/// How many inputs a range is cut into; fewer where an interpreter runs the test.
const CUTS: usize = if cfg!(miri) { 300 } else { 400_000 };

fn hold_both(function: Function, from: f64, to: f64, limit: f64) {
    let inputs = (0..=CUTS).map(|n| from + (to - from) * n as f64 / CUTS as f64);
    let inputs: Vec<f64> = inputs.collect();
    let short: Vec<f32> = inputs.iter().map(|&x| x as f32).collect();
    hold(function, &inputs, limit, ulp_f64);
    hold(function, &short, limit, ulp_f32);
}

const EXTREMES: [f64; 9] = [0.0, -0.0, 1.0, -1.0, 1e30, -1e30, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

#[test]
fn exp_is_the_definition_within_two_units() {
    hold_both(Function::Exp, -110.0, 95.0, 2.0);
    hold_both(Function::Exp, -1e-3, 1e-3, 2.0);
    hold(Function::Exp, &(0..2000).map(|n| -750.0 + 0.73 * f64::from(n)).collect::<Vec<_>>(), 2.0, ulp_f64);
    hold(Function::Exp, &EXTREMES, 2.0, ulp_f64);
}

#[test]
fn ln_is_the_definition_within_two_units() {
    hold_both(Function::Ln, 0.0, 4.0, 2.0);
    hold_both(Function::Ln, 0.999, 1.001, 2.0);
    let powers: Vec<f64> = (-1074..1024).map(|n| 1.37 * 2f64.powi(n)).collect();
    hold(Function::Ln, &powers, 2.0, ulp_f64);
    hold(Function::Ln, &powers.iter().map(|&x| x as f32).collect::<Vec<_>>(), 2.0, ulp_f32);
    hold(Function::Ln, &EXTREMES, 2.0, ulp_f64);
}

#[test]
fn tanh_is_the_definition_within_three_units() {
    // The definition's own last place is up to two units from the truth, such as at 0.21999.
    hold_both(Function::Tanh, -25.0, 25.0, 3.0);
    hold_both(Function::Tanh, -0.5, 0.5, 3.0);
    hold_both(Function::Tanh, -1e-5, 1e-5, 3.0);
    hold(Function::Tanh, &EXTREMES, 2.0, ulp_f64);
}

#[test]
fn ln_1p_exp_is_the_definition_within_four_units() {
    // It is an exponential within a logarithm, and so is the definition.
    hold_both(Function::Softplus, -80.0, 100.0, 4.0);
    hold_both(Function::Softplus, -2.0, 2.0, 4.0);
}
