//! Model and ONNX files with bytes changed, cut out and put in: each is read or refused, and none
//! breaks the program. `fuzz/` goes on where this stops.

use std::path::Path;

use clearprop::Network;
use clearprop_train::Random;
use clearprop_train::model::{Model, Training};

/// One to four random changes.
fn spoilt(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.bits() as u8,
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            3 => bytes.truncate(at),
            4 => {
                let end = (at + 1 + random.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let from = random.below(bytes.len());
                let piece = bytes[from..(from + 1 + random.below(16)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

fn mazur() -> Model {
    let network = Network::embedded("mazur").expect("it is embedded");
    let training = Training { precision: "f64".into(), ..Training::default() };
    Model::from_network(network, training)
}

#[test]
fn spoilt_models_are_read_or_refused() {
    let bytes = mazur().to_bytes().expect("it can be written");
    assert_eq!(Model::from_bytes(&bytes).expect("it is whole"), mazur());
    let mut random = Random::new(1, 0);
    let mut read = 0;
    for _ in 0..20_000 {
        if let Ok(model) = Model::from_bytes(&spoilt(&bytes, &mut random)) {
            model.to_bytes().expect("what was read can be written");
            read += 1;
        }
    }
    assert!(read > 100, "changed weights still make a model: {read}");
}

#[test]
fn spoilt_onnx_files_are_read_or_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop/pytorch");
    let files = std::fs::read_dir(folder).expect("the exported files are there");
    let mut whole = vec![mazur().to_onnx().expect("it can be written")];
    for file in files.map(|file| file.expect("the folder can be read").path()) {
        if file.extension().is_some_and(|extension| extension == "onnx") {
            whole.push(std::fs::read(file).expect("the file can be read"));
        }
    }
    assert_eq!(whole.len(), 7);
    let mut random = Random::new(2, 0);
    for bytes in whole {
        Model::from_onnx(&bytes).expect("it is whole");
        for _ in 0..3_000 {
            if let Ok(model) = Model::from_onnx(&spoilt(&bytes, &mut random)) {
                model.to_bytes().expect("what was read can be written");
            }
        }
    }
}
