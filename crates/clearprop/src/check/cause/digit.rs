//! One digit wrong, or two swapped.

use super::{Case, Cause, Fit};
use crate::check::tolerance;
use crate::math::Decimal;
use crate::sheet::Printed;

pub(super) const CAUSE: Cause = Cause {
    name: "digit",
    sentence: "one digit is wrong, or two are swapped",
    page: "\
One digit is wrong, or two neighbours have changed places.

    1.35 · 0.5 + 1.27 · 0.7 + 1.8 · 0.8 + 1 = 4.001        wrong: the last digit
    1.35 · 0.5 + 1.27 · 0.7 + 1.8 · 0.8 + 1 = 4.004        right

    a = 0.03932        wrong: 0.03923 with two digits swapped

Mostly it happens while copying. The lines that follow are then right work on the wrong figure.
",
    digits: Some(misprinted),
    slips: None,
    manner: None,
};

/// Swapped digits are hardly ever chance; one wrong digit is, where few are written.
fn misprinted(case: &Case) -> Fit {
    let printed = case.item.printed.written();
    let fits = |figures: &[u8]| {
        let text = std::str::from_utf8(figures).expect("digits are text");
        let Ok(coefficient) = text.parse() else { return false };
        let value =
            Decimal { negative: printed.value.negative, coefficient, exponent: printed.unit }.trimmed();
        case.belongs(tolerance::accepted(&Printed { value, ..printed }))
    };
    let Some(mut figures) = written_figures(&printed) else { return Fit::None };
    for at in 1..figures.len() {
        if figures[at - 1] != figures[at] {
            figures.swap(at - 1, at);
            if fits(&figures) {
                return Fit::Clear;
            }
            figures.swap(at - 1, at);
        }
    }
    for at in 0..figures.len() {
        let written = figures[at];
        for other in (b'0'..=b'9').filter(|&other| other != written) {
            figures[at] = other;
            if fits(&figures) {
                return match figures.len() {
                    6.. => Fit::Clear,
                    2.. => Fit::Likely,
                    _ => Fit::Weak,
                };
            }
        }
        figures[at] = written;
    }
    Fit::None
}

/// The figures as they are written, without leading zeros.
pub(super) fn written_figures(printed: &Printed) -> Option<Vec<u8>> {
    let places = u32::try_from(printed.value.exponent.checked_sub(printed.unit)?).ok()?;
    let figures = printed.value.coefficient.checked_mul(10_u128.checked_pow(places)?)?;
    (figures > 0).then(|| figures.to_string().into_bytes())
}
