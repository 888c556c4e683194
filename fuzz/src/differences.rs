//! Every known difference between the crate and its peers. Any other difference is an error.
//!
//! `Signature::from_base64` and the standard engine of the crate `base64` have no known difference.

use alipay_acquiring::json::MAX_DEPTH;
use alipay_acquiring::{Timestamp, UtcOffset};
use serde_json::Number;
use time::OffsetDateTime;

/// Accepted by the crate, refused by `serde_json::Value`: a number that no `f64` can represent,
/// such as `1e400`. The crate skips numbers and checks only their grammar. For such an input, the
/// verdict of `IgnoredAny` is used, which has no range either.
pub(crate) fn is_number_out_of_range(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

/// Refused by the crate, accepted by `serde_json` up to a depth of 127: nesting beyond the maximum
/// depth of the crate, which is its own policy.
pub(crate) fn is_too_deep(depth: u32) -> bool {
    depth > MAX_DEPTH
}

/// Refused by the crate, rounded to a float by `serde_json`: an integer that fits neither `u64` nor
/// `i64`, for a serde type that accepts any number.
pub(crate) fn is_long_integer(text: &[u8]) -> bool {
    let len = text
        .iter()
        .take_while(|byte| matches!(byte, b'-' | b'0'..=b'9'))
        .count();
    len > "9223372036854775807".len() && !matches!(text.get(len), Some(b'.' | b'e' | b'E'))
}

/// Refused by the crate, rounded by `serde_json`: a number with a fraction or an exponent that has more than
/// 15 significant digits or is smaller than a normal float, for a serde type that accepts any number.
pub(crate) fn is_rounded(text: &[u8]) -> bool {
    let is_of_number = |byte: &&u8| matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E' | b'0'..=b'9');
    let number: Vec<u8> = text.iter().take_while(is_of_number).copied().collect();
    let number = String::from_utf8(number).expect("ASCII");
    let (significand, _) = number.split_once(['e', 'E']).unwrap_or((&number, ""));
    let digits: String = significand.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_matches('0');
    let float: f64 = number.parse().expect("a number of JSON");
    let is_inexact = digits.len() > 15 || !digits.is_empty() && !float.is_normal();
    number.contains(['.', 'e', 'E']) && is_inexact
}

/// `-0` is read as the integer 0 by the crate, and as a float by `serde_json`.
pub(crate) fn is_negative_zero(ours: &Number, theirs: &Number) -> bool {
    let bits = theirs.is_f64().then(|| theirs.as_f64().map(f64::to_bits));
    bits == Some(Some((-0.0_f64).to_bits())) && ours.as_u64() == Some(0)
}

/// Refused by the crate, accepted by `time`: any byte other than `T` or `t` between date and time.
/// RFC 3339, section 5.6, lets the application decide.
pub(crate) fn has_another_separator(time: &str) -> bool {
    !matches!(time.as_bytes().get(10), Some(b'T' | b't'))
}

/// Read as second 60 by the crate. `time` cannot represent a leap second and returns the last
/// instant before it. Both accept leap seconds at the same times.
pub(crate) fn is_leap_second(time: Timestamp, peer: OffsetDateTime) -> bool {
    time.second() == 60 && (peer.second(), peer.nanosecond()) == (59, 999_999_999)
}

/// Read as an unknown offset by the crate. `time` reads it as UTC.
pub(crate) fn is_unknown_offset(time: Timestamp, peer: OffsetDateTime) -> bool {
    time.offset() == UtcOffset::UNKNOWN && peer.offset().is_utc()
}
