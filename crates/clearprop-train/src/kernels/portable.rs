//! Vectors as plain arrays, for every processor: the compiler makes of them what it can.

use std::ops::{Add, Div, Mul, Neg, Sub};

use clearprop::math::Real;

use super::vector::{Vector, real_vector};
use crate::Scalar;

/// Eight numbers.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub struct Portable<T>([T; LANES]);

const LANES: usize = 8;

/// Whether `mul_add` is one instruction of this processor, and not a call.
const FUSED: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

impl<T: Scalar> Portable<T> {
    #[inline(always)]
    fn each(self, f: impl Fn(T) -> T) -> Self {
        Portable(std::array::from_fn(|lane| f(self.0[lane])))
    }

    #[inline(always)]
    fn pairs(self, other: Self, f: impl Fn(T, T) -> T) -> Self {
        Portable(std::array::from_fn(|lane| f(self.0[lane], other.0[lane])))
    }
}

impl<T: Scalar> Add for Portable<T> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.pairs(other, |a, b| a + b)
    }
}
impl<T: Scalar> Sub for Portable<T> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.pairs(other, |a, b| a - b)
    }
}
impl<T: Scalar> Mul for Portable<T> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.pairs(other, |a, b| a * b)
    }
}
impl<T: Scalar> Div for Portable<T> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.pairs(other, |a, b| a / b)
    }
}
impl<T: Scalar> Neg for Portable<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.each(|a| -a)
    }
}

macro_rules! portable {
    ($float:ty, $bits:ty, $mantissa_bits:literal, $bias:literal) => {
        impl Portable<$float> {
            #[inline(always)]
            fn root(self) -> Self {
                self.each(<$float>::sqrt)
            }
        }

        impl Vector for Portable<$float> {
            type T = $float;
            const LANES: usize = LANES;
            const FUSED: bool = FUSED;
            const TILE: usize = 4;

            #[inline(always)]
            unsafe fn load(from: *const $float) -> Self {
                // SAFETY: the caller promises LANES numbers there; any alignment of a number will do.
                Portable(unsafe { from.cast::<[$float; LANES]>().read() })
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut $float) {
                // SAFETY: the caller promises room for LANES numbers there.
                unsafe { to.cast::<[$float; LANES]>().write(self.0) }
            }

            #[inline(always)]
            fn splat(value: $float) -> Self {
                Portable([value; LANES])
            }

            #[inline(always)]
            fn mul_add(self, by: Self, plus: Self) -> Self {
                let one = |a: $float, b: $float, c: $float| if FUSED { a.mul_add(b, c) } else { a * b + c };
                Portable(std::array::from_fn(|lane| one(self.0[lane], by.0[lane], plus.0[lane])))
            }

            #[inline(always)]
            fn where_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                let one = |lane: usize| {
                    if self.0[lane] < limit.0[lane] { then.0[lane] } else { otherwise.0[lane] }
                };
                Portable(std::array::from_fn(one))
            }

            #[inline(always)]
            fn round(self) -> Self {
                self.each(<$float>::round_ties_even)
            }

            #[inline(always)]
            fn scale(self, n: Self) -> Self {
                self.pairs(n, |a, n| {
                    let n = n as i32;
                    let power = |n: i32| <$float>::from_bits(((n + $bias) as $bits) << $mantissa_bits);
                    a * power(n >> 1) * power(n - (n >> 1))
                })
            }

            #[inline(always)]
            fn split(self) -> (Self, Self) {
                let one = (1.0 as $float).to_bits();
                let fraction = |a: $float| a.to_bits() & ((1 << $mantissa_bits) - 1);
                let mantissa = self.each(|a| <$float>::from_bits(fraction(a) | one));
                let exponent = self.each(|a| ((a.to_bits() >> $mantissa_bits) as i32 - $bias) as $float);
                (mantissa, exponent)
            }
        }
        real_vector!(Portable<$float>);
    };
}

portable!(f32, u32, 23, 127);
portable!(f64, u64, 52, 1023);
