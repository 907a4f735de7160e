//! Rows of a table -> rows of a dataset.

use super::{Encoding, Preprocessing, truth_of};
use crate::table::{Column, Numbers, Table, Values, Words};
use crate::{Dataset, Error, Scalar};

/// The rows that are worked at a time: their inputs stay in the cache while column after column is filled in.
const ROWS: usize = 512;

impl Preprocessing {
    /// The inputs of the given rows, `rows × inputs`.
    ///
    /// # Errors
    /// [`Error::Table`] if the table lacks a column, or has it as another kind.
    pub fn inputs_of<T: Scalar>(&self, table: &Table, rows: &[u32]) -> Result<Vec<T>, Error> {
        let columns =
            self.columns.iter().map(|column| find(table, &column.name)).collect::<Result<Vec<_>, _>>()?;
        let inputs = self.inputs();
        let mut out = vec![T::default(); rows.len() * inputs];
        let writers =
            self.columns.iter().zip(&columns).map(|(column, values)| Writer::new(&column.encoding, values));
        let writers = writers.collect::<Result<Vec<_>, _>>()?;
        for (rows, out) in rows.chunks(ROWS).zip(out.chunks_mut(ROWS * inputs.max(1))) {
            let mut place = 0;
            for (writer, column) in writers.iter().zip(&self.columns) {
                writer.write(rows, out, inputs, place);
                place += column.encoding.width();
            }
        }
        Ok(out)
    }

    /// Inputs and targets of the given rows.
    ///
    /// # Errors
    /// [`Error::Table`] if the table lacks a column or a row its target.
    pub fn dataset<T: Scalar>(&self, table: &Table, rows: &[u32]) -> Result<Dataset<T>, Error> {
        Ok(Dataset {
            rows: rows.len(),
            inputs: self.inputs(),
            outputs: self.outputs(),
            input: self.inputs_of(table, rows)?,
            target: self.target.targets_of(table, rows)?,
            weight: None,
        })
    }
}

/// The column of this name.
pub(super) fn find<'a>(table: &'a Table, name: &str) -> Result<&'a Column, Error> {
    table.column(name).ok_or_else(|| Error::Table(format!("there is no column `{name}`")))
}

/// A column on its way into the inputs.
enum Writer<'a> {
    Number {
        values: &'a Numbers,
        mean: f64,
        scale: f64,
        missing: bool,
    },
    Boolean {
        words: &'a Words,
        falsehood: &'a str,
        truth: &'a str,
        mean: f64,
        missing: bool,
    },
    /// For each code of the column the place of its input.
    Category {
        words: &'a Words,
        places: Vec<Option<usize>>,
        missing: Option<usize>,
    },
}

impl<'a> Writer<'a> {
    fn new(encoding: &'a Encoding, column: &'a Column) -> Result<Writer<'a>, Error> {
        match (encoding, &column.values) {
            (Encoding::Number { mean, deviation, missing }, Values::Numbers(values)) => {
                Ok(Writer::Number { values, mean: *mean, scale: 1.0 / deviation, missing: *missing })
            }
            (Encoding::Boolean { falsehood, truth, mean, missing }, Values::Words(words)) => {
                Ok(Writer::Boolean { words, falsehood, truth, mean: *mean, missing: *missing })
            }
            (Encoding::Category { words: known, missing }, Values::Words(words)) => {
                let place = |word: &String| known.iter().position(|known| known == word);
                let places = words.list.iter().map(place).collect();
                Ok(Writer::Category { words, places, missing: missing.then_some(known.len()) })
            }
            _ => {
                Err(Error::Table(format!("column `{}` is not of the kind that the model knows", column.name)))
            }
        }
    }

    /// Fills in this column's inputs, which start at `place` of each row of `out`.
    fn write<T: Scalar>(&self, rows: &[u32], out: &mut [T], inputs: usize, place: usize) {
        let out = rows.iter().zip(out.chunks_exact_mut(inputs));
        let one = T::from_f64(1.0);
        match self {
            Writer::Number { values, mean, scale, missing } => {
                for (&row, out) in out {
                    let value = values.get(row as usize);
                    if !value.is_nan() {
                        out[place] = T::from_f64((value - mean) * scale);
                    } else if *missing {
                        out[place + 1] = one;
                    }
                }
            }
            Writer::Boolean { words, falsehood, truth, mean, missing } => {
                for (&row, out) in out {
                    let value = truth_of(words, row as usize, falsehood, truth);
                    out[place] = T::from_f64(value.unwrap_or(*mean));
                    if *missing && words.codes[row as usize] == Words::MISSING {
                        out[place + 1] = one;
                    }
                }
            }
            Writer::Category { words, places, missing } => {
                for (&row, out) in out {
                    let code = words.codes[row as usize];
                    let input = if code == Words::MISSING { *missing } else { places[code as usize] };
                    if let Some(input) = input {
                        out[place + input] = one;
                    }
                }
            }
        }
    }
}
