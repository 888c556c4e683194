//! Private keys that sign, for hosts.

extern crate std;

use std::boxed::Box;
use std::cell::Cell;
use std::ffi::c_char;

use codec::signature::{KeyError, RsaSigningKey, Signer, SigningBytes, SigningFailed};

use crate::draft::{Draft, finish};
use crate::key::{Key, State as KeyState};
use crate::memory::{Reads, Writes};
use crate::problem::Error;
use crate::status::{Status, status};
use crate::text::{Printer, Text};

/// A private key that signs. The library allocates it; free it with alipay_signing_key_free. It can be used
/// by several threads at once. Only for hosts: a terminal keeps its key in a secure element.
#[derive(Debug)]
pub struct SigningKey(RsaSigningKey);

std::thread_local! {
    /// Why the latest load in this thread failed. There is no context that could keep it.
    static LATEST: Cell<Option<KeyError>> = const { Cell::new(None) };
}

/// Loads a private key from text: PEM (PKCS#8 or PKCS#1), or bare base64 of the DER. It writes the address
/// of the key, or NULL on an error. `explanation` gets an English sentence if the key cannot be loaded, as
/// from alipay_draft_explain; it may be NULL if its length is 0. No part of the key is in it.
///
/// Errors: ALIPAY_STATUS_KEY; alipay_signing_key_error has the details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_signing_key_from_text(
    text: Text,
    key: *mut *mut SigningKey,
    explanation: *mut c_char,
    explanation_len: usize,
) -> Status {
    let parse = |text: &[u8]| match str::from_utf8(text) {
        Ok(text) => RsaSigningKey::from_text(text),
        Err(error) => Err(KeyError::Base64 {
            offset: error.valid_up_to(),
        }),
    };
    let explanation = (explanation, explanation_len);
    // SAFETY: as the header says.
    status(|| unsafe { load((text.data.cast(), text.len), key, explanation, parse) })
}

/// Loads a private key from DER (PKCS#8 or PKCS#1), as alipay_signing_key_from_text.
///
/// Errors: ALIPAY_STATUS_KEY; alipay_signing_key_error has the details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_signing_key_from_der(
    der: *const u8,
    der_len: usize,
    key: *mut *mut SigningKey,
    explanation: *mut c_char,
    explanation_len: usize,
) -> Status {
    let explanation = (explanation, explanation_len);
    // SAFETY: as the header says.
    status(|| unsafe { load((der, der_len), key, explanation, RsaSigningKey::from_der) })
}

/// # Safety
///
/// As the header says.
unsafe fn load(
    (bytes, len): (*const u8, usize),
    key: *mut *mut SigningKey,
    (explanation, explanation_len): (*mut c_char, usize),
    parse: impl FnOnce(&[u8]) -> Result<RsaSigningKey, KeyError>,
) -> Result<(), Status> {
    LATEST.set(None);
    let mut writes = Writes::new();
    // SAFETY: as the header says.
    let (result, explanation, bytes) = unsafe {
        let result = writes.result(key)?;
        let explanation = writes.buffer(explanation.cast(), explanation_len)?;
        let bytes = writes.reads().bytes(bytes, len)?;
        (result.write(core::ptr::null_mut()), explanation, bytes)
    };
    match parse(bytes) {
        Ok(key) => *result = Box::into_raw(Box::new(SigningKey(key))),
        Err(error) => {
            LATEST.set(Some(error));
            Printer::print(explanation, &error);
            return Err(Status::Key);
        }
    }
    Ok(())
}

/// Writes why the latest load of a private key in this thread failed.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if it did not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_signing_key_error(error: *mut Error) -> Status {
    status(|| {
        // SAFETY: as the header says.
        let result = unsafe { Writes::new().result(error) }?;
        let latest = LATEST.get().ok_or(Status::NotFound)?;
        result.write(Error::of_key(&latest));
        Ok(())
    })
}

/// Frees a key, and overwrites its secret numbers. NULL is allowed. Free each key once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_signing_key_free(key: *mut SigningKey) {
    if !key.is_null() && key.is_aligned() {
        // SAFETY: the key was made by `Box::into_raw`, and the caller promises that it was not freed.
        drop(unsafe { Box::from_raw(key) });
    }
}

/// Writes the length of each signature of this key, in bytes: 256 for RSA-2048. Pass it to
/// alipay_request_draft.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_signing_key_signature_len(
    key: *const SigningKey,
    signature_len: *mut usize,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, key) = unsafe {
            let result = writes.result(signature_len)?;
            (result, writes.reads().allocated(key)?)
        };
        result.write(key.0.signature_len());
        Ok(())
    })
}

/// Loads the public half of a private key, as alipay_key_from_der: to verify what this device has signed, or
/// to compare fingerprints.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_from_signing_key(
    key: *mut Key,
    signing_key: *const SigningKey,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (context, signing_key) = unsafe {
            let context = writes.new_context::<KeyState>(key)?;
            (context, writes.reads().allocated(signing_key)?)
        };
        context.write(KeyState::of(signing_key.0.verifying_key()));
        Ok(())
    })
}

/// Signs the draft with a software key, and writes the length of the whole envelope, which is at the start
/// of the buffer.
///
/// Errors: ALIPAY_STATUS_SIGNATURE_LENGTH if the draft was made for a key of another size; ALIPAY_STATUS_SIGNING_FAILED;
/// ALIPAY_STATUS_WRONG_ORDER if there is no draft.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_sign(
    draft: *mut Draft,
    key: *const SigningKey,
    envelope_len: *mut usize,
) -> Status {
    let sign = |reads: Reads<'_>, bytes: SigningBytes<'_>, _: usize| {
        // SAFETY: as the header says.
        let key = unsafe { reads.allocated(key) }?;
        key.0
            .sign(bytes)
            .map_err(|SigningFailed| Status::SigningFailed)
    };
    // SAFETY: as the header says.
    unsafe { finish(draft, envelope_len, sign) }
}
