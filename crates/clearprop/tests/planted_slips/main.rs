//! Worked solutions of random networks, written by the derivation in many rounding habits, each
//! with one slip planted: the slip is found, its cause named, and nothing else called wrong.

mod chance;
mod habit;
mod slips;
mod writer;

use clearprop::check::{self, Verdict};

use chance::Chance;
use slips::KINDS;
use writer::{Solution, write};

#[derive(Default)]
struct Tally {
    sheets: usize,
    found: usize,
    named: usize,
    false_alarms: usize,
    complaints: Vec<String>,
}

fn mark(solution: &Solution, tally: &mut Tally) {
    let report = check::check(&solution.text, &solution.sheet, &solution.network, &check::Options::default());
    let line = solution.planted.as_ref().map(|planted| planted.line);
    let mut found = false;
    let mut cause = None;
    for claim in report.claims.iter().filter(|claim| claim.verdict == Verdict::Wrong) {
        if Some(claim.line) == line {
            found = true;
            cause = claim.cause;
        } else {
            tally.false_alarms += 1;
            tally.complaints.push(format!(
                "false alarm on line {} ({}: {} for {:?}), planted {:?} on {line:?}, {:?}\n{}",
                claim.line,
                claim.quantity.expect("it was read"),
                claim.claimed,
                claim.expected.map(|value| value.to_string()),
                solution.planted.as_ref().map(|planted| planted.kind),
                solution.habit,
                excerpt(&solution.text, claim.line),
            ));
        }
    }
    for finding in &report.findings {
        let names_it = Some(finding.line) == line
            || solution.planted.as_ref().is_some_and(|planted| planted.kind == finding.kind);
        if names_it {
            found = true;
            cause = cause.or(solution.planted.as_ref().map(|planted| planted.kind).filter(|&kind| {
                kind == finding.kind
                    || kind == "sign" && finding.kind == "uphill"
                    || kind == "wrong-index" && finding.kind == "label"
            }));
        } else {
            tally.false_alarms += 1;
            tally.complaints.push(format!(
                "false finding {} on line {}: {}",
                finding.kind, finding.line, finding.message
            ));
        }
    }
    let Some(planted) = &solution.planted else { return };
    tally.sheets += 1;
    tally.found += usize::from(found);
    if !found {
        tally.complaints.push(format!(
            "not found: {} on line {}, {:?}\n{}",
            planted.kind,
            planted.line,
            solution.habit,
            excerpt(&solution.text, planted.line)
        ));
    }
    let is_named = cause.is_some_and(|cause| planted.same_digits.contains(cause));
    tally.named += usize::from(is_named);
    if found && !is_named {
        tally.complaints.push(format!(
            "{} (or {:?}) called {cause:?} on line {}, {:?}\n{}",
            planted.kind,
            planted.same_digits,
            planted.line,
            solution.habit,
            excerpt(&solution.text, planted.line)
        ));
    }
}

fn excerpt(text: &str, line: usize) -> String {
    text.lines().nth(line - 1).unwrap_or("").chars().take(300).collect()
}

fn sheets() -> usize {
    std::env::var("CLEARPROP_SHEETS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000)
}

#[test]
fn a_right_solution_has_no_mistake_in_any_habit() {
    let mut tally = Tally::default();
    for seed in 0..sheets() as u64 / 4 {
        let solution = write(&mut Chance(1_000_000 + seed), None);
        mark(&solution, &mut tally);
    }
    let complaints = tally.complaints.join("\n");
    assert_eq!(tally.false_alarms, 0, "{}", complaints.chars().take(6_000).collect::<String>());
}

#[test]
fn every_planted_slip_is_found_and_nothing_else() {
    let mut tally = Tally::default();
    let mut seed = 0;
    while tally.sheets < sheets() {
        let kind = KINDS[seed % KINDS.len()];
        let solution = write(&mut Chance(seed as u64), Some(kind));
        mark(&solution, &mut tally);
        seed += 1;
    }
    println!(
        "{} sheets with a slip: {} found, {} causes right, {} false alarms",
        tally.sheets, tally.found, tally.named, tally.false_alarms
    );
    let complaints: String = tally.complaints.join("\n").chars().take(12_000).collect();
    println!("{complaints}");
    assert_eq!(tally.found, tally.sheets, "every slip is found");
    assert_eq!(tally.false_alarms, 0, "nothing else is called wrong");
    assert!(tally.named * 100 >= tally.sheets * 97, "97 of 100 causes are right");
}
