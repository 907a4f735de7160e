//! How the benchmarks take the time.

use std::time::Instant;

/// Prints the least and the median time of many runs, and gives the median, in milliseconds.
pub(crate) fn time(name: &str, runs: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{name:<44} {:9.3} ms least {:9.3} ms median", times[0], times[runs / 2]);
    times[runs / 2]
}
