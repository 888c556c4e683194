//! A strict JSON reader and a canonical JSON writer that know nothing of payments.
//!
//! They exist because no JSON crate does all that these envelopes need: hand out the raw text of a
//! value (it is what was signed), refuse a name that stands twice, unescape into a buffer of the
//! caller's, and do it without a heap. Bodies are written against them, those of the other
//! functions of the family too.
//!
//! The whole text must follow RFC 8259, skipped members too. Three rules are stricter than the RFC
//! and are this crate's own policy: no byte order mark, no lone surrogates, and nesting to
//! [`MAX_DEPTH`]. Numbers are checked for their grammar only, never for their range.
//!
//! Neither recurses, allocates or panics, whatever it is given; both do work linear in the text.
//!
//! # serde
//!
//! With the feature `serde` both take any serde type as well: `Reader::deserialize` and
//! `Writer::serialize`. The format is this crate's own and not serde-json-core's, whose release 0.7
//! cannot be made to keep the rules above from outside. It hands out strings, names and variants
//! undecoded or cannot lend them, and control characters raw; refuses surrogate pairs; takes an
//! escaped duplicate for another name; skips what is no JSON; reads `null` as a float that is not a
//! number, and what is out of range as infinity; writes names that are no strings; and panics where
//! the key of a map is anything but a string, where a `char` is written, and where a `Serialize` gives
//! an error. `tests/serde_values.rs` has each of these cases.

mod escape;
mod names;
mod reader;
mod scan;
mod writer;

pub(crate) use names::is_plain;
pub use names::{Name, Names};
#[doc(hidden)]
pub use names::{as_text, quoted};
#[cfg(feature = "serde")]
pub use reader::absent_if_empty;
pub use reader::{MAX_DEPTH, Members, Reader};
#[doc(hidden)]
pub use scan::IN_ORDER;
pub use writer::{Writer, max_object_len, max_string_len};

/// serde-json-core's mark of a type that holds text as it stands in JSON, escapes and all, which is
/// not what it would get here, nor what would be written of it.
#[cfg(feature = "serde")]
const UNDECODED: &str = "__serde_json_core_escaped_string__";
