//! Reading, for both kinds of message: what a reader keeps, and the steps from bytes to a verified message.

use codec::signature::{InvalidSignature, Signature};
use codec::{DecodeError, Outcome, Unverified, Verified};

use crate::explain::{Keeps, open};
use crate::memory::{Area, Context, Reads, Writes, area_of_slice};
use crate::problem::Problem;
use crate::status::Status;

/// What a reader keeps.
#[repr(C)]
pub(crate) struct Incoming<M: 'static> {
    pub(crate) tag: u32,
    pub(crate) step: Step,
    /// The latest problem, also one that did not end the reading: a key that does not verify.
    pub(crate) problem: Option<Problem>,
    /// Only for responses: what may be concluded, once something may be.
    pub(crate) outcome: Option<Outcome>,
    /// The caller's input and scratch buffer.
    kept: [Area; 2],
    /// The message borrows from them.
    message: Option<Unverified<'static, M>>,
}

/// How far a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The input could not be read.
    Failed,
    Read,
    Verified,
    /// Only for responses.
    Matched,
}

/// A message that [`Incoming`] reads.
pub(crate) trait Readable: Sized + 'static {
    fn decode(
        input: &'static [u8],
        scratch: &'static mut [u8],
    ) -> Result<Unverified<'static, Self>, DecodeError>;
}

impl<M> Keeps for Incoming<M>
where
    Self: Context,
{
    /// The message borrows from it.
    fn check_kept(&self, reads: Reads<'_>) -> Result<(), Status> {
        self.kept.iter().try_for_each(|&area| reads.kept(area))
    }
}

impl<M: Readable> Incoming<M>
where
    Self: Context,
{
    /// Reads the input into a new context.
    ///
    /// # Safety
    ///
    /// As the header says.
    pub(crate) unsafe fn read(
        reader: *mut <Self as Context>::Opaque,
        (input, input_len): (*const u8, usize),
        (scratch, scratch_len): (*mut u8, usize),
    ) -> Result<(), Status> {
        let mut writes = Writes::new();
        // SAFETY: as the header says: input and scratch exist and stay unchanged for as long as the
        // context keeps them.
        let (context, scratch, input) = unsafe {
            let context = writes.new_context::<Self>(reader)?;
            let scratch = writes.buffer(scratch, scratch_len)?;
            (context, scratch, writes.reads().bytes(input, input_len)?)
        };
        let reader = context.write(Self {
            tag: Self::TAG,
            step: Step::Failed,
            problem: None,
            outcome: None,
            kept: [area_of_slice(input), area_of_slice(scratch)],
            message: None,
        });
        match M::decode(input, scratch) {
            Ok(message) => {
                reader.message = Some(message);
                reader.step = Step::Read;
            }
            Err(error) => {
                reader.outcome = Some(Outcome::Unknown(error.into()));
                return Err(Problem::keep(&mut reader.problem, error));
            }
        }
        Ok(())
    }

    /// The message, while nothing is known about its signature.
    pub(crate) fn unverified(&self) -> Result<&Unverified<'static, M>, Status> {
        self.message.as_ref().ok_or(Status::WrongOrder)
    }

    /// The message, if its signature was verified.
    pub(crate) fn verified(&self) -> Result<Verified<'_, M>, Status> {
        match self.step {
            // The step says so: `verify` or a caller has verified it.
            Step::Verified | Step::Matched => Ok(self.unverified()?.assume_verified_by_caller()),
            Step::Failed | Step::Read => Err(Status::WrongOrder),
        }
    }

    /// Goes on to `Verified` if `verify` succeeds.
    pub(crate) fn verify(
        &mut self,
        verify: impl FnOnce(&Unverified<'static, M>) -> Result<(), InvalidSignature>,
    ) -> Result<(), Status> {
        if self.step != Step::Read {
            return Err(Status::WrongOrder);
        }
        match verify(self.unverified()?) {
            Ok(()) => {
                (self.problem, self.outcome) = (None, None);
                self.step = Step::Verified;
                Ok(())
            }
            Err(InvalidSignature) => {
                self.outcome = Some(Outcome::Unknown(InvalidSignature.into()));
                Err(Problem::keep(&mut self.problem, Problem::InvalidSignature))
            }
        }
    }

    /// Verifies with a key.
    ///
    /// # Safety
    ///
    /// As the header says.
    #[cfg(feature = "rsa-verify")]
    pub(crate) unsafe fn verify_with_key(
        reader: *mut <Self as Context>::Opaque,
        key: *const crate::key::Key,
    ) -> Result<(), Status> {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (reader, key) = unsafe {
            let reader = writes.context::<Self>(reader)?;
            (reader, crate::key::open(key, writes.reads())?)
        };
        reader.verify(|message| message.verify(key).map(|_| ()))
    }

    /// Verifies with a key in flash.
    ///
    /// # Safety
    ///
    /// As the header says.
    #[cfg(feature = "rsa-verify")]
    pub(crate) unsafe fn verify_with_rsa2048_key(
        reader: *mut <Self as Context>::Opaque,
        key: *const crate::key::Rsa2048Key,
    ) -> Result<(), Status> {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (reader, key) = unsafe {
            let reader = writes.context::<Self>(reader)?;
            (reader, writes.reads().value(key)?)
        };
        reader.verify(|message| message.verify(key.codec()).map(|_| ()))
    }

    /// Writes where the signing bytes are.
    ///
    /// # Safety
    ///
    /// As the header says.
    pub(crate) unsafe fn write_signing_bytes(
        reader: *const <Self as Context>::Opaque,
        bytes: *mut *const u8,
        len: *mut usize,
    ) -> Result<(), Status> {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (bytes, len, reader) = unsafe {
            let (bytes, len) = (writes.result(bytes)?, writes.result(len)?);
            (bytes, len, open::<Self>(reader, &writes)?)
        };
        let signed = reader.unverified()?.signing_bytes();
        bytes.write(signed.as_bytes().as_ptr());
        len.write(signed.as_bytes().len());
        Ok(())
    }

    /// Writes the digest of the signing bytes.
    ///
    /// # Safety
    ///
    /// As the header says.
    pub(crate) unsafe fn write_digest(
        reader: *const <Self as Context>::Opaque,
        digest: *mut [u8; 32],
    ) -> Result<(), Status> {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, reader) = unsafe {
            let result = writes.result(digest)?;
            (result, open::<Self>(reader, &writes)?)
        };
        result.write(reader.unverified()?.signing_bytes().digest());
        Ok(())
    }

    /// Writes the signature into a buffer, and its length.
    ///
    /// # Safety
    ///
    /// As the header says.
    pub(crate) unsafe fn write_signature(
        reader: *const <Self as Context>::Opaque,
        (buffer, buffer_len): (*mut u8, usize),
        signature_len: *mut usize,
    ) -> Result<(), Status> {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (buffer, result, reader) = unsafe {
            let buffer = writes.buffer(buffer, buffer_len)?;
            let result = writes.result(signature_len)?;
            (buffer, result, open::<Self>(reader, &writes)?)
        };
        let signature = reader.unverified()?.signature();
        let signature: &Signature = signature.as_ref().map_err(|_| Status::InvalidSignature)?;
        let bytes = signature.as_bytes();
        match buffer.get_mut(..bytes.len()) {
            Some(room) => room.copy_from_slice(bytes),
            None => return Err(Status::BufferTooSmall),
        }
        result.write(bytes.len());
        Ok(())
    }
}
