//! Whatever is explained, in every notation, style, format and number of digits, is read back
//! without an unread line, and found right.

use std::collections::{BTreeMap, HashSet};

use clearprop::backprop::{Method, Options, Style, derive};
use clearprop::check::{self, Verdict};
use clearprop::document::{Format, Layout, compose, printed, write};
use clearprop::math::{Activation, Decimal, Loss, Rounding};
use clearprop::notation::Notation;
use clearprop::{EMBEDDED, Network, Quantity, Sample, Start, sheet};

const NOTATIONS: [&str; 3] = ["handout", "mazur", "standard"];
const FORMATS: [Format; 6] =
    [Format::Terminal, Format::Markdown, Format::Latex, Format::Html, Format::Notebook, Format::Typst];

/// The embedded networks, and others of several shapes, activations and losses.
fn networks() -> Vec<(String, Network)> {
    let mut networks: Vec<(String, Network)> = EMBEDDED
        .iter()
        .map(|one| (one.name.to_owned(), Network::embedded(one.name).expect("it is embedded")))
        .collect();
    let starts: [(&[usize], Activation, Activation, Loss); 9] = [
        (&[2, 3, 2], Activation::Tanh, Activation::Softmax, Loss::CategoricalCrossEntropy),
        (&[3, 2, 1], Activation::Relu, Activation::Sigmoid, Loss::BinaryCrossEntropy),
        (&[1, 1], Activation::Sigmoid, Activation::Identity, Loss::SquaredError),
        (&[2, 2, 2, 2], Activation::Sigmoid, Activation::Sigmoid, Loss::MeanSquaredError),
        (&[2, 2, 3], Activation::Gelu, Activation::Softmax, Loss::CategoricalCrossEntropy),
        (&[2, 2, 1], Activation::Silu, Activation::Identity, Loss::MeanSquaredError),
        (&[1, 3, 2], Activation::Softplus, Activation::Sigmoid, Loss::SquaredError),
        (&[1, 2, 1], Activation::LeakyRelu, Activation::Identity, Loss::SquaredError),
        (&[2, 2, 2], Activation::Elu, Activation::Tanh, Loss::SquaredError),
    ];
    for (at, (widths, hidden, output, loss)) in starts.into_iter().enumerate() {
        let start = Start { widths: widths.into(), hidden, output, loss, seed: 3 + at as u64 };
        let mut network = start.network().expect("it fits together");
        if at == 3 || at == 0 {
            let input = vec![0.25, -0.5];
            network.samples.push(Sample { input, target: vec![0.0, 1.0] });
        }
        networks.push((format!("{widths:?} {} {}", hidden.name(), output.name()), network));
    }
    networks
}

/// What went otherwise than it should, in one format.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    claims: usize,
    wrong: usize,
    findings: usize,
    unread: usize,
    /// Numbers that are printed for a quantity and not read as its value.
    missed: usize,
    /// The first complaints, for whoever has to look into it.
    complaints: Vec<String>,
}

/// One way of explaining one network.
struct Case {
    name: String,
    network: Network,
    options: Options,
    layout: Layout,
}

/// Every network in every notation, style and method; the digits, cutting, working by hand and the
/// lesson go round.
fn cases() -> Vec<Case> {
    let styles = [(Style::Chain, false), (Style::Delta, false), (Style::Delta, true)];
    let mut cases = Vec::new();
    for (name, network) in networks() {
        let is_cross_entropy =
            matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy);
        for notation in NOTATIONS {
            for (style, matrices) in styles {
                for method in [Method::Standard, Method::Handout] {
                    if method == Method::Handout && !is_cross_entropy {
                        continue;
                    }
                    let turn = cases.len() as u32 + 1;
                    let rounding = Rounding { digits: 2 + turn * 5 % 9, cut: turn.is_multiple_of(3) };
                    let by_hand = turn.is_multiple_of(4).then_some(rounding);
                    let lesson = turn.is_multiple_of(5);
                    let notation = Notation::embedded(notation).expect("it is embedded");
                    cases.push(Case {
                        name: format!(
                            "{name} {style:?} {matrices} {} {rounding:?} {method:?}",
                            notation.name
                        ),
                        network: network.clone(),
                        options: Options { style, method, by_hand, ..Options::default() },
                        layout: Layout { notation, rounding, matrices, lesson, ..Layout::default() },
                    });
                }
            }
        }
    }
    cases
}

/// What the handout's method is rightly told.
fn is_about_the_method(kind: &str, method: Method) -> bool {
    method == Method::Handout && matches!(kind, "loss-sign" | "softmax-cross-terms" | "uphill")
}

/// Explains, reads it back, and counts.
fn read_back(case: &Case, is_told: bool, tallies: &mut BTreeMap<&str, Tally>) {
    let Ok(derivation) = derive(&case.network, &case.options) else { return };
    let document = compose(&derivation, &case.layout);
    let expected: HashSet<(Quantity, String)> = printed(&document.blocks)
        .into_iter()
        .filter(|(quantity, _)| *quantity != Quantity::learning_rate())
        .map(|(quantity, text)| (quantity, text.to_owned()))
        .collect();
    for format in FORMATS {
        let text = write(&derivation, &case.layout, format);
        let read = sheet::read(&text, is_told.then_some(&case.network));
        let network = read.network.clone().unwrap_or_else(|| case.network.clone());
        let report = check::check(&text, &read, &network, &check::Options::default());
        let tally = tallies.entry(format.name()).or_default();
        let mut complain = |what: String| {
            if tally.complaints.len() < 8 {
                tally.complaints.push(format!("{}: {what}", case.name));
            }
        };
        let mut claimed: HashSet<(Quantity, Decimal)> = HashSet::new();
        for claim in &report.claims {
            let count = match claim.verdict {
                Verdict::Wrong => &mut tally.wrong,
                Verdict::Unread => &mut tally.unread,
                _ => &mut tally.claims,
            };
            *count += 1;
            if matches!(claim.verdict, Verdict::Wrong | Verdict::Unread) {
                let quantity = claim.quantity.map(|quantity| quantity.to_string());
                complain(format!(
                    "line {} {} as {quantity:?} {:?}",
                    claim.line, claim.claimed, claim.verdict
                ));
            }
            if let (Some(quantity), Some(number)) = (claim.quantity, claim.printed) {
                claimed.insert((quantity, number.value.trimmed()));
            }
        }
        for finding in &report.findings {
            if !is_about_the_method(finding.kind, case.options.method) {
                tally.findings += 1;
                complain(format!("line {} {} {}", finding.line, finding.kind, finding.message));
            }
        }
        for (quantity, text) in &expected {
            let value = Decimal::parse(text).expect("a printed number is one").trimmed();
            if !claimed.contains(&(*quantity, value)) {
                tally.missed += 1;
                complain(format!("{quantity} = {text} is not read"));
            }
        }
    }
}

#[test]
fn what_is_explained_is_read_back_and_right() {
    let mut tallies = BTreeMap::new();
    cases().iter().for_each(|case| read_back(case, true, &mut tallies));
    for (format, tally) in &tallies {
        println!(
            "{format:10} {:6} claims, wrong {}, findings {}, unread {}, missed {}",
            tally.claims, tally.wrong, tally.findings, tally.unread, tally.missed
        );
    }
    for (format, tally) in tallies {
        let Tally { wrong, findings, unread, missed, complaints, .. } = tally;
        assert_eq!((wrong, findings, unread, missed), (0, 0, 0, 0), "{format}: {}", complaints.join("\n"));
    }
}
