//! Whether a step goes faster together or alone.
//!
//! The result is the same bytes either way, so it is only a matter of time: both are tried now and
//! then, and the one that was faster lately is used. So several threads are not slower than one,
//! even where other programs keep the cores busy.

use std::time::{Duration, Instant};

/// What steps took lately, alone and together.
pub(crate) struct Pace {
    seconds: [f64; 2],
    /// The step within the round.
    step: u32,
    /// Steps from the last trial of the slower way to the next.
    round: u32,
    /// Which way was the faster one when the round began.
    held: usize,
}

/// The shortest round. Each that changes nothing is followed by one twice as long, up to the longest.
const SHORTEST: u32 = 64;
const LONGEST: u32 = 1024;
/// Steps of a trial; the first, which wakes or loses the helpers, does not count.
const TRIAL: u32 = 4;

impl Pace {
    pub(crate) fn new() -> Pace {
        Pace { seconds: [f64::INFINITY; 2], step: 0, round: SHORTEST, held: 0 }
    }

    /// Runs a step, told whether to use the helpers.
    pub(crate) fn run<R>(&mut self, step: impl FnOnce(bool) -> R) -> R {
        let faster = usize::from(self.seconds[1] <= self.seconds[0]);
        if self.step == self.round {
            self.round = if faster == self.held { LONGEST.min(2 * self.round) } else { SHORTEST };
            (self.step, self.held) = (0, faster);
        }
        let way = if self.step < TRIAL { 1 - faster } else { faster };
        let counts = self.step != 0 && self.step != TRIAL;
        self.step += 1;
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
