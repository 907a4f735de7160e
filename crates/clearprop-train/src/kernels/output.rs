//! The output layer: the loss of a row and its delta.

use clearprop::math::{Activation, Loss};

use super::activate::{for_elementwise, softmax, times_softmax_slope};
use super::functions::ln_1p;
use super::vector::Vector;

/// The output layer of one row: `z` in, its activations out in the same place.
pub(crate) struct Output<T> {
    pub(crate) z: *mut T,
    pub(crate) delta: *mut T,
    pub(crate) target: *const T,
    pub(crate) width: usize,
    /// What the row's delta is multiplied by.
    pub(crate) share: T,
}

impl<T: crate::Scalar> Output<T> {
    /// Gives the row's loss, and leaves share · ∂E/∂z in `delta`, zero beyond the width.
    ///
    /// Softmax with categorical and sigmoid with binary cross-entropy are worked together, from z,
    /// so that neither overflows nor cancels: delta is a Σ y − y, and a − y.
    ///
    /// # Safety
    /// `z` and `delta` have `width` numbers, rounded up to whole vectors; `target` has `width`.
    #[inline(always)]
    pub(crate) unsafe fn work<V: Vector<T = T>>(&self, activation: Activation, loss: Loss) -> T {
        // SAFETY: what the three need is what the caller promises.
        unsafe {
            for column in 0..self.width {
                *self.delta.add(column) = *self.target.add(column);
            }
            match (activation, loss) {
                (Activation::Softmax, Loss::CategoricalCrossEntropy) => self.softmax_cross_entropy::<V>(),
                (Activation::Sigmoid, Loss::BinaryCrossEntropy) => self.sigmoid_cross_entropy::<V>(),
                _ => self.general::<V>(activation, loss),
            }
        }
    }

    /// E = −Σ y ln a = ln Σ e^(z_i − m) Σ y − Σ y (z − m), with m the greatest z.
    #[inline(always)]
    unsafe fn softmax_cross_entropy<V: Vector<T = T>>(&self) -> T {
        // SAFETY: as in `work`.
        unsafe {
            let (mut all, mut by_z) = (V::constant(0.0), V::constant(0.0));
            for column in (0..self.width).step_by(V::LANES) {
                let (y, left) = (V::load(self.delta.add(column)), self.width - column);
                let z = V::load(self.z.add(column));
                all = all + V::first(left, y, V::constant(0.0));
                by_z = by_z + V::first(left, y * z, V::constant(0.0));
            }
            let (all, by_z) = (all.sum(), by_z.sum());
            let (ln_sum, greatest) = softmax::<V>(self.z, self.width);
            for column in (0..self.width).step_by(V::LANES) {
                let (y, a) = (V::load(self.delta.add(column)), V::load(self.z.add(column)));
                let delta = ((a * V::splat(all) - y) * V::splat(self.share)).without_dust();
                V::first(self.width - column, delta, V::constant(0.0)).store(self.delta.add(column));
            }
            (ln_sum + greatest) * all - by_z
        }
    }

    /// E = Σ max(z, 0) − y z + ln(1 + e^(−|z|)).
    #[inline(always)]
    unsafe fn sigmoid_cross_entropy<V: Vector<T = T>>(&self) -> T {
        let zero = V::constant(0.0);
        let mut sum = zero;
        // SAFETY: as in `work`.
        unsafe {
            for column in (0..self.width).step_by(V::LANES) {
                let (y, left) = (V::load(self.delta.add(column)), self.width - column);
                let z = V::load(self.z.add(column));
                let power = (-z.magnitude()).exp();
                let term = z.at_least(zero) - y * z + ln_1p(power);
                sum = sum + V::first(left, term, zero);
                // σ(z) = 1/(1 + e^(−|z|)) for z ≥ 0, else e^(−|z|)/(1 + e^(−|z|)).
                let a = z.where_less(zero, power, V::constant(1.0)) / (power + V::constant(1.0));
                a.store(self.z.add(column));
                V::first(left, (a - y) * V::splat(self.share), zero).store(self.delta.add(column));
            }
        }
        sum.sum()
    }

    /// Any other pair, by the definitions.
    #[inline(always)]
    unsafe fn general<V: Vector<T = T>>(&self, activation: Activation, loss: Loss) -> T {
        let zero = V::constant(0.0);
        let mut sum = zero;
        // SAFETY: as in `work`.
        unsafe {
            if activation == Activation::Softmax {
                softmax::<V>(self.z, self.width);
            }
            for column in (0..self.width).step_by(V::LANES) {
                let (y, left) = (V::load(self.delta.add(column)), self.width - column);
                let z = V::load(self.z.add(column));
                let (a, slope) = if activation == Activation::Softmax {
                    (z, V::constant(1.0))
                } else {
                    for_elementwise!(activation, |ACTIVATION| {
                        let a = ACTIVATION.value(z);
                        (a, ACTIVATION.slope(z, a))
                    })
                };
                a.store(self.z.add(column));
                sum = sum + V::first(left, loss.term(y, a, self.width), zero);
                let by_activation = loss.slope(y, a, self.width) * V::splat(self.share);
                V::first(left, by_activation * slope, zero).store(self.delta.add(column));
            }
            if activation == Activation::Softmax {
                times_softmax_slope::<V>(self.delta, self.z, self.width);
            }
        }
        sum.sum()
    }
}
