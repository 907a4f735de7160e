//! The fast road is held to the plain one, on every kind of vector.

use clearprop::math::{Activation, Loss};

use super::fast::Fast;
use super::{Level, Vectors};
use crate::dropout::Dropout;
use crate::engine::{Engine, Plain, Step};
use crate::optimiser::{Optimiser, Rule};
use crate::{Dataset, Options, Parameters, Random, Scalar, State};

/// Rows of even numbers between 0.05 and 1, with targets that each loss can judge.
fn data<T: Scalar>(inputs: usize, outputs: usize, rows: usize, loss: Loss) -> Dataset<T> {
    let mut random = Random::new(5, rows as u64);
    let mut number = || 0.05 + 0.95 * random.unit();
    let input = (0..rows * inputs).map(|_| T::from_f64(number())).collect();
    let mut target: Vec<f64> = (0..rows * outputs).map(|_| number()).collect();
    if loss == Loss::CategoricalCrossEntropy {
        for row in target.chunks_mut(outputs) {
            let sum: f64 = row.iter().sum();
            row.iter_mut().for_each(|y| *y /= sum);
        }
    }
    let weight = (0..rows).map(|_| T::from_f64(0.5 + number())).collect();
    let target = target.into_iter().map(T::from_f64).collect();
    Dataset { rows, inputs, outputs, input, target, weight: Some(weight) }
}

/// A network whose outputs lie where every loss is defined: small positive weights.
fn network<T: Scalar>(widths: &[usize], hidden: Activation, output: Activation, loss: Loss) -> Parameters<T> {
    let mut activations = vec![hidden; widths.len() - 1];
    activations[widths.len() - 2] = output;
    let mut parameters = Parameters::<T>::initialise(widths, &activations, loss, 11).unwrap();
    let narrow = parameters.layers.len() - 1;
    for (index, layer) in parameters.layers.iter_mut().enumerate() {
        let mut random = Random::new(3, index as u64);
        layer.bias.iter_mut().for_each(|b| *b = T::from_f64(0.2 * random.unit()));
        if index == narrow {
            // A sum between 0 and 1, so that ln a and ln (1 − a) exist without a squashing activation.
            let most = 0.5 / layer.inputs as f64;
            layer.weights.iter_mut().for_each(|w| *w = T::from_f64(most * random.unit()));
        }
    }
    parameters
}

fn settings<T: Scalar>(optimiser: Optimiser, number: u64, dropout: f64, clip: Option<f64>) -> Step<T> {
    let rule = Rule::new(optimiser, 0.01, 0.001, number);
    Step { rule, dropout: Dropout::new(dropout, 9, number), clip }
}

fn assert_near<T: Scalar>(found: &[T], expected: &[T], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len());
    for (index, (a, b)) in found.iter().zip(expected).enumerate() {
        let (a, b) = (a.to_f64(), b.to_f64());
        let near = a == b || (a - b).abs() <= tolerance * (1.0 + b.abs()) || (a.is_nan() && b.is_nan());
        assert!(near, "{what}: number {index} is {a}, not {b}");
    }
}

fn tolerance<T: Scalar>() -> f64 {
    if T::NAME == "f32" { 3e-5 } else { 1e-12 }
}

/// One gradient and one mean loss on every level, with one thread and with two.
fn hold_gradient<T: Scalar + Vectors>(parameters: &Parameters<T>, data: &Dataset<T>, what: &str) {
    let state = State::new(parameters.clone(), &Options::default());
    let mut plain = Plain::new(&state);
    let mut expected = parameters.flat();
    let loss = plain.loss_and_gradient(data, &mut expected);
    for level in Level::available() {
        for threads in [1, 2] {
            let what = format!("{what}, {}, {level:?}, {threads} threads", T::NAME);
            let mut fast = Fast::at_level(level, &state, 32, false, threads);
            let mut found = parameters.flat();
            let found_loss = fast.loss_and_gradient(data, &mut found);
            assert_near(&[T::from_f64(found_loss)], &[T::from_f64(loss)], tolerance::<T>(), &what);
            assert_near(&found, &expected, tolerance::<T>(), &what);
            let judged = T::from_f64(fast.mean_loss(data));
            assert_near(&[judged], &[T::from_f64(loss)], tolerance::<T>(), &what);
        }
    }
}

#[test]
fn every_activation_with_every_loss_has_the_plain_gradient() {
    for hidden in Activation::ALL {
        for output in Activation::ALL {
            for loss in Loss::ALL {
                let what = format!("{} then {} and {}", hidden.name(), output.name(), loss.name());
                hold_gradient(&network::<f64>(&[3, 5, 4], hidden, output, loss), &data(3, 4, 7, loss), &what);
                hold_gradient(&network::<f32>(&[3, 5, 4], hidden, output, loss), &data(3, 4, 7, loss), &what);
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes long in an interpreter")]
fn odd_shapes_and_batches_have_the_plain_gradient() {
    let loss = Loss::CategoricalCrossEntropy;
    for widths in [
        vec![1, 2],
        vec![1, 1, 2],
        vec![17, 3, 17],
        vec![3, 64, 10],
        vec![64, 100, 17, 3],
        vec![100, 33, 65, 2],
        vec![33, 128, 16, 48],
        vec![5, 300, 2],
    ] {
        for rows in [1, 3, 31, 33, 100] {
            let what = format!("{widths:?} on {rows} rows");
            let (inputs, outputs) = (widths[0], widths[widths.len() - 1]);
            let (hidden, output) = (Activation::Tanh, Activation::Softmax);
            hold_gradient(
                &network::<f64>(&widths, hidden, output, loss),
                &data(inputs, outputs, rows, loss),
                &what,
            );
            hold_gradient(
                &network::<f32>(&widths, hidden, output, loss),
                &data(inputs, outputs, rows, loss),
                &what,
            );
        }
    }
}

/// Several steps on every level; the plain road takes the same.
fn hold_steps<T: Scalar + Vectors>(optimiser: Optimiser, dropout: f64, clip: Option<f64>, batch: usize) {
    let loss = Loss::CategoricalCrossEntropy;
    for hidden in [Activation::Relu, Activation::Gelu, Activation::Softmax] {
        let parameters = network::<T>(&[6, 19, 7, 3], hidden, Activation::Softmax, loss);
        let data = data::<T>(6, 3, 50, loss);
        let state = State::new(parameters, &Options { optimiser, ..Options::default() });
        let rows: Vec<u32> = (0..50).map(|row| (row * 7) % 50).collect();
        let mut plain = Plain::new(&state);
        let mut fasts: Vec<_> = Level::available()
            .into_iter()
            .flat_map(|level| [1, 2].map(|threads| (level, threads)))
            .map(|(level, threads)| Fast::at_level(level, &state, batch, dropout > 0.0, threads))
            .collect();
        let mut number = 0;
        for _ in 0..3 {
            for rows in rows.chunks(batch) {
                number += 1;
                let step = settings::<T>(optimiser, number, dropout, clip);
                let expected = plain.step(&data, rows, &step);
                for fast in &mut fasts {
                    let found = fast.step(&data, rows, &step);
                    assert_near(&[found], &[expected], 100.0 * tolerance::<T>(), "the loss of a step");
                }
            }
        }
        let count = state.parameters.count();
        let (mut expected, mut found) = (vec![T::default(); count], vec![T::default(); count]);
        let mut expected_moments = vec![vec![T::default(); count]; optimiser.moments()];
        let mut found_moments = expected_moments.clone();
        plain.get(&mut expected);
        plain.moments(&mut expected_moments);
        for fast in &fasts {
            let what = format!("{} after {number} steps of {batch} with {}", optimiser.name(), hidden.name());
            fast.get(&mut found);
            // A parameter whose gradient is about zero takes a step of either sign with Adam.
            assert_near(&found, &expected, 100.0 * tolerance::<T>(), &what);
            fast.moments(&mut found_moments);
            for (found, expected) in found_moments.iter().zip(&expected_moments) {
                assert_near(found, expected, 10.0 * tolerance::<T>(), &what);
            }
        }
    }
}

#[test]
fn every_optimiser_takes_the_plain_steps() {
    for optimiser in Optimiser::ALL {
        if optimiser != Optimiser::Lbfgs {
            hold_steps::<f64>(optimiser, 0.0, None, 16);
            hold_steps::<f32>(optimiser, 0.0, None, 16);
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes long in an interpreter")]
fn dropout_and_clipping_take_the_plain_steps() {
    for batch in [1, 13, 50] {
        hold_steps::<f64>(Optimiser::Momentum, 0.3, None, batch);
        hold_steps::<f64>(Optimiser::Momentum, 0.0, Some(0.05), batch);
        hold_steps::<f64>(Optimiser::AdamW, 0.3, Some(0.05), batch);
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes long in an interpreter")]
fn a_batch_of_several_slices_takes_the_plain_step() {
    let loss = Loss::MeanSquaredError;
    let parameters = network::<f64>(&[4, 9, 2], Activation::Silu, Activation::Identity, loss);
    let data = data::<f64>(4, 2, 1500, loss);
    let rows: Vec<u32> = (0..1500).collect();
    let state = State::new(parameters, &Options { optimiser: Optimiser::Sgd, ..Options::default() });
    let mut plain = Plain::new(&state);
    let mut fast = Fast::new(&state, 1500, false, 2);
    let step = settings(Optimiser::Sgd, 1, 0.0, None);
    let (expected, found) = (plain.step(&data, &rows, &step), fast.step(&data, &rows, &step));
    assert_near(&[found], &[expected], 1e-12, "the loss");
    let (mut expected, mut found) = (state.parameters.flat(), state.parameters.flat());
    plain.get(&mut expected);
    fast.get(&mut found);
    assert_near(&found, &expected, 1e-13, "the parameters");
}

#[test]
fn cross_entropy_is_stable_where_the_definition_overflows() {
    for (output, loss) in [
        (Activation::Softmax, Loss::CategoricalCrossEntropy),
        (Activation::Sigmoid, Loss::BinaryCrossEntropy),
    ] {
        let mut parameters = network::<f32>(&[2, 3], Activation::Relu, output, loss);
        parameters.layers[0].weights.fill(0.0);
        parameters.layers[0].bias = vec![500.0, -500.0, 0.0];
        let target = vec![0.0, 1.0, 0.0];
        let data = Dataset { rows: 1, inputs: 2, outputs: 3, input: vec![1.0; 2], target, weight: None };
        for level in Level::available() {
            let state = State::new(parameters.clone(), &Options::default());
            let mut fast = Fast::at_level(level, &state, 1, false, 1);
            let mut gradient = parameters.flat();
            let loss = fast.loss_and_gradient(&data, &mut gradient);
            let expected = if output == Activation::Softmax { 1000.0 } else { 1_000.693_147_18 };
            assert!((loss - expected).abs() < 1e-3, "{loss}");
            let expected = if output == Activation::Softmax { [1.0, -1.0, 0.0] } else { [1.0, -1.0, 0.5] };
            assert_near(&gradient[6..], &expected, 1e-6, "delta");
        }
    }
}
