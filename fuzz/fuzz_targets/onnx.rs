//! An ONNX file from anyone: it is read or refused, and what is read can be written.
#![no_main]

use clearprop_train::model::Model;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Model::from_onnx(bytes) {
        model.to_bytes().expect("what was read can be written");
    }
});
