//! From the members of a C struct to the values of the codec.

use codec::{Text as CodecText, Timestamp, UtcOffset, ValueError};

use crate::memory::Reads;
use crate::problem::Problem;
use crate::status::Status;
use crate::text::Text;
use crate::time::Time;

/// Converts the members of one message, and keeps the first fault. After a fault a member gets any value, so
/// that the code has no branch for each member; [`finish`](Self::finish) returns the fault.
pub(crate) struct Members<'r> {
    reads: Reads<'r>,
    problem: &'r mut Option<Problem>,
    status: Status,
}

impl<'r> Members<'r> {
    pub(crate) const fn new(reads: Reads<'r>, problem: &'r mut Option<Problem>) -> Self {
        Self {
            reads,
            problem,
            status: Status::Ok,
        }
    }

    /// The message, unless there was a fault.
    pub(crate) fn finish<T>(self, message: T) -> Result<T, Status> {
        match self.status {
            Status::Ok => Ok(message),
            status => Err(status),
        }
    }

    /// Keeps a problem, unless there was a fault before.
    #[inline(never)]
    pub(crate) fn fail(&mut self, problem: Problem) {
        if self.status == Status::Ok {
            self.status = Problem::keep(self.problem, problem);
        }
    }

    /// A member that is required.
    ///
    /// # Safety
    ///
    /// As [`Reads::bytes`].
    pub(crate) unsafe fn text<'a, const MAX: usize>(
        &mut self,
        text: Text,
        field: &'static str,
    ) -> CodecText<'a, MAX> {
        // SAFETY: the caller promises it.
        let text = unsafe { self.str(text, field) };
        self.value(CodecText::new(text.unwrap_or_default()), field)
            .unwrap_or(const { codec::text!("-") })
    }

    /// A member that may be absent.
    ///
    /// # Safety
    ///
    /// As [`Reads::bytes`].
    pub(crate) unsafe fn optional_text<'a, const MAX: usize, const MIN: usize>(
        &mut self,
        text: Text,
        field: &'static str,
    ) -> Option<CodecText<'a, MAX, MIN>> {
        // SAFETY: the caller promises it.
        let text = unsafe { self.str(text, field) }?;
        self.value(CodecText::new(text), field)
    }

    /// A time that is required.
    pub(crate) fn time(&mut self, time: &Time, field: &'static str) -> Timestamp {
        const ANY: Timestamp = match Timestamp::new(2000, 1, 1, 0, 0, 0, UtcOffset::UTC) {
            Ok(time) => time,
            Err(_) => panic!(),
        };
        self.value(time.get(), field).unwrap_or(ANY)
    }

    /// The value, unless it is not allowed.
    pub(crate) fn value<T>(
        &mut self,
        value: Result<T, ValueError>,
        field: &'static str,
    ) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                self.fail(error.in_field(field).into());
                None
            }
        }
    }

    /// The text of a C struct; `None` if it is absent, or after a fault.
    ///
    /// # Safety
    ///
    /// As [`Reads::bytes`].
    #[inline(never)]
    pub(crate) unsafe fn str<'a>(&mut self, text: Text, field: &'static str) -> Option<&'a str> {
        // SAFETY: the caller promises it.
        let bytes = match unsafe { self.reads.bytes(text.data.cast::<u8>(), text.len) } {
            Ok(bytes) => bytes,
            Err(status) => {
                if self.status == Status::Ok {
                    self.status = status;
                }
                return None;
            }
        };
        if text.data.is_null() {
            return None;
        }
        match str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(_) => {
                self.fail(Problem::NotUtf8(field));
                None
            }
        }
    }
}
