//! Activations and their slopes over whole rows.

use clearprop::math::Activation;

use super::vector::Vector;

/// Whether the slope of an activation needs z, and not only a or the sign that z and a share.
pub(crate) fn slope_needs_z(activation: Activation) -> bool {
    match activation {
        Activation::Identity
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::LeakyRelu
        | Activation::Softmax => false,
        Activation::Elu | Activation::Softplus | Activation::Silu | Activation::Gelu => true,
    }
}

/// Works `$work` with `$activation` as a constant, so that the compiler makes a loop for each.
macro_rules! for_elementwise {
    ($value:expr, |$activation:ident| $work:expr) => {
        for_elementwise!(@ $value, $activation, $work, Identity Sigmoid Tanh Relu LeakyRelu Elu Softplus Silu Gelu)
    };
    (@ $value:expr, $activation:ident, $work:expr, $($name:ident)*) => {
        match $value {
            $(Activation::$name => {
                const $activation: Activation = Activation::$name;
                $work
            })*
            Activation::Softmax => panic!("softmax is worked on a whole row"),
        }
    };
}
pub(super) use for_elementwise;

/// Rows of numbers: `rows` of them, `columns` long and a whole number of vectors, `stride` apart.
#[derive(Clone, Copy)]
pub(crate) struct Region {
    pub(crate) rows: usize,
    pub(crate) width: usize,
    pub(crate) columns: usize,
    pub(crate) stride: usize,
}

/// a = f(z) in place; where `keep` is not null, z is kept there.
///
/// # Safety
/// `a`, and `keep` where it is not null, have such a region.
#[inline(always)]
pub(crate) unsafe fn activate<V: Vector>(
    activation: Activation,
    region: Region,
    a: *mut V::T,
    keep: *mut V::T,
) {
    // SAFETY: every place lies in the regions that the caller promises.
    unsafe {
        if !keep.is_null() {
            for row in 0..region.rows {
                let from = a.add(row * region.stride);
                keep.add(row * region.stride).copy_from_nonoverlapping(from, region.columns);
            }
        }
        if activation == Activation::Softmax {
            for row in 0..region.rows {
                softmax::<V>(a.add(row * region.stride), region.width);
            }
            return;
        }
        for_elementwise!(activation, |ACTIVATION| {
            if ACTIVATION == Activation::Identity {
                return;
            }
            for row in 0..region.rows {
                for column in (0..region.columns).step_by(V::LANES) {
                    let place = a.add(row * region.stride + column);
                    ACTIVATION.value(V::load(place)).store(place);
                }
            }
        });
    }
}

/// delta_k = ∂E/∂a_k f′(z_k) in place, for an elementwise activation. Where `z` is null, a stands
/// for it; where `again` is set, a is worked from z anew.
///
/// # Safety
/// `delta` and `a` have such a region, and `z` where it is not null.
#[inline(always)]
pub(crate) unsafe fn times_slope<V: Vector>(
    activation: Activation,
    region: Region,
    delta: *mut V::T,
    a: *const V::T,
    z: *const V::T,
    again: bool,
) {
    for_elementwise!(activation, |ACTIVATION| {
        if ACTIVATION == Activation::Identity {
            return;
        }
        for row in 0..region.rows {
            for column in (0..region.columns).step_by(V::LANES) {
                let at = row * region.stride + column;
                // SAFETY: every place lies in the regions that the caller promises.
                unsafe {
                    let mut value = V::load(a.add(at));
                    let z = if z.is_null() { value } else { V::load(z.add(at)) };
                    if again {
                        value = ACTIVATION.value(z);
                    }
                    let place = delta.add(at);
                    let delta = if ACTIVATION == Activation::Relu {
                        // A choice where the definition multiplies by 1 or 0.
                        V::constant(0.0).where_less(z, V::load(place), V::constant(0.0))
                    } else {
                        V::load(place) * ACTIVATION.slope(z, value)
                    };
                    delta.store(place);
                }
            }
        }
    });
}

/// The softmax of one row in place, its greatest z taken off first. Gives ln Σ e^(z_i − greatest),
/// and the greatest. What lies beyond the width becomes 0.
///
/// # Safety
/// `row` has `width` numbers, rounded up to whole vectors.
#[inline(always)]
pub(crate) unsafe fn softmax<V: Vector>(row: *mut V::T, width: usize) -> (V::T, V::T) {
    // SAFETY: every place lies in the row that the caller promises.
    unsafe {
        let below_all = V::constant(f64::NEG_INFINITY);
        let mut greatest = below_all;
        for column in (0..width).step_by(V::LANES) {
            let z = V::first(width - column, V::load(row.add(column)), below_all);
            greatest = greatest.where_less(z, z, greatest);
        }
        let greatest = greatest.greatest();
        let mut sum = V::constant(0.0);
        for column in (0..width).step_by(V::LANES) {
            let power = (V::load(row.add(column)) - V::splat(greatest)).exp();
            let power = V::first(width - column, power, V::constant(0.0));
            power.store(row.add(column));
            sum = sum + power;
        }
        let sum = V::splat(sum.sum());
        for column in (0..width).step_by(V::LANES) {
            (V::load(row.add(column)) / sum).store(row.add(column));
        }
        (sum.ln().lanes()[0], greatest)
    }
}

/// delta_k = a_k (∂E/∂a_k − Σ_i ∂E/∂a_i a_i) in place, for one row of softmax.
///
/// # Safety
/// Both rows have `width` numbers, rounded up to whole vectors; beyond the width a is 0.
#[inline(always)]
pub(crate) unsafe fn times_softmax_slope<V: Vector>(delta: *mut V::T, a: *const V::T, width: usize) {
    // SAFETY: every place lies in the rows that the caller promises.
    unsafe {
        let mut sum = V::constant(0.0);
        for column in (0..width).step_by(V::LANES) {
            let product = V::load(delta.add(column)) * V::load(a.add(column));
            sum = sum + V::first(width - column, product, V::constant(0.0));
        }
        let sum = V::splat(sum.sum());
        for column in (0..width).step_by(V::LANES) {
            let value = V::load(a.add(column)) * (V::load(delta.add(column)) - sum);
            V::first(width - column, value, V::constant(0.0)).store(delta.add(column));
        }
    }
}
