//! Tables: CSV and its like, plain or packed, and Parquet, read column by column.

mod blocks;
mod cell;
mod dialect;
mod numbers;
mod parquet;
mod reader;
mod source;
mod text;
mod words;
mod write;

pub use numbers::Numbers;
pub use reader::{Chunk, ReadOptions, TableReader};
pub use words::Words;
pub use write::{TableFormat, TableWriter, quoted};

/// A table in memory, or some consecutive rows of one.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The number of rows.
    pub rows: usize,
    /// The columns that were read, in the order of the file.
    pub columns: Vec<Column>,
}

/// A column with its name.
#[derive(Clone, Debug)]
pub struct Column {
    /// As the header has it; without a header the number of the column, from 1.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// The values of a column.
#[derive(Clone, Debug)]
pub enum Values {
    /// Numbers; a missing one is NaN.
    Numbers(Numbers),
    /// Words; some may be missing.
    Words(Words),
}

/// What a column of a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Words.
    Word,
    /// Nothing: it is passed over.
    Skip,
}

/// A column of a file that is still to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its name.
    pub name: String,
    /// What it will be read as.
    pub kind: Kind,
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Adds the rows of a table with the same columns at the end.
    pub(crate) fn append(&mut self, other: &Table) {
        self.rows += other.rows;
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            match (&mut column.values, &more.values) {
                (Values::Numbers(values), Values::Numbers(more)) => values.append(more),
                (Values::Words(values), Values::Words(more)) => values.append(more),
                _ => panic!("the parts of a column are of one kind"),
            }
        }
    }
}

impl Values {
    pub(crate) fn new(kind: Kind, rows: usize, wide: bool) -> Values {
        match kind {
            Kind::Number => Values::Numbers(Numbers::with_capacity(rows, wide)),
            Kind::Word | Kind::Skip => Values::Words(Words::default()),
        }
    }

    /// The value of a row as text, empty where it is missing.
    pub fn text(&self, row: usize) -> String {
        match self {
            Values::Numbers(numbers) if numbers.get(row).is_nan() => String::new(),
            Values::Numbers(Numbers::F32(values)) => values[row].to_string(),
            Values::Numbers(Numbers::F64(values)) => values[row].to_string(),
            Values::Words(words) => words.get(row).unwrap_or_default().to_owned(),
        }
    }
}
