//! Writing a table, row after row, as text or Parquet.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::{Heading, Kind, Table, Values};
use crate::Error;

/// The rows that are gathered before they are written to Parquet.
const ROWS: usize = 1 << 17;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Text with this delimiter.
    Text(u8),
    /// Parquet.
    Parquet,
}

impl TableFormat {
    /// The format that a file's ending names: `.parquet`, `.tsv`, and CSV for all others.
    pub fn of(path: &Path) -> TableFormat {
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("parquet" | "pq") => TableFormat::Parquet,
            Some("tsv" | "tab") => TableFormat::Text(b'\t'),
            _ => TableFormat::Text(b','),
        }
    }
}

/// A table that is being written.
pub enum TableWriter<W: Write + Send> {
    /// As text.
    Text {
        /// Where to.
        out: W,
        /// Between two cells.
        delimiter: u8,
    },
    /// As Parquet.
    Parquet {
        /// Where to.
        out: Box<SerializedFileWriter<W>>,
        /// Rows that are not written yet.
        waiting: Table,
    },
}

impl<W: Write + Send> TableWriter<W> {
    /// Starts a table with these columns.
    ///
    /// # Errors
    /// [`Error::Write`] if `out` cannot be written.
    pub fn new(mut out: W, format: TableFormat, headings: &[Heading]) -> Result<TableWriter<W>, Error> {
        match format {
            TableFormat::Text(delimiter) => {
                let names = headings.iter().map(|heading| quoted(&heading.name, delimiter));
                write_line(&mut out, names, delimiter)?;
                Ok(TableWriter::Text { out, delimiter })
            }
            TableFormat::Parquet => {
                let fields = headings.iter().map(field).collect::<Result<_, _>>().map_err(failed)?;
                let schema =
                    Type::group_type_builder("schema").with_fields(fields).build().map_err(failed)?;
                let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
                let out =
                    SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
                Ok(TableWriter::Parquet { out: Box::new(out), waiting: Table::default() })
            }
        }
    }

    /// Adds rows.
    ///
    /// # Errors
    /// [`Error::Write`] if they cannot be written.
    pub fn write(&mut self, table: Table) -> Result<(), Error> {
        match self {
            TableWriter::Text { out, delimiter } => {
                for row in 0..table.rows {
                    let cells = table.columns.iter().map(|column| column.values.text(row));
                    let cells = cells.map(|text| quoted(&text, *delimiter).into_owned());
                    write_line(out, cells, *delimiter)?;
                }
            }
            TableWriter::Parquet { out, waiting } => {
                if waiting.columns.is_empty() {
                    *waiting = table;
                } else {
                    waiting.append(&table);
                }
                if waiting.rows >= ROWS {
                    write_group(out, waiting).map_err(failed)?;
                    *waiting = Table::default();
                }
            }
        }
        Ok(())
    }

    /// Writes what is left and gives the place back.
    ///
    /// # Errors
    /// [`Error::Write`] if it cannot be written.
    pub fn finish(self) -> Result<W, Error> {
        match self {
            TableWriter::Text { out, .. } => Ok(out),
            TableWriter::Parquet { mut out, waiting } => {
                if waiting.rows > 0 {
                    write_group(&mut out, &waiting).map_err(failed)?;
                }
                out.into_inner().map_err(failed)
            }
        }
    }
}

fn write_line(
    out: &mut impl Write,
    cells: impl Iterator<Item = impl AsRef<str>>,
    delimiter: u8,
) -> Result<(), Error> {
    let mut line = Vec::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            line.push(delimiter);
        }
        line.extend_from_slice(cell.as_ref().as_bytes());
    }
    line.push(b'\n');
    out.write_all(&line).map_err(|error| Error::Write(error.to_string()))
}

/// A cell as text, in quotes where it needs them.
pub fn quoted(text: &str, delimiter: u8) -> Cow<'_, str> {
    let needs = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    let spaced = text.starts_with(' ') || text.ends_with(' ');
    if !spaced && !text.bytes().any(needs) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
}

fn failed(error: ParquetError) -> Error {
    Error::Write(error.to_string())
}

fn field(heading: &Heading) -> Result<Arc<Type>, ParquetError> {
    let builder = match heading.kind {
        Kind::Number => Type::primitive_type_builder(&heading.name, Physical::DOUBLE),
        Kind::Word | Kind::Skip => Type::primitive_type_builder(&heading.name, Physical::BYTE_ARRAY)
            .with_converted_type(ConvertedType::UTF8)
            .with_logical_type(Some(LogicalType::String)),
    };
    builder.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
}

fn write_group<W: Write + Send>(
    out: &mut SerializedFileWriter<W>,
    table: &Table,
) -> Result<(), ParquetError> {
    let mut group = out.next_row_group()?;
    for column in &table.columns {
        let mut writer = group.next_column()?.expect("the schema has a column for each of the table's");
        match &column.values {
            Values::Numbers(numbers) => {
                let levels: Vec<i16> = numbers.iter().map(|value| i16::from(!value.is_nan())).collect();
                let values: Vec<f64> = numbers.iter().filter(|value| !value.is_nan()).collect();
                writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
            }
            Values::Words(words) => {
                let rows = 0..words.codes.len();
                let levels: Vec<i16> = rows.clone().map(|row| i16::from(words.get(row).is_some())).collect();
                let values: Vec<ByteArray> =
                    rows.filter_map(|row| words.get(row)).map(ByteArray::from).collect();
                writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;
    Ok(())
}
