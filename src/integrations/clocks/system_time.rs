//! `std::time::SystemTime`.

extern crate std;

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{NO_SUCH_YEAR, NOT_EXPRESSIBLE};
use crate::error::ValueError;
use crate::values::timestamp::{Timestamp, UtcOffset};

/// In UTC.
///
/// Fails for a year outside 0 to 9999.
impl TryFrom<SystemTime> for Timestamp {
    type Error = ValueError;

    fn try_from(time: SystemTime) -> Result<Self, ValueError> {
        let (seconds, nanosecond) = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()), after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                let seconds = i64::try_from(before.as_secs());
                match before.subsec_nanos() {
                    0 => (seconds.map(|seconds| -seconds), 0),
                    nanosecond => (
                        seconds.map(|seconds| -1 - seconds),
                        1_000_000_000 - nanosecond,
                    ),
                }
            }
        };
        let seconds = seconds.map_err(|_| NO_SUCH_YEAR)?;
        Self::from_unix_seconds(seconds, UtcOffset::UTC)?.with_nanosecond(nanosecond)
    }
}

/// Fails for a leap second, and for a time that `SystemTime` cannot hold on this system.
impl TryFrom<Timestamp> for SystemTime {
    type Error = ValueError;

    fn try_from(time: Timestamp) -> Result<Self, ValueError> {
        if time.second() == 60 {
            return Err(NOT_EXPRESSIBLE);
        }
        let seconds = time.unix_seconds();
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let second = match seconds {
            0.. => UNIX_EPOCH.checked_add(whole),
            _ => UNIX_EPOCH.checked_sub(whole),
        };
        let nanosecond = Duration::from_nanos(time.nanosecond().into());
        second
            .and_then(|second| second.checked_add(nanosecond))
            .ok_or(NOT_EXPRESSIBLE)
    }
}
