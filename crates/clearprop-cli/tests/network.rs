//! Training a hand-written network, held to the road that a person walks.

mod common;

use clearprop::{Network, Quantity, backprop};
use common::{Place, example};

/// One update of every parameter, worked line by line.
fn worked_update(network: &Network) -> Network {
    let derivation =
        backprop::derive(network, &backprop::Options::default()).expect("the network can be worked");
    let value = |name: String| {
        let quantity: Quantity = name.parse().expect("it is a quantity");
        derivation.value(quantity).unwrap_or_else(|| panic!("{name} is worked")).to_f64()
    };
    let mut next = network.clone();
    for (index, layer) in next.layers.iter_mut().enumerate() {
        let l = index + 1;
        for k in 0..layer.width() {
            layer.bias[k] = value(format!("b'[{l},{}]", k + 1));
            for j in 0..layer.inputs() {
                layer.weights[(j, k)] = value(format!("w'[{l},{},{}]", j + 1, k + 1));
            }
        }
    }
    next
}

fn parameters(network: &Network) -> Vec<f64> {
    network.layers.iter().flat_map(|layer| layer.weights.data.iter().chain(&layer.bias)).copied().collect()
}

#[test]
fn training_walks_the_slow_road() {
    let place = Place::new();
    for name in ["mazur", "handout"] {
        let mut slow = Network::embedded(name).expect("it is embedded");
        for _ in 0..60 {
            slow = worked_update(&slow);
        }
        let fast =
            Network::from_toml(&place.done(&format!("train {name} --epochs 60"))).expect("it is a network");
        assert_eq!(fast.samples, slow.samples);
        for (fast, slow) in parameters(&fast).into_iter().zip(parameters(&slow)) {
            assert!((fast - slow).abs() <= 1e-12 * slow.abs().max(1.0), "{name}: {fast} against {slow}");
        }
    }
}

/// The same updates, written out once more for two sigmoid layers and the squared error.
fn plain_update(network: &mut Network) {
    let sample = network.samples[0].clone();
    let sigmoid = |z: f64| 1.0 / (1.0 + libm::exp(-z));
    let answer = |layer: &clearprop::Layer, input: &[f64]| -> Vec<f64> {
        let z = |k: usize| {
            (0..input.len()).map(|j| layer.weights[(j, k)] * input[j]).sum::<f64>() + layer.bias[k]
        };
        (0..layer.width()).map(|k| sigmoid(z(k))).collect()
    };
    let hidden = answer(&network.layers[0], &sample.input);
    let output = answer(&network.layers[1], &hidden);
    let delta: Vec<f64> =
        (0..2).map(|k| (output[k] - sample.target[k]) * output[k] * (1.0 - output[k])).collect();
    let back = |j: usize| (0..2).map(|k| network.layers[1].weights[(j, k)] * delta[k]).sum::<f64>();
    let hidden_delta: Vec<f64> = (0..2).map(|j| back(j) * hidden[j] * (1.0 - hidden[j])).collect();
    for (layer, delta, input) in [(0, hidden_delta, sample.input), (1, delta, hidden)] {
        for (k, delta) in delta.iter().enumerate() {
            network.layers[layer].bias[k] -= network.learning_rate * delta;
            for (j, input) in input.iter().enumerate() {
                network.layers[layer].weights[(j, k)] -= network.learning_rate * delta * input;
            }
        }
    }
}

#[test]
fn ten_thousand_updates_stay_on_it() {
    let place = Place::new();
    let out = place.done("train mazur --epochs 10000 -o trained.toml");
    assert!(out.contains("loss     0.2983711088 -> 0.0000024"), "{out}");
    let fast = Network::from_toml(&place.text("trained.toml")).expect("it is a network");
    let mut slow = Network::embedded("mazur").expect("it is embedded");
    for _ in 0..10_000 {
        plain_update(&mut slow);
    }
    for (fast, slow) in parameters(&fast).into_iter().zip(parameters(&slow)) {
        assert!((fast - slow).abs() <= 1e-12 * slow.abs().max(1.0), "{fast} against {slow}");
    }
}

#[test]
fn a_run_goes_on_with_another_number_of_threads() {
    let place = Place::new();
    let whole = place.done("train mazur --epochs 50");
    place.done("train mazur --epochs 50 --threads 1 --checkpoint run --every 20 --quiet");
    assert_eq!(place.done("train mazur --epochs 50 --threads 2 --checkpoint run --resume"), whole);
}

#[test]
fn a_trained_network_is_a_model_too() {
    let place = Place::new();
    let network = example("networks/mazur.toml");
    place.done(&format!("train {} --epochs 100 -o mazur.safetensors --quiet", network.display()));
    assert!(place.done("show mazur.safetensors").contains("2-2-2 (sigmoid, sigmoid), 12 parameters"));
    place.write("inputs.csv", "a,b\n0.05,0.1\n");
    let predicted = place.done("predict mazur.safetensors inputs.csv");
    assert!(predicted.starts_with("prediction(y[1]),prediction(y[2])\n0."), "{predicted}");
}
