//! How far bytes of one kind go on, and which name stands somewhere: where the time of reading and
//! writing goes. 16 bytes at a time where every processor of the target has vectors for it, else a
//! machine word at a time, which is small code for small cores.

#[cfg(any(test, not(wide)))]
#[cfg_attr(
    test,
    expect(dead_code, reason = "the tests compare some of it with `wide`")
)]
mod narrow;
#[cfg(wide)]
mod wide;
mod words;

#[cfg(wide)]
pub(super) use wide::{QuotedName, Window, copy_plain, plain_len, white_space_len};
#[cfg(not(wide))]
pub(super) use {
    narrow::{QuotedName, Window, white_space_len},
    words::{copy_plain, plain_len},
};

/// Whether [`read_object!`](crate::read_object!) tries each member where it is expected before it
/// searches, which is fast and takes code.
pub const IN_ORDER: bool = cfg!(wide);

/// Whether a byte stands for itself in a string: no quote, no backslash, no control character.
const fn is_plain(byte: &u8) -> bool {
    !matches!(byte, b'"' | b'\\' | ..0x20)
}

/// RFC 8259, section 2.
const fn is_white_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes at the start of `bytes` are all `wanted`.
pub(super) fn leading(bytes: &[u8], wanted: impl Fn(&u8) -> bool) -> usize {
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
    use super::*;

    type Len = fn(&[u8]) -> usize;

    /// The two ways to do the same, where there are two.
    const PLAIN_LEN: [(&str, Len); 2] = [("in use", super::plain_len), ("words", words::plain_len)];
    const WHITE_SPACE_LEN: [(&str, Len); 2] = [
        ("in use", super::white_space_len),
        ("narrow", narrow::white_space_len),
    ];

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
