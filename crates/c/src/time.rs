//! Times: RFC 3339, section 5.6.

use codec::{Timestamp, UtcOffset, ValueError};

use crate::memory::{Plain, Writes};
use crate::status::{Status, status};
use crate::text::Text;

/// A time: a date, a time of day, and its distance from UTC. A struct that is all zeros is no time: it is
/// an absent member.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Time {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12; 0 in an absent time.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60: a leap second is allowed where RFC 3339 allows it.
    pub second: u8,
    /// Distance from UTC in minutes: 480 is +08:00. -1439 to 1439, or ALIPAY_OFFSET_UNKNOWN.
    pub utc_offset_minutes: i16,
    /// 0 to 999999999.
    pub nanosecond: u32,
}

/// The distance from UTC of "-00:00": the local time is not known (RFC 3339, section 4.3).
pub const ALIPAY_OFFSET_UNKNOWN: i16 = -32768;

// SAFETY: integers.
unsafe impl Plain for Time {}

fn utc_offset(minutes: i16) -> Result<UtcOffset, ValueError> {
    match minutes {
        ALIPAY_OFFSET_UNKNOWN => Ok(UtcOffset::UNKNOWN),
        minutes => UtcOffset::from_minutes(minutes),
    }
}

impl Time {
    pub(crate) const ABSENT: Self = Self {
        year: 0,
        month: 0,
        day: 0,
        hour: 0,
        minute: 0,
        second: 0,
        utc_offset_minutes: 0,
        nanosecond: 0,
    };

    pub(crate) const fn is_absent(&self) -> bool {
        self.month == 0
    }

    pub(crate) fn get(&self) -> Result<Timestamp, ValueError> {
        let offset = utc_offset(self.utc_offset_minutes)?;
        let (year, month, day) = (self.year, self.month, self.day);
        Timestamp::new(
            year,
            month,
            day,
            self.hour,
            self.minute,
            self.second,
            offset,
        )?
        .with_nanosecond(self.nanosecond)
    }
}

impl From<&Timestamp> for Time {
    fn from(time: &Timestamp) -> Self {
        Self {
            year: time.year(),
            month: time.month(),
            day: time.day(),
            hour: time.hour(),
            minute: time.minute(),
            second: time.second(),
            utc_offset_minutes: match time.offset() {
                UtcOffset::UNKNOWN => ALIPAY_OFFSET_UNKNOWN,
                offset => offset.minutes(),
            },
            nanosecond: time.nanosecond(),
        }
    }
}

/// Writes the time of a clock that counts seconds since 1970-01-01T00:00:00Z (Unix time), as local time
/// at this distance from UTC.
///
/// Errors: ALIPAY_STATUS_VALUE if the year is not 0 to 9999 or the distance is a day or more; and those of the
/// caller's memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_time_from_unix(
    seconds: i64,
    utc_offset_minutes: i16,
    time: *mut Time,
) -> Status {
    status(|| {
        // SAFETY: as the header says.
        let result = unsafe { Writes::new().result(time) }?;
        let offset = utc_offset(utc_offset_minutes).map_err(|_| Status::Value)?;
        let time = Timestamp::from_unix_seconds(seconds, offset).map_err(|_| Status::Value)?;
        result.write((&time).into());
        Ok(())
    })
}

/// Writes the Unix time of a time, in seconds. A fraction is cut off.
///
/// Errors: ALIPAY_STATUS_VALUE if there is no such time; and those of the caller's memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_time_to_unix(time: *const Time, seconds: *mut i64) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(seconds) }?;
        // SAFETY: as the header says.
        let time = unsafe { writes.reads().value(time) }?;
        let time = time.get().map_err(|_| Status::Value)?;
        result.write(time.unix_seconds());
        Ok(())
    })
}

/// Reads a time in the form of RFC 3339, as it is in messages: "2001-07-04T12:08:56+05:30".
///
/// Errors: ALIPAY_STATUS_VALUE if it is no such time; and those of the caller's memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_time_parse(text: Text, time: *mut Time) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(time) }?;
        let reads = writes.reads();
        // SAFETY: as the header says.
        let text = unsafe { reads.bytes(text.data.cast(), text.len) }?;
        let text = str::from_utf8(text).map_err(|_| Status::Value)?;
        let time = Timestamp::parse(text).map_err(|_| Status::Value)?;
        result.write((&time).into());
        Ok(())
    })
}
