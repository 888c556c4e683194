//! Every known difference between the crate and what it is held against. Any other is a fault.
//!
//! None is known between `Signature::from_base64` and the crate `base64`, whose standard engine is
//! strict.

use alipay_acquiring::json::MAX_DEPTH;
use alipay_acquiring::{Timestamp, UtcOffset};
use serde_json::Number;
use time::OffsetDateTime;

/// Accepted, but refused by `serde_json::Value`: a number that no `f64` holds, such as `1e400`. The
/// crate reads no number, so it looks at their grammar only. Where one stands, the verdict is that
/// of `serde_json`'s `IgnoredAny` instead, which has no range either.
pub(crate) fn is_number_out_of_range(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

/// Refused, but accepted by `serde_json` down to a depth of 127: deeper nesting than the crate's
/// limit, which is a policy of its own.
pub(crate) fn is_too_deep(depth: u32) -> bool {
    depth > MAX_DEPTH
}

/// Refused, but read by `serde_json` as a float near it: an integer that neither `u64` nor `i64` holds,
/// where a serde type takes any number.
pub(crate) fn is_long_integer(text: &[u8]) -> bool {
    let len = text
        .iter()
        .take_while(|byte| matches!(byte, b'-' | b'0'..=b'9'))
        .count();
    len > "9223372036854775807".len() && !matches!(text.get(len), Some(b'.' | b'e' | b'E'))
}

/// Read as the integer 0, but by `serde_json` as a float: `-0`.
pub(crate) fn is_negative_zero(ours: &Number, theirs: &Number) -> bool {
    let bits = theirs.is_f64().then(|| theirs.as_f64().map(f64::to_bits));
    bits == Some(Some((-0.0_f64).to_bits())) && ours.as_u64() == Some(0)
}

/// Refused, but accepted by `time`: another byte than `T` or `t` between date and time, if it is
/// one byte. RFC 3339, section 5.6, leaves that to the application.
pub(crate) fn has_another_separator(time: &str) -> bool {
    !matches!(time.as_bytes().get(10), Some(b'T' | b't'))
}

/// Read as second 60, which `time` has not: it gives the last instant before. Where such a second
/// may stand, both say alike.
pub(crate) fn is_leap_second(time: Timestamp, peer: OffsetDateTime) -> bool {
    time.second() == 60 && (peer.second(), peer.nanosecond()) == (59, 999_999_999)
}

/// Read as "offset unknown", which `time` does not tell from UTC.
pub(crate) fn is_unknown_offset(time: Timestamp, peer: OffsetDateTime) -> bool {
    time.offset() == UtcOffset::UNKNOWN && peer.offset().is_utc()
}
