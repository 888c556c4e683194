//! serde's `Serialize` for outcomes, violations and errors: a stable code with its details, for logs and
//! queues. In human-readable formats, details that do not apply are left out.

use core::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::error::{DecodeError, DecodeErrorKind, FieldError, ValueError};
use crate::json::JsonType;
use crate::message::encode::{EncodeError, SignError};
use crate::message::outcome::{Mismatch, Outcome, UnknownReason};
use crate::signature::{InvalidSignature, SignatureTextError};
use crate::values::result_table::Contradiction;
use crate::values::violation::Violation;

/// What is written for each of these types.
#[derive(Default)]
struct Report {
    code: &'static str,
    /// The code of what caused it.
    detail: Option<&'static str>,
    /// The member, by the specification's name.
    field: Option<&'static str>,
    /// The type or the message that was expected, and the one that was found.
    expected: Option<&'static str>,
    found: Option<&'static str>,
    /// In bytes from the start of the input.
    offset: Option<usize>,
    /// A length: the greatest allowed, or the one that is needed.
    length: Option<usize>,
}

impl Report {
    fn of(code: &'static str) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keeps_absent = !serializer.is_human_readable();
        let texts = [
            ("detail", self.detail),
            ("field", self.field),
            ("expected", self.expected),
            ("found", self.found),
        ];
        let numbers = [("offset", self.offset), ("length", self.length)];
        let present = texts.iter().filter(|text| text.1.is_some()).count()
            + numbers.iter().filter(|number| number.1.is_some()).count();
        let len = if keeps_absent { 7 } else { 1 + present };
        let mut report = serializer.serialize_struct("Report", len)?;
        report.serialize_field("code", self.code)?;
        for (name, text) in texts {
            match text.is_some() || keeps_absent {
                true => report.serialize_field(name, &text)?,
                false => report.skip_field(name)?,
            }
        }
        for (name, number) in numbers {
            match number.is_some() || keeps_absent {
                true => report.serialize_field(name, &number)?,
                false => report.skip_field(name)?,
            }
        }
        report.end()
    }
}

macro_rules! reports {
    ($($Type:ty: |$value:ident| $report:expr;)*) => {
        $(
            impl Serialize for $Type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let $value = self;
                    let report: Report = $report;
                    report.serialize(serializer)
                }
            }
        )*
    };
}

reports! {
    Outcome: |outcome| match outcome {
        Self::Unknown(reason) => of_reason(reason),
        Self::Success | Self::Failed(_) => Report::of(outcome.code()),
    };
    UnknownReason: |reason| of_reason(reason);
    DecodeError: |error| of_decode_error(error);
    DecodeErrorKind: |kind| of_kind(*kind);
    ValueError: |error| of_value_error(*error);
    FieldError: |error| Report {
        field: Some(error.field),
        ..of_value_error(error.error)
    };
    Contradiction: |contradiction| Report::of(contradiction.code());
    Violation: |violation| of_violation(violation);
    Mismatch: |mismatch| Report {
        field: Some(mismatch.field()),
        ..Report::of("mismatch")
    };
    EncodeError: |error| of_encode_error(error);
    InvalidSignature: |_error| Report::of("invalid-signature");
    SignatureTextError: |_error| Report::of("signature-text");
}

fn of_reason(reason: &UnknownReason) -> Report {
    let code = reason.code();
    match reason {
        UnknownReason::Contradiction(contradiction) => Report {
            detail: Some(contradiction.code()),
            ..Report::of(code)
        },
        UnknownReason::Transaction(field) => Report {
            field: Some(field),
            ..Report::of(code)
        },
        UnknownReason::Mismatch(mismatch) => Report {
            field: Some(mismatch.field()),
            ..Report::of(code)
        },
        UnknownReason::Undecodable(error) => Report {
            code,
            ..of_cause(error)
        },
        UnknownReason::Reported
        | UnknownReason::UnlistedStatus
        | UnknownReason::NoAnswer
        | UnknownReason::Unsigned
        | UnknownReason::InvalidSignature => Report::of(code),
    }
}

/// The error of an answer that could not be decoded: its code is a detail of the outcome's code.
fn of_cause(error: &DecodeError) -> Report {
    Report {
        detail: Some(error.kind().code()),
        ..of_decode_error(error)
    }
}

fn of_decode_error(error: &DecodeError) -> Report {
    Report {
        field: error.field(),
        offset: Some(error.offset()),
        ..of_kind(error.kind())
    }
}

fn of_kind(kind: DecodeErrorKind) -> Report {
    match kind {
        DecodeErrorKind::Value(error) => of_value_error(error),
        DecodeErrorKind::WrongType { expected, found } => Report {
            expected: Some(json_type(expected)),
            found: Some(json_type(found)),
            ..Report::of(kind.code())
        },
        DecodeErrorKind::WrongMessage { found } => Report {
            found: Some(found.as_str()),
            ..Report::of(kind.code())
        },
        DecodeErrorKind::ScratchTooSmall { enough } => Report {
            length: Some(enough),
            ..Report::of(kind.code())
        },
        _ => Report::of(kind.code()),
    }
}

fn of_value_error(error: ValueError) -> Report {
    let report = Report::of(error.code());
    match error {
        ValueError::TooLong { max, .. } => Report {
            length: Some(max),
            ..report
        },
        ValueError::Timestamp(time) => Report {
            detail: Some(time.code()),
            ..report
        },
        ValueError::Unsupported { expected } => Report {
            expected: Some(expected),
            ..report
        },
        _ => report,
    }
}

/// The type without its article.
const fn json_type(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::String => "string",
        JsonType::Number => "number",
        JsonType::Boolean => "boolean",
        JsonType::Array => "array",
        JsonType::Object => "object",
        JsonType::Null => "null",
    }
}

fn of_violation(violation: &Violation) -> Report {
    let report = match violation {
        Violation::Value { error, .. } => of_value_error(*error),
        Violation::NotAString { found, .. } => Report {
            expected: Some(json_type(JsonType::String)),
            found: Some(json_type(*found)),
            ..Report::of(violation.code())
        },
        _ => Report::of(violation.code()),
    };
    Report {
        field: violation.field(),
        ..report
    }
}

fn of_encode_error(error: &EncodeError) -> Report {
    let (code, length) = match error {
        EncodeError::Violation(violation) => return of_violation(violation),
        EncodeError::BufferTooSmall { needed } => ("buffer-too-small", Some(*needed)),
        EncodeError::NotJson => ("not-json", None),
        EncodeError::TooLong { max } => ("too-long", Some(*max)),
        EncodeError::SignatureLength { drafted, .. } => ("signature-length", Some(*drafted)),
    };
    Report {
        length,
        ..Report::of(code)
    }
}

/// The signer's own error is written as its text.
impl<E: fmt::Display> Serialize for SignError<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Encode(error) => error.serialize(serializer),
            Self::Signer(_) => {
                let mut report = serializer.serialize_struct("Report", 2)?;
                report.serialize_field("code", "signer-failed")?;
                report.serialize_field("text", &AsText(self))?;
                report.end()
            }
        }
    }
}

/// A value that is written as its text.
struct AsText<'a, T>(&'a T);

impl<T: fmt::Display> Serialize for AsText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}
