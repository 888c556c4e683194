//! Decimal digits at fixed offsets of a text.

/// A pattern of eight bytes: some are decimal digits, the others are fixed. All eight are checked and
/// read at once, as one 64-bit number.
#[derive(Clone, Copy)]
pub(crate) struct Digits {
    template: u64,
    /// Added to each byte of `bytes ^ template`. The sum reaches 0x80 if the byte is not allowed.
    room: u64,
}

impl Digits {
    /// In `template`, `0` means any digit; any other byte means that byte.
    pub(crate) const fn new(template: &[u8; 8]) -> Self {
        let mut room = [0x7F; 8]; // allows 0 only
        let (mut rest, mut room_rest): (&[u8], &mut [u8]) = (template, &mut room);
        while let ([byte, tail @ ..], [room, room_tail @ ..]) = (rest, room_rest) {
            if *byte == b'0' {
                *room = 0x76; // allows 0 to 9
            }
            (rest, room_rest) = (tail, room_tail);
        }
        Self {
            template: u64::from_le_bytes(*template),
            room: u64::from_le_bytes(room),
        }
    }

    /// Returns for each byte the number `10 * this digit + next digit`, 0 to 99. Use this number
    /// only where both bytes are digits. `None` if the bytes do not match the pattern.
    pub(crate) const fn read(self, bytes: [u8; 8]) -> Option<[u8; 8]> {
        const HIGH: u64 = (u64::MAX / 0xFF) << 7; // 0x80 in every byte
        // After this a digit is its value, and a fixed byte is 0.
        let values = u64::from_le_bytes(bytes) ^ self.template;
        // A byte carries into the next only if its own high bit is set, and then the check fails.
        if (values | values.wrapping_add(self.room)) & HIGH != 0 {
            return None;
        }
        // No byte carries here: 9 * 10 + 9 is 99.
        Some(
            values
                .wrapping_mul(10)
                .wrapping_add(values >> 8)
                .to_le_bytes(),
        )
    }
}

/// Whether a text has the form of a pattern, in which `0` means any digit.
pub(crate) fn has_form(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text
            .iter()
            .zip(pattern)
            .all(|(byte, expected)| match expected {
                b'0' => byte.is_ascii_digit(),
                _ => byte == expected,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte at every place, with digits or fixed bytes around it.
    #[test]
    fn only_digits_and_the_fixed_bytes_are_read() {
        let templates = [
            b"00000000",
            b"0000-00-",
            b"00T00:00",
            b"00+00:00",
            b"--------",
        ];
        for template in templates {
            for digit in b'0'..=b'9' {
                let plain = template.map(|byte| if byte == b'0' { digit } else { byte });
                for at in 0..8 {
                    for byte in 0..=u8::MAX {
                        let mut bytes = plain;
                        bytes[at] = byte;
                        let fits = match template[at] {
                            b'0' => byte.is_ascii_digit(),
                            fixed => byte == fixed,
                        };
                        let read = Digits::new(template).read(bytes);
                        assert_eq!(read.is_some(), fits, "{byte:#04x} at {at}: {bytes:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn two_digits_make_a_number() {
        for number in 0..100 {
            let [tens, ones] = [number / 10, number % 10].map(|digit| b'0' + digit);
            let read =
                Digits::new(b"00-00-00").read([tens, ones, b'-', tens, ones, b'-', tens, ones]);
            let [first, _, _, second, _, _, third, _] = read.unwrap();
            assert_eq!([first, second, third], [number; 3]);
        }
    }
}
