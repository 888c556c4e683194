//! Dates and times with an offset: RFC 3339, section 5.6.

use core::fmt;
use core::str::FromStr;

use crate::error::{DecodeError, ValueError};
use crate::json::{Reader, Stop, WIDE, Writer};
use crate::values::digits::{Digits, has_form};
use crate::values::time_error::TimeError;

/// A date and time with its offset from UTC, made from the components of a terminal's clock or from
/// a text of RFC 3339, section 5.6. There is no clock in this crate.
///
/// Accepted: `T` or `t`; `Z`, `z` or `±00:00` to `±23:59`; any number of fraction digits, of which
/// nine are kept; the real length of each month; years 0000 to 9999; `:60` only where UTC reads
/// 23:59:60 on the last day of a month. Not accepted: a space instead of the `T`, hour 24, `+0800`.
///
/// Written: whole seconds and `±HH:MM`, 25 characters, because some peers refuse `Z` and fractions.
/// So a fraction is lost if a time is read and written again.
///
/// Two values are equal if all their components are equal. `Z` equals `+00:00`. `-00:00` does not:
/// RFC 3339, section 4.3, gives it the meaning "local offset unknown".
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
    /// The written form. Most times are only read, compared and written, so the numbers are
    /// computed only when a caller asks for them.
    text: [u8; Self::LEN],
    nanosecond: u32,
}

/// An offset from UTC in whole minutes, less than a day.
///
/// ```
/// use alipay_acquiring::UtcOffset;
///
/// assert_eq!(UtcOffset::from_minutes(330)?, UtcOffset::parse("+05:30")?);
/// assert_eq!(UtcOffset::parse("Z")?, UtcOffset::UTC);
/// # Ok::<(), alipay_acquiring::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UtcOffset {
    /// Minutes east of UTC, or `UNKNOWN`.
    minutes: i16,
}

impl UtcOffset {
    /// UTC: `Z` and `+00:00` when read, `+00:00` when written.
    pub const UTC: Self = Self { minutes: 0 };

    /// `-00:00`: the time is in UTC, and the local offset is unknown (RFC 3339, section 4.3).
    pub const UNKNOWN: Self = Self { minutes: i16::MIN };

    /// An offset of this many minutes east of UTC: -1439 to 1439.
    ///
    /// # Errors
    ///
    /// [`TimeError::NoSuchOffset`] for a day or more.
    pub const fn from_minutes(minutes: i16) -> Result<Self, ValueError> {
        if minutes > -MINUTES_PER_DAY && minutes < MINUTES_PER_DAY {
            Ok(Self { minutes })
        } else {
            Err(ValueError::Timestamp(TimeError::NoSuchOffset))
        }
    }

    /// Reads `Z`, `z` or `±HH:MM`, the offset of RFC 3339, section 5.6.
    ///
    /// # Errors
    ///
    /// [`ValueError::Timestamp`] for any other text, with what is wrong.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match parse_second_and_offset(*b"00", text.as_bytes()) {
            Some((_, _, offset)) => Ok(offset),
            None => Err(ValueError::Timestamp(offset_error(text.as_bytes()))),
        }
    }

    /// An offset from its sign and its absolute value in minutes.
    const fn from_sign(sign: u8, minutes: i16) -> Self {
        match (sign, minutes) {
            (b'-', 0) => Self::UNKNOWN,
            (b'-', _) => Self { minutes: -minutes },
            _ => Self { minutes },
        }
    }

    /// Minutes east of UTC; 0 for [`UtcOffset::UNKNOWN`].
    #[must_use]
    pub const fn minutes(self) -> i16 {
        if self.minutes == Self::UNKNOWN.minutes {
            0
        } else {
            self.minutes
        }
    }

    /// Writes `±HH:MM` at the end of a time.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "hours and minutes are below 100"
    )]
    const fn put(self, text: [u8; Timestamp::LEN]) -> [u8; Timestamp::LEN] {
        let minutes = self.minutes().unsigned_abs();
        let mut text = put_two_digits(text, OFFSET_HOURS, (minutes / 60) as u8);
        let [.., sign, _, _, _, _, _] = &mut text;
        *sign = if self.minutes < 0 { b'-' } else { b'+' };
        put_two_digits(text, OFFSET_MINUTES, (minutes % 60) as u8)
    }
}

const MINUTES_PER_DAY: i16 = 24 * 60;

// Offsets of the numbers in the written form, `2001-07-04T12:08:56+05:30`.
const YEAR: usize = 0;
const MONTH: usize = 5;
const DAY: usize = 8;
const HOUR: usize = 11;
const MINUTE: usize = 14;
const SECOND: usize = 17;
const OFFSET_HOURS: usize = 20;
const OFFSET_MINUTES: usize = 23;

impl Timestamp {
    /// The length of the written form, in bytes.
    pub const LEN: usize = 25;

    /// The length of the written form as a JSON string, with its quotes, in bytes.
    pub const MAX_JSON_LEN: usize = Self::LEN + 2;

    /// A time with whole seconds: year 0 to 9999, month 1 to 12, day 1 to the last of the month, hour
    /// 0 to 23, minute 0 to 59, second 0 to 59, or 60 in a leap second.
    ///
    /// # Errors
    ///
    /// [`TimeError::NoSuchYear`] for a year after 9999, [`TimeError::NoSuchDay`],
    /// [`TimeError::NoSuchTime`].
    #[expect(clippy::cast_possible_truncation, reason = "a year is below 10000")]
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
            return Err(ValueError::Timestamp(if year > 9999 {
                TimeError::NoSuchYear
            } else if day == 0 || day > days_in_month(year, month) {
                TimeError::NoSuchDay
            } else {
                TimeError::NoSuchTime
            }));
        }
        let text = *b"0000-00-00T00:00:00+00:00";
        let text = put_two_digits(text, YEAR, (year / 100) as u8);
        let text = put_two_digits(text, YEAR + 2, (year % 100) as u8);
        let text = put_two_digits(text, MONTH, month);
        let text = put_two_digits(text, DAY, day);
        let text = put_two_digits(text, HOUR, hour);
        let text = put_two_digits(text, MINUTE, minute);
        let text = put_two_digits(text, SECOND, second);
        Ok(Self {
            text: offset.put(text),
            nanosecond: 0,
        })
    }

    /// The same time with this fraction of a second, in nanoseconds.
    ///
    /// # Errors
    ///
    /// [`TimeError::NoSuchNanosecond`] for a second or more.
    pub const fn with_nanosecond(self, nanosecond: u32) -> Result<Self, ValueError> {
        if nanosecond > 999_999_999 {
            return Err(ValueError::Timestamp(TimeError::NoSuchNanosecond));
        }
        Ok(Self { nanosecond, ..self })
    }

    /// Reads a text of RFC 3339, section 5.6.
    ///
    /// # Errors
    ///
    /// [`ValueError::Timestamp`] for any other text, with what is wrong.
    ///
    /// ```
    /// use alipay_acquiring::Timestamp;
    ///
    /// let error = Timestamp::parse("2001-07-04T12:08:56+0800").unwrap_err();
    /// let text = "no colon in the offset of the time; write +08:00, not +0800";
    /// assert_eq!(error.to_string(), text);
    /// ```
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match Self::parse_valid(text) {
            Some(time) => Ok(time),
            None => Err(ValueError::Timestamp(time_error(text.as_bytes()))),
        }
    }

    /// As [`parse`](Self::parse), but without the time and the flash that finding the fault takes.
    pub(crate) fn parse_valid(text: &str) -> Option<Self> {
        parse(text.as_bytes())
    }

    /// Year, 0 to 9999.
    #[must_use]
    pub const fn year(&self) -> u16 {
        self.two_digits(YEAR) as u16 * 100 + self.two_digits(YEAR + 2) as u16
    }

    /// Month, 1 to 12.
    #[must_use]
    pub const fn month(&self) -> u8 {
        self.two_digits(MONTH)
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub const fn day(&self) -> u8 {
        self.two_digits(DAY)
    }

    /// Hour, 0 to 23.
    #[must_use]
    pub const fn hour(&self) -> u8 {
        self.two_digits(HOUR)
    }

    /// Minute, 0 to 59.
    #[must_use]
    pub const fn minute(&self) -> u8 {
        self.two_digits(MINUTE)
    }

    /// Second, 0 to 60.
    #[must_use]
    pub const fn second(&self) -> u8 {
        self.two_digits(SECOND)
    }

    /// The fraction of the second, in nanoseconds, 0 to 999,999,999.
    #[must_use]
    pub const fn nanosecond(&self) -> u32 {
        self.nanosecond
    }

    /// The offset from UTC.
    #[must_use]
    pub const fn offset(&self) -> UtcOffset {
        let [.., sign, _, _, _, _, _] = self.text;
        let hours = self.two_digits(OFFSET_HOURS) as i16;
        let minutes = hours * 60 + self.two_digits(OFFSET_MINUTES) as i16;
        UtcOffset::from_sign(sign, minutes)
    }

    /// The number written at this offset of the text.
    const fn two_digits(&self, offset: usize) -> u8 {
        match self.text.split_at_checked(offset) {
            Some((_, [tens, units, ..])) => (*tens - b'0') * 10 + (*units - b'0'),
            _ => 0, // never: all offsets are constants inside the text
        }
    }

    /// Reads the next JSON value as a time; `None` if it is absent: `null` or an empty string.
    ///
    /// # Errors
    ///
    /// The errors of [`Reader::string`], and [`ValueError::Timestamp`] for any other text.
    #[inline(always)]
    pub fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        let time = Self::read_or_stop(reader);
        reader.result(time)
    }

    /// As [`read`](Self::read).
    #[inline(always)]
    pub(crate) fn read_or_stop(reader: &mut Reader<'_>) -> Result<Option<Self>, Stop> {
        match Self::fast_written(reader) {
            Some(text) => Ok(Some(Self::of_written(text))),
            None => reader.parse_present(Self::parse),
        }
    }

    /// The fast path of [`read`](Self::read): the written form, for [`of_written`](Self::of_written). It returns
    /// the text, because the time would be copied from place to place.
    #[inline(always)]
    pub(crate) fn fast_written<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8; Self::LEN]> {
        if !WIDE {
            return None;
        }
        reader.fast_sized(Self::LEN, |text| match text.as_bytes().try_into() {
            Ok(text) if is_written_form(text) => Ok(text),
            _ => Err(ValueError::Empty),
        })
    }

    /// The time with this written form.
    #[inline(always)]
    pub(crate) const fn of_written(text: &[u8; Self::LEN]) -> Self {
        Self {
            text: *text,
            nanosecond: 0,
        }
    }

    /// Writes a member whose value is this time.
    #[inline]
    pub fn write(&self, name: &str, writer: &mut Writer<'_>) {
        writer.plain_member(name, &self.text);
    }
}

/// Whether these components make a time that exists.
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
    // A leap second exists only where UTC reads 23:59 on the last day of a month. In minutes since
    // midnight UTC of the local date:
    let last_second = match hour as i16 * 60 + minute as i16 - offset.minutes() {
        LAST_MINUTE if day == last_day => 60,
        // UTC reads the last minute of the previous day, which ends a month if this is the first
        // day. The last minute of the next day cannot occur: an offset is less than a day.
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

/// 28 to 31; 0 if there is no such month.
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

/// Writes a number below 100 as two decimal digits at this offset of a time.
const fn put_two_digits(
    mut text: [u8; Timestamp::LEN],
    offset: usize,
    number: u8,
) -> [u8; Timestamp::LEN] {
    if let Some((_, [tens, units, ..])) = text.split_at_mut_checked(offset) {
        *tens = b'0' + number / 10;
        *units = b'0' + number % 10;
    }
    text
}

/// Joins three parts such as `2001-07-`, `04T12:08` and `56+05:30`, and adds the missing colon.
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

/// Whether a text is the written form of a time, in any second but a leap second.
#[inline(never)]
fn is_written_form(text: &[u8; Timestamp::LEN]) -> bool {
    numbers(text).is_some_and(|([century, year, month], [day, hour, minute, second])| {
        let last_day = match day {
            ..=28 => 28,
            _ => days_in_month(u16::from(century) * 100 + u16::from(year), month),
        };
        (1..=last_day).contains(&day)
            && (1..=12).contains(&month)
            && hour <= 23
            && minute.max(second) <= 59
    })
}

/// The numbers of the date and of the time in the written form.
#[inline(always)]
fn numbers(text: &[u8; Timestamp::LEN]) -> Option<([u8; 3], [u8; 4])> {
    let (date, rest) = text.split_first_chunk()?;
    let (time, rest) = rest.split_first_chunk()?;
    let [b':', tens, units, offset @ ..] = rest else {
        return None;
    };
    let (_, second, _) = parse_second_and_offset([*tens, *units], offset)?;
    let [century, _, year, _, _, month, ..] = const { Digits::new(b"0000-00-") }.read(*date)?;
    let [day, _, _, hour, _, _, minute, _] = const { Digits::new(b"00T00:00") }.read(*time)?;
    Some(([century, year, month], [day, hour, minute, second]))
}

fn parse(text: &[u8]) -> Option<Timestamp> {
    let (date, text) = text.split_first_chunk::<8>()?;
    let (time, text) = text.split_first_chunk::<8>()?;
    let [b':', tens, units, text @ ..] = text else {
        return None;
    };
    let (nanosecond, offset) = parse_fraction(text)?;
    let (end, second, offset) = parse_second_and_offset([*tens, *units], offset)?;
    let mut time = *time;
    if let [_, _, t @ b't', ..] = &mut time {
        *t = b'T';
    }

    let [century, _, year, _, _, month, ..] = const { Digits::new(b"0000-00-") }.read(*date)?;
    let [day, _, _, hour, _, _, minute, _] = const { Digits::new(b"00T00:00") }.read(time)?;
    let year = u16::from(century) * 100 + u16::from(year);
    is_time(year, month, day, hour, minute, second, offset).then(|| Timestamp {
        text: joined(*date, time, end),
        nanosecond,
    })
}

/// Reads the two digits of a second, and an offset: `Z`, `z` or `±HH:MM`. Returns the written form
/// of both, such as `56+05:30`, and their values.
// Inlined: a call of its own would take 16 bytes of stack on a Cortex-M.
#[inline(always)]
fn parse_second_and_offset(second: [u8; 2], offset: &[u8]) -> Option<([u8; 8], u8, UtcOffset)> {
    let [s1, s2] = second;
    let text = match *offset {
        [b'Z' | b'z'] => [s1, s2, b'+', b'0', b'0', b':', b'0', b'0'],
        [sign, h1, h2, colon, m1, m2] => [s1, s2, sign, h1, h2, colon, m1, m2],
        _ => return None,
    };
    let [_, _, sign, ..] = text;
    let digits = match sign {
        b'-' => const { Digits::new(b"00-00:00") },
        _ => const { Digits::new(b"00+00:00") },
    };
    let [second, _, _, hours, _, _, minutes, _] = digits.read(text)?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = UtcOffset::from_sign(sign, i16::from(hours) * 60 + i16::from(minutes));
    Some((text, second, offset))
}

/// Reads the fraction of a second, if there is one: its nanoseconds, and the text after it.
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

/// What is wrong with a text that [`parse`] has refused.
#[cold]
#[inline(never)]
fn time_error(text: &[u8]) -> TimeError {
    let Some((date, rest)) = text.split_at_checked(DATE.len()) else {
        return TimeError::NoDate;
    };
    if !has_form(date, DATE) {
        return TimeError::NoDate;
    }
    let (time, rest) = match rest {
        [b' ', ..] => return TimeError::SpaceForT,
        [b'T' | b't', rest @ ..] => rest.split_at_checked(TIME.len()).unwrap_or((rest, &[])),
        _ => return TimeError::NoTime,
    };
    if !has_form(time, TIME) {
        return TimeError::NoTime;
    }
    let Some((_, offset)) = parse_fraction(rest) else {
        return TimeError::NoFraction;
    };
    if parse_second_and_offset(*b"00", offset).is_none() {
        return offset_error(offset);
    }
    let mut midnight = *b"0000-00-00T00:00:00Z";
    if let Some((start, _)) = midnight.split_at_mut_checked(date.len()) {
        start.copy_from_slice(date);
    }
    match parse(&midnight) {
        Some(_) => TimeError::NoSuchTime,
        None => TimeError::NoSuchDay,
    }
}

/// What is wrong with a text that is not an offset.
#[cold]
fn offset_error(text: &[u8]) -> TimeError {
    match text {
        [] => TimeError::NoOffset,
        [b'+' | b'-', digits @ ..] if has_form(digits, b"0000") => TimeError::NoColonInOffset,
        _ => TimeError::NoSuchOffset,
    }
}

const DATE: &[u8] = b"0000-00-00";
const TIME: &[u8] = b"00:00:00";

/// As [`Timestamp::parse`].
impl TryFrom<&str> for Timestamp {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// As [`Timestamp::parse`].
impl FromStr for Timestamp {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// As [`UtcOffset::parse`].
impl FromStr for UtcOffset {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
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
        let [.., sign, h1, h2, colon, m1, m2] = self.put([b':'; Timestamp::LEN]);
        let text = [sign, h1, h2, colon, m1, m2];
        f.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
