//! Unix time, in both directions, and freshness.

use core::time::Duration;

use alipay_acquiring::{TimeError, Timestamp, UtcOffset, ValueError};
use proptest::prelude::*;

const NO_SUCH_YEAR: Result<Timestamp, ValueError> =
    Err(ValueError::Timestamp(TimeError::NoSuchYear));

fn parse(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

#[test]
fn known_times() {
    let rows = [
        ("1970-01-01T00:00:00+00:00", 0),
        ("1969-12-31T23:59:59+00:00", -1),
        ("2001-07-04T12:08:56+05:30", 994_228_736),
        ("2001-09-09T01:46:40+00:00", 1_000_000_000),
        ("2038-01-19T11:14:07+08:00", 2_147_483_647),
        ("1900-03-01T00:00:00+00:00", -2_203_891_200),
        ("2000-02-29T00:00:00+00:00", 951_782_400),
        ("0000-01-01T00:00:00+00:00", -62_167_219_200),
        ("9999-12-31T23:59:59+00:00", 253_402_300_799),
        (
            "0000-01-01T00:00:00+23:59",
            -62_167_219_200 - 23 * 3600 - 59 * 60,
        ),
        (
            "9999-12-31T23:59:59-23:59",
            253_402_300_799 + 23 * 3600 + 59 * 60,
        ),
    ];
    for (text, seconds) in rows {
        let time = parse(text);
        assert_eq!(time.unix_seconds(), seconds, "{text}");
        let again = Timestamp::from_unix_seconds(seconds, time.offset());
        assert_eq!(again, Ok(time), "{text}");
    }
}

/// Every day of the 10,000 years, at its first and at its last second.
#[test]
fn every_day_follows_the_day_before() {
    let mut seconds = parse("0000-01-01T00:00:00Z").unix_seconds();
    let (mut year, mut month, mut day) = (0, 1, 1);
    let mut days = 0;
    while year < 10_000 {
        let first = Timestamp::from_unix_seconds(seconds, UtcOffset::UTC).unwrap();
        assert_eq!(
            (first.year(), first.month(), first.day()),
            (year, month, day)
        );
        assert_eq!((first.hour(), first.minute(), first.second()), (0, 0, 0));
        let last = Timestamp::from_unix_seconds(seconds + 86_399, UtcOffset::UTC).unwrap();
        assert_eq!((last.year(), last.month(), last.day()), (year, month, day));
        assert_eq!((last.hour(), last.minute(), last.second()), (23, 59, 59));
        assert_eq!(last.unix_seconds(), seconds + 86_399);
        seconds += 86_400;
        days += 1;
        // The next day that exists, by the components alone.
        day += 1;
        if Timestamp::new(year, month, day, 0, 0, 0, UtcOffset::UTC).is_err() {
            (month, day) = (month + 1, 1);
        }
        if month == 13 {
            (year, month) = (year + 1, 1);
        }
    }
    assert_eq!(days, 3_652_425);
}

#[test]
fn seconds_that_are_no_timestamp() {
    let first = parse("0000-01-01T00:00:00Z").unix_seconds();
    let last = parse("9999-12-31T23:59:59Z").unix_seconds();
    let east = UtcOffset::from_minutes(1).unwrap();
    let west = UtcOffset::from_minutes(-1).unwrap();
    for (seconds, offset) in [
        (first - 1, UtcOffset::UTC),
        (last + 1, UtcOffset::UTC),
        (last, east),
        (first, west),
        (i64::MIN, west),
        (i64::MAX, east),
        (i64::MIN, UtcOffset::UTC),
        (i64::MAX, UtcOffset::UTC),
    ] {
        let time = Timestamp::from_unix_seconds(seconds, offset);
        assert_eq!(time, NO_SUCH_YEAR, "{seconds} {offset}");
    }
}

#[test]
fn leap_seconds_and_unknown_offsets() {
    let leap = parse("2016-12-31T23:59:60Z");
    assert_eq!(
        leap.unix_seconds(),
        parse("2017-01-01T00:00:00Z").unix_seconds()
    );
    let unknown = parse("2001-07-04T06:38:56-00:00");
    assert_eq!(unknown.unix_seconds(), 994_228_736);
    let again = Timestamp::from_unix_seconds(994_228_736, UtcOffset::UNKNOWN);
    assert_eq!(again, Ok(unknown));
}

#[test]
fn times_that_are_fresh() {
    let now = parse("2001-07-04T12:08:56.5+05:30");
    for (time, tolerance, is_fresh) in [
        ("2001-07-04T12:08:56.5+05:30", Duration::ZERO, true),
        ("2001-07-04T12:08:56.500000001+05:30", Duration::ZERO, false),
        ("2001-07-04T12:08:56.499999999+05:30", Duration::ZERO, false),
        (
            "2001-07-04T12:08:56.499999999+05:30",
            Duration::from_nanos(1),
            true,
        ),
        ("2001-07-04T06:33:56.5Z", Duration::from_secs(300), true),
        ("2001-07-04T06:33:56Z", Duration::from_secs(300), false),
        ("2001-07-04T06:43:56Z", Duration::from_secs(300), true),
        ("2001-07-04T06:43:57Z", Duration::from_secs(300), false),
        ("2001-07-04T12:08:56.5Z", Duration::from_secs(300), false),
        ("0000-01-01T00:00:00Z", Duration::MAX, true),
        ("9999-12-31T23:59:59Z", Duration::MAX, true),
    ] {
        assert_eq!(parse(time).within(&now, tolerance), is_fresh, "{time}");
        assert_eq!(now.within(&parse(time), tolerance), is_fresh, "{time}");
    }
}

proptest! {
    #[test]
    fn every_time_comes_back(seconds in -62_167_219_200_i64..253_402_300_800, minutes in -1439_i16..1440) {
        let offset = UtcOffset::from_minutes(minutes).unwrap();
        match Timestamp::from_unix_seconds(seconds, offset) {
            Ok(time) => {
                prop_assert_eq!(time.unix_seconds(), seconds);
                prop_assert_eq!(time.offset(), offset);
                prop_assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
            }
            Err(_) => {
                let local = seconds + i64::from(minutes) * 60;
                prop_assert!(!(-62_167_219_200..253_402_300_800).contains(&local));
            }
        }
    }
}

#[cfg(feature = "std")]
#[test]
fn system_times() {
    use std::time::{SystemTime, UNIX_EPOCH};

    let nanosecond = Duration::from_nanos(1);
    for (time, text) in [
        (UNIX_EPOCH, "1970-01-01T00:00:00Z"),
        (UNIX_EPOCH + nanosecond, "1970-01-01T00:00:00.000000001Z"),
        (UNIX_EPOCH - nanosecond, "1969-12-31T23:59:59.999999999Z"),
        (UNIX_EPOCH - Duration::from_secs(1), "1969-12-31T23:59:59Z"),
        (
            UNIX_EPOCH + Duration::from_secs(994_228_736),
            "2001-07-04T06:38:56Z",
        ),
    ] {
        assert_eq!(Timestamp::try_from(time), Ok(parse(text)), "{text}");
        assert_eq!(SystemTime::try_from(parse(text)), Ok(time), "{text}");
    }
    let india = parse("2001-07-04T12:08:56+05:30");
    let expected = UNIX_EPOCH + Duration::from_secs(994_228_736);
    assert_eq!(SystemTime::try_from(india), Ok(expected));
    let leap = parse("2016-12-31T23:59:60Z");
    assert!(SystemTime::try_from(leap).is_err());
    let late = UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    assert_eq!(Timestamp::try_from(late), NO_SUCH_YEAR);
}
