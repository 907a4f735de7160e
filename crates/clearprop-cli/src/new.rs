//! `clearprop new`: a network file to start from.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clearprop::math::{Activation, Loss};
use clearprop::{Start, unknown_name};

use crate::failure::Failure;
use crate::output;

/// Write a network file to start from, with round weights and a sample
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearprop new 2-3-2 -o my.toml                                sigmoid, then softmax
  clearprop new 2-3-2 --activation tanh --output softmax --seed 7 -o my.toml
  clearprop new 1-4-1 --output identity | tee regression.toml   a regression")]
pub(crate) struct Arguments {
    /// The widths from the input to the output, such as 2-3-2
    shape: String,

    /// What the hidden layers apply
    #[arg(long, default_value = "sigmoid")]
    activation: String,

    /// What the output layer applies [default: softmax, with one output sigmoid]
    #[arg(long = "output")]
    output_activation: Option<String>,

    /// How the outputs are judged [default: the usual loss for the output's activation]
    #[arg(long)]
    loss: Option<String>,

    /// The same seed gives the same network
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Write to this file instead of standard output; a file that exists is not overwritten
    #[arg(short = 'o', value_name = "FILE")]
    file: Option<PathBuf>,

    /// Say nothing on standard error
    #[arg(short, long)]
    quiet: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let widths = Start::parse_widths(&arguments.shape)?;
    let activation = |name: &str| {
        Activation::from_name(name)
            .ok_or_else(|| Failure(unknown_name("activation", name, &Activation::ALL.map(Activation::name))))
    };
    let output = match &arguments.output_activation {
        Some(name) => activation(name)?,
        None if widths.last() == Some(&1) => Activation::Sigmoid,
        None => Activation::Softmax,
    };
    let loss = match &arguments.loss {
        Some(name) => Loss::from_name(name)
            .ok_or_else(|| Failure(unknown_name("loss", name, &Loss::ALL.map(Loss::name))))?,
        None => Start::usual_loss(output),
    };
    let hidden = activation(&arguments.activation)?;
    let network = Start { widths, hidden, output, loss, seed: arguments.seed }.network()?;
    let text = format!(
        "# A {} network, made by `clearprop new` with seed {}. Change what you like, then:\n\
         #   clearprop explain {}\n\
         # weights[j][k] leads from neuron j of the layer before to neuron k: a row for each neuron before.\n\
         # Activations: {}.\n\
         # Losses: {}.\n\n{}",
        arguments.shape,
        arguments.seed,
        arguments.file.as_ref().map_or("FILE".into(), |file| file.display().to_string()),
        Activation::ALL.map(Activation::name).join(", "),
        Loss::ALL.map(Loss::name).join(", "),
        network.to_toml()
    );
    match &arguments.file {
        Some(path) if path.exists() => Err(Failure(format!(
            "{}: exists already and is not overwritten; choose another name, or remove it first",
            path.display()
        ))),
        Some(path) => {
            output::write(path, text.as_bytes())?;
            if !arguments.quiet {
                eprintln!("wrote {}", path.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        None => output::print(&text).map(|()| ExitCode::SUCCESS),
    }
}
