//! The second half of a step, weight by weight: the gradient's sum over the rows, and the update.
//!
//! Each tile of weights sums over the rows in their order and updates itself at once, while its
//! gradient is in the nearest cache. No tile needs another.

use super::layout::{PackedLayer, Panel};
use super::tiles::{Rows, outer, store_tile, tiles};
use super::update::{Memory, update};
use super::vector::{MOST_LANES, Vector};
use super::{Kernel, Vectors};
use crate::Scalar;
use crate::optimiser::Rule;

/// A layer whose gradient is due.
#[derive(Clone, Copy)]
pub(crate) struct WeightsWork<T> {
    pub(crate) layer: PackedLayer,
    pub(crate) inputs: Rows<T>,
    pub(crate) delta: *const T,
    pub(crate) rows: usize,
    pub(crate) then: Then<T>,
    pub(crate) transposed: *mut T,
}

/// What becomes of a gradient.
#[derive(Clone, Copy)]
pub(crate) enum Then<T> {
    /// It updates the parameters at once.
    Update { rule: Rule<T>, memory: Memory<T> },
    /// It is added to this, in the layout of the parameters.
    Add(*mut T),
}

/// Inputs `from..to` of a layer, and its biases where `to` is one beyond its inputs.
pub(crate) struct WeightsKernel<'a, T> {
    pub(crate) work: &'a WeightsWork<T>,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// The most numbers in a tile.
const TILE: usize = 8 * 2 * MOST_LANES;

#[repr(align(64))]
struct Tile<T>([T; TILE]);

impl<T: Scalar + Vectors> Kernel<T> for WeightsKernel<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector<T = T>>(self) {
        let work = self.work;
        let mut tile = Tile([T::default(); TILE]);
        let gradient = tile.0.as_mut_ptr();
        let weights_end = self.to.min(work.layer.inputs);
        // SAFETY: the engine made `WeightsWork` for these rows and this layer, and gives each input
        // of a layer to one thread; a tile has at most 8 rows of two vectors.
        unsafe {
            // Panel by panel, so that its deltas stay in the nearest cache for all tiles of the chunk.
            for panel in work.layer.forward.iter() {
                let delta = work.delta.add(panel.column);
                tiles!(V, self.from, weights_end, |input, M| {
                    if panel.width == 2 * V::LANES {
                        let sums = outer::<V, M, 2>(work.inputs, input, work.rows, delta, work.layer.stride);
                        store_tile(&sums, gradient, panel.width);
                    } else {
                        let sums = outer::<V, M, 1>(work.inputs, input, work.rows, delta, work.layer.stride);
                        store_tile(&sums, gradient, panel.width);
                    }
                    work.finish::<V>(panel, input, M, gradient, false);
                });
            }
            if self.to > work.layer.inputs {
                for panel in work.layer.forward.iter() {
                    work.sum_deltas::<V>(panel, gradient);
                    work.finish::<V>(panel, work.layer.inputs, 1, gradient, true);
                }
            }
        }
    }
}

impl<T: Scalar + Vectors> WeightsWork<T> {
    /// ∂E/∂b_k = Σ_r delta_rk.
    #[inline(always)]
    unsafe fn sum_deltas<V: Vector<T = T>>(&self, panel: Panel, gradient: *mut T) {
        for column in (0..panel.width).step_by(V::LANES) {
            let mut sum = V::constant(0.0);
            // SAFETY: the deltas have `rows` rows of the layer's columns; the tile has room.
            unsafe {
                for row in 0..self.rows {
                    sum = sum + V::load(self.delta.add(row * self.layer.stride + panel.column + column));
                }
                sum.store(gradient.add(column));
            }
        }
    }

    /// Does with a finished piece of the gradient what is to be done: `count` rows of a panel from
    /// row `first` on.
    #[inline(always)]
    unsafe fn finish<V: Vector<T = T>>(
        &self,
        panel: Panel,
        first: usize,
        count: usize,
        gradient: *const T,
        is_bias: bool,
    ) {
        let start = panel.start + first * panel.width;
        let length = count * panel.width;
        // SAFETY: these rows of the panel are this thread's own, in the parameters, the moments,
        // the gradient's sum and the transposed weights.
        unsafe {
            match self.then {
                Then::Add(sum) => {
                    for at in (0..length).step_by(V::LANES) {
                        let place = sum.add(start + at);
                        (V::load(place) + V::load(gradient.add(at))).store(place);
                    }
                }
                Then::Update { rule, memory } => {
                    let rule = if is_bias { rule.for_bias() } else { rule };
                    update::<V>(&rule.map(V::splat), memory, start, gradient, length);
                    if !is_bias {
                        self.transpose(panel, first, count, memory.parameters.add(start));
                    }
                }
            }
        }
    }

    /// Writes updated weights to their transposed places.
    #[inline(always)]
    unsafe fn transpose(&self, panel: Panel, first: usize, count: usize, weights: *const T) {
        let Some(back) = self.layer.back else { return };
        let width = panel.width.min(self.layer.width - panel.column);
        // SAFETY: as in `finish`. A tile begins at a multiple of its size, so its `count` inputs
        // stand side by side in one panel of the transposed weights.
        unsafe {
            let mut to = self.transposed.add(back.at(panel.column, first));
            let step = back.panel(first / back.panel * back.panel).width;
            for column in 0..width {
                for row in 0..count {
                    *to.add(row) = *weights.add(row * panel.width + column);
                }
                to = to.add(step);
            }
        }
    }
}

/// The update of packed parameters `from..to` from a gradient that was summed before.
pub(crate) struct UpdateKernel<'a, T> {
    pub(crate) layer: &'a PackedLayer,
    pub(crate) rule: Rule<T>,
    pub(crate) memory: Memory<T>,
    pub(crate) gradient: *const T,
}

impl<T: Scalar + Vectors> Kernel<T> for UpdateKernel<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector<T = T>>(self) {
        let (weights, bias) = (self.rule.map(V::splat), self.rule.for_bias().map(V::splat));
        for panel in self.layer.forward.iter() {
            let length = self.layer.inputs * panel.width;
            let end = panel.start + length;
            // SAFETY: the panel lies in the parameters, the moments and the gradient.
            unsafe {
                update(&weights, self.memory, panel.start, self.gradient.add(panel.start), length);
                update(&bias, self.memory, end, self.gradient.add(end), panel.width);
            }
        }
    }
}
