//! Private keys that sign, for hosts.

extern crate std;

use std::boxed::Box;
use std::ffi::c_char;

use codec::signature::{KeyError, RsaSigningKey, Signer, SigningBytes, SigningFailed};

use crate::draft::{Draft, finish};
use crate::memory::{Reads, Writes};
use crate::status::{Status, status};
use crate::text::{Printer, Text};

/// A private key that signs. The library allocates it; free it with alipay_signing_key_free. It can be used
/// by several threads at once. Only for hosts: a terminal keeps its key in a secure element.
#[derive(Debug)]
pub struct SigningKey(RsaSigningKey);

/// Loads a private key from text: PEM (PKCS#8 or PKCS#1), or bare base64 of the DER. It writes the address
/// of the key, or NULL on an error. `explanation` gets an English sentence if the key cannot be loaded, as
/// from alipay_draft_explain; it may be NULL if its length is 0. No part of the key is in it.
///
/// Errors: ALIPAY_STATUS_KEY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_signing_key_from_text(
    text: Text,
    key: *mut *mut SigningKey,
    explanation: *mut c_char,
    explanation_len: usize,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, explanation, text) = unsafe {
            let result = writes.result(key)?;
            let explanation = writes.buffer(explanation.cast(), explanation_len)?;
            let text = writes.reads().bytes(text.data.cast(), text.len)?;
            (result.write(core::ptr::null_mut()), explanation, text)
        };
        let loaded = match str::from_utf8(text) {
            Ok(text) => RsaSigningKey::from_text(text),
            Err(error) => Err(KeyError::Base64 {
                offset: error.valid_up_to(),
            }),
        };
        match loaded {
            Ok(key) => *result = Box::into_raw(Box::new(SigningKey(key))),
            Err(error) => {
                Printer::print(explanation, &error);
                return Err(Status::Key);
            }
        }
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
