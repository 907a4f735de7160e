//! The two products at the heart: rows by a panel, and the gradient of a piece of a panel.

use super::vector::Vector;

/// Rows that are found through an index: row r begins at `base + index[r] · stride`.
#[derive(Clone, Copy)]
pub(crate) struct Rows<T> {
    pub(crate) base: *const T,
    pub(crate) index: *const u32,
    pub(crate) stride: usize,
}

impl<T> Rows<T> {
    /// Where row `row` begins.
    ///
    /// # Safety
    /// The index has such a row, and it lies in the allocation of `base`.
    #[inline(always)]
    pub(crate) unsafe fn at(&self, row: usize) -> *const T {
        // SAFETY: the caller promises both.
        unsafe { self.base.add(*self.index.add(row) as usize * self.stride) }
    }
}

/// Cuts `$from..$to` into tiles of 8, 4, 2 and 1 and works `$work` on each, `$at` being where it
/// begins and `$size` its length as a constant.
macro_rules! tiles {
    ($vector:ty, $from:expr, $to:expr, |$at:ident, $size:ident| $work:expr) => {{
        let (mut at, to) = ($from, $to);
        while at < to {
            let left = to - at;
            let $at = at;
            if <$vector>::TILE >= 8 && left >= 8 {
                const $size: usize = 8;
                $work;
                at += $size;
            } else if left >= 4 {
                const $size: usize = 4;
                $work;
                at += $size;
            } else if left >= 2 {
                const $size: usize = 2;
                $work;
                at += $size;
            } else {
                const $size: usize = 1;
                $work;
                at += $size;
            }
        }
    }};
}
pub(super) use tiles;

/// c_ik = b_k + Σ_j a_ij w_jk for M rows i and the N vectors k of a panel; b is 0 where `bias` is null.
///
/// # Safety
/// The rows have `depth` numbers, `panel` has `depth` rows of N vectors, `bias` is null or has N vectors.
#[inline(always)]
pub(crate) unsafe fn product<V: Vector, const M: usize, const N: usize>(
    rows: [*const V::T; M],
    depth: usize,
    panel: *const V::T,
    bias: *const V::T,
) -> [[V; N]; M] {
    // SAFETY: every place read is promised by the caller.
    unsafe {
        let mut first = [V::constant(0.0); N];
        if !bias.is_null() {
            for (n, first) in first.iter_mut().enumerate() {
                *first = V::load(bias.add(n * V::LANES));
            }
        }
        let mut sums = [first; M];
        for j in 0..depth {
            let weights: [V; N] = load_all(panel.add(j * N * V::LANES));
            for i in 0..M {
                let a = V::splat(*rows[i].add(j));
                for n in 0..N {
                    sums[i][n] = a.mul_add(weights[n], sums[i][n]);
                }
            }
        }
        sums
    }
}

/// As [`product`] of one row by FOUR whole panels, `apart` from one to the next, so that there are
/// sums enough to keep the processor busy. Their biases are the panels' last rows.
///
/// # Safety
/// The row has `depth` numbers, each panel `depth + 1` rows of two vectors, and `out` room for all.
#[inline(always)]
pub(crate) unsafe fn product_of_one<V: Vector>(
    row: *const V::T,
    depth: usize,
    panels: *const V::T,
    apart: usize,
    out: *mut V::T,
) {
    const FOUR: usize = 4;
    let step = 2 * V::LANES;
    // SAFETY: every place is promised by the caller.
    unsafe {
        let mut sums: [[V; 2]; FOUR] =
            std::array::from_fn(|p| load_all(panels.add(p * apart + depth * step)));
        for j in 0..depth {
            let a = V::splat(*row.add(j));
            for (p, sums) in sums.iter_mut().enumerate() {
                let weights: [V; 2] = load_all(panels.add(p * apart + j * step));
                for n in 0..2 {
                    sums[n] = a.mul_add(weights[n], sums[n]);
                }
            }
        }
        store_tile(&sums, out, step);
    }
}

/// g_jk = Σ_r a_rj delta_rk for M inputs j from `first` on and the N vectors k at `delta`.
///
/// # Safety
/// There are `count` rows of inputs with `first + M` numbers, and of deltas, `stride` apart, with N vectors.
#[inline(always)]
pub(crate) unsafe fn outer<V: Vector, const M: usize, const N: usize>(
    inputs: Rows<V::T>,
    first: usize,
    count: usize,
    delta: *const V::T,
    stride: usize,
) -> [[V; N]; M] {
    let mut sums = [[V::constant(0.0); N]; M];
    for row in 0..count {
        // SAFETY: every place read is promised by the caller.
        unsafe {
            let a = inputs.at(row).add(first);
            let delta: [V; N] = load_all(delta.add(row * stride));
            for (j, sums) in sums.iter_mut().enumerate() {
                let a = V::splat(*a.add(j));
                for (sum, delta) in sums.iter_mut().zip(delta) {
                    *sum = a.mul_add(delta, *sum);
                }
            }
        }
    }
    sums
}

/// # Safety
/// There are N vectors there.
#[inline(always)]
unsafe fn load_all<V: Vector, const N: usize>(from: *const V::T) -> [V; N] {
    let mut vectors = [V::constant(0.0); N];
    for (n, vector) in vectors.iter_mut().enumerate() {
        // SAFETY: the caller promises N vectors.
        *vector = unsafe { V::load(from.add(n * V::LANES)) };
    }
    vectors
}

/// Writes a tile, its rows `stride` apart.
///
/// # Safety
/// There is room for it.
#[inline(always)]
pub(crate) unsafe fn store_tile<V: Vector, const M: usize, const N: usize>(
    tile: &[[V; N]; M],
    to: *mut V::T,
    stride: usize,
) {
    for (i, row) in tile.iter().enumerate() {
        for (n, vector) in row.iter().enumerate() {
            // SAFETY: the caller promises room for the tile.
            unsafe { vector.store(to.add(i * stride + n * V::LANES)) }
        }
    }
}
