//! The cancel that is under way, kept so that a power cut does not lose it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file that holds the exact signed bytes of one message, or does not exist.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
}

impl Store {
    /// The store in this file. Only one terminal at a time may use it.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The message that is kept, and its age; `None` if there is none.
    ///
    /// # Errors
    ///
    /// As the file system gives them.
    pub fn load(&self) -> io::Result<Option<(Vec<u8>, Duration)>> {
        match fs::read(&self.path) {
            Ok(bytes) => {
                let saved = fs::metadata(&self.path)?.modified()?;
                // A clock that went back since then makes the message new.
                let age = SystemTime::now().duration_since(saved).unwrap_or_default();
                Ok(Some((bytes, age)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a message in place of the one before. After a power cut there is the one or the
    /// other, and it is whole.
    ///
    /// # Errors
    ///
    /// As the file system gives them.
    pub fn save(&self, bytes: &[u8]) -> io::Result<()> {
        let mut new = self.path.clone().into_os_string();
        new.push(".new");
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.sync_folder()
    }

    /// Forgets the message.
    ///
    /// # Errors
    ///
    /// As the file system gives them.
    pub fn clear(&self) -> io::Result<()> {
        fs::remove_file(&self.path)?;
        self.sync_folder()
    }

    /// A new name is not safe before its folder is.
    #[cfg(unix)]
    fn sync_folder(&self) -> io::Result<()> {
        let folder = self.path.parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Elsewhere a folder cannot be opened as a file.
    #[cfg(not(unix))]
    fn sync_folder(&self) -> io::Result<()> {
        Ok(())
    }
}
