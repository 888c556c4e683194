//! The error type that serde sees while reading.

use core::fmt;

use serde::de;

use crate::error::{DecodeError, DecodeErrorKind};

/// A fault in the input. It gets its offset from `Deserializer::value` if it has none yet.
#[derive(Debug)]
pub(crate) struct Fault(pub(crate) DecodeError);

/// The offset of a fault that has none yet.
pub(crate) const NOWHERE: usize = usize::MAX;

impl Fault {
    const fn new(kind: DecodeErrorKind, field: Option<&'static str>) -> Self {
        Self(DecodeError::new(kind, NOWHERE, field))
    }

    /// Gives an error the offset and the field that it lacks. `here` is the same error at the value that is
    /// read, in the member that the reader knows; `field` is the member that the type has named.
    pub(crate) fn placed(
        error: DecodeError,
        here: DecodeError,
        field: Option<&'static str>,
    ) -> Self {
        let (offset, field) = match error.offset() {
            NOWHERE => (here.offset(), error.field().or(field).or(here.field())),
            // An error of the reader, which does not know the names that the type has given.
            offset if error.field() == here.field() => (offset, field.or(error.field())),
            offset => (offset, error.field()),
        };
        Self(DecodeError::new(error.kind(), offset, field))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for Fault {}

/// Messages are dropped: to keep them would need a heap.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(DecodeErrorKind::Refused, None)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(DecodeErrorKind::Missing, Some(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(DecodeErrorKind::Duplicate, Some(field))
    }
}

/// The value is JSON, but the type does not accept it.
pub(crate) const REFUSED: Fault = Fault::new(DecodeErrorKind::Refused, None);
