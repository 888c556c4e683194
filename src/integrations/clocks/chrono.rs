//! `chrono::DateTime<FixedOffset>`.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeZone, Timelike, Utc};

use super::{NOT_EXPRESSIBLE, from_parts, offset_seconds};
use crate::error::ValueError;
use crate::values::timestamp::Timestamp;

/// Fails for a leap second, for a year outside 0 to 9999, and for an offset with seconds.
impl TryFrom<DateTime<FixedOffset>> for Timestamp {
    type Error = ValueError;

    fn try_from(time: DateTime<FixedOffset>) -> Result<Self, ValueError> {
        // chrono expresses a leap second as 1,000,000,000 nanoseconds or more. `with_nanosecond`
        // refuses these.
        from_parts(
            time.year(),
            [
                time.month(),
                time.day(),
                time.hour(),
                time.minute(),
                time.second(),
            ],
            time.nanosecond(),
            time.offset().local_minus_utc(),
        )
    }
}

/// Fails for a leap second, and for a year outside 0 to 9999.
impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = ValueError;

    fn try_from(time: DateTime<Utc>) -> Result<Self, ValueError> {
        Self::try_from(time.fixed_offset())
    }
}

/// Fails for a leap second, and for `-00:00`.
impl TryFrom<Timestamp> for DateTime<FixedOffset> {
    type Error = ValueError;

    fn try_from(time: Timestamp) -> Result<Self, ValueError> {
        let offset = FixedOffset::east_opt(offset_seconds(&time)?).ok_or(NOT_EXPRESSIBLE)?;
        let date = NaiveDate::from_ymd_opt(
            i32::from(time.year()),
            u32::from(time.month()),
            u32::from(time.day()),
        );
        let [hour, minute, second] = [time.hour(), time.minute(), time.second()].map(u32::from);
        let local =
            date.and_then(|date| date.and_hms_nano_opt(hour, minute, second, time.nanosecond()));
        local
            .and_then(|local| offset.from_local_datetime(&local).single())
            .ok_or(NOT_EXPRESSIBLE)
    }
}
