//! exp, ln and tanh of a vector, within two units of the last place of the definition.

use clearprop::math::Real;

use super::vector::Vector;

/// The constants of one precision.
pub trait Constants: Sized {
    /// Below it eˣ is 0, to the last place.
    const EXP_LEAST: f64;
    /// Above it eˣ is infinite.
    const EXP_MOST: f64;
    /// ln 2, its low bits zero, so that a whole number of them is exact.
    const LN_2_HIGH: f64;
    /// What is missing from it.
    const LN_2_LOW: f64;
    /// Terms of the series of eʳ that count for |r| ≤ ½ ln 2.
    const EXP_TERMS: usize;
    /// Terms of the series of ln that count for mantissas from √½ to √2.
    const LN_TERMS: usize;
    /// The least positive normal number.
    const LEAST_NORMAL: f64;
    /// A power of two that makes every positive number a normal one, and its exponent.
    const LIFT: (f64, f64);
}

impl Constants for f32 {
    const EXP_LEAST: f64 = -104.0;
    const EXP_MOST: f64 = 89.0;
    const LN_2_HIGH: f64 = 0.693_145_751_953_125;
    const LN_2_LOW: f64 = 1.428_606_820_309_417_2e-6;
    const EXP_TERMS: usize = 7;
    const LN_TERMS: usize = 5;
    const LEAST_NORMAL: f64 = f32::MIN_POSITIVE as f64;
    const LIFT: (f64, f64) = (33_554_432.0, 25.0);
}

impl Constants for f64 {
    const EXP_LEAST: f64 = -746.0;
    const EXP_MOST: f64 = 710.0;
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const EXP_TERMS: usize = 13;
    const LN_TERMS: usize = 11;
    const LEAST_NORMAL: f64 = f64::MIN_POSITIVE;
    const LIFT: (f64, f64) = (18_014_398_509_481_984.0, 54.0);
}

/// 1/n!
const OVER_FACTORIAL: [f64; 14] = {
    let mut table = [1.0; 14];
    let mut n = 1;
    while n < 14 {
        table[n] = table[n - 1] / n as f64;
        n += 1;
    }
    table
};

/// x = n ln 2 + r with whole n and |r| ≤ ½ ln 2: gives n and r.
#[inline(always)]
fn reduce<V: Vector>(x: V) -> (V, V) {
    let n = (x * V::constant(std::f64::consts::LOG2_E)).round();
    let r = n.mul_add(V::constant(-V::T::LN_2_HIGH), x);
    (n, n.mul_add(V::constant(-V::T::LN_2_LOW), r))
}

/// eʳ − 1 − r = r²/2! + r³/3! + …
#[inline(always)]
fn exp_m1_tail<V: Vector>(r: V) -> V {
    // The even and the odd terms side by side, each a chain of half the length.
    let square = r * r;
    let mut first = V::constant(OVER_FACTORIAL[V::T::EXP_TERMS - 1]);
    let mut second = V::constant(OVER_FACTORIAL[V::T::EXP_TERMS]);
    for n in (2..V::T::EXP_TERMS - 1).step_by(2).rev() {
        first = first.mul_add(square, V::constant(OVER_FACTORIAL[n]));
        second = second.mul_add(square, V::constant(OVER_FACTORIAL[n + 1]));
    }
    second.mul_add(r, first) * square
}

/// eˣ = 2ⁿ eʳ.
#[inline(always)]
pub(crate) fn exp<V: Vector>(x: V) -> V {
    let x = x.at_least(V::constant(V::T::EXP_LEAST)).at_most(V::constant(V::T::EXP_MOST));
    let (n, r) = reduce(x);
    (exp_m1_tail(r) + r + V::constant(1.0)).scale(n)
}

/// tanh |x| = −t/(2 + t) with t = e^(−2|x|) − 1 = (2ⁿ − 1) + 2ⁿ (eʳ − 1), and the sign of x.
///
/// What rounding took from t, from 2 + t and from the quotient is put back at the end. Where
/// multiplication and addition are not fused, that cannot be told, and the definition is used.
#[inline(always)]
pub(crate) fn tanh<V: Vector>(x: V) -> V {
    if !V::FUSED {
        return x.map(Real::tanh);
    }
    let two = V::constant(2.0);
    let (n, r) = reduce((x.magnitude() * -two).at_least(V::constant(-60.0)));
    let power = V::constant(1.0).scale(n);
    let tail = exp_m1_tail(r);
    let near = r + tail;
    let lost_near = (r - near) + tail;
    let (high, low) = (power - V::constant(1.0), power * near);
    let t = high + low;
    let lost = (high - t) + low + power * lost_near;
    let sum = two + t;
    let lost_of_sum = (two - sum) + t + lost;
    let quotient = -t / sum;
    let rest = quotient.mul_add(-sum, -t);
    let positive = quotient + (rest - (lost + quotient * lost_of_sum)) / sum;
    x.where_less(V::constant(0.0), -positive, positive)
}

/// ln x = e ln 2 + ln m with √½ ≤ m < √2; with f = m − 1 and s = f/(2 + f),
/// ln m = f − f²/2 + s (f²/2 + R), R = 2/3 s² + 2/5 s⁴ + …
#[inline(always)]
pub(crate) fn ln<V: Vector>(x: V) -> V {
    let (lift, lifted_exponent) = V::T::LIFT;
    let least = V::constant(V::T::LEAST_NORMAL);
    let zero = V::constant(0.0);
    let normal = x.where_less(least, x * V::constant(lift), x);
    let (m, e) = normal.split();
    let e = e - x.where_less(least, V::constant(lifted_exponent), zero);
    let root = V::constant(std::f64::consts::SQRT_2);
    let e = root.where_less(m, e + V::constant(1.0), e);
    let m = root.where_less(m, m * V::constant(0.5), m);

    let f = m - V::constant(1.0);
    let s = f / (f + V::constant(2.0));
    let square = s * s;
    let mut series = V::constant(2.0 / (2 * V::T::LN_TERMS + 1) as f64);
    for n in (1..V::T::LN_TERMS).rev() {
        series = series.mul_add(square, V::constant(2.0 / (2 * n + 1) as f64));
    }
    let half = V::constant(0.5) * f * f;
    let low = s.mul_add(half + series * square, e * V::constant(V::T::LN_2_LOW)) - half;
    let value = e.mul_add(V::constant(V::T::LN_2_HIGH), low + f);

    let infinity = V::constant(f64::INFINITY);
    let value = x.where_less(infinity, value, x);
    let value = zero.where_less(x, value, -infinity);
    let value = x.where_less(zero, V::constant(f64::NAN), value);
    // What is no number stays so.
    x.where_less(infinity, value, x)
}

/// ln(1 + u) for u ≥ 0: the logarithm of the rounded 1 + u, and what the rounding took.
#[inline(always)]
pub(crate) fn ln_1p<V: Vector>(u: V) -> V {
    let sum = u + V::constant(1.0);
    let lost = u - (sum - V::constant(1.0));
    ln(sum) + lost / sum
}
