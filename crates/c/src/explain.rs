//! What a context says about its latest problem.

use core::ffi::c_char;
use core::fmt::Display;

use crate::memory::{Context, Writes};
use crate::problem::Error;
use crate::status::{Status, status};
use crate::text::Printer;

/// # Safety
///
/// As the header says.
pub(crate) unsafe fn write_error<C: Context>(
    context: *const C::Opaque,
    error: *mut Error,
    of: impl FnOnce(&C) -> Option<Error>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(error) }?;
        // SAFETY: as the header says.
        let context = unsafe { writes.reads().context::<C>(context) }?;
        result.write(of(context).ok_or(Status::NotFound)?);
        Ok(())
    })
}

/// # Safety
///
/// As the header says.
pub(crate) unsafe fn explain<C: Context, T: Display>(
    context: *const C::Opaque,
    text: *mut c_char,
    text_len: usize,
    of: impl FnOnce(&C) -> Option<T>,
) -> usize {
    let mut writes = Writes::new();
    // SAFETY: as the header says.
    let Ok(buffer) = (unsafe { writes.buffer(text.cast(), text_len) }) else {
        return 0;
    };
    // SAFETY: as the header says.
    match unsafe { writes.reads().context::<C>(context) } {
        Ok(context) => match of(context) {
            Some(value) => Printer::print(buffer, &value),
            None => Printer::print(buffer, &""),
        },
        Err(_) => Printer::print(buffer, &""),
    }
}
