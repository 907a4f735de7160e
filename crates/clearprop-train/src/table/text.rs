//! A block of text -> the rows it holds.

use std::ops::Range;

use super::cell::{Cell, cell, is_missing, number, number_at};
use super::dialect::Dialect;
use super::{Column, Kind, Numbers, Table, Values};

/// The rows of one block.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) table: Table,
    /// The lines that the block takes.
    pub(crate) lines: usize,
    /// The bytes that it takes.
    pub(crate) bytes: usize,
    /// Where each row's text stands in the block, without its line end; only if asked for.
    pub(crate) records: Vec<Range<usize>>,
}

/// What is wrong with a row.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// The row, counted from 0 within the block.
    pub(crate) row: usize,
    /// Where in the block.
    offset: usize,
    /// The lines of the block before it.
    pub(crate) lines: usize,
    pub(crate) message: String,
}

impl Mistake {
    /// What is wrong with a block's first row.
    pub(crate) fn at_start(message: String) -> Mistake {
        Mistake { row: 0, lines: 0, offset: 0, message }
    }
}

/// Reads all rows of a block. `rows` is a guess at their number.
pub(crate) fn parse(
    block: &[u8],
    dialect: &Dialect,
    wide: bool,
    records: bool,
    rows: usize,
) -> Result<Parsed, Mistake> {
    let headings = &dialect.headings;
    let mut columns: Vec<Values> =
        headings.iter().map(|heading| Values::new(heading.kind, rows, wide)).collect();
    let mut parsed =
        Parsed { lines: memchr::memchr_iter(b'\n', block).count(), bytes: block.len(), ..Parsed::default() };
    let mut at = 0;
    while at < block.len() {
        if let Some(length) = blank_line(&block[at..]) {
            at += length;
            continue;
        }
        let start = at;
        at = row(block, start, dialect, &mut columns).map_err(|mut mistake| {
            mistake.row = parsed.table.rows;
            mistake.lines = memchr::memchr_iter(b'\n', &block[..mistake.offset]).count();
            mistake
        })?;
        parsed.table.rows += 1;
        if records {
            parsed.records.push(start..start + length_without_end(&block[start..at]));
        }
    }
    let read = headings.iter().zip(columns).filter(|(heading, _)| heading.kind != Kind::Skip);
    parsed.table.columns =
        read.map(|(heading, values)| Column { name: heading.name.clone(), values }).collect();
    Ok(parsed)
}

/// The length of a record without its line end.
fn length_without_end(record: &[u8]) -> usize {
    let text = record.strip_suffix(b"\n").unwrap_or(record);
    text.strip_suffix(b"\r").unwrap_or(text).len()
}

/// The length of the line here with its end, if there is nothing on it.
fn blank_line(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// Reads the row that starts at `start`; gives where the next one starts.
fn row(block: &[u8], start: usize, dialect: &Dialect, columns: &mut [Values]) -> Result<usize, Mistake> {
    let delimiter = dialect.delimiter;
    let width = columns.len();
    let mut at = start;
    for (index, values) in columns.iter_mut().enumerate() {
        let numbers = match values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Words(_) => None,
        };
        // Nearly every cell of a numeric table is a plain number up to the next delimiter.
        let (next, last) = match numbers.and_then(|numbers| plain_number(block, at, dialect, numbers)) {
            Some(end) => (end + 1, block[end] == b'\n'),
            None => {
                let cell = cell(block, at, delimiter).ok_or_else(|| Mistake {
                    row: 0,
                    lines: 0,
                    offset: at,
                    message: "a cell opens with a quote that is never closed".into(),
                })?;
                store(&cell, values, dialect, index).map_err(|message| Mistake {
                    row: 0,
                    lines: 0,
                    offset: at,
                    message,
                })?;
                (cell.next, cell.last)
            }
        };
        at = next;
        if last != (index + 1 == width) {
            let found = index + 1 + if last { 0 } else { cells_after(block, at, delimiter) };
            let message = format!("expected {width} cells, found {found}");
            return Err(Mistake { row: 0, lines: 0, offset: start, message });
        }
    }
    Ok(at)
}

/// Takes the cell at `at` as a number if nothing but its digits stands there; gives where it ends.
#[inline]
fn plain_number(block: &[u8], at: usize, dialect: &Dialect, numbers: &mut Numbers) -> Option<usize> {
    let (value, end) = number_at(block, at, dialect.point)?;
    let ended = matches!(block.get(end), Some(&byte) if byte == dialect.delimiter || byte == b'\n');
    ended.then(|| {
        numbers.push(value);
        end
    })
}

/// Puts a cell into its column; where it does not belong there, says why.
fn store(cell: &Cell<'_>, values: &mut Values, dialect: &Dialect, index: usize) -> Result<(), String> {
    let heading = &dialect.headings[index];
    let text = cell.text.trim_ascii();
    match values {
        Values::Numbers(numbers) if is_missing(text) => numbers.push(f64::NAN),
        Values::Numbers(numbers) => match number(text, dialect.point) {
            Some(value) => numbers.push(value),
            None => {
                let text = String::from_utf8_lossy(&text[..text.len().min(40)]).into_owned();
                let name = &heading.name;
                return Err(format!(
                    "column `{name}`: `{text}` is not a number; mend it, or read the column as categories with --category"
                ));
            }
        },
        Values::Words(_) if heading.kind == Kind::Skip => {}
        Values::Words(words) if is_missing(text) => words.push(None),
        Values::Words(words) => match std::str::from_utf8(text) {
            Ok(text) => words.push(Some(text)),
            Err(_) => {
                return Err(format!("column `{}`: is not UTF-8 text; convert the table first", heading.name));
            }
        },
    }
    Ok(())
}

/// How many cells follow in this record.
fn cells_after(block: &[u8], mut at: usize, delimiter: u8) -> usize {
    let mut count = 0;
    while let Some(cell) = cell(block, at, delimiter) {
        count += 1;
        at = cell.next;
        if cell.last {
            break;
        }
    }
    count
}
