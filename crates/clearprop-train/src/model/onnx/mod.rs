//! ONNX: models out, multilayer perceptrons in.

mod export;
mod graph;
mod import;
mod wire;
