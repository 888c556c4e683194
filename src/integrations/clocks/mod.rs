//! Conversions of times to and from the crates `jiff` and `chrono`, and to and from `SystemTime`.
//!
//! A conversion never changes a time. It fails if one side cannot express the time, such as a leap
//! second, an unknown offset (`-00:00`), an offset with seconds or of a day or more, or a year
//! outside 0 to 9999.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "std")]
mod system_time;

use crate::error::ValueError;
use crate::values::time_error::TimeError;
#[cfg(any(feature = "chrono", feature = "jiff"))]
use crate::values::timestamp::{Timestamp, UtcOffset};

/// One side cannot express the time.
const OUT_OF_RANGE: ValueError = ValueError::Timestamp(TimeError::OutOfRange);

#[cfg(any(feature = "chrono", feature = "jiff"))]
/// Converts from another crate. The components are in the order of [`Timestamp::new`] and have the
/// types of the other crate.
fn from_parts<Y, P>(
    year: Y,
    [month, day, hour, minute, second]: [P; 5],
    nanosecond: u32,
    offset: i32,
) -> Result<Timestamp, ValueError>
where
    u16: TryFrom<Y>,
    u8: TryFrom<P>,
{
    let part = |part: P| u8::try_from(part).map_err(|_| OUT_OF_RANGE);
    if offset % 60 != 0 {
        return Err(OUT_OF_RANGE);
    }
    let minutes = i16::try_from(offset / 60).map_err(|_| OUT_OF_RANGE)?;
    let time = Timestamp::new(
        u16::try_from(year).map_err(|_| OUT_OF_RANGE)?,
        part(month)?,
        part(day)?,
        part(hour)?,
        part(minute)?,
        part(second)?,
        UtcOffset::from_minutes(minutes)?,
    )?;
    time.with_nanosecond(nanosecond)
}

#[cfg(any(feature = "chrono", feature = "jiff"))]
/// The offset of a time in seconds. Fails if neither of the other crates can express the time.
fn offset_seconds(time: &Timestamp) -> Result<i32, ValueError> {
    if time.second() == 60 || time.offset() == UtcOffset::UNKNOWN {
        return Err(OUT_OF_RANGE);
    }
    Ok(i32::from(time.offset().minutes()) * 60)
}
