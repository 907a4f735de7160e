//! What ends a command: one message.

use std::fmt;
use std::io;
use std::path::Path;

use clearprop::{Error, line_and_column};

/// Why a command could not be done, in one message: what, where, and what to do. Exit code 2.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

impl Failure {
    /// A file that the system would not read or write.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Failure {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "no such file or folder".into(),
            io::ErrorKind::PermissionDenied => "permission denied".into(),
            io::ErrorKind::IsADirectory => "is a folder, expected a file".into(),
            io::ErrorKind::InvalidData => "is not text in UTF-8".into(),
            io::ErrorKind::StorageFull => "no space is left".into(),
            _ => error.to_string(),
        };
        Failure(format!("{}: {reason}", path.display()))
    }

    /// An error in a text, with its line and column where it has a place.
    pub(crate) fn in_text(name: &str, text: &str, error: &Error) -> Failure {
        match error {
            Error::Syntax { message, offset } => {
                let (line, column) = line_and_column(text, *offset);
                Failure(format!("{name}:{line}:{column}: {message}"))
            }
            error => Failure(format!("{name}: {error}")),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&harmless(&self.0))
    }
}

/// The text with its control characters spelt out: a word from somebody's table must not steer the terminal.
pub(crate) fn harmless(text: &str) -> String {
    let spell = |c: char| match c {
        '\n' => vec![c],
        c if c.is_control() => c.escape_default().collect(),
        c => vec![c],
    };
    text.chars().flat_map(spell).collect()
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure(error.to_string())
    }
}

impl From<clearprop_train::Error> for Failure {
    fn from(error: clearprop_train::Error) -> Failure {
        Failure(error.to_string())
    }
}
