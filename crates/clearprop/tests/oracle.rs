//! Every number of a derivation against figures that clearprop did not make: 50-digit arithmetic
//! and PyTorch. `tests/oracle/README.md` says how they were made.

use std::collections::BTreeMap;

use clearprop::backprop::{Derivation, Method, Options, Style, derive};
use clearprop::math::{Decimal, Rounding};
use clearprop::{Network, Quantity};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    toml: String,
    #[serde(default)]
    cancelled: Vec<String>,
    #[serde(alias = "gradients")]
    quantities: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Published {
    network: String,
    method: String,
    quantities: BTreeMap<String, String>,
}

fn read(name: &str) -> String {
    let path = format!("{}/../../tests/oracle/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn cases(name: &str) -> Vec<Case> {
    read(name).lines().map(|line| serde_json::from_str(line).expect("a case a line")).collect()
}

fn solve(case: &Case, style: Style) -> Derivation {
    let network = Network::from_toml(&case.toml).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    derive(&network, &Options { style, ..Options::default() })
        .unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

/// |value − expected| / |expected| as a power of ten, for numbers beyond the range of doubles too.
fn agrees(value: Decimal, expected: Decimal, figures: i32) -> bool {
    let place = expected.magnitude() + 1 - figures;
    let (value, expected) = (value.rounded_at(place, false), expected.rounded_at(place, false));
    let aligned = |number: Decimal| {
        let zeros = u32::try_from(number.exponent - place).ok()?;
        number.coefficient.checked_mul(10_u128.checked_pow(zeros)?)
    };
    match (aligned(value), aligned(expected)) {
        (Some(a), Some(b)) => value.negative == expected.negative && a.abs_diff(b) <= 1,
        _ => false,
    }
}

#[test]
fn every_number_agrees_with_50_digit_arithmetic() {
    let cases = cases("figures.jsonl");
    assert!(cases.len() >= 200, "only {} cases", cases.len());
    let mut compared = 0;
    let mut failures = Vec::new();
    for case in &cases {
        for style in [Style::Chain, Style::Delta] {
            let derivation = solve(case, style);
            if case.quantities.contains_key("E'") {
                assert!(derivation.after_fails.is_none(), "{}: {:?}", case.name, derivation.after_fails);
            }
            for step in &derivation.steps {
                let id = step.quantity.to_string();
                let Some(figure) = case.quantities.get(&id) else { continue };
                let expected = Decimal::parse(figure).expect("a number");
                compared += 1;
                if case.cancelled.contains(&id) {
                    // Zero only because terms cancel: the wide arithmetic leaves a last bit.
                    if step.value.to_f64().abs() > 1e-30 {
                        failures.push(format!("{}: {id} is {}, expected 0", case.name, step.value));
                    }
                } else if !agrees(step.value, expected, 25) {
                    failures.push(format!("{}: {id} is {}, expected {figure}", case.name, step.value));
                }
            }
        }
    }
    failures.truncate(20);
    assert!(failures.is_empty(), "{} and more\n{}", failures.len(), failures.join("\n"));
    assert!(compared > 50_000, "only {compared} numbers were compared");
}

#[test]
fn every_printed_digit_is_the_right_one() {
    let mut compared = 0;
    for case in &cases("figures.jsonl") {
        let derivation = solve(case, Style::Delta);
        for step in &derivation.steps {
            let id = step.quantity.to_string();
            let Some(figure) = case.quantities.get(&id).filter(|_| !case.cancelled.contains(&id)) else {
                continue;
            };
            let expected = Decimal::parse(figure).expect("a number");
            for digits in [1, 3, 4, 9, 15] {
                for cut in [false, true] {
                    let rounding = Rounding { digits, cut };
                    // The figures have 30 digits, so 1 − 10⁻³² stands there as 1.
                    let value = step.value.rounded_at(step.value.magnitude() - 29, false);
                    let printed = value.print(rounding);
                    assert_eq!(printed, expected.print(rounding), "{}: {id} is {figure}", case.name);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100_000, "only {compared} prints were compared");
}

/// What the oracle lists and the order of one style leaves out can be worked by asking for it.
#[test]
fn any_quantity_can_be_asked_for() {
    for case in cases("figures.jsonl").iter().filter(|case| !case.name.starts_with("hard")).take(30) {
        let network = Network::from_toml(&case.toml).expect("a network");
        for (id, figure) in &case.quantities {
            let quantity: Quantity = id.parse().unwrap_or_else(|error| panic!("{id}: {error}"));
            assert_eq!(quantity.to_string(), *id);
            let only = vec![quantity];
            let derivation = derive(&network, &Options { only, style: Style::Delta, ..Options::default() })
                .unwrap_or_else(|error| panic!("{}: {id}: {error}", case.name));
            let last = derivation.steps.last().expect("a step");
            assert_eq!(last.quantity, quantity, "{}: it ends with what was asked for", case.name);
            let expected = Decimal::parse(figure).expect("a number");
            if !case.cancelled.contains(id) {
                assert!(agrees(last.value, expected, 25), "{}: {id} is {}", case.name, last.value);
            }
        }
    }
}

#[test]
fn gradients_agree_with_pytorch() {
    let cases = cases("torch.jsonl");
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    for case in &cases {
        let derivation = solve(case, Style::Chain);
        for (id, figure) in &case.quantities {
            let value = derivation.value(id.parse().expect("an id")).expect("it is worked").to_f64();
            let expected: f64 = figure.parse().expect("a double");
            // PyTorch works in doubles: what cancels there is right in absolute terms only.
            let tolerance = 1e-12 * expected.abs().max(1e-3);
            assert!(
                (value - expected).abs() <= tolerance,
                "{}: {id} is {value}, PyTorch {figure}",
                case.name
            );
        }
    }
}

#[test]
fn the_published_networks_are_worked_by_their_authors_methods() {
    for name in ["handout.json", "mazur.json"] {
        let published: Published = serde_json::from_str(&read(name)).expect("figures");
        let network = Network::embedded(&published.network).expect("it is embedded");
        let method = if published.method == "handout" { Method::Handout } else { Method::Standard };
        let derivation =
            derive(&network, &Options { method, ..Options::default() }).expect("it can be worked");
        let mut compared = 0;
        for step in &derivation.steps {
            if let Some(figure) = published.quantities.get(&step.quantity.to_string()) {
                let expected = Decimal::parse(figure).expect("a number");
                assert!(agrees(step.value, expected, 25), "{name}: {} is {}", step.quantity, step.value);
                compared += 1;
            }
        }
        assert!(compared > 60, "{name}: only {compared} numbers were compared");
    }
}
