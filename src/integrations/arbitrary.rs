//! `Arbitrary` for the values with private fields. A harness gets only valid values.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::values::head::ResponseHead;
use crate::values::lenient::Lenient;
use crate::values::result_code::ResultCodeId;
use crate::values::scalar_text::ScalarText;
use crate::values::text::Text;
use crate::values::timestamp::{Timestamp, UtcOffset, days_in_month};

/// A text that must not be empty may be an id, so it is one that the writer accepts.
impl<'a, const MAX: usize, const MIN: usize> Arbitrary<'a> for Text<'a, MAX, MIN> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut text: &'a str = u.arbitrary()?;
        if MIN > 0 {
            let mut pieces = text.split(char::is_control).map(str::trim);
            text = pieces.find(|piece| !piece.is_empty()).unwrap_or_default();
        }
        let end = text
            .char_indices()
            .nth(MAX)
            .map_or(text.len(), |(at, _)| at);
        // When the input has run out, `text` is empty. Most fields require at least one character.
        let text = text.get(..end).unwrap_or(text);
        let text = if MIN > 0 { text.trim_end() } else { text };
        Self::new(text)
            .or_else(|_| Self::new("0"))
            .map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a, const MAX: usize> Arbitrary<'a> for ScalarText<'a, MAX> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Text::arbitrary(u).map(Self::from)
    }
}

impl<'a, T: Arbitrary<'a>> Arbitrary<'a> for Lenient<'a, T> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        T::arbitrary(u).map(Self::Valid)
    }
}

/// With a `respTime`: without it, a response breaks a rule.
impl<'a> Arbitrary<'a> for ResponseHead<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            client_id: u.arbitrary()?,
            resp_time: Some(u.arbitrary()?),
            req_msg_id: u.arbitrary()?,
            reserve: u.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Timestamp {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let year = u.int_in_range(0..=9999)?;
        let month = u.int_in_range(1..=12)?;
        let day = u.int_in_range(1..=days_in_month(year, month))?;
        let (hour, minute) = (u.int_in_range(0..=23)?, u.int_in_range(0..=59)?);
        let (second, offset) = (u.int_in_range(0..=60)?, u.arbitrary()?);
        Self::new(year, month, day, hour, minute, second, offset)
            .or_else(|_| Self::new(year, month, day, hour, minute, 0, offset))
            .and_then(|time| time.with_nanosecond(u.int_in_range(0..=999_999_999).unwrap_or(0)))
            .map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for UtcOffset {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // -1440 is out of range, so it becomes `UNKNOWN`.
        Ok(Self::from_minutes(u.int_in_range(-1440..=1439)?).unwrap_or(Self::UNKNOWN))
    }
}

impl<'a> Arbitrary<'a> for ResultCodeId {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut digits = [b'0'; 8];
        for digit in &mut digits {
            *digit = u.int_in_range(b'0'..=b'9')?;
        }
        let digits = core::str::from_utf8(&digits).map_err(|_| Error::IncorrectFormat)?;
        Self::parse(digits).map_err(|_| Error::IncorrectFormat)
    }
}
