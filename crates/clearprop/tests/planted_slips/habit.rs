//! The habits in which people shorten numbers.

use clearprop::math::Decimal;

use crate::chance::Chance;

/// How a person shortens numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habit {
    /// Decimals, or figures below 1.
    pub(crate) digits: i32,
    /// Whether figures below 1 are counted instead of decimals.
    pub(crate) figures: bool,
    pub(crate) shortening: Shortening,
    /// Go on with the printed numbers, or with all their digits.
    pub(crate) carries: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shortening {
    HalfUp,
    HalfEven,
    Cut,
}

impl Habit {
    pub(crate) fn any(chance: &mut Chance) -> Habit {
        Habit {
            digits: 4 + chance.below(4) as i32,
            figures: chance.below(2) == 0,
            shortening: chance.one_of(&[Shortening::HalfUp, Shortening::HalfEven, Shortening::Cut]),
            carries: chance.below(3) > 0,
        }
    }

    /// The number as it is printed, and the place of its last digit.
    pub(crate) fn shorten(self, value: f64) -> (Decimal, i32) {
        let exact = Decimal::from_f64(value);
        // 0.30000000000000004 is 0.3 to anyone with a calculator.
        let exact = exact.rounded_at(exact.magnitude() - 12, false).trimmed();
        let place = if self.figures && exact.magnitude() < 0 {
            exact.magnitude() + 1 - self.digits
        } else {
            -self.digits
        };
        if exact.exponent >= place {
            return (exact, exact.exponent.min(-1));
        }
        let shortened = match self.shortening {
            Shortening::Cut => exact.rounded_at(place, true),
            Shortening::HalfUp => exact.rounded_at(place, false),
            Shortening::HalfEven => {
                let cut = exact.rounded_at(place, true);
                let tie = Decimal { coefficient: cut.coefficient * 10 + 5, exponent: place - 1, ..cut };
                let is_tie = tie.trimmed() == exact.trimmed();
                if is_tie && cut.coefficient.is_multiple_of(2) { cut } else { exact.rounded_at(place, false) }
            }
        };
        (shortened.trimmed(), place)
    }
}
