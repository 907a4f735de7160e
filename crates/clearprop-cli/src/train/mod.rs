//! `clearprop train`: a table, or a network with its samples -> a trained network.

mod checkpoint;
mod network;
mod progress;
mod report;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use clearprop::math::Activation;
use clearprop_train::{Optimiser, Options, Schedule};

use crate::failure::Failure;
use crate::model::extension;
use crate::output;

/// Trains a network on a table, or a network file on its samples
#[derive(clap::Args)]
#[command(after_help = "Examples:
  clearprop train iris.csv --target species -o iris.safetensors
  clearprop train houses.parquet --target price --hidden 64,32 --validation 0.2 --patience 20
  zcat big.csv.gz | clearprop train - --target label --epochs 5
  clearprop train big.csv --target label --checkpoint run --every 5 --resume
  clearprop train mazur --epochs 10000 -o trained.toml")]
pub(crate) struct Arguments {
    /// A table (CSV, TSV, Parquet, gzip, - for standard input), or a network: NAME.toml or an embedded name
    table: PathBuf,
    /// The column to learn; several numeric ones with commas
    #[arg(short, long, value_name = "COLUMN", value_delimiter = ',')]
    target: Vec<String>,
    /// Columns not to use
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Columns that hold numbers; a numeric target is then no class
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    numeric: Vec<String>,
    /// Columns that hold categories, though they look like numbers
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    category: Vec<String>,
    /// Widths of the hidden layers, such as 64,32; 0 for none [default: 64]
    #[arg(long, value_name = "WIDTHS", value_delimiter = ',')]
    hidden: Vec<usize>,
    /// Activation of the hidden layers [default: tanh; relu from 2000 rows on]
    #[arg(long, value_name = "NAME", value_parser = activation)]
    activation: Option<Activation>,
    /// sgd, momentum, nesterov, rmsprop, adam, adamw or lbfgs [default: adam; sgd for a network]
    #[arg(long, visible_alias = "optimiser", value_name = "NAME", value_parser = optimiser)]
    optimizer: Option<Optimiser>,
    /// Learning rate [default: 0.001 for adam, up to 0.01 in small tables; the network's own]
    #[arg(long, value_name = "NUMBER")]
    learning_rate: Option<f64>,
    /// How the learning rate goes on: constant, cosine, step or plateau [default: cosine; constant for a network]
    #[arg(long, value_name = "NAME", value_parser = schedule)]
    schedule: Option<Schedule>,
    /// Rows in a step [default: 32, more in large tables; all for a network]
    #[arg(long, value_name = "ROWS")]
    batch: Option<usize>,
    /// How often the rows are gone through [default: 300, fewer in large tables; 1 for a network]
    #[arg(long, value_name = "NUMBER")]
    epochs: Option<usize>,
    /// How strongly weights are drawn to zero [default: inputs/rows/10, for numbers four times as much, at most 0.02; 0 for a network]
    #[arg(long, value_name = "NUMBER")]
    weight_decay: Option<f64>,
    /// The share of hidden activations that a step leaves out
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    dropout: f64,
    /// The greatest length of a step's gradient
    #[arg(long, value_name = "LENGTH")]
    clip: Option<f64>,
    /// balanced: rare classes count as much as frequent ones
    #[arg(long, value_name = "HOW")]
    class_weight: Option<ClassWeight>,
    /// The share of the rows kept back to judge by [default: 0.1 from 2000 rows on, else 0]
    #[arg(long, value_name = "SHARE")]
    validation: Option<f64>,
    /// Stop after this many epochs without a better loss
    #[arg(long, value_name = "EPOCHS")]
    patience: Option<usize>,
    /// Decides all that is random
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// How many threads work [default: one for each core]; the result is the same for any number
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
    /// Numbers of the training [default: f32; f64 for a network]
    #[arg(long, value_name = "NAME")]
    precision: Option<Precision>,
    /// Keep the state of the run in this folder
    #[arg(long, value_name = "DIR")]
    checkpoint: Option<PathBuf>,
    /// Keep it after every N epochs
    #[arg(long, value_name = "N", default_value_t = 1, requires = "checkpoint")]
    every: usize,
    /// Go on from the checkpoint, if there is one
    #[arg(long, requires = "checkpoint")]
    resume: bool,
    /// Draw the learning curve as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Tell what each column is worth
    #[arg(long)]
    importance: bool,
    /// Where the trained network goes: .safetensors, .onnx or .toml [default: the table's name with .safetensors]
    #[arg(short, long, value_name = "MODEL")]
    output: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ClassWeight {
    Balanced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Precision {
    F32,
    F64,
}

fn activation(name: &str) -> Result<Activation, String> {
    let known: Vec<Activation> =
        Activation::ALL.into_iter().filter(|activation| activation.is_elementwise()).collect();
    let names: Vec<&str> = known.iter().map(|activation| activation.name()).collect();
    let found = known.iter().find(|activation| activation.name() == name);
    found.copied().ok_or_else(|| clearprop::unknown_name("activation", name, &names))
}

fn optimiser(name: &str) -> Result<Optimiser, String> {
    Optimiser::from_name(name)
        .ok_or_else(|| clearprop::unknown_name("optimizer", name, &Optimiser::ALL.map(Optimiser::name)))
}

fn schedule(name: &str) -> Result<Schedule, String> {
    Schedule::from_name(name)
        .ok_or_else(|| clearprop::unknown_name("schedule", name, &Schedule::ALL.map(Schedule::name)))
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    if let Some(output) = &arguments.output
        && !["safetensors", "onnx", "toml"].contains(&extension(output))
    {
        let output = output.display();
        return Err(Failure(format!(
            "-o {output}: expected a name that ends in .safetensors, .onnx or .toml"
        )));
    }
    if arguments.every == 0 {
        return Err(Failure("--every is 0, expected at least one epoch".into()));
    }
    // Better now than after an hour of training.
    for path in arguments.output.iter().chain(&arguments.plot) {
        output::check(path)?;
    }
    if is_network(&arguments.table) { network::run(&arguments) } else { table::run(&arguments) }
}

/// Whether a path is a network: it ends in `.toml`, or is an embedded name and no file.
fn is_network(path: &Path) -> bool {
    let embedded = path.to_str().and_then(clearprop::Network::embedded).is_some();
    extension(path) == "toml" || embedded && !path.exists()
}

/// From so many rows on a table is not small: rows can be spared to judge by, and a network learns
/// curves that are less smooth.
const MANY_ROWS: usize = 2000;

/// The optimizer's usual learning rate; for Adam up to ten times as much where a few rows make few steps.
fn usual_learning_rate(optimiser: Optimiser, rows: usize) -> f64 {
    let usual = optimiser.usual_learning_rate();
    match optimiser {
        Optimiser::Adam | Optimiser::AdamW => {
            usual * (100_000.0 / rows.max(1) as f64).sqrt().clamp(1.0, 10.0)
        }
        _ => usual,
    }
}

impl Arguments {
    /// The options of the fit where `rows` rows are learnt and the user says nothing else.
    fn fit(&self, rows: usize) -> Options {
        let optimiser = self.optimizer.unwrap_or(Optimiser::Adam);
        Options {
            epochs: self.epochs.unwrap_or_else(|| (3_000_000 / rows.max(1)).clamp(10, 300)),
            batch: self.batch.unwrap_or_else(|| (rows / 64).next_power_of_two().clamp(32, 256)),
            optimiser,
            learning_rate: self.learning_rate.unwrap_or_else(|| usual_learning_rate(optimiser, rows)),
            schedule: self.schedule.unwrap_or(match optimiser {
                Optimiser::Lbfgs => Schedule::Constant,
                _ => Schedule::Cosine,
            }),
            weight_decay: self.weight_decay.unwrap_or(0.0),
            dropout: self.dropout,
            clip: self.clip,
            patience: self.patience,
            shuffle: true,
            seed: self.seed,
            threads: self.threads(),
        }
    }

    fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.filter(|&threads| threads > 0).unwrap_or_else(all)
    }
}
