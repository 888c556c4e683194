//! Stores the unfinished cancel, so that it survives a power cut.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file with the exact signed bytes of one request. If there is no unfinished cancel, the file
/// does not exist.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
}

impl Store {
    /// Creates a store for this file. Only one terminal at a time may use the file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Loads the stored request and its age; `None` if there is none.
    ///
    /// # Errors
    ///
    /// An error of the file system.
    pub fn load(&self) -> io::Result<Option<(Vec<u8>, Duration)>> {
        match fs::read(&self.path) {
            Ok(bytes) => {
                let saved = fs::metadata(&self.path)?.modified()?;
                // If the clock was set back since then, the age is 0.
                let age = SystemTime::now().duration_since(saved).unwrap_or_default();
                Ok(Some((bytes, age)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the stored request. After a power cut the file holds either the old or the new
    /// request, never a part.
    ///
    /// # Errors
    ///
    /// An error of the file system.
    pub fn save(&self, bytes: &[u8]) -> io::Result<()> {
        let mut new = self.path.clone().into_os_string();
        new.push(".new");
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.sync_folder()
    }

    /// Deletes the stored request.
    ///
    /// # Errors
    ///
    /// An error of the file system.
    pub fn clear(&self) -> io::Result<()> {
        fs::remove_file(&self.path)?;
        self.sync_folder()
    }

    /// Syncs the folder: without this, a power cut can undo a rename or a deletion.
    #[cfg(unix)]
    fn sync_folder(&self) -> io::Result<()> {
        let folder = self.path.parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Does nothing: outside Unix a folder cannot be opened as a file.
    #[cfg(not(unix))]
    fn sync_folder(&self) -> io::Result<()> {
        Ok(())
    }
}
