//! Vectors of 256 bits, with fused multiplication and addition.

use std::arch::x86_64::*;
use std::ops::{Add, Div, Mul, Neg, Sub};

use clearprop::math::Real;

use super::vector::{Vector, real_vector};
use crate::Scalar;

/// Eight `f32`.
#[derive(Clone, Copy, Debug)]
pub struct F32x8(__m256);

/// Four `f64`.
#[derive(Clone, Copy, Debug)]
pub struct F64x4(__m256d);

macro_rules! operator {
    ($vector:ident, $trait:ident, $name:ident, $instruction:ident) => {
        impl $trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX2.
                $vector(unsafe { $instruction(self.0, other.0) })
            }
        }
    };
}

macro_rules! avx2 {
    ($vector:ident, $float:ty, $lanes:literal, $load:ident, $store:ident, $splat:ident, $add:ident,
     $sub:ident, $mul:ident, $div:ident, $fma:ident, $compare:ident, $blend:ident, $round:ident,
     $root:ident, $power:ident, $split:ident) => {
        operator!($vector, Add, add, $add);
        operator!($vector, Sub, sub, $sub);
        operator!($vector, Mul, mul, $mul);
        operator!($vector, Div, div, $div);
        impl Neg for $vector {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                Self::splat(-0.0) - self
            }
        }

        impl $vector {
            #[inline(always)]
            fn root(self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX2.
                $vector(unsafe { $root(self.0) })
            }
        }

        impl Vector for $vector {
            type T = $float;
            const LANES: usize = $lanes;
            const FUSED: bool = true;
            const TILE: usize = 4;

            #[inline(always)]
            unsafe fn load(from: *const $float) -> Self {
                // SAFETY: the caller promises LANES numbers there; the instruction takes any alignment.
                $vector(unsafe { $load(from) })
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut $float) {
                // SAFETY: the caller promises room for LANES numbers; the instruction takes any alignment.
                unsafe { $store(to, self.0) }
            }

            #[inline(always)]
            fn splat(value: $float) -> Self {
                // SAFETY: only functions entered after AVX2 was found make a value of this type.
                $vector(unsafe { $splat(value) })
            }

            #[inline(always)]
            fn mul_add(self, by: Self, plus: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX2 and FMA.
                $vector(unsafe { $fma(self.0, by.0, plus.0) })
            }

            #[inline(always)]
            fn where_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX2.
                $vector(unsafe { $blend(otherwise.0, then.0, $compare::<_CMP_LT_OQ>(self.0, limit.0)) })
            }

            #[inline(always)]
            fn round(self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX2.
                $vector(unsafe { $round::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0) })
            }

            #[inline(always)]
            fn scale(self, n: Self) -> Self {
                // Two factors, since 2ⁿ alone may leave the range where the product does not.
                let half = (n * Self::splat(0.5)).round();
                self * $power(half) * $power(n - half)
            }

            #[inline(always)]
            fn split(self) -> (Self, Self) {
                $split(self)
            }
        }
        real_vector!($vector);
    };
}

avx2!(
    F32x8,
    f32,
    8,
    _mm256_loadu_ps,
    _mm256_storeu_ps,
    _mm256_set1_ps,
    _mm256_add_ps,
    _mm256_sub_ps,
    _mm256_mul_ps,
    _mm256_div_ps,
    _mm256_fmadd_ps,
    _mm256_cmp_ps,
    _mm256_blendv_ps,
    _mm256_round_ps,
    _mm256_sqrt_ps,
    power_f32,
    split_f32
);
avx2!(
    F64x4,
    f64,
    4,
    _mm256_loadu_pd,
    _mm256_storeu_pd,
    _mm256_set1_pd,
    _mm256_add_pd,
    _mm256_sub_pd,
    _mm256_mul_pd,
    _mm256_div_pd,
    _mm256_fmadd_pd,
    _mm256_cmp_pd,
    _mm256_blendv_pd,
    _mm256_round_pd,
    _mm256_sqrt_pd,
    power_f64,
    split_f64
);

/// 2ⁿ of whole n within the exponents of normal numbers.
#[inline(always)]
fn power_f32(n: F32x8) -> F32x8 {
    // SAFETY: a value of this type exists only where the processor has AVX2.
    unsafe {
        let biased = _mm256_add_epi32(_mm256_cvtps_epi32(n.0), _mm256_set1_epi32(127));
        F32x8(_mm256_castsi256_ps(_mm256_slli_epi32::<23>(biased)))
    }
}

#[inline(always)]
fn power_f64(n: F64x4) -> F64x4 {
    // SAFETY: a value of this type exists only where the processor has AVX2.
    unsafe {
        let whole = _mm256_cvtepi32_epi64(_mm256_cvtpd_epi32(n.0));
        let biased = _mm256_add_epi64(whole, _mm256_set1_epi64x(1023));
        F64x4(_mm256_castsi256_pd(_mm256_slli_epi64::<52>(biased)))
    }
}

#[inline(always)]
fn split_f32(a: F32x8) -> (F32x8, F32x8) {
    // SAFETY: a value of this type exists only where the processor has AVX2.
    unsafe {
        let bits = _mm256_castps_si256(a.0);
        let exponent = _mm256_sub_epi32(_mm256_srli_epi32::<23>(bits), _mm256_set1_epi32(127));
        let fraction = _mm256_and_si256(bits, _mm256_set1_epi32(0x007f_ffff));
        let mantissa = _mm256_or_si256(fraction, _mm256_set1_epi32(0x3f80_0000));
        (F32x8(_mm256_castsi256_ps(mantissa)), F32x8(_mm256_cvtepi32_ps(exponent)))
    }
}

#[inline(always)]
fn split_f64(a: F64x4) -> (F64x4, F64x4) {
    // SAFETY: a value of this type exists only where the processor has AVX2.
    unsafe {
        let bits = _mm256_castpd_si256(a.0);
        let fraction = _mm256_and_si256(bits, _mm256_set1_epi64x(0x000f_ffff_ffff_ffff));
        let mantissa = _mm256_or_si256(fraction, _mm256_set1_epi64x(0x3ff0_0000_0000_0000));
        // The biased exponent as the low bits of 2⁵² + exponent, which a subtraction turns into a number.
        let magic = _mm256_set1_epi64x(0x4330_0000_0000_0000);
        let biased = _mm256_castsi256_pd(_mm256_or_si256(_mm256_srli_epi64::<52>(bits), magic));
        let exponent = _mm256_sub_pd(biased, _mm256_set1_pd(4_503_599_627_370_496.0 + 1023.0));
        (F64x4(_mm256_castsi256_pd(mantissa)), F64x4(exponent))
    }
}
