//! Any text into `Timestamp::parse`, compared with the crate `time` and with the text itself.

use alipay_acquiring::{Timestamp, UtcOffset};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::common::WholeSeconds;
use crate::differences;

/// The verdict must be that of `time`. The values must be those in the text.
pub fn timestamp(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else {
        return false;
    };
    let peer = OffsetDateTime::parse(text, &Rfc3339);
    let time = match (Timestamp::parse(text), peer) {
        (Err(_), Err(_)) => return false,
        (Err(_), Ok(_)) if differences::has_another_separator(text) => return false,
        (Err(_), Ok(peer)) => panic!("refused: {text:?}, which is {peer}"),
        (Ok(time), Err(error)) => panic!("accepted: {time:?}, but {error}"),
        (Ok(time), Ok(peer)) => {
            check_peer(time, peer);
            time
        }
    };
    check_text(time, text);
    check_written(time);
    true
}

fn check_peer(time: Timestamp, peer: OffsetDateTime) {
    assert_eq!(i32::from(time.year()), peer.year());
    assert_eq!(time.month(), u8::from(peer.month()));
    assert_eq!(time.day(), peer.day());
    assert_eq!(time.hour(), peer.hour());
    assert_eq!(time.minute(), peer.minute());
    if !differences::is_leap_second(time, peer) {
        assert_eq!(time.second(), peer.second());
        assert_eq!(time.nanosecond(), peer.nanosecond());
    }
    if !differences::is_unknown_offset(time, peer) {
        let minutes = UtcOffset::from_minutes(peer.offset().whole_minutes());
        assert_eq!(Ok(time.offset()), minutes);
    }
}

/// The written time is the text without its fraction, in the canonical spelling.
fn check_text(time: Timestamp, text: &str) {
    let (date_time, rest) = text.split_at(19);
    let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    let (fraction, offset) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits),
        None => ("0", rest),
    };
    let nine = format!("{fraction:0<9.9}");
    assert_eq!(Ok(time.nanosecond()), nine.parse());
    let offset = match offset {
        "Z" | "z" => "+00:00",
        offset => offset,
    };
    assert_eq!(offset == "-00:00", time.offset() == UtcOffset::UNKNOWN);
    let expected = format!("{}{offset}", date_time.replace('t', "T"));
    assert_eq!(time.to_string(), expected);
}

/// A written time is read back as the same time.
fn check_written(time: Timestamp) {
    let written = time.to_string();
    assert_eq!(written.len(), Timestamp::LEN);
    let again = Timestamp::parse(&written);
    assert_eq!(again, Ok(time.in_whole_seconds()));
    let again = again.and_then(|again| again.with_nanosecond(time.nanosecond()));
    assert_eq!(again, Ok(time));
    assert_eq!(Timestamp::parse(&format!("{time:?}")), Ok(time));
}
