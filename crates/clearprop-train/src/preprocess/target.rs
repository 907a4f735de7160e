//! What a network answers: a class, or numbers.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::encode::find;
use crate::table::{Column, Kind, Table, Values};
use crate::{Error, Scalar};

/// The target of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "lowercase")]
pub enum Target {
    /// One of several classes. Two have one output, the probability of the second; more have one each.
    Classes {
        /// The column that holds them.
        column: String,
        /// Their names, in the order of the outputs.
        classes: Vec<String>,
        /// Whether the column holds numbers.
        numeric: bool,
    },
    /// One number for each column.
    Numbers {
        /// The columns, in the order of the outputs.
        columns: Vec<String>,
    },
}

impl Target {
    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        match self {
            Target::Classes { classes, .. } if classes.len() == 2 => 1,
            Target::Classes { classes, .. } => classes.len(),
            Target::Numbers { columns } => columns.len(),
        }
    }

    /// The columns that hold it.
    pub fn columns(&self) -> &[String] {
        match self {
            Target::Classes { column, .. } => std::slice::from_ref(column),
            Target::Numbers { columns } => columns,
        }
    }

    /// What its columns are read as.
    pub fn kind(&self) -> Kind {
        match self {
            Target::Classes { numeric: false, .. } => Kind::Word,
            Target::Classes { numeric: true, .. } | Target::Numbers { .. } => Kind::Number,
        }
    }

    /// For each of the given rows the place of its class. `before` rows stand before the table, for messages.
    ///
    /// # Errors
    /// [`Error::Table`] if a row has none, or one that the model does not know.
    pub fn classes_of(&self, table: &Table, rows: &[u32], before: usize) -> Result<Vec<usize>, Error> {
        let Target::Classes { column, classes, .. } = self else {
            panic!("only a target of classes has classes");
        };
        let column = find(table, column)?;
        let places: HashMap<&str, usize> =
            classes.iter().enumerate().map(|(at, class)| (class.as_str(), at)).collect();
        let unknown = |row: u32, name: &str| {
            let (row, column) = (before + row as usize + 1, &column.name);
            Error::Table(match name {
                "" => missing(row, column),
                name => format!("row {row}, column `{column}`: the model knows no class `{name}`"),
            })
        };
        let class = |row: u32, name: &str| places.get(name).copied().ok_or_else(|| unknown(row, name));
        match &column.values {
            Values::Words(words) => {
                rows.iter().map(|&row| class(row, words.get(row as usize).unwrap_or_default())).collect()
            }
            Values::Numbers(numbers) => {
                // A table has many rows and few classes: each number is looked up once.
                let mut seen: Vec<(f64, usize)> = Vec::new();
                let mut place = |row: u32| {
                    let value = numbers.get(row as usize);
                    if let Some(&(_, place)) = seen.iter().find(|(known, _)| *known == value) {
                        return Ok(place);
                    }
                    let place = class(row, &column.values.text(row as usize))?;
                    seen.push((value, place));
                    Ok(place)
                };
                rows.iter().map(|&row| place(row)).collect()
            }
        }
    }

    /// For each of the given rows its numbers, `rows × columns`. `before` rows stand before the table, for messages.
    ///
    /// # Errors
    /// [`Error::Table`] if a row lacks one.
    pub fn numbers_of(&self, table: &Table, rows: &[u32], before: usize) -> Result<Vec<f64>, Error> {
        let columns: Vec<&Column> =
            self.columns().iter().map(|name| find(table, name)).collect::<Result<_, _>>()?;
        let mut out = Vec::with_capacity(rows.len() * columns.len());
        for &row in rows {
            for column in &columns {
                let value = match &column.values {
                    Values::Numbers(numbers) => numbers.get(row as usize),
                    Values::Words(_) => f64::NAN,
                };
                if value.is_nan() {
                    return Err(Error::Table(missing(before + row as usize + 1, &column.name)));
                }
                out.push(value);
            }
        }
        Ok(out)
    }

    /// What the network is to answer to the given rows, `rows × outputs`.
    ///
    /// # Errors
    /// As [`Target::classes_of`] and [`Target::numbers_of`].
    pub fn targets_of<T: Scalar>(&self, table: &Table, rows: &[u32]) -> Result<Vec<T>, Error> {
        match self {
            Target::Numbers { .. } => {
                Ok(self.numbers_of(table, rows, 0)?.into_iter().map(T::from_f64).collect())
            }
            Target::Classes { .. } => {
                let outputs = self.outputs();
                let mut targets = vec![T::default(); rows.len() * outputs];
                for (class, target) in
                    self.classes_of(table, rows, 0)?.into_iter().zip(targets.chunks_mut(outputs))
                {
                    match outputs {
                        1 => target[0] = T::from_f64(class as f64),
                        _ => target[class] = T::from_f64(1.0),
                    }
                }
                Ok(targets)
            }
        }
    }
}

pub(super) fn missing(row: usize, column: &str) -> String {
    format!("row {row}, column `{column}`: the target is missing; fill it in, or remove the row")
}
