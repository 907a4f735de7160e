//! `clearprop import`: a network that another program exported.

use std::path::PathBuf;
use std::process::ExitCode;

use clearprop_train::model::Model;

use crate::failure::Failure;
use crate::model;

/// Reads a multilayer perceptron from ONNX, as PyTorch and scikit-learn export it
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  clearprop import network.onnx -o network.safetensors\n  clearprop import network.onnx -o network.toml"
)]
pub(crate) struct Arguments {
    /// An ONNX file
    onnx: PathBuf,
    /// Where to; the ending names the form: .safetensors, .toml or .onnx
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let path = &arguments.onnx;
    let bytes = std::fs::read(path).map_err(|error| Failure::file(path, &error))?;
    let imported =
        Model::from_onnx(&bytes).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    model::write(&imported, &arguments.output)?;
    Ok(ExitCode::SUCCESS)
}
