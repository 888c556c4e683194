//! A strict JSON reader and a canonical JSON writer that know nothing of payments.
//!
//! They exist because no JSON crate does all that these envelopes need: hand out the raw text of a
//! value (it is what was signed), refuse a name that stands twice, unescape into a buffer of the
//! caller's, and do it without a heap. Bodies of sister functions are written against them, as
//! `pay_cancel.rs` is.
//!
//! The whole text must follow RFC 8259, skipped members too. Three rules are stricter than the RFC
//! and are this crate's own policy: no byte order mark, no lone surrogates, and nesting to
//! [`MAX_DEPTH`]. Numbers are checked for their grammar only, never for their range.
//!
//! Neither recurses, allocates or panics, whatever it is given; both do work linear in the text.

mod escape;
#[cfg(feature = "serde-json-core")]
mod minimal;
mod names;
mod reader;
mod scan;
mod writer;

#[cfg(feature = "serde-json-core")]
pub(crate) use minimal::with_minimal_escapes;
pub(crate) use names::is_plain;
pub use names::{Name, Names};
#[doc(hidden)]
pub use names::{as_text, quoted};
pub use reader::{MAX_DEPTH, Members, Reader};
#[doc(hidden)]
pub use scan::IN_ORDER;
pub use writer::{Writer, max_object_len, max_string_len};
