//! The logarithm to base 10.

use super::tree::Slip;
use super::{Case, Cause, Fit, Line, digit, tree};
use crate::math::{Expr, Function};

pub(super) const CAUSE: Cause = Cause {
    name: "log-base",
    sentence: "the logarithm to base 10 stands where the natural one belongs",
    page: "\
The logarithm to base 10 was taken where the natural one belongs: the other key of the calculator.

    E = −ln(0.6792) = 0.1680        wrong: that is −log₁₀(0.6792)
    E = −ln(0.6792) = 0.3868        right

All logarithms of a loss are natural, also where they are written log. Only then is the slope of
ln a simply 1/a.
",
    digits: None,
    slips: Some(slips),
    manner: None,
};

fn slips(line: &Line, _: &Case) -> Vec<Slip> {
    let to_base_ten = |part: &Line| match part {
        Expr::Apply(Function::Ln, _) => {
            Some(part.clone() / Expr::Apply(Function::Ln, Box::new(Expr::Constant(10.0))))
        }
        _ => None,
    };
    let changed = tree::changed_everywhere(line, &to_base_ten);
    if changed == *line { Vec::new() } else { vec![Slip::whole(changed)] }
}

/// The same, and then a digit wrong on top: frequent enough in print to be looked for.
pub(super) fn with_a_digit_wrong(case: &Case) -> Option<&'static str> {
    let slipped = |line| slips(line, case).into_iter().map(|slip| slip.written_out(line));
    let found = case.lines.iter().flat_map(slipped).any(|line| {
        let outcome = case.outcome(&line);
        outcome.is_some_and(|outcome| {
            let other = Case {
                rights: vec![outcome],
                lines: Vec::new(),
                earlier: Default::default(),
                worths: Default::default(),
                ..*case
            };
            (digit::CAUSE.digits.expect("it looks at digits"))(&other) == Fit::Clear
        })
    });
    found.then_some(CAUSE.name)
}
