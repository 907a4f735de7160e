//! A plain matrix of doubles.

use std::ops::{Index, IndexMut};

/// `rows × columns` numbers, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
    /// The entries, row after row: entry (r, c) stands at `r * columns + c`.
    pub data: Vec<f64>,
}

impl Matrix {
    /// A matrix whose entry (r, c) is `entry(r, c)`.
    ///
    /// ```
    /// let m = clearprop::Matrix::from_fn(2, 3, |r, c| (10 * r + c) as f64);
    /// assert_eq!(m[(1, 2)], 12.0);
    /// ```
    pub fn from_fn(rows: usize, columns: usize, mut entry: impl FnMut(usize, usize) -> f64) -> Matrix {
        let mut data = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                data.push(entry(row, column));
            }
        }
        Matrix { rows, columns, data }
    }

    /// Row `row` as a slice of `columns` numbers.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.data[row * self.columns..][..self.columns]
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.data[row * self.columns + column]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.data[row * self.columns + column]
    }
}
