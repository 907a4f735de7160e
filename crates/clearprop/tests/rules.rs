//! Formulas that are said of every unit at once, by an index that counts.

use clearprop::check::{self, Options, Report, Verdict};
use clearprop::sheet;

/// A step back through two hidden units; RULE says how steep their function is.
const SHEET: &str = "\
w1 = 0.5, w2 = -0.4, v1 = 0.6, v2 = 0.3, x = 0.8, target t = 0.2

u1 = w1 x = 0.4000, h1 = tanh(u1) = 0.3799
u2 = w2 x = -0.3200, h2 = tanh(u2) = -0.3095
y = v1 h1 + v2 h2 = 0.1351
E = 1/2 (y - t)^2 = 0.0021

RULE

dE/dh1 = (y - t) v1 = -0.0389
";

fn report(text: &str) -> Report {
    let sheet = sheet::read(text, None);
    let network = sheet.network.clone().expect("the sheet states it");
    check::check(text, &sheet, &network, &Options::default())
}

fn findings(rule: &str) -> Vec<check::Finding> {
    report(&SHEET.replace("RULE", rule)).findings
}

#[test]
fn a_rule_that_holds_of_no_unit_is_told_once() {
    let found = findings("dh_j/du_j = 1 - h_j");
    let [finding] = &found[..] else { panic!("one finding: {found:?}") };
    assert_eq!((finding.kind, finding.line), ("formula", 8));
    assert!(finding.message.ends_with("h1 must be squared"), "{}", finding.message);
}

#[test]
fn a_rule_that_holds_is_no_finding() {
    for rule in ["dh_j/du_j = 1 - h_j^2", "dh_k/du_k = (1 - h_k)(1 + h_k)", "dE/dv_j = (y - t) h_j"] {
        let found = findings(rule);
        assert!(found.is_empty(), "{rule}: {found:?}");
    }
}

#[test]
fn what_follows_from_a_wrong_rule_is_no_second_mistake() {
    let verdict = |rule: &str, number: &str| {
        let text = format!("{}dE/du1 = {number}\n", SHEET.replace("RULE", rule));
        report(&text).claims.last().map(|claim| claim.verdict)
    };
    // −0.0389 · (1 − 0.3799) and −0.0389 · (1 − 0.3799²)
    assert_eq!(verdict("dh_j/du_j = 1 - h_j", "-0.0241"), Some(Verdict::Carried));
    assert_eq!(verdict("dh_j/du_j = 1 - h_j^2", "-0.0241"), Some(Verdict::Wrong));
    // Who writes the rule wrongly and works it rightly is right.
    for rule in ["dh_j/du_j = 1 - h_j", "dh_j/du_j = 1 - h_j^2"] {
        assert_eq!(verdict(rule, "-0.0333"), Some(Verdict::Right));
    }
    assert_eq!(verdict("dh_j/du_j = 1 - h_j", "-0.0512"), Some(Verdict::Wrong));
}
