//! Decimal numbers: what a person writes down, and how it is rounded.

use std::fmt;

use super::Float;

/// (−1)^negative × coefficient × 10^exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// Whether it is below zero; zero is not.
    pub negative: bool,
    /// The significant figures.
    pub coefficient: u128,
    /// The power of ten of the last figure.
    pub exponent: i32,
}

/// The powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// How a number is shortened for print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Decimals after the point; a number below 1 keeps as many significant figures instead.
    pub digits: u32,
    /// Cut the figures that follow instead of rounding half away from zero.
    pub cut: bool,
}

impl Default for Rounding {
    fn default() -> Rounding {
        Rounding { digits: 4, cut: false }
    }
}

impl Decimal {
    /// The significant figures that a worked value keeps. Rounding to them is what makes
    /// exact decimals exact again: 0.37749999…9 to 60 figures is 0.3775 to 34.
    pub const FIGURES: u32 = 34;

    /// Zero.
    pub const ZERO: Decimal = Decimal { negative: false, coefficient: 0, exponent: 0 };

    /// The shortest decimal that names a finite double.
    ///
    /// ```
    /// use clearprop::math::Decimal;
    /// assert_eq!(Decimal::from_f64(0.1).to_string(), "0.1");
    /// ```
    pub fn from_f64(value: f64) -> Decimal {
        let text = format!("{value:e}");
        Decimal::parse(&text).unwrap_or_else(|| panic!("{value} is not a finite number"))
    }

    /// Reads `-12.5`, `.5`, `3.` or `1.2e-7`; at most 34 figures that are not leading zeros.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let figures = || whole.bytes().chain(fraction.bytes());
        let significant = figures().skip_while(|&figure| figure == b'0').count();
        if figures().count() == 0
            || significant > Decimal::FIGURES as usize
            || !figures().all(|figure| figure.is_ascii_digit())
        {
            return None;
        }
        let digit = |figure: u8| figure - b'0';
        let coefficient = if significant < 20 {
            u128::from(figures().fold(0_u64, |sum, figure| sum * 10 + u64::from(digit(figure))))
        } else {
            figures().fold(0_u128, |sum, figure| sum * 10 + u128::from(digit(figure)))
        };
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        (exponent.unsigned_abs() < 1_000_000)
            .then(|| Decimal { negative: negative && coefficient > 0, coefficient, exponent }.trimmed())
    }

    /// The same number without trailing zeros.
    pub fn trimmed(mut self) -> Decimal {
        if self.coefficient == 0 {
            return Decimal::ZERO;
        }
        // Halving steps: 33 zeros go in three divisions, not in 33.
        for zeros in [32, 16, 8, 4, 2, 1] {
            // A multiple of 10ⁿ is one of 2ⁿ, which shows without a division.
            if self.coefficient.trailing_zeros() < zeros {
                continue;
            }
            let power = 10_u128.pow(zeros);
            if self.coefficient.is_multiple_of(power) {
                self.coefficient /= power;
                self.exponent += zeros as i32;
            }
        }
        self
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        // Both parts are exact doubles here, and one division or product rounds once.
        if self.coefficient < 1 << 53 && self.exponent.unsigned_abs() < EXACT_POWERS.len() as u32 {
            let power = EXACT_POWERS[self.exponent.unsigned_abs() as usize];
            let whole = self.coefficient as u64 as f64;
            let size = if self.exponent < 0 { whole / power } else { whole * power };
            return if self.negative { -size } else { size };
        }
        let sign = if self.negative { "-" } else { "" };
        let text = format!("{sign}{}e{}", self.coefficient, self.exponent);
        text.parse().expect("a decimal is a number")
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    /// The number with the other sign.
    pub fn negated(self) -> Decimal {
        Decimal { negative: !self.negative && !self.is_zero(), ..self }
    }

    /// The sum of two decimals, to 34 figures.
    ///
    /// ```
    /// use clearprop::math::Decimal;
    /// let sum = Decimal::from_f64(0.4).plus(Decimal::from_f64(-0.0201));
    /// assert_eq!(sum, Decimal::from_f64(0.3799));
    /// ```
    pub fn plus(self, other: Decimal) -> Decimal {
        if other.is_zero() {
            return self;
        }
        let sum = Float::<4>::from_decimal(&self) + Float::from_decimal(&other);
        sum.to_decimal().expect("it lies between finite numbers").trimmed()
    }

    /// The power of ten of the first figure: 0 for 1 to 9.99…, −1 for 0.1 to 0.99….
    pub fn magnitude(self) -> i32 {
        match self.coefficient.checked_ilog10() {
            Some(log) => self.exponent + log as i32,
            None => 0,
        }
    }

    /// Shortened so that its last figure stands for 10^`place`.
    pub fn rounded_at(self, place: i32, cut: bool) -> Decimal {
        let drop = place.saturating_sub(self.exponent);
        if drop <= 0 {
            return self;
        }
        let unit = 10_u128.checked_pow(drop as u32);
        let (quotient, remainder) = match unit {
            Some(unit) => (self.coefficient / unit, self.coefficient % unit),
            None => (0, 0),
        };
        let up = !cut && unit.is_some_and(|unit| remainder >= unit - remainder);
        let coefficient = quotient + u128::from(up);
        Decimal { negative: self.negative && coefficient > 0, coefficient, exponent: place }
    }

    /// Shortened for print: `digits` decimals, or as many significant figures below 1.
    pub fn rounded(self, rounding: Rounding) -> Decimal {
        if self.is_zero() {
            return Decimal::ZERO;
        }
        let digits = rounding.digits as i32;
        let place = if self.magnitude() < 0 { self.magnitude() + 1 - digits } else { -digits };
        let rounded = self.rounded_at(place, rounding.cut);
        // 0.099999 rounds to 0.1000, which is one figure longer than it need be.
        if rounded.magnitude() > self.magnitude() && self.magnitude() < 0 {
            self.rounded_at((place + 1).min(0), rounding.cut)
        } else {
            rounded
        }
    }

    /// The text of the number shortened for print, padded with zeros to the digits asked for;
    /// below a millionth and from 10¹⁵ on with a power of ten, as `1.234e-7`.
    ///
    /// ```
    /// use clearprop::math::{Decimal, Rounding};
    /// let print = |x: f64| Decimal::from_f64(x).print(Rounding::default());
    /// assert_eq!(print(1.5), "1.5000");
    /// assert_eq!(print(0.00117342), "0.001173");
    /// assert_eq!(print(0.00000012345), "1.235e-7");
    /// ```
    pub fn print(self, rounding: Rounding) -> String {
        let rounded = self.rounded(rounding);
        if rounded.is_zero() {
            return "0".to_owned();
        }
        let magnitude = rounded.magnitude();
        if is_positional(magnitude) {
            let digits = rounding.digits as i32;
            let decimals = if magnitude < 0 { digits - magnitude - 1 } else { digits };
            return rounded.fixed(decimals);
        }
        let figures = rounding.digits.max(1) as i32;
        let mantissa = Decimal { exponent: rounded.exponent - magnitude, ..rounded };
        let mantissa = mantissa.rounded_at(1 - figures, rounding.cut);
        format!("{}e{magnitude}", mantissa.fixed(figures - 1))
    }

    /// Whether [`Decimal::print`] loses nothing of the number.
    pub fn is_printed_whole(self, rounding: Rounding) -> bool {
        let rounded = self.rounded(rounding);
        if rounded.is_zero() || is_positional(rounded.magnitude()) {
            return rounded.trimmed() == self.trimmed();
        }
        Decimal::parse(&self.print(rounding)) == Some(self.trimmed())
    }

    /// Positional notation with this many decimals, of a number that has no more.
    fn fixed(self, decimals: i32) -> String {
        let scale = usize::try_from(self.exponent + decimals).expect("no figure is dropped here");
        let decimals = decimals as usize;
        let mut figures = self.coefficient.to_string();
        figures.extend(std::iter::repeat_n('0', scale));
        let mut text = String::with_capacity(figures.len() + decimals + 3);
        text.push_str(if self.negative { "-" } else { "" });
        match figures.len().checked_sub(decimals).filter(|&whole| whole > 0) {
            Some(whole) => text.push_str(&figures[..whole]),
            None => text.push('0'),
        }
        if decimals > 0 {
            text.push('.');
            text.extend(std::iter::repeat_n('0', decimals.saturating_sub(figures.len())));
            text.push_str(&figures[figures.len().saturating_sub(decimals)..]);
        }
        text
    }
}

/// Whether print shows a number of this magnitude without a power of ten.
fn is_positional(magnitude: i32) -> bool {
    (-6..15).contains(&magnitude)
}

/// All its figures: positional from a millionth to 10³⁴, else with a power of ten.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.trimmed();
        let magnitude = number.magnitude();
        if (-7..35).contains(&magnitude) {
            return f.write_str(
                &Decimal { coefficient: number.coefficient, ..number }.fixed((-number.exponent).max(0)),
            );
        }
        let mantissa = Decimal { exponent: number.exponent - magnitude, ..number };
        write!(f, "{}e{magnitude}", mantissa.fixed(-mantissa.exponent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str, digits: u32, cut: bool) -> String {
        Decimal::parse(text).expect("a number").print(Rounding { digits, cut })
    }

    #[test]
    fn rounding_is_half_away_from_zero_and_cutting_is_towards_it() {
        assert_eq!(print("0.3775", 3, false), "0.378");
        assert_eq!(print("-2.00005", 4, false), "-2.0001");
        assert_eq!(print("0.81757", 4, true), "0.8175");
        assert_eq!(print("0.99996", 4, false), "1.0000");
        assert_eq!(print("0.099999", 4, false), "0.1000");
        assert_eq!(print("9.99996", 4, false), "10.0000");
        assert_eq!(print("123.456", 0, false), "123");
        assert_eq!(print("0.0000009996", 3, false), "0.00000100");
        assert_eq!(print("5.07595889754946e-435", 4, false), "5.076e-435");
        assert_eq!(print("1.97e434", 4, false), "1.970e434");
    }

    #[test]
    fn every_double_keeps_its_name() {
        for value in [0.1, -2.5, 1e300, 5e-324, 123456789.125, 0.0] {
            let decimal = Decimal::from_f64(value);
            assert_eq!(decimal.to_f64(), value);
            assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
        }
    }
}
