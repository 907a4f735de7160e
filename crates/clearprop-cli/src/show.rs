//! `clearprop show`: what is in a model file.

use std::path::PathBuf;
use std::process::ExitCode;

use clearprop::math::Decimal;
use clearprop_train::preprocess::{Encoding, InputColumn, Target};

use crate::failure::Failure;
use crate::model;
use crate::output::say;

/// Tells what is in a model file
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  clearprop show iris.safetensors")]
pub(crate) struct Arguments {
    /// A model that `clearprop train` wrote
    model: PathBuf,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let model = model::read(&arguments.model)?;
    let widths: Vec<String> = model.network.widths().iter().map(usize::to_string).collect();
    let activations: Vec<&str> = model.network.layers.iter().map(|layer| layer.activation.name()).collect();
    say!(
        "network   {} ({}), {} parameters",
        widths.join("-"),
        activations.join(", "),
        model.network.parameters()
    );
    say!("loss      {}", model.network.loss.name());
    let training = &model.training;
    say!(
        "trained   {} with learning rate {}, seed {}, {}; {} rows, epoch {} of {}; clearprop {}",
        training.optimizer,
        model.network.learning_rate,
        training.seed,
        training.precision,
        training.rows,
        training.epoch,
        training.history.len(),
        training.version
    );
    if let Some(last) = training.history.get(training.epoch.wrapping_sub(1)) {
        let validation = last.validation_loss.map_or(String::new(), |loss| format!(", validation {loss:.6}"));
        say!("loss was  {:.6}{validation}", last.loss);
    }
    say!("answers   {}", target_text(&model.preprocessing.target));
    say!("columns");
    print_columns(&model.preprocessing.columns);
    Ok(ExitCode::SUCCESS)
}

/// The target in words.
pub(crate) fn target_text(target: &Target) -> String {
    match target {
        Target::Classes { column, classes, .. } => format!("{column}: one of {}", list(classes)),
        Target::Numbers { columns } => {
            format!("{}: {}", columns.join(", "), if columns.len() == 1 { "a number" } else { "numbers" })
        }
    }
}

/// One line for each column.
pub(crate) fn print_columns(columns: &[InputColumn]) {
    let width = columns.iter().map(|column| column.name.chars().count()).max().unwrap_or(0).min(30);
    for column in columns {
        say!("  {:width$}  {}", column.name, encoding_text(&column.encoding));
    }
}

fn encoding_text(encoding: &Encoding) -> String {
    let gaps = |missing: &bool| if *missing { "; some missing" } else { "" };
    match encoding {
        Encoding::Number { mean, deviation, missing } => {
            format!("number    {} ± {}{}", figures(*mean), figures(*deviation), gaps(missing))
        }
        Encoding::Boolean { falsehood, truth, mean, missing } => {
            format!("boolean   {truth} in {:.0} %, else {falsehood}{}", mean * 100.0, gaps(missing))
        }
        Encoding::Category { words, missing } => format!("category  {}{}", list(words), gaps(missing)),
    }
}

/// About four significant digits.
pub(crate) fn figures(value: f64) -> String {
    let digits = match value.abs() {
        0.0 => 0,
        size if !(1e-4..1e6).contains(&size) => return format!("{value:.3e}"),
        _ => (3 - Decimal::from_f64(value).magnitude()).clamp(0, 8) as usize,
    };
    format!("{value:.digits$}")
}

/// The first few words, and how many there are.
fn list(words: &[String]) -> String {
    let shown = words.iter().take(8).map(|word| word.replace('\n', " ")).collect::<Vec<_>>().join(", ");
    if words.len() > 8 { format!("{shown}, … ({} in all)", words.len()) } else { shown }
}
