//! The fast road: the one home of unsafe code and of threads.
//!
//! Every kernel is written once, over [`Vector`]; [`dispatch`] enters it for the widest vectors
//! that the processor has. Each number's sum runs in the order of its index, so the bytes of a
//! result depend neither on the tiles nor on the threads.

#![allow(unsafe_code, reason = "vector instructions, and buffers that threads share")]

mod activate;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod buffer;
mod fast;
mod functions;
mod layout;
mod output;
mod pace;
mod portable;
mod rows;
mod team;
mod tiles;
mod tiny;
mod update;
mod vector;
mod weights;

#[cfg(test)]
mod fast_tests;
#[cfg(test)]
mod function_tests;

pub(crate) use fast::{Fast, answering};
pub(crate) use tiny::{TinyLayer, TinyStep};

use vector::Vector;

use functions::Constants;

/// The vectors of a precision on each kind of processor.
pub trait Vectors: Constants + Sized {
    /// For every processor.
    type Portable: Vector<T = Self>;
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    type Avx2: Vector<T = Self>;
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    type Avx512: Vector<T = Self>;
}

impl Vectors for f32 {
    type Portable = portable::Portable<f32>;
    #[cfg(target_arch = "x86_64")]
    type Avx2 = avx2::F32x8;
    #[cfg(target_arch = "x86_64")]
    type Avx512 = avx512::F32x16;
}

impl Vectors for f64 {
    type Portable = portable::Portable<f64>;
    #[cfg(target_arch = "x86_64")]
    type Avx2 = avx2::F64x4;
    #[cfg(target_arch = "x86_64")]
    type Avx512 = avx512::F64x8;
}

/// A kind of vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Arrays.
    Portable,
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// Those that this processor has, the widest last.
    pub(crate) fn available() -> Vec<Level> {
        let mut levels = vec![Level::Portable];
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                levels.push(Level::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
                levels.push(Level::Avx512);
            }
        }
        levels
    }

    /// The widest that this processor has.
    pub(crate) fn best() -> Level {
        let levels = Level::available();
        levels[levels.len() - 1]
    }
}

/// Work that is written over any vector.
pub(crate) trait Kernel<T: Vectors> {
    /// What it gives.
    type Output;

    /// The work. It is inlined, with all that it calls, into a function compiled for the processor.
    fn run<V: Vector<T = T>>(self) -> Self::Output;
}

/// Runs a kernel on the vectors of a level from [`Level::available`].
pub(crate) fn dispatch<T: Vectors, K: Kernel<T>>(level: Level, kernel: K) -> K::Output {
    match level {
        Level::Portable => kernel.run::<T::Portable>(),
        // SAFETY: levels come from `Level::available`, which looked for these features.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { run_avx2::<T, K>(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { run_avx512::<T, K>(kernel) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<T: Vectors, K: Kernel<T>>(kernel: K) -> K::Output {
    kernel.run::<T::Avx2>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn run_avx512<T: Vectors, K: Kernel<T>>(kernel: K) -> K::Output {
    kernel.run::<T::Avx512>()
}
