//! The training loop: epochs, batches, what is watched and when it stops.

mod lbfgs;
mod watch;

use std::ops::ControlFlow;

use crate::dropout::Dropout;
use crate::engine::{Engine, Step};
use crate::kernels::Fast;
use crate::optimiser::Rule;
use crate::{Best, Dataset, EpochRecord, Error, Optimiser, Options, Parameters, Random, Scalar, State};
use lbfgs::Lbfgs;
use watch::Watch;

/// How far a run is: what an observer is told.
pub struct Progress<'a, T> {
    /// The epoch at work, counted from 1.
    pub epoch: usize,
    /// The epochs asked for.
    pub epochs: usize,
    /// Rows gone through in this epoch.
    pub rows: usize,
    /// Rows in an epoch.
    pub rows_in_epoch: usize,
    /// The mean training loss of this epoch so far.
    pub loss: f64,
    /// The validation loss, at the end of an epoch.
    pub validation_loss: Option<f64>,
    /// The learning rate of this epoch.
    pub learning_rate: f64,
    /// At the end of an epoch, what makes the state.
    state: Option<&'a dyn Fn() -> State<T>>,
}

impl<T> Progress<'_, T> {
    /// Whether the epoch is finished.
    pub fn epoch_is_finished(&self) -> bool {
        self.state.is_some()
    }

    /// At the end of an epoch, everything to go on from there later; within one, `None`.
    pub fn state(&self) -> Option<State<T>> {
        self.state.map(|state| state())
    }
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted<T> {
    /// The parameters of the lowest validation loss; without validation data, the last good ones.
    pub parameters: Parameters<T>,
    /// The epoch, counted from 1, that they come from; 0 for the parameters that came in.
    pub epoch: usize,
    /// One record for each finished epoch.
    pub history: Vec<EpochRecord>,
    /// Why it ended.
    pub stopped: Stopped,
}

/// Why a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Stopped {
    /// All epochs were done, or L-BFGS found no way further down.
    Finished,
    /// As many epochs as the patience allows brought no better loss.
    Patience,
    /// The observer said so.
    Observer,
    /// The loss left the finite numbers; the error names the epoch and says what to try.
    Diverged(Error),
}

/// Trains on the rows of `training` from `state` on, until `options.epochs` epochs are done.
///
/// Each epoch takes the rows in an order that the seed and the epoch's number decide, in batches;
/// each batch is one step p ← p − …, by the optimiser's rule, on the gradient of the batch's mean
/// loss. With `validation` data its loss is worked out after each epoch, and the parameters of
/// the lowest one are given back. The same arguments give the same bytes, whatever
/// `options.threads` is.
///
/// The observer is called several times an epoch and at its end; `ControlFlow::Break` ends the run,
/// keeping the best so far.
///
/// ```
/// use std::ops::ControlFlow;
/// use clearprop::math::{Activation, Loss};
/// use clearprop_train::{Dataset, Options, Parameters, State, fit};
///
/// // y = 2x − 1
/// let data = Dataset::<f64> {
///     rows: 4,
///     inputs: 1,
///     outputs: 1,
///     input: vec![0.0, 1.0, 2.0, 3.0],
///     target: vec![-1.0, 1.0, 3.0, 5.0],
///     weight: None,
/// };
/// let options = Options { epochs: 2000, learning_rate: 0.05, ..Options::default() };
/// let parameters = Parameters::initialise(&[1, 1], &[Activation::Identity], Loss::SquaredError, 1)?;
/// let fitted = fit(State::new(parameters, &options), &data, None, &options, &mut |progress| {
///     if progress.loss < 1e-12 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
/// })?;
/// assert!((fitted.parameters.layers[0].weights[0] - 2.0).abs() < 1e-3);
/// # Ok::<(), clearprop_train::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] and [`Error::Option`] where data, state and options do not fit one another. A
/// run that diverges is no error of the call: see [`Stopped::Diverged`].
pub fn fit<T: Scalar>(
    state: State<T>,
    training: &Dataset<T>,
    validation: Option<&Dataset<T>>,
    options: &Options,
    observer: &mut dyn FnMut(&Progress<T>) -> ControlFlow<()>,
) -> Result<Fitted<T>, Error> {
    options.validate()?;
    state.validate(options)?;
    training.validate(&state.parameters)?;
    if let Some(validation) = validation {
        validation.validate(&state.parameters)?;
    }
    let batch = if options.optimiser == Optimiser::Lbfgs { training.rows } else { options.batch };
    let engine = Fast::new(&state, batch.min(training.rows), options.dropout > 0.0, options.threads);
    Ok(Run::new(state, engine, training, validation, options).finish(observer))
}

/// A run under way.
struct Run<'a, T, E> {
    state: State<T>,
    engine: E,
    training: &'a Dataset<T>,
    validation: Option<&'a Dataset<T>>,
    options: &'a Options,
    lbfgs: Lbfgs<T>,
    watch: Watch,
    order: Vec<u32>,
}

/// How an epoch ended.
enum Ended {
    Whole { loss: f64 },
    Broken,
    Diverged,
    NoFurther,
}

type Observer<'o, T> = &'o mut dyn FnMut(&Progress<T>) -> ControlFlow<()>;

/// How often an epoch reports, at most.
const REPORTS: usize = 50;

impl<'a, T: Scalar, E: Engine<T>> Run<'a, T, E> {
    fn new(
        state: State<T>,
        engine: E,
        training: &'a Dataset<T>,
        validation: Option<&'a Dataset<T>>,
        options: &'a Options,
    ) -> Self {
        let lbfgs = Lbfgs::new(if options.optimiser == Optimiser::Lbfgs { &state.moments } else { &[] });
        let watch = Watch::over(&state.history);
        let order = (0..training.rows as u32).collect();
        Run { state, engine, training, validation, options, lbfgs, watch, order }
    }

    fn finish(mut self, observer: Observer<T>) -> Fitted<T> {
        while self.state.epoch < self.options.epochs {
            let learning_rate = self.learning_rate();
            let ended = if self.options.optimiser == Optimiser::Lbfgs {
                self.lbfgs_epoch(learning_rate)
            } else {
                self.epoch(learning_rate, observer)
            };
            let loss = match ended {
                Ended::Whole { loss } => loss,
                Ended::Broken => return self.broken(Stopped::Observer),
                Ended::Diverged => return self.diverged(learning_rate),
                Ended::NoFurther => break,
            };
            if !self.finish_epoch(loss, learning_rate) {
                return self.diverged(learning_rate);
            }
            if self.report_epoch(observer).is_break() {
                return self.fitted(Stopped::Observer);
            }
            if self.options.patience.is_some_and(|patience| self.watch.stale >= patience.max(1)) {
                return self.fitted(Stopped::Patience);
            }
        }
        self.fitted(Stopped::Finished)
    }

    fn learning_rate(&self) -> f64 {
        let Options { learning_rate, schedule, epochs, .. } = *self.options;
        learning_rate * schedule.share(self.state.epoch, epochs, self.watch.plateaus)
    }

    /// All batches of one epoch.
    fn epoch(&mut self, learning_rate: f64, observer: Observer<T>) -> Ended {
        let options = self.options;
        if options.shuffle {
            // From the same start each time, so that an epoch's order depends on its number alone.
            self.order.iter_mut().enumerate().for_each(|(place, row)| *row = place as u32);
            Random::new(options.seed, self.state.epoch as u64).shuffle(&mut self.order);
        }
        let order = std::mem::take(&mut self.order);
        let (mut sum, mut done) = (0.0, 0);
        let batch = options.batch.min(order.len());
        let report_every = order.len().div_ceil(REPORTS).max(batch);
        let mut next_report = report_every;
        let mut ended = None;
        for rows in order.chunks(batch) {
            self.state.step += 1;
            let step = Step {
                rule: Rule::new(options.optimiser, learning_rate, options.weight_decay, self.state.step),
                dropout: Dropout::new(options.dropout, options.seed, self.state.step),
                clip: options.clip,
            };
            sum += self.engine.step(self.training, rows, &step);
            done += rows.len();
            if !sum.is_finite() {
                ended = Some(Ended::Diverged);
                break;
            }
            if done >= next_report && done < order.len() {
                next_report += report_every;
                let progress = self.progress(done, sum / done as f64, learning_rate);
                if observer(&progress).is_break() {
                    ended = Some(Ended::Broken);
                    break;
                }
            }
        }
        self.order = order;
        ended.unwrap_or(Ended::Whole { loss: sum / done as f64 })
    }

    /// One iteration of L-BFGS.
    fn lbfgs_epoch(&mut self, learning_rate: f64) -> Ended {
        let Options { weight_decay, .. } = *self.options;
        let Run { state, engine, training, lbfgs, .. } = self;
        let objective = lbfgs::Objective { engine, data: training, shape: &state.parameters, weight_decay };
        match lbfgs.iterate(objective, learning_rate) {
            lbfgs::Iteration::Down { loss } => {
                state.step += 1;
                Ended::Whole { loss }
            }
            lbfgs::Iteration::NoFurther => Ended::NoFurther,
            lbfgs::Iteration::NotFinite => Ended::Diverged,
        }
    }

    /// Takes the parameters over, judges them and writes the record. False where they, or the
    /// validation loss, are not finite.
    fn finish_epoch(&mut self, loss: f64, learning_rate: f64) -> bool {
        let validation_loss = self.validation.map(|validation| self.engine.mean_loss(validation));
        let parameters = self.current();
        if !(parameters.is_finite() && loss.is_finite() && validation_loss.is_none_or(f64::is_finite)) {
            return false;
        }
        self.state.parameters = parameters;
        self.state.epoch += 1;
        let record = EpochRecord { loss, validation_loss, learning_rate };
        self.state.history.push(record);
        self.watch.see(record.watched());
        if let Some(loss) = validation_loss
            && self.state.best.as_ref().is_none_or(|best| loss < best.loss)
        {
            let parameters = self.state.parameters.clone();
            self.state.best = Some(Best { epoch: self.state.epoch, loss, parameters });
        }
        true
    }

    fn report_epoch(&self, observer: Observer<T>) -> ControlFlow<()> {
        let record = self.state.history[self.state.epoch - 1];
        let state = || self.state_now();
        observer(&Progress {
            epoch: self.state.epoch,
            validation_loss: record.validation_loss,
            state: Some(&state),
            ..self.progress(self.training.rows, record.loss, record.learning_rate)
        })
    }

    fn progress(&self, rows: usize, loss: f64, learning_rate: f64) -> Progress<'static, T> {
        Progress {
            epoch: self.state.epoch + 1,
            epochs: self.options.epochs,
            rows,
            rows_in_epoch: self.training.rows,
            loss,
            validation_loss: None,
            learning_rate,
            state: None,
        }
    }

    fn state_now(&self) -> State<T> {
        let mut state = self.state.clone();
        if self.options.optimiser == Optimiser::Lbfgs {
            state.moments = self.lbfgs.moments();
        } else {
            self.engine.moments(&mut state.moments);
        }
        state
    }

    /// The engine's parameters.
    fn current(&self) -> Parameters<T> {
        let mut parameters = self.state.parameters.clone();
        let mut flat = parameters.flat();
        self.engine.get(&mut flat);
        parameters.set_flat(&flat);
        parameters
    }

    /// The end within an epoch: without validation data, what the epoch reached so far is the best.
    fn broken(mut self, stopped: Stopped) -> Fitted<T> {
        let parameters = self.current();
        if parameters.is_finite() {
            self.state.parameters = parameters;
        }
        self.fitted(stopped)
    }

    fn diverged(self, learning_rate: f64) -> Fitted<T> {
        let error = Error::Diverged { epoch: self.state.epoch + 1, learning_rate };
        self.fitted(Stopped::Diverged(error))
    }

    fn fitted(self, stopped: Stopped) -> Fitted<T> {
        let State { parameters, epoch, best, history, .. } = self.state;
        match best {
            Some(best) => Fitted { parameters: best.parameters, epoch: best.epoch, history, stopped },
            None => Fitted { parameters, epoch, history, stopped },
        }
    }
}
