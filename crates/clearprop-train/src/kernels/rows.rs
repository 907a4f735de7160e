//! The first half of a step, row by row: forward, loss, and delta back through the layers.
//!
//! No row needs another, so any split of the rows over threads gives the same numbers.

use clearprop::math::{Activation, Loss};

use super::activate::{Region, activate, slope_needs_z, softmax, times_slope, times_softmax_slope};
use super::layout::{Layout, PackedLayer, Panel, Panels};
use super::output::Output;
use super::tiles::{Rows, product, product_of_one, store_tile, tiles};
use super::vector::Vector;
use super::{Kernel, Vectors};
use crate::Scalar;
use crate::dropout::Dropout;

/// Where one layer's signals of a slice of rows stand.
#[derive(Clone, Copy)]
pub(crate) struct Signals<T> {
    pub(crate) a: *mut T,
    /// z, where the slope needs it; else null.
    pub(crate) z: *mut T,
    pub(crate) delta: *mut T,
}

/// What happens to the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Outputs only.
    Answer,
    /// Outputs and losses.
    Judge,
    /// Outputs, losses and deltas.
    Learn,
}

/// A slice of rows to be worked.
pub(crate) struct RowsWork<'a, T> {
    pub(crate) layout: &'a Layout,
    pub(crate) loss: Loss,
    pub(crate) purpose: Purpose,
    pub(crate) parameters: *const T,
    pub(crate) transposed: *const T,
    pub(crate) input: Rows<T>,
    pub(crate) target: Rows<T>,
    /// What each row of the data counts; null where each counts 1.
    pub(crate) weight: *const T,
    /// 1/rows of the whole batch.
    pub(crate) share: T,
    pub(crate) signals: &'a [Signals<T>],
    /// One index a row, 0, 1, 2, …
    pub(crate) identity: *const u32,
    /// Each row's weighted loss.
    pub(crate) losses: *mut f64,
    pub(crate) dropout: Dropout,
    /// The place of the slice's first row in the batch.
    pub(crate) first_place: usize,
}

/// Rows `from..to` of the slice.
pub(crate) struct RowsKernel<'a, T> {
    pub(crate) work: &'a RowsWork<'a, T>,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl<T: Scalar + Vectors> Kernel<T> for RowsKernel<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector<T = T>>(self) {
        // SAFETY: the engine made `RowsWork` with room for every row of the slice, and rows are
        // given to one thread each.
        unsafe {
            self.forward::<V>();
            if self.work.purpose != Purpose::Answer {
                self.judge::<V>();
            }
            if self.work.purpose == Purpose::Learn {
                self.back::<V>();
            }
        }
    }
}

impl<T: Scalar + Vectors> RowsKernel<'_, T> {
    fn region(&self, layer: &PackedLayer) -> Region {
        let PackedLayer { width, columns, stride, .. } = *layer;
        Region { rows: self.to - self.from, width, columns, stride }
    }

    /// What layer `index` takes in.
    #[inline(always)]
    fn before(&self, index: usize) -> Rows<T> {
        if index == 0 {
            return self.work.input;
        }
        let stride = self.work.layout.layers[index - 1].stride;
        Rows { base: self.work.signals[index - 1].a, index: self.work.identity, stride }
    }

    #[inline(always)]
    unsafe fn forward<V: Vector<T = T>>(&self) {
        let work = self.work;
        let last = work.layout.layers.len() - 1;
        for (index, layer) in work.layout.layers.iter().enumerate() {
            let Signals { a, z, .. } = work.signals[index];
            // SAFETY: the region's rows are this thread's own.
            unsafe {
                self.times_panels::<V>(
                    self.before(index),
                    layer.inputs,
                    layer.forward,
                    true,
                    a,
                    layer.stride,
                );
                if index == last && work.purpose != Purpose::Answer {
                    return;
                }
                let first = self.from * layer.stride;
                let keep = if z.is_null() { z } else { z.add(first) };
                activate::<V>(layer.activation, self.region(layer), a.add(first), keep);
                if index < last && !work.dropout.is_none() {
                    self.drop(index, a, layer);
                }
            }
        }
    }

    /// out = rows · panels (+ the biases after their last row).
    #[inline(always)]
    unsafe fn times_panels<V: Vector<T = T>>(
        &self,
        rows: Rows<T>,
        depth: usize,
        panels: Panels,
        with_bias: bool,
        out: *mut T,
        stride: usize,
    ) {
        let packed = if with_bias { self.work.parameters } else { self.work.transposed };
        let mut done = 0;
        if with_bias && self.to - self.from == 1 {
            let apart = panels.panel * panels.rows;
            while done + 4 * panels.panel <= panels.columns {
                let Panel { start, .. } = panels.panel(done);
                // SAFETY: four whole panels lie there in the packed weights; out has these columns.
                unsafe {
                    let out = out.add(self.from * stride + done);
                    product_of_one::<V>(rows.at(self.from), depth, packed.add(start), apart, out);
                }
                done += 4 * panels.panel;
            }
        }
        for panel in panels.iter().skip(done / panels.panel) {
            // SAFETY: the panel lies in the packed weights; out has these rows and columns.
            unsafe {
                let weights = packed.add(panel.start);
                let bias = if with_bias { weights.add(depth * panel.width) } else { std::ptr::null() };
                let out = out.add(panel.column);
                if panel.width == 2 * V::LANES {
                    tiles!(V, self.from, self.to, |at, M| {
                        let rows: [*const T; M] = std::array::from_fn(|i| rows.at(at + i));
                        let tile = product::<V, M, 2>(rows, depth, weights, bias);
                        store_tile(&tile, out.add(at * stride), stride);
                    });
                } else {
                    tiles!(V, self.from, self.to, |at, M| {
                        let rows: [*const T; M] = std::array::from_fn(|i| rows.at(at + i));
                        let tile = product::<V, M, 1>(rows, depth, weights, bias);
                        store_tile(&tile, out.add(at * stride), stride);
                    });
                }
            }
        }
    }

    /// Leaves out what dropout chose, and scales up the rest.
    unsafe fn drop(&self, index: usize, values: *mut T, layer: &PackedLayer) {
        for row in self.from..self.to {
            let factors = self.work.dropout.factors(index, self.work.first_place + row);
            for (column, factor) in (0..layer.width).zip(factors) {
                // SAFETY: the row is this thread's own.
                unsafe { *values.add(row * layer.stride + column) *= T::from_f64(factor) };
            }
        }
    }

    /// The losses, and delta of the output layer.
    #[inline(always)]
    unsafe fn judge<V: Vector<T = T>>(&self) {
        let work = self.work;
        let last = work.layout.layers.len() - 1;
        let layer = &work.layout.layers[last];
        for row in self.from..self.to {
            // SAFETY: the row is this thread's own; the data was checked to fit the network.
            unsafe {
                let place = *work.target.index.add(row) as usize;
                let weight = if work.weight.is_null() { T::from_f64(1.0) } else { *work.weight.add(place) };
                let output = Output {
                    z: work.signals[last].a.add(row * layer.stride),
                    delta: work.signals[last].delta.add(row * layer.stride),
                    target: work.target.at(row),
                    width: layer.width,
                    share: weight * work.share,
                };
                let loss = output.work::<V>(layer.activation, work.loss);
                *work.losses.add(row) = (weight * loss).to_f64();
            }
        }
    }

    /// delta of every hidden layer, from the last one to the first.
    #[inline(always)]
    unsafe fn back<V: Vector<T = T>>(&self) {
        let work = self.work;
        for index in (1..work.layout.layers.len()).rev() {
            let (after, layer) = (&work.layout.layers[index], &work.layout.layers[index - 1]);
            let Signals { a, z, delta } = work.signals[index - 1];
            let deltas_after = Rows {
                base: work.signals[index].delta.cast_const(),
                index: work.identity,
                stride: after.stride,
            };
            let back = after.back.expect("every layer but the first carries delta back");
            let dropped = !work.dropout.is_none();
            let first = self.from * layer.stride;
            // SAFETY: the region's rows are this thread's own.
            unsafe {
                self.times_panels::<V>(deltas_after, after.width, back, false, delta, layer.stride);
                if dropped {
                    self.drop(index - 1, delta, layer);
                }
                if layer.activation == Activation::Softmax {
                    for row in self.from..self.to {
                        let mut values = a.add(row * layer.stride);
                        if dropped {
                            values = z.add(row * layer.stride);
                            softmax::<V>(values, layer.width);
                        }
                        times_softmax_slope::<V>(delta.add(row * layer.stride), values, layer.width);
                    }
                    continue;
                }
                let z = if z.is_null() { z } else { z.add(first) };
                let region = self.region(layer);
                times_slope::<V>(layer.activation, region, delta.add(first), a.add(first), z, dropped);
            }
        }
    }
}

/// Whether a layer keeps z beside a.
pub(crate) fn keeps_z(activation: Activation, dropout: bool) -> bool {
    dropout || slope_needs_z(activation)
}
