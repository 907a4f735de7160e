//! exp, ln, tanh, erf and √ of a wide float, each by a series or an iteration.

use super::Float;
use crate::math::{Decimal, Real};

impl<const LIMBS: usize> Real for Float<LIMBS> {
    fn constant(value: f64) -> Self {
        if value == value.trunc() && value.abs() < 9e15 {
            return Self::integer(value.abs() as u128).signed(value < 0.0);
        }
        Self::from_decimal(&Decimal::from_f64(value))
    }

    /// Machin's formula, π = 16 arctan(1/5) − 4 arctan(1/239).
    fn pi() -> Self {
        let arctan_of_inverse = |n: u64| {
            let mut power = Self::integer(1).divided_by_small(n);
            let mut sum = power;
            let mut k = 1;
            while power.exponent > -Self::BITS {
                power = power.divided_by_small(n * n);
                k += 2;
                let term = power.divided_by_small(k);
                sum = if k % 4 == 1 { sum + term } else { sum - term };
            }
            sum
        };
        arctan_of_inverse(5).scaled(4) - arctan_of_inverse(239).scaled(2)
    }

    fn exp(self) -> Self {
        if self.is_infinite() {
            return if self.negative { Self::ZERO } else { Self::INFINITY };
        }
        if self.negative {
            // 1 / e^|x| keeps every figure, which 1 + (e^x − 1) would not.
            return (-self).exp().reciprocal();
        }
        Self::integer(1) + self.exp_m1()
    }

    /// Halley's iteration on e^y = x, y ← y + 2 (x − e^y) / (x + e^y), which triples the right bits each time.
    /// What has no logarithm is infinite, and so is told from every number.
    fn ln(self) -> Self {
        if self.is_zero() || self.negative {
            return -Self::INFINITY;
        }
        if self.is_infinite() {
            return self;
        }
        let fraction = self.limbs[LIMBS - 1] as f64 / 2_f64.powi(64);
        let guess = libm::log(fraction) + self.exponent as f64 * std::f64::consts::LN_2;
        let mut y = Self::from_decimal(&Decimal::from_f64(guess));
        let mut right_bits = 40;
        while right_bits < Self::BITS {
            let power = y.exp();
            y = y + ((self - power) / (self + power)).scaled(1);
            right_bits *= 3;
        }
        y
    }

    /// (e^(2x) − 1) / (e^(2x) + 1).
    fn tanh(self) -> Self {
        let numerator = self.abs().scaled(1).exp_m1();
        let magnitude = if numerator.is_infinite() {
            Self::integer(1)
        } else {
            numerator / (numerator + Self::integer(2))
        };
        magnitude.signed(self.negative)
    }

    /// 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), whose terms are all positive.
    fn erf(self) -> Self {
        let square = self * self;
        // Beyond this, 1 − erf x < e^(−x²) is less than the last bit.
        if self.is_infinite() || square.to_integer() > (0.7 * Self::BITS as f64) as u128 + 1 {
            return Self::integer(1).signed(self.negative);
        }
        let mut term = self.abs();
        let mut sum = term;
        let mut odd = 1;
        while !term.is_zero() && term.exponent > sum.exponent - Self::BITS {
            odd += 2;
            term = (term * square).scaled(1).divided_by_small(odd);
            sum = sum + term;
        }
        let factor = (-square).exp().scaled(1) / Self::pi().sqrt();
        (factor * sum).signed(self.negative)
    }

    /// Far below zero, by Lentz's method, the continued fraction
    /// 1 − erf x = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))).
    fn one_plus_erf(self) -> Self {
        let x = -self;
        let square = x * x;
        if x.negative || square.to_integer() < 36 || x.is_infinite() {
            return Self::integer(1) + self.erf();
        }
        let one = Self::integer(1);
        let (mut fraction, mut c, mut d) = (x, x, Self::ZERO);
        for twice in 1.. {
            let numerator = Self::integer(twice).scaled(-1);
            d = (x + numerator * d).reciprocal();
            c = x + numerator / c;
            let change = c * d;
            fraction = fraction * change;
            let left = change - one;
            if left.is_zero() || left.exponent < 8 - Self::BITS {
                break;
            }
        }
        (-square).exp() / (Self::pi().sqrt() * fraction)
    }

    /// Newton's iteration on 1/x² = s, r ← r + r (1 − s r²) / 2, then s r.
    ///
    /// # Panics
    /// Where the argument is negative.
    fn sqrt(self) -> Self {
        if self.is_zero() || self.is_infinite() {
            return self;
        }
        assert!(!self.negative, "the square root of a negative number");
        let odd = self.exponent.rem_euclid(2);
        let s = Float { exponent: odd, ..self };
        let leading = s.limbs[LIMBS - 1] as f64 / 2_f64.powi(64) * if odd == 1 { 2.0 } else { 1.0 };
        let mut r = Self::integer((2_f64.powi(52) / leading.sqrt()) as u128).scaled(-52);
        let one = Self::integer(1);
        let mut right_bits = 45;
        while right_bits < Self::BITS {
            r = r + (r * (one - s * r * r)).scaled(-1);
            right_bits *= 2;
        }
        (s * r).scaled((self.exponent - odd) / 2)
    }

    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        if self.is_zero() || self.negative { otherwise } else { then }
    }
}

impl<const LIMBS: usize> Float<LIMBS> {
    /// e^x − 1, right in relative terms near 0 too: Taylor's series of x / 2^m, then
    /// m times e^(2x) − 1 = (e^x − 1)(e^x + 1).
    fn exp_m1(self) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        if self.exponent > 40 {
            // |x| > 2⁴⁰: beyond any exponent that is worth keeping.
            return if self.negative { -Self::integer(1) } else { Self::INFINITY };
        }
        let halvings = (self.exponent + 16).max(0);
        let x = self.scaled(-halvings);
        let mut term = x;
        let mut sum = x;
        let mut n = 1;
        while !term.is_zero() && term.exponent > sum.exponent - Self::BITS {
            n += 1;
            term = (term * x).divided_by_small(n);
            sum = sum + term;
        }
        for _ in 0..halvings {
            sum = sum * (sum + Self::integer(2));
        }
        sum
    }
}
