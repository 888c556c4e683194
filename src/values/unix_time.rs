//! Unix time: seconds since 1970-01-01T00:00:00Z, without leap seconds.

use core::time::Duration;

use crate::error::ValueError;
use crate::values::time_error::TimeError;
use crate::values::timestamp::{Timestamp, UtcOffset, days_in_month};

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// The days from 0001-01-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_162;

/// The days of 400 years, after which the calendar repeats.
const DAYS_PER_400_YEARS: i64 = 146_097;

impl Timestamp {
    /// The time that is `seconds` after 1970-01-01T00:00:00Z, shown with this offset from UTC.
    ///
    /// ```
    /// use alipay_acquiring::{Timestamp, UtcOffset};
    ///
    /// let time = Timestamp::from_unix_seconds(994_228_736, UtcOffset::from_minutes(330)?)?;
    /// assert_eq!(time.to_string(), "2001-07-04T12:08:56+05:30");
    /// assert_eq!(time.unix_seconds(), 994_228_736);
    /// # Ok::<(), alipay_acquiring::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TimeError::NoSuchYear`] if the year is not 0 to 9999 at this offset.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a year is checked, and the other numbers are small"
    )]
    pub const fn from_unix_seconds(seconds: i64, offset: UtcOffset) -> Result<Self, ValueError> {
        let seconds = seconds.saturating_add(offset.minutes() as i64 * 60);
        let day = seconds.div_euclid(SECONDS_PER_DAY) + DAYS_TO_1970;
        let second = seconds.rem_euclid(SECONDS_PER_DAY) as u32;
        // At most one more than the year, because a year has at least 365.2425 days on average.
        let mut year = (day * 400).div_euclid(DAYS_PER_400_YEARS) + 2;
        if year < 0 || year > 10_001 {
            return Err(ValueError::Timestamp(TimeError::NoSuchYear));
        }
        while days_before_year(year) > day {
            year -= 1;
        }
        if year < 0 || year > 9999 {
            return Err(ValueError::Timestamp(TimeError::NoSuchYear));
        }
        let (year, mut day, mut month) = (year as u16, (day - days_before_year(year)) as u16, 1);
        while month < 12 && day >= days_in_month(year, month) as u16 {
            day -= days_in_month(year, month) as u16;
            month += 1;
        }
        let (minute, second) = (second / 60, second % 60);
        let (hour, minute) = (minute / 60, minute % 60);
        let [hour, minute, second] = [hour as u8, minute as u8, second as u8];
        Self::new(year, month, day as u8 + 1, hour, minute, second, offset)
    }

    /// The seconds from 1970-01-01T00:00:00Z to this time; the fraction is left out. As everywhere in Unix
    /// time, a leap second has the number of the second after it.
    #[must_use]
    pub const fn unix_seconds(&self) -> i64 {
        let mut days = days_before_year(self.year() as i64) - DAYS_TO_1970;
        let mut month = 1;
        while month < self.month() {
            days += days_in_month(self.year(), month) as i64;
            month += 1;
        }
        days += self.day() as i64 - 1;
        let minutes =
            self.hour() as i64 * 60 + self.minute() as i64 - self.offset().minutes() as i64;
        days * SECONDS_PER_DAY + minutes * 60 + self.second() as i64
    }

    /// Whether this time is at most `tolerance` before or after `now`. A gateway refuses a request whose
    /// `reqTime` is too old, or too far in the future.
    ///
    /// ```
    /// use core::time::Duration;
    /// use alipay_acquiring::Timestamp;
    ///
    /// let now = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
    /// let sent = Timestamp::parse("2001-07-04T06:33:56Z")?;
    /// assert!(sent.within(&now, Duration::from_secs(300)));
    /// assert!(!sent.within(&now, Duration::from_secs(299)));
    /// # Ok::<(), alipay_acquiring::ValueError>(())
    /// ```
    #[must_use]
    pub const fn within(&self, now: &Self, tolerance: Duration) -> bool {
        self.unix_nanoseconds().abs_diff(now.unix_nanoseconds()) <= tolerance.as_nanos()
    }

    const fn unix_nanoseconds(&self) -> i128 {
        self.unix_seconds() as i128 * 1_000_000_000 + self.nanosecond() as i128
    }
}

/// The days from 0001-01-01 to the first day of this year; less than 0 for the year 0.
const fn days_before_year(year: i64) -> i64 {
    let years = year - 1;
    years * 365 + years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400)
}
