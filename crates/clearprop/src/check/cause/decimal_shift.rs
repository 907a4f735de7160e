//! The decimal point moved, a zero lost or gained.

use super::tree::Slip;
use super::{Case, Cause, Fit, Line, digit, tree};
use crate::check::tolerance;
use crate::math::{Decimal, Expr, Interval};

pub(super) const CAUSE: Cause = Cause {
    name: "decimal-shift",
    sentence: "the decimal point has moved, or a zero was lost or gained",
    page: "\
The decimal point has moved, or a zero was lost or gained on the way.

    w′ = 0.3 − 1.0 · (−0.0129) = 0.30129        wrong: the step was taken as 0.00129
    w′ = 0.3 − 1.0 · (−0.0129) = 0.3129         right

Writing the step out under the weight, point below point, shows it at once.
",
    digits: Some(moved),
    slips: Some(slips),
    manner: None,
};

fn moved(case: &Case) -> Fit {
    let printed = &case.item.printed.written();
    if printed.value.is_zero() {
        return Fit::None;
    }
    let accepted = tolerance::accepted(printed);
    let fits = |accepted: Interval| case.belongs(accepted);
    for places in [1, -1, 2, -2, 3, -3] {
        let factor = tolerance::power_of_ten(places);
        if fits(accepted * Interval::point(factor)) {
            // One figure is the same as another's first figure by chance too often.
            let figures = digit::written_figures(printed).map_or(0, |figures| figures.len());
            return if figures > 1 { Fit::Clear } else { Fit::Weak };
        }
    }
    let zero_moved = with_zero_moved(printed.value, printed.unit).into_iter().any(|(value, unit)| {
        let other = crate::sheet::Printed { value, unit, ..*printed };
        fits(tolerance::accepted(&other))
    });
    if zero_moved { Fit::Weak } else { Fit::None }
}

/// The number with one zero left out of, or put into, the middle of its figures.
fn with_zero_moved(value: Decimal, unit: i32) -> Vec<(Decimal, i32)> {
    let written = Decimal { exponent: unit, coefficient: value.coefficient, ..value };
    // Trailing zeros that were written count as figures.
    let places = u32::try_from(value.exponent - unit).unwrap_or(0);
    let Some(figures) = 10_u128.checked_pow(places).and_then(|scale| written.coefficient.checked_mul(scale))
    else {
        return Vec::new();
    };
    let text = figures.to_string();
    let decimals = -unit;
    let mut all = Vec::new();
    let mut add = |text: String, unit: i32| {
        if let Ok(coefficient) = text.parse() {
            all.push((Decimal { negative: value.negative, coefficient, exponent: unit }.trimmed(), unit));
        }
    };
    for at in 1..text.len() {
        let after_point = text.len() - at <= decimals.max(0) as usize;
        if &text[at..=at] == "0" {
            add(format!("{}{}", &text[..at], &text[at + 1..]), if after_point { unit + 1 } else { unit });
        }
        add(format!("{}0{}", &text[..at], &text[at..]), if after_point { unit - 1 } else { unit });
    }
    all
}

fn slips(line: &Line, _: &Case) -> Vec<Slip> {
    tree::changed_once(line, &|part| match part {
        Expr::Symbol(_) => {
            [10.0, 0.1, 100.0, 0.01].into_iter().map(|factor| part.clone() * Expr::Constant(factor)).collect()
        }
        _ => Vec::new(),
    })
}
