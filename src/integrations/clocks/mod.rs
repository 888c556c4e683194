//! Conversions of times to and from the crates `jiff` and `chrono`, and to and from `SystemTime`.
//!
//! A conversion never changes a time. It fails if one side cannot express the time, such as a leap
//! second, an offset with seconds or of a day or more, or a year outside 0 to 9999. jiff and chrono cannot
//! express an unknown offset (`-00:00`).

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

/// The other type cannot express the time.
const NOT_EXPRESSIBLE: ValueError = ValueError::Timestamp(TimeError::NotExpressible);

/// The time of the other type has a year that no `Timestamp` has.
const NO_SUCH_YEAR: ValueError = ValueError::Timestamp(TimeError::NoSuchYear);

/// Converts from another crate. The components are in the order of [`Timestamp::new`] and have the
/// types of the other crate.
#[cfg(any(feature = "chrono", feature = "jiff"))]
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
    const NO_SUCH_OFFSET: ValueError = ValueError::Timestamp(TimeError::NoSuchOffset);
    let part = |part: P| u8::try_from(part).map_err(|_| NOT_EXPRESSIBLE);
    if offset % 60 != 0 {
        return Err(NO_SUCH_OFFSET);
    }
    let minutes = i16::try_from(offset / 60).map_err(|_| NO_SUCH_OFFSET)?;
    let time = Timestamp::new(
        u16::try_from(year).map_err(|_| NO_SUCH_YEAR)?,
        part(month)?,
        part(day)?,
        part(hour)?,
        part(minute)?,
        part(second)?,
        UtcOffset::from_minutes(minutes)?,
    )?;
    time.with_nanosecond(nanosecond)
}

/// The offset of a time in seconds. Fails if neither of the other crates can express the time.
#[cfg(any(feature = "chrono", feature = "jiff"))]
fn offset_seconds(time: &Timestamp) -> Result<i32, ValueError> {
    if time.second() == 60 || time.offset() == UtcOffset::UNKNOWN {
        return Err(NOT_EXPRESSIBLE);
    }
    Ok(i32::from(time.offset().minutes()) * 60)
}
