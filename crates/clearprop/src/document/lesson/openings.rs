//! What each part of a solution is for.

use std::cmp::Reverse;

use super::paragraph;
use crate::Network;
use crate::backprop::{Method, Part, Section};
use crate::document::{Block, Inline, Speller, words};
use crate::math::{Activation, Loss};
use crate::quantity::{Quantity, Variable};

/// What is said under the heading of a part; with several samples only where it first comes.
pub(in crate::document) fn opening(speller: &Speller, section: Section) -> Vec<Block> {
    let network = &speller.derivation.network;
    match section {
        Section::Given => vec![given(network)],
        Section::Sample { sample: None | Some(1), part } => match part {
            Part::Forward(layer) => forward(network, layer as usize),
            Part::Loss => loss(speller),
            Part::Backward(Reverse(layer)) => backward(speller, layer),
        },
        Section::Sample { .. } => Vec::new(),
        Section::Mean => vec![paragraph(
            "Each sample pulls the parameters its own way. The mean of the slopes is the way that serves them together.",
        )],
        Section::Update => vec![paragraph(
            "A slope says which way the loss rises, so each parameter goes the other way: a positive slope makes it \
             smaller, a negative one larger. The learning rate says how far. Too small, and many updates are needed; \
             too large, and the step leaves the place for which the slopes were worked.",
        )],
        Section::After => vec![paragraph(
            "Was it a step downhill? The slopes promise it only for steps that are small enough, so the forward pass is \
             worked once more with the new parameters.",
        )],
    }
}

fn given(network: &Network) -> Block {
    paragraph(format!(
        "A network is a formula with numbers in it that may be chosen: here {} weights and biases. The question of this \
         solution is how the loss changes when any one of them changes a little. Forward, the outputs are worked and \
         judged; backward, the loss is traced to every parameter; then each is moved so that the loss falls.",
        network.parameters()
    ))
}

fn forward(network: &Network, layer: usize) -> Vec<Block> {
    let mut said = Vec::new();
    if layer == 1 {
        said.push(paragraph(
            "Forward: each neuron adds up what reaches it, each part as strongly as its weight says, and the bias shifts \
             the sum. Keep every number: the way back needs them all.",
        ));
    }
    let last = layer == network.layers.len();
    let activation = network.layers[layer - 1].activation;
    let first_hidden = layer == 1 && !last;
    match activation {
        Activation::Identity if !last => said.push(paragraph(
            "This layer's activation changes nothing. A weighted sum of weighted sums is a weighted sum, so the next \
             layer alone could do what the two do.",
        )),
        _ if first_hidden => said.push(paragraph(format!(
            "The activation, here {}, bends the sum. Without it a weighted sum of weighted sums would be a weighted sum \
             again, and many layers could do no more than one.",
            words::plain_name(activation.name())
        ))),
        Activation::Softmax if last => said.push(paragraph(
            "The output layer answers with shares of 1, which can be read as probabilities: softmax makes every sum \
             positive and divides by their total.",
        )),
        Activation::Sigmoid if last => said.push(paragraph(
            "The output layer answers with numbers between 0 and 1, each of which can be read as a probability of its own.",
        )),
        _ => {}
    }
    said
}

fn loss(speller: &Speller) -> Vec<Block> {
    let derivation = speller.derivation;
    let network = &derivation.network;
    let about = match network.loss {
        Loss::CategoricalCrossEntropy => {
            "The cross-entropy looks at the output of the right answer alone: nothing is lost where that is 1, and more \
             and more the nearer it comes to 0."
        }
        Loss::BinaryCrossEntropy => {
            "The cross-entropy asks each output how much it gave to what was true: nothing is lost where that is 1, and \
             more and more the nearer it comes to 0."
        }
        Loss::SquaredError | Loss::MeanSquaredError | Loss::SumOfSquares => {
            "The square makes every difference count as a loss, whichever way it goes, and a large one more than several \
             small ones."
        }
    };
    let mut blocks = vec![paragraph(format!(
        "The loss is one number that says how far the outputs are from their targets, so that better and worse can be \
         compared. {about}"
    ))];
    let sample = (network.samples.len() > 1).then_some(1);
    let target = &network.samples[0].target;
    let right = target.iter().position(|&y| y == 1.0);
    let one_hot = right.is_some() && target.iter().filter(|&&y| y != 0.0).count() == 1;
    if network.loss == Loss::CategoricalCrossEntropy
        && derivation.options.method == Method::Standard
        && one_hot
    {
        let k = right.expect("one target is 1") as u32 + 1;
        let output = Quantity::plain(Variable::A(network.layers.len() as u32, k)).at(sample);
        if derivation.step(output).is_some() {
            blocks.push(Block::Paragraph(vec![
                Inline::Text("Here the right answer is output ".into()),
                Inline::Text(format!("{k}, and the network gives it ")),
                Inline::Math(speller.number(output)),
                Inline::Text(
                    "; what it gives to the others matters only by what it leaves for this one.".into(),
                ),
            ]));
        }
    }
    blocks
}

fn backward(speller: &Speller, layer: u32) -> Vec<Block> {
    let derivation = speller.derivation;
    let network = &derivation.network;
    let last = network.layers.len() as u32;
    let sample = (network.samples.len() > 1).then_some(1);
    let symbol = |variable| Inline::Math(speller.symbol(Quantity::plain(variable).at(sample)));
    let weight = Inline::Math(speller.symbol(Quantity::plain(Variable::Weight(layer, 1, 1))));
    let text = |words: &str| Inline::Text(words.into());
    if layer == last {
        let activation = network.layers[layer as usize - 1].activation;
        let onward = if derivation.options.method.is_diagonal(activation) {
            " moves its own output, and that moves the loss. One path, so the slopes along it multiply."
        } else {
            " moves every output, for they share one total, and each output moves its own term of the loss. So there is a \
             path through each output: along a path the slopes multiply, and the paths add."
        };
        return vec![
            paragraph(
                "Backward: how does the loss change when one weight changes a little? Nothing need be tried out. \
                 Follow what the weight moves, and multiply how strongly each thing moves the next: that is the chain \
                 rule.",
            ),
            Block::Paragraph(vec![
                text("The weight "),
                weight,
                text(" stands in one place only, the sum "),
                symbol(Variable::Z(layer, 1)),
                text("; that sum"),
                text(onward),
            ]),
        ];
    }
    if layer + 1 == last {
        let next = network.layers[layer as usize].width();
        let paths = match next {
            1 => "goes into the one neuron".to_owned(),
            n => format!("goes into all {n} neurons"),
        };
        return vec![Block::Paragraph(vec![
            text("A weight further back has a longer way to the loss. "),
            weight,
            text(" moves "),
            symbol(Variable::Z(layer, 1)),
            text(", and that moves "),
            symbol(Variable::A(layer, 1)),
            text(&format!(
                ", which {paths} of the layer after; from there on the way is known already. What was worked for that \
                 layer is used again, and this is why back-propagation is cheap: every slope is worked once, however \
                 many paths lead through it."
            )),
        ])];
    }
    vec![paragraph("The same again, one layer further back: only the slopes by the layer after are needed.")]
}
