//! Running the real command in a folder of its own.

#![allow(dead_code, missing_docs, unreachable_pub, reason = "every test file takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one test, and the command run in it.
pub struct Place {
    folder: tempfile::TempDir,
}

/// What a run came to.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Place {
        std::fs::write(self.path(name), bytes).expect("a file can be written");
        self
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("the file is text")
    }

    /// The command with arguments parted by spaces; `§` stands for a space within one.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clearprop"));
        command.args(arguments.split_whitespace().map(|argument| argument.replace('§', " ")));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &str) -> Run {
        Run::of(self.command(arguments).output().expect("the command starts"))
    }

    /// Runs, and insists that it is done.
    pub fn done(&self, arguments: &str) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(0), "clearprop {arguments}\n{}", run.err);
        run.out
    }

    /// Runs, and insists on exit code 2 and one line on standard error; gives it.
    pub fn refused(&self, arguments: &str) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(2), "clearprop {arguments}\n{}{}", run.out, run.err);
        assert_eq!(run.err.lines().count(), 1, "one message for clearprop {arguments}\n{}", run.err);
        run.err.trim_end().to_owned()
    }
}

impl Run {
    pub fn of(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).expect("the command writes text");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A file of the repository's examples.
pub fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}
