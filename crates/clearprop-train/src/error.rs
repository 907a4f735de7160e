//! What can be wrong with what this crate is given.

use std::fmt;

/// Misuse of the library, or training that cannot go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// Parameters, data and state do not fit one another: what was expected, what was found.
    Shape(String),
    /// An option has a value that cannot be used.
    Option(String),
    /// A table cannot be read or used: the file, the row, the line and the column where there is one.
    Table(String),
    /// A model file cannot be read, or a model not written so.
    Model(String),
    /// What is made cannot be written.
    Write(String),
    /// The loss left the finite numbers.
    Diverged {
        /// The epoch, counted from 1, in which it happened.
        epoch: usize,
        /// The learning rate of that epoch.
        learning_rate: f64,
    },
}

impl Error {
    /// The same mistake with the name of the file that it was found in.
    pub(crate) fn within(self, name: &str) -> Error {
        match self {
            Error::Table(message) => Error::Table(format!("{name}: {message}")),
            Error::Model(message) => Error::Model(format!("{name}: {message}")),
            other => other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Shape(message)
            | Error::Option(message)
            | Error::Table(message)
            | Error::Model(message)
            | Error::Write(message) => f.write_str(message),
            Error::Diverged { epoch, learning_rate } => write!(
                f,
                "training diverged in epoch {epoch}: the loss is no longer a finite number; \
                 try a smaller learning rate than {learning_rate}, such as {}, or limit the gradient with --clip 1",
                learning_rate / 10.0
            ),
        }
    }
}

impl std::error::Error for Error {}
