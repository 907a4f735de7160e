//! How a text table is written: its delimiter, its decimal point, its header.

use super::cell::{cell, is_missing, number};
use super::{Heading, Kind};
use crate::Error;

/// How many records are looked at.
const SAMPLE: usize = 1000;
/// A column is numeric if at least this share of the values in the sample are numbers.
const MOSTLY: f64 = 0.9;

/// What was recognised.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// What parts a number's whole from its fraction, `.` or `,`.
    pub(crate) point: u8,
    pub(crate) headings: Vec<Heading>,
    /// The bytes before the first row of data: the header, if there is one.
    pub(crate) skip: usize,
    /// The lines that the header takes.
    pub(crate) lines: usize,
}

type Record = Vec<Vec<u8>>;

/// Recognises how the text that starts with `start` is written. `expected` are column names that
/// a header would hold, where the caller knows some.
pub(crate) fn recognise(start: &[u8], whole: bool, expected: &[String]) -> Result<Dialect, Error> {
    let mut start = start.to_vec();
    if whole && start.last().is_some_and(|&byte| byte != b'\n') {
        start.push(b'\n');
    }
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(Error::Table("is UTF-16 text; save it as UTF-8 first".into()));
    }
    if memchr::memchr(0, &start).is_some() {
        return Err(Error::Table("is neither a text table nor Parquet".into()));
    }
    if start.trim_ascii().is_empty() {
        return Err(Error::Table("is empty; expected a header and rows".into()));
    }
    let (delimiter, records) = best_delimiter(&start);
    let (Some(first), Some(&skip)) = (records.rows.first(), records.ends.first()) else {
        return Err(Error::Table("a cell opens with a quote that is never closed".into()));
    };
    let point = decimal_point(delimiter, &records.rows);
    let has_header = has_header(&records.rows, point, expected);
    let rows = &records.rows[usize::from(has_header)..];
    if rows.is_empty() {
        return Err(Error::Table("has a header and no rows".into()));
    }
    let names = if has_header { names(first)? } else { (1..=first.len()).map(|n| n.to_string()).collect() };
    let kind = |column: usize| kind(rows, column, point);
    let headings = names.into_iter().enumerate().map(|(at, name)| Heading { name, kind: kind(at) }).collect();
    let skip = if has_header { skip } else { 0 };
    let lines = memchr::memchr_iter(b'\n', &start[..skip]).count();
    Ok(Dialect { delimiter, point, headings, skip, lines })
}

#[derive(Default)]
struct Records {
    rows: Vec<Record>,
    /// Where each ends.
    ends: Vec<usize>,
}

/// The first records of the text.
fn records(start: &[u8], delimiter: u8) -> Records {
    let mut records = Records::default();
    let mut record = Vec::new();
    let mut at = 0;
    while at < start.len() && records.rows.len() < SAMPLE {
        let Some(cell) = cell(start, at, delimiter) else { break };
        at = cell.next;
        record.push(cell.text.into_owned());
        if cell.last {
            let row = std::mem::take(&mut record);
            if row.len() > 1 || !row[0].is_empty() {
                records.rows.push(row);
                records.ends.push(at);
            }
        }
    }
    records
}

/// The delimiter that gives the most columns, the same number in nearly every record.
fn best_delimiter(start: &[u8]) -> (u8, Records) {
    let candidates = [b',', b'\t', b';', b'|'].map(|delimiter| (delimiter, records(start, delimiter)));
    let score = |records: &Records| {
        let width = records.rows.first().map_or(0, Vec::len);
        let same = records.rows.iter().filter(|row| row.len() == width).count();
        let regular = same * 10 >= records.rows.len() * 9;
        (regular && width > 1, width)
    };
    // A table of one column splits on no delimiter; the comma then serves as well as any.
    candidates
        .into_iter()
        .rev()
        .max_by_key(|(delimiter, records)| (score(records), *delimiter != b','))
        .filter(|(_, records)| score(records).1 > 1)
        .unwrap_or_else(|| (b',', records(start, b',')))
}

/// A comma, if numbers are written with it: some cells are numbers only so, and none only with a point.
fn decimal_point(delimiter: u8, rows: &[Record]) -> u8 {
    let count = |point: u8| {
        let cells = rows.iter().flatten().filter(|cell| cell.contains(&point));
        cells.filter(|cell| number(cell, point).is_some()).count()
    };
    if delimiter != b',' && count(b',') > count(b'.') { b',' } else { b'.' }
}

/// Whether the first record names the columns.
fn has_header(rows: &[Record], point: u8, expected: &[String]) -> bool {
    let first = &rows[0];
    let holds = |name: &String| first.iter().any(|cell| cell == name.as_bytes());
    if !expected.is_empty() && expected.iter().all(holds) {
        return true;
    }
    let is_number = |cell: &Vec<u8>| number(cell, point).is_some();
    if first.iter().any(|cell| is_number(cell) || is_missing(cell) && !cell.is_empty()) {
        // Arrays saved as tables count their columns 0, 1, 2, …, perhaps with a named target after them.
        let counted = first.iter().enumerate().take_while(|(at, cell)| **cell == at.to_string().as_bytes());
        return counted.count() >= first.len().saturating_sub(1).max(2);
    }
    let below = |column: usize| rows[1..].iter().filter_map(move |row| row.get(column));
    let numeric = |column: usize| {
        below(column).any(is_number) && below(column).all(|cell| is_number(cell) || is_missing(cell))
    };
    if (0..first.len()).any(numeric) {
        return true;
    }
    // Words only: a header's words do not come again below it.
    (0..first.len()).all(|column| below(column).all(|cell| *cell != first[column]))
}

/// The columns' names: empty ones are numbered, repeated ones told apart.
fn names(first: &Record) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = Vec::with_capacity(first.len());
    for (at, cell) in first.iter().enumerate() {
        let text = std::str::from_utf8(cell)
            .map_err(|_| Error::Table("line 1: is not UTF-8 text; convert it first".into()))?;
        let base = if text.is_empty() { format!("column {}", at + 1) } else { text.to_owned() };
        let mut name = base.clone();
        let mut number = 1;
        while names.contains(&name) {
            name = format!("{base}.{number}");
            number += 1;
        }
        names.push(name);
    }
    Ok(names)
}

fn kind(rows: &[Record], column: usize, point: u8) -> Kind {
    let cells = rows.iter().filter_map(|row| row.get(column)).filter(|cell| !is_missing(cell));
    let (mut numbers, mut all) = (0, 0);
    for cell in cells {
        all += 1;
        numbers += usize::from(number(cell, point).is_some());
    }
    if all > 0 && numbers as f64 >= MOSTLY * all as f64 { Kind::Number } else { Kind::Word }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(text: &str) -> (u8, u8, bool, String) {
        let dialect = recognise(text.as_bytes(), true, &[]).unwrap();
        let columns = dialect.headings.iter().map(|heading| format!("{}:{:?}", heading.name, heading.kind));
        (dialect.delimiter, dialect.point, dialect.skip > 0, columns.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn delimiter_point_and_header_are_recognised() {
        let cases = [
            ("a,b\n1,x\n2,y\n", b',', b'.', true, "a:Number b:Word"),
            ("a\tb\n1.5\tx, y\n", b'\t', b'.', true, "a:Number b:Word"),
            ("a;b\n1,5;x\n2,25;y\n", b';', b',', true, "a:Number b:Word"),
            ("5.1,3.5,red\n4.9,NA,blue\n", b',', b'.', false, "1:Number 2:Number 3:Word"),
            ("0,1,2,target\n.5,.25,.125,7\n", b',', b'.', true, "0:Number 1:Number 2:Number target:Number"),
            ("colour,size\nred,big\nblue,small\n", b',', b'.', true, "colour:Word size:Word"),
            ("red,big\nred,small\nblue,big\n", b',', b'.', false, "1:Word 2:Word"),
            ("a,,a\n1,2,3\n", b',', b'.', true, "a:Number column 2:Number a.1:Number"),
            ("y\n1\n2\n", b',', b'.', true, "y:Number"),
            ("\"a;b\";c\n1;2\n", b';', b'.', true, "a;b:Number c:Number"),
        ];
        for (text, delimiter, point, header, columns) in cases {
            assert_eq!(recognised(text), (delimiter, point, header, columns.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_table_says_so() {
        for (bytes, message) in [
            (&b""[..], "is empty"),
            (b" \n\n", "is empty"),
            (b"a,b\n", "no rows"),
            (b"PK\x03\x04\x00\x00", "neither"),
            (b"\xff\xfea\x00", "UTF-16"),
            (b"\"a,b\n1,2\n", "never closed"),
        ] {
            let error = recognise(bytes, true, &[]).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
