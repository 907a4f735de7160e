//! `clearprop export`: a model in another form.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::model;

/// Writes a model as ONNX, as a network file, or as safetensors
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  clearprop export iris.safetensors -o iris.onnx\n  clearprop export iris.safetensors -o iris.toml"
)]
pub(crate) struct Arguments {
    /// A model that `clearprop train` wrote
    model: PathBuf,
    /// Where to; the ending names the form: .onnx, .toml or .safetensors
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    model::write(&model::read(&arguments.model)?, &arguments.output)?;
    Ok(ExitCode::SUCCESS)
}
