//! A wide binary float: the arithmetic behind every printed digit.
//!
//! Doubles cannot carry a worked solution to the last digit: 1 − a of a saturated neuron loses
//! every figure, e^1000 overflows, and 0.3775 is not a double, so it would round the wrong way.
//! `Float<LIMBS>` has 64 × `LIMBS` bits and an exponent that does not run out. It is integer
//! arithmetic only, so it gives the same bits on every platform.
//!
//! Each operation cuts instead of rounding and is right to a few units of its last place; the
//! functions lose about 30 bits more. With 256 bits that leaves more than 60 decimal figures,
//! of which [`Decimal`] keeps 34.

mod functions;
mod limbs;

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

use self::limbs::{add_limbs, multiply_add, shift_left, shift_right, subtract_limbs};
use super::Decimal;
#[cfg(test)]
use super::Real;

/// (−1)^negative × 0.limbs × 2^exponent, with the top bit of the fraction set unless the number is zero.
///
/// Infinity stands for what grew without bound, such as ln 0; 0 · ∞ is 0, the convention that
/// makes y ln a vanish where y = 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Float<const LIMBS: usize> {
    negative: bool,
    exponent: i64,
    /// The least significant limb first.
    limbs: [u64; LIMBS],
}

const INFINITE: i64 = i64::MAX;

impl<const LIMBS: usize> Float<LIMBS> {
    const BITS: i64 = 64 * LIMBS as i64;
    /// The last bits, which the errors of a few operations may have reached.
    const NOISE: i64 = 48;
    const ZERO: Self = Float { negative: false, exponent: 0, limbs: [0; LIMBS] };
    const INFINITY: Self = Float { negative: false, exponent: INFINITE, limbs: [u64::MAX; LIMBS] };

    /// A whole number, exactly.
    pub fn integer(value: u128) -> Self {
        let mut wide = [0; LIMBS];
        wide[0] = value as u64;
        wide[1] = (value >> 64) as u64;
        Float { negative: false, exponent: Self::BITS, limbs: wide }.normalised()
    }

    /// The number that a decimal names, to the last bit but one.
    pub fn from_decimal(decimal: &Decimal) -> Self {
        let coefficient = Self::integer(decimal.coefficient).signed(decimal.negative);
        if decimal.exponent == 0 {
            return coefficient;
        }
        let power = Self::power_of_ten(decimal.exponent.unsigned_abs());
        if decimal.exponent < 0 { coefficient / power } else { coefficient * power }
    }

    /// The nearest decimal of [`Decimal::FIGURES`] significant figures. What is not such a decimal
    /// but comes within half a figure of a short one, as 1 − 10⁻⁴³⁵ does, becomes its neighbour on the
    /// right side, so that it is neither taken for exact nor cut to the wrong figure.
    ///
    /// Returns `None` for an infinite number.
    pub fn to_decimal(self) -> Option<Decimal> {
        if self.is_infinite() {
            return None;
        }
        if self.is_zero() {
            return Some(Decimal::ZERO);
        }
        // 0.5 ≤ fraction < 1, where the chord 2 · fraction − 2 lies just below the logarithm to base 2.
        // So the power of ten that makes the number an integer of the wanted length is nearly
        // always known, else up to one; the loop settles which.
        let figures = i64::from(Decimal::FIGURES);
        let limit = 10_u128.pow(Decimal::FIGURES);
        let fraction = self.limbs[LIMBS - 1] as f64 / 2_f64.powi(64);
        let binary_logarithm = self.exponent as f64 + 2.0 * fraction - 2.0;
        let mut shift = figures - (binary_logarithm * std::f64::consts::LOG10_2).floor() as i64 - 1;
        loop {
            let power = Self::power_of_ten(shift.unsigned_abs() as u32);
            let scaled = if shift < 0 { self.abs() / power } else { self.abs() * power };
            let coefficient = scaled.to_integer();
            if coefficient >= limit {
                shift -= 1;
            } else if coefficient < limit / 10 {
                shift += 1;
            } else {
                let coefficient = beside_short(coefficient, scaled);
                return Some(
                    Decimal { negative: self.negative, coefficient, exponent: -shift as i32 }.trimmed(),
                );
            }
        }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        match self.to_decimal() {
            Some(decimal) => decimal.to_f64(),
            None if self.negative => f64::NEG_INFINITY,
            None => f64::INFINITY,
        }
    }

    /// Whether it grew without bound.
    pub fn is_infinite(self) -> bool {
        self.exponent == INFINITE
    }

    fn is_zero(self) -> bool {
        self.limbs[LIMBS - 1] == 0
    }

    fn abs(self) -> Self {
        Float { negative: false, ..self }
    }

    /// self × 2^power.
    fn scaled(self, power: i64) -> Self {
        if self.is_zero() || self.is_infinite() {
            self
        } else {
            Float { exponent: self.exponent + power, ..self }
        }
    }

    fn power_of_ten(power: u32) -> Self {
        /// The largest power that an integer holds.
        const MOST: u32 = 38;
        let integer = |power: u32| Self::integer(10_u128.pow(power));
        // Most numbers of a solution need no larger ones, and most of those that do are slopes.
        match power {
            0..=MOST => return integer(power),
            39..=76 => return integer(MOST) * integer(power - MOST),
            _ => {}
        }
        let mut result = Self::integer(1);
        let mut base = Self::integer(10);
        let mut left = power;
        while left > 0 {
            if left & 1 == 1 {
                result = result * base;
            }
            base = base * base;
            left >>= 1;
        }
        result
    }

    /// The nearest whole number of a number from 0 up to 2¹²⁷; larger ones saturate.
    fn to_integer(self) -> u128 {
        if self.is_zero() || self.exponent < 0 {
            return 0;
        }
        if self.exponent > 127 {
            return u128::MAX;
        }
        let top = (u128::from(self.limbs[LIMBS - 1]) << 64) | u128::from(self.limbs[LIMBS - 2]);
        // `top` holds the number times 2^(128 − exponent).
        let shift = 128 - self.exponent as u32;
        let half = top.checked_shr(shift - 1).unwrap_or(0) & 1;
        top.checked_shr(shift).unwrap_or(0) + half
    }

    fn normalised(mut self) -> Self {
        let Some(top) = self.limbs.iter().rposition(|&limb| limb != 0) else {
            return Self::ZERO;
        };
        let shift = 64 * (LIMBS - 1 - top) as u32 + self.limbs[top].leading_zeros();
        shift_left(&mut self.limbs, shift);
        self.exponent -= i64::from(shift);
        self
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .exponent
                .cmp(&other.exponent)
                .then_with(|| self.limbs.iter().rev().cmp(other.limbs.iter().rev())),
        }
    }

    /// 1 / self, by Newton's iteration x ← x + x (1 − d x), which doubles the right bits each time.
    fn reciprocal(self) -> Self {
        if self.is_zero() {
            return Float { negative: self.negative, ..Self::INFINITY };
        }
        if self.is_infinite() {
            return Self::ZERO;
        }
        // d in [½, 1); its reciprocal is in (1, 2].
        let d = Float { negative: false, exponent: 0, limbs: self.limbs };
        let guess = 1.0 / (d.limbs[LIMBS - 1] as f64 / 2_f64.powi(64));
        let mut x = Self::integer((guess * 2_f64.powi(52)) as u128).scaled(-52);
        let one = Self::integer(1);
        let mut right_bits = 45;
        while right_bits < Self::BITS {
            x = x + x * (one - d * x);
            right_bits *= 2;
        }
        Float { negative: self.negative, ..x.scaled(-self.exponent) }
    }

    /// self / divisor for a small whole divisor.
    fn divided_by_small(mut self, divisor: u64) -> Self {
        let mut remainder = 0;
        for limb in self.limbs.iter_mut().rev() {
            let dividend = (u128::from(remainder) << 64) | u128::from(*limb);
            *limb = (dividend / u128::from(divisor)) as u64;
            remainder = (dividend % u128::from(divisor)) as u64;
        }
        if self.is_infinite() { Self::INFINITY } else { self.normalised() }
    }

    /// The sign bit flipped where `negative`.
    fn signed(self, negative: bool) -> Self {
        Float { negative, ..self }
    }
}

/// The coefficient of 34 figures, or its neighbour where it ends in zeros that `scaled` does not have.
fn beside_short<const LIMBS: usize>(coefficient: u128, scaled: Float<LIMBS>) -> u128 {
    if !coefficient.is_multiple_of(1_000_000) {
        return coefficient;
    }
    // The width is chosen so that what a saturated neuron lacks to 1 stands above the last 128
    // bits; less than that is what earlier operations have left.
    let rest = scaled - Float::integer(coefficient);
    let is_noise = scaled.exponent - rest.exponent > Float::<LIMBS>::BITS - 128;
    match (rest.is_zero() || is_noise, rest.negative) {
        (true, _) => coefficient,
        (false, true) => coefficient - 1,
        (false, false) => coefficient + 1,
    }
}

impl<const LIMBS: usize> Add for Float<LIMBS> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if other.is_zero() || self.is_infinite() {
            return self;
        }
        if self.is_zero() || other.is_infinite() {
            return other;
        }
        let (large, small) =
            if self.compare_magnitude(&other) == Ordering::Less { (other, self) } else { (self, other) };
        let distance = large.exponent - small.exponent;
        if distance >= Self::BITS {
            return large;
        }
        let mut addend = small.limbs;
        shift_right(&mut addend, distance as u32);
        let mut sum = large;
        if large.negative == small.negative {
            if add_limbs(&mut sum.limbs, &addend) {
                shift_right(&mut sum.limbs, 1);
                sum.limbs[LIMBS - 1] |= 1 << 63;
                sum.exponent += 1;
            }
            sum
        } else {
            subtract_limbs(&mut sum.limbs, &addend);
            let difference = sum.normalised();
            // What is left of decimals that cancel exactly, 0.1 · 0.3 − 0.03, is the error of their parts.
            let cancelled = large.exponent - difference.exponent > Self::BITS - Self::NOISE;
            if cancelled { Self::ZERO } else { difference }
        }
    }
}

impl<const LIMBS: usize> Sub for Float<LIMBS> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<const LIMBS: usize> Neg for Float<LIMBS> {
    type Output = Self;

    fn neg(self) -> Self {
        Float { negative: !self.negative && !self.is_zero(), ..self }
    }
}

impl<const LIMBS: usize> Mul for Float<LIMBS> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        let negative = self.negative != other.negative;
        if self.is_infinite() || other.is_infinite() {
            return Self::INFINITY.signed(negative);
        }
        // The low half of the product is dropped as it is made: `low` holds one limb of it, so
        // that its top bits can move up when the product of the fractions is below one half.
        let mut high = [0; LIMBS];
        let mut low = 0;
        for &digit in &self.limbs {
            let mut carry;
            (low, carry) = multiply_add(digit, other.limbs[0], high[0], 0);
            for at in 1..LIMBS {
                (high[at - 1], carry) = multiply_add(digit, other.limbs[at], high[at], carry);
            }
            high[LIMBS - 1] = carry;
        }
        let mut exponent = self.exponent + other.exponent;
        if high[LIMBS - 1] >> 63 == 0 {
            shift_left(&mut high, 1);
            high[0] |= low >> 63;
            exponent -= 1;
        }
        Float { negative, exponent, limbs: high }
    }
}

impl<const LIMBS: usize> Div for Float<LIMBS> {
    type Output = Self;

    #[expect(clippy::suspicious_arithmetic_impl, reason = "x / y is worked as x times 1 / y")]
    fn div(self, other: Self) -> Self {
        if self.is_zero() { self } else { self * other.reciprocal() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Wide = Float<4>;

    fn digits(x: Wide) -> String {
        x.to_decimal().expect("finite").to_string()
    }

    #[test]
    fn functions_agree_with_published_constants() {
        let c = Wide::constant;
        // The constants are from DLMF and OEIS, to 34 figures.
        assert_eq!(digits(Wide::pi()), "3.141592653589793238462643383279503");
        assert_eq!(digits(c(1.0).exp()), "2.718281828459045235360287471352662");
        assert_eq!(digits(c(2.0).ln()), "0.6931471805599453094172321214581766");
        assert_eq!(digits(c(2.0).sqrt()), "1.414213562373095048801688724209698");
        assert_eq!(digits(c(1.0).tanh()), "0.7615941559557648881194582826047936");
        assert_eq!(digits(c(1.0).erf()), "0.8427007929497148693412206350826093");
        assert_eq!(digits(c(-0.5).erf()), "-0.5204998778130465376827466538919645");
    }

    #[test]
    fn decimals_stay_exact() {
        let c = Wide::constant;
        assert_eq!(digits(c(0.15) * c(0.05) + c(0.2) * c(0.1) + c(0.35)), "0.3775");
        assert_eq!(digits(c(1.0) / c(8.0)), "0.125");
        assert_eq!(digits(c(0.1) + c(0.2) - c(0.3)), "0");
    }

    #[test]
    fn nothing_overflows_and_nothing_is_lost() {
        let thousand = Float::<32>::constant(1000.0);
        let a = crate::math::sigmoid(thousand);
        let complement = Float::<32>::constant(1.0) - a;
        let round_trip = -(complement.ln());
        // ln(1 + e^1000) = 1000 + e^−1000 is above 1000, and told from it.
        let above = format!("1000.{}1", "0".repeat(29));
        assert_eq!(round_trip.to_decimal().expect("finite").to_string(), above);
        assert_eq!(digits(Wide::constant(-1000.0).exp() * Wide::constant(1000.0).exp()), "1");
    }
}
