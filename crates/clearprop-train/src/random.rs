//! Random numbers that are the same on every machine.

/// The generator SplitMix64: a counter, and a hash of it.
///
/// There is no state to keep between epochs: each one starts a generator of its own from the seed
/// and its number, so that a resumed run draws what an uninterrupted one would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random {
    counter: u64,
}

impl Random {
    /// The generator of a seed for one purpose, such as an epoch's number.
    pub fn new(seed: u64, purpose: u64) -> Random {
        Random { counter: hash(seed ^ hash(purpose.wrapping_add(STRIDE))) }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(STRIDE);
        hash(self.counter)
    }

    /// A number from 0 (included) to 1 (excluded), evenly spread.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `bound`, evenly spread to within bound/2⁶⁴.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.bits()) * bound as u128) >> 64) as usize
    }

    /// Puts the items in random order (Fisher and Yates).
    pub fn shuffle<I>(&mut self, items: &mut [I]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// 2⁶⁴ divided by the golden ratio.
const STRIDE: u64 = 0x9e37_79b9_7f4a_7c15;

fn hash(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_published_numbers_of_splitmix64() {
        let mut random = Random { counter: 1234567 };
        assert_eq!(random.bits(), 6457827717110365317);
        assert_eq!(random.bits(), 3203168211198807973);
    }

    #[test]
    fn shuffles_to_a_permutation_that_the_seed_decides() {
        let order = |seed| {
            let mut items: Vec<u32> = (0..100).collect();
            Random::new(seed, 0).shuffle(&mut items);
            items
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        let mut sorted = order(1);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
    }
}
