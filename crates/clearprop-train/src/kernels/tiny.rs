//! One sample through a network whose layers fit in one vector of eight doubles.

use clearprop::math::{Activation, Loss};

use super::Kernel;
use super::activate::for_elementwise;
use super::portable::Portable;
use super::vector::Vector;
use crate::Layer;

/// A layer in vectors: lanes beyond its width are zero in the weights and biases.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct TinyLayer {
    weights: [Eight; 8],
    /// The same, the rows as columns: they carry delta back without a sum across lanes.
    transposed: [Eight; 8],
    bias: Eight,
    z: Eight,
    a: Eight,
    activation: Activation,
    inputs: usize,
    width: usize,
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Eight([f64; 8]);

impl Eight {
    fn from(values: &[f64]) -> Eight {
        let mut eight = Eight::default();
        eight.0[..values.len()].copy_from_slice(values);
        eight
    }

    #[inline(always)]
    fn get<V: Vector<T = f64>>(&self) -> V {
        assert!(V::LANES == 8, "a layer is one vector");
        // SAFETY: there are eight numbers, as many as the vector has.
        unsafe { V::load(self.0.as_ptr()) }
    }

    #[inline(always)]
    fn put<V: Vector<T = f64>>(&mut self, value: V) {
        assert!(V::LANES == 8, "a layer is one vector");
        // SAFETY: there is room for eight numbers, as many as the vector has.
        unsafe { value.store(self.0.as_mut_ptr()) }
    }
}

impl TinyLayer {
    pub(crate) fn new(layer: &Layer<f64>) -> TinyLayer {
        let mut weights = [Eight::default(); 8];
        for (j, row) in weights.iter_mut().enumerate().take(layer.inputs) {
            *row = Eight::from(layer.weights_from(j));
        }
        let mut transposed = [Eight::default(); 8];
        for (j, row) in weights.iter().enumerate() {
            for (k, &weight) in row.0.iter().enumerate() {
                transposed[k].0[j] = weight;
            }
        }
        let Layer { activation, inputs, width, .. } = *layer;
        let (z, a) = Default::default();
        TinyLayer { weights, transposed, bias: Eight::from(&layer.bias), z, a, activation, inputs, width }
    }

    pub(crate) fn activations(&self) -> &[f64; 8] {
        &self.a.0
    }

    pub(crate) fn write(&self, layer: &mut clearprop::Layer) {
        for (j, row) in self.weights.iter().enumerate().take(self.inputs) {
            layer.weights.data[j * self.width..][..self.width].copy_from_slice(&row.0[..self.width]);
        }
        layer.bias.copy_from_slice(&self.bias.0[..self.width]);
    }

    #[inline(always)]
    fn forward<V: Vector<T = f64>>(&mut self, before: &[f64]) {
        let mut z = self.bias.get::<V>();
        for (&a, weights) in before.iter().zip(&self.weights) {
            z = V::splat(a).mul_add(weights.get(), z);
        }
        let a = if self.activation == Activation::Softmax {
            let power = V::first(self.width, z.exp(), V::constant(0.0));
            let sum = power.sum();
            if sum > 1e-200 && sum < 1e200 { power / V::splat(sum) } else { self.far_softmax(z) }
        } else {
            for_elementwise!(self.activation, |ACTIVATION| ACTIVATION.value(z))
        };
        self.z.put(z);
        self.a.put(a);
    }

    /// Softmax of numbers far from zero: the greatest is taken off first.
    #[inline(always)]
    fn far_softmax<V: Vector<T = f64>>(&self, z: V) -> V {
        let greatest = V::first(self.width, z, V::constant(f64::NEG_INFINITY)).greatest();
        let power = V::first(self.width, (z - V::splat(greatest)).exp(), V::constant(0.0));
        power / V::splat(power.sum())
    }

    /// ∂E/∂z from ∂E/∂a.
    #[inline(always)]
    fn delta<V: Vector<T = f64>>(&self, by_activation: V) -> V {
        let (z, a) = (self.z.get::<V>(), self.a.get::<V>());
        let delta = if self.activation == Activation::Softmax {
            let sum = V::first(self.width, by_activation * a, V::constant(0.0)).sum();
            a * (by_activation - V::splat(sum))
        } else {
            for_elementwise!(self.activation, |ACTIVATION| by_activation * ACTIVATION.slope(z, a))
        };
        V::first(self.width, delta, V::constant(0.0))
    }

    /// delta of the output layer: softmax with categorical and sigmoid with binary cross-entropy
    /// worked together, a Σ y − y and a − y.
    #[inline(always)]
    fn output_delta<V: Vector<T = f64>>(&self, target: &[f64], loss: Loss) -> V {
        let mut padded = Eight::default();
        for (to, from) in padded.0.iter_mut().zip(target) {
            *to = *from;
        }
        let (y, a) = (padded.get::<V>(), self.a.get::<V>());
        let delta = match (self.activation, loss) {
            (Activation::Softmax, Loss::CategoricalCrossEntropy) => {
                let mut sum = 0.0;
                for y in target {
                    sum += y;
                }
                a * V::splat(sum) - y
            }
            (Activation::Sigmoid, Loss::BinaryCrossEntropy) => a - y,
            _ => return self.delta(loss.slope(y, a, self.width)),
        };
        V::first(self.width, delta, V::constant(0.0))
    }

    /// ∂E/∂a_j of the layer before, Σ_k w_jk delta_k.
    #[inline(always)]
    fn back<V: Vector<T = f64>>(&self, delta: &Eight) -> V {
        let mut sum = V::constant(0.0);
        for (&delta, weights) in delta.0[..self.width].iter().zip(&self.transposed) {
            sum = V::splat(delta).mul_add(weights.get(), sum);
        }
        sum
    }

    /// [`update`](TinyLayer::update) without the transposed weights.
    #[inline(always)]
    fn update_first<V: Vector<T = f64>>(&mut self, delta: &Eight, before: &[f64], rate: f64) {
        let step = delta.get::<V>() * V::splat(-rate);
        for (&a, weights) in before.iter().zip(&mut self.weights) {
            weights.put(V::splat(a).mul_add(step, weights.get()));
        }
        let bias = self.bias.get::<V>() + step;
        self.bias.put(bias);
    }

    /// p ← p − rate · ∂E/∂p; `before` and `lanes` are the activations of the layer before.
    #[inline(always)]
    fn update<V: Vector<T = f64>>(&mut self, delta: &Eight, before: &[f64], lanes: V, rate: f64) {
        self.update_first::<V>(delta, before, rate);
        for (&delta, weights) in delta.0[..self.width].iter().zip(&mut self.transposed) {
            weights.put(lanes.mul_add(V::splat(-rate * delta), weights.get()));
        }
    }
}

/// Forward, and where there is something to learn, back and the step.
pub(crate) struct TinyStep<'a> {
    pub(crate) layers: &'a mut [TinyLayer],
    pub(crate) input: &'a [f64],
    /// Target, loss and learning rate.
    pub(crate) learn: Option<(&'a [f64], Loss, f64)>,
}

impl Kernel<f64> for TinyStep<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector<T = f64>>(self) {
        // Vectors of four are left to the compiler, which makes two of each portable one.
        if V::LANES == 8 { self.step::<V>() } else { self.step::<Portable<f64>>() }
    }
}

impl TinyStep<'_> {
    #[inline(always)]
    fn step<V: Vector<T = f64>>(self) {
        let TinyStep { layers, input, learn } = self;
        for index in 0..layers.len() {
            let (before, rest) = layers.split_at_mut(index);
            rest[0].forward::<V>(before.last().map_or(input, |before| &before.a.0[..before.width]));
        }
        let Some((target, loss, rate)) = learn else { return };
        let last = layers.len() - 1;
        let mut delta = Eight::default();
        delta.put(layers[last].output_delta::<V>(target, loss));
        for index in (0..layers.len()).rev() {
            let (before, rest) = layers.split_at_mut(index);
            let Some(before) = before.last() else {
                // Nothing is carried back from the first layer, so its transposed weights lie idle.
                rest[0].update_first::<V>(&delta, input, rate);
                return;
            };
            let by_activation = rest[0].back::<V>(&delta);
            rest[0].update::<V>(&delta, &before.a.0[..before.width], before.a.get(), rate);
            delta.put(before.delta(by_activation));
        }
    }
}
