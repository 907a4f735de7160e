//! The workloads of `benches/peers`, through the public API: `workloads NAME DIRECTORY THREADS SEED`
//! reads the data that the comparison wrote, works, and prints one line of JSON. For the workload
//! `growth`, DIRECTORY is a list of tasks: ROWS,INPUTS,WIDTH,DEPTH,BATCH;…

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use clearprop::math::{Activation, Loss};
use clearprop::{Layer, Matrix, Network};
use clearprop_train::{Dataset, Fitted, Options, Parameters, Predictor, Random, State, Tiny, fit};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, directory, threads, seed] = arguments.as_slice() else {
        eprintln!("usage: workloads W1|W2|W3a|W3b|W4|growth DIRECTORY THREADS SEED");
        std::process::exit(2);
    };
    let (tasks, directory) = (directory, Path::new(directory));
    let threads = threads.parse().expect("threads is a number");
    let seed = seed.parse().expect("seed is a number");
    match name.as_str() {
        "W1" => tiny(),
        "W2" => train(directory, &[64, 64, 10], 32, 50, threads, seed),
        "W3a" => train(directory, &[784, 128, 10], 64, 1, threads, seed),
        "W3b" => train(directory, &[784, 512, 512, 10], 128, 1, threads, seed),
        "W4" => answer(directory, seed),
        "growth" => growth(tasks, threads, seed),
        other => panic!("no workload {other}"),
    }
}

/// Steps of the handout's network on its one sample; prints the best time of one.
fn tiny() {
    let matrix = |data: [f64; 9]| Matrix { rows: 3, columns: 3, data: data.to_vec() };
    let layer = |activation, weights, bias: [f64; 3]| Layer { activation, weights, bias: bias.to_vec() };
    let network = Network {
        layers: vec![
            layer(Activation::Sigmoid, matrix([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]), [1.0; 3]),
            layer(Activation::Softmax, matrix([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]), [1.0; 3]),
        ],
        loss: Loss::CategoricalCrossEntropy,
        learning_rate: 0.01,
        samples: Vec::new(),
    };
    let mut tiny = Tiny::new(&network).expect("three neurons a layer are few");
    let (input, target) = ([0.1, 0.2, 0.7], [1.0, 0.0, 0.0]);
    let mut time = || {
        const STEPS: u32 = 20_000;
        let begin = Instant::now();
        for _ in 0..STEPS {
            tiny.step(std::hint::black_box(&input), std::hint::black_box(&target));
        }
        begin.elapsed().as_secs_f64() / f64::from(STEPS)
    };
    let best = (0..100).map(|_| time()).fold(f64::INFINITY, f64::min);
    println!("{{\"seconds\":{best}}}");
}

/// Trains with Adam and prints the seconds, and the share of test rows that are classed rightly.
fn train(directory: &Path, widths: &[usize], batch: usize, epochs: usize, threads: usize, seed: u64) {
    let training = read(directory, "train", widths);
    let test = read(directory, "test", widths);
    let options = Options { epochs, batch, threads, seed, ..Options::default() };
    let begin_on_core = on_core();
    let (seconds, fitted) = fitted(&training, widths, &options);
    let on_core = on_core() - begin_on_core;
    let loss = fitted.history[fitted.history.len() - 1].loss;
    let accuracy = accuracy(&fitted.parameters, &test);
    println!("{{\"seconds\":{seconds},\"on_core\":{on_core},\"accuracy\":{accuracy},\"loss\":{loss}}}");
}

/// The seconds of a fit from its first step on, and what came of it.
fn fitted(training: &Dataset<f32>, widths: &[usize], options: &Options) -> (f64, Fitted<f32>) {
    let mut activations = vec![Activation::Relu; widths.len() - 2];
    activations.push(Activation::Softmax);
    let parameters =
        Parameters::initialise(widths, &activations, Loss::CategoricalCrossEntropy, options.seed)
            .expect("the widths make a network");
    let state = State::new(parameters, options);
    let begin = Instant::now();
    let fitted = fit(state, training, None, options, &mut |_| ControlFlow::Continue(()))
        .expect("data and options fit the network");
    (begin.elapsed().as_secs_f64(), fitted)
}

/// The best time of an epoch for each of many tasks, on random rows of ten classes.
fn growth(tasks: &str, threads: usize, seed: u64) {
    let seconds = tasks.split(';').map(|task| {
        let numbers: Vec<usize> =
            task.split(',').map(|number| number.parse().expect("a task is five numbers")).collect();
        let [rows, inputs, width, depth, batch] = numbers[..] else {
            panic!("a task is five numbers: {task}")
        };
        let mut random = Random::new(seed, 0);
        let input = (0..rows * inputs).map(|_| random.unit() as f32).collect();
        let mut target = vec![0.0; rows * 10];
        target.chunks_mut(10).for_each(|row| row[random.below(10)] = 1.0);
        let data = Dataset { rows, inputs, outputs: 10, input, target, weight: None };
        let widths = [&[inputs][..], &vec![width; depth], &[10]].concat();
        let options = Options { epochs: 1, batch, threads, seed, ..Options::default() };
        (0..3).map(|_| fitted(&data, &widths, &options).0).fold(f64::INFINITY, f64::min)
    });
    println!("{{\"seconds\":{:?}}}", seconds.collect::<Vec<_>>());
}

/// Seconds that the main thread has been on a core, where Linux tells; what other programs take from
/// a busy machine is not in it.
fn on_core() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.map_or(f64::NAN, |nanoseconds| nanoseconds / 1e9)
}

/// Answers one row, and 1024 rows, many times over; prints the best of each in seconds.
fn answer(directory: &Path, seed: u64) {
    let widths = [784, 128, 10];
    let test = read(directory, "test", &widths);
    let activations = [Activation::Relu, Activation::Softmax];
    let parameters = Parameters::initialise(&widths, &activations, Loss::CategoricalCrossEntropy, seed)
        .expect("the widths make a network");
    let mut predictor = Predictor::new(&parameters).expect("the network is one");
    let mut time = |rows: usize, times: usize| {
        let mut output = vec![0.0_f32; rows * 10];
        let input = &test.input[..rows * 784];
        let once = || {
            let begin = Instant::now();
            predictor.predict(std::hint::black_box(input), &mut output).expect("the rows fit");
            begin.elapsed().as_secs_f64()
        };
        std::iter::repeat_with(once).take(times).fold(f64::INFINITY, f64::min)
    };
    let (one, many) = (time(1, 2000), time(1024, 60));
    println!("{{\"one\":{one},\"many\":{many}}}");
}

fn accuracy(parameters: &Parameters<f32>, test: &Dataset<f32>) -> f64 {
    let mut output = vec![0.0; test.rows * test.outputs];
    let mut predictor = Predictor::new(parameters).expect("the network is one");
    predictor.predict(&test.input, &mut output).expect("the rows fit");
    let greatest = |row: &[f32]| (0..row.len()).max_by(|&i, &k| row[i].total_cmp(&row[k]));
    let right = |row: &usize| {
        greatest(&output[row * test.outputs..][..test.outputs]) == greatest(test.target_row(*row))
    };
    (0..test.rows).filter(right).count() as f64 / test.rows as f64
}

/// `NAME_input.f32` and `NAME_class.f32`: little-endian numbers, row after row.
fn read(directory: &Path, name: &str, widths: &[usize]) -> Dataset<f32> {
    let numbers = |part: &str| -> Vec<f32> {
        let path = directory.join(format!("{name}_{part}.f32"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
    };
    let (inputs, outputs) = (widths[0], widths[widths.len() - 1]);
    let (input, class) = (numbers("input"), numbers("class"));
    let mut target = vec![0.0; class.len() * outputs];
    for (row, &class) in class.iter().enumerate() {
        target[row * outputs + class as usize] = 1.0;
    }
    Dataset { rows: class.len(), inputs, outputs, input, target, weight: None }
}
