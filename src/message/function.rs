//! What a function of the family is: its name and version, its two bodies, its result table.
//!
//! Envelope, heads, signature, matching and outcome know a function only through these traits, so they
//! work for every type that implements them. To add a function, copy
//! `examples/other_functions/pay_query.rs`, or `refund.rs` in the same folder if its bodies are serde types.

use crate::error::DecodeError;
use crate::json::{Reader, Stop, Writer};
use crate::values::head::ResponseHead;
use crate::values::result_info::ResultInfo;
use crate::values::violation::Violation;

pub use crate::values::head::Head;
pub use crate::values::result_code::ResultMeaning;
pub use crate::values::result_table::{ResultCode, ResultRow};

/// A function of the family, such as [`PayCancel`](crate::PayCancel).
pub trait Function: 'static {
    /// Its full name: the member `function` of its heads.
    const NAME: &'static str;
    /// The member `version` of its heads.
    const VERSION: &'static str;
    /// The path that its requests are posted to. It cannot be derived from the name, and the
    /// specification leaves it empty. If Alipay gave you another address, use that one.
    const SERVICE_PATH: &'static str;
    /// Its result table.
    type ResultCode: ResultCode;
}

/// The body of a request or of a response.
pub trait Body<'a>: Sized {
    /// The function that the body belongs to.
    type Function: Function;
    /// The head of its message: [`RequestHead<'a>`](crate::RequestHead) if this is the body of a
    /// request, [`ResponseHead<'a>`](crate::ResponseHead) if it is the body of a response.
    type Head: Head<'a>;
    /// The length of the longest JSON text of such a body, in bytes;
    /// [`max_object_len`](crate::json::max_object_len) computes it. A longer text is refused with
    /// [`EncodeError::TooLong`](crate::EncodeError::TooLong).
    const MAX_LEN: usize;

    /// Reads the body, which is the next JSON value: with [`read_object!`](crate::read_object!), or,
    /// with the feature `serde`, as a serde type with `Reader::deserialize`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not JSON, or if a member has the wrong type, is too long, or is
    /// required but missing.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// As [`read`](Self::read), into `body`, where it is present after `Ok`. The reader keeps an error.
    #[doc(hidden)]
    #[inline(always)]
    fn read_to(reader: &mut Reader<'a>, body: &mut Option<Self>) -> Result<(), Stop> {
        *body = Some(Self::read(reader).map_err(|error| reader.stop(error))?);
        Ok(())
    }

    /// Writes the body: its members in the order of the specification, without those that are absent.
    /// With the feature `serde`, a serde type can be written with `Writer::serialize`.
    fn write(&self, writer: &mut Writer<'_>);

    /// The rules between its members that this body breaks.
    fn violations(&self) -> impl Iterator<Item = Violation>;
}

/// A body type for every lifetime, so that an owned message can name it without one. Implement it for the
/// body with the lifetime `'static`; then the owned messages of the feature `alloc` work for the function.
/// `examples/other_functions/pay_query.rs` shows it.
pub trait OwnedBody: Body<'static> + 'static {
    /// The same body with the lifetime `'a`, as the code that reads an owned message borrows it.
    type Borrowed<'a>: Body<'a, Function = Self::Function>;
}

/// The body of a response.
pub trait ResponseBody<'a>: Body<'a, Head = ResponseHead<'a>> {
    /// Its `resultInfo`.
    fn result_info(&self) -> &ResultInfo<'a>;
}

/// A response body that answers requests with the body `Q`.
pub trait Answers<Q> {
    /// Compares the transaction that this body names with the one that the request names.
    fn transaction(&self, request: &Q) -> TransactionMatch;
}

/// Whether a response names the same transaction as its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransactionMatch {
    /// It names the same transaction.
    Same,
    /// The preferred id is the same; this other id differs.
    SecondaryIdDiffers(&'static str),
    /// This id is missing, or it is the preferred id and differs.
    MissingOrDifferent(&'static str),
}

impl TransactionMatch {
    /// Compares all ids by which a request and its response may name the transaction. Each row is a
    /// member with its value in the request and in the response, and the preferred id comes first.
    ///
    /// The response must repeat the first id that was sent. Every other id that both name must be equal,
    /// too: a difference is [`MissingOrDifferent`](Self::MissingOrDifferent), never
    /// [`SecondaryIdDiffers`](Self::SecondaryIdDiffers). If nothing was sent, nothing is known to be the
    /// same.
    ///
    /// ```
    /// use alipay_acquiring::function::TransactionMatch;
    ///
    /// let same = [("acquirementId", None, Some("2015x747")), ("merchantTransId", Some("510"), Some("510"))];
    /// assert_eq!(TransactionMatch::of(&same), TransactionMatch::Same);
    ///
    /// let other = [("acquirementId", Some("2015x747"), Some("2015x747")), ("merchantTransId", Some("510"), Some("511"))];
    /// let differs = TransactionMatch::MissingOrDifferent("merchantTransId");
    /// assert_eq!(TransactionMatch::of(&other), differs);
    /// ```
    #[must_use]
    pub fn of(ids: &[(&'static str, Option<&str>, Option<&str>)]) -> Self {
        let mut is_named = false;
        for &(field, sent, received) in ids {
            match (sent, received) {
                (Some(sent), Some(received)) if sent != received => {
                    return Self::MissingOrDifferent(field);
                }
                (Some(_), None) if !is_named => return Self::MissingOrDifferent(field),
                (Some(_), _) => is_named = true,
                (None, _) => {}
            }
        }
        match (is_named, ids.first()) {
            (true, _) => Self::Same,
            (false, Some(&(field, ..))) => Self::MissingOrDifferent(field),
            (false, None) => Self::MissingOrDifferent("transaction"),
        }
    }
}
