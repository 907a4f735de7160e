//! The logarithm to base 10.

use super::{Case, Cause, Fit, Line, Slip, digit, slip};
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

fn slips<'a>(line: &'a Line, _: &Case) -> Vec<Slip<'a>> {
    let to_base_ten = |part: &Line| match part {
        Expr::Apply(Function::Ln, _) => {
            Some(part.clone() / Expr::Apply(Function::Ln, Box::new(Expr::Constant(10.0))))
        }
        _ => None,
    };
    slip::everywhere(line, &to_base_ten)
}

/// The same, and then a digit wrong on top: frequent enough in print to be looked for.
pub(super) fn with_a_digit_wrong(case: &Case) -> Option<&'static str> {
    let found = case.lines.iter().flat_map(|line| slips(line, case)).any(|slip| {
        let outcome = case.outcome(&slip.instead);
        outcome.is_some_and(|outcome| {
            let other = Case {
                rights: vec![outcome],
                lines: Vec::new(),
                earlier: Default::default(),
                exact: Default::default(),
                ..*case
            };
            (digit::CAUSE.digits.expect("it looks at digits"))(&other) == Fit::Clear
        })
    });
    found.then_some(CAUSE.name)
}
