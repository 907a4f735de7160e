//! Which hidden activations a step leaves out.

use crate::Random;

/// The choice of one step. Any row's can be asked for, in any order and on any thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropout {
    share: f64,
    seed: u64,
    step: u64,
}

impl Dropout {
    pub(crate) fn none() -> Dropout {
        Dropout { share: 0.0, seed: 0, step: 0 }
    }

    pub(crate) fn new(share: f64, seed: u64, step: u64) -> Dropout {
        Dropout { share, seed, step }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.share == 0.0
    }

    /// What the activations of hidden layer `layer` are multiplied by, one after the other, for
    /// the row at `place` of the batch: 0, or 1/(1 − share).
    #[inline]
    pub(crate) fn factors(&self, layer: usize, place: usize) -> impl Iterator<Item = f64> {
        let purpose = (self.step << 8) ^ ((place as u64) << 40) ^ layer as u64;
        let mut random = Random::new(self.seed ^ DROPOUT, purpose);
        let Dropout { share, .. } = *self;
        let scale = 1.0 / (1.0 - share);
        std::iter::repeat_with(move || if random.unit() < share { 0.0 } else { scale })
    }
}

/// Keeps these random numbers apart from those of the rows' order.
const DROPOUT: u64 = 0x5eed_0f0d_d20b_0075;
