//! What the kernels ask of a vector of numbers; one implementation for each kind of processor.

use clearprop::math::Real;

use crate::Scalar;

/// Several numbers worked at once.
///
/// A vector is a [`Real`], so activations, losses and optimisers are the definitions themselves,
/// worked on it. Values of a type exist only inside functions that
/// [`dispatch`](super::dispatch) entered after it found the processor able.
pub trait Vector: Real + Copy {
    /// The numbers in it.
    type T: Scalar;

    /// How many.
    const LANES: usize;

    /// Whether `mul_add` rounds once.
    const FUSED: bool;

    /// Rows of a tile of two vectors' width whose sums fit in the registers.
    const TILE: usize;

    /// Reads `LANES` numbers.
    ///
    /// # Safety
    /// They lie within one allocation.
    unsafe fn load(from: *const Self::T) -> Self;

    /// Writes `LANES` numbers.
    ///
    /// # Safety
    /// There is room for them within one allocation that may be written.
    unsafe fn store(self, to: *mut Self::T);

    /// The same number in every lane.
    fn splat(value: Self::T) -> Self;

    /// self · by + plus, rounded once where the processor can.
    fn mul_add(self, by: Self, plus: Self) -> Self;

    /// `then` in lanes where self < limit, `otherwise` elsewhere, also where either is no number.
    fn where_less(self, limit: Self, then: Self, otherwise: Self) -> Self;

    /// The nearest whole number.
    fn round(self) -> Self;

    /// self · 2ⁿ for a whole n, with |n| ≤ 300 in `f32` and ≤ 2200 in `f64`.
    fn scale(self, n: Self) -> Self;

    /// m and e of self = m · 2ᵉ with 1 ≤ m < 2, for a positive normal number.
    fn split(self) -> (Self, Self);

    /// m/(√v · r + ε), ε > 0, to a few units of the last place: the heart of Adam.
    #[inline(always)]
    fn over_root(m: Self, v: Self, r: Self, epsilon: Self) -> Self {
        m / v.sqrt().mul_add(r, epsilon)
    }

    /// The lanes as an array's beginning.
    #[inline(always)]
    fn lanes(self) -> [Self::T; MOST_LANES] {
        let mut lanes = [Self::T::default(); MOST_LANES];
        // SAFETY: no vector has more than MOST_LANES lanes.
        unsafe { self.store(lanes.as_mut_ptr()) };
        lanes
    }

    /// The sum of the lanes: halves are added to halves, so its order is fixed.
    #[inline(always)]
    fn sum(self) -> Self::T {
        let mut lanes = self.lanes();
        let mut half = Self::LANES / 2;
        while half > 0 {
            for lane in 0..half {
                let other = lanes[lane + half];
                lanes[lane] += other;
            }
            half /= 2;
        }
        lanes[0]
    }

    /// The greatest of the lanes.
    #[inline(always)]
    fn greatest(self) -> Self::T {
        let mut lanes = self.lanes();
        let mut half = Self::LANES / 2;
        while half > 0 {
            for lane in 0..half {
                if lanes[lane] < lanes[lane + half] {
                    lanes[lane] = lanes[lane + half];
                }
            }
            half /= 2;
        }
        lanes[0]
    }

    /// self in lanes where it is not below `least`; what is no number stays so.
    #[inline(always)]
    fn at_least(self, least: Self) -> Self {
        self.where_less(least, least, self)
    }

    /// self in lanes where it is not above `most`; what is no number stays so.
    #[inline(always)]
    fn at_most(self, most: Self) -> Self {
        most.where_less(self, most, self)
    }

    /// |self|.
    #[inline(always)]
    fn magnitude(self) -> Self {
        self.where_less(Self::constant(0.0), -self, self)
    }

    /// 0 in lanes whose magnitude is below 10⁻³⁰, where nothing that is added to it would notice.
    /// Moments and deltas that fade away would end as subnormal numbers, and those are a hundred
    /// times slower than others.
    #[inline(always)]
    fn without_dust(self) -> Self {
        self.magnitude().where_less(Self::constant(1e-30), Self::constant(0.0), self)
    }

    /// `then` in the first `count` lanes, `otherwise` in the others.
    #[inline(always)]
    fn first(count: usize, then: Self, otherwise: Self) -> Self {
        if count >= Self::LANES {
            return then;
        }
        let places: [Self::T; MOST_LANES] = std::array::from_fn(|place| Self::T::from_f64(place as f64));
        // SAFETY: no vector has more than MOST_LANES lanes.
        let place = unsafe { Self::load(places.as_ptr()) };
        place.where_less(Self::constant(count as f64), then, otherwise)
    }

    /// `f` lane by lane.
    #[inline(always)]
    fn map(self, f: impl Fn(Self::T) -> Self::T) -> Self {
        let mut lanes = self.lanes();
        for lane in &mut lanes[..Self::LANES] {
            *lane = f(*lane);
        }
        // SAFETY: no vector has more than MOST_LANES lanes.
        unsafe { Self::load(lanes.as_ptr()) }
    }
}

/// The most lanes that any vector has.
pub(crate) const MOST_LANES: usize = 16;

/// The operators and the functions of [`Real`], for a vector type whose `Add` … are the processor's.
macro_rules! real_vector {
    ($vector:ty) => {
        impl Real for $vector {
            #[inline(always)]
            fn constant(value: f64) -> Self {
                Self::splat(<Self as Vector>::T::from_f64(value))
            }
            #[inline(always)]
            fn pi() -> Self {
                Self::constant(std::f64::consts::PI)
            }
            #[inline(always)]
            fn exp(self) -> Self {
                crate::kernels::functions::exp(self)
            }
            #[inline(always)]
            fn ln(self) -> Self {
                crate::kernels::functions::ln(self)
            }
            #[inline(always)]
            fn tanh(self) -> Self {
                crate::kernels::functions::tanh(self)
            }
            #[inline(always)]
            fn erf(self) -> Self {
                self.map(Real::erf)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                self.root()
            }
            #[inline(always)]
            fn if_positive(self, then: Self, otherwise: Self) -> Self {
                Self::constant(0.0).where_less(self, then, otherwise)
            }
            #[inline(always)]
            fn ln_1p_exp(self) -> Self {
                let zero = Self::constant(0.0);
                self.at_least(zero) + crate::kernels::functions::ln_1p((-self.magnitude()).exp())
            }
        }
    };
}
pub(super) use real_vector;
