//! A model file from anyone: it is read or refused, and what is read can be written and used.
#![no_main]

use clearprop_train::model::Model;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Model::from_bytes(bytes) {
        let again = Model::from_bytes(&model.to_bytes().expect("what was read can be written")).expect("and read again");
        assert_eq!(again.network.widths(), model.network.widths());
        let _ = model.to_onnx();
        let mut output = vec![0.0_f32; model.network.outputs()];
        let input = vec![0.5; model.network.inputs()];
        model.predictor::<f32>().expect("it is sound").predict(&input, &mut output).expect("it answers");
    }
});
