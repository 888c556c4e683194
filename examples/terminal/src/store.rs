//! A file that survives a power cut: it holds the old or the new bytes, never a part.

#[cfg(unix)]
use std::fs::File;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A private folder with one file. The terminal keeps a record of the driver in it.
///
/// Nobody else may write the folder, because who can write it can make the terminal forget a cancel,
/// or overwrite another file through a symbolic link. So the store makes the folder for this user
/// only, and refuses a folder or a file that is a symbolic link and, on Unix, a folder that others can
/// read or write.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
    file: PathBuf,
}

impl Store {
    /// Creates a store in this folder. If the folder does not exist, the first
    /// [`save`](Self::save) makes it. Only one terminal at a time may use the folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let file = folder.join("cancel");
        Self { folder, file }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Loads the bytes; `None` if there is no file.
    ///
    /// # Errors
    ///
    /// An error of the file system, and [`ErrorKind::PermissionDenied`] for a folder or a file that is
    /// not private.
    pub fn load(&self) -> io::Result<Option<Vec<u8>>> {
        let loaded = self.load_file();
        match loaded {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            loaded => loaded.map(Some),
        }
    }

    fn load_file(&self) -> io::Result<Vec<u8>> {
        check_folder(&self.folder)?;
        // Not `metadata`, which would follow a symbolic link.
        if !fs::symlink_metadata(&self.file)?.is_file() {
            return Err(refused(
                "expected a regular file in the store's folder, found something else",
            ));
        }
        fs::read(&self.file)
    }

    /// Replaces the bytes. After a power cut the file holds either the old or the new bytes, never a
    /// part.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn save(&self, bytes: &[u8]) -> io::Result<()> {
        create_folder(&self.folder)?;
        check_folder(&self.folder)?;
        let new = self.folder.join("cancel.new");
        // It is left over if the power was cut in the middle of a `save`.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Fails if anything has this name, even a symbolic link to nothing.
        let mut file = private_file().create_new(true).write(true).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, &self.file)?;
        sync_folder(&self.folder)
    }

    /// Deletes the file.
    ///
    /// # Errors
    ///
    /// An error of the file system.
    pub fn clear(&self) -> io::Result<()> {
        fs::remove_file(&self.file)?;
        sync_folder(&self.folder)
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(ErrorKind::PermissionDenied, why)
}

/// Makes a folder, and those around it that do not exist, for this user only.
fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || fs::symlink_metadata(folder).is_ok() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(Path::new(""));
    create_folder(parent)?;
    match private_folder().create(folder) {
        // Another program has just made it.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(parent),
    }
}

/// Checks that a folder is not a symbolic link, and that only its owner can use it.
fn check_folder(folder: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(folder)?;
    if !metadata.is_dir() {
        return Err(refused("expected the store's folder, found something else"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&metadata) & 0o077 != 0 {
        return Err(refused(
            "others can use the store's folder; make it private with chmod 700",
        ));
    }
    Ok(())
}

#[cfg(unix)]
fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(not(unix))]
fn private_folder() -> DirBuilder {
    DirBuilder::new()
}

#[cfg(unix)]
fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(not(unix))]
fn private_file() -> OpenOptions {
    OpenOptions::new()
}

/// Syncs a folder: without this, a power cut can undo what was created, renamed or deleted in it.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    File::open(folder)?.sync_all()
}

/// Does nothing: outside Unix a folder cannot be opened as a file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::env;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    /// An empty private folder for this test.
    fn folder(name: &str) -> PathBuf {
        let mut folder = env::temp_dir();
        folder.push(format!("terminal-store-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        private_folder().create(&folder).unwrap();
        folder
    }

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn bytes_are_kept_for_this_user_only() {
        let folder = folder("kept");
        let store = Store::new(folder.join("made/by/the/store"));
        assert!(store.load().unwrap().is_none());
        for bytes in [&b"first"[..], b"second", b""] {
            store.save(bytes).unwrap();
            assert_eq!(store.load().unwrap().unwrap(), bytes);
        }
        assert_eq!(mode(&store.folder), 0o700);
        assert_eq!(mode(&folder.join("made")), 0o700);
        assert_eq!(mode(store.path()), 0o600);
        let names = fs::read_dir(&store.folder).unwrap();
        assert_eq!(names.count(), 1, "only the file is left");
        store.clear().unwrap();
        assert!(store.load().unwrap().is_none());
        fs::remove_dir_all(folder).unwrap();
    }

    /// What an attacker puts in the way of the store changes no file outside of it.
    #[test]
    fn a_symbolic_link_is_not_followed() {
        let folder = folder("links");
        let victim = folder.join("victim");
        fs::write(&victim, "precious").unwrap();
        let nothing = folder.join("nothing");
        for (name, target) in [("to a file", &victim), ("to nothing", &nothing)] {
            let store = Store::new(folder.join(name));
            store.save(b"old").unwrap();
            symlink(target, store.folder.join("cancel.new")).unwrap();
            store.save(b"new").unwrap();
            assert_eq!(store.load().unwrap().unwrap(), b"new", "{name}");
            assert!(fs::symlink_metadata(store.path()).unwrap().is_file());

            fs::remove_file(store.path()).unwrap();
            symlink(target, store.path()).unwrap();
            let refused = store.load().unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{name}");
            store.save(b"new").unwrap();
            assert_eq!(store.load().unwrap().unwrap(), b"new", "{name}");
        }
        assert_eq!(fs::read(&victim).unwrap(), b"precious");
        assert!(!nothing.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_private_is_refused() {
        let folder = folder("shared");
        let link = Store::new(folder.join("link"));
        symlink(&folder, &link.folder).unwrap();
        let file = Store::new(folder.join("file"));
        fs::write(&file.folder, "").unwrap();
        let [readable, writable] = [0o740, 0o702].map(|mode| {
            let store = Store::new(folder.join(format!("{mode:o}")));
            store.save(b"old").unwrap();
            fs::set_permissions(&store.folder, PermissionsExt::from_mode(mode)).unwrap();
            store
        });
        for store in [link, file, readable, writable] {
            for refused in [store.load().map(drop), store.save(b"new")] {
                let kind = refused.map_err(|error| error.kind());
                assert_eq!(kind, Err(ErrorKind::PermissionDenied), "{store:?}");
            }
        }
        assert!(!folder.join("cancel").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
