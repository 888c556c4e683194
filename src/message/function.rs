//! What a function of the family is: its name and version, its two bodies, its result table.
//!
//! Envelope, heads, signature, matching and outcome are written against these traits only, so they
//! work unchanged for whatever implements them. `examples/sisters/pay_query.rs` is the file to copy;
//! with serde types for bodies, `refund.rs` beside it.

use crate::error::DecodeError;
use crate::json::{Reader, Writer};
use crate::values::head::{Head, ResponseHead};
use crate::values::result_info::ResultInfo;
use crate::values::violation::Violation;

pub use crate::values::result_table::{ResultCode, ResultRow};

/// A function of the family, such as [`PayCancel`](crate::PayCancel).
pub trait Function: 'static {
    /// Its full name, the `function` of its heads.
    const NAME: &'static str;
    /// The `version` of its heads.
    const VERSION: &'static str;
    /// The path of the address that its requests are posted to. It cannot be derived from the name,
    /// and specifications leave it empty: take what Alipay gave you before this.
    const SERVICE_PATH: &'static str;
    /// Its result table.
    type ResultCode: ResultCode;
}

/// The body of a request or of a response.
pub trait Body<'a>: Sized {
    /// The function that it belongs to.
    type Function: Function;
    /// The head that stands before it, which makes it a request's or a response's:
    /// [`RequestHead<'a>`](crate::RequestHead) or [`ResponseHead<'a>`](crate::ResponseHead).
    type Head: Head<'a>;
    /// The longest JSON text of such a body, in bytes; see
    /// [`max_object_len`](crate::json::max_object_len). A longer one is not written:
    /// [`EncodeError::TooLong`](crate::EncodeError::TooLong).
    const MAX_LEN: usize;

    /// Reads a body where a JSON value comes next: by [`read_object!`](crate::read_object!), or, with
    /// the feature `serde`, as a serde type by `Reader::deserialize`.
    ///
    /// # Errors
    ///
    /// What is not JSON, of the wrong type, too long, or missing though always required.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// Writes the body: its members in the specification's order, absent ones left out. With the
    /// feature `serde`, a serde type by `Writer::serialize`.
    fn write(&self, writer: &mut Writer<'_>);

    /// The rules between members that this body breaks.
    fn violations(&self) -> impl Iterator<Item = Violation>;
}

/// The body of a response.
pub trait ResponseBody<'a>: Body<'a, Head = ResponseHead<'a>> {
    /// Its `resultInfo`.
    fn result_info(&self) -> &ResultInfo<'a>;
}

/// A response body that answers requests with the body `Q`.
pub trait Answers<Q> {
    /// How the transaction that this body names compares to the one that was asked for.
    fn transaction(&self, request: &Q) -> TransactionMatch;
}

/// How the transaction that a response names compares to the one that its request named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionMatch {
    /// The same.
    Same,
    /// The same by the preferred id; a less preferred one, named here, differs.
    OtherDiffers(&'static str),
    /// Not the same: this id is missing or wrong.
    Not(&'static str),
}
