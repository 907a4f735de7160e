//! Watching whether the loss still gets better.

use crate::{EpochRecord, Schedule};

/// What the history comes to for patience and plateaus. It follows from the history alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Watch {
    lowest: f64,
    /// Epochs in a row without a better loss.
    pub(super) stale: usize,
    /// The same, counted from the last plateau on.
    stale_since_plateau: usize,
    /// Plateaus met so far.
    pub(super) plateaus: usize,
}

impl Watch {
    pub(super) fn over(history: &[EpochRecord]) -> Watch {
        let mut watch = Watch { lowest: f64::INFINITY, stale: 0, stale_since_plateau: 0, plateaus: 0 };
        history.iter().for_each(|record| watch.see(record.watched()));
        watch
    }

    pub(super) fn see(&mut self, loss: f64) {
        if loss < self.lowest {
            *self = Watch { lowest: loss, stale: 0, stale_since_plateau: 0, ..*self };
            return;
        }
        self.stale += 1;
        self.stale_since_plateau += 1;
        if self.stale_since_plateau == Schedule::PLATEAU {
            self.plateaus += 1;
            self.stale_since_plateau = 0;
        }
    }
}
