//! The training loop as a user meets it: same bytes, resuming, stopping, diverging.

use std::ops::ControlFlow;

use clearprop::math::{Activation, Loss};
use clearprop::{Layer, Matrix, Network, Sample};
use clearprop_train::{
    Dataset, Error, Fitted, Optimiser, Options, Parameters, Progress, Random, Scalar, Schedule, State,
    Stopped, fit, mean_loss, plain,
};

/// Points in the plane, inside a ring or not: two classes that no line divides.
fn ring<T: Scalar>(rows: usize, seed: u64) -> Dataset<T> {
    let mut random = Random::new(seed, 0);
    let (mut input, mut target) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let (x, y) = (4.0 * random.unit() - 2.0, 4.0 * random.unit() - 2.0);
        let inside = (1.0..2.2).contains(&(x * x + y * y));
        input.extend([x, y].map(T::from_f64));
        target.extend([f64::from(u8::from(inside)), f64::from(u8::from(!inside))].map(T::from_f64));
    }
    Dataset { rows, inputs: 2, outputs: 2, input, target, weight: None }
}

fn network<T: Scalar>(seed: u64) -> Parameters<T> {
    let activations = [Activation::Tanh, Activation::Relu, Activation::Softmax];
    Parameters::initialise(&[2, 24, 12, 2], &activations, Loss::CategoricalCrossEntropy, seed).unwrap()
}

fn go_on<T: Scalar>(_: &Progress<T>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn train<T: Scalar>(options: &Options, validate: bool) -> Fitted<T> {
    let (training, validation) = (ring(300, 1), ring(100, 2));
    let state = State::new(network(3), options);
    fit(state, &training, validate.then_some(&validation), options, &mut go_on).unwrap()
}

/// The bits of every parameter.
fn bits(fitted: &Fitted<f32>) -> Vec<u32> {
    fitted.parameters.flat().iter().map(|p| p.to_bits()).collect()
}

#[test]
fn learns_the_ring_with_every_optimiser() {
    for optimiser in Optimiser::ALL {
        let options = Options {
            optimiser,
            epochs: 150,
            learning_rate: 5.0 * optimiser.usual_learning_rate().min(0.2),
            ..Options::default()
        };
        let fitted = train::<f64>(&options, false);
        let loss = mean_loss(&fitted.parameters, &ring(300, 1)).unwrap();
        assert!(loss < 0.35, "{}: {loss}, {:?}", optimiser.name(), fitted.stopped);
        assert!(fitted.history[0].loss > fitted.history[fitted.history.len() - 1].loss);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    for optimiser in [Optimiser::Adam, Optimiser::Lbfgs] {
        let base = Options { optimiser, epochs: 3, batch: 100, ..Options::default() };
        // Wide enough that the threads really share the steps.
        let activations = [Activation::Silu, Activation::Relu, Activation::Softmax];
        let widths = [2, 130, 120, 2];
        let loss = Loss::CategoricalCrossEntropy;
        let parameters = Parameters::<f32>::initialise(&widths, &activations, loss, 5).unwrap();
        let run = |threads, seed| {
            let options = Options { threads, seed, ..base.clone() };
            let state = State::new(parameters.clone(), &options);
            bits(&fit(state, &ring(1200, 1), None, &options, &mut go_on).unwrap())
        };
        let expected = run(1, 7);
        for threads in [1, 2, 3] {
            assert_eq!(run(threads, 7), expected, "{threads} threads");
        }
        if optimiser == Optimiser::Adam {
            assert_ne!(run(1, 8), expected);
        }
    }
}

#[test]
fn a_resumed_run_ends_with_the_same_bytes() {
    for optimiser in Optimiser::ALL {
        let options = Options {
            optimiser,
            epochs: 9,
            dropout: if optimiser == Optimiser::Lbfgs { 0.0 } else { 0.1 },
            schedule: Schedule::Plateau,
            learning_rate: 0.01,
            ..Options::default()
        };
        let (training, validation) = (ring(300, 1), ring(100, 2));
        let mut states = Vec::new();
        let mut keep = |progress: &Progress<f32>| {
            states.extend(progress.state());
            ControlFlow::Continue(())
        };
        let state = State::new(network(3), &options);
        let whole = fit(state, &training, Some(&validation), &options, &mut keep).unwrap();
        assert_eq!(states.len(), 9, "{}", optimiser.name());
        for state in states {
            let resumed = fit(state, &training, Some(&validation), &options, &mut go_on).unwrap();
            assert_eq!(resumed, whole, "{}", optimiser.name());
        }
    }
}

#[test]
fn the_observer_stops_a_run_and_the_best_is_kept() {
    let options = Options { epochs: 50, ..Options::default() };
    let (training, validation) = (ring(300, 1), ring(100, 2));
    let mut stop = |progress: &Progress<f32>| {
        if progress.epoch == 4 && !progress.epoch_is_finished() && progress.rows > 100 {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let state = State::new(network(3), &options);
    let fitted = fit(state, &training, Some(&validation), &options, &mut stop).unwrap();
    assert_eq!(fitted.stopped, Stopped::Observer);
    assert_eq!(fitted.history.len(), 3);
    let best =
        fitted.history.iter().filter_map(|record| record.validation_loss).fold(f64::INFINITY, f64::min);
    assert_eq!(mean_loss(&fitted.parameters, &validation).unwrap(), best);
}

#[test]
fn patience_ends_a_run_that_gets_no_better() {
    let options = Options { epochs: 2000, patience: Some(5), learning_rate: 0.02, ..Options::default() };
    let fitted = train::<f32>(&options, true);
    assert_eq!(fitted.stopped, Stopped::Patience);
    assert_eq!(fitted.history.len(), fitted.epoch + 5);
}

#[test]
fn a_run_that_diverges_names_the_epoch_and_keeps_the_last_good_parameters() {
    let activations = [Activation::Relu, Activation::Identity];
    let loss = Loss::MeanSquaredError;
    let parameters = Parameters::<f32>::initialise(&[2, 8, 2], &activations, loss, 1).unwrap();
    let options = Options { optimiser: Optimiser::Sgd, learning_rate: 5.0, ..Options::default() };
    let state = State::new(parameters, &options);
    let fitted = fit(state, &ring(300, 1), None, &options, &mut go_on).unwrap();
    let Stopped::Diverged(error) = &fitted.stopped else { panic!("{:?}", fitted.stopped) };
    let epoch = fitted.history.len() + 1;
    assert_eq!(*error, Error::Diverged { epoch, learning_rate: 5.0 });
    assert!(error.to_string().contains("try a smaller learning rate than 5, such as 0.5"), "{error}");
    assert!(fitted.parameters.is_finite());
}

#[test]
fn what_does_not_fit_is_said() {
    let options = Options::default();
    let refused = |data: &Dataset<f32>, options: &Options| {
        fit(State::new(network(3), options), data, None, options, &mut go_on).unwrap_err().to_string()
    };
    let narrow = Dataset { inputs: 1, input: vec![0.0; 3], ..ring(3, 1) };
    assert_eq!(refused(&narrow, &options), "expected 2 inputs, found 1");
    assert_eq!(refused(&ring(0, 1), &options), "expected at least one row of data, found none");
    let options = Options { dropout: 1.0, ..options };
    let message = "dropout is 1, expected a share from 0 up to, not including, 1";
    assert_eq!(refused(&ring(3, 1), &options), message);
}

/// Mazur's example, "A step by step backpropagation example".
fn mazur() -> Network {
    let layer = |data: [f64; 4], bias: f64| Layer {
        activation: Activation::Sigmoid,
        weights: Matrix { rows: 2, columns: 2, data: data.to_vec() },
        bias: vec![bias; 2],
    };
    Network {
        layers: vec![layer([0.15, 0.25, 0.20, 0.30], 0.35), layer([0.40, 0.50, 0.45, 0.55], 0.60)],
        loss: Loss::SquaredError,
        learning_rate: 0.5,
        samples: vec![Sample { input: vec![0.05, 0.10], target: vec![0.01, 0.99] }],
    }
}

#[test]
fn the_plain_road_and_the_fast_one_agree_after_mazurs_ten_thousand_updates() {
    let mut slow = mazur();
    let mut first = 0.0;
    for update in 0..10_000 {
        let loss = plain::descend(&mut slow);
        if update == 0 {
            first = loss;
        }
    }
    assert!((first - 0.298_371_109).abs() < 1e-9, "{first}");
    let options = Options {
        epochs: 10_000,
        optimiser: Optimiser::Sgd,
        learning_rate: 0.5,
        batch: usize::MAX,
        ..Options::default()
    };
    let network = mazur();
    let state = State::new(Parameters::<f64>::from_network(&network), &options);
    let fitted = fit(state, &Dataset::from_network(&network), None, &options, &mut go_on).unwrap();
    let expected = Parameters::<f64>::from_network(&slow).flat();
    for (found, expected) in fitted.parameters.flat().iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }
}
