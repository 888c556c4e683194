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
    /// Only from constructors and conversions: the year is not 0 to 9999, the offset is not in whole
    /// minutes or not less than a day, the fraction is not less than a second, or the other type cannot
    /// express the time.
    OutOfRange,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDate => "not a time such as 2001-07-04T12:08:56+05:30: no date",
            Self::SpaceForT => "expected `T` between date and time, found a space",
            Self::NoTime => "expected a time such as T12:08:56 after the date",
            Self::NoFraction => "expected a digit after the point of the second",
            Self::NoOffset => "the time has no offset; add Z or one such as +08:00",
            Self::NoColonInOffset => "no colon in the offset of the time; write +08:00, not +0800",
            Self::NoSuchOffset => "expected the offset Z or one from -23:59 to +23:59",
            Self::NoSuchDay => "no such day",
            Self::NoSuchTime => "no such time of day",
            Self::OutOfRange => {
                "a time that cannot be expressed: years are 0 to 9999, offsets whole minutes"
            }
        })
    }
}
