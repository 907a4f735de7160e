//! One cell of a text table: where it ends, and what number it holds.

use std::borrow::Cow;

/// What stands where a value is missing.
const MISSING: [&[u8]; 11] =
    [b"NA", b"N/A", b"n/a", b"NaN", b"nan", b"NULL", b"null", b"None", b"?", b"#N/A", b"<NA>"];

/// Whether this text, without the spaces around it, says that there is no value.
pub(crate) fn is_missing(text: &[u8]) -> bool {
    text.is_empty() || MISSING.contains(&text)
}

/// A cell and what comes after it.
#[derive(Debug)]
pub(crate) struct Cell<'a> {
    /// Its text, without quotes and the spaces around it.
    pub(crate) text: Cow<'a, [u8]>,
    /// Where the next cell, or the next record, starts.
    pub(crate) next: usize,
    /// Whether it was the last of its record.
    pub(crate) last: bool,
}

/// The cell that starts at `start`; nothing if it does not end in these bytes.
pub(crate) fn cell(bytes: &[u8], start: usize, delimiter: u8) -> Option<Cell<'_>> {
    let rest = &bytes[start..];
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    if rest.get(spaces) == Some(&b'"') {
        return quoted(bytes, start + spaces + 1, delimiter);
    }
    let length = memchr::memchr2(delimiter, b'\n', rest)?;
    let text = rest[..length].trim_ascii();
    Some(Cell { text: Cow::Borrowed(text), next: start + length + 1, last: rest[length] == b'\n' })
}

/// A cell whose opening quote stands before `start`. Two quotes within are one.
fn quoted(bytes: &[u8], start: usize, delimiter: u8) -> Option<Cell<'_>> {
    let mut text = Cow::Borrowed(&bytes[..0]);
    let mut from = start;
    loop {
        let end = from + memchr::memchr(b'"', &bytes[from..])?;
        if text.is_empty() {
            text = Cow::Borrowed(&bytes[from..end]);
        } else {
            text.to_mut().extend_from_slice(&bytes[from..end]);
        }
        if bytes.get(end + 1) == Some(&b'"') {
            text.to_mut().push(b'"');
            from = end + 2;
            continue;
        }
        // What stands between the closing quote and the delimiter belongs to the cell too.
        let length = memchr::memchr2(delimiter, b'\n', &bytes[end + 1..])?;
        let tail = bytes[end + 1..][..length].trim_ascii_end();
        if !tail.is_empty() {
            text.to_mut().extend_from_slice(tail);
        }
        let stop = end + 1 + length;
        return Some(Cell { text, next: stop + 1, last: bytes[stop] == b'\n' });
    }
}

/// The number that stands at `start`, and where it ends. `point` parts its whole from its fraction.
#[inline]
pub(crate) fn number_at(bytes: &[u8], start: usize, point: u8) -> Option<(f64, usize)> {
    let sign = *bytes.get(start)?;
    let first = start + usize::from(sign == b'-' || sign == b'+');
    let mut mantissa = 0_u64;
    let mut at = digits(bytes, first, &mut mantissa);
    let whole = at - first;
    let mut fraction = 0;
    if bytes.get(at) == Some(&point) {
        let from = at + 1;
        at = digits(bytes, from, &mut mantissa);
        fraction = at - from;
    }
    if whole + fraction == 0 {
        return None;
    }
    let exponent = matches!(bytes.get(at), Some(b'e' | b'E'));
    // A mantissa below 2⁵³ and a power of ten up to 22 are both exact, so one division rounds once.
    if exponent || whole + fraction > 19 || mantissa >= 1 << 53 || fraction > 22 {
        return long_number_at(bytes, start, first, point);
    }
    let value = mantissa as f64 / POWERS[fraction];
    // Signs come at random: a multiplication is cheaper than a branch that is guessed wrong.
    Some((value * if sign == b'-' { -1.0 } else { 1.0 }, at))
}

/// Takes in the digits from `at` on; gives where they end.
#[inline]
fn digits(bytes: &[u8], mut at: usize, mantissa: &mut u64) -> usize {
    while let Some(&eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        // Each byte of `values` is a digit's value; the top bit of `others` marks what is no digit.
        let values = u64::from_le_bytes(eight) ^ 0x3030_3030_3030_3030;
        let others = (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080;
        let count = others.trailing_zeros() as usize / 8;
        if count == 0 {
            return at;
        }
        *mantissa =
            mantissa.wrapping_mul(WHOLE_POWERS[count]).wrapping_add(eight_digits(values << (64 - 8 * count)));
        at += count;
        if count < 8 {
            return at;
        }
    }
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit < 10) {
        *mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The number of eight digits whose values stand in eight bytes, the first in the lowest: pairs,
/// then fours, then all of them are joined at once.
fn eight_digits(values: u64) -> u64 {
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let upper = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let lower = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    upper.wrapping_add(lower) >> 32
}

const WHOLE_POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Numbers with an exponent or very many digits.
#[cold]
fn long_number_at(bytes: &[u8], start: usize, first: usize, point: u8) -> Option<(f64, usize)> {
    let of_number = |byte: &u8| byte.is_ascii_digit() || *byte == point || b"eE+-".contains(byte);
    let length = bytes[first..].iter().take_while(|byte| of_number(byte)).count();
    let mut text = bytes[first..first + length].to_vec();
    text.iter_mut().filter(|byte| **byte == point).for_each(|byte| *byte = b'.');
    let (value, used) = fast_float2::parse_partial::<f64, _>(&text).ok()?;
    let value = if bytes[start] == b'-' { -value } else { value };
    value.is_finite().then_some((value, first + used))
}

/// The number that a whole text is, if it is one.
pub(crate) fn number(text: &[u8], point: u8) -> Option<f64> {
    number_at(text, 0, point).filter(|&(_, end)| end == text.len()).map(|(value, _)| value)
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0.125",
            "+7",
            "1e5",
            "-2.5E-3",
            "0.1",
            "123456789.123456789",
            "99999999999999999999999",
            "0.000000000000000000000000123",
            "1.7976931348623157e308",
            "5e-324",
            ".5",
            "5.",
        ] {
            assert_eq!(number(text.as_bytes(), b'.'), Some(text.parse::<f64>().unwrap()), "{text}");
            let comma = text.replace('.', ",");
            assert_eq!(number(comma.as_bytes(), b','), Some(text.parse::<f64>().unwrap()), "{comma}");
        }
        for text in ["", "-", ".", "1.2.3", "1,2", "abc", "12a", "1e", "1e999", "inf", "nan", "--1", "1 2"] {
            assert_eq!(number(text.as_bytes(), b'.'), None, "{text}");
        }
    }

    #[test]
    fn cells_end_at_the_delimiter_outside_quotes() {
        let bytes = b"a b , \"c,\"\"d\"\"\ne\" ,\r\nx";
        let mut at = 0;
        let mut texts = Vec::new();
        while let Some(cell) = cell(bytes, at, b',') {
            texts.push((String::from_utf8_lossy(&cell.text).into_owned(), cell.last));
            at = cell.next;
        }
        assert_eq!(texts, [("a b".into(), false), ("c,\"d\"\ne".into(), false), (String::new(), true)],);
    }
}
