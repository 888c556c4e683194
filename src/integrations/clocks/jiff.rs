//! `jiff::ZonedDateTime` and `jiff::Timestamp`.

use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp as Instant, ZonedDateTime};

use super::{NOT_EXPRESSIBLE, from_parts, offset_seconds};
use crate::error::ValueError;
use crate::values::timestamp::Timestamp;

/// Keeps the civil time and the offset of a `ZonedDateTime`, but not its time zone.
///
/// Fails for a year outside 0 to 9999, for an offset with seconds, and for an offset of a day or
/// more.
impl TryFrom<&ZonedDateTime> for Timestamp {
    type Error = ValueError;

    fn try_from(zoned: &ZonedDateTime) -> Result<Self, ValueError> {
        let time = zoned.datetime();
        let parts = [
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
        ];
        let nanosecond = u32::try_from(time.subsec_nanosecond());
        from_parts(
            time.year(),
            parts,
            nanosecond.map_err(|_| NOT_EXPRESSIBLE)?,
            zoned.offset().seconds(),
        )
    }
}

/// Keeps the point in time, as UTC.
///
/// Fails for a year outside 0 to 9999.
impl TryFrom<Instant> for Timestamp {
    type Error = ValueError;

    fn try_from(instant: Instant) -> Result<Self, ValueError> {
        Self::try_from(&instant.to_zoned_datetime(TimeZone::UTC))
    }
}

/// The result has a time zone with this fixed offset.
///
/// Fails for a leap second, and for `-00:00`.
impl TryFrom<Timestamp> for ZonedDateTime {
    type Error = ValueError;

    fn try_from(time: Timestamp) -> Result<Self, ValueError> {
        let offset = offset(&time)?;
        Ok(Instant::try_from(time)?.to_zoned_datetime(TimeZone::fixed(offset)))
    }
}

/// Keeps the point in time, but not the offset.
///
/// Fails for a leap second, for `-00:00`, and for the last hours of the year 9999, which jiff
/// cannot express.
impl TryFrom<Timestamp> for Instant {
    type Error = ValueError;

    fn try_from(time: Timestamp) -> Result<Self, ValueError> {
        let offset = offset(&time)?;
        let year = i16::try_from(time.year()).map_err(|_| NOT_EXPRESSIBLE)?;
        let [month, day, hour, minute, second] = [
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
        ]
        .map(u8::cast_signed);
        let nanosecond = time.nanosecond().cast_signed();
        let time = date(year, month, day).at(hour, minute, second, nanosecond);
        offset.to_timestamp(time).map_err(|_| NOT_EXPRESSIBLE)
    }
}

fn offset(time: &Timestamp) -> Result<Offset, ValueError> {
    Offset::from_seconds(offset_seconds(time)?).map_err(|_| NOT_EXPRESSIBLE)
}
