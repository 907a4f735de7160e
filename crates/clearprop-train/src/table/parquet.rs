//! Reading Parquet, one group of rows after another.

use std::fs::File;

use parquet::basic::{ConvertedType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cell::{is_missing, number};
use super::reader::Chunk;
use super::{Column, Heading, Kind, Table, Values};
use crate::Error;

/// The most rows of a chunk.
const ROWS: usize = 1 << 16;

/// An opened Parquet file.
pub(crate) struct ParquetTable {
    pub(crate) headings: Vec<Heading>,
    reader: Box<dyn FileReader + Send>,
}

impl ParquetTable {
    pub(crate) fn open(file: File) -> Result<ParquetTable, Error> {
        ParquetTable::new(Box::new(SerializedFileReader::new(file).map_err(damaged)?))
    }

    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Result<ParquetTable, Error> {
        ParquetTable::new(Box::new(SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(damaged)?))
    }

    fn new(reader: Box<dyn FileReader + Send>) -> Result<ParquetTable, Error> {
        let metadata = reader.metadata().file_metadata();
        if metadata.num_rows() <= 0 {
            return Err(Error::Table("has no rows".into()));
        }
        let headings = metadata
            .schema_descr()
            .columns()
            .iter()
            .map(|column| heading(column))
            .collect::<Result<_, _>>()?;
        Ok(ParquetTable { headings, reader })
    }

    /// Hands over all rows in order.
    pub(crate) fn for_each(
        &self,
        headings: &[Heading],
        wide: bool,
        consume: &mut dyn FnMut(Chunk) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut first_row = 0;
        for group in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(group).map_err(damaged)?;
            let mut remaining = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let mut readers = Vec::new();
            for (place, heading) in headings.iter().enumerate() {
                if heading.kind != Kind::Skip {
                    readers.push((
                        heading,
                        group.metadata().column(place).column_descr_ptr(),
                        group.get_column_reader(place).map_err(damaged)?,
                    ));
                }
            }
            while remaining > 0 {
                let rows = remaining.min(ROWS);
                let mut table = Table { rows, columns: Vec::with_capacity(readers.len()) };
                for (heading, description, reader) in &mut readers {
                    let mut values = Values::new(heading.kind, rows, wide);
                    fill(reader, description, heading, first_row, rows, &mut values)?;
                    table.columns.push(Column { name: heading.name.clone(), values });
                }
                consume(Chunk { table, first_row, ..Chunk::default() })?;
                first_row += rows;
                remaining -= rows;
            }
        }
        Ok(())
    }
}

fn damaged(error: ParquetError) -> Error {
    Error::Table(format!("cannot be read as Parquet: {error}"))
}

fn heading(column: &ColumnDescriptor) -> Result<Heading, Error> {
    let name = column.path().string();
    if column.max_rep_level() > 0 || column.max_def_level() > 1 {
        return Err(Error::Table(format!(
            "column `{name}` holds lists or records; expected one value a row"
        )));
    }
    let kind = match column.physical_type() {
        Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE => Kind::Number,
        Physical::FIXED_LEN_BYTE_ARRAY if is_decimal(column) => Kind::Number,
        Physical::BOOLEAN | Physical::BYTE_ARRAY => Kind::Word,
        Physical::FIXED_LEN_BYTE_ARRAY | Physical::INT96 => Kind::Skip,
    };
    Ok(Heading { name, kind })
}

fn is_decimal(column: &ColumnDescriptor) -> bool {
    column.converted_type() == ConvertedType::DECIMAL
}

/// A value on its way into a column.
enum Cell<'a> {
    Number(f64),
    Text(&'a [u8]),
}

/// Reads the next `rows` values of a column.
fn fill(
    reader: &mut ColumnReader,
    description: &ColumnDescriptor,
    heading: &Heading,
    first_row: usize,
    rows: usize,
    values: &mut Values,
) -> Result<(), Error> {
    let scale = if is_decimal(description) { 0.1_f64.powi(description.type_scale()) } else { 1.0 };
    let unsigned = description.converted_type() == ConvertedType::UINT_64;
    let mut row = first_row;
    let mut push = |cell: Option<Cell<'_>>| {
        row += 1;
        store(cell, values)
            .map_err(|problem| Error::Table(format!("row {row}, column `{}`: {problem}", heading.name)))
    };
    let nullable = description.max_def_level() > 0;
    match reader {
        ColumnReader::BoolColumnReader(reader) => column(reader, nullable, rows, |value| {
            push(value.map(|&value| Cell::Text(if value { b"true" } else { b"false" })))
        }),
        ColumnReader::Int32ColumnReader(reader) => column(reader, nullable, rows, |value| {
            push(value.map(|&value| Cell::Number(f64::from(value) * scale)))
        }),
        ColumnReader::Int64ColumnReader(reader) => column(reader, nullable, rows, |value| {
            let number = |value: i64| if unsigned { value as u64 as f64 } else { value as f64 * scale };
            push(value.map(|&value| Cell::Number(number(value))))
        }),
        ColumnReader::FloatColumnReader(reader) => {
            column(reader, nullable, rows, |value| push(value.map(|&value| Cell::Number(f64::from(value)))))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            column(reader, nullable, rows, |value| push(value.map(|&value| Cell::Number(value))))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            column(reader, nullable, rows, |value| push(value.map(|value| Cell::Text(value.data()))))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => column(reader, nullable, rows, |value| {
            push(value.map(|value| Cell::Number(big_endian(value.data()) * scale)))
        }),
        ColumnReader::Int96ColumnReader(_) => Err(Error::Table(format!(
            "column `{}`: times in the old 96-bit form cannot be read",
            heading.name
        ))),
    }
}

/// Hands `rows` values of a column to `push`, missing ones as nothing.
fn column<D: DataType>(
    reader: &mut ColumnReaderImpl<D>,
    nullable: bool,
    rows: usize,
    mut push: impl FnMut(Option<&D::T>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut remaining = rows;
    while remaining > 0 {
        values.clear();
        levels.clear();
        let (read, _, _) = reader
            .read_records(remaining, nullable.then_some(&mut levels), None, &mut values)
            .map_err(damaged)?;
        if read == 0 {
            return Err(Error::Table("cannot be read as Parquet: a column ends early".into()));
        }
        remaining = remaining.saturating_sub(read);
        let mut present = values.iter();
        for row in 0..read {
            let value = if nullable && levels.get(row) != Some(&1) { None } else { present.next() };
            push(value)?;
        }
    }
    Ok(())
}

/// A whole number in two's complement, most significant byte first.
fn big_endian(bytes: &[u8]) -> f64 {
    let start = if bytes.first().is_some_and(|&byte| byte >= 0x80) { -1.0 } else { 0.0 };
    bytes.iter().fold(start, |value, &byte| value * 256.0 + f64::from(byte))
}

fn store(cell: Option<Cell<'_>>, values: &mut Values) -> Result<(), String> {
    match (values, cell) {
        (Values::Numbers(numbers), None) => numbers.push(f64::NAN),
        (Values::Numbers(_), Some(Cell::Number(value))) if value.is_infinite() => {
            return Err("is infinite, expected a number".into());
        }
        (Values::Numbers(numbers), Some(Cell::Number(value))) => numbers.push(value),
        (Values::Numbers(numbers), Some(Cell::Text(text))) if is_missing(text) => numbers.push(f64::NAN),
        (Values::Numbers(numbers), Some(Cell::Text(text))) => match number(text.trim_ascii(), b'.') {
            Some(value) => numbers.push(value),
            None => {
                let text = String::from_utf8_lossy(&text[..text.len().min(40)]).into_owned();
                return Err(format!("`{text}` is not a number"));
            }
        },
        (Values::Words(words), None) => words.push(None),
        (Values::Words(words), Some(Cell::Number(value))) if value.is_nan() => words.push(None),
        (Values::Words(words), Some(Cell::Number(value))) => words.push(Some(&value.to_string())),
        (Values::Words(words), Some(Cell::Text(text))) => match std::str::from_utf8(text) {
            Ok(text) => words.push(Some(text)),
            Err(_) => return Err("is not text".into()),
        },
    }
    Ok(())
}
