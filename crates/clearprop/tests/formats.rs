//! Every format over many networks: nothing is empty, and every number is the same text everywhere.

use std::collections::HashMap;

use clearprop::backprop::{Derivation, Method, Options, Style, derive};
use clearprop::document::{Block, Document, Format, Glob, Layout, compose, printed, write};
use clearprop::math::{Activation, Loss, Rounding};
use clearprop::{EMBEDDED, Network, Quantity, Sample, Start, vary};

fn start(widths: &[usize], hidden: Activation, output: Activation, loss: Loss) -> Network {
    Start { widths: widths.into(), hidden, output, loss, seed: 3 }.network().expect("it fits together")
}

/// The embedded networks, one for each activation and for each loss, several samples, deep, narrow.
fn networks() -> Vec<Network> {
    let mut networks: Vec<Network> =
        EMBEDDED.iter().map(|one| Network::embedded(one.name).expect("it is embedded")).collect();
    for hidden in Activation::ALL {
        networks.push(start(&[2, 2, 2], hidden, Activation::Sigmoid, Loss::BinaryCrossEntropy));
    }
    for loss in Loss::ALL {
        networks.push(start(&[2, 2, 2], Activation::Tanh, Activation::Softmax, loss));
    }
    let mut several =
        start(&[2, 3, 2], Activation::Sigmoid, Activation::Softmax, Loss::CategoricalCrossEntropy);
    several.samples.push(Sample { input: vec![0.25, -0.5], target: vec![0.0, 1.0] });
    networks.push(several);
    networks.push(start(&[1, 1], Activation::Sigmoid, Activation::Identity, Loss::SquaredError));
    networks.push(start(&[2, 1, 2, 1, 2], Activation::Tanh, Activation::Sigmoid, Loss::MeanSquaredError));
    networks
}

/// Each network, worked in several ways.
fn cases() -> Vec<(Derivation, Layout)> {
    let mut cases = Vec::new();
    for network in networks() {
        for (style, matrices) in [(Style::Chain, false), (Style::Delta, true)] {
            for lesson in [false, true] {
                let method = if lesson && !matrices { Method::Handout } else { Method::Standard };
                let options = Options { style, method, ..Options::default() };
                let Ok(derivation) = derive(&network, &options) else { continue };
                cases.push((derivation, Layout { matrices, lesson, ..Layout::default() }));
            }
        }
    }
    assert!(cases.len() > 60, "the networks can be worked");
    cases
}

fn json_printed(derivation: &Derivation, layout: &Layout) -> HashMap<Quantity, String> {
    let text = write(derivation, layout, Format::Json);
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let quantities = json["quantities"].as_array().expect("a list");
    let pair = |quantity: &serde_json::Value| {
        let text = |key: &str| quantity[key].as_str().expect("a string").to_owned();
        (text("id").parse().expect("a quantity"), text("printed"))
    };
    quantities.iter().map(pair).collect()
}

#[test]
fn every_number_is_the_same_text_in_every_format() {
    for (derivation, layout) in cases() {
        let expected = json_printed(&derivation, &layout);
        let document = compose(&derivation, &layout);
        let numbers = printed(&document.blocks);
        assert!(!numbers.is_empty());
        for (quantity, text) in &numbers {
            if *quantity != Quantity::learning_rate() {
                assert_eq!(expected.get(quantity).map(String::as_str), Some(*text), "{quantity}");
            }
        }
        let pages = [
            Format::Terminal,
            Format::Markdown,
            Format::Latex,
            Format::Html,
            Format::Typst,
            Format::Notebook,
        ];
        for format in pages {
            let page = write(&derivation, &layout, format).replace('−', "-");
            for (quantity, text) in &numbers {
                // A power of ten is spelled in each format's own way.
                let mantissa = text.split('e').next().expect("there is a first part");
                assert!(page.contains(mantissa), "{quantity} = {text} in {}", format.name());
            }
        }
    }
}

#[test]
fn no_format_is_ever_empty() {
    for (derivation, layout) in cases() {
        for format in Format::ALL {
            assert!(write(&derivation, &layout, format).len() > 200, "{}", format.name());
        }
    }
}

#[test]
fn a_lesson_says_more_and_the_bare_solution_stays_bare() {
    let says = |document: &Document, words: &str| format!("{document:?}").contains(words);
    for (derivation, layout) in cases() {
        let bare = compose(&derivation, &Layout { lesson: false, ..layout.clone() });
        let lesson = compose(&derivation, &Layout { lesson: true, ..layout });
        for words in ["What the numbers show", "Where it comes from"] {
            assert!(!says(&bare, words));
        }
        assert!(says(&lesson, "What the numbers show"));
        let keeps = |block: &Block| lesson.blocks.iter().any(|other| other == block);
        let equations = |block: &&Block| matches!(block, Block::Values(_) | Block::Table { .. });
        assert!(bare.blocks.iter().filter(equations).all(keeps), "nothing is lost");
        let count = |document: &Document| printed(&document.blocks).len();
        assert!(count(&lesson) >= count(&bare));
    }
}

#[test]
fn what_is_left_out_is_nowhere_on_the_sheet_and_all_else_is() {
    for (derivation, layout) in cases() {
        let blanks = vec![Glob("dE/dw[1,*".into()), Glob("E'".into()), Glob("a[*".into())];
        let sheet = Layout { blanks: blanks.clone(), ..layout.clone() };
        for glob in &blanks {
            glob.check(&derivation).expect("there is such a quantity");
        }
        let left_out = |quantity: Quantity| blanks.iter().any(|glob| glob.matches(quantity));
        let document = compose(&derivation, &sheet);
        let numbers = printed(&document.blocks);
        assert!(numbers.iter().all(|(quantity, _)| !left_out(*quantity)));
        let full = compose(&derivation, &layout);
        let mut key = printed(&full.blocks);
        assert!(key.iter().any(|(quantity, _)| left_out(*quantity)));
        key.retain(|(quantity, _)| !left_out(*quantity));
        assert_eq!(numbers, key);
        assert!(write(&derivation, &sheet, Format::Markdown).contains("\\_\\_\\_\\_"));
        assert!(write(&derivation, &sheet, Format::Terminal).contains("____"));
        assert!(
            !write(&derivation, &sheet, Format::Notebook).contains("import numpy"),
            "no program tells it"
        );
    }
}

#[test]
fn a_glob_that_leaves_nothing_out_is_refused() {
    let network = Network::embedded("handout").expect("it is embedded");
    let derivation = derive(&network, &Options::default()).expect("it can be worked");
    let refused =
        |text: &str| Glob(text.into()).check(&derivation).expect_err("nothing is left out").to_string();
    assert!(refused("dE/dq[*]").contains("matches nothing"));
    assert!(refused("z[3,*]").contains("matches nothing"));
    assert!(refused("").contains("matches nothing"));
    assert!(refused("w[*]").contains("given values"));
    assert_eq!(Glob(" z[ 1, * ] ".into()).check(&derivation), Ok(()));
}

#[test]
fn varied_networks_differ_and_are_well_behaved() {
    let rounding = Rounding::default();
    for network in networks() {
        let options = Options::default();
        let Ok(varied) = vary(&network, &options, rounding, 4, 11) else { continue };
        assert_eq!(vary(&network, &options, rounding, 2, 11).as_deref(), Ok(&varied[..2]), "the same seed");
        for (at, one) in varied.iter().enumerate() {
            assert_eq!(one.widths(), network.widths());
            assert_eq!(one.samples.len(), network.samples.len());
            assert!(varied[..at].iter().all(|earlier| earlier != one));
            let derivation = derive(one, &options).expect("it can be worked");
            for step in derivation.steps.iter().filter(|step| !step.value.is_zero()) {
                let size = step.value.to_f64().abs();
                assert!(size >= 1e-4, "{} is {size}, which vanishes at four digits", step.quantity);
            }
            let gradient = |id: &str| derivation.value(id.parse().expect("an id")).expect("it is worked");
            assert!(!gradient("dE/dw[1,1,1]").is_zero(), "no neuron is dead");
        }
    }
    let handout = Network::embedded("handout").expect("it is embedded");
    let worked = vary(&handout, &Options::default(), rounding, 30, 2024).expect("the handout can be varied");
    assert_eq!(worked.len(), 30);
}

fn on_the_terminal(network: &str, style: Style, layout: &Layout) -> String {
    let network = Network::embedded(network).expect("it is embedded");
    let options = Options { style, ..Options::default() };
    write(&derive(&network, &options).expect("it can be worked"), layout, Format::Terminal)
}

#[test]
fn on_the_terminal_every_formula_begins_a_line_of_its_own() {
    let text = on_the_terminal("handout", Style::Chain, &Layout::default());
    assert!(text.contains("\n          = −4.6646 · 0.1684 · 0.1000 · 0.1491 · 0.1000"), "{text}");
    assert!(!text.contains("\n\n\n"), "one empty line is enough");
}

#[test]
fn the_matrix_style_leaves_no_step_out() {
    let layout = Layout { matrices: true, ..Layout::default() };
    let text = on_the_terminal("mazur", Style::Delta, &layout);
    for part in ["𝐥 − 𝐲", "𝐚 ⊙ (1 − 𝐚)", "⎛ ∂E ⎞", "𝐳′ = 𝐰¹′ᵀ 𝐢 + 𝐛¹′", "𝐥′ = sigmoid(𝐨′)", "E₂′ ="]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn signs_and_powers_have_the_brackets_that_they_need_and_no_more() {
    let two = Sample { input: vec![0.5], target: vec![0.5] };
    let start = start(&[1, 1, 1], Activation::Tanh, Activation::Identity, Loss::MeanSquaredError);
    let network = Network { samples: vec![two.clone(), two], ..start };
    let derivation = derive(&network, &Options::default()).expect("it can be worked");
    let text = write(&derivation, &Layout::default(), Format::Terminal);
    assert!(text.contains("1 − (a₁⁽¹⁾)²"), "{text}");
    assert!(text.contains("2 (l₁⁽¹⁾ − y₁⁽¹⁾) = 2 · ("), "{text}");
    assert!(!text.contains("((−"), "{text}");
}

#[test]
fn a_tiny_loss_is_written_with_a_power_of_ten_in_every_sentence() {
    let mut network = Network::embedded("mazur").expect("it is embedded");
    network.samples[0].target = vec![0.7513650695, 0.7729284653];
    let derivation = derive(&network, &Options::default()).expect("it can be worked");
    for (format, power) in
        [(Format::Terminal, "·10⁻"), (Format::Markdown, "\\cdot 10^{-"), (Format::Html, "·10⁻")]
    {
        let text = write(&derivation, &Layout::default(), format);
        let sentence =
            text.lines().find(|line| line.contains("One update: the loss fell from")).expect("it is said");
        assert!(sentence.contains(power), "{sentence}");
    }
}

/// At 5 points LaTeX would take wider letters, and they would leave the circle of their neuron.
#[test]
fn small_numbers_in_a_latex_drawing_are_scaled_letters() {
    let mut network = Network::embedded("mazur").expect("it is embedded");
    network.layers[1].bias = vec![-20.0, 0.5];
    let derivation = derive(&network, &Options::default()).expect("it can be worked");
    let text = write(&derivation, &Layout::default(), Format::Latex);
    let drawing = text.split("\\end{tikzpicture}").next().expect("it begins with the drawing");
    assert!(drawing.contains("{\\cdot}10^{-"), "{drawing}");
    assert!(drawing.contains("\\fontsize{10}{12}\\selectfont,scale=0."), "{drawing}");
}
