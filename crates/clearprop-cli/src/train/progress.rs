//! What is seen while a run is under way, and how it is ended early.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clearprop_train::{Progress, Scalar};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Set when the user presses Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A progress bar on standard error, where that is a terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    start: Instant,
    /// Rows gone through before this run went on.
    before: Option<u64>,
    validation: Option<f64>,
}

impl Bar {
    pub(super) fn new(quiet: bool) -> Bar {
        // Where a handler stands already, Ctrl-C simply ends the program.
        let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let bar = ProgressBar::with_draw_target(Some(1), target);
        let style = ProgressStyle::with_template("{bar:24} {wide_msg}").expect("the template is one");
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        Bar { bar, start: Instant::now(), before: None, validation: None }
    }

    /// Shows how far the run is; breaks it off if the user wants it so.
    pub(super) fn show<T: Scalar>(&mut self, progress: &Progress<'_, T>) -> ControlFlow<()> {
        let rows = progress.rows_in_epoch as u64;
        let done = (progress.epoch as u64 - 1) * rows + progress.rows as u64;
        let before = *self.before.get_or_insert(done - progress.rows as u64);
        let total = progress.epochs as u64 * rows;
        let seconds = self.start.elapsed().as_secs_f64();
        let speed = (done - before) as f64 / seconds.max(1e-9);
        self.validation = progress.validation_loss.or(self.validation);
        let validation = self.validation.map_or(String::new(), |loss| format!("  validation {loss:.4}"));
        let left = indicatif::HumanDuration(Duration::from_secs_f64(
            total.saturating_sub(done) as f64 / speed.max(1.0),
        ));
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.bar.set_message(format!(
            "epoch {}/{}  loss {:.4}{validation}  {} rows/s  {left} left",
            progress.epoch,
            progress.epochs,
            progress.loss,
            short(speed)
        ));
        if INTERRUPTED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Takes the bar away; gives the seconds that the run took.
    pub(super) fn finish(self) -> f64 {
        self.bar.finish_and_clear();
        self.start.elapsed().as_secs_f64()
    }
}

/// Whether the user pressed Ctrl-C.
pub(super) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// A number in thousands or millions.
fn short(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{:.1} M", value / 1e6),
        value if value >= 1e3 => format!("{:.0} k", value / 1e3),
        value => format!("{value:.0}"),
    }
}
