//! The mark that reading has stopped.

/// Reading stops here, and the reader keeps the error. A [`DecodeError`](crate::DecodeError) has six words on
/// a small core. A function that returns this mark instead needs no room for the error, and the error is not
/// copied from call to call. The public functions return the error itself: see `Reader::result`.
#[derive(Debug, Clone, Copy)]
pub struct Stop;
