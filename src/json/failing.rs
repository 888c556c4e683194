//! How reading fails: the reader keeps the error, and its functions return [`Stop`].

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::cursor::Cursor;
use crate::json::document_kind::{DocumentKind, explain};
use crate::json::grammar_error::GrammarError;
use crate::json::json_type::JsonType;
use crate::json::nesting::Place;
use crate::json::reader::Reader;
use crate::json::stop::Stop;

impl<'a> Reader<'a> {
    /// The result of a public function: the value, or the error that the reader keeps.
    #[inline(always)]
    pub(crate) fn result<T>(&self, value: Result<T, Stop>) -> Result<T, DecodeError> {
        match value {
            Ok(value) => Ok(value),
            Err(Stop) => Err(self.error),
        }
    }

    /// Keeps an error, for example one of a body of another crate.
    #[inline(always)]
    pub(crate) fn stop(&mut self, error: DecodeError) -> Stop {
        self.error = error;
        Stop
    }

    /// An error in the current member, at `offset`.
    pub const fn error_at(&self, kind: DecodeErrorKind, offset: usize) -> DecodeError {
        let field = match self.field {
            Some(name) => Some(name.as_str()),
            None => None,
        };
        DecodeError::new(kind, offset, field)
    }

    /// As [`error_at`](Self::error_at), for an error that the reader keeps.
    #[cold]
    #[inline(never)]
    pub(crate) fn stop_at(&mut self, kind: DecodeErrorKind, offset: usize) -> Stop {
        self.error = self.error_at(kind, offset);
        Stop
    }

    /// Ends the reading with an error in the current member, at the byte at the cursor.
    #[cold]
    pub(crate) fn fail(&mut self, kind: DecodeErrorKind) -> Stop {
        self.fail_at(kind, self.offset())
    }

    /// Ends the reading with an error in the current member, at `offset`: every later read fails. So a
    /// caller that ignores the error cannot accept a document that is not valid.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail_at(&mut self, kind: DecodeErrorKind, offset: usize) -> Stop {
        let found = self.explained(&kind, offset);
        self.place = Place::FAILED;
        match found {
            Some((found, offset)) => self.stop_at(found.into(), offset),
            None => self.stop_at(kind, offset),
        }
    }

    /// What the input is, after an error outside of all objects and arrays, or at one of the first two
    /// bytes: such an input may be no envelope at all.
    #[cold]
    #[inline(never)]
    fn explained(&self, kind: &DecodeErrorKind, offset: usize) -> Option<(DocumentKind, usize)> {
        match self.place.depth() == 0 || offset <= 1 {
            true => explain(kind, self.cursor.input(), offset),
            false => None,
        }
    }

    /// As [`fail`](Self::fail), for a break of the grammar.
    #[cold]
    #[inline(never)]
    fn break_off(&mut self, error: GrammarError) -> Stop {
        self.fail(error.into())
    }

    /// Moves the cursor by one step of the grammar. If the step fails, the error is at the cursor.
    #[inline]
    pub(crate) fn step<T>(
        &mut self,
        step: impl FnOnce(&mut Cursor<'a>) -> Result<T, GrammarError>,
    ) -> Result<T, Stop> {
        match step(&mut self.cursor) {
            Ok(value) => Ok(value),
            Err(error) => Err(self.break_off(error)),
        }
    }

    /// Skips the value at `start`, which has not the `expected` type, and keeps the error. If the value
    /// is not JSON, the error says that instead.
    #[cold]
    pub(crate) fn wrong_type(&mut self, expected: JsonType, start: usize) -> Stop {
        let depth = self.place.depth();
        let found = JsonType::of_value(self.cursor.peek());
        match self.step(|cursor| cursor.skip_value(depth)) {
            Ok(()) => {
                let kind = DecodeErrorKind::WrongType { expected, found };
                match self.explained(&kind, start) {
                    // The document is something else, so nothing more can be read.
                    Some(_) => self.fail_at(kind, start),
                    None => self.stop_at(kind, start),
                }
            }
            Err(Stop) => Stop,
        }
    }
}
