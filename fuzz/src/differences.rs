//! Every known difference between the crate and what it is held against. Any other is a fault.
//!
//! None is known between `Signature::from_base64` and the crate `base64`, whose standard engine is
//! strict.

use alipay_acquiring::json::MAX_DEPTH;
use alipay_acquiring::{Timestamp, UtcOffset};
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
