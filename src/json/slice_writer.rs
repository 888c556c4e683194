//! Writes bytes one after another into a slice.

use crate::json::scan::WIDE;

/// A position in a slice. If a text does not fit, it and every text after it are only counted, not
/// written. So the length is right for every slice.
#[derive(Debug)]
pub(crate) struct SliceWriter<'b> {
    buffer: &'b mut [u8],
    len: usize,
}

impl<'b> SliceWriter<'b> {
    /// Writes after the first `len` bytes of `buffer`, which stay as they are.
    pub(crate) const fn after(buffer: &'b mut [u8], len: usize) -> Self {
        Self { buffer, len }
    }

    /// The length so far, in bytes. If not all bytes fitted, this is more than the length of the
    /// slice.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The part of the slice that is not written yet; `None` if not all bytes fitted.
    pub(crate) fn room(&mut self) -> Option<&mut [u8]> {
        self.buffer.get_mut(self.len..)
    }

    /// Counts `len` bytes that the caller wrote at the start of [`room`](Self::room).
    pub(crate) const fn advance(&mut self, len: usize) {
        self.len += len;
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        if let Some(room) = self.room().and_then(|room| room.get_mut(..bytes.len())) {
            room.copy_from_slice(bytes);
        }
        self.len = self.len.saturating_add(bytes.len());
    }

    /// Writes texts one after another.
    ///
    /// With wide registers, the room is checked once for all texts: the function is inlined, so
    /// that the copies become a few stores of known lengths. A small core calls
    /// [`write`](Self::write) for each text, which is less code.
    #[inline(always)]
    pub(crate) fn write_all<const N: usize>(&mut self, texts: [&[u8]; N]) {
        if WIDE {
            let len = total_len(&texts);
            match self.room().and_then(|room| room.split_at_mut_checked(len)) {
                Some((room, _)) => {
                    copy_all(texts, room);
                    self.len += len;
                }
                None => self.len = self.len.saturating_add(len),
            }
            return;
        }
        // Three calls take less flash than a loop over an array of three.
        if let [a, b, c] = texts.as_slice() {
            self.write(a);
            self.write(b);
            self.write(c);
        } else {
            texts.iter().for_each(|text| self.write(text));
        }
    }

    /// The bytes that were written, and the rest of the slice; `None` if not all bytes fitted.
    pub(crate) fn split(self) -> Option<(&'b [u8], &'b mut [u8])> {
        let (written, rest) = self.buffer.split_at_mut_checked(self.len)?;
        Some((written, rest))
    }

    /// Sets the length after the slice was written in another way.
    pub(crate) const fn set_len(&mut self, len: usize) {
        self.len = len;
    }

    /// The whole slice.
    pub(crate) const fn buffer(&mut self) -> &mut [u8] {
        self.buffer
    }
}

#[inline]
pub(crate) fn total_len(texts: &[&[u8]]) -> usize {
    texts
        .iter()
        .fold(0, |len, text| text.len().saturating_add(len))
}

/// Copies texts one after another into `room`, which is as long as all of them.
#[inline]
pub(crate) fn copy_all<const N: usize>(texts: [&[u8]; N], mut room: &mut [u8]) {
    for text in texts {
        if let Some((here, rest)) = core::mem::take(&mut room).split_at_mut_checked(text.len()) {
            here.copy_from_slice(text);
            room = rest;
        }
    }
}
