//! Numbers as people print them: `-0,3`, `0{,}5374`, `.854`, `5.77 \times 10^{-3}`, `6.35e-3`.

use crate::math::Decimal;
use crate::sheet::types::{Printed, Span};

/// Whether the sheet writes a comma where others write a point.
///
/// A comma between figures is the decimal mark where it stands so more often than a point does;
/// `(0,1)` alone, beside numbers with a point, is a list.
pub(crate) fn has_decimal_comma(text: &str) -> bool {
    let (mut commas, mut points) = (0_usize, 0_usize);
    for window in text.as_bytes().windows(3) {
        if window[0].is_ascii_digit() && window[2].is_ascii_digit() {
            commas += usize::from(window[1] == b',');
            points += usize::from(window[1] == b'.');
        }
    }
    commas > points
}

/// The number without sign that starts at `at`, or `None`.
pub(crate) fn scan(text: &str, at: usize, decimal_comma: bool) -> Option<Printed> {
    let bytes = text.as_bytes();
    let digits_from = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits_from(at);
    let mut end = at + whole;
    let mark = decimal_mark(&bytes[end..], decimal_comma);
    let fraction = if mark > 0 { digits_from(end + mark) } else { 0 };
    if whole + fraction == 0 || whole + fraction > 30 {
        return None;
    }
    let mut figures = [0_u8; 48];
    figures[..whole].copy_from_slice(&bytes[at..end]);
    let mut length = whole;
    if fraction > 0 {
        figures[length] = b'.';
        figures[length + 1..length + 1 + fraction].copy_from_slice(&bytes[end + mark..end + mark + fraction]);
        length += 1 + fraction;
        end += mark + fraction;
    }
    let mantissa = std::str::from_utf8(&figures[..length]).ok()?;
    let mut value = Decimal::parse(mantissa)?;
    let mut unit = -(fraction as i32);
    if let Some(padding) = zeros_left_out(&text[..at], &bytes[end..]).filter(|_| whole > 0 && fraction == 0) {
        unit -= padding as i32;
        end += 1;
    }
    if let Some((exponent, exponent_end)) = exponent(text, end) {
        value.exponent = value.exponent.checked_add(exponent)?;
        unit += exponent;
        end = exponent_end;
    }
    Some(Printed {
        span: Span { start: at, end },
        value: value.trimmed(),
        unit,
        turned: false,
        beyond: Decimal::ZERO,
    })
}

/// The length of the decimal mark that stands here, before a figure; 0 where there is none.
fn decimal_mark(bytes: &[u8], decimal_comma: bool) -> usize {
    let followed = |length: usize| bytes.get(length).is_some_and(u8::is_ascii_digit);
    let braced = bytes.starts_with(b"{,}") || bytes.starts_with(b"{.}");
    let bare = bytes.starts_with(b".") || decimal_comma && bytes.starts_with(b",");
    match (braced && followed(3), bare && followed(1)) {
        (true, _) => 3,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// How many places of an entry such as `0.   ,` are blank: an array is printed without the zeros at
/// the end. Between
/// entries that white space alone parts stands one more, or two before one without a minus.
fn zeros_left_out(before: &str, bytes: &[u8]) -> Option<usize> {
    let padding = bytes.strip_prefix(b".")?.iter().take_while(|byte| **byte == b' ').count();
    match bytes.get(1 + padding)? {
        b',' | b']' => Some(padding),
        b'-' if padding > 0 && is_in_array(before) => Some(padding - 1),
        b'0'..=b'9' if padding > 0 && is_in_array(before) => Some(padding.saturating_sub(2)),
        _ => None,
    }
}

/// Whether a square bracket is open in the line so far.
fn is_in_array(before: &str) -> bool {
    const LONGEST: usize = 400;
    let near = before.bytes().rev().take(LONGEST).take_while(|byte| *byte != b'\n');
    near.into_iter().find(|byte| matches!(byte, b'[' | b']')) == Some(b'[')
}

/// The power of ten that follows a mantissa, and where it ends.
fn exponent(text: &str, at: usize) -> Option<(i32, usize)> {
    let rest = &text[at..];
    let from = |after: &str, signs: &[&str]| -> Option<(i32, usize)> {
        let start = text.len() - after.len();
        let sign = signs.iter().find(|sign| after.starts_with(**sign)).copied().unwrap_or("");
        let figures = &after[sign.len()..];
        let length = figures.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 || length > 4 {
            return None;
        }
        let value: i32 = figures[..length].parse().ok()?;
        let negative = !sign.is_empty() && sign != "+";
        Some((if negative { -value } else { value }, start + sign.len() + length))
    };
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        let (value, end) = from(after, &["-", "+", "−"])?;
        // `2e1` is a number, `2e1x` and `2e^x` are not.
        return text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric()).then_some((value, end));
    }
    let mut after = rest.trim_start_matches([' ', '~']);
    after = ["\\times", "\\cdot", "×", "·", "⋅", "*"].iter().find_map(|times| after.strip_prefix(times))?;
    after = after.trim_start().strip_prefix("10")?;
    if let Some(power) = after.strip_prefix('^') {
        let (inner, braced) = match power.strip_prefix('{') {
            Some(inner) => (inner, true),
            None => (power, false),
        };
        let (value, end) = from(inner.trim_start(), &["-", "+", "−"])?;
        if !braced {
            return Some((value, end));
        }
        return text[end..].starts_with('}').then_some((value, end + 1));
    }
    raised(after).map(|(value, length)| (value, text.len() - after.len() + length))
}

/// A whole number in raised figures, `⁻³`, and its length in bytes.
fn raised(text: &str) -> Option<(i32, usize)> {
    let mut value = 0_i32;
    let mut negative = false;
    let mut length = 0;
    let mut figures = 0;
    for c in text.chars() {
        match (c, raised_digit(c)) {
            ('⁻', _) if length == 0 => negative = true,
            (_, Some(digit)) if figures < 4 => {
                value = value * 10 + digit as i32;
                figures += 1;
            }
            _ => break,
        }
        length += c.len_utf8();
    }
    (figures > 0).then_some((if negative { -value } else { value }, length))
}

/// The figure that a raised one stands for.
pub(crate) fn raised_digit(c: char) -> Option<u32> {
    Some(match c {
        '⁰' => 0,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁴'..='⁹' => c as u32 - '⁰' as u32,
        _ => return None,
    })
}

/// The figure that a lowered one stands for.
pub(crate) fn lowered_digit(c: char) -> Option<u32> {
    ('₀'..='₉').contains(&c).then(|| c as u32 - '₀' as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_print_them() {
        for (text, comma, value, unit, length) in [
            ("0.6420 ", false, 0.642, -4, 6),
            ("0{,}5374", false, 0.5374, -4, 8),
            (".854**2", false, 0.854, -3, 4),
            ("0,3; ", true, 0.3, -1, 3),
            ("0,3)", false, 0.0, 0, 1),
            ("5.77 \\times 10^{-3},", false, 0.00577, -5, 19),
            ("6.35e-3.", false, 0.00635, -5, 7),
            ("1.2·10⁻³", false, 0.0012, -4, "1.2·10⁻³".len()),
            ("2.", false, 2.0, 0, 1),
            ("0.  , 0.89]", false, 0.0, -2, 2),
            ("2. 3", false, 2.0, 0, 1),
            ("2e^x", false, 2.0, 0, 1),
        ] {
            let printed = scan(text, 0, comma).expect(text);
            assert_eq!(printed.value.to_f64(), value, "{text}");
            assert_eq!((printed.unit, printed.span.end), (unit, length), "{text}");
        }
        assert_eq!(scan("x", 0, false), None);
        let in_array = scan("[ 0.1  0.  -0.1]", 7, false).expect("a number");
        assert_eq!((in_array.unit, in_array.span.end), (-1, 9));
    }
}
