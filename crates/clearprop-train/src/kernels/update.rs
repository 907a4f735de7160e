//! The optimiser's rule over runs of parameters.

use super::vector::Vector;
use crate::optimiser::{EPSILON, Optimiser, Rule};

/// Where parameters and moments begin; a moment that the optimiser has not is null.
#[derive(Clone, Copy)]
pub(crate) struct Memory<T> {
    pub(crate) parameters: *mut T,
    pub(crate) first: *mut T,
    pub(crate) second: *mut T,
}

impl<T> Memory<T> {
    /// # Safety
    /// All that is not null has `places` numbers and more.
    #[inline(always)]
    unsafe fn skip(self, places: usize) -> Memory<T> {
        // SAFETY: the caller promises so many places.
        unsafe {
            Memory {
                parameters: self.parameters.add(places),
                first: if self.first.is_null() { self.first } else { self.first.add(places) },
                second: if self.second.is_null() { self.second } else { self.second.add(places) },
            }
        }
    }
}

/// Updates `count` parameters, a whole number of vectors, from `start` on by the gradient at `gradient`.
///
/// # Safety
/// They, their moments and the gradient are there.
#[inline(always)]
pub(crate) unsafe fn update<V: Vector>(
    rule: &Rule<V>,
    memory: Memory<V::T>,
    start: usize,
    gradient: *const V::T,
    count: usize,
) {
    macro_rules! run {
        ($($name:ident)*) => {
            match rule.optimiser {
                $(Optimiser::$name => {
                    let rule = Rule { optimiser: Optimiser::$name, ..*rule };
                    // SAFETY: as the caller promises.
                    unsafe { run::<V>(&rule, memory.skip(start), gradient, count) }
                })*
            }
        };
    }
    run!(Sgd Momentum Nesterov RmsProp Adam AdamW Lbfgs)
}

/// # Safety
/// As in [`update`].
#[inline(always)]
unsafe fn run<V: Vector>(rule: &Rule<V>, memory: Memory<V::T>, gradient: *const V::T, count: usize) {
    if matches!(rule.optimiser, Optimiser::Adam | Optimiser::AdamW) {
        // SAFETY: as the caller promises; Adam has both moments.
        return unsafe { adam(rule, memory, gradient, count) };
    }
    let has_moment = rule.optimiser.moments() > 0;
    for at in (0..count).step_by(V::LANES) {
        // SAFETY: the caller promises `count` places in all that the optimiser has.
        unsafe {
            let none = V::constant(0.0);
            let p = V::load(memory.parameters.add(at));
            let m = if has_moment { V::load(memory.first.add(at)) } else { none };
            let (p, m, _) = rule.update(p, V::load(gradient.add(at)), m, none);
            p.store(memory.parameters.add(at));
            if has_moment {
                m.without_dust().store(memory.first.add(at));
            }
        }
    }
}

/// [`Rule::update`] of Adam and AdamW with multiplications and additions fused, and the quotient
/// worked faster.
///
/// # Safety
/// As in [`update`].
#[inline(always)]
unsafe fn adam<V: Vector>(rule: &Rule<V>, memory: Memory<V::T>, gradient: *const V::T, count: usize) {
    let epsilon = V::constant(EPSILON);
    let share = V::constant(1.0) - rule.keep;
    let share_square = V::constant(1.0) - rule.keep_square;
    for at in (0..count).step_by(V::LANES) {
        // SAFETY: the caller promises `count` places in all three, and in the gradient.
        unsafe {
            let p = V::load(memory.parameters.add(at));
            let g = rule.decay.mul_add(p, V::load(gradient.add(at)));
            let m = rule.keep.mul_add(V::load(memory.first.add(at)), share * g);
            let v = rule.keep_square.mul_add(V::load(memory.second.add(at)), share_square * g * g);
            let change = V::over_root(m, v, rule.root_correction, epsilon);
            (-rule.rate).mul_add(change, rule.shrink * p).store(memory.parameters.add(at));
            m.without_dust().store(memory.first.add(at));
            v.without_dust().store(memory.second.add(at));
        }
    }
}
