//! Training on a table.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clearprop::math::Activation;
use clearprop_train::learn::{LearnOptions, Prepared, prepare};
use clearprop_train::preprocess::{PlanOptions, Target};
use clearprop_train::table::{Kind, ReadOptions, Table, TableReader};
use clearprop_train::{Fitted, Optimiser, Scalar, Stopped, fit};

use super::checkpoint::Checkpoint;
use super::progress::{Bar, interrupted};
use super::{Arguments, MANY_ROWS, Precision, report};
use crate::failure::Failure;
use crate::output::say;
use crate::{model, show};

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match arguments.precision {
        Some(Precision::F64) => train::<f64>(arguments),
        Some(Precision::F32) | None => train::<f32>(arguments),
    }
}

fn train<T: Scalar>(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let begin = Instant::now();
    let (name, table) = read::<T>(arguments)?;
    let seconds = begin.elapsed().as_secs_f64();
    let mut options = options(arguments, &table);
    let within = |error: clearprop_train::Error| Failure(format!("{name}: {error}"));
    let prepared = prepare::<T>(&table, &options).map_err(within)?;
    if arguments.weight_decay.is_none() {
        options.fit.weight_decay = usual_weight_decay(&prepared);
    }
    if !arguments.quiet {
        say!("{name}: {} rows, read in {seconds:.2} s", table.rows);
        describe(&prepared, &options);
    }
    drop(table);
    let bar = Bar::new(arguments.quiet);
    let (fitted, seconds) = run_fit(arguments, &prepared, &options, bar)?;
    let trained = prepared.model(&fitted, &options);
    let failed = match &fitted.stopped {
        Stopped::Diverged(error) => Some(Failure(error.to_string())),
        _ => None,
    };
    // Nothing to keep is better than a network that was never trained.
    if let (Some(failure), 0) = (&failed, fitted.epoch) {
        return Err(Failure(failure.0.clone()));
    }
    let output = arguments.output.clone().unwrap_or_else(|| default_output(&arguments.table));
    model::write(&trained, &output)?;
    if let Some(plot) = &arguments.plot {
        report::plot(&fitted.history, plot)?;
    }
    if !arguments.quiet {
        report::curve(&fitted.history);
        report::ended(&fitted, seconds, interrupted());
        report::scores(&prepared, &fitted)?;
        if arguments.importance {
            report::importance(&prepared, &fitted, arguments.seed)?;
        }
        say!("wrote {}", output.display());
    }
    match failed {
        Some(Failure(message)) => {
            let (epoch, output) = (fitted.epoch, output.display());
            Err(Failure(format!("{message}; {output} holds the network as it was after epoch {epoch}")))
        }
        None => Ok(ExitCode::SUCCESS),
    }
}

/// The table's name for people, and the table, with the columns' kinds overruled as the user says.
fn read<T: Scalar>(arguments: &Arguments) -> Result<(String, Table), Failure> {
    let named = [&arguments.target, &arguments.ignore, &arguments.numeric, &arguments.category];
    let options = ReadOptions {
        expected: named.into_iter().flatten().cloned().collect(),
        wide: T::NAME == "f64",
        threads: arguments.threads(),
        ..ReadOptions::default()
    };
    let mut reader = TableReader::open(&arguments.table, options)?;
    if arguments.target.is_empty() {
        let names: Vec<&str> = reader.headings.iter().map(|heading| heading.name.as_str()).collect();
        let (name, names) = (&reader.name, names.join(", "));
        return Err(Failure(format!(
            "{name}: which column is to be learnt? Name it with --target; there are {names}"
        )));
    }
    for name in &arguments.target {
        reader.place(name)?;
        if arguments.ignore.contains(name) {
            return Err(Failure(format!("column `{name}` is both --target and --ignore")));
        }
    }
    for (names, kind) in [
        (&arguments.ignore, Kind::Skip),
        (&arguments.numeric, Kind::Number),
        (&arguments.category, Kind::Word),
    ] {
        for name in names {
            let place = reader.place(name)?;
            // Classes that are numbers keep the order of numbers.
            let keep = kind == Kind::Word && arguments.target.contains(name);
            if !keep {
                reader.headings[place].kind = kind;
            }
        }
    }
    Ok((reader.name.clone(), reader.read()?))
}

fn options(arguments: &Arguments, table: &Table) -> LearnOptions {
    let hidden = match &arguments.hidden[..] {
        [] => vec![64],
        [0] => Vec::new(),
        widths => widths.to_vec(),
    };
    let many = table.rows >= MANY_ROWS;
    let validation = arguments.validation.unwrap_or(if many { 0.1 } else { 0.0 });
    let usual = if many { Activation::Relu } else { Activation::Tanh };
    LearnOptions {
        plan: PlanOptions {
            target: arguments.target.clone(),
            numeric: arguments.numeric.clone(),
            category: arguments.category.clone(),
        },
        hidden,
        activation: arguments.activation.unwrap_or(usual),
        validation,
        balanced: arguments.class_weight.is_some(),
        fit: arguments.fit(table.rows),
    }
}

/// The more rows there are for each input, the less it takes to keep the weights small. The factors
/// did best on the tables of `benches/defaults` and their like.
fn usual_weight_decay<T>(prepared: &Prepared<T>) -> f64 {
    let factor = match prepared.preprocessing.target {
        Target::Classes { .. } => 0.1,
        Target::Numbers { .. } => 0.4,
    };
    (factor * prepared.training.inputs as f64 / prepared.training.rows as f64).min(0.02)
}

/// The table's name with another ending, in the current folder.
fn default_output(table: &Path) -> PathBuf {
    let name = table.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = name.split('.').find(|part| !part.is_empty() && *part != "-").unwrap_or("model");
    PathBuf::from(format!("{stem}.safetensors"))
}

fn describe<T: Scalar>(prepared: &Prepared<T>, options: &LearnOptions) {
    show::print_columns(&prepared.preprocessing.columns);
    for column in &prepared.left_out {
        say!("  left out: {}, {}", column.name, column.reason);
    }
    say!("target   {}", show::target_text(&prepared.preprocessing.target));
    if let Target::Classes { column, numeric: true, .. } = &prepared.preprocessing.target {
        say!("         (--numeric {column} learns it as a number)");
    }
    let fit = &options.fit;
    let mut widths = vec![prepared.training.inputs];
    widths.extend(&options.hidden);
    widths.push(prepared.training.outputs);
    let widths: Vec<String> = widths.iter().map(usize::to_string).collect();
    let kept = match prepared.split.validation.len() {
        0 => String::new(),
        rows => format!(", {rows} kept back"),
    };
    let activation = match &options.hidden[..] {
        [] => String::new(),
        _ => format!(", {}", options.activation.name()),
    };
    let rows = prepared.training.rows;
    let batches = match fit.optimiser {
        Optimiser::Lbfgs => "all at once".into(),
        _ => format!("in batches of {}", fit.batch.min(rows)),
    };
    say!(
        "network  {}{activation}; {} with learning rate {} ({}), {} epochs of {rows} rows {batches}{kept}",
        widths.join("-"),
        fit.optimiser.name(),
        fit.learning_rate,
        fit.schedule.name(),
        fit.epochs
    );
}

fn run_fit<T: Scalar>(
    arguments: &Arguments,
    prepared: &Prepared<T>,
    options: &LearnOptions,
    mut bar: Bar,
) -> Result<(Fitted<T>, f64), Failure> {
    let mut state = prepared.start(options)?;
    let checkpoint = match &arguments.checkpoint {
        Some(folder) => Some(Checkpoint::new(folder, arguments.every, prepared.fingerprint(options))?),
        None => None,
    };
    if let Some(checkpoint) = checkpoint.as_ref().filter(|_| arguments.resume) {
        state = checkpoint.resume(state)?;
    }
    let mut failure = None;
    let fitted =
        fit(state, &prepared.training, prepared.validation.as_ref(), &options.fit, &mut |progress| {
            if let Some(checkpoint) = &checkpoint
                && let Err(error) = checkpoint.keep(progress)
            {
                failure = Some(error);
                return ControlFlow::Break(());
            }
            bar.show(progress)
        })?;
    let seconds = bar.finish();
    match failure {
        Some(failure) => Err(failure),
        None => Ok((fitted, seconds)),
    }
}
