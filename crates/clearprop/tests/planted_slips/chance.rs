//! Random networks, the same on every machine.

use clearprop::math::{Activation, Loss};
use clearprop::{Layer, Matrix, Network, Sample};

/// SplitMix64: the same sheets on every machine.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// A number such as a person chooses: from −0.99 to 0.99, with one or two decimals, never 0.
    pub(crate) fn weight(&mut self) -> f64 {
        let hundredths = 1 + self.below(99) as i64;
        let hundredths = if self.below(2) == 0 { (hundredths / 10).max(1) * 10 } else { hundredths };
        let sign = if self.below(3) == 0 { -1.0 } else { 1.0 };
        sign * hundredths.min(99) as f64 / 100.0
    }
}

pub(crate) fn network(chance: &mut Chance) -> Network {
    let (output, loss) = chance.one_of(&[
        (Activation::Softmax, Loss::CategoricalCrossEntropy),
        (Activation::Sigmoid, Loss::BinaryCrossEntropy),
        (Activation::Sigmoid, Loss::SquaredError),
        (Activation::Identity, Loss::SquaredError),
        (Activation::Identity, Loss::MeanSquaredError),
        (Activation::Tanh, Loss::MeanSquaredError),
    ]);
    let hidden: &[Activation] = &[
        Activation::Sigmoid,
        Activation::Sigmoid,
        Activation::Tanh,
        Activation::Relu,
        Activation::LeakyRelu,
        Activation::Elu,
        Activation::Softplus,
        Activation::Silu,
        Activation::Gelu,
    ];
    let outputs = if output == Activation::Softmax { 2 + chance.below(2) } else { 1 + chance.below(3) };
    let mut widths = vec![1 + chance.below(3)];
    for _ in 0..1 + chance.below(2) {
        widths.push(2 + chance.below(2));
    }
    widths.push(outputs);
    let layers = widths
        .windows(2)
        .enumerate()
        .map(|(index, pair)| Layer {
            activation: if index + 2 == widths.len() { output } else { chance.one_of(hidden) },
            weights: Matrix::from_fn(pair[0], pair[1], |_, _| chance.weight()),
            bias: (0..pair[1]).map(|_| chance.weight()).collect(),
        })
        .collect();
    let target = match loss {
        Loss::CategoricalCrossEntropy => {
            let class = chance.below(outputs);
            (0..outputs).map(|k| f64::from(u8::from(k == class))).collect()
        }
        Loss::BinaryCrossEntropy => (0..outputs).map(|_| chance.below(2) as f64).collect(),
        _ => (0..outputs).map(|_| chance.weight()).collect(),
    };
    let input = (0..widths[0]).map(|_| chance.weight()).collect();
    let learning_rate = chance.one_of(&[0.05, 0.1, 0.5, 1.0]);
    Network { layers, loss, learning_rate, samples: vec![Sample { input, target }] }
}
