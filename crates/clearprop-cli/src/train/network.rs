//! Training a hand-written network on its samples.

use std::ops::ControlFlow;
use std::process::ExitCode;

use clearprop::Network;
use clearprop_train::model::{Model, Training};
use clearprop_train::{
    Dataset, Fitted, Optimiser, Options, Parameters, Scalar, Schedule, State, Stopped, fit, mean_loss,
};

use super::checkpoint::Checkpoint;
use super::progress::{Bar, interrupted};
use super::{Arguments, Precision, report};
use crate::failure::Failure;
use crate::model::{self, extension};
use crate::output::{self, say};
use crate::source;

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    refuse_table_options(arguments)?;
    match arguments.precision {
        Some(Precision::F32) => train::<f32>(arguments),
        Some(Precision::F64) | None => train::<f64>(arguments),
    }
}

/// A network file says its layers and samples itself.
fn refuse_table_options(arguments: &Arguments) -> Result<(), Failure> {
    let given = [
        ("--target", !arguments.target.is_empty()),
        ("--ignore", !arguments.ignore.is_empty()),
        ("--numeric", !arguments.numeric.is_empty()),
        ("--category", !arguments.category.is_empty()),
        ("--hidden", !arguments.hidden.is_empty()),
        ("--activation", arguments.activation.is_some()),
        ("--validation", arguments.validation.is_some()),
        ("--class-weight", arguments.class_weight.is_some()),
        ("--importance", arguments.importance),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => {
            Err(Failure(format!("{name} is for tables; a network file says its layers and samples itself")))
        }
        None => Ok(()),
    }
}

/// The network, which must have samples.
fn read(arguments: &Arguments) -> Result<Network, Failure> {
    let name = arguments.table.display().to_string();
    let network = source::network(Some(&name))?;
    if network.samples.is_empty() {
        return Err(Failure(format!("{name}: has no [[sample]] to learn from")));
    }
    Ok(network)
}

/// Plain gradient descent over all samples, as it is worked by hand, unless options say otherwise.
fn options(arguments: &Arguments, network: &Network) -> Options {
    Options {
        epochs: arguments.epochs.unwrap_or(1),
        batch: arguments.batch.unwrap_or(usize::MAX),
        optimiser: arguments.optimizer.unwrap_or(Optimiser::Sgd),
        learning_rate: arguments.learning_rate.unwrap_or(network.learning_rate),
        schedule: arguments.schedule.unwrap_or(Schedule::Constant),
        weight_decay: arguments.weight_decay.unwrap_or(0.0),
        dropout: arguments.dropout,
        clip: arguments.clip,
        patience: arguments.patience,
        shuffle: arguments.batch.is_some(),
        seed: arguments.seed,
        threads: arguments.threads(),
    }
}

fn train<T: Scalar>(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let network = read(arguments)?;
    let options = options(arguments, &network);
    let data = Dataset::<T>::from_network(&network);
    let parameters = Parameters::<T>::from_network(&network);
    let before = mean_loss(&parameters, &data)?;
    let mut state = State::new(parameters, &options);
    let checkpoint = match &arguments.checkpoint {
        Some(folder) => {
            let options = Options { threads: 1, ..options.clone() };
            let run = format!("{} {options:?} {}", network.to_toml(), T::NAME);
            Some(Checkpoint::new(folder, arguments.every, run)?)
        }
        None => None,
    };
    if let Some(checkpoint) = checkpoint.as_ref().filter(|_| arguments.resume) {
        state = checkpoint.resume(state)?;
    }
    let mut bar = Bar::new(arguments.quiet);
    let mut failure = None;
    let fitted = fit(state, &data, None, &options, &mut |progress| {
        if let Some(checkpoint) = &checkpoint
            && let Err(error) = checkpoint.keep(progress)
        {
            failure = Some(error);
            return ControlFlow::Break(());
        }
        bar.show(progress)
    })?;
    let seconds = bar.finish();
    if let Some(failure) = failure {
        return Err(failure);
    }
    let mut trained = fitted.parameters.to_network(network.learning_rate);
    trained.samples.clone_from(&network.samples);
    write(arguments, &trained, &fitted, &options)?;
    if let Some(plot) = &arguments.plot {
        report::plot(&fitted.history, plot)?;
    }
    if let Some(output) = arguments.output.as_ref().filter(|_| !arguments.quiet) {
        let after = mean_loss(&fitted.parameters, &data)?;
        report::curve(&fitted.history);
        report::ended(&fitted, seconds, interrupted());
        say!("loss     {before:.10} -> {after:.10}");
        say!("wrote {}", output.display());
    }
    match fitted.stopped {
        Stopped::Diverged(error) => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Writes the trained network; without a name for it, prints it.
fn write<T: Scalar>(
    arguments: &Arguments,
    trained: &Network,
    fitted: &Fitted<T>,
    options: &Options,
) -> Result<(), Failure> {
    match &arguments.output {
        None => {
            say!("{}", trained.to_toml().trim_end());
            Ok(())
        }
        Some(path) if extension(path) == "toml" => output::write(path, trained.to_toml().as_bytes()),
        Some(path) => {
            let training = Training {
                version: env!("CARGO_PKG_VERSION").into(),
                seed: options.seed,
                precision: T::NAME.into(),
                optimizer: options.optimiser.name().into(),
                rows: trained.samples.len(),
                epoch: fitted.epoch,
                history: fitted.history.clone(),
            };
            model::write(&Model::from_network(trained.clone(), training), path)
        }
    }
}
