//! Public keys that verify.

use core::ffi::c_char;

use codec::signature::{KeyError, Rsa2048VerifyingKey, RsaVerifyingKey};

use crate::explain::{explain, write_error};
use crate::memory::{Context, Plain, Reads, Writes, context};
use crate::problem::Error;
use crate::status::{Status, status};
use crate::text::Text;

/// A public key that verifies: RSA of 2048 to 4096 bits with e = 65537. Fill a context with zeros before its
/// first use. It needs no clean-up, and can be used by several threads at once after it was loaded.
#[repr(C)]
#[derive(Debug)]
pub struct Key {
    /// Private.
    pub opaque: [u64; ALIPAY_KEY_WORDS],
}

/// The size of a key in words of 64 bits.
#[cfg(target_pointer_width = "32")]
pub const ALIPAY_KEY_WORDS: usize = 132;
/// The size of a key in words of 64 bits.
#[cfg(target_pointer_width = "64")]
pub const ALIPAY_KEY_WORDS: usize = 132;

context!(State, Key, b"pkey");

#[repr(C)]
pub(crate) struct State {
    tag: u32,
    loaded: Result<RsaVerifyingKey, KeyError>,
}

#[cfg(feature = "sign")]
impl State {
    pub(crate) const fn of(key: RsaVerifyingKey) -> Self {
        Self {
            tag: Self::TAG,
            loaded: Ok(key),
        }
    }
}

/// The key of a context in which one was loaded.
///
/// # Safety
///
/// As the header says.
pub(crate) unsafe fn open<'a>(
    key: *const Key,
    reads: Reads<'_>,
) -> Result<&'a RsaVerifyingKey, Status> {
    // SAFETY: as the header says.
    let state = unsafe { reads.context::<State>(key) }?;
    state.loaded.as_ref().map_err(|_| Status::WrongOrder)
}

/// Loads a key from DER: SubjectPublicKeyInfo (RFC 5280) or PKCS#1 RSAPublicKey (RFC 8017, appendix A.1.1).
/// The key does not keep the DER.
///
/// Errors: ALIPAY_STATUS_KEY; alipay_key_error says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_from_der(
    key: *mut Key,
    der: *const u8,
    der_len: usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { load(key, der, der_len, RsaVerifyingKey::from_der) })
}

/// Loads a key with e = 65537 from its modulus: a big-endian number, as secure elements export it.
///
/// Errors: ALIPAY_STATUS_KEY; alipay_key_error says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_from_modulus(
    key: *mut Key,
    modulus: *const u8,
    modulus_len: usize,
) -> Status {
    let parse = |modulus: &[u8]| RsaVerifyingKey::from_modulus(modulus);
    // SAFETY: as the header says.
    status(|| unsafe { load(key, modulus, modulus_len, parse) })
}

/// Loads a key from text: PEM, or bare base64 of the DER, which is the form in which the platform publishes
/// its key.
///
/// Errors: ALIPAY_STATUS_KEY; alipay_key_error says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_from_text(key: *mut Key, text: Text) -> Status {
    let parse = |text: &[u8]| match str::from_utf8(text) {
        Ok(text) => RsaVerifyingKey::from_text(text),
        Err(error) => Err(KeyError::Base64 {
            offset: error.valid_up_to(),
        }),
    };
    // SAFETY: as the header says.
    status(|| unsafe { load(key, text.data.cast(), text.len, parse) })
}

/// # Safety
///
/// As the header says.
unsafe fn load(
    key: *mut Key,
    bytes: *const u8,
    len: usize,
    parse: impl FnOnce(&[u8]) -> Result<RsaVerifyingKey, KeyError>,
) -> Result<(), Status> {
    let mut writes = Writes::new();
    // SAFETY: as the header says.
    let (context, bytes) = unsafe {
        let context = writes.new_context::<State>(key)?;
        (context, writes.reads().bytes(bytes, len)?)
    };
    let state = context.write(State {
        tag: State::TAG,
        loaded: parse(bytes),
    });
    match state.loaded {
        Ok(_) => Ok(()),
        Err(_) => Err(Status::Key),
    }
}

/// Writes the length of the modulus in bytes, which is the length of each signature: 256 for RSA-2048.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if no key was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_signature_len(
    key: *const Key,
    signature_len: *mut usize,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, key) = unsafe {
            let result = writes.result(signature_len)?;
            (result, open(key, writes.reads())?)
        };
        result.write(key.signature_len());
        Ok(())
    })
}

/// Writes the fingerprint of the key, 32 bytes: the SHA-256 digest of its SubjectPublicKeyInfo. Compare it
/// to be sure that two sides have the same key.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if no key was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_fingerprint(
    key: *const Key,
    fingerprint: *mut [u8; 32],
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, key) = unsafe {
            let result = writes.result(fingerprint)?;
            (result, open(key, writes.reads())?)
        };
        result.write(*key.fingerprint().as_bytes());
        Ok(())
    })
}

/// Writes why no key was loaded.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if one was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_error(key: *const Key, error: *mut Error) -> Status {
    let of = |state: &State| state.loaded.as_ref().err().map(Error::of_key);
    // SAFETY: as the header says.
    unsafe { write_error::<State>(key, error, of) }
}

/// Writes why no key was loaded as an English sentence, as alipay_draft_explain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_key_explain(
    key: *const Key,
    text: *mut c_char,
    text_len: usize,
) -> usize {
    let of = |state: &State| state.loaded.as_ref().err().copied();
    // SAFETY: as the header says.
    unsafe { explain::<State, _>(key, text, text_len, of) }
}

/// A public key of 2048 bits as a constant in flash. It needs no loading and no RAM. Write it with
/// alipay-envelope key platform.pem --to c
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Rsa2048Key {
    /// The modulus n, the lowest word first.
    pub modulus: [u32; 64],
    /// R * R modulo n, where R is 2 to the power of 2048, the lowest word first.
    pub r_squared: [u32; 64],
    /// -1/n modulo 2 to the power of the number of bits of this member.
    pub negative_inverse: usize,
    /// The length of the modulus in bytes: 256.
    pub len: usize,
}

// SAFETY: integers.
unsafe impl Plain for Rsa2048Key {}

impl Rsa2048Key {
    /// The key of the codec.
    pub(crate) const fn codec(&self) -> &Rsa2048VerifyingKey {
        const {
            assert!(
                size_of::<Self>() == size_of::<Rsa2048VerifyingKey>()
                    && align_of::<Self>() == align_of::<Rsa2048VerifyingKey>()
                    && (cfg!(target_endian = "little") || size_of::<usize>() == 4)
            );
        }
        // SAFETY: the codec promises this layout, in which two words of 32 bits are a word of 64 bits on
        // a little-endian target, and that every pattern of bytes is a value.
        unsafe { &*core::ptr::from_ref(self).cast() }
    }
}
