//! The caller's memory. Every pointer that a function takes is checked here, and nowhere else.
//!
//! A call first names the memory that it writes ([`Writes`]), then the memory that it only reads
//! ([`Reads`]). Memory that is written overlaps no other memory of the call, so no `&mut` has a second
//! reference. What cannot be checked here is a promise of the caller, and the header says so: the memory
//! exists, has the length that was passed, no other thread uses it during the call, and memory that a
//! context keeps stays unchanged until the context is used for something else.

use core::mem::MaybeUninit;
use core::slice;

use crate::status::Status;

/// A piece of memory.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    start: usize,
    end: usize,
}

impl Area {
    const EMPTY: Self = Self { start: 0, end: 0 };

    /// `start` is 0 for `NULL`.
    fn new(start: usize, len: usize, align: usize) -> Result<Self, Status> {
        if start == 0 && len > 0 {
            return Err(Status::NullPointer);
        }
        // `align` is a power of two.
        if start & (align - 1) != 0 {
            return Err(Status::Misaligned);
        }
        match start.checked_add(len) {
            Some(end) if isize::try_from(len).is_ok() => Ok(Self { start, end }),
            _ => Err(Status::InvalidLength),
        }
    }
}

/// The most areas that one call writes: a context and its buffer, a scratch buffer, and a result.
const MAX_WRITES: usize = 4;

/// The first part of a call: the memory that it writes.
pub(crate) struct Writes {
    areas: [Area; MAX_WRITES],
    count: usize,
}

impl Writes {
    pub(crate) const fn new() -> Self {
        Self {
            areas: [Area::EMPTY; MAX_WRITES],
            count: 0,
        }
    }

    // This function and `Reads::check` are not inlined, so that a call costs little flash.
    #[inline(never)]
    fn add(&mut self, start: usize, len: usize, align: usize) -> Result<(), Status> {
        let area = Area::new(start, len, align)?;
        check(&self.areas, area)?;
        match self.areas.get_mut(self.count) {
            Some(room) => *room = area,
            None => return Err(Status::InvalidLength),
        }
        self.count += 1;
        Ok(())
    }

    /// A buffer. `NULL` is allowed if its length is zero.
    ///
    /// # Safety
    ///
    /// `start` is `NULL`, or the memory exists for `'a` and has `len` bytes that were initialised.
    pub(crate) unsafe fn buffer<'a>(
        &mut self,
        start: *mut u8,
        len: usize,
    ) -> Result<&'a mut [u8], Status> {
        self.add(start.addr(), len, 1)?;
        if start.is_null() {
            return Ok(&mut []);
        }
        // SAFETY: the pointer is not NULL, the length is at most `isize::MAX`, no other reference of this
        // call overlaps it, and the caller promises the rest.
        Ok(unsafe { slice::from_raw_parts_mut(start, len) })
    }

    /// Where a result goes.
    ///
    /// # Safety
    ///
    /// `result` is `NULL`, or the memory exists for `'a`.
    pub(crate) unsafe fn result<'a, T>(
        &mut self,
        result: *mut T,
    ) -> Result<&'a mut MaybeUninit<T>, Status> {
        self.add(result.addr(), size_of::<T>(), align_of::<T>())?;
        // SAFETY: the pointer is aligned and not NULL, no other reference of this call overlaps it, and
        // the caller promises that the memory exists.
        Ok(unsafe { &mut *result.cast() })
    }

    /// A context that this call begins. What was in it is forgotten.
    ///
    /// # Safety
    ///
    /// As [`result`](Self::result).
    pub(crate) unsafe fn new_context<'a, C: Context>(
        &mut self,
        context: *mut C::Opaque,
    ) -> Result<&'a mut MaybeUninit<C>, Status> {
        // SAFETY: the promise is the same. `Context` says that `C` fits into its opaque type.
        let context = unsafe { self.result(context) }?;
        let state: *mut MaybeUninit<C> = context.as_mut_ptr().cast();
        // SAFETY: as in `result`; an opaque type is as long and as aligned as its state, or more.
        Ok(unsafe { &mut *state })
    }

    /// A context that an earlier call has begun.
    ///
    /// # Errors
    ///
    /// [`Status::WrongOrder`] if none has.
    ///
    /// # Safety
    ///
    /// `context` is `NULL`, or the memory exists for `'a`, and only this library has written into it
    /// since it was filled with zeros or since a call began it.
    pub(crate) unsafe fn context<'a, C: Context>(
        &mut self,
        context: *mut C::Opaque,
    ) -> Result<&'a mut C, Status> {
        self.add(
            context.addr(),
            size_of::<C::Opaque>(),
            align_of::<C::Opaque>(),
        )?;
        // SAFETY: the pointer is aligned and not NULL; the caller promises that the memory exists.
        unsafe { check_tag::<C>(context) }?;
        // SAFETY: the tag says that a whole state was written here, and the caller promises that nobody
        // else has written. No other reference of this call overlaps it.
        Ok(unsafe { &mut *context.cast() })
    }

    /// A buffer that a context keeps from an earlier call, and that this call may write.
    pub(crate) fn kept(&mut self, area: Area) -> Result<(), Status> {
        self.add(area.start, area.end - area.start, 1)
    }

    /// Now only memory follows that is read.
    pub(crate) const fn reads(&self) -> Reads<'_> {
        Reads {
            written: &self.areas,
        }
    }
}

/// The second part of a call: the memory that it only reads.
#[derive(Clone, Copy)]
pub(crate) struct Reads<'w> {
    written: &'w [Area; MAX_WRITES],
}

impl Reads<'_> {
    /// Bytes. `NULL` is allowed if the length is zero.
    ///
    /// # Safety
    ///
    /// `start` is `NULL`, or the memory exists for `'a` and has `len` bytes that were initialised.
    pub(crate) unsafe fn bytes<'a>(
        &self,
        start: *const u8,
        len: usize,
    ) -> Result<&'a [u8], Status> {
        self.check(start.addr(), len, 1)?;
        if start.is_null() {
            return Ok(&[]);
        }
        // SAFETY: the pointer is not NULL, the length is at most `isize::MAX`, no `&mut` of this call
        // overlaps it, and the caller promises the rest.
        Ok(unsafe { slice::from_raw_parts(start, len) })
    }

    /// A value in which every pattern of bytes is allowed.
    ///
    /// # Safety
    ///
    /// `value` is `NULL`, or the memory exists for `'a` and was initialised.
    pub(crate) unsafe fn value<'a, T: Plain>(&self, value: *const T) -> Result<&'a T, Status> {
        self.check(value.addr(), size_of::<T>(), align_of::<T>())?;
        // SAFETY: the pointer is aligned and not NULL, no `&mut` of this call overlaps it, and every
        // pattern of bytes is a `T`.
        Ok(unsafe { &*value })
    }

    /// Several values in which every pattern of bytes is allowed. `NULL` is allowed if there are none.
    ///
    /// # Safety
    ///
    /// `start` is `NULL`, or the memory exists for `'a` and has `count` values that were initialised.
    pub(crate) unsafe fn values<'a, T: Plain>(
        &self,
        start: *const T,
        count: usize,
    ) -> Result<&'a [T], Status> {
        let len = count.checked_mul(size_of::<T>());
        self.check(
            start.addr(),
            len.ok_or(Status::InvalidLength)?,
            align_of::<T>(),
        )?;
        if start.is_null() {
            return Ok(&[]);
        }
        // SAFETY: the pointer is aligned and not NULL, the length is at most `isize::MAX`, no `&mut` of
        // this call overlaps it, and every pattern of bytes is a `T`.
        Ok(unsafe { slice::from_raw_parts(start, count) })
    }

    /// A value that this library has allocated.
    ///
    /// # Safety
    ///
    /// `value` is `NULL`, or this library has allocated it and not freed it.
    #[cfg(feature = "sign")]
    pub(crate) unsafe fn allocated<'a, T>(&self, value: *const T) -> Result<&'a T, Status> {
        self.check(value.addr(), size_of::<T>(), align_of::<T>())?;
        // SAFETY: no `&mut` of this call overlaps it, and the caller promises the rest.
        Ok(unsafe { &*value })
    }

    /// A context that an earlier call has begun, and that this call does not change.
    ///
    /// # Errors
    ///
    /// [`Status::WrongOrder`] if none has.
    ///
    /// # Safety
    ///
    /// As [`Writes::context`].
    pub(crate) unsafe fn context<'a, C: Context>(
        &self,
        context: *const C::Opaque,
    ) -> Result<&'a C, Status> {
        self.check(
            context.addr(),
            size_of::<C::Opaque>(),
            align_of::<C::Opaque>(),
        )?;
        // SAFETY: the pointer is aligned and not NULL; the caller promises that the memory exists.
        unsafe { check_tag::<C>(context) }?;
        // SAFETY: as in `Writes::context`; no `&mut` of this call overlaps it.
        Ok(unsafe { &*context.cast() })
    }

    /// Memory that a context keeps from an earlier call. This call must not write into it.
    pub(crate) fn kept(&self, area: Area) -> Result<(), Status> {
        check(self.written, area)
    }

    #[inline(never)]
    fn check(&self, start: usize, len: usize, align: usize) -> Result<(), Status> {
        check(self.written, Area::new(start, len, align)?)
    }
}

fn check(written: &[Area], area: Area) -> Result<(), Status> {
    let overlaps = |other: &Area| area.start < other.end && other.start < area.end;
    match written.iter().any(overlaps) {
        true => Err(Status::Overlap),
        false => Ok(()),
    }
}

/// Where a slice is, for [`Reads::kept`].
pub(crate) fn area_of_slice(slice: &[u8]) -> Area {
    let range = slice.as_ptr_range();
    Area {
        start: range.start.addr(),
        end: range.end.addr(),
    }
}

/// A struct of the header in which every pattern of bytes is allowed: it consists of integers and raw
/// pointers.
///
/// # Safety
///
/// The implementer promises this.
pub(crate) unsafe trait Plain {}

// SAFETY: a raw pointer.
unsafe impl<T> Plain for *const T {}

/// The state of a context. In the header the context is an opaque struct.
///
/// # Safety
///
/// The implementer promises that the type is `repr(C)` and that its first member is a `u32`, which is
/// `TAG` if and only if a whole state was written. [`context!`] checks its size.
pub(crate) unsafe trait Context {
    /// The type in the header.
    type Opaque;
    /// Tells a state from zeros, and from another type.
    const TAG: u32;
}

/// # Safety
///
/// `context` is aligned, not `NULL`, and the memory exists.
unsafe fn check_tag<C: Context>(context: *const C::Opaque) -> Result<(), Status> {
    // SAFETY: a context is at least as aligned and as long as a `u32`.
    match unsafe { context.cast::<u32>().read() } == C::TAG {
        true => Ok(()),
        false => Err(Status::WrongOrder),
    }
}

/// Declares the opaque type of a context: a name, and a number of 64-bit words for targets with
/// pointers of 32 and of 64 bits. It does not compile if the state does not fit.
macro_rules! context {
    ($state:ty, $opaque:ident, $tag:literal) => {
        // SAFETY: the type is `repr(C)`, and begins with its tag.
        unsafe impl $crate::memory::Context for $state {
            type Opaque = $opaque;
            const TAG: u32 = u32::from_be_bytes(*$tag);
        }

        const _: () = assert!(
            size_of::<$state>() <= size_of::<$opaque>()
                && align_of::<$state>() <= align_of::<$opaque>()
                && core::mem::offset_of!($state, tag) == 0,
            "the opaque type must be longer"
        );
    };
}
pub(crate) use context;
