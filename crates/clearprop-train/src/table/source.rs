//! Where a table comes from: a file, plain or packed with gzip, or standard input.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::Error;

/// An opened table, told apart by its first bytes.
pub(crate) enum Source {
    /// CSV, TSV and their like.
    Text {
        reader: Box<dyn Read + Send>,
        /// How many bytes will come, where that is known.
        size: Option<u64>,
    },
    /// Parquet in a file.
    ParquetFile(File),
    /// Parquet that came through a pipe: its index stands at its end, so it is kept in memory.
    ParquetBytes(Vec<u8>),
}

/// How a table is named to people.
pub(crate) fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

/// Opens a table; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Source, Error> {
    let name = name_of(path);
    let failed = |error: io::Error| Error::Table(format!("{name}: {}", reason(&error)));
    if path == Path::new("-") {
        return recognise(Box::new(io::stdin()), None).map_err(failed);
    }
    let mut file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Error::Table(format!("{name}: is a folder, expected a table")));
    }
    if !metadata.is_file() {
        return recognise(Box::new(file), None).map_err(failed);
    }
    let mut start = [0; 4];
    let length = read_full(&mut file, &mut start).map_err(failed)?;
    file.rewind().map_err(failed)?;
    if &start[..length] == b"PAR1" {
        return Ok(Source::ParquetFile(file));
    }
    recognise(Box::new(file), Some(metadata.len())).map_err(failed)
}

/// Looks at the first bytes of a stream.
fn recognise(mut reader: Box<dyn Read + Send>, size: Option<u64>) -> io::Result<Source> {
    let mut start = [0; 4];
    let length = read_full(&mut reader, &mut start)?;
    let rest: Box<dyn Read + Send> = Box::new(Cursor::new(start[..length].to_vec()).chain(reader));
    match &start[..length] {
        [0x1f, 0x8b, ..] => Ok(Source::Text { reader: Box::new(MultiGzDecoder::new(rest)), size: None }),
        b"PAR1" => {
            let mut bytes = Vec::new();
            let mut rest = rest;
            rest.read_to_end(&mut bytes)?;
            Ok(Source::ParquetBytes(bytes))
        }
        _ => Ok(Source::Text { reader: rest, size }),
    }
}

/// Reads until `buffer` is full or the stream ends; gives the number of bytes read.
fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// An error of the system, in words without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}
