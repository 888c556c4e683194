//! A response without a signature, read so that staff can see it.

use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::message::claimed::Claimed;
use crate::message::envelope::{self, BodyClaims};
use crate::values::head::MessageKind;
use crate::values::text::Escaped;

/// What an unsigned response claims. The platform sends such a response when it refuses a request
/// early: wrong key, wrong signature, unknown client.
///
/// Anyone can write such a text. It says nothing about the transaction and cannot become an
/// [`Outcome`](crate::Outcome): the outcome is unknown. Show its claims to staff, because a wrong key
/// may never be reported in any other way. A member is `None` if it is absent, empty or not a
/// string. Lengths are not checked.
///
/// ```
/// use alipay_acquiring::UnsignedFailure;
///
/// let bytes = br#"{"response":{"body":{"resultInfo":{"resultCode":"KEY_NO_FOUND"}}}}"#;
/// let failure = UnsignedFailure::decode(bytes, &mut [])?;
/// assert_eq!(failure.result_code, Some("KEY_NO_FOUND"));
/// # Ok::<(), alipay_acquiring::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct UnsignedFailure<'a> {
    /// What its head claims.
    pub claimed: Claimed<'a>,
    /// `resultStatus`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultStatus"))]
    pub result_status: Option<&'a str>,
    /// `resultCodeId`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultCodeId"))]
    pub result_code_id: Option<&'a str>,
    /// `resultCode`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultCode"))]
    pub result_code: Option<&'a str>,
    /// `resultMsg`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultMsg"))]
    pub result_msg: Option<&'a str>,
}

impl<'a> UnsignedFailure<'a> {
    /// Reads a response whose `signature` is absent, `null`, empty, or not a string.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Signed`] if it has a signature, [`DecodeErrorKind::WrongMessage`] for a
    /// request, the errors of [`Envelope::decode`](crate::Envelope::decode), and
    /// [`DecodeErrorKind::Duplicate`] if a name of the result occurs twice.
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (envelope, result) = envelope::read(input, scratch, BodyClaims::ResultInfo)?;
        let claimed = envelope.claimed();
        let error = |kind| DecodeError::new(kind, 0, None);
        match (claimed.message, envelope.is_signed()) {
            (MessageKind::Request, _) => Err(error(DecodeErrorKind::WrongMessage)),
            (MessageKind::Response, true) => Err(error(DecodeErrorKind::Signed)),
            (MessageKind::Response, false) => {
                let [result_status, result_code_id, result_code, result_msg] = result;
                Ok(Self {
                    claimed,
                    result_status,
                    result_code_id,
                    result_code,
                    result_msg,
                })
            }
        }
    }
}

/// Shows `resultCode` and `resultMsg`, marked as unsigned. They are quoted and escaped, so that a
/// forged text cannot look like another line of a log.
impl fmt::Display for UnsignedFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.result_code.unwrap_or("no resultCode");
        let msg = self.result_msg.unwrap_or("no resultMsg");
        let (code, msg) = (Escaped(code), Escaped(msg));
        write!(f, "unsigned, so only claimed: \"{code}\" (\"{msg}\")")
    }
}
