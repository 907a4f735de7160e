//! Vectors of 512 bits.

use std::arch::x86_64::*;
use std::ops::{Add, Div, Mul, Neg, Sub};

use clearprop::math::Real;

use super::vector::{Vector, real_vector};
use crate::Scalar;

/// Sixteen `f32`.
#[derive(Clone, Copy, Debug)]
pub struct F32x16(__m512);

/// Eight `f64`.
#[derive(Clone, Copy, Debug)]
pub struct F64x8(__m512d);

macro_rules! operator {
    ($vector:ident, $trait:ident, $name:ident, $instruction:ident) => {
        impl $trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                $vector(unsafe { $instruction(self.0, other.0) })
            }
        }
    };
}

macro_rules! avx512 {
    ($vector:ident, $float:ty, $lanes:literal, $tile:literal,
     $load:ident, $store:ident, $splat:ident, $add:ident, $sub:ident, $mul:ident, $div:ident,
     $fma:ident, $compare:ident, $blend:ident, $round:ident, $scale:ident, $mantissa:ident,
     $exponent:ident, $root:ident, $over_root:ident) => {
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
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                $vector(unsafe { $root(self.0) })
            }
        }

        impl Vector for $vector {
            type T = $float;
            const LANES: usize = $lanes;
            const FUSED: bool = true;
            const TILE: usize = $tile;

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
                // SAFETY: only functions entered after AVX-512 was found make a value of this type.
                $vector(unsafe { $splat(value) })
            }

            #[inline(always)]
            fn mul_add(self, by: Self, plus: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                $vector(unsafe { $fma(self.0, by.0, plus.0) })
            }

            #[inline(always)]
            fn where_less(self, limit: Self, then: Self, otherwise: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                $vector(unsafe { $blend($compare::<_CMP_LT_OQ>(self.0, limit.0), otherwise.0, then.0) })
            }

            #[inline(always)]
            fn round(self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                $vector(unsafe { $round::<_MM_FROUND_TO_NEAREST_INT>(self.0) })
            }

            #[inline(always)]
            fn scale(self, n: Self) -> Self {
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                $vector(unsafe { $scale(self.0, n.0) })
            }

            #[inline(always)]
            fn split(self) -> (Self, Self) {
                // SAFETY: a value of this type exists only where the processor has AVX-512.
                unsafe {
                    let mantissa = $mantissa::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_SRC>(self.0);
                    ($vector(mantissa), $vector($exponent(self.0)))
                }
            }

            #[inline(always)]
            fn over_root(m: Self, v: Self, r: Self, epsilon: Self) -> Self {
                $over_root(m, v, r, epsilon)
            }
        }
        real_vector!($vector);
    };
}

avx512!(
    F32x16,
    f32,
    16,
    8,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_set1_ps,
    _mm512_add_ps,
    _mm512_sub_ps,
    _mm512_mul_ps,
    _mm512_div_ps,
    _mm512_fmadd_ps,
    _mm512_cmp_ps_mask,
    _mm512_mask_blend_ps,
    _mm512_roundscale_ps,
    _mm512_scalef_ps,
    _mm512_getmant_ps,
    _mm512_getexp_ps,
    _mm512_sqrt_ps,
    over_root_f32
);
avx512!(
    F64x8,
    f64,
    8,
    8,
    _mm512_loadu_pd,
    _mm512_storeu_pd,
    _mm512_set1_pd,
    _mm512_add_pd,
    _mm512_sub_pd,
    _mm512_mul_pd,
    _mm512_div_pd,
    _mm512_fmadd_pd,
    _mm512_cmp_pd_mask,
    _mm512_mask_blend_pd,
    _mm512_roundscale_pd,
    _mm512_scalef_pd,
    _mm512_getmant_pd,
    _mm512_getexp_pd,
    _mm512_sqrt_pd,
    over_root_f64
);

/// Root and quotient by the processor's estimates of 14 bits, each made good by one step of Newton's:
/// a fifth of the time of the instructions that round exactly.
#[inline(always)]
fn over_root_f32(m: F32x16, v: F32x16, r: F32x16, epsilon: F32x16) -> F32x16 {
    // So that the estimate of 1/√0 is a number; the root of this is lost beside ε.
    let v = v.at_least(F32x16::constant(1e-28));
    // SAFETY: a value of this type exists only where the processor has AVX-512.
    let over = F32x16(unsafe { _mm512_rsqrt14_ps(v.0) });
    let root = v * over;
    let rest = (-root).mul_add(root, v);
    let root = (rest * F32x16::constant(0.5)).mul_add(over, root);
    let below = root.mul_add(r, epsilon);
    // SAFETY: as above.
    let inverse = F32x16(unsafe { _mm512_rcp14_ps(below.0) });
    let rest = (-below).mul_add(inverse, F32x16::constant(1.0));
    m * rest.mul_add(inverse, inverse)
}

#[inline(always)]
fn over_root_f64(m: F64x8, v: F64x8, r: F64x8, epsilon: F64x8) -> F64x8 {
    m / v.root().mul_add(r, epsilon)
}
