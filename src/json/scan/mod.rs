//! The loops over bytes, where reading and writing spend most of their time: how many bytes of one
//! kind follow, and which name comes next.
//!
//! If every processor of the target has registers of 16 bytes ("wide"), the loops read 16 bytes at
//! a time. If not, they read one machine word or one byte at a time: this is less code, for small
//! cores.
//!
//! Only this folder and the build script choose code by `cfg(wide)`. Code elsewhere tests [`WIDE`];
//! only `inline` attributes, which cannot test a constant, use `cfg_attr(wide, …)`.

#[cfg(any(test, not(wide)))]
mod narrow;
#[cfg(wide)]
mod wide;
mod words;

use core::str::Utf8Error;

pub(crate) use words::copied_len;

#[cfg(wide)]
pub(crate) use wide::{
    QuotedName, Rest, Window, copy_chunk, copy_plain, plain_len, short_plain_len, white_space_len,
};
#[cfg(not(wide))]
pub(crate) use {
    narrow::{QuotedName, Rest, Window, white_space_len},
    words::{copy_chunk, copy_plain, plain_len, short_plain_len},
};

/// Whether the target has wide registers. If not, it is a small core. To save flash, a small core
/// leaves out code that is fast only if much of it is inlined.
pub const WIDE: bool = cfg!(wide);

/// With wide registers, inlines these functions: the arguments of most calls are known, so each
/// call becomes a few instructions. A small core calls the functions, which takes less flash. They
/// have no `#[inline]` there, because the compiler would then inline them.
macro_rules! inline_if_wide {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident $(<$lifetime:lifetime>)? ($($argument:tt)*)
        $(-> $Output:ty)?
        $body:block
    )*) => {
        $(
            $(#[$attribute])*
            #[cfg_attr(wide, inline(always))]
            #[cfg_attr(not(wide), inline(never))]
            $visibility fn $name $(<$lifetime>)? ($($argument)*) $(-> $Output)? $body
        )*
    };
}
pub(crate) use inline_if_wide;

/// The bytes as text.
#[inline(always)]
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    // With `std`, the widest registers of the processor are found at run time.
    #[cfg(feature = "std")]
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(text);
    }
    // This function also says where the fault is.
    core::str::from_utf8(bytes)
}

/// Whether a byte needs no escape in a string: no quote, no backslash, no control character.
pub(crate) const fn is_plain(byte: &u8) -> bool {
    !matches!(byte, b'"' | b'\\' | ..0x20)
}

/// Whether the writer copies a byte unchanged: it needs no escape and, if `ASCII`, it is visible ASCII or
/// a space.
const fn is_copied<const ASCII: bool>(byte: &u8) -> bool {
    is_plain(byte) && (!ASCII || *byte < 0x7F)
}

/// RFC 8259, section 2.
const fn is_white_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Fills `room` with `"name":`. `room` has exactly that length.
pub(crate) const fn put_quoted(name: &str, room: &mut [u8]) {
    if let [quote, room @ ..] = room
        && let Some((room, [closing, colon])) = room.split_at_mut_checked(name.len())
    {
        *quote = b'"';
        room.copy_from_slice(name.as_bytes());
        *closing = b'"';
        *colon = b':';
    }
}

/// Copies `bytes` to `room` if `is_wanted`, and returns whether it did. Both must have the same
/// length.
fn copy_if(is_wanted: bool, bytes: &[u8], room: &mut [u8]) -> bool {
    let is_copied = is_wanted && bytes.len() == room.len();
    if is_copied {
        room.copy_from_slice(bytes);
    }
    is_copied
}

/// How many bytes `wanted` accepts, from the start of `bytes` to the first one that it refuses.
pub(crate) fn leading(bytes: &[u8], wanted: impl Fn(&u8) -> bool) -> usize {
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest
        && wanted(byte)
    {
        rest = tail;
    }
    bytes.len() - rest.len()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;

    use super::*;

    type Len = fn(&[u8]) -> usize;

    /// The implementations that must agree.
    const PLAIN_LEN: [(&str, Len); 2] = [("in use", plain_len), ("words", words::plain_len)];
    const WHITE_SPACE_LEN: [(&str, Len); 2] = [
        ("in use", white_space_len),
        ("narrow", narrow::white_space_len),
    ];

    /// Sequences of four bytes, most of them next to a limit of UTF-8, at the places where a chunk can end.
    #[test]
    fn utf8_is_what_core_says() {
        const LIMITS: [u8; 14] = [
            0x00, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xED, 0xF4, 0xFF,
        ];
        for offset in [0, 29, 61] {
            let mut bytes = [b'x'; 70];
            for first in 0..=u8::MAX {
                for second in LIMITS {
                    for third in LIMITS {
                        for fourth in LIMITS {
                            let sequence = [first, second, third, fourth];
                            bytes[offset..offset + 4].copy_from_slice(&sequence);
                            let expected = core::str::from_utf8(&bytes);
                            assert_eq!(utf8(&bytes), expected, "{sequence:?} at {offset}");
                        }
                    }
                }
            }
            for end in offset..offset + 4 {
                let start = &bytes[..end];
                assert_eq!(utf8(start), core::str::from_utf8(start), "{end}");
            }
        }
    }

    type CopyChunk = fn(&[u8], &mut [u8]) -> Option<usize>;

    /// The implementations of `copy_chunk`, and how many bytes each copies.
    const COPY_CHUNK: [(&str, CopyChunk, usize); 2] = [
        ("in use", copy_chunk, if WIDE { 16 } else { WORD }),
        ("words", words::copy_chunk, WORD),
    ];
    const WORD: usize = size_of::<usize>();

    #[test]
    fn copy_chunk_counts_the_bytes_before_the_first_special_one() {
        for (way, copy_chunk, chunk) in COPY_CHUNK {
            for special in 0..=u8::MAX {
                let stops = special < 0x20 || special == b'"' || special == b'\\';
                for offset in 0..20 {
                    let mut bytes = [b'x'; 20];
                    bytes[offset] = special;
                    let mut room = [0; 20];
                    let plain = if stops { offset.min(chunk) } else { chunk };
                    let context = std::format!("{way}: {special:#04x} at {offset}");
                    assert_eq!(copy_chunk(&bytes, &mut room), Some(plain), "{context}");
                    assert_eq!(room[..plain], bytes[..plain], "{context}");
                    assert_eq!(room[chunk..], [0; 20][chunk..], "{context}");
                }
            }
            let (bytes, mut room) = ([b'x'; 20], [0; 20]);
            for (len, room_len, copied) in [
                (chunk, chunk, Some(chunk)),
                (chunk - 1, 20, None),
                (20, chunk - 1, None),
                (0, 0, None),
            ] {
                let found = copy_chunk(&bytes[..len], &mut room[..room_len]);
                assert_eq!(found, copied, "{way}: {len} bytes, room for {room_len}");
            }
        }
    }

    #[test]
    fn plain_len_finds_the_first_special_byte_at_every_offset() {
        for (way, plain_len) in PLAIN_LEN {
            for special in 0..=u8::MAX {
                let stops = special < 0x20 || special == b'"' || special == b'\\';
                for offset in 0..40 {
                    let mut bytes = [b'x'; 40];
                    bytes[offset] = special;
                    let expected = if stops { offset } else { 40 };
                    assert_eq!(
                        plain_len(&bytes),
                        expected,
                        "{way}: {special:#04x} at {offset}"
                    );
                }
            }
        }
    }

    #[test]
    fn plain_len_takes_the_first_of_two_special_bytes() {
        for (way, plain_len) in PLAIN_LEN {
            for first in 0..32 {
                for second in first..32 {
                    for pair in [(b'"', b'"'), (b'\\', 0), (0x1f, b'\\'), (b'"', 0x1f)] {
                        let mut bytes = [0xC3; 32];
                        bytes[second] = pair.1;
                        bytes[first] = pair.0;
                        assert_eq!(
                            plain_len(&bytes),
                            first,
                            "{way}: {pair:?} at {first}, {second}"
                        );
                    }
                }
            }
        }
    }

    /// Some pairs are at the same place of two chunks.
    #[test]
    fn plain_len_takes_the_first_of_two_in_a_long_text() {
        for (way, plain_len) in PLAIN_LEN {
            for first in 0..160 {
                for second in [1, 15, 16, 32, 48, 64].map(|distance| first + distance) {
                    let mut bytes = [b'x'; 240];
                    bytes[second] = b'"';
                    bytes[first] = b'"';
                    assert_eq!(plain_len(&bytes), first, "{way}: {first}, {second}");
                }
            }
        }
    }

    type Copy = fn(&[u8], &mut [u8]) -> bool;

    #[test]
    fn copy_plain_copies_all_or_says_so() {
        copies_all_or_says_so::<false>();
        copies_all_or_says_so::<true>();
    }

    fn copies_all_or_says_so<const ASCII: bool>() {
        let ways: [(&str, Copy); 2] = [
            ("in use", copy_plain::<ASCII>),
            ("words", words::copy_plain::<ASCII>),
        ];
        for (way, copy_plain) in ways {
            for len in 0..=70 {
                for at in 0..=len {
                    for byte in 0..=u8::MAX {
                        let mut bytes = vec![b'x'; len];
                        if at < len {
                            bytes[at] = byte;
                        }
                        let mut room = vec![0; len];
                        let plain = bytes.iter().all(is_copied::<ASCII>);
                        assert_eq!(
                            copy_plain(&bytes, &mut room),
                            plain,
                            "{way}: {byte} at {at} of {len}"
                        );
                        assert!(!plain || room == bytes, "{way}: {byte} at {at} of {len}");
                    }
                }
            }
        }
    }

    #[cfg(wide)]
    #[test]
    fn copy_ends_copies_texts_that_are_long_enough() {
        let mut room = [0; 5];
        let ends = wide::copy_ends::<3>(b"abcde", &mut room);
        assert_eq!((ends, &room), (Some([*b"abc", *b"cde"]), b"abcde"));
        assert_eq!(wide::copy_ends::<6>(b"abcde", &mut room), None);
    }

    /// Every end of every text, and every split of that end, also inside of a character.
    #[test]
    fn the_end_of_a_text_is_the_same_as_bytes() {
        for text in ["", "a", "{\"a\":1}", "é\"", "\"\u{10ffff}x"] {
            for (start, end) in (0..=text.len()).filter_map(|at| Some((at, text.get(at..)?))) {
                let rest = Rest::of(text).after(start);
                let narrow = narrow::Rest::of(text).after(start);
                assert_eq!(rest.as_bytes(), narrow.as_bytes(), "{text} from {start}");
                for len in 0..=text.len() + 1 {
                    let split = rest.split(len, text).map(|(s, r)| (s, r.as_bytes()));
                    let expected = narrow.split(len, text).map(|(s, r)| (s, r.as_bytes()));
                    assert_eq!(split, expected, "{text} from {start}: {len} bytes");
                    let known = end.split_at_checked(len);
                    assert_eq!(split, known.map(|(s, r)| (s, r.as_bytes())));
                }
                for prefix in ["", "\"", "{", "é", "x"] {
                    let after = rest.strip_prefix(prefix).map(Rest::as_bytes);
                    let expected = narrow.strip_prefix(prefix).map(narrow::Rest::as_bytes);
                    assert_eq!(after, expected, "{text} from {start}: {prefix}");
                    let known = end.strip_prefix(prefix);
                    assert_eq!(after, known.map(str::as_bytes));
                }
            }
        }
    }

    #[cfg(wide)]
    #[test]
    fn a_quoted_name_is_where_every_byte_agrees() {
        const NAMES: [&str; 7] = [
            "",
            "a",
            "clientId",
            "abcdefghijklm",
            "abcdefghijklmn",
            "abcdefghijklmnopqrstuvwxyz123",
            "é",
        ];
        for name in NAMES {
            let (quoted, narrow) = (QuotedName::new(name), narrow::QuotedName::new(name));
            let text = std::format!("{:64}", std::format!("\"{name}\":"));
            for at in 0..40 {
                for change in [0, 1, 0x20, 0x80] {
                    let mut text = text.clone().into_bytes();
                    text[at] ^= change;
                    let is_at = quoted.is_at(name, &Window::at(&text).unwrap());
                    let expected = narrow.is_at(name, &narrow::Window::at(&text).unwrap());
                    assert_eq!(is_at, expected, "{name}: {change:#04x} at {at}");
                    assert!(is_at || change != 0, "{name}");
                }
            }
        }
        // Too long for a window: never found there.
        let text = "\"abcdefghijklmnopqrstuvwxyz1234\":";
        let quoted = QuotedName::new("abcdefghijklmnopqrstuvwxyz1234");
        let name = "abcdefghijklmnopqrstuvwxyz1234";
        assert!(!quoted.is_at(name, &Window::at(text.as_bytes()).unwrap()));
    }

    #[test]
    fn white_space_len_finds_the_first_other_byte_at_every_offset() {
        for (way, white_space_len) in WHITE_SPACE_LEN {
            for other in 0..=u8::MAX {
                let stops = !matches!(other, b' ' | b'\t' | b'\n' | b'\r');
                for (offset, space) in (0..40).zip([b' ', b'\t', b'\n', b'\r'].into_iter().cycle())
                {
                    let mut bytes = [space; 40];
                    bytes[offset] = other;
                    let expected = if stops { offset } else { 40 };
                    assert_eq!(
                        white_space_len(&bytes),
                        expected,
                        "{way}: {other:#04x} at {offset}"
                    );
                }
            }
        }
    }
}
