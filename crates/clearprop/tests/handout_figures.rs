//! Every figure of the course's handout, as its own program of judgement has it in `tests/oracle`:
//! the real mistakes each once, what follows from them carried, the blanks filled, the method named.

use std::path::Path;

use clearprop::backprop::Method;
use clearprop::check::{self, Report, Verdict};
use clearprop::{Network, sheet};

fn marked() -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/handout/sheet.md");
    let text = std::fs::read_to_string(path).expect("the sheet");
    let network = Network::embedded("handout").expect("it is embedded");
    let read = sheet::read(&text, Some(&network));
    check::check(&text, &read, &network, &check::Options::default())
}

#[test]
fn each_figure_stands_as_the_oracle_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/handout/sheet.expect");
    let expected = std::fs::read_to_string(path).expect("what must come out");
    let report = marked();
    assert_eq!(report.manner.method, Method::Handout);
    let mut complaints = Vec::new();
    let mut wrong = 0;
    for line in expected.lines().filter(|line| !line.starts_with('!')) {
        let fields: Vec<&str> = line.split(" | ").collect();
        let number: usize = fields[0].parse().expect("a line");
        let found = report.claims.iter().find(|claim| claim.line == number && claim.claimed == fields[2]);
        let Some(found) = found else {
            complaints.push(format!("{line}: not read"));
            continue;
        };
        wrong += usize::from(found.verdict == Verdict::Wrong);
        let quantity = found.quantity.map_or("?".into(), |quantity| quantity.to_string());
        // That a figure is right and not merely rounded is a matter of the last digit of the method.
        let cause = found.cause.unwrap_or("-");
        if quantity != fields[1] || found.verdict.name() != fields[3] || cause != fields[4] {
            complaints.push(format!(
                "{line}: found {quantity} {} {cause} (exactly {:?}, own {:?})",
                found.verdict.name(),
                found.expected.map(|value| value.to_string()),
                found.own.map(|value| value.to_string()),
            ));
        }
    }
    for claim in report.claims.iter().filter(|claim| claim.verdict == Verdict::Wrong) {
        println!("wrong: line {} {} {:?}", claim.line, claim.claimed, claim.cause);
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(wrong, 6, "its real mistakes, each once");
}

#[test]
fn its_blanks_are_filled_and_its_method_named() {
    let report = marked();
    let kinds =
        |kind: &str| report.findings.iter().filter(|finding| finding.kind == kind).collect::<Vec<_>>();
    let blanks: Vec<&str> = kinds("blank").iter().map(|finding| finding.message.as_str()).collect();
    let values = ["-0.06456", "-0.01069", "-0.01380"];
    assert_eq!(blanks.len(), values.len(), "{blanks:?}");
    for (message, value) in blanks.iter().zip(values) {
        assert!(message.contains(value), "{message}");
    }
    assert_eq!(kinds("loss-sign").len(), 1);
    assert_eq!(kinds("softmax-cross-terms").len(), 1);
    let uphill = kinds("uphill");
    assert_eq!(uphill.len(), 1);
    assert!(
        uphill[0].message.contains("1.54") && uphill[0].message.contains("3.81"),
        "{}",
        uphill[0].message
    );
    let others = report
        .findings
        .iter()
        .filter(|finding| !["blank", "loss-sign", "softmax-cross-terms", "uphill"].contains(&finding.kind));
    assert_eq!(others.count(), 0);
}
