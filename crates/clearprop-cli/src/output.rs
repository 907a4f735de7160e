//! Writing files: whole, or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Prints a line. A reader that has gone, as `head` does, ends no training.
macro_rules! say {
    () => { $crate::output::say!("") };
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), "{}", $crate::failure::harmless(&format!($($argument)*)));
    }};
}
pub(crate) use say;

/// A place to write to. A file is written beside its place and takes it in [`Output::finish`], so
/// that what stood there stays until the new one is whole; `-`, pipes and devices are written straight.
pub(crate) enum Output {
    /// A file under a temporary name, and the name it will have.
    Beside(BufWriter<NamedTempFile>, PathBuf),
    /// Standard output or something that is no file.
    Straight(BufWriter<Box<dyn Write + Send>>, PathBuf),
}

impl Output {
    /// Opens a place; `-` is standard output.
    pub(crate) fn create(path: &Path) -> Result<Output, Failure> {
        let failed = |error: io::Error| Failure::file(path, &error);
        if path == Path::new("-") {
            return Ok(Output::Straight(BufWriter::new(Box::new(io::stdout())), path.into()));
        }
        if path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            let device = File::options().write(true).open(path).map_err(failed)?;
            return Ok(Output::Straight(BufWriter::new(Box::new(device)), path.into()));
        }
        if path.is_dir() {
            return Err(Failure(format!("{}: is a folder, expected a file", path.display())));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".clearprop-");
        // A temporary file is its owner's alone; this one will be a file like others.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(failed)?;
        Ok(Output::Beside(BufWriter::with_capacity(1 << 16, file), path.into()))
    }

    /// Makes what was written stand at its place, and on the disk: it may have taken hours.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.take_place(true)
    }

    fn take_place(self, synchronised: bool) -> Result<(), Failure> {
        match self {
            Output::Beside(file, path) => {
                let failed = |error: io::Error| Failure::file(&path, &error);
                let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
                if synchronised {
                    file.as_file().sync_all().map_err(failed)?;
                }
                file.persist(&path).map_err(|error| Failure::file(&path, &error.error))?;
                Ok(())
            }
            Output::Straight(mut out, path) => out.flush().map_err(|error| Failure::file(&path, &error)),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Beside(out, _) => out.write(bytes),
            Output::Straight(out, _) => match out.write(bytes) {
                // The reader has seen enough, as `head` has: nothing is left to do.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
                written => written,
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Beside(out, _) => out.flush(),
            Output::Straight(out, _) => out.flush(),
        }
    }
}

/// Whether a place can be written at all.
pub(crate) fn check(path: &Path) -> Result<(), Failure> {
    Output::create(path).map(drop)
}

/// Writes a whole file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    written(path, bytes)?.finish()
}

/// Writes a page, which can be made again in a moment. Only where it replaces another file is the disk
/// waited for, since after a power cut neither might be left.
pub(crate) fn write_page(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let replaces = path.exists();
    written(path, bytes)?.take_place(replaces)
}

fn written(path: &Path, bytes: &[u8]) -> Result<Output, Failure> {
    let mut output = Output::create(path)?;
    output.write_all(bytes).map_err(|error| Failure::file(path, &error))?;
    Ok(output)
}

/// Prints to standard output; a reader who has seen enough and left is no failure.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::file(Path::new("standard output"), &error))
        }
        _ => Ok(()),
    }
}
