//! Dates and times with an offset: RFC 3339, section 5.6.

use core::fmt;

use crate::error::{DecodeError, ValueError};
use crate::json::{Reader, Writer};
use crate::values::digits::Digits;

/// A date and time with its offset from UTC, as the components that a terminal's clock or a text
/// of RFC 3339, section 5.6, gives. There is no clock in this crate.
///
/// Read: `T` or `t`, `Z` or `z` or `±00:00` to `±23:59`, any number of fraction digits (nine are
/// kept, the rest cut off), real month lengths, years 0000 to 9999, and `:60` where UTC reads
/// 23:59:60 on the last day of a month. Not read: a space for the `T`, hour 24, `+0800`.
///
/// Written: whole seconds and `±HH:MM`, 25 characters, since patterns of peers refuse `Z` and
/// fractions. So a fraction is lost where a time that was read is written again.
///
/// Two values are equal when their components are; `-00:00`, which RFC 3339 sets apart as "local
/// offset unknown", differs from `+00:00`, and `Z` is `+00:00`.
///
/// ```
/// use alipay_acquiring::{Timestamp, UtcOffset};
///
/// let time = Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::from_minutes(330)?)?;
/// assert_eq!(time, Timestamp::parse("2001-07-04T12:08:56+05:30")?);
/// assert_eq!(time.to_string(), "2001-07-04T12:08:56+05:30");
/// # Ok::<(), alipay_acquiring::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// The written form, which is what a time is for most: read, compared, written again.
    text: [u8; Self::LEN],
    nanosecond: u32,
}

/// An offset from UTC in whole minutes, less than a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UtcOffset {
    /// Minutes east of UTC, or `UNKNOWN`.
    minutes: i16,
}

impl UtcOffset {
    /// UTC itself: read from `Z` and `+00:00`, written as `+00:00`.
    pub const UTC: Self = Self { minutes: 0 };

    /// `-00:00`: the time is in UTC, where it was taken is not known (RFC 3339, section 4.3).
    pub const UNKNOWN: Self = Self { minutes: i16::MIN };

    /// Minutes east of UTC: -1439 to 1439.
    ///
    /// # Errors
    ///
    /// [`ValueError::Timestamp`] for a day or more.
    pub const fn from_minutes(minutes: i16) -> Result<Self, ValueError> {
        if minutes > -MINUTES_PER_DAY && minutes < MINUTES_PER_DAY {
            Ok(Self { minutes })
        } else {
            Err(ValueError::Timestamp)
        }
    }

    /// `time-numoffset`, from its sign and two numbers.
    const fn from_parts(sign: u8, hour: u8, minute: u8) -> Option<Self> {
        if hour > 23 || minute > 59 {
            return None;
        }
        let minutes = hour as i16 * 60 + minute as i16;
        Some(match (sign, minutes) {
            (b'-', 0) => Self::UNKNOWN,
            (b'-', _) => Self { minutes: -minutes },
            _ => Self { minutes },
        })
    }

    /// Minutes east of UTC; 0 for [`UtcOffset::UNKNOWN`].
    pub const fn minutes(self) -> i16 {
        if self.minutes == Self::UNKNOWN.minutes {
            0
        } else {
            self.minutes
        }
    }

    /// The written form behind two digits for the seconds: `56+05:30` in ASCII.
    #[inline]
    const fn encode(self, second: u8) -> [u8; 8] {
        let sign = if self.minutes < 0 { b'-' } else { b'+' };
        let minutes = self.minutes().unsigned_abs();
        let numbers = [second, (minutes / 60) as u8, (minutes % 60) as u8];
        two_digits(numbers, [3, 6], [0, 0, sign, 0, 0, b':', 0, 0])
    }
}

const MINUTES_PER_DAY: i16 = 24 * 60;

impl Timestamp {
    /// The length of a time as it is written, in bytes.
    pub const LEN: usize = 25;

    /// The most bytes that a time takes in JSON as it is written, quotes included.
    pub const MAX_JSON_LEN: usize = Self::LEN + 2;

    /// A whole second: year 0 to 9999, month 1 to 12, day 1 to the month's last, hour 0 to 23,
    /// minute 0 to 59, second 0 to 59, or 60 in a leap second.
    ///
    /// # Errors
    ///
    /// [`ValueError::Timestamp`] for a component out of range.
    pub const fn new(
        year: u16,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: u8,
        offset: UtcOffset,
    ) -> Result<Self, ValueError> {
        if !is_time(year, month, day, hour, minute, second, offset) {
            return Err(ValueError::Timestamp);
        }
        let date = [(year / 100) as u8, (year % 100) as u8, month];
        let date = two_digits(date, [2, 5], *b"\0\0\0\0-\0\0-");
        let time = two_digits([day, hour, minute], [3, 6], *b"\0\0T\0\0:\0\0");
        Ok(Self {
            text: joined(date, time, offset.encode(second)),
            nanosecond: 0,
        })
    }

    /// The same second with this fraction, in nanoseconds.
    ///
    /// # Errors
    ///
    /// [`ValueError::Timestamp`] for a second or more.
    pub const fn with_nanosecond(self, nanosecond: u32) -> Result<Self, ValueError> {
        if nanosecond > 999_999_999 {
            return Err(ValueError::Timestamp);
        }
        Ok(Self { nanosecond, ..self })
    }

    /// Reads a text of RFC 3339, section 5.6.
    ///
    /// # Errors
    ///
    /// [`ValueError::Timestamp`] for any other text.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        parse(text.as_bytes()).ok_or(ValueError::Timestamp)
    }

    /// Year, 0 to 9999.
    pub const fn year(&self) -> u16 {
        let [y1, y2, y3, y4, ..] = self.text;
        number(y1, y2) as u16 * 100 + number(y3, y4) as u16
    }

    /// Month, 1 to 12.
    pub const fn month(&self) -> u8 {
        let [_, _, _, _, _, m1, m2, ..] = self.text;
        number(m1, m2)
    }

    /// Day of the month, 1 to 31.
    pub const fn day(&self) -> u8 {
        let [_, _, _, _, _, _, _, _, d1, d2, ..] = self.text;
        number(d1, d2)
    }

    /// Hour, 0 to 23.
    pub const fn hour(&self) -> u8 {
        let [.., h1, h2, _, _, _, _, _, _, _, _, _, _, _, _] = self.text;
        number(h1, h2)
    }

    /// Minute, 0 to 59.
    pub const fn minute(&self) -> u8 {
        let [.., m1, m2, _, _, _, _, _, _, _, _, _] = self.text;
        number(m1, m2)
    }

    /// Second, 0 to 60.
    pub const fn second(&self) -> u8 {
        let [.., s1, s2, _, _, _, _, _, _] = self.text;
        number(s1, s2)
    }

    /// The fraction of the second, in nanoseconds, 0 to 999,999,999.
    pub const fn nanosecond(&self) -> u32 {
        self.nanosecond
    }

    /// The offset from UTC.
    pub const fn offset(&self) -> UtcOffset {
        let [.., sign, h1, h2, _, m1, m2] = self.text;
        match UtcOffset::from_parts(sign, number(h1, h2), number(m1, m2)) {
            Some(offset) => offset,
            None => UtcOffset::UTC, // never: no other text is kept
        }
    }

    /// Reads a time where a JSON value comes next: `None` where it is absent, which is `null` or
    /// an empty string.
    ///
    /// # Errors
    ///
    /// As [`Reader::string`], and a text that is no time.
    #[inline(always)]
    pub fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        reader.parse_sized(Self::LEN, Self::parse)
    }

    /// Writes a member with this time for its value.
    #[inline]
    pub fn write(&self, name: &str, writer: &mut Writer<'_>) {
        writer.plain_member(name, &self.text);
    }
}

/// Whether there is such a time.
const fn is_time(
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    offset: UtcOffset,
) -> bool {
    const LAST_MINUTE: i16 = MINUTES_PER_DAY - 1;
    let last_day = days_in_month(year, month);
    // Where UTC reads 23:59 on the last day of a month, the only place of a leap second.
    let last_second = match hour as i16 * 60 + minute as i16 - offset.minutes() {
        LAST_MINUTE if day == last_day => 60,
        // The last minute of the day before, which ended a month if this day begins one. That of
        // the day after is out of reach of any offset.
        -1 if day == 1 => 60,
        _ => 59,
    };
    year <= 9999
        && day >= 1
        && day <= last_day
        && hour <= 23
        && minute <= 59
        && second <= last_second
}

/// 28 to 31; 0 for what is no month.
pub(crate) const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

/// Three numbers below 100 as two digits of ASCII each, the first at the start of eight bytes, the
/// others at these places; the bytes are 0 there.
#[inline]
const fn two_digits([x, y, z]: [u8; 3], [b, c]: [u32; 2], bytes: [u8; 8]) -> [u8; 8] {
    let ones = 1 | 1 << (8 * b) | 1 << (8 * c);
    let numbers = x as u64 | (y as u64) << (8 * b) | (z as u64) << (8 * c);
    // Below 100, a tenth is `n * 103 / 1024`. Products are less than the 16 bits of two places.
    let tens = (numbers.wrapping_mul(103) >> 10) & (ones * 0xF);
    let units = numbers.wrapping_sub(tens * 10);
    (u64::from_le_bytes(bytes) | tens | units << 8)
        .wrapping_add(ones * 0x3030)
        .to_le_bytes()
}

/// The number of two digits in ASCII.
const fn number(tens: u8, units: u8) -> u8 {
    (tens & 0xF) * 10 + (units & 0xF)
}

/// `2001-07-`, `04T12:08` and `56+05:30` with the colon that lies between.
#[inline]
const fn joined(date: [u8; 8], time: [u8; 8], end: [u8; 8]) -> [u8; Timestamp::LEN] {
    let mut text = [b':'; Timestamp::LEN];
    if let Some((first, rest)) = text.split_first_chunk_mut()
        && let Some((second, rest)) = rest.split_first_chunk_mut()
        && let Some(last) = rest.last_chunk_mut()
    {
        *first = date;
        *second = time;
        *last = end;
    }
    text
}

fn parse(text: &[u8]) -> Option<Timestamp> {
    let (date, text) = text.split_first_chunk::<8>()?;
    let (time, text) = text.split_first_chunk::<8>()?;
    let [b':', s1, s2, text @ ..] = text else {
        return None;
    };
    let (nanosecond, text) = parse_fraction(text)?;
    let end = match *text {
        [b'Z' | b'z'] => [*s1, *s2, b'+', b'0', b'0', b':', b'0', b'0'],
        [sign, h1, h2, colon, m1, m2] => [*s1, *s2, sign, h1, h2, colon, m1, m2],
        _ => return None,
    };
    let mut time = *time;
    if let [_, _, t @ b't', ..] = &mut time {
        *t = b'T';
    }

    let [year1, _, year2, _, _, month, ..] = const { Digits::new(b"0000-00-") }.read(*date)?;
    let [day, _, _, hour, _, _, minute, _] = const { Digits::new(b"00T00:00") }.read(time)?;
    let [_, _, sign, ..] = end;
    let [second, _, _, offset_hour, _, _, offset_minute, _] = match sign {
        b'-' => const { Digits::new(b"00-00:00") },
        _ => const { Digits::new(b"00+00:00") },
    }
    .read(end)?;
    let year = u16::from(year1) * 100 + u16::from(year2);
    let offset = UtcOffset::from_parts(sign, offset_hour, offset_minute)?;
    is_time(year, month, day, hour, minute, second, offset).then(|| Timestamp {
        text: joined(*date, time, end),
        nanosecond,
    })
}

/// `time-secfrac`, if there is one, in nanoseconds; and what follows it.
fn parse_fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(mut rest) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    if !rest.first()?.is_ascii_digit() {
        return None;
    }
    let mut nanosecond = 0;
    let mut unit = 100_000_000;
    while let Some((digit @ b'0'..=b'9', tail)) = rest.split_first() {
        nanosecond += u32::from(digit - b'0') * unit;
        unit /= 10;
        rest = tail;
    }
    Some((nanosecond, rest))
}

/// As [`Timestamp::parse`].
impl TryFrom<&str> for Timestamp {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// The written form: `2001-07-04T12:08:56+05:30`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.text).unwrap_or_default())
    }
}

/// With the fraction: `2001-07-04T12:08:56.719000000+05:30`.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = core::str::from_utf8(&self.text).unwrap_or_default();
        match text.split_at_checked("2001-07-04T12:08:56".len()) {
            Some((time, offset)) if self.nanosecond > 0 => {
                write!(f, "{time}.{:09}{offset}", self.nanosecond)
            }
            _ => f.write_str(text),
        }
    }
}

/// The written form: `+05:30`.
impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, _, text @ ..] = self.encode(0);
        f.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
