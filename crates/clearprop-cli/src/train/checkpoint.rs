//! The state of a run in a folder.

use std::path::{Path, PathBuf};

use clearprop_train::model::checkpoint;
use clearprop_train::{Progress, Scalar, State};

use crate::failure::Failure;
use crate::output;

/// Where and how often the state of a run is kept.
pub(super) struct Checkpoint {
    file: PathBuf,
    every: usize,
    /// Describes the run.
    run: String,
}

impl Checkpoint {
    /// Makes the folder.
    pub(super) fn new(folder: &Path, every: usize, run: String) -> Result<Checkpoint, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
        Ok(Checkpoint { file: folder.join("state.safetensors"), every, run })
    }

    /// The state that was kept last; `start` if there is none.
    pub(super) fn resume<T: Scalar>(&self, start: State<T>) -> Result<State<T>, Failure> {
        let bytes = match std::fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(start),
            Err(error) => return Err(Failure::file(&self.file, &error)),
        };
        checkpoint::from_bytes(&bytes, &start, &self.run)
            .map_err(|error| Failure(format!("{}: {error}", self.file.display())))
    }

    /// Keeps the state, if it is time to.
    pub(super) fn keep<T: Scalar>(&self, progress: &Progress<'_, T>) -> Result<(), Failure> {
        if !progress.epoch.is_multiple_of(self.every) && progress.epoch != progress.epochs {
            return Ok(());
        }
        match progress.state() {
            Some(state) => output::write(&self.file, &checkpoint::to_bytes(&state, &self.run)?),
            None => Ok(()),
        }
    }
}
