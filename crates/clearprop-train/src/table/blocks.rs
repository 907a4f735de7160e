//! A text in pieces that each hold whole records.

use std::io::Read;

use super::cell::cell;
use super::source::reason;
use super::text::Mistake;
use crate::Error;

/// How much is read at a time.
pub(crate) const BLOCK: usize = 1 << 20;
/// A record that is longer than this is a quote that was never closed.
const LONGEST: usize = 1 << 28;

/// The blocks of a text that are still to come.
pub(crate) struct Blocks {
    reader: Box<dyn Read + Send>,
    /// What was read of the record that the last block broke off.
    rest: Vec<u8>,
    delimiter: u8,
    ended: bool,
    /// The number of blocks given so far.
    given: usize,
}

impl Blocks {
    /// The blocks of what follows in `reader` after `start`.
    pub(crate) fn new(start: Vec<u8>, reader: Box<dyn Read + Send>, delimiter: u8) -> Blocks {
        Blocks { reader, rest: start, delimiter, ended: false, given: 0 }
    }

    /// Puts the next block into `block` and gives its place; nothing at the end.
    pub(crate) fn next(&mut self, block: &mut Vec<u8>) -> Option<(usize, Result<(), Mistake>)> {
        if self.ended && self.rest.is_empty() {
            return None;
        }
        self.given += 1;
        let filled = self.fill(block);
        if filled.is_err() {
            self.ended = true;
            self.rest.clear();
        }
        Some((self.given - 1, filled))
    }

    fn fill(&mut self, block: &mut Vec<u8>) -> Result<(), Mistake> {
        block.clear();
        block.append(&mut self.rest);
        let mut wanted = BLOCK;
        loop {
            if !self.ended && block.len() < wanted {
                self.read_to(block, wanted)?;
            }
            if self.ended && block.last().is_some_and(|&byte| byte != b'\n') {
                block.push(b'\n');
            }
            let end = end_of_records(block, self.delimiter);
            if end > 0 || block.is_empty() {
                self.rest.extend_from_slice(&block[end..]);
                block.truncate(end);
                return Ok(());
            }
            if self.ended || block.len() > LONGEST {
                return Err(Mistake::at_start("a cell opens with a quote that is never closed".into()));
            }
            wanted = block.len() * 2;
        }
    }

    fn read_to(&mut self, block: &mut Vec<u8>, wanted: usize) -> Result<(), Mistake> {
        let missing = wanted - block.len();
        block.reserve(missing + 1);
        let read = self.reader.by_ref().take(missing as u64).read_to_end(block);
        let read = read.map_err(|error| Mistake::at_start(format!("cannot be read: {}", reason(&error))))?;
        self.ended = read < missing;
        Ok(())
    }
}

/// Reads the start of a text, as much as it takes to recognise what it is.
pub(crate) fn start_of(reader: &mut Box<dyn Read + Send>) -> Result<Vec<u8>, Error> {
    let mut start = Vec::with_capacity(BLOCK);
    let read = reader.by_ref().take(BLOCK as u64).read_to_end(&mut start);
    read.map_err(|error| Error::Table(format!("cannot be read: {}", reason(&error))))?;
    if start.starts_with(b"\xef\xbb\xbf") {
        start.drain(..3);
    }
    Ok(start)
}

/// Where the last whole record of these bytes ends. A line end within quotes ends no record.
pub(crate) fn end_of_records(bytes: &[u8], delimiter: u8) -> usize {
    if memchr::memchr(b'"', bytes).is_none() {
        return memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    }
    let (mut at, mut end) = (0, 0);
    while at < bytes.len() {
        let Some(cell) = cell(bytes, at, delimiter) else { break };
        at = cell.next;
        if cell.last {
            end = at;
        }
    }
    end
}
