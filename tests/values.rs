//! Values and errors: times, texts, ids, signatures, and what each error says.

use std::collections::HashSet;
use std::error::Error;
use std::fmt::{Debug, Display};

use alipay_acquiring::{
    Contradiction, DecodeError, DecodeErrorKind, EncodeError, FreeText, InvalidSignature, Mismatch,
    PayCancelRequest, ResultCodeId, ResultStatus, SignError, Signature, SigningBytes, Text,
    Timestamp, TransactionId, UtcOffset, ValueError, Violation, text,
};
use proptest::prelude::*;

// Times

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
fn times_that_are_read() {
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
        // RFC 3339's own examples of leap seconds, and the same instant elsewhere.
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
        assert_eq!(Timestamp::try_from(text), Ok(time), "{text}");
        assert_eq!(parts(&time), expected, "{text}");
        assert_eq!(time.to_string(), written, "{text}");
        assert_eq!(written.len(), Timestamp::LEN, "{text}");
        rows += 1;
    }
    assert_eq!(rows, 30);
}

#[test]
fn texts_that_are_no_times() {
    let table = [
        ("nothing", ""),
        ("a space for the T", "2001-07-04 12:08:56+05:30"),
        ("an underscore for the T", "2001-07-04_12:08:56+05:30"),
        ("a date", "2001-07-04"),
        ("a time", "12:08:56Z"),
        ("no offset", "2001-07-04T12:08:56"),
        ("no offset, a fraction", "2001-07-04T12:08:56.5"),
        ("no second", "2001-07-04T12:08Z"),
        ("no colon in the offset", "2001-07-04T12:08:56+0530"),
        ("no minutes in the offset", "2001-07-04T12:08:56+05"),
        (
            "another sign of the offset",
            "2001-07-04T12:08:56\u{2212}05:30",
        ),
        ("no sign of the offset", "2001-07-04T12:08:56 05:30"),
        ("seconds in the offset", "2001-07-04T12:08:56+05:30:00"),
        ("offset of a day", "2001-07-04T12:08:56+24:00"),
        ("offset of minus a day", "2001-07-04T12:08:56-24:00"),
        ("minute 60 in the offset", "2001-07-04T12:08:56+05:60"),
        ("two offsets", "2001-07-04T12:08:56ZZ"),
        ("hour 24", "2001-07-04T24:00:00Z"),
        ("minute 60", "2001-07-04T12:60:00Z"),
        ("second 61", "2001-12-31T23:59:61Z"),
        ("second 60 in the middle of a day", "2001-12-31T12:08:60Z"),
        (
            "second 60 at the end of a local month",
            "2001-12-31T23:59:60+08:00",
        ),
        ("second 60 in the middle of a month", "2001-12-30T23:59:60Z"),
        (
            "second 60 on February 28 of a leap year",
            "2024-02-28T23:59:60Z",
        ),
        ("month 0", "2001-00-04T12:08:56Z"),
        ("month 13", "2001-13-04T12:08:56Z"),
        ("day 0", "2001-07-00T12:08:56Z"),
        ("day 32", "2001-07-32T12:08:56Z"),
        ("April 31", "2001-04-31T12:08:56Z"),
        ("February 29, 1900", "1900-02-29T12:08:56Z"),
        ("February 29, 2023", "2023-02-29T12:08:56Z"),
        ("February 30, 2000", "2000-02-30T12:08:56Z"),
        ("a year of five digits", "12001-07-04T12:08:56Z"),
        ("a year of three digits", "201-07-04T12:08:56Z"),
        ("a year with a sign", "-001-07-04T12:08:56Z"),
        ("one digit for the month", "2001-7-04T12:08:56Z"),
        ("a sign among digits", "2001-07-04T+2:08:56Z"),
        ("a fraction without digits", "2001-07-04T12:08:56.Z"),
        ("a comma before the fraction", "2001-07-04T12:08:56,5Z"),
        ("two fractions", "2001-07-04T12:08:56.5.5Z"),
        ("Arabic-Indic digits", "\u{662}001-07-04T12:08:56Z"),
        ("full-width digits", "2001-07-04T12:08:5\u{FF16}Z"),
        (
            "a full-width digit in the fraction",
            "2001-07-04T12:08:56.\u{FF16}Z",
        ),
        ("a byte behind", "2001-07-04T12:08:56Z "),
        ("a NUL behind", "2001-07-04T12:08:56+05:30\0"),
        ("a space before", " 2001-07-04T12:08:56Z"),
        ("slashes", "2001/07/04T12:08:56Z"),
        ("dots in the time", "2001-07-04T12.08.56Z"),
    ];
    let mut rows = 0;
    for (name, text) in table {
        assert_eq!(Timestamp::parse(text), Err(ValueError::Timestamp), "{name}");
        rows += 1;
    }
    assert_eq!(rows, 48);
}

#[test]
fn every_prefix_of_a_time_is_refused() {
    let text = "2001-07-04T12:08:56.719+05:30";
    assert!(Timestamp::parse(text).is_ok());
    for len in 0..text.len() {
        let prefix = &text[..len];
        assert_eq!(
            Timestamp::parse(prefix),
            Err(ValueError::Timestamp),
            "{prefix}"
        );
    }
}

#[test]
fn each_place_of_a_time_has_its_characters() {
    let text = "2001-07-04T12:08:56+05:30";
    let mut refused = 0;
    for (place, &byte) in text.as_bytes().iter().enumerate() {
        for other in (0..=0x7F_u8).filter(|&other| other != byte) {
            let mut spelt = text.as_bytes().to_vec();
            spelt[place] = other;
            let spelt = String::from_utf8(spelt).unwrap();
            let time = Timestamp::parse(&spelt);
            match byte {
                // Another digit may make a time or none.
                b'0'..=b'9' if other.is_ascii_digit() => {}
                b'T' if other == b't' => assert!(time.is_ok(), "{spelt}"),
                b'+' if other == b'-' => assert!(time.is_ok(), "{spelt}"),
                _ => {
                    assert_eq!(time, Err(ValueError::Timestamp), "{spelt:?}");
                    refused += 1;
                }
            }
        }
    }
    // 18 digits, each with 118 characters that are none; 7 marks, two of which have a second.
    assert_eq!(refused, 18 * 118 + 7 * 127 - 2);
}

#[test]
fn times_are_equal_by_their_components() {
    let [zulu, zero, unknown] = ["Z", "+00:00", "-00:00"]
        .map(|offset| Timestamp::parse(&format!("2001-07-04T12:08:56{offset}")).unwrap());
    assert_eq!(zulu, zero);
    assert_ne!(zero, unknown);
    assert_eq!(
        (zero.offset(), unknown.offset()),
        (UtcOffset::UTC, UtcOffset::UNKNOWN)
    );
    // The same instant, but not the same components.
    let india = Timestamp::parse("2001-07-04T17:38:56+05:30").unwrap();
    assert_ne!(zulu, india);
    let unknown = Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::UNKNOWN).unwrap();
    assert_eq!(unknown.to_string(), "2001-07-04T12:08:56-00:00");
}

#[test]
fn times_and_offsets_in_words() {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap();
    assert_eq!(format!("{time:?}"), "2001-07-04T12:08:56+05:30");
    let odd = time.with_nanosecond(719_000_001).unwrap();
    assert_eq!(format!("{odd:?}"), "2001-07-04T12:08:56.719000001+05:30");
    assert_eq!(odd.to_string(), time.to_string());
    let last = time.with_nanosecond(999_999_999).unwrap();
    assert_eq!(last.nanosecond(), 999_999_999);
    let second = time.with_nanosecond(1_000_000_000);
    assert_eq!(second, Err(ValueError::Timestamp));
    for (offset, words) in [
        (time.offset(), "+05:30"),
        (UtcOffset::UTC, "+00:00"),
        (UtcOffset::UNKNOWN, "-00:00"),
        (UtcOffset::from_minutes(-1439).unwrap(), "-23:59"),
    ] {
        assert_eq!(
            (offset.to_string(), format!("{offset:?}")),
            (words.into(), words.into())
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
            Err(ValueError::Timestamp)
        };
        assert_eq!(offset, expected, "{minutes}");
    }
    assert_eq!(UtcOffset::UNKNOWN.minutes(), 0);
    assert_eq!(UtcOffset::from_minutes(0), Ok(UtcOffset::UTC));
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

// An independent calendar: it counts days one by one.

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
fn every_month_of_every_year_has_its_length() {
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
    /// Of each month from year 0 to year 10000, the number of its first day.
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

    /// Whether UTC reads 23:59 on the last day of a month: one minute more, and one begins.
    fn ends_a_month(&self, (year, month, day, hour, minute, _, _, offset): Parts) -> bool {
        let first = self.firsts[usize::from(year) * 12 + usize::from(month) - 1];
        let days = first + i64::from(day) - 1;
        let local = days * 1440 + i64::from(hour) * 60 + i64::from(minute);
        let next = local - i64::from(offset) + 1;
        next % 1440 == 0 && self.set.contains(&(next / 1440))
    }
}

#[test]
fn second_60_is_read_exactly_where_a_month_ends_in_utc() {
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
    // West of UTC a month's end in UTC falls on its last day, east of it on the first of the next.
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
    /// Components in range or just out of it.
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

    /// The rule of each component, said again, decides alike.
    #[test]
    fn a_time_is_read_exactly_if_each_component_is_in_range((of, offset) in near_parts()) {
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
    fn a_time_that_was_made_is_read_back(
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

    /// No text near a time makes the reader panic, and what it takes it takes again.
    #[test]
    fn a_time_that_was_read_is_read_again_after_writing(
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

// Texts

/// The verdicts on a text of this many of these characters.
fn limits<const MAX: usize>(character: &str) {
    let of = |count: usize| character.repeat(count);
    let [below, at, above] = [of(MAX - 1), of(MAX), of(MAX + 1)];
    assert_eq!(
        Text::<MAX>::new(&below).map(|it| it.as_str()),
        Ok(&*below),
        "{character}"
    );
    assert_eq!(
        Text::<MAX>::new(&at).map(|it| it.as_str()),
        Ok(&*at),
        "{character}"
    );
    let too_long = ValueError::TooLong { max: MAX };
    assert_eq!(Text::<MAX>::new(&above), Err(too_long), "{character}");
    assert_eq!(
        FreeText::<MAX>::new(&at).map(|it| it.as_str()),
        Ok(&*at),
        "{character}"
    );
    assert_eq!(FreeText::<MAX>::new(&above), Err(too_long), "{character}");
}

#[test]
fn texts_are_counted_in_characters() {
    let mut rows = 0;
    for (len, character) in (1..).zip(["a", "\u{e9}", "\u{20ac}", "\u{1f600}"]) {
        assert_eq!(character.len(), len);
        limits::<2>(character);
        limits::<32>(character);
        limits::<64>(character);
        limits::<256>(character);
        rows += 1;
    }
    assert_eq!(rows, 4);
    // A letter with a combining accent counts as two, and so does a mixed text as its characters.
    assert_eq!(Text::<2>::new("e\u{301}").map(|it| it.len()), Ok(3));
    assert_eq!(
        Text::<1>::new("e\u{301}"),
        Err(ValueError::TooLong { max: 1 })
    );
    assert_eq!(
        Text::<4>::new("a\u{e9}\u{20ac}\u{1f600}").map(|it| it.len()),
        Ok(10)
    );
}

#[test]
fn only_free_text_may_be_empty() {
    assert_eq!(Text::<8>::new(""), Err(ValueError::Empty));
    assert_eq!(FreeText::<8>::new("").map(|it| it.as_str()), Ok(""));
    assert_eq!(Text::<8, 2>::new("a"), Err(ValueError::Empty));
    // One character of two bytes is still too few for two.
    assert_eq!(Text::<8, 2>::new("\u{e9}"), Err(ValueError::Empty));
    assert_eq!(Text::<8, 2>::new("ab").map(|it| it.as_str()), Ok("ab"));
}

#[test]
fn texts_behave_as_their_str() {
    const LITERAL: Text<'static, 4> = text!("a\"b\u{e9}");
    const EMPTY: FreeText<'static, 4> = text!("");
    assert_eq!((LITERAL.as_str(), EMPTY.as_str()), ("a\"b\u{e9}", ""));
    assert_eq!(
        (LITERAL.to_string(), format!("{LITERAL:?}")),
        ("a\"b\u{e9}".to_owned(), r#""a\"bé""#.to_owned(),)
    );
    // Padding, too, is that of a `str`.
    assert_eq!(format!("[{LITERAL:>6}]"), "[  a\"b\u{e9}]");
    assert_eq!(LITERAL, "a\"b\u{e9}");
    assert_eq!(LITERAL, *"a\"b\u{e9}");
    assert!(LITERAL != "a" && LITERAL != *"a");
    assert_eq!(LITERAL.as_ref(), &*LITERAL);
    assert_eq!(Text::try_from("a\"b\u{e9}"), Ok(LITERAL));
    assert_eq!(
        Text::<3>::try_from("four"),
        Err(ValueError::TooLong { max: 3 })
    );
    assert_eq!(
        (Text::<64>::MAX_JSON_LEN, FreeText::<256>::MAX_JSON_LEN),
        (386, 1538)
    );
}

proptest! {
    #[test]
    fn a_text_is_taken_exactly_if_its_characters_are_few_enough(text in "\\PC{0,12}|[\\x00-\\x1f]{0,12}") {
        let count = text.chars().count();
        prop_assert_eq!(Text::<6>::new(&text).is_ok(), (1..=6).contains(&count));
        prop_assert_eq!(FreeText::<6>::new(&text).is_ok(), count <= 6);
        prop_assert_eq!(Text::<6, 3>::new(&text).is_ok(), (3..=6).contains(&count));
    }
}

// Ids and statuses

#[test]
fn a_result_code_id_has_eight_digits() {
    let mut rows = 0;
    for digits in ["00000000", "00000007", "12345678", "99999999", "10000000"] {
        let id = ResultCodeId::new(digits).expect(digits);
        assert_eq!(
            (id.to_string(), format!("{id:?}")),
            (digits.into(), digits.into())
        );
        rows += 1;
    }
    let refused = [
        "",
        "0",
        "0000000",
        "000000000",
        "0000000a",
        "a0000000",
        "0000 000",
        "+0000000",
        "-0000000",
        "0000000.",
        " 0000000",
        "0000000\0",
        "\u{660}000000",
        "\u{ff10}00000",
        "/0000000",
        ":0000000",
    ];
    for digits in refused {
        assert_eq!(
            ResultCodeId::new(digits),
            Err(ValueError::ResultCodeId),
            "{digits:?}"
        );
        rows += 1;
    }
    assert_eq!(rows, 21);
    assert!(ResultCodeId::new("00000009").unwrap() < ResultCodeId::new("00000010").unwrap());
}

#[test]
fn there_are_three_statuses() {
    let table = [
        ("S", ResultStatus::Success),
        ("F", ResultStatus::Failure),
        ("U", ResultStatus::Unknown),
    ];
    let mut rows = 0;
    for (code, status) in table {
        assert_eq!(ResultStatus::from_code(code), Ok(status));
        assert_eq!((status.code(), status.to_string()), (code, code.to_owned()));
        rows += 1;
    }
    for code in ["", "s", "SS", "S ", " S", "T", "SUCCESS", "\u{ff33}"] {
        assert_eq!(
            ResultStatus::from_code(code),
            Err(ValueError::Unsupported),
            "{code:?}"
        );
        rows += 1;
    }
    assert_eq!(rows, 11);
}

// Signatures

/// Bytes in which no two neighbours are equal.
fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 7 + 3).to_le_bytes()[0]).collect()
}

/// RFC 4648, section 4, written again.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for symbol in 0..4 {
            text.push(if symbol <= group.len() {
                char::from(ALPHABET[(bits >> (18 - 6 * symbol) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[test]
fn a_signature_has_256_to_512_bytes() {
    let mut rows = 0;
    for (len, valid) in [
        (0, false),
        (1, false),
        (255, false),
        (256, true),
        (257, true),
        (384, true),
        (511, true),
        (512, true),
        (513, false),
        (1024, false),
    ] {
        let bytes = bytes(len);
        let made = Signature::new(&bytes);
        let decoded = Signature::from_base64(&base64(&bytes));
        if valid {
            assert_eq!(made.unwrap().as_bytes(), bytes, "{len}");
            assert_eq!(decoded, Ok(made.unwrap()), "{len}");
        } else {
            assert_eq!(made, Err(ValueError::SignatureLength), "{len}");
            assert_eq!(decoded, Err(InvalidSignature), "{len}");
        }
        rows += 1;
    }
    assert_eq!(rows, 10);
}

#[test]
fn signatures_are_equal_by_their_bytes() {
    // The unused room of the shorter one must not count, nor zeros be taken for nothing.
    let zeros = Signature::new(&[0; 256]).unwrap();
    assert_eq!(zeros, Signature::new(&[0; 256]).unwrap());
    assert_ne!(zeros, Signature::new(&[0; 257]).unwrap());
    let mut last = [0; 256];
    last[255] = 1;
    assert_ne!(zeros, Signature::new(&last).unwrap());
    let shown = format!("{:?}", Signature::new(&bytes(256)).unwrap());
    assert_eq!(
        (&shown[..18], shown.len()),
        ("Signature(030a1118", 10 + 512 + 1)
    );
}

#[test]
fn base64_has_one_spelling() {
    // 256 bytes end in two symbols and two paddings: the last symbol has four stray bits.
    let bytes = bytes(256);
    let text = base64(&bytes);
    assert!(text.ends_with("=="));
    let mut accepted = 0;
    for symbol in 0..=0x7F_u8 {
        let spelt = format!("{}{}==", &text[..text.len() - 3], char::from(symbol));
        if let Ok(signature) = Signature::from_base64(&spelt) {
            assert_eq!(signature.as_bytes()[..255], bytes[..255], "{spelt}");
            accepted += 1;
        }
    }
    // Two bits of the last byte lie in it: 4 of 64 symbols leave the stray ones 0.
    assert_eq!(accepted, 4);

    let slash = base64(&[0xFF; 256]);
    let plus = base64(&[0xFB; 256]);
    let stem = &text[..text.len() - 2];
    let refused = [
        ("no padding", stem.to_owned()),
        ("half the padding", format!("{stem}=")),
        ("more padding", format!("{text}=")),
        ("four more padding", format!("{text}====")),
        (
            "padding in the middle",
            text.replacen(&text[..4], "AA==", 1),
        ),
        ("a line break behind", format!("{text}\n")),
        (
            "a line break within",
            format!("{}\n{}", &text[..64], &text[64..]),
        ),
        ("a space before", format!(" {text}")),
        ("a space for a symbol", format!(" {}", &text[1..])),
        ("URL alphabet, 63", slash.replacen('/', "_", 1)),
        ("URL alphabet, 62", plus.replacen('+', "-", 1)),
        ("an escape left in", slash.replacen('/', "\\/", 1)),
        ("a NUL", format!("\0{}", &text[1..])),
        ("not ASCII", format!("\u{e9}{}", &text[2..])),
        ("a symbol more", format!("{text}A")),
        ("a symbol less", text[1..].to_owned()),
        ("nothing", String::new()),
    ];
    let mut rows = 0;
    for (name, text) in refused {
        assert_eq!(
            Signature::from_base64(&text),
            Err(InvalidSignature),
            "{name}"
        );
        rows += 1;
    }
    assert_eq!(rows, 17);
    assert!(Signature::from_base64(&slash).is_ok() && Signature::from_base64(&plus).is_ok());
}

proptest! {
    #[test]
    fn base64_and_back(bytes in proptest::collection::vec(any::<u8>(), 256..=512)) {
        let signature = Signature::from_base64(&base64(&bytes)).unwrap();
        prop_assert_eq!(signature.as_bytes(), &*bytes);
    }
}

// Errors

fn decode_error(text: &str) -> DecodeError {
    let mut scratch = [];
    PayCancelRequest::decode(text.as_bytes(), &mut scratch).unwrap_err()
}

#[test]
fn errors_in_words() {
    use DecodeErrorKind as Kind;
    let value = |error| Kind::Value(error);
    let table: [(&dyn Display, &str); 44] = [
        (&Kind::InvalidUtf8, "not UTF-8"),
        (&Kind::UnexpectedEnd, "the input ends too early"),
        (&Kind::UnexpectedByte, "not JSON"),
        (&Kind::ControlCharacter, "control character in a string"),
        (&Kind::InvalidEscape, "invalid escape in a string"),
        (&Kind::LoneSurrogate, "lone surrogate in a string"),
        (&Kind::TooDeep, "nested too deeply"),
        (&Kind::TrailingBytes, "something follows the document"),
        (&Kind::Duplicate, "stands twice in its object"),
        (&Kind::Missing, "required, but absent"),
        (&Kind::WrongType, "wrong JSON type"),
        (
            &Kind::WrongMessage,
            "not the message that was to be read, or one too many",
        ),
        (&Kind::Unsigned, "the envelope is not signed"),
        (&Kind::Signed, "the envelope bears a signature"),
        (&Kind::Refused, "not what this member holds"),
        (&Kind::Unread, "something before this was left unread"),
        (&Kind::ScratchTooSmall, "the scratch buffer is too small"),
        (&value(ValueError::Empty), "empty text"),
        (
            &value(ValueError::TooLong { max: 64 }),
            "longer than 64 characters",
        ),
        (&ValueError::Empty, "empty text"),
        (
            &ValueError::TooLong { max: 32 },
            "longer than 32 characters",
        ),
        (&ValueError::Timestamp, "not an RFC 3339 date and time"),
        (&ValueError::ResultCodeId, "not eight digits"),
        (
            &ValueError::Unsupported,
            "a text that is not supported here",
        ),
        (
            &ValueError::SignatureLength,
            "signature not of 256 to 512 bytes",
        ),
        (
            &EncodeError::BufferTooSmall { needed: 936 },
            "the buffer is too small: 936 bytes are needed",
        ),
        (
            &EncodeError::Violation(Violation::Missing { field: "resultMsg" }),
            "resultMsg: required here, but absent",
        ),
        (
            &SignError::<ValueError>::Encode(EncodeError::BufferTooSmall { needed: 1 }),
            "the buffer is too small: 1 bytes are needed",
        ),
        (
            &SignError::Signer(ValueError::Empty),
            "the signer failed: empty text",
        ),
        (&InvalidSignature, "the signature does not hold"),
        (
            &Violation::Missing {
                field: "acquirementId",
            },
            "acquirementId: required here, but absent",
        ),
        (
            &Violation::Result(Contradiction::OtherStatus),
            "resultStatus: this resultCode is listed with another",
        ),
        (
            &Violation::Differs {
                field: "merchantTransId",
            },
            "merchantTransId: not the one that was sent",
        ),
        (
            &Contradiction::CodeWithOtherId,
            "resultCode: listed with another resultCodeId",
        ),
        (
            &Contradiction::IdWithOtherCode,
            "resultCodeId: listed with another resultCode",
        ),
        (
            &Contradiction::OtherStatus,
            "resultStatus: this resultCode is listed with another",
        ),
        (
            &Contradiction::UnlistedSuccess,
            "resultStatus: S with a resultCode that is not listed",
        ),
        (&decode_error(""), "the input ends too early at byte 0"),
        (&decode_error("[]"), "wrong JSON type at byte 0"),
        (
            &decode_error("{} x"),
            "something follows the document at byte 3",
        ),
        (
            &decode_error(" {}"),
            "request: required, but absent at byte 1",
        ),
        (
            &decode_error(r#"{"response":{}}"#),
            "response: not the message that was to be read, or one too many at byte 12",
        ),
        (
            &decode_error(r#"{"request":{"head":{"version":"2.0.3"}}}"#),
            "version: a text that is not supported here at byte 30",
        ),
        (
            &decode_error(r#"{"request":{"head":{"reqTime":"now"}}}"#),
            "reqTime: not an RFC 3339 date and time at byte 30",
        ),
    ];
    let mut rows = 0;
    for (error, words) in table {
        assert_eq!(error.to_string(), words);
        rows += 1;
    }
    assert_eq!(rows, 44);
}

#[test]
fn signing_bytes_are_shown_as_text_where_they_are_text() {
    let shown = |bytes| format!("{:?}", SigningBytes::new(bytes));
    assert_eq!(shown(b"{\"a\":1}"), r#""{\"a\":1}""#);
    assert_eq!(shown(b"\xff\0"), "[255, 0]");
}

#[test]
fn a_transaction_is_known_by_the_acquirement_id_first() {
    let (a, m) = (text!("a"), text!("m"));
    for (acquirement, merchant, preferred) in [
        (Some(a), Some(m), a),
        (Some(a), None, a),
        (None, Some(m), m),
    ] {
        let id = TransactionId::new(acquirement, merchant).unwrap();
        assert_eq!(
            (id.acquirement_id(), id.merchant_trans_id()),
            (acquirement, merchant)
        );
        assert_eq!(id.preferred(), preferred);
    }
    assert_eq!(TransactionId::new(None, None), None);
}

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
#[test]
fn key_errors_in_words() {
    use alipay_acquiring::{KeyError, SigningFailed};

    let table: [(&dyn Error, &str); 4] = [
        (
            &KeyError::Encoding,
            "not an RSA key of the kind wanted, in PEM, DER or bare base64",
        ),
        (&KeyError::Size, "the modulus is not of 2048 to 4096 bits"),
        (&KeyError::Exponent, "the public exponent is not 65537"),
        (&SigningFailed, "the private-key operation failed"),
    ];
    let mut rows = 0;
    for (error, words) in table {
        assert_eq!(error.to_string(), words);
        rows += 1;
    }
    assert_eq!(rows, 4);
    sound::<KeyError>();
    sound::<SigningFailed>();
}

/// Compiles only for an error that can go anywhere.
fn sound<E: Error + Debug + Display + Copy + Eq + Send + Sync + Unpin + 'static>() {}

#[test]
fn errors_can_go_anywhere() {
    sound::<DecodeError>();
    sound::<ValueError>();
    sound::<EncodeError>();
    sound::<SignError<ValueError>>();
    sound::<InvalidSignature>();
    sound::<Mismatch>();
    sound::<Violation>();
    sound::<Contradiction>();
    // They are returned everywhere, and the stacks of terminals are small.
    let limit = if cfg!(target_pointer_width = "64") {
        40
    } else {
        24
    };
    assert!(
        size_of::<DecodeError>() <= limit,
        "{}",
        size_of::<DecodeError>()
    );
}

#[test]
fn a_sign_error_names_its_cause() {
    let violation = EncodeError::Violation(Violation::Missing { field: "resultMsg" });
    let error = SignError::<ValueError>::from(violation);
    assert_eq!(error, SignError::Encode(violation));
    let source = error.source().map(ToString::to_string);
    assert_eq!(source, Some(violation.to_string()));
    let source = SignError::Signer(ValueError::Empty)
        .source()
        .map(ToString::to_string);
    assert_eq!(source, Some("empty text".to_owned()));
}
