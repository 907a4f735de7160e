//! Many sheets at once.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clearprop::Network;
use clearprop::check::{Options, Verdict};

use super::sheet::{Marked, mark};
use crate::failure::Failure;

/// Marks every file, on all cores; a file that cannot be used does not stop the others.
pub(super) fn mark_all(
    files: &[PathBuf],
    named: Option<(&Network, &str)>,
    options: &Options,
    shows_progress: bool,
) -> Vec<Result<Marked, Failure>> {
    // To ask for the cores takes longer than to start on a sheet alone.
    let cores = if files.len() > 1 { std::thread::available_parallelism().map_or(1, usize::from) } else { 1 };
    let threads = cores.min(files.len());
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let slots: Vec<Mutex<Option<Result<Marked, Failure>>>> = files.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = files.get(at) else { break };
            let marked = mark(path, named, options);
            *slots[at].lock().expect("no thread panics while it holds a slot") = Some(marked);
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if shows_progress {
                progress(count, files.len());
            }
        }
    };
    if threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    }
    let take = |slot: Mutex<Option<_>>| slot.into_inner().ok().flatten().expect("every file was marked");
    slots.into_iter().map(take).collect()
}

/// A bar on standard error, which goes when all is done.
fn progress(done: usize, all: usize) {
    const WIDTH: usize = 30;
    let filled = done * WIDTH / all;
    let mut stderr = std::io::stderr().lock();
    let end = if done == all { "\r\u{1b}[K" } else { "" };
    // Progress that cannot be shown is no reason to stop.
    let _ = write!(
        stderr,
        "\r[{}{}] {done} of {all} sheets{end}",
        "=".repeat(filled),
        " ".repeat(WIDTH - filled)
    );
    let _ = stderr.flush();
}

/// Which mistakes the class made and how often, the most frequent first.
pub(super) fn table<'a>(marked: impl Iterator<Item = &'a Marked>) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for marked in marked {
        let wrong = marked.report.claims.iter().filter(|claim| claim.verdict == Verdict::Wrong);
        let causes = wrong.map(|claim| claim.cause.unwrap_or("(no single slip)"));
        let all: Vec<&str> =
            causes.chain(marked.report.findings.iter().map(|finding| finding.kind)).collect();
        let mut seen: Vec<&str> = Vec::new();
        for kind in all {
            let (times, sheets) = counts.entry(kind).or_default();
            *times += 1;
            if !seen.contains(&kind) {
                seen.push(kind);
                *sheets += 1;
            }
        }
    }
    if counts.is_empty() {
        return "\nno mistakes\n".to_owned();
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&(kind, (times, _))| (std::cmp::Reverse(times), kind));
    let mut text = format!("\n{:<24} {:>6} {:>7}\n", "mistake", "times", "sheets");
    for (kind, (times, sheets)) in rows {
        text += &format!("{kind:<24} {times:>6} {sheets:>7}\n");
    }
    text
}
