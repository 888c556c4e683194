//! What a context says about its latest problem.

use core::ffi::c_char;
use core::fmt::Display;

use crate::memory::{Context, Reads, Writes};
use crate::problem::Error;
use crate::status::{Status, status};
use crate::text::Printer;

/// A context that may keep memory of the caller.
pub(crate) trait Keeps: Context {
    /// This call must not write into the memory that the context keeps.
    fn check_kept(&self, _: Reads<'_>) -> Result<(), Status> {
        Ok(())
    }
}

/// Opens a context that this call does not change, after the result was named.
///
/// # Safety
///
/// As the header says.
pub(crate) unsafe fn open<'c, C: Keeps>(
    context: *const C::Opaque,
    writes: &Writes,
) -> Result<&'c C, Status> {
    let reads = writes.reads();
    // SAFETY: as the header says.
    let context = unsafe { reads.context::<C>(context) }?;
    context.check_kept(reads)?;
    Ok(context)
}

/// # Safety
///
/// As the header says.
pub(crate) unsafe fn write_error<C: Keeps>(
    context: *const C::Opaque,
    error: *mut Error,
    of: impl FnOnce(&C) -> Option<Error>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(error) }?;
        // SAFETY: as the header says.
        let context = unsafe { open::<C>(context, &writes) }?;
        result.write(of(context).ok_or(Status::NotFound)?);
        Ok(())
    })
}

/// # Safety
///
/// As the header says.
pub(crate) unsafe fn explain<C: Keeps, T: Display>(
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
    let value = match unsafe { open::<C>(context, &writes) } {
        Ok(context) => of(context),
        // Even a NUL would change the context, or what it keeps.
        Err(Status::Overlap) => return 0,
        Err(_) => None,
    };
    match value {
        Some(value) => Printer::print(buffer, &value),
        None => Printer::print(buffer, &""),
    }
}
