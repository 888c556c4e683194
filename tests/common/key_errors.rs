//! The groups of the errors of keys. Most tables compare only these.

use alipay_acquiring::signature::KeyError;

pub(crate) const ENCODING: KeyError = KeyError::Der;
pub(crate) const SIZE: KeyError = KeyError::Size { bits: 0 };
pub(crate) const EXPONENT: KeyError = KeyError::Exponent { exponent: None };

/// The group of an error.
pub(crate) fn group(error: KeyError) -> KeyError {
    match error {
        KeyError::Size { .. } => SIZE,
        KeyError::Exponent { .. } => EXPONENT,
        KeyError::Inconsistent => KeyError::Inconsistent,
        _ => ENCODING,
    }
}
