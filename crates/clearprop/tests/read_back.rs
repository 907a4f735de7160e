//! Whatever is explained, in every notation, style, format and number of digits, is read back
//! without an unread line, and found right.

use std::collections::BTreeMap;

use clearprop::backprop::{Method, Options, Style, derive};
use clearprop::check::{self, Verdict};
use clearprop::document::{Format, Layout, write};
use clearprop::math::{Activation, Loss, Rounding};
use clearprop::notation::Notation;
use clearprop::{EMBEDDED, Network, Sample, Start, sheet};

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
#[derive(Default)]
struct Tally {
    claims: usize,
    wrong: usize,
    findings: usize,
    unread: usize,
    not_right: usize,
}

/// Explains a network, reads it back, and counts.
fn read_back(
    name: &str,
    network: &Network,
    options: &Options,
    layout: &Layout,
    tallies: &mut BTreeMap<&str, Tally>,
) {
    let Ok(derivation) = derive(network, options) else { return };
    let show = std::env::var("SHOW").unwrap_or_default();
    for format in FORMATS {
        let text = write(&derivation, layout, format);
        let read = sheet::read(&text, Some(network));
        let report = check::check(&text, &read, network, &check::Options::default());
        let tally = tallies.entry(format.name()).or_default();
        let case = format!(
            "{} {name} {:?}{} {:?} {:?} {:?}",
            format.name(),
            options.style,
            if layout.matrices { " matrices" } else { "" },
            layout.notation.name,
            layout.rounding,
            options.method
        );
        tally.claims += report.claims.len();
        tally.findings += report.findings.len();
        let count = |verdict| report.claims.iter().filter(|claim| claim.verdict == verdict).count();
        let (w, u) = (count(Verdict::Wrong), count(Verdict::Unread));
        tally.wrong += w;
        tally.unread += u;
        tally.not_right += report.claims.len() - count(Verdict::Right) - w - u;
        if show == format.name() && (w + u + report.findings.len() > 0) {
            println!(
                "{case}: of {} wrong {w} unread {u} findings {}",
                report.claims.len(),
                report.findings.len()
            );
            std::fs::write(
                format!(
                    "/tmp/law/{}.{}",
                    case.replace([' ', '{', '}', ','], "_").replace('"', ""),
                    format.endings()[0]
                ),
                &text,
            )
            .unwrap();
            for finding in report.findings.iter().take(4) {
                println!("    {} {} {}", finding.kind, finding.line, finding.message);
            }
            for claim in
                report.claims.iter().filter(|c| matches!(c.verdict, Verdict::Wrong | Verdict::Unread)).take(6)
            {
                println!(
                    "    {}:{} {} {:?} {:?} {:?} exp {:?}",
                    claim.line,
                    claim.column,
                    claim.claimed,
                    claim.quantity.map(|q| q.to_string()),
                    claim.verdict,
                    claim.reason,
                    claim.expected.map(|d| d.to_string())
                );
            }
        }
    }
}

#[test]
fn what_is_explained_is_read_back_and_right() {
    let start = std::time::Instant::now();
    let mut tallies = BTreeMap::new();
    let styles = [(Style::Chain, false), (Style::Delta, false), (Style::Delta, true)];
    let mut turn = 0;
    for (name, network) in networks() {
        for notation in NOTATIONS {
            for (style, matrices) in styles {
                for method in [Method::Standard, Method::Handout] {
                    if method == Method::Handout
                        && !matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy)
                    {
                        continue;
                    }
                    // Every combination gets another number of digits.
                    turn += 1;
                    let rounding = Rounding { digits: 2 + turn * 5 % 9, cut: turn % 3 == 0 };
                    let notation = Notation::embedded(notation).expect("it is embedded");
                    let layout = Layout { notation, rounding, matrices, ..Layout::default() };
                    let by_hand = (turn % 4 == 0).then_some(rounding);
                    let options = Options { style, method, by_hand, ..Options::default() };
                    read_back(&name, &network, &options, &layout, &mut tallies);
                }
            }
        }
    }
    for (format, tally) in &tallies {
        println!(
            "{format:10} {:6} claims, wrong {}, findings {}, unread {}, rounded or carried {}",
            tally.claims, tally.wrong, tally.findings, tally.unread, tally.not_right
        );
    }
    println!("{:?}", start.elapsed());
}
