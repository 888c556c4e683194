//! A strict JSON reader and a canonical JSON writer. They know nothing about payments.
//!
//! No JSON crate does everything that these envelopes need: return the raw text of a value (the
//! signature is computed over it), refuse a duplicate name, unescape into the caller's buffer, and
//! work without a heap. The bodies of all functions, also of other crates, are read and written
//! with these two types.
//!
//! The reader accepts exactly RFC 8259, in skipped members too, with three stricter rules of this
//! crate: no byte order mark, no lone surrogates, and nesting up to [`MAX_DEPTH`]. It checks the
//! grammar of numbers, not their range.
//!
//! For every input, the reader and the writer never recurse, allocate or panic, and their work is
//! linear in the length of the text. (A serde type may recurse by itself; it is read down to
//! [`MAX_DEPTH`].)
//!
//! # serde
//!
//! With the feature `serde` they also read and write any serde type: `Reader::deserialize` and
//! `Writer::serialize`. They implement the serde data format themselves, because serde-json-core 0.7
//! breaks the rules above and a caller cannot prevent that. `tests/json_deserialize.rs` and
//! `tests/json_serialize.rs` have a test for each case:
//!
//! - It returns strings, names and variants without unescaping them, or it cannot lend them. It
//!   accepts unescaped control characters.
//! - It refuses surrogate pairs.
//! - It does not detect a duplicate name if one of the two is written with escapes.
//! - It skips values that are not JSON.
//! - It reads `null` as a float that is not a number, and a number out of range as infinity.
//! - It writes names that are not strings.
//! - It panics on a map key that is not a string, on writing a `char`, and on an error of a
//!   `Serialize`.
//!
//! A field whose type has a lifetime needs `#[serde(borrow)]`, except `&'a str` and `Option<&'a str>`.
//! Without it `derive(Deserialize)` does not compile, with an error such as "lifetime may not live long
//! enough" that does not say why. A `Cow<'a, str>` compiles without it, but is always copied.
//!
//! ```compile_fail
//! #[derive(serde::Deserialize)]
//! struct Shop<'a> {
//!     address: Address<'a>, // does not compile: `#[serde(borrow)]` is missing
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Address<'a> {
//!     city: &'a str,
//! }
//! ```
//!
//! ```
//! #[derive(serde::Deserialize)]
//! struct Shop<'a> {
//!     #[serde(borrow)]
//!     address: Address<'a>,
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Address<'a> {
//!     city: &'a str,
//! }
//! ```

// # Fast paths and slow paths
//
// A function named `fast_…` handles only the common case. If the case does not apply, it returns
// `None` or `false`, and nothing has changed. (Only the bytes after the written part of a buffer
// are unspecified.) The caller then calls the function named `slow_…` (for
// `fast_member` it is `next_member`), which handles every case.
// Only this function decides what is an error. So a fast path never changes a result, only the
// time.

mod array;
mod cursor;
mod document_kind;
mod failing;
mod fast_string;
mod grammar_error;
pub(crate) mod json_type;
mod name_list;
mod nesting;
mod object;
mod raw_value;
mod reader;
mod scan;
#[cfg(feature = "serde")]
mod serde;
mod skip;
pub(crate) mod slice_writer;
mod stop;
mod string;
mod unescape;
mod writer;

pub use array::Elements;
pub use json_type::JsonType;
pub(crate) use name_list::is_plain;
pub use name_list::{Name, Names};
pub use nesting::MAX_DEPTH;
pub use object::Members;
pub use raw_value::RawValue;
pub use reader::Reader;
pub(crate) use reader::utf8;
pub(crate) use scan::{WIDE, inline_if_wide};
#[cfg(feature = "serde")]
pub use serde::absent_if_empty;
pub(crate) use slice_writer::SliceWriter;
pub(crate) use stop::Stop;
pub use writer::{
    MAX_INTEGER_LEN, Writer, max_array_len, max_id_len, max_object_len, max_string_len,
};
pub(crate) use writer::{WriteFault, id_error};

/// Items that the expansion of [`read_object!`](crate::read_object!) uses, as `crate::__private`.
pub(crate) mod private {
    pub use crate::json::name_list::{as_text, quoted};
    /// Whether `read_object!` tries each member in the usual order before it searches. This is fast,
    /// but it costs flash.
    pub use crate::json::scan::WIDE as IN_ORDER;
    pub use crate::json::stop::Stop;
}
