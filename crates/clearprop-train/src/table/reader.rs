//! Reading a table: all at once, or chunk after chunk however long it is.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::blocks::{Blocks, start_of};
use super::dialect::{self, Dialect};
use super::parquet::ParquetTable;
use super::source::{self, Source};
use super::text::{Mistake, Parsed, parse};
use super::{Heading, Table, Values};
use crate::Error;

/// How a table is read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Column names that a header would hold: they settle whether the first line is one.
    pub expected: Vec<String>,
    /// Keep numbers as `f64`.
    pub wide: bool,
    /// Keep the text of each row too; Parquet has none.
    pub records: bool,
    /// How many threads read; 0 takes one for each core.
    pub threads: usize,
}

/// An opened table: its columns are known, its rows still to be read.
pub struct TableReader {
    /// The columns. Change a kind to overrule what was recognised.
    pub headings: Vec<Heading>,
    /// The name of the file, for messages.
    pub name: String,
    options: ReadOptions,
    rows: Rows,
}

enum Rows {
    Text { dialect: Dialect, start: Vec<u8>, reader: Box<dyn Read + Send>, size: Option<u64> },
    Parquet(Box<ParquetTable>),
}

/// Some consecutive rows of a table.
#[derive(Debug, Default)]
pub struct Chunk {
    /// The rows.
    pub table: Table,
    /// The number of rows before them.
    pub first_row: usize,
    /// Their text, if it was asked for and there is any.
    pub block: Vec<u8>,
    /// Where in `block` each row stands.
    pub records: Vec<Range<usize>>,
}

impl TableReader {
    /// Opens a table: a path, or `-` for standard input.
    ///
    /// # Errors
    /// [`Error::Table`] if it cannot be read or is no table.
    pub fn open(path: &Path, options: ReadOptions) -> Result<TableReader, Error> {
        let name = source::name_of(path);
        let opened = match source::open(path)? {
            Source::Text { mut reader, size } => start_of(&mut reader).and_then(|start| {
                let whole = start.len() < super::blocks::BLOCK - 3;
                let dialect = dialect::recognise(&start, whole, &options.expected)?;
                Ok((dialect.headings.clone(), Rows::Text { dialect, start, reader, size }))
            }),
            Source::ParquetFile(file) => ParquetTable::open(file).map(parquet_rows),
            Source::ParquetBytes(bytes) => ParquetTable::from_bytes(bytes).map(parquet_rows),
        };
        let (headings, rows) = opened.map_err(|error| error.within(&name))?;
        Ok(TableReader { headings, name, options, rows })
    }

    /// The delimiter of a text table.
    pub fn delimiter(&self) -> Option<u8> {
        match &self.rows {
            Rows::Text { dialect, .. } => Some(dialect.delimiter),
            Rows::Parquet(_) => None,
        }
    }

    /// The place of a column.
    ///
    /// # Errors
    /// [`Error::Table`] names the columns that there are.
    pub fn place(&self, name: &str) -> Result<usize, Error> {
        self.headings.iter().position(|heading| heading.name == name).ok_or_else(|| {
            let names = || self.headings.iter().map(|heading| heading.name.as_str());
            // Nearly every name of one or two letters is near to every other.
            let near = clearprop::nearest_name(name, names()).filter(|_| name.chars().count() > 2);
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.headings.len() > 12 => {
                    let names: Vec<&str> = names().take(12).collect();
                    format!("it has {}, …", names.join(", "))
                }
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            Error::Table(format!("{}: has no column `{name}`; {hint}", self.name))
        })
    }

    /// Reads the whole table. Columns of words that turn out to hold numbers only become numbers.
    ///
    /// # Errors
    /// [`Error::Table`] with the row, the line and the column.
    pub fn read(self) -> Result<Table, Error> {
        let size = match &self.rows {
            Rows::Text { size, .. } => *size,
            Rows::Parquet(_) => None,
        };
        let mut table: Option<Table> = None;
        self.for_each(|chunk, length| {
            match &mut table {
                Some(table) => table.append(&chunk.table),
                None => {
                    let mut first = chunk.table;
                    let expected = size.map_or(0, |size| {
                        (first.rows as f64 * size as f64 / length.max(1) as f64 * 1.02) as usize
                    });
                    for column in &mut first.columns {
                        if let Values::Numbers(numbers) = &mut column.values {
                            numbers.reserve(expected.saturating_sub(numbers.len()));
                        }
                    }
                    table = Some(first);
                }
            }
            Ok(())
        })?;
        Ok(table.unwrap_or_default())
    }

    /// Hands the rows to `consume`, some thousands at a time and in order, whatever their number.
    ///
    /// # Errors
    /// [`Error::Table`] with the row, the line and the column; and what `consume` returns.
    pub fn chunks(self, mut consume: impl FnMut(Chunk) -> Result<(), Error>) -> Result<(), Error> {
        self.for_each(|chunk, _| consume(chunk))
    }

    fn for_each(self, mut consume: impl FnMut(Chunk, usize) -> Result<(), Error>) -> Result<(), Error> {
        let TableReader { headings, name, options, rows } = self;
        match rows {
            Rows::Parquet(parquet) => parquet
                .for_each(&headings, options.wide, &mut |chunk| consume(chunk, 0))
                .map_err(|error| error.within(&name)),
            Rows::Text { mut dialect, mut start, reader, .. } => {
                dialect.headings = headings;
                start.drain(..dialect.skip);
                let blocks = Blocks::new(start, reader, dialect.delimiter);
                read_blocks(blocks, &dialect, &options, &name, &mut consume)
            }
        }
    }
}

fn parquet_rows(parquet: ParquetTable) -> (Vec<Heading>, Rows) {
    (parquet.headings.clone(), Rows::Parquet(Box::new(parquet)))
}

/// Several threads take block after block; this one puts the rows back in order.
fn read_blocks(
    blocks: Blocks,
    dialect: &Dialect,
    options: &ReadOptions,
    name: &str,
    consume: &mut dyn FnMut(Chunk, usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = match options.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from).min(8),
        threads => threads,
    };
    let blocks = Mutex::new(blocks);
    let (send, receive) = sync_channel(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let send = send.clone();
            scope.spawn(|| parse_blocks(&blocks, dialect, options, send));
        }
        drop(send);
        let receive = receive;
        let mut early = BTreeMap::new();
        let (mut next, mut rows, mut lines) = (0, 0, dialect.lines);
        for (place, outcome) in &receive {
            early.insert(place, outcome);
            while let Some(outcome) = early.remove(&next) {
                let (block, parsed) =
                    outcome.map_err(|mistake| located(&mistake, rows, lines).within(name))?;
                let first_row = rows;
                next += 1;
                rows += parsed.table.rows;
                lines += parsed.lines;
                consume(
                    Chunk { table: parsed.table, first_row, block, records: parsed.records },
                    parsed.bytes,
                )?;
            }
        }
        Ok(())
    })
}

/// The mistake with its row and line in the whole table, where `rows` and `lines` stand before the block.
fn located(mistake: &Mistake, rows: usize, lines: usize) -> Error {
    let (row, line) = (rows + mistake.row + 1, lines + mistake.lines + 1);
    Error::Table(format!("row {row} (line {line}), {}", mistake.message))
}

/// A block's place, and its rows with their text if that was asked for.
type Outcome = (usize, Result<(Vec<u8>, Parsed), Mistake>);

fn parse_blocks(blocks: &Mutex<Blocks>, dialect: &Dialect, options: &ReadOptions, send: SyncSender<Outcome>) {
    let mut rows = 0;
    let mut block = Vec::new();
    loop {
        let next = blocks.lock().expect("no thread panics while it reads a block").next(&mut block);
        let Some((place, filled)) = next else { return };
        let parsed =
            filled.and_then(|()| parse(&block, dialect, options.wide, options.records, rows + rows / 16));
        rows = parsed.as_ref().map_or(0, |parsed| parsed.table.rows);
        let text = if options.records { std::mem::take(&mut block) } else { Vec::new() };
        // The receiver has gone where an error ended the reading.
        if send.send((place, parsed.map(|parsed| (text, parsed)))).is_err() {
            return;
        }
    }
}
