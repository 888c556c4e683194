//! Conversions of times from and to `jiff` and `chrono` give the same time or an error.

#![cfg(all(feature = "jiff", feature = "chrono"))]

use alipay_acquiring::{TimeError, Timestamp, UtcOffset, ValueError};
use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use jiff::tz::Offset;
use jiff::{Timestamp as Instant, ZonedDateTime};
use proptest::prelude::*;

fn parse(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|_| panic!("{text}"))
}

const fn refused(why: TimeError) -> Result<Timestamp, ValueError> {
    Err(ValueError::Timestamp(why))
}

/// A conversion to each crate and back gives the same time, or the conversion fails.
#[test]
fn times_that_each_crate_can_represent() {
    // The time; whether jiff can represent it; whether chrono can.
    let rows = [
        ("2001-07-04T12:08:56+05:30", true, true),
        ("2001-07-04T12:08:56.719000001-08:00", true, true),
        ("2001-07-04T12:08:56Z", true, true),
        ("2024-02-29T23:59:59+00:01", true, true),
        ("0000-01-01T00:00:00+23:59", true, true),
        ("0000-01-01T00:00:00-23:59", true, true),
        ("9999-12-30T21:59:59Z", true, true),
        ("9999-12-31T21:58:59+23:59", true, true),
        ("9999-12-31T23:59:59Z", false, true),
        ("9999-12-31T23:59:59-23:59", false, true),
        // Leap seconds, and an unknown offset.
        ("2016-12-31T23:59:60Z", false, false),
        ("2017-01-01T05:29:60+05:30", false, false),
        ("2001-07-04T12:08:56-00:00", false, false),
    ];
    for (text, jiff, chrono) in rows {
        let time = parse(text);
        let zoned = ZonedDateTime::try_from(time);
        assert_eq!(zoned.is_ok(), jiff, "{text}");
        if let Ok(zoned) = zoned {
            assert_eq!(Timestamp::try_from(&zoned), Ok(time), "{text}");
            // jiff parses the text as the same instant.
            let instant: Instant = text.parse().unwrap();
            assert_eq!(zoned.timestamp(), instant, "{text}");
            assert_eq!(Instant::try_from(time), Ok(instant), "{text}");
            let seconds = i32::from(time.offset().minutes()) * 60;
            assert_eq!(zoned.offset().seconds(), seconds, "{text}");
        } else {
            assert_eq!(
                Instant::try_from(time),
                Err(ValueError::Timestamp(TimeError::NotExpressible)),
                "{text}"
            );
        }
        let date_time = DateTime::<FixedOffset>::try_from(time);
        assert_eq!(date_time.is_ok(), chrono, "{text}");
        if let Ok(date_time) = date_time {
            assert_eq!(Timestamp::try_from(date_time), Ok(time), "{text}");
            assert_eq!(
                date_time,
                DateTime::parse_from_rfc3339(text).unwrap(),
                "{text}"
            );
        }
    }
}

#[test]
fn times_of_jiff_and_chrono_that_are_refused() {
    let jiff = |text: &str, offset: i32| {
        let zone = Offset::from_seconds(offset).unwrap().to_time_zone();
        Timestamp::try_from(&text.parse::<Instant>().unwrap().to_zoned_datetime(zone))
    };
    assert_eq!(
        jiff("2001-07-04T12:08:56Z", 60),
        Ok(parse("2001-07-04T12:09:56+00:01"))
    );
    for offset in [1, -1, 59, 61, 86_400, -86_400, 90_000] {
        let refused = refused(TimeError::NoSuchOffset);
        assert_eq!(jiff("2001-07-04T12:08:56Z", offset), refused, "{offset}");
    }
    assert_eq!(
        jiff("-000001-12-31T23:59:59Z", 0),
        refused(TimeError::NoSuchYear)
    );
    assert_eq!(
        jiff("-000001-12-31T23:59:59Z", 60),
        Ok(parse("0000-01-01T00:00:59+00:01"))
    );
    let instant: Instant = "-000001-12-31T23:59:59Z".parse().unwrap();
    assert_eq!(Timestamp::try_from(instant), refused(TimeError::NoSuchYear));
    let instant: Instant = "2001-07-04T12:08:56.5Z".parse().unwrap();
    assert_eq!(
        Timestamp::try_from(instant),
        Ok(parse("2001-07-04T12:08:56.5Z"))
    );

    let chrono = |year: i32, offset: i32| {
        let offset = FixedOffset::east_opt(offset).unwrap();
        Timestamp::try_from(offset.with_ymd_and_hms(year, 7, 4, 12, 8, 56).unwrap())
    };
    assert_eq!(chrono(2001, 19_800), Ok(parse("2001-07-04T12:08:56+05:30")));
    for offset in [1, -1, 59, 61, 86_399] {
        let refused = refused(TimeError::NoSuchOffset);
        assert_eq!(chrono(2001, offset), refused, "{offset}");
    }
    for year in [-1, 10_000, 70_000] {
        let refused = refused(TimeError::NoSuchYear);
        assert_eq!(chrono(year, 0), refused, "{year}");
    }
    // chrono represents a leap second as second 59 with a fraction of one second or more.
    let leap: DateTime<Utc> = "2016-12-31T23:59:60Z".parse().unwrap();
    let leap_second = refused(TimeError::NoSuchNanosecond);
    assert_eq!(Timestamp::try_from(leap), leap_second);
    assert_eq!(Timestamp::try_from(leap.fixed_offset()), leap_second);
    let time: DateTime<Utc> = "2016-12-31T23:59:59Z".parse().unwrap();
    assert_eq!(Timestamp::try_from(time), Ok(parse("2016-12-31T23:59:59Z")));
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    let date = (0..=9999_u16, 1..=12_u8, 1..=28_u8);
    let time = (0..=23_u8, 0..=59_u8, 0..=59_u8, 0..=999_999_999_u32);
    (date, time, -1439..=1439_i16).prop_map(
        |((year, month, day), (hour, minute, second, nanosecond), offset)| {
            let offset = UtcOffset::from_minutes(offset).unwrap();
            Timestamp::new(year, month, day, hour, minute, second, offset)
                .and_then(|time| time.with_nanosecond(nanosecond))
                .unwrap()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    /// Both crates represent all other times, as the same instant.
    #[test]
    fn times_are_converted_back(time in timestamp()) {
        let zoned = ZonedDateTime::try_from(time).unwrap();
        let date_time = DateTime::<FixedOffset>::try_from(time).unwrap();
        prop_assert_eq!(Timestamp::try_from(&zoned), Ok(time));
        prop_assert_eq!(Timestamp::try_from(date_time), Ok(time));
        prop_assert_eq!(
            zoned.timestamp().as_nanosecond(),
            i128::from(date_time.timestamp()) * 1_000_000_000
                + i128::from(date_time.timestamp_subsec_nanos())
        );
    }
}
