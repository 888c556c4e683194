//! `reserve` as a serde type, which goes through serde-json-core: excepted, since that indexes.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use core::fmt::{self, Debug, Display, Formatter};

use alipay_acquiring::FreeText;
use alipay_acquiring::reserve::{ReserveError, from_text, to_text};

/// A number needs nothing of serde-json-core that could panic, but all of this crate's own part:
/// the check of the text, and its copy with minimal escapes.
#[unsafe(no_mangle)]
pub fn entry_reserve_from_text_number(
    text: FreeText<'_, 256>,
    scratch: &mut [u8],
) -> Result<u8, ReserveError> {
    from_text(text, scratch)
}

#[unsafe(no_mangle)]
pub fn except_reserve_from_text<'s>(
    text: FreeText<'_, 256>,
    scratch: &'s mut [u8],
) -> Result<(u8, &'s str), ReserveError> {
    from_text(text, scratch)
}

#[unsafe(no_mangle)]
pub fn except_reserve_to_text<'b>(
    value: &(u8, &str),
    buffer: &'b mut [u8],
) -> Result<FreeText<'b, 256>, ReserveError> {
    to_text(value, buffer)
}

#[unsafe(no_mangle)]
pub fn format_display_reserve_error(value: &ReserveError, f: &mut Formatter<'_>) -> fmt::Result {
    Display::fmt(value, f)
}

#[unsafe(no_mangle)]
pub fn except_debug_reserve_error(value: &ReserveError, f: &mut Formatter<'_>) -> fmt::Result {
    Debug::fmt(value, f)
}

/// What both rest on: nothing of this crate.
#[unsafe(no_mangle)]
pub fn foreign_serde_json_core_to_slice(
    value: &str,
    buffer: &mut [u8],
) -> Result<usize, serde_json_core::ser::Error> {
    serde_json_core::to_slice(value, buffer)
}
