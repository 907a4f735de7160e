//! Error signals that are minus the slopes, and changes of weights: how textbooks work them.

use clearprop::check::{self, Claim, Options, Verdict};
use clearprop::{Network, sheet};

/// One step of a 2-2-1 network, each figure rounded to four places and gone on with.
const SHEET: &str = "\
Units 1 and 2 are inputs, 3 and 4 hidden, 5 is the output; every unit but the inputs is a sigmoid.

w13 = 0.2, w14 = -0.1, w23 = 0.1, w24 = 0.3, w35 = 0.4, w45 = -0.3
b3 = 0.1, b4 = -0.2, b5 = 0.1
x1 = 1, x2 = 0.5, target t5 = 0.9, learning rate eta = 0.4

net3 = 0.2*1 + 0.1*0.5 + 0.1 = 0.3500, o3 = 0.5866
net4 = -0.1*1 + 0.3*0.5 - 0.2 = -0.1500, o4 = 0.4626
net5 = 0.4*0.5866 - 0.3*0.4626 + 0.1 = 0.1959, o5 = 0.5488

delta5 = o5 (1 - o5)(t5 - o5) = 0.5488 * (1 - 0.5488) * (0.9 - 0.5488) = 0.0870
delta3 = o3 (1 - o3) delta5 w35 = 0.5866 * (1 - 0.5866) * 0.0870 * 0.4 = 0.0084
delta4 = o4 (1 - o4) delta5 w45 = 0.4626 * (1 - 0.4626) * 0.0870 * (-0.3) = -0.0065

Dw35 = eta * delta5 * o3 = 0.4 * 0.0870 * 0.5866 = 0.0204
Dw45 = 0.4 * 0.0870 * 0.4626 = 0.0161
Dw13 = 0.4 * 0.0084 * 1 = 0.0034
Dw23 = 0.4 * 0.0084 * 0.5 = 0.0017

w35 = 0.4 + 0.0204 = 0.4204
w45 = -0.3 + 0.0161 = -0.2839
";

fn claims(text: &str) -> Vec<Claim> {
    let handout = || Network::embedded("handout").expect("it is embedded");
    let sheet = sheet::read_or(text, handout);
    let network = sheet.network.clone().expect("the sheet states it");
    assert_eq!(network.widths(), [2, 2, 1]);
    check::check(text, &sheet, &network, &Options::default()).claims
}

/// The claims that the sheet with one part exchanged makes.
fn with(part: &str, other: &str) -> Vec<Claim> {
    assert_eq!(SHEET.matches(part).count(), 1, "{part}");
    claims(&SHEET.replace(part, other))
}

/// The one claim that is wrong: what is printed, what belongs there, why, and how it is worked.
fn wrong(claims: &[Claim]) -> (&str, String, Option<&str>, &str) {
    let mut wrong = claims.iter().filter(|claim| claim.verdict == Verdict::Wrong);
    let claim = wrong.next().expect("a claim is wrong");
    assert!(wrong.next().is_none(), "one claim is wrong");
    let belongs = claim.own.or(claim.expected).expect("it is known").to_string();
    (&claim.claimed, belongs, claim.cause, claim.working.as_deref().expect("it is worked"))
}

#[test]
fn a_right_sheet_is_right_throughout() {
    let claims = claims(SHEET);
    let sound = |claim: &&Claim| matches!(claim.verdict, Verdict::Right | Verdict::Rounded);
    let others: Vec<&Claim> = claims.iter().filter(|claim| !sound(claim)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(claims.iter().filter(|claim| claim.is_change()).count(), 4);
    // The signal of the output, where it is worked and in the four lines that it is put into.
    assert_eq!(claims.iter().filter(|claim| claim.claimed == "0.0870").count(), 5);
}

/// The same step as others write it, by slopes.
fn by_slopes() -> String {
    let start = SHEET.split("delta5 =").next().expect("a start");
    format!(
        "{start}\
delta5 = (o5 - t5) o5 (1 - o5) = (0.5488 - 0.9) * 0.5488 * (1 - 0.5488) = -0.0870
Dw35 = SIGN * delta5 * o3 = SIGN * (-0.0870) * 0.5866 = CHANGE35
Dw45 = SIGN * (-0.0870) * 0.4626 = CHANGE45
"
    )
}

#[test]
fn changes_may_be_taken_off_or_be_the_slopes() {
    for (rate, of_35, of_45) in
        [("0.4", "-0.0204", "-0.0161"), ("-0.4", "0.0204", "0.0161"), ("1", "-0.0510", "-0.0402")]
    {
        let text = by_slopes().replace("SIGN", rate).replace("CHANGE35", of_35).replace("CHANGE45", of_45);
        let claims = claims(&text);
        let sound = |claim: &&Claim| matches!(claim.verdict, Verdict::Right | Verdict::Rounded);
        let others: Vec<&Claim> = claims.iter().filter(|claim| !sound(claim)).collect();
        assert!(others.is_empty(), "{rate}: {others:?}");
        assert!(claims.iter().any(|claim| claim.claimed == of_35), "{rate}: {of_35} is not read");
    }
}

#[test]
fn what_belongs_there_has_the_authors_sign() {
    let claims = with("(-0.3) = -0.0065", "(-0.3) = 0.0065");
    let (claimed, belongs, cause, working) = wrong(&claims);
    assert_eq!((claimed, belongs.as_str(), cause), ("0.0065", "-0.0065", Some("sign")));
    assert!(working.starts_with("-∂E/∂net4 = -∂E/∂o4 * "), "{working}");
    assert!(!working.contains("--"), "{working}");
}

#[test]
fn a_wrong_change_is_told_as_a_change_and_carried_on() {
    let text = SHEET.replace("0.4626 = 0.0161", "0.4626 = 0.1610");
    let text = text.replace("-0.3 + 0.0161 = -0.2839", "-0.3 + 0.1610 = -0.1390");
    let claims = claims(&text);
    let (claimed, belongs, cause, working) = wrong(&claims);
    assert_eq!((claimed, belongs.as_str(), cause), ("0.1610", "0.0161", Some("decimal-shift")));
    assert!(working.starts_with("Δw45 = "), "{working}");
    let mut carried = claims.iter().filter(|claim| claim.verdict == Verdict::Carried);
    assert_eq!(carried.next_back().map(|claim| claim.claimed.as_str()), Some("-0.1390"));
}
