//! What a worked solution costs as a library call: `cargo bench -p clearprop --bench explain`.

mod timing;

use std::hint::black_box;

use clearprop::backprop::{Options, Style, derive};
use clearprop::document::{Format, Layout, write};
use clearprop::math::{Activation, Loss};
use clearprop::{Network, Start};
use timing::time;

fn main() {
    let handout = Network::embedded("handout").expect("it is embedded");
    let chain = Options::default();
    let layout = Layout::default();
    time("handout, chain: derive", 500, || {
        black_box(derive(&handout, &chain).expect("it can be worked"));
    });
    let derivation = derive(&handout, &chain).expect("it can be worked");
    for format in Format::ALL {
        time(&format!("handout, chain: write {}", format.name()), 200, || {
            black_box(write(&derivation, &layout, format));
        });
    }
    let mazur = Network::embedded("mazur").expect("it is embedded");
    time("mazur, after 10,000 updates: derive", 5, || {
        let options = Options { after: 10_000, ..Options::default() };
        black_box(derive(&mazur, &options).expect("it can be worked"));
    });
    let large = Start {
        widths: vec![784, 128, 10],
        hidden: Activation::Relu,
        output: Activation::Softmax,
        loss: Loss::CategoricalCrossEntropy,
        seed: 1,
    };
    let large = large.network().expect("it fits");
    let matrices = Layout { matrices: true, ..Layout::default() };
    let options = Options { style: Style::Delta, ..Options::default() };
    time("784-128-10, matrix: derive", 5, || {
        black_box(derive(&large, &options).expect("it can be worked"));
    });
    let derivation = derive(&large, &options).expect("it can be worked");
    time("784-128-10, matrix: write terminal", 5, || {
        black_box(write(&derivation, &matrices, Format::Terminal));
    });
}
