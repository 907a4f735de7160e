//! Threads that share the chunks of a job.
//!
//! Whoever is free takes the next chunk, so a helper whose core is busy elsewhere takes fewer, and
//! none waits for one that has not begun. Helpers look out for work for a few microseconds after a
//! job, then sleep.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::{JoinHandle, Thread};

/// The caller's thread and its helpers.
pub(crate) struct Team {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
}

type Job<'a> = &'a (dyn Fn(usize) + Sync);

struct Shared {
    /// The job's number in the upper half, then its chunks, then the next chunk that nobody took.
    claim: AtomicU64,
    finished: AtomicUsize,
    job: UnsafeCell<Option<Job<'static>>>,
    sleeping: Vec<AtomicBool>,
    over: AtomicBool,
    panicked: AtomicBool,
}

// SAFETY: `job` is written by the caller's thread only while no chunk is taken or can be taken, and
// read by a helper only between taking a chunk and reporting it finished.
unsafe impl Sync for Shared {}
// SAFETY: a job is a shared reference to something `Sync`.
unsafe impl Send for Shared {}

/// Looks at the shared word before a helper sleeps, each with a pause.
const LOOKS: usize = 400;

const CHUNK_BITS: u32 = 16;
const CHUNK_MASK: u64 = (1 << CHUNK_BITS) - 1;

impl Team {
    /// A team of `threads`, the caller's among them.
    pub(crate) fn new(threads: usize) -> Team {
        let helpers = threads.saturating_sub(1);
        let shared = Arc::new(Shared {
            claim: AtomicU64::new(0),
            finished: AtomicUsize::new(0),
            job: UnsafeCell::new(None),
            sleeping: (0..helpers).map(|_| AtomicBool::new(false)).collect(),
            over: AtomicBool::new(false),
            panicked: AtomicBool::new(false),
        });
        let spawn = |number: usize| {
            let shared = Arc::clone(&shared);
            let thread = std::thread::Builder::new().name("clearprop-helper".into());
            // Where the system grants no thread, those that there are do the work.
            thread.spawn(move || shared.help(number)).ok()
        };
        let helpers = (0..helpers).filter_map(spawn).collect();
        Team { shared, helpers }
    }

    /// How many can work.
    pub(crate) fn threads(&self) -> usize {
        self.helpers.len() + 1
    }

    /// Runs `job` for each chunk from 0 to `chunks`, on all threads, and returns when all is done.
    pub(crate) fn run(&mut self, chunks: usize, job: Job) {
        if self.helpers.is_empty() || chunks < 2 || chunks as u64 > CHUNK_MASK {
            (0..chunks).for_each(job);
            return;
        }
        let shared = &*self.shared;
        // SAFETY: the reference outlives its use, since this function returns only after every chunk
        // is finished, and no further chunk of this job can then be taken.
        let lasting = unsafe { std::mem::transmute::<Job<'_>, Job<'static>>(job) };
        // SAFETY: every chunk of the job before is finished, so no helper reads it now.
        unsafe { *shared.job.get() = Some(lasting) };
        shared.finished.store(0, Ordering::Relaxed);
        let number = (shared.claim.load(Ordering::Relaxed) >> 32) + 1;
        shared.claim.store((number << 32) | ((chunks as u64) << CHUNK_BITS), Ordering::SeqCst);
        for (helper, sleeping) in self.helpers.iter().zip(&shared.sleeping) {
            if sleeping.swap(false, Ordering::SeqCst) {
                helper.thread().unpark();
            }
        }
        while shared.work_one() {}
        let mut looks = 0;
        while shared.finished.load(Ordering::Acquire) < chunks {
            looks += 1;
            if looks < LOOKS {
                std::hint::spin_loop();
            } else {
                // The helper that is not ready may be waiting for this very core.
                std::thread::yield_now();
            }
        }
        assert!(!shared.panicked.load(Ordering::Relaxed), "a helper thread panicked");
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        self.helpers.iter().map(JoinHandle::thread).for_each(Thread::unpark);
        for helper in self.helpers.drain(..) {
            // A helper's panic was told when it happened.
            let _ = helper.join();
        }
    }
}

impl Shared {
    /// Takes a chunk and works it, if there is one.
    fn work_one(&self) -> bool {
        let take = |claim: u64| {
            let (chunks, next) = ((claim >> CHUNK_BITS) & CHUNK_MASK, claim & CHUNK_MASK);
            (next < chunks).then_some(claim + 1)
        };
        let Ok(claim) = self.claim.fetch_update(Ordering::AcqRel, Ordering::Acquire, take) else {
            return false;
        };
        // SAFETY: the chunk taken is not finished, so the caller of `run` waits and leaves the job be.
        let job = unsafe { *self.job.get() }.expect("a chunk belongs to a job");
        let chunk = (claim & CHUNK_MASK) as usize;
        let work = std::panic::AssertUnwindSafe(|| job(chunk));
        if std::panic::catch_unwind(work).is_err() {
            self.panicked.store(true, Ordering::Relaxed);
        }
        self.finished.fetch_add(1, Ordering::Release);
        true
    }

    fn help(&self, number: usize) {
        let mut looks = 0;
        while !self.over.load(Ordering::SeqCst) {
            if self.work_one() {
                looks = 0;
                continue;
            }
            looks += 1;
            if looks < LOOKS {
                std::hint::spin_loop();
                continue;
            }
            let before = self.claim.load(Ordering::SeqCst);
            self.sleeping[number].store(true, Ordering::SeqCst);
            // A job published before the flag was seen would wake nobody: look once more.
            let unchanged = self.claim.load(Ordering::SeqCst) == before && !self.over.load(Ordering::SeqCst);
            if unchanged {
                std::thread::park();
            }
            self.sleeping[number].store(false, Ordering::SeqCst);
            looks = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_worked_once_in_every_job() {
        for threads in [1, 2, 4] {
            let mut team = Team::new(threads);
            for job in 0..if cfg!(miri) { 5 } else { 2000 } {
                let worked: Vec<AtomicUsize> = (0..7).map(|_| AtomicUsize::new(0)).collect();
                team.run(worked.len(), &|chunk| {
                    worked[chunk].fetch_add(1, Ordering::Relaxed);
                });
                let counts: Vec<_> = worked.iter().map(|count| count.load(Ordering::Relaxed)).collect();
                assert_eq!(counts, [1; 7], "job {job} with {threads} threads");
            }
        }
    }

    #[test]
    #[should_panic(expected = "a helper thread panicked")]
    fn a_panic_in_a_chunk_reaches_the_caller() {
        Team::new(2).run(4, &|_| panic!("in a chunk"));
    }
}
