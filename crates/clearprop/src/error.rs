//! What can be wrong with what the library is given.

use std::fmt;

/// Misuse of the library, or input that is no network: what is wrong and, where a text was
/// read, at which line and column.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// A text could not be read: what is wrong, and the byte offset where it stands.
    Syntax {
        /// What is wrong, and what to do.
        message: String,
        /// Where, in bytes from the start of the text.
        offset: usize,
    },
    /// The parts of a network do not fit one another.
    Network(String),
    /// A number leaves what can be worked: which quantity, and why.
    Value(String),
    /// Something was asked for that there is not.
    Unknown(String),
    /// The solution asked for is one that nobody would read.
    TooLong(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Syntax { message, .. }
            | Error::Network(message)
            | Error::Value(message)
            | Error::Unknown(message)
            | Error::TooLong(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

/// The line and column, both from 1 and the column in characters, of a byte offset in a text.
///
/// ```
/// assert_eq!(clearprop::line_and_column("σ = 1\nx = 2", 11), (2, 5));
/// ```
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let offset = (0..=offset.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .expect("0 is a character boundary");
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
