//! The files in `tests/fixtures`.

#![allow(unreachable_pub, reason = "the crate in tests/evidence exports these")]

use std::path::{Path, PathBuf};

/// The path of a fixture. Works in this package and in the packages below it.
pub fn fixture_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("tests/fixtures"))
        .find(|fixtures| fixtures.is_dir())
        .expect("the folder tests/fixtures")
        .join(path)
}

/// The bytes of a fixture.
pub fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(fixture_path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text of a fixture.
pub fn fixture_text(path: &str) -> String {
    String::from_utf8(fixture(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
