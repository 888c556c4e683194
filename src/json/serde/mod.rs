//! The serde data format: any serde type is read and written.

mod deserialize;
mod serialize;

pub use deserialize::absent_if_empty;

/// serde-json-core's mark of a type that holds text as it stands in JSON, escapes and all, which is
/// not what it would get here, nor what would be written of it.
const UNDECODED: &str = "__serde_json_core_escaped_string__";
