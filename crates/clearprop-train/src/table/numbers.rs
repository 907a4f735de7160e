//! A column of numbers, as small in memory as its values allow.

/// Above this size an `f32` can no longer tell neighbouring whole numbers well apart.
const LARGE: f64 = 1_000_000.0;

/// Numbers in the order of the rows; a missing one is NaN.
///
/// They are kept as `f32`, until one arrives that is large and not an `f32` (a time in seconds, say,
/// of which `f32` keeps only every 128th): from then on the whole column is `f64`.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Four bytes a row.
    F32(Vec<f32>),
    /// Eight bytes a row.
    F64(Vec<f64>),
}

impl Numbers {
    /// No numbers yet, with room for `rows`; `wide` keeps every digit of an `f64` from the start.
    pub fn with_capacity(rows: usize, wide: bool) -> Numbers {
        match wide {
            false => Numbers::F32(Vec::with_capacity(rows)),
            true => Numbers::F64(Vec::with_capacity(rows)),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Numbers::F32(values) => values.len(),
            Numbers::F64(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of row `row`, NaN where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> f64 {
        match self {
            Numbers::F32(values) => f64::from(values[row]),
            Numbers::F64(values) => values[row],
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Adds one at the end.
    #[inline]
    pub fn push(&mut self, value: f64) {
        match self {
            Numbers::F32(values) if value.abs() <= LARGE || value.is_nan() => values.push(value as f32),
            _ => self.push_large(value),
        }
    }

    #[cold]
    fn push_large(&mut self, value: f64) {
        if let Numbers::F32(values) = self
            && f64::from(value as f32) == value
        {
            values.push(value as f32);
            return;
        }
        self.widen().push(value);
    }

    /// Makes the column `f64`.
    fn widen(&mut self) -> &mut Vec<f64> {
        if let Numbers::F32(values) = self {
            *self = Numbers::F64(values.iter().map(|&value| f64::from(value)).collect());
        }
        match self {
            Numbers::F64(values) => values,
            Numbers::F32(_) => unreachable!("it was widened above"),
        }
    }

    /// Adds all of `other` at the end.
    pub fn append(&mut self, other: &Numbers) {
        match (&mut *self, other) {
            (Numbers::F32(values), Numbers::F32(more)) => values.extend_from_slice(more),
            (_, Numbers::F64(more)) => self.widen().extend_from_slice(more),
            (Numbers::F64(values), Numbers::F32(more)) => {
                values.extend(more.iter().map(|&value| f64::from(value)));
            }
        }
    }

    /// Makes room for `rows` more, so that appending does not copy.
    pub fn reserve(&mut self, rows: usize) {
        match self {
            Numbers::F32(values) => values.reserve_exact(rows),
            Numbers::F64(values) => values.reserve_exact(rows),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_number_widens_the_column_and_loses_nothing() {
        let mut numbers = Numbers::with_capacity(2, false);
        numbers.push(0.5);
        numbers.push(16_777_216.0);
        assert!(matches!(numbers, Numbers::F32(_)));
        numbers.push(1_700_000_001.0);
        numbers.push(f64::NAN);
        assert!(matches!(numbers, Numbers::F64(_)));
        let values: Vec<f64> = numbers.iter().collect();
        assert_eq!(values[..3], [0.5, 16_777_216.0, 1_700_000_001.0]);
        assert!(values[3].is_nan());
    }
}
