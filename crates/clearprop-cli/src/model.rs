//! Model files: reading them, and writing a model in the form that a file's ending names.

use std::path::Path;

use clearprop_train::model::Model;

use crate::failure::Failure;
use crate::output;

/// Above this many parameters nobody reads a network as TOML.
const READABLE: usize = 100_000;

/// Reads a model.
pub(crate) fn read(path: &Path) -> Result<Model, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file(path, &error))?;
    Model::from_bytes(&bytes).map_err(|error| Failure(format!("{}: {error}", path.display())))
}

/// Writes a model as `.safetensors`, `.onnx` or `.toml`.
pub(crate) fn write(model: &Model, path: &Path) -> Result<(), Failure> {
    let within = |error: clearprop_train::Error| Failure(format!("{}: {error}", path.display()));
    match extension(path) {
        "safetensors" => output::write(path, &model.to_bytes().map_err(within)?),
        "onnx" => output::write(path, &model.to_onnx().map_err(within)?),
        "toml" if model.network.parameters() > READABLE => Err(Failure(format!(
            "{}: the network has {} parameters, too many for TOML; write .safetensors or .onnx",
            path.display(),
            model.network.parameters()
        ))),
        "toml" => output::write(path, model.to_toml().as_bytes()),
        _ => Err(Failure(format!(
            "{}: expected a name that ends in .safetensors, .onnx or .toml",
            path.display()
        ))),
    }
}

/// A file's ending.
pub(crate) fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}
