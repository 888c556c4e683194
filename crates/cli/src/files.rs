//! Reading the files that the arguments name.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// More is not read: an envelope of this family has about 1 KB.
const MAX_LEN: u64 = 16 * 1024 * 1024;

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = MAX_LEN + 1;
    let done = if path == Path::new("-") {
        io::stdin().take(limit).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match done {
        Err(error) => Err(format!("{path:?}: {error}")),
        Ok(len) if len as u64 > MAX_LEN => Err(format!(
            "{path:?}: expected at most {MAX_LEN} bytes, found more"
        )),
        Ok(_) => Ok(bytes),
    }
}
