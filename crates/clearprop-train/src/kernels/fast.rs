//! The fast road as an engine: its memory, and the two halves of a step put together.

use super::buffer::Buffer;
use super::layout::Layout;
use super::pace::Pace;
use super::rows::{Purpose, RowsKernel, RowsWork, Signals, keeps_z};
use super::team::Team;
use super::tiles::Rows;
use super::update::Memory;
use super::vector::Vector;
use super::weights::{Then, UpdateKernel, WeightsKernel, WeightsWork};
use super::{Kernel, Level, Vectors, dispatch};
use crate::dropout::Dropout;
use crate::engine::{Engine, Step};
use crate::optimiser::Rule;
use crate::{Dataset, Parameters, Scalar, State};
use clearprop::math::Loss;

/// Parameters, moments and room for work, set aside once: a step allocates nothing.
pub(crate) struct Fast<T: Scalar> {
    level: Level,
    layout: Layout,
    loss: Loss,
    parameters: Buffer<T>,
    moments: Vec<Buffer<T>>,
    transposed: Buffer<T>,
    /// The sum of a gradient that cannot be used at once: of several slices, or to be clipped.
    gradient: Buffer<T>,
    /// a, z and delta of a slice, which `signals` points into.
    _work: Buffer<T>,
    signals: Vec<Signals<T>>,
    identity: Vec<u32>,
    losses: Vec<f64>,
    /// The chunks of the weights: layer, first input, end.
    chunks: Vec<(usize, usize, usize)>,
    slice: usize,
    team: Team,
    pace: Pace,
}

// SAFETY: the pointers in `signals` lead into `work`, which moves along with them.
unsafe impl<T: Scalar> Send for Fast<T> {}

/// The most rows that are worked at a time.
const SLICE: usize = 512;
/// Below so many multiplications a step is not worth a second thread.
const WORTH_SHARING: usize = 1_000_000;
/// Inputs of a layer in a chunk of the weights' half.
const CHUNK_INPUTS: usize = 32;

struct Lanes;

impl<T: Vectors> Kernel<T> for Lanes {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vector<T = T>>(self) -> usize {
        V::LANES
    }
}

/// The rows of a call: which of the data, and what they are for.
#[derive(Clone, Copy)]
struct Batch<'a, T> {
    data: &'a Dataset<T>,
    rows: &'a [u32],
    purpose: Purpose,
    share: T,
    dropout: Dropout,
}

impl<T: Scalar> Fast<T> {
    /// An engine that goes on from `state`, for steps of `batch` rows.
    pub(crate) fn new(state: &State<T>, batch: usize, dropout: bool, threads: usize) -> Fast<T> {
        Fast::at_level(Level::best(), state, batch, dropout, threads)
    }

    pub(crate) fn at_level(
        level: Level,
        state: &State<T>,
        batch: usize,
        dropout: bool,
        threads: usize,
    ) -> Fast<T> {
        let layout = Layout::new(&state.parameters, dispatch::<T, _>(level, Lanes));
        let slice = batch.clamp(1, SLICE);
        let (work, signals) = room(&layout, slice, dropout);
        let mut chunks = Vec::new();
        for (index, layer) in layout.layers.iter().enumerate() {
            for from in (0..=layer.inputs).step_by(CHUNK_INPUTS) {
                chunks.push((index, from, (from + CHUNK_INPUTS).min(layer.inputs + 1)));
            }
        }
        let mut fast = Fast {
            level,
            loss: state.parameters.loss,
            parameters: Buffer::zeros(layout.length),
            moments: state.moments.iter().map(|_| Buffer::zeros(layout.length)).collect(),
            transposed: Buffer::zeros(layout.transposed_length),
            gradient: Buffer::zeros(layout.length),
            _work: work,
            signals,
            identity: (0..slice as u32).collect(),
            losses: vec![0.0; slice],
            chunks,
            slice,
            team: Team::new(threads),
            pace: Pace::new(),
            layout,
        };
        fast.set(&state.parameters.flat());
        for (packed, flat) in fast.moments.iter_mut().zip(&state.moments) {
            let packed = packed.as_mut_slice();
            fast.layout.each_place(|from, to| packed[to] = flat[from]);
        }
        fast
    }

    /// Works the rows of one slice, `first` being the place of its first row in the batch. Gives
    /// the sum of their losses, in the order of the rows.
    fn work_rows(&mut self, batch: Batch<T>, first: usize, count: usize, together: bool) -> f64 {
        let data = batch.data;
        let index = batch.rows[first..first + count].as_ptr();
        let work = RowsWork {
            layout: &self.layout,
            loss: self.loss,
            purpose: batch.purpose,
            parameters: self.parameters.as_slice().as_ptr(),
            transposed: self.transposed.as_slice().as_ptr(),
            input: Rows { base: data.input.as_ptr(), index, stride: data.inputs },
            target: Rows { base: data.target.as_ptr(), index, stride: data.outputs },
            weight: data.weight.as_ref().map_or(std::ptr::null(), |weight| weight.as_ptr()),
            share: batch.share,
            signals: &self.signals,
            identity: self.identity.as_ptr(),
            losses: self.losses.as_mut_ptr(),
            dropout: batch.dropout,
            first_place: first,
        };
        let work = Shared(&work);
        let level = self.level;
        let run = |from: usize, to: usize| {
            dispatch::<T, _>(level, RowsKernel { work: work.get(), from, to });
        };
        if together {
            let chunk = count.div_ceil(2 * self.team.threads()).next_multiple_of(8);
            let job = |number: usize| run(number * chunk, ((number + 1) * chunk).min(count));
            self.team.run(count.div_ceil(chunk), &job);
        } else {
            run(0, count);
        }
        if batch.purpose == Purpose::Answer { 0.0 } else { self.losses[..count].iter().sum() }
    }

    /// Works the gradient of the rows that [`work_rows`](Fast::work_rows) left.
    fn work_weights(&mut self, batch: Batch<T>, first: usize, count: usize, then: Then<T>, together: bool) {
        let index = batch.rows[first..first + count].as_ptr();
        let transposed = self.transposed.as_mut_ptr();
        let work = |number: usize| {
            let layer = self.layout.layers[number];
            let inputs = match number.checked_sub(1) {
                None => Rows { base: batch.data.input.as_ptr(), index, stride: batch.data.inputs },
                Some(before) => Rows {
                    base: self.signals[before].a.cast_const(),
                    index: self.identity.as_ptr(),
                    stride: self.layout.layers[before].stride,
                },
            };
            let delta = self.signals[number].delta.cast_const();
            WeightsWork { layer, inputs, delta, rows: count, then, transposed }
        };
        let (level, chunks) = (self.level, &self.chunks);
        let work = Shared(&work);
        let run = |chunk: usize| {
            let (number, from, to) = chunks[chunk];
            let work = &work.get()(number);
            dispatch::<T, _>(level, WeightsKernel { work, from, to });
        };
        if together {
            self.team.run(chunks.len(), &run);
        } else {
            (0..chunks.len()).for_each(run);
        }
    }

    /// The sum of the losses of all slices of a batch, and their gradient in `self.gradient`.
    fn sum_gradient(&mut self, batch: Batch<T>, together: bool) -> f64 {
        self.gradient.as_mut_slice().fill(T::default());
        let mut sum = 0.0;
        for first in (0..batch.rows.len()).step_by(self.slice) {
            let count = self.slice.min(batch.rows.len() - first);
            sum += self.work_rows(batch, first, count, together);
            let then = Then::Add(self.gradient.as_mut_ptr());
            self.work_weights(batch, first, count, then, together);
        }
        sum
    }

    /// Shortens the summed gradient to `clip` where it is longer.
    fn clip(&mut self, clip: f64) {
        let mut squares = 0.0;
        let gradient = self.gradient.as_mut_slice();
        self.layout.each_place(|_, at| squares += gradient[at].to_f64() * gradient[at].to_f64());
        if squares.sqrt() > clip {
            let factor = T::from_f64(clip / squares.sqrt());
            gradient.iter_mut().for_each(|g| *g *= factor);
        }
    }

    fn update(&mut self, rule: Rule<T>) {
        let memory = self.memory();
        for layer in &self.layout.layers {
            let gradient = self.gradient.as_slice().as_ptr();
            dispatch::<T, _>(self.level, UpdateKernel { layer, rule, memory, gradient });
        }
        self.layout.transpose(self.parameters.as_slice(), self.transposed.as_mut_slice());
    }

    fn memory(&mut self) -> Memory<T> {
        let mut moments = self.moments.iter_mut().map(Buffer::as_mut_ptr);
        Memory {
            parameters: self.parameters.as_mut_ptr(),
            first: moments.next().unwrap_or(std::ptr::null_mut()),
            second: moments.next().unwrap_or(std::ptr::null_mut()),
        }
    }

    fn worth_sharing(&self, rows: usize) -> bool {
        self.team.threads() > 1 && rows * self.layout.length >= WORTH_SHARING
    }

    fn step_in(&mut self, batch: Batch<T>, step: &Step<T>, together: bool) -> f64 {
        if step.clip.is_none() && batch.rows.len() <= self.slice {
            let sum = self.work_rows(batch, 0, batch.rows.len(), together);
            let then = Then::Update { rule: step.rule, memory: self.memory() };
            self.work_weights(batch, 0, batch.rows.len(), then, together);
            return sum;
        }
        let sum = self.sum_gradient(batch, together);
        if let Some(clip) = step.clip {
            self.clip(clip);
        }
        self.update(step.rule);
        sum
    }

    /// Writes the outputs of `input`'s rows, one after the other, to `output`.
    pub(crate) fn answer(&mut self, input: &[T], output: &mut [T]) {
        let last = self.layout.layers[self.layout.layers.len() - 1];
        let inputs = self.layout.layers[0].inputs;
        let together = self.worth_sharing(self.slice.min(input.len() / inputs));
        for (input, output) in
            input.chunks(self.slice * inputs).zip(output.chunks_mut(self.slice * last.width))
        {
            let count = input.len() / inputs;
            let work = RowsWork {
                layout: &self.layout,
                loss: self.loss,
                purpose: Purpose::Answer,
                parameters: self.parameters.as_slice().as_ptr(),
                transposed: self.transposed.as_slice().as_ptr(),
                input: Rows { base: input.as_ptr(), index: self.identity.as_ptr(), stride: inputs },
                target: Rows { base: std::ptr::null(), index: std::ptr::null(), stride: 0 },
                weight: std::ptr::null(),
                share: T::default(),
                signals: &self.signals,
                identity: self.identity.as_ptr(),
                losses: self.losses.as_mut_ptr(),
                dropout: Dropout::none(),
                first_place: 0,
            };
            let (work, level) = (Shared(&work), self.level);
            let run = |from: usize, to: usize| {
                dispatch::<T, _>(level, RowsKernel { work: work.get(), from, to });
            };
            if together {
                let chunk = count.div_ceil(2 * self.team.threads()).next_multiple_of(8);
                self.team.run(count.div_ceil(chunk), &|n| run(n * chunk, ((n + 1) * chunk).min(count)));
            } else {
                run(0, count);
            }
            let a = self.signals[self.signals.len() - 1].a.cast_const();
            for (row, output) in output.chunks_mut(last.width).enumerate() {
                // SAFETY: the last layer's room has `count` rows, each `stride` from the one before.
                let from = unsafe { std::slice::from_raw_parts(a.add(row * last.stride), last.width) };
                output.copy_from_slice(from);
            }
        }
    }
}

impl<T: Scalar> Engine<T> for Fast<T> {
    fn step(&mut self, data: &Dataset<T>, rows: &[u32], step: &Step<T>) -> f64 {
        let share = T::from_f64(1.0 / rows.len() as f64);
        let batch = Batch { data, rows, purpose: Purpose::Learn, share, dropout: step.dropout };
        if !self.worth_sharing(rows.len()) {
            return self.step_in(batch, step, false);
        }
        let mut pace = std::mem::replace(&mut self.pace, Pace::new());
        let sum = pace.run(|together| self.step_in(batch, step, together));
        self.pace = pace;
        sum
    }

    fn mean_loss(&mut self, data: &Dataset<T>) -> f64 {
        let rows: Vec<u32> = (0..data.rows as u32).collect();
        let dropout = Dropout::none();
        let batch = Batch { data, rows: &rows, purpose: Purpose::Judge, share: T::default(), dropout };
        let together = self.worth_sharing(self.slice.min(data.rows));
        let mut sum = 0.0;
        for first in (0..data.rows).step_by(self.slice) {
            sum += self.work_rows(batch, first, self.slice.min(data.rows - first), together);
        }
        sum / data.rows as f64
    }

    fn loss_and_gradient(&mut self, data: &Dataset<T>, gradient: &mut [T]) -> f64 {
        let rows: Vec<u32> = (0..data.rows as u32).collect();
        let share = T::from_f64(1.0 / data.rows as f64);
        let dropout = Dropout::none();
        let batch = Batch { data, rows: &rows, purpose: Purpose::Learn, share, dropout };
        let sum = self.sum_gradient(batch, self.worth_sharing(self.slice.min(data.rows)));
        let packed = self.gradient.as_slice();
        self.layout.each_place(|to, from| gradient[to] = packed[from]);
        sum / data.rows as f64
    }

    fn set(&mut self, flat: &[T]) {
        let packed = self.parameters.as_mut_slice();
        self.layout.each_place(|from, to| packed[to] = flat[from]);
        self.layout.transpose(packed, self.transposed.as_mut_slice());
    }

    fn get(&self, flat: &mut [T]) {
        let packed = self.parameters.as_slice();
        self.layout.each_place(|to, from| flat[to] = packed[from]);
    }

    fn moments(&self, moments: &mut [Vec<T>]) {
        for (flat, packed) in moments.iter_mut().zip(&self.moments) {
            let packed = packed.as_slice();
            self.layout.each_place(|to, from| flat[to] = packed[from]);
        }
    }
}

/// Room for a slice's signals.
fn room<T: Scalar>(layout: &Layout, slice: usize, dropout: bool) -> (Buffer<T>, Vec<Signals<T>>) {
    let last = layout.layers.len() - 1;
    let parts = |index: usize, activation| if index < last && keeps_z(activation, dropout) { 3 } else { 2 };
    let lengths = layout.layers.iter().enumerate().map(|(index, layer)| {
        let one = slice * layer.stride;
        (one, one * parts(index, layer.activation))
    });
    let mut work = Buffer::zeros(lengths.clone().map(|(_, all)| all).sum());
    let mut at: *mut T = work.as_mut_ptr();
    let signals = lengths.map(|(one, all)| {
        // SAFETY: the lengths add up to the buffer's, so each part lies in it.
        unsafe {
            let z = if all == 3 * one { at.add(2 * one) } else { std::ptr::null_mut() };
            let signals = Signals { a: at, delta: at.add(one), z };
            at = at.add(all);
            signals
        }
    });
    let signals = signals.collect();
    (work, signals)
}

/// Something with pointers in it that threads may share, since they write to different places.
struct Shared<'a, W>(&'a W);

// SAFETY: the kernels' contract gives each thread rows, or weights, of its own; all else is only read.
unsafe impl<W> Sync for Shared<'_, W> {}

impl<'a, W> Shared<'a, W> {
    /// A method, so that a closure takes hold of the whole, and not of the reference in it.
    fn get(&self) -> &'a W {
        self.0
    }
}

/// An engine for answers only.
pub(crate) fn answering<T: Scalar>(parameters: &Parameters<T>, rows: usize) -> Fast<T> {
    let state = State {
        parameters: parameters.clone(),
        moments: Vec::new(),
        step: 0,
        epoch: 0,
        best: None,
        history: Vec::new(),
    };
    Fast::new(&state, rows, false, 1)
}
