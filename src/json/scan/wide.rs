//! The loops that read 16 bytes at a time.

use core::array;

use wide::{i8x16, u8x16};

use super::{copy_if, is_copied, is_white_space, leading, put_quoted, words};

const WIDTH: usize = 16;

/// Marks the places at which one of these chunks has a byte that needs an escape in a string or, if `ASCII`,
/// is not visible ASCII.
#[inline(always)]
fn special<const ASCII: bool, const N: usize>(chunks: &[[u8; WIDTH]; N]) -> u8x16 {
    let mut special = u8x16::ZERO;
    let mut least = u8x16::MAX;
    for chunk in chunks {
        let bytes = u8x16::new(*chunk);
        special |= bytes.simd_eq(u8x16::splat(b'\\'));
        // Now the control characters and the quote, and only they, are at most 0x20.
        let turned = bytes ^ u8x16::splat(b'"' ^ 0x20);
        if ASCII {
            // As signed numbers, the bytes from 0x80 on are less than 0x21, too.
            special |= signed_less(turned, 0x21) | bytes.simd_eq(u8x16::splat(0x7F));
        } else {
            least = least.min(turned);
        }
    }
    match ASCII {
        true => special,
        false => special | least.min(u8x16::splat(0x20)).simd_eq(least),
    }
}

/// Marks the bytes that are less than `limit` as signed numbers.
#[inline(always)]
fn signed_less(bytes: u8x16, limit: i8) -> u8x16 {
    let signed = i8x16::new(bytes.to_array().map(u8::cast_signed));
    let less = signed.simd_lt(i8x16::splat(limit));
    u8x16::new(less.to_array().map(i8::cast_unsigned))
}

/// How many bytes at the start of `bytes` need no escape in a string.
#[inline(always)]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    short_plain_len(bytes).unwrap_or_else(|| long_plain_len::<false>(bytes))
}

/// [`plain_len`], if the first two chunks have a byte that needs an escape. Most strings end within them.
#[inline(always)]
pub(crate) fn short_plain_len(bytes: &[u8]) -> Option<usize> {
    let mut len = 0;
    let mut rest = bytes;
    for _ in 0..2 {
        let (chunk, tail) = rest.split_first_chunk()?;
        match special::<false, 1>(array::from_ref(chunk)).to_bitmask() {
            0 => len += WIDTH,
            special => return Some(len + special.trailing_zeros() as usize),
        }
        rest = tail;
    }
    None
}

/// [`plain_len`] for a long string, such as a signature: four chunks at a time.
#[inline(never)]
fn long_plain_len<const ASCII: bool>(bytes: &[u8]) -> usize {
    let mut len = 0;
    let (chunks, _) = bytes.as_chunks();
    let (blocks, _) = chunks.as_chunks();
    for block in blocks {
        if special::<ASCII, 4>(block).any() {
            break;
        }
        len += 4 * WIDTH;
    }
    let rest = bytes.get(len..).unwrap_or_default();
    let (chunks, tail) = rest.as_chunks();
    for chunk in chunks {
        match special::<ASCII, 1>(array::from_ref(chunk)).to_bitmask() {
            0 => len += WIDTH,
            special => return len + special.trailing_zeros() as usize,
        }
    }
    // The last chunk overlaps the one before. Its first bytes are plain, so they are not found again.
    match bytes.last_chunk() {
        Some(chunk) => {
            // The bit beyond the chunk is that of the end.
            let special = special::<ASCII, 1>(array::from_ref(chunk)).to_bitmask() | 1 << WIDTH;
            bytes.len() - WIDTH + special.trailing_zeros() as usize
        }
        None => len + leading(tail, is_copied::<ASCII>),
    }
}

/// Copies `bytes` to `room` if all of them [can be](is_copied), and returns whether it did. Both must
/// have the same length. After `false`, the bytes in `room` are unspecified.
///
/// A short text is copied and checked in two parts of equal length, its first and its last bytes.
/// The parts may overlap: two parts of 16 bytes for a text of 16 to 32 bytes, two of 8 for 8 to 15
/// bytes, and so on. This is faster than a call of `memcpy` or a loop over single bytes.
#[inline(always)]
pub(crate) fn copy_plain<const ASCII: bool>(bytes: &[u8], room: &mut [u8]) -> bool {
    if let Some([first, last]) = copy_ends::<WIDTH>(bytes, room) {
        let is_plain = !special::<ASCII, 2>(&[first, last]).any();
        return is_plain && (bytes.len() <= 2 * WIDTH || copy_long::<ASCII>(bytes, room));
    }
    if let Some([first, last]) = copy_ends::<8>(bytes, room) {
        return words::all_plain::<ASCII>(first) && words::all_plain::<ASCII>(last);
    }
    if let Some([[a, b, c, d], [e, f, g, h]]) = copy_ends::<4>(bytes, room) {
        return words::all_plain::<ASCII>([a, b, c, d, e, f, g, h]);
    }
    if let Some([[a, b], [c, d]]) = copy_ends::<2>(bytes, room) {
        return words::all_plain::<ASCII>([a, b, c, d, b' ', b' ', b' ', b' ']);
    }
    words::copy_plain::<ASCII>(bytes, room)
}

/// Copies the next 16 bytes, and returns how many of them, from the first one on, need no escape in a
/// string. `None` if there are fewer in `bytes` or in `room`.
#[inline(always)]
pub(crate) fn copy_chunk(bytes: &[u8], room: &mut [u8]) -> Option<usize> {
    let (chunk, room) = (bytes.first_chunk()?, room.first_chunk_mut()?);
    *room = *chunk;
    let special = special::<false, 1>(array::from_ref(chunk)).to_bitmask() | 1 << WIDTH;
    Some(special.trailing_zeros() as usize)
}

/// The rest of [`copy_plain`] for a text longer than two chunks.
#[inline(never)]
fn copy_long<const ASCII: bool>(bytes: &[u8], room: &mut [u8]) -> bool {
    copy_if(long_plain_len::<ASCII>(bytes) == bytes.len(), bytes, room)
}

/// Copies the first `N` bytes and the last `N`, and returns them; `None` if there are fewer than `N`.
#[inline]
pub(super) fn copy_ends<const N: usize>(bytes: &[u8], room: &mut [u8]) -> Option<[[u8; N]; 2]> {
    let ends = [*bytes.first_chunk()?, *bytes.last_chunk()?];
    *room.first_chunk_mut()? = ends[0];
    *room.last_chunk_mut()? = ends[1];
    Some(ends)
}

/// How many bytes at the start of `bytes` are white space.
// Not inlined: it has many callers, and between tokens of compact text they do not call it.
#[inline(never)]
pub(crate) fn white_space_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    let (chunks, tail) = bytes.as_chunks::<WIDTH>();
    for chunk in chunks {
        let bytes = u8x16::new(*chunk);
        let white_space = bytes.simd_eq(u8x16::splat(b' '))
            | bytes.simd_eq(u8x16::splat(b'\n'))
            | bytes.simd_eq(u8x16::splat(b'\r'))
            | bytes.simd_eq(u8x16::splat(b'\t'));
        let other = !white_space.to_bitmask() & 0xFFFF;
        if other != 0 {
            return len + other.trailing_zeros() as usize;
        }
        len += WIDTH;
    }
    len + leading(tail, is_white_space)
}

/// The end of a text, as text: a part of it is a text, too, without a search for its start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Self(text)
    }

    #[inline(always)]
    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// What follows the first `len` bytes, which end at the end of a character.
    #[inline(always)]
    pub(crate) fn after(self, len: usize) -> Self {
        Self(self.0.get(len..).unwrap_or_default())
    }

    /// What follows `prefix`, if that comes first.
    #[inline(always)]
    pub(crate) fn strip_prefix(self, prefix: &str) -> Option<Self> {
        self.0.strip_prefix(prefix).map(Self)
    }

    /// The first `len` bytes, and what follows them. This is the end of a text, which only `narrow` needs.
    #[inline(always)]
    pub(crate) fn split(self, len: usize, _: &'a str) -> Option<(&'a str, Self)> {
        let (start, rest) = self.0.split_at_checked(len)?;
        Some((start, Self(rest)))
    }
}

/// The text that a [`QuotedName`] is compared with: the next 32 bytes.
pub(crate) struct Window([u8x16; 2]);

impl Window {
    /// `None` if fewer bytes are left.
    #[inline(always)]
    pub(crate) fn at(text: &[u8]) -> Option<Self> {
        let (first, rest) = text.split_first_chunk()?;
        let (second, _) = rest.split_first_chunk()?;
        Some(Self([u8x16::new(*first), u8x16::new(*second)]))
    }
}

/// A name in the form in which almost all senders write it: `"name":`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuotedName {
    bytes: [[u8; WIDTH]; 2],
    /// One bit for each byte that belongs to the quoted name.
    mask: u32,
}

impl QuotedName {
    /// `name` must not need an escape. A name longer than a [`Window`] is never found.
    pub(crate) const fn new(name: &'static str) -> Self {
        // UTF-8 never contains this byte, so it equals no byte of a text.
        let mut bytes = [[0xFF; WIDTH]; 2];
        let len = name.len() + 3;
        if len > 2 * WIDTH {
            return Self {
                bytes,
                mask: u32::MAX,
            };
        }
        if let Some((room, _)) = bytes.as_flattened_mut().split_at_mut_checked(len) {
            put_quoted(name, room);
        }
        Self {
            bytes,
            mask: u32::MAX >> (2 * WIDTH - len),
        }
    }

    #[inline(always)]
    pub(crate) fn is_at(&self, _: &str, window: &Window) -> bool {
        let [first, second] = self.bytes;
        let [text, more] = window.0;
        let first = text.simd_eq(u8x16::new(first)).to_bitmask();
        let second = more.simd_eq(u8x16::new(second)).to_bitmask();
        !(first | second << WIDTH) & self.mask == 0
    }
}
