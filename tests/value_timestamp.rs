//! `Timestamp` and `UtcOffset`: valid and invalid texts, and the range of each component.

use std::collections::HashSet;

use alipay_acquiring::{TimeError, Timestamp, UtcOffset, ValueError};
use proptest::prelude::*;

type Parts = (u16, u8, u8, u8, u8, u8, u32, i16);

fn parts(time: &Timestamp) -> Parts {
    (
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.nanosecond(),
        time.offset().minutes(),
    )
}

fn new(
    (year, month, day, hour, minute, second, _, offset): Parts,
) -> Result<Timestamp, ValueError> {
    let offset = UtcOffset::from_minutes(offset)?;
    Timestamp::new(year, month, day, hour, minute, second, offset)
}

#[test]
fn valid_times() {
    let forty = format!(
        "2001-07-04T12:08:56.{}Z",
        "123456789".repeat(5).split_at(40).0
    );
    #[rustfmt::skip]
    let table: [(&str, Parts, &str); 30] = [
        ("2001-07-04T12:08:56+05:30",           (2001, 7, 4, 12, 8, 56, 0, 330),              "2001-07-04T12:08:56+05:30"),
        ("2001-07-04T12:08:56-08:00",           (2001, 7, 4, 12, 8, 56, 0, -480),             "2001-07-04T12:08:56-08:00"),
        ("2001-07-04T12:08:56Z",                (2001, 7, 4, 12, 8, 56, 0, 0),                "2001-07-04T12:08:56+00:00"),
        ("2001-07-04t12:08:56z",                (2001, 7, 4, 12, 8, 56, 0, 0),                "2001-07-04T12:08:56+00:00"),
        ("2001-07-04T12:08:56+00:00",           (2001, 7, 4, 12, 8, 56, 0, 0),                "2001-07-04T12:08:56+00:00"),
        ("2001-07-04T12:08:56-00:00",           (2001, 7, 4, 12, 8, 56, 0, 0),                "2001-07-04T12:08:56-00:00"),
        ("2001-07-04T12:08:56+23:59",           (2001, 7, 4, 12, 8, 56, 0, 1439),             "2001-07-04T12:08:56+23:59"),
        ("2001-07-04T12:08:56-23:59",           (2001, 7, 4, 12, 8, 56, 0, -1439),            "2001-07-04T12:08:56-23:59"),
        ("2001-07-04T12:08:56-00:01",           (2001, 7, 4, 12, 8, 56, 0, -1),               "2001-07-04T12:08:56-00:01"),
        ("2001-07-04T12:08:56.7-08:00",         (2001, 7, 4, 12, 8, 56, 700_000_000, -480),   "2001-07-04T12:08:56-08:00"),
        ("2001-07-04T12:08:56.719+05:30",       (2001, 7, 4, 12, 8, 56, 719_000_000, 330),    "2001-07-04T12:08:56+05:30"),
        ("2001-07-04T12:08:56.000000001Z",      (2001, 7, 4, 12, 8, 56, 1, 0),                "2001-07-04T12:08:56+00:00"),
        ("2001-07-04T12:08:56.999999999Z",      (2001, 7, 4, 12, 8, 56, 999_999_999, 0),      "2001-07-04T12:08:56+00:00"),
        ("2001-07-04T12:08:56.9999999999Z",     (2001, 7, 4, 12, 8, 56, 999_999_999, 0),      "2001-07-04T12:08:56+00:00"),
        ("2001-07-04T12:08:56.0000000009Z",     (2001, 7, 4, 12, 8, 56, 0, 0),                "2001-07-04T12:08:56+00:00"),
        (&forty,                                (2001, 7, 4, 12, 8, 56, 123_456_789, 0),      "2001-07-04T12:08:56+00:00"),
        ("0000-01-01T00:00:00Z",                (0, 1, 1, 0, 0, 0, 0, 0),                     "0000-01-01T00:00:00+00:00"),
        ("0000-02-29T00:00:00Z",                (0, 2, 29, 0, 0, 0, 0, 0),                    "0000-02-29T00:00:00+00:00"),
        ("9999-12-31T23:59:59Z",                (9999, 12, 31, 23, 59, 59, 0, 0),             "9999-12-31T23:59:59+00:00"),
        ("2000-02-29T12:00:00Z",                (2000, 2, 29, 12, 0, 0, 0, 0),                "2000-02-29T12:00:00+00:00"),
        ("2024-02-29T12:00:00Z",                (2024, 2, 29, 12, 0, 0, 0, 0),                "2024-02-29T12:00:00+00:00"),
        ("2023-02-28T12:00:00Z",                (2023, 2, 28, 12, 0, 0, 0, 0),                "2023-02-28T12:00:00+00:00"),
        ("2023-04-30T12:00:00Z",                (2023, 4, 30, 12, 0, 0, 0, 0),                "2023-04-30T12:00:00+00:00"),
        // The leap seconds of the examples in RFC 3339, and the same instant with other offsets.
        ("1990-12-31T23:59:60Z",                (1990, 12, 31, 23, 59, 60, 0, 0),             "1990-12-31T23:59:60+00:00"),
        ("1990-12-31T15:59:60-08:00",           (1990, 12, 31, 15, 59, 60, 0, -480),          "1990-12-31T15:59:60-08:00"),
        ("1991-01-01T07:59:60+08:00",           (1991, 1, 1, 7, 59, 60, 0, 480),              "1991-01-01T07:59:60+08:00"),
        ("1990-12-31T23:59:60.5-00:00",         (1990, 12, 31, 23, 59, 60, 500_000_000, 0),   "1990-12-31T23:59:60-00:00"),
        ("0000-01-01T00:00:60+00:01",           (0, 1, 1, 0, 0, 60, 0, 1),                    "0000-01-01T00:00:60+00:01"),
        ("9999-12-31T00:00:60-23:59",           (9999, 12, 31, 0, 0, 60, 0, -1439),           "9999-12-31T00:00:60-23:59"),
        ("2024-02-29T23:59:60Z",                (2024, 2, 29, 23, 59, 60, 0, 0),              "2024-02-29T23:59:60+00:00"),
    ];
    let mut rows = 0;
    for (text, expected, written) in table {
        let time = Timestamp::parse(text).expect(text);
        assert_eq!(text.parse::<Timestamp>(), Ok(time), "{text}");
        assert_eq!(parts(&time), expected, "{text}");
        assert_eq!(time.to_string(), written, "{text}");
        assert_eq!(written.len(), Timestamp::LEN, "{text}");
        rows += 1;
    }
    assert_eq!(rows, 30);
}

#[test]
fn invalid_times() {
    use TimeError::*;
    let table = [
        ("empty", "", NoDate),
        (
            "a space instead of T",
            "2001-07-04 12:08:56+05:30",
            SpaceForT,
        ),
        (
            "an underscore instead of T",
            "2001-07-04_12:08:56+05:30",
            NoTime,
        ),
        ("a date", "2001-07-04", NoTime),
        ("a time", "12:08:56Z", NoDate),
        ("no offset", "2001-07-04T12:08:56", NoOffset),
        ("no offset, a fraction", "2001-07-04T12:08:56.5", NoOffset),
        ("no second", "2001-07-04T12:08Z", NoTime),
        (
            "no colon in the offset",
            "2001-07-04T12:08:56+0530",
            NoColonInOffset,
        ),
        (
            "no minutes in the offset",
            "2001-07-04T12:08:56+05",
            NoSuchOffset,
        ),
        (
            "a minus sign of Unicode in the offset",
            "2001-07-04T12:08:56\u{2212}05:30",
            NoSuchOffset,
        ),
        (
            "no sign of the offset",
            "2001-07-04T12:08:56 05:30",
            NoSuchOffset,
        ),
        (
            "seconds in the offset",
            "2001-07-04T12:08:56+05:30:00",
            NoSuchOffset,
        ),
        ("offset of a day", "2001-07-04T12:08:56+24:00", NoSuchOffset),
        (
            "offset of minus a day",
            "2001-07-04T12:08:56-24:00",
            NoSuchOffset,
        ),
        (
            "minute 60 in the offset",
            "2001-07-04T12:08:56+05:60",
            NoSuchOffset,
        ),
        ("two offsets", "2001-07-04T12:08:56ZZ", NoSuchOffset),
        ("hour 24", "2001-07-04T24:00:00Z", NoSuchTime),
        ("minute 60", "2001-07-04T12:60:00Z", NoSuchTime),
        ("second 61", "2001-12-31T23:59:61Z", NoSuchTime),
        (
            "second 60 in the middle of a day",
            "2001-12-31T12:08:60Z",
            NoSuchTime,
        ),
        (
            "second 60 at the end of a local month",
            "2001-12-31T23:59:60+08:00",
            NoSuchTime,
        ),
        (
            "second 60 in the middle of a month",
            "2001-12-30T23:59:60Z",
            NoSuchTime,
        ),
        (
            "second 60 on February 28 of a leap year",
            "2024-02-28T23:59:60Z",
            NoSuchTime,
        ),
        ("month 0", "2001-00-04T12:08:56Z", NoSuchDay),
        ("month 13", "2001-13-04T12:08:56Z", NoSuchDay),
        ("day 0", "2001-07-00T12:08:56Z", NoSuchDay),
        ("day 32", "2001-07-32T12:08:56Z", NoSuchDay),
        ("April 31", "2001-04-31T12:08:56Z", NoSuchDay),
        ("February 29, 1900", "1900-02-29T12:08:56Z", NoSuchDay),
        ("February 29, 2023", "2023-02-29T12:08:56Z", NoSuchDay),
        ("February 30, 2000", "2000-02-30T12:08:56Z", NoSuchDay),
        ("a year of five digits", "12001-07-04T12:08:56Z", NoDate),
        ("a year of three digits", "201-07-04T12:08:56Z", NoDate),
        ("a year with a sign", "-001-07-04T12:08:56Z", NoDate),
        ("one digit for the month", "2001-7-04T12:08:56Z", NoDate),
        ("a sign among digits", "2001-07-04T+2:08:56Z", NoTime),
        (
            "a fraction without digits",
            "2001-07-04T12:08:56.Z",
            NoFraction,
        ),
        (
            "a comma before the fraction",
            "2001-07-04T12:08:56,5Z",
            NoSuchOffset,
        ),
        ("two fractions", "2001-07-04T12:08:56.5.5Z", NoSuchOffset),
        ("Arabic-Indic digits", "\u{662}001-07-04T12:08:56Z", NoDate),
        ("full-width digits", "2001-07-04T12:08:5\u{FF16}Z", NoTime),
        (
            "a full-width digit in the fraction",
            "2001-07-04T12:08:56.\u{FF16}Z",
            NoFraction,
        ),
        ("a space after", "2001-07-04T12:08:56Z ", NoSuchOffset),
        ("a NUL after", "2001-07-04T12:08:56+05:30\0", NoSuchOffset),
        ("a space before", " 2001-07-04T12:08:56Z", NoDate),
        ("slashes", "2001/07/04T12:08:56Z", NoDate),
        ("dots in the time", "2001-07-04T12.08.56Z", NoTime),
        ("no date, and no offset", "now", NoDate),
        ("a date without a time", "2001-07-04Z", NoTime),
        (
            "several faults",
            "2001-02-30T24:00:00+0800",
            NoColonInOffset,
        ),
        ("a day and a time", "2001-02-30T24:00:00Z", NoSuchDay),
    ];
    let mut rows = 0;
    for (name, text, why) in table {
        let error = ValueError::Timestamp(why);
        assert_eq!(Timestamp::parse(text), Err(error), "{name}");
        rows += 1;
    }
    assert_eq!(rows, 52);
}

#[test]
fn every_prefix_of_a_time_is_refused() {
    let text = "2001-07-04T12:08:56.719+05:30";
    assert!(Timestamp::parse(text).is_ok());
    for len in 0..text.len() {
        let prefix = &text[..len];
        let why = match len {
            ..10 => TimeError::NoDate,
            10..19 => TimeError::NoTime,
            19 | 21..=23 => TimeError::NoOffset,
            20 => TimeError::NoFraction,
            _ => TimeError::NoSuchOffset,
        };
        let error = ValueError::Timestamp(why);
        assert_eq!(Timestamp::parse(prefix), Err(error), "{prefix}");
    }
}

#[test]
fn every_changed_character_outside_the_digits_is_refused() {
    let text = "2001-07-04T12:08:56+05:30";
    let mut refused = 0;
    for (place, &byte) in text.as_bytes().iter().enumerate() {
        for other in (0..=0x7F_u8).filter(|&other| other != byte) {
            let mut changed = text.as_bytes().to_vec();
            changed[place] = other;
            let changed = String::from_utf8(changed).unwrap();
            let time = Timestamp::parse(&changed);
            match byte {
                // With another digit, the time may be valid or not.
                b'0'..=b'9' if other.is_ascii_digit() => {}
                b'T' if other == b't' => assert!(time.is_ok(), "{changed}"),
                b'+' if other == b'-' => assert!(time.is_ok(), "{changed}"),
                _ => {
                    let is_refused = matches!(time, Err(ValueError::Timestamp(_)));
                    assert!(is_refused, "{changed:?}");
                    refused += 1;
                }
            }
        }
    }
    // Each of the 18 digits has 118 other characters that are no digits. Each of the 7 separators
    // has 127 other characters; for two separators, one of these is valid.
    assert_eq!(refused, 18 * 118 + 7 * 127 - 2);
}

#[test]
fn times_are_equal_if_their_components_are() {
    let [zulu, zero, unknown] = ["Z", "+00:00", "-00:00"]
        .map(|offset| Timestamp::parse(&format!("2001-07-04T12:08:56{offset}")).unwrap());
    assert_eq!(zulu, zero);
    assert_ne!(zero, unknown);
    assert_eq!(
        (zero.offset(), unknown.offset()),
        (UtcOffset::UTC, UtcOffset::UNKNOWN)
    );
    // The same instant with different components.
    let india = Timestamp::parse("2001-07-04T17:38:56+05:30").unwrap();
    assert_ne!(zulu, india);
    let unknown = Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::UNKNOWN).unwrap();
    assert_eq!(unknown.to_string(), "2001-07-04T12:08:56-00:00");
}

#[test]
fn times_and_offsets_are_displayed() {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap();
    assert_eq!(format!("{time:?}"), "2001-07-04T12:08:56+05:30");
    let odd = time.with_nanosecond(719_000_001).unwrap();
    assert_eq!(format!("{odd:?}"), "2001-07-04T12:08:56.719000001+05:30");
    assert_eq!(odd.to_string(), time.to_string());
    let last = time.with_nanosecond(999_999_999).unwrap();
    assert_eq!(last.nanosecond(), 999_999_999);
    let second = time.with_nanosecond(1_000_000_000);
    assert_eq!(
        second,
        Err(ValueError::Timestamp(TimeError::NoSuchNanosecond))
    );
    for (offset, text) in [
        (time.offset(), "+05:30"),
        (UtcOffset::UTC, "+00:00"),
        (UtcOffset::UNKNOWN, "-00:00"),
        (UtcOffset::from_minutes(-1439).unwrap(), "-23:59"),
    ] {
        assert_eq!(
            (offset.to_string(), format!("{offset:?}")),
            (text.into(), text.into())
        );
    }
}

#[test]
fn offsets_are_less_than_a_day() {
    for minutes in i16::MIN..=i16::MAX {
        let offset = UtcOffset::from_minutes(minutes).map(UtcOffset::minutes);
        let expected = if minutes.unsigned_abs() < 24 * 60 {
            Ok(minutes)
        } else {
            Err(ValueError::Timestamp(TimeError::NoSuchOffset))
        };
        assert_eq!(offset, expected, "{minutes}");
    }
    assert_eq!(UtcOffset::UNKNOWN.minutes(), 0);
    assert_eq!(UtcOffset::from_minutes(0), Ok(UtcOffset::UTC));
}

#[test]
fn offsets_are_parsed_like_those_of_times() {
    for (text, minutes, shown) in [
        ("Z", 0, "+00:00"),
        ("z", 0, "+00:00"),
        ("+00:00", 0, "+00:00"),
        ("-00:00", 0, "-00:00"),
        ("+05:30", 330, "+05:30"),
        ("-08:00", -480, "-08:00"),
        ("+23:59", 1439, "+23:59"),
        ("-23:59", -1439, "-23:59"),
    ] {
        let offset: UtcOffset = text.parse().unwrap();
        assert_eq!(
            (offset.minutes(), offset.to_string()),
            (minutes, shown.to_owned()),
            "{text}"
        );
        let time = Timestamp::parse(&format!("2001-07-04T12:08:56{text}")).unwrap();
        assert_eq!(
            (time.offset(), UtcOffset::parse(text)),
            (offset, Ok(offset)),
            "{text}"
        );
    }
    for text in [
        "",
        "0",
        "+",
        "+5:30",
        "+0530",
        "+05:3",
        "+05:300",
        "+24:00",
        "+05:60",
        "05:30",
        "*05:30",
        "+05-30",
        "+0a:30",
        " +05:30",
        "+05:30 ",
        ".5Z",
        "ZZ",
        "\u{2212}08:00",
    ] {
        let error = ValueError::Timestamp(match text {
            "" => TimeError::NoOffset,
            "+0530" => TimeError::NoColonInOffset,
            _ => TimeError::NoSuchOffset,
        });
        assert_eq!(UtcOffset::parse(text), Err(error), "{text:?}");
        let time = format!("2001-07-04T12:08:56{text}");
        if text != ".5Z" {
            assert_eq!(time.parse::<Timestamp>(), Err(error), "{time:?}");
        }
    }
}

#[test]
fn components_have_limits() {
    let least = (0, 1, 1, 0, 0, 0, 0, -1439);
    let most = (9999, 12, 31, 23, 59, 59, 0, 1439);
    let table = [
        ("least", least, true),
        ("most", most, true),
        ("year 10000", (10_000, 1, 1, 0, 0, 0, 0, 0), false),
        ("year 65535", (u16::MAX, 1, 1, 0, 0, 0, 0, 0), false),
        ("month 0", (2001, 0, 1, 0, 0, 0, 0, 0), false),
        ("month 13", (2001, 13, 1, 0, 0, 0, 0, 0), false),
        ("day 0", (2001, 1, 0, 0, 0, 0, 0, 0), false),
        ("day 32", (2001, 1, 32, 0, 0, 0, 0, 0), false),
        ("day 255", (2001, 1, 255, 0, 0, 0, 0, 0), false),
        ("hour 24", (2001, 1, 1, 24, 0, 0, 0, 0), false),
        ("minute 60", (2001, 1, 1, 0, 60, 0, 0, 0), false),
        ("second 60", (2001, 1, 1, 0, 0, 60, 0, 0), false),
        (
            "second 60, a leap second",
            (2001, 1, 31, 23, 59, 60, 0, 0),
            true,
        ),
        ("second 61", (2001, 1, 31, 23, 59, 61, 0, 0), false),
        (
            "hour 255, second 60",
            (2001, 1, 31, 255, 59, 60, 0, 0),
            false,
        ),
        (
            "month 255, second 60",
            (2001, 255, 1, 23, 59, 60, 0, 0),
            false,
        ),
    ];
    let mut rows = 0;
    for (name, of, valid) in table {
        assert_eq!(
            new(of).map(|time| parts(&time)).ok(),
            valid.then_some(of),
            "{name}"
        );
        rows += 1;
    }
    assert_eq!(rows, 16);
}

// A calendar that is independent of the crate: it counts days one by one.

fn month_len(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 400 == 0 => 29,
        2 if year % 100 == 0 => 28,
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[test]
fn every_month_has_its_length() {
    let mut days = 0;
    for year in 0..=9999 {
        for month in 1..=12 {
            let valid = |day| new((year, month, day, 0, 0, 0, 0, 0)).is_ok();
            let last = (1..=40).take_while(|&day| valid(day)).count();
            assert_eq!(
                last,
                usize::from(month_len(i32::from(year), month)),
                "{year}-{month}"
            );
            days += last;
        }
    }
    // 25 cycles of 400 Gregorian years.
    assert_eq!(days, 25 * 146_097);
}

struct Calendar {
    /// The number of the first day of each month, from year 0 to year 10000.
    firsts: Vec<i64>,
    set: HashSet<i64>,
}

impl Calendar {
    fn new() -> Self {
        let mut day = 0;
        let mut firsts = Vec::new();
        for year in 0..=10_000 {
            for month in 1..=12 {
                firsts.push(day);
                day += i64::from(month_len(year, month));
            }
        }
        let set = firsts.iter().copied().collect();
        Self { firsts, set }
    }

    /// Whether this time is 23:59 in UTC on the last day of a month, so that a month begins one
    /// minute later.
    fn ends_a_month(&self, (year, month, day, hour, minute, _, _, offset): Parts) -> bool {
        let first = self.firsts[usize::from(year) * 12 + usize::from(month) - 1];
        let days = first + i64::from(day) - 1;
        let local = days * 1440 + i64::from(hour) * 60 + i64::from(minute);
        let next = local - i64::from(offset) + 1;
        next % 1440 == 0 && self.set.contains(&(next / 1440))
    }
}

#[test]
fn second_60_is_valid_only_at_the_end_of_a_month_in_utc() {
    let calendar = Calendar::new();
    let some_offsets = [
        -1439, -1438, -721, -720, -480, -60, -1, 0, 1, 60, 330, 480, 720, 1438, 1439,
    ];
    let every_offset: Vec<i16> = (-1439..=1439).collect();
    let leap_seconds = |year: u16, month, day, offsets: &[i16]| {
        let mut count = 0;
        for hour in 0..24 {
            for minute in 0..60 {
                for &offset in offsets {
                    let of = (year, month, day, hour, minute, 60, 0, offset);
                    let expected = calendar.ends_a_month(of);
                    assert_eq!(new(of).is_ok(), expected, "{of:?}");
                    count += usize::from(expected);
                }
            }
        }
        count
    };
    // The end of a month in UTC is on the last day of the month west of UTC, and on the first day
    // of the next month east of UTC.
    let west = some_offsets.iter().filter(|&&offset| offset <= 0).count();
    let east = some_offsets.len() - west;
    let mut months = 0;
    for year in [0, 1900, 2000, 2023, 2024, 9999] {
        for month in 1..=12 {
            let last = month_len(i32::from(year), month);
            for (day, expected) in [(1, east), (2, 0), (15, 0), (last - 1, 0), (last, west)] {
                let count = leap_seconds(year, month, day, &some_offsets);
                assert_eq!(count, expected, "{year}-{month}-{day}");
            }
            months += 1;
        }
    }
    assert_eq!(months, 72);
    assert_eq!(leap_seconds(2024, 2, 28, &every_offset), 0);
    assert_eq!(leap_seconds(2024, 2, 29, &every_offset), 1440);
    assert_eq!(leap_seconds(2024, 3, 1, &every_offset), 1439);
}

prop_compose! {
    /// Components in their range or slightly outside of it.
    fn near_parts()(
        year in prop_oneof![0..=9999_u16, Just(0), Just(1900), Just(2000), Just(9999)],
        month in prop_oneof![0..=13_u8, Just(2)],
        day in prop_oneof![0..=32_u8, 28..=31_u8, Just(1)],
        hour in prop_oneof![0..=25_u8, Just(23)],
        minute in prop_oneof![0..=61_u8, Just(59)],
        second in prop_oneof![0..=61_u8, Just(60)],
        offset_hour in prop_oneof![0..=25_u8, Just(0)],
        offset_minute in prop_oneof![0..=61_u8, Just(0)],
        sign in prop_oneof![Just('+'), Just('-')],
    ) -> (Parts, (char, u8, u8)) {
        let offset = i16::from(offset_hour) * 60 + i16::from(offset_minute);
        let offset = if sign == '-' { -offset } else { offset };
        ((year, month, day, hour, minute, second, 0, offset), (sign, offset_hour, offset_minute))
    }
}

fn written(of: Parts, (sign, hour, minute): (char, u8, u8)) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{hour:02}:{minute:02}",
        of.0, of.1, of.2, of.3, of.4, of.5
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// The rules of the components, written here independently, give the same verdict.
    #[test]
    fn a_time_is_valid_only_if_each_component_is((of, offset) in near_parts()) {
        thread_local!(static CALENDAR: Calendar = Calendar::new());
        let (year, month, day, hour, minute, second, ..) = of;
        let valid = (1..=12).contains(&month)
            && (1..=month_len(i32::from(year), month)).contains(&day)
            && hour < 24
            && minute < 60
            && offset.1 < 24
            && offset.2 < 60
            && (second < 60 || second == 60 && CALENDAR.with(|it| it.ends_a_month(of)));
        let text = written(of, offset);
        let read = Timestamp::parse(&text);
        prop_assert_eq!(read.is_ok(), valid, "{}", text);
        if let Ok(time) = read {
            prop_assert_eq!(parts(&time), of);
            prop_assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn a_written_time_is_read_back(
        year in 0..=9999_u16,
        month in 1..=12_u8,
        day in 1..=28_u8,
        hour in 0..=23_u8,
        minute in 0..=59_u8,
        second in 0..=59_u8,
        offset in -1439..=1439_i16,
    ) {
        let time = new((year, month, day, hour, minute, second, 0, offset)).unwrap();
        prop_assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
    }

    /// The parser does not panic on texts similar to a time. A time that it accepts is written in a
    /// form that it accepts again.
    #[test]
    fn an_accepted_text_is_accepted_again_after_writing(
        text in prop_oneof![
            "[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{0,12})?([Zz]|[+-][0-2][0-9]:?[0-5][0-9])?",
            "2001-07-04T12:08:56(\\.[0-9]{1,40})?([+-][0-2][0-9]:[0-5][0-9]|Z)",
            "2001-0.-0.T12:0.:5.(.|Z)[+-]0.:00",
            "\\PC{0,30}",
        ],
    ) {
        if let Ok(time) = Timestamp::parse(&text) {
            let again = Timestamp::parse(&time.to_string()).unwrap();
            prop_assert_eq!(parts(&again), Parts::from((
                time.year(), time.month(), time.day(), time.hour(), time.minute(), time.second(),
                0, time.offset().minutes(),
            )));
            prop_assert_eq!(again.offset(), time.offset());
        }
    }
}

#[test]
fn each_time_error_says_what_to_write() {
    let rows = [
        (
            "20010704120856",
            "expected a time such as 2001-07-04T12:08:56+05:30, found no date",
        ),
        (
            "2001-07-04 12:08:56+05:30",
            "expected `T` between date and time, found a space",
        ),
        (
            "2001-07-04T12:08+05:30",
            "expected a time such as T12:08:56 after the date",
        ),
        (
            "2001-07-04T12:08:56.+05:30",
            "expected a digit after the point of the second",
        ),
        (
            "2001-07-04T12:08:56",
            "the time has no offset; add one such as +08:00, or Z",
        ),
        (
            "2001-07-04T12:08:56+0530",
            "no colon in the offset of the time; write +08:00, not +0800",
        ),
        (
            "2001-07-04T12:08:56+24:00",
            "expected an offset from -23:59 to +23:59, or Z",
        ),
        (
            "2001-02-29T12:08:56+05:30",
            "a day that does not exist in this month",
        ),
        (
            "2001-07-04T24:00:00+05:30",
            "a time of day that does not exist; the last one is 23:59:59",
        ),
    ];
    for (text, shown) in rows {
        assert_eq!(Timestamp::parse(text).unwrap_err().to_string(), shown);
    }
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap();
    let rows = [
        (
            UtcOffset::from_minutes(1440).unwrap_err(),
            "expected an offset from -23:59 to +23:59, or Z",
        ),
        (
            time.with_nanosecond(1_000_000_000).unwrap_err(),
            "expected less than 1,000,000,000 nanoseconds",
        ),
        (
            Timestamp::from_unix_seconds(i64::MAX, UtcOffset::UTC).unwrap_err(),
            "expected a year from 0 to 9999",
        ),
        (
            ValueError::Timestamp(TimeError::NotExpressible),
            "the other type cannot express this time, such as a leap second or an unknown offset",
        ),
    ];
    for (error, shown) in rows {
        assert_eq!(error.to_string(), shown);
    }
    let codes = [
        (TimeError::NoDate, "no-date"),
        (TimeError::SpaceForT, "space-for-t"),
        (TimeError::NoTime, "no-time"),
        (TimeError::NoFraction, "no-fraction"),
        (TimeError::NoOffset, "no-offset"),
        (TimeError::NoColonInOffset, "no-colon-in-offset"),
        (TimeError::NoSuchOffset, "no-such-offset"),
        (TimeError::NoSuchDay, "no-such-day"),
        (TimeError::NoSuchTime, "no-such-time"),
        (TimeError::NoSuchYear, "no-such-year"),
        (TimeError::NoSuchNanosecond, "no-such-nanosecond"),
        (TimeError::NotExpressible, "not-expressible"),
    ];
    for (error, code) in codes {
        assert_eq!(error.code(), code);
    }
}

#[test]
fn components_that_make_no_time() {
    use TimeError::*;
    let rows = [
        ((10_000, 1, 1, 0, 0, 0), NoSuchYear),
        ((2001, 0, 1, 0, 0, 0), NoSuchDay),
        ((2001, 13, 1, 0, 0, 0), NoSuchDay),
        ((2001, 1, 0, 0, 0, 0), NoSuchDay),
        ((2001, 2, 29, 24, 0, 0), NoSuchDay),
        ((2001, 1, 1, 24, 0, 0), NoSuchTime),
        ((2001, 1, 1, 0, 60, 0), NoSuchTime),
        ((2001, 1, 1, 0, 0, 60), NoSuchTime),
    ];
    for ((year, month, day, hour, minute, second), why) in rows {
        let time = Timestamp::new(year, month, day, hour, minute, second, UtcOffset::UTC);
        assert_eq!(
            time,
            Err(ValueError::Timestamp(why)),
            "{year} {month} {day}"
        );
    }
}
