//! What must hold for every worked solution.

use clearprop::backprop::{Method, Options, Style, derive, prove};
use clearprop::math::{Activation, Loss, Real, Rounding};
use clearprop::plain::Parameters;
use clearprop::{Error, Layer, Matrix, Network, Quantity, Sample, Start};

/// A network for each hidden and output activation, loss and seed that go together.
fn networks() -> Vec<Network> {
    let mut networks = Vec::new();
    for (seed, hidden) in Activation::ALL.into_iter().enumerate() {
        for loss in Loss::ALL {
            for output in [Activation::Softmax, Activation::Sigmoid] {
                let widths = [vec![2, 3, 2], vec![3, 2, 2, 2], vec![2, 2]][seed % 3].clone();
                let start = Start { widths, hidden, output, loss, seed: seed as u64 };
                let mut network = start.network().expect("the parts fit");
                if loss == Loss::CategoricalCrossEntropy && output == Activation::Sigmoid {
                    network.samples[0].target = vec![0.0, 1.0];
                }
                if seed % 2 == 0 {
                    let Sample { input, mut target } = network.samples[0].clone();
                    target.reverse();
                    network.samples.push(Sample { input: input.iter().map(|x| 1.0 - x).collect(), target });
                }
                networks.push(network);
            }
        }
    }
    networks
}

fn work(network: &Network, style: Style) -> clearprop::backprop::Derivation {
    derive(network, &Options { style, ..Options::default() }).expect("it can be worked")
}

#[test]
fn every_style_gives_the_same_numbers() {
    for network in networks() {
        let chain = work(&network, Style::Chain);
        let delta = work(&network, Style::Delta);
        let mut shared = 0;
        for step in &delta.steps {
            if let Some(value) = chain.value(step.quantity) {
                shared += 1;
                let (a, b) = (value.to_f64(), step.value.to_f64());
                assert!((a - b).abs() <= 1e-15 * a.abs(), "{}: {a} and {b}", step.quantity);
            }
        }
        assert!(shared > 2 * network.parameters());
    }
}

#[test]
fn the_gradient_is_the_plain_one_and_the_slope_of_the_loss() {
    for network in networks() {
        let derivation = work(&network, Style::Delta);
        let proof = prove(&derivation).expect("there is a gradient");
        assert_eq!(proof.compared, network.parameters());
        assert!(proof.largest < 1e-8, "{} at {}", proof.largest, proof.at);

        let mut after = Parameters::<f64>::of(&network, Method::Standard);
        after.update(&network);
        for (l, layer) in after.layers.iter().enumerate() {
            for (k, bias) in layer.bias.iter().enumerate() {
                let id = format!("b'[{},{}]", l + 1, k + 1);
                let value = derivation.value(id.parse().expect("an id")).expect("it is worked").to_f64();
                assert!((value - bias).abs() < 1e-13, "{id}: {value} and {bias}");
            }
        }
    }
}

#[test]
fn what_leads_to_a_quantity_is_enough_to_work_it() {
    let network = Network::embedded("prakash").expect("it is embedded");
    let all = work(&network, Style::Chain);
    for step in &all.steps {
        let options = Options { only: vec![step.quantity], ..Options::default() };
        let only = derive(&network, &options).expect("it can be asked for");
        assert_eq!(only.value(step.quantity), Some(step.value));
        assert!(only.steps.len() <= all.steps.len());
    }
    let quantity: Quantity = "z[1,2]".parse().expect("an id");
    let few = derive(&network, &Options { only: vec![quantity], ..Options::default() }).expect("it can");
    let ids: Vec<String> = few.steps.iter().map(|step| step.quantity.to_string()).collect();
    assert_eq!(ids, ["x[1]", "x[2]", "x[3]", "w[1,1,2]", "w[1,2,2]", "w[1,3,2]", "b[1,2]", "z[1,2]"]);
}

#[test]
fn by_hand_each_result_follows_from_the_printed_figures() {
    let network = Network::embedded("handout").expect("it is embedded");
    let rounding = Rounding { digits: 3, cut: true };
    let options = Options { by_hand: Some(rounding), ..Options::default() };
    let derivation = derive(&network, &options).expect("it can be worked");
    let mut differ = 0;
    for step in &derivation.steps {
        let Some(formula) = derivation.formula(step.quantity) else { continue };
        assert_eq!(step.value, step.value.rounded(rounding), "{} is a printed figure", step.quantity);
        let printed = |quantity: &Quantity| match derivation.value(*quantity) {
            Some(value) => clearprop::math::Float::<4>::from_decimal(&value),
            None => clearprop::math::Float::constant(network.learning_rate),
        };
        let again = formula.evaluate(&printed).to_decimal().expect("finite");
        assert_eq!(again.rounded(rounding), step.value, "{}", step.quantity);
        differ += usize::from(work(&network, Style::Chain).value(step.quantity) != Some(step.value));
    }
    assert!(differ > 50, "cutting to three figures costs something");
}

#[test]
fn ten_thousand_updates_come_to_the_same_as_one_after_another() {
    let network = Network::embedded("mazur").expect("it is embedded");
    let after = |after| derive(&network, &Options { after, ..Options::default() }).expect("it can be worked");
    let loss = |derivation: &clearprop::backprop::Derivation, id: &str| {
        derivation.value(id.parse().expect("an id")).expect("it is worked").to_f64()
    };
    assert!((loss(&after(0), "E'") - loss(&after(1), "E")).abs() < 1e-15);
    assert!((loss(&after(41), "E'") - loss(&after(42), "E")).abs() < 1e-15);
    let mut doubles = Parameters::<f64>::of(&network, Method::Standard);
    (0..10_000).for_each(|_| doubles.update(&network));
    let sample = &network.samples[0];
    let plain = doubles.loss(&sample.input, &sample.target);
    assert!((loss(&after(10_000), "E") / plain - 1.0).abs() < 1e-9);
}

#[test]
fn an_update_that_saturates_leaves_every_digit_right() {
    let text = "loss = 'binary-cross-entropy'\nlearning_rate = 300\n[[layer]]\nactivation = 'sigmoid'\n\
                weights = [[0.5]]\n[[sample]]\ninput = [2]\ntarget = [1]";
    let network = Network::from_toml(text).expect("a network");
    let derivation = work(&network, Style::Chain);
    let value = |id: &str| derivation.value(id.parse().expect("an id")).expect("it is worked").to_f64();
    // With a target of 1 the loss is ln(1 + e^−z), and e^−z where z is as large as this.
    let z = value("z'[1,1]");
    assert!(z > 400.0);
    assert!((value("E'") / libm::exp(-z) - 1.0).abs() < 1e-12);
}

#[test]
fn the_handouts_method_goes_uphill() {
    let network = Network::embedded("handout").expect("it is embedded");
    let options = Options { method: Method::Handout, ..Options::default() };
    let derivation = derive(&network, &options).expect("it can be worked");
    // Its gradient at the output is y − a, minus the usual one.
    let usual = work(&network, Style::Delta);
    let id: Quantity = "dE/dz[2,1]".parse().expect("an id");
    let (handout, usual) = (derivation.value(id).unwrap().to_f64(), usual.value(id).unwrap().to_f64());
    assert!((handout + usual).abs() < 1e-15);
}

#[test]
fn what_cannot_be_worked_is_said() {
    let network = Network::embedded("handout").expect("it is embedded");
    let fails = |network: &Network, options: Options| derive(network, &options).unwrap_err();

    let none = Network { samples: Vec::new(), ..network.clone() };
    assert!(matches!(fails(&none, Options::default()), Error::Network(_)));

    let only = vec!["z[7,1]".parse().expect("an id")];
    let unknown = fails(&network, Options { only, ..Options::default() });
    assert_eq!(unknown.to_string(), "the network is 3-3-3 and has no z[7,1]");

    let mut certain = network.clone();
    certain.layers[1].activation = Activation::Relu;
    certain.layers[1].bias = vec![-100.0; 3];
    let infinite = fails(&certain, Options::default());
    assert!(infinite.to_string().starts_with("the loss is infinite at output 1"), "{infinite}");

    // Once its bits were counted beyond what a counter holds, and came out as few.
    let mut huge = network.clone();
    huge.layers[0].bias = vec![1e20; 3];
    let refused = fails(&huge, Options::default());
    assert!(refused.to_string().contains("scale the inputs or the weights down"), "{refused}");

    let start = Start {
        widths: vec![60, 60, 10],
        hidden: Activation::Tanh,
        output: Activation::Softmax,
        loss: Loss::CategoricalCrossEntropy,
        seed: 1,
    };
    let long = fails(&start.network().expect("it fits"), Options::default());
    assert!(long.to_string().contains("lines, and nobody would read it"), "{long}");
    assert!(long.to_string().contains("--style matrix"), "{long}");
}

#[test]
fn saturated_neurons_lose_nothing() {
    let mut network = Network::embedded("handout").expect("it is embedded");
    network.layers[1].bias = vec![-1000.0, 0.0, 0.0];
    let derivation = work(&network, Style::Chain);
    let value = |id: &str| derivation.value(id.parse().expect("an id")).expect("it is worked");
    // −ln of e^−1002 over 1: about a thousand, where doubles would say infinity.
    assert!((value("E").to_f64() - 1002.0).abs() < 2.0);
    assert!(value("a[2,1]").to_string().contains("e-43"));
    assert!((value("dE/dz[2,1]").to_f64() + 1.0).abs() < 1e-15);
    // 1 − e^−1000 is neither exactly 1, nor 1 where it is cut.
    let cut = Rounding { digits: 4, cut: true };
    network.layers[1].bias = vec![1000.0, 0.0, 0.0];
    let sure = work(&network, Style::Chain).value("a[2,1]".parse().expect("an id")).expect("it is worked");
    assert_eq!((sure.print(cut).as_str(), sure.to_f64()), ("0.9999", 1.0));
}

/// In doubles 1 − a of such neurons is 0, and the loss to either side of a weight no number.
#[test]
fn the_proof_holds_where_doubles_do_not() {
    for z in [30.0, 1000.0, -1000.0] {
        for target in [0.0, 0.5, 1.0] {
            let layer = Layer {
                activation: Activation::Sigmoid,
                weights: Matrix { rows: 1, columns: 1, data: vec![z] },
                bias: vec![0.0],
            };
            let sample = Sample { input: vec![1.0], target: vec![target] };
            let network = Network {
                layers: vec![layer],
                loss: Loss::BinaryCrossEntropy,
                learning_rate: 1.0,
                samples: vec![sample],
            };
            let proof = prove(&work(&network, Style::Chain)).expect("there is a gradient");
            assert!(proof.holds && proof.largest < 1e-6, "z = {z}, y = {target}: {}", proof.largest);
        }
    }
    // A target of zero makes nothing of ln −1, which doubles cannot tell.
    let mut network = Network::embedded("handout").expect("it is embedded");
    network.layers[1].activation = Activation::Identity;
    network.layers[1].bias = vec![1.0, -9.0, -9.0];
    assert!(prove(&work(&network, Style::Delta)).expect("there is a gradient").holds);
    // A loss whose square would leave the doubles.
    network.loss = Loss::SquaredError;
    network.layers[1].bias = vec![1e200, -9.0, 0.5];
    assert!(prove(&work(&network, Style::Delta)).expect("there is a gradient").holds);
}

#[test]
fn more_updates_than_can_be_waited_for_are_refused() {
    let network = Network::embedded("mazur").expect("it is embedded");
    let options = Options { after: 1_000_000_000, ..Options::default() };
    let message = derive(&network, &options).unwrap_err().to_string();
    assert!(message.contains("expected at most 8333333"), "{message}");
}

/// `Real` is a public trait; an instance of one's own must be able to use every formula.
#[test]
fn the_definition_is_open_to_other_numbers() {
    fn twice<R: Real>(x: R) -> R {
        Activation::Silu.value(x.clone()) + Activation::Silu.value(x)
    }
    assert_eq!(twice(0.0_f32), 0.0);
}
