//! What a verification leaves for the outcome.

/// What a verification leaves for the outcome: a number that only a signature that holds gives, so that no
/// single branch decides. [`Verifier::attest_base64`](crate::signature::Verifier::attest_base64) returns it.
///
/// A glitch of voltage or clock makes a processor skip instructions. If it skips the branch to "the signature
/// does not hold", the witness is another number, and [`Answer`](crate::Answer) does not count as success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness(u32);

/// Constants whose bits differ in many places from those of small numbers, of addresses and of each other.
impl Witness {
    /// Where [`Witness::compare`] begins.
    const START: u32 = 0x3A5C_96E1;
    const STEP: u32 = 0x0B6D_1F2B;
    /// The bytes of the digest and of `DigestInfo`.
    const BYTES: u32 = 52;
    /// The witness of a signature that holds. Only what decides by other means takes it from here: code that
    /// compares must compute it.
    const HOLDS: u32 = Self::START.wrapping_add(Self::STEP.wrapping_mul(Self::BYTES));

    /// The witness of a verification that computes none.
    pub(crate) const fn of_other_means() -> Self {
        Self(Self::HOLDS)
    }

    /// 0 if the signature holds.
    pub(crate) const fn fault(self) -> u32 {
        self.0 ^ Self::HOLDS
    }
}

#[cfg(feature = "rsa-verify")]
impl Witness {
    /// The witness of bytes that were found and bytes that were expected, and of another difference, which
    /// must be 0.
    pub(crate) fn compare(bytes: impl Iterator<Item = (u8, u8)>, other: u32) -> Self {
        let mut sum = Self::START;
        let mut difference = other;
        for (found, expected) in bytes {
            // No branch depends on the bytes. A loop that ends early leaves another sum.
            difference |= u32::from(found ^ expected);
            sum = sum.wrapping_add(Self::STEP);
        }
        Self(sum ^ difference)
    }
}

#[cfg(feature = "rsa-verify")]
#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[(u8, u8)], other: u32) -> u32 {
        Witness::compare(bytes.iter().copied(), other).fault()
    }

    #[test]
    fn only_all_bytes_leave_the_witness_that_holds() {
        let bytes: [(u8, u8); 52] = [(0x5A, 0x5A); 52];
        assert_eq!(fault(&bytes, 0), 0);
        assert_eq!(Witness::of_other_means().fault(), 0);
        for len in 0..52 {
            assert_ne!(fault(&bytes[..len], 0), 0, "{len} bytes");
        }
        for at in 0..52 {
            let mut forged = bytes;
            forged[at].0 ^= 0x80;
            assert_ne!(fault(&forged, 0), 0, "byte {at}");
        }
        for bit in 0..32 {
            assert_ne!(fault(&bytes, 1 << bit), 0, "bit {bit} of the trail");
        }
    }
}
