//! What is wrong with a time.

use core::fmt;

/// The part of a text that is not as in RFC 3339, section 5.6, or the number that makes no
/// [`Timestamp`](crate::Timestamp). If several parts are wrong, this is the first in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TimeError {
    /// The text does not begin with a date such as `2001-07-04`.
    NoDate,
    /// A space between date and time instead of `T`.
    SpaceForT,
    /// The date is not followed by a time such as `T12:08:56`.
    NoTime,
    /// A point without a digit after it.
    NoFraction,
    /// Nothing follows the time: the offset from UTC is missing.
    NoOffset,
    /// An offset without its colon, such as `+0800`.
    NoColonInOffset,
    /// What follows the time is no offset: not `Z` and not `±00:00` to `±23:59`.
    NoSuchOffset,
    /// A date that does not exist, such as 30 February.
    NoSuchDay,
    /// A time of day that does not exist: an hour after 23, a minute or a second after 59. A second 60
    /// exists only where UTC reads 23:59:60 on the last day of a month.
    NoSuchTime,
    /// Only from constructors and conversions: the year is not 0 to 9999.
    NoSuchYear,
    /// Only from constructors and conversions: the fraction is a second or more.
    NoSuchNanosecond,
    /// Only from conversions: the other type cannot express this time. Most cannot express a leap second
    /// or an unknown offset (`-00:00`).
    NotExpressible,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDate => "expected a time such as 2001-07-04T12:08:56+05:30, found no date",
            Self::SpaceForT => "expected `T` between date and time, found a space",
            Self::NoTime => "expected a time such as T12:08:56 after the date",
            Self::NoFraction => "expected a digit after the point of the second",
            Self::NoOffset => "the time has no offset; add one such as +08:00, or Z",
            Self::NoColonInOffset => "no colon in the offset of the time; write +08:00, not +0800",
            Self::NoSuchOffset => "expected an offset from -23:59 to +23:59, or Z",
            Self::NoSuchDay => "a day that does not exist in this month",
            Self::NoSuchTime => "a time of day that does not exist; the last one is 23:59:59",
            Self::NoSuchYear => "expected a year from 0 to 9999",
            Self::NoSuchNanosecond => "expected less than 1,000,000,000 nanoseconds",
            Self::NotExpressible => {
                "the other type cannot express this time, such as a leap second or an unknown offset"
            }
        })
    }
}

impl TimeError {
    /// A stable code for logs, metrics and alarms, such as `no-offset`: the name of the variant in lower
    /// case, with hyphens. It never changes its meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDate => "no-date",
            Self::SpaceForT => "space-for-t",
            Self::NoTime => "no-time",
            Self::NoFraction => "no-fraction",
            Self::NoOffset => "no-offset",
            Self::NoColonInOffset => "no-colon-in-offset",
            Self::NoSuchOffset => "no-such-offset",
            Self::NoSuchDay => "no-such-day",
            Self::NoSuchTime => "no-such-time",
            Self::NoSuchYear => "no-such-year",
            Self::NoSuchNanosecond => "no-such-nanosecond",
            Self::NotExpressible => "not-expressible",
        }
    }
}
