//! Whether a step goes faster together or alone.
//!
//! The result is the same bytes either way, so it is only a matter of time: both are tried now and
//! then, and the one that was faster lately is used. So several threads are not slower than one,
//! even where other programs keep the cores busy.

use std::time::{Duration, Instant};

/// What steps took lately, alone and together.
pub(crate) struct Pace {
    seconds: [f64; 2],
    steps: u32,
}

/// Steps from one trial of the slower way to the next.
const ROUND: u32 = 64;
/// Steps of a trial; the first, which wakes or loses the helpers, does not count.
const TRIAL: u32 = 4;

impl Pace {
    pub(crate) fn new() -> Pace {
        Pace { seconds: [f64::INFINITY; 2], steps: 0 }
    }

    /// Runs a step, told whether to use the helpers.
    pub(crate) fn run<R>(&mut self, step: impl FnOnce(bool) -> R) -> R {
        let faster = usize::from(self.seconds[1] <= self.seconds[0]);
        let in_round = self.steps % ROUND;
        let way = if in_round < TRIAL { 1 - faster } else { faster };
        let counts = in_round != 0 && in_round != TRIAL;
        self.steps = self.steps.wrapping_add(1);
        let begin = Instant::now();
        let result = step(way == 1);
        if counts {
            self.note(way, begin.elapsed());
        }
        result
    }

    fn note(&mut self, way: usize, took: Duration) {
        let seconds = took.as_secs_f64();
        let average = &mut self.seconds[way];
        *average = if average.is_finite() { 0.75 * *average + 0.25 * seconds } else { seconds };
    }
}
