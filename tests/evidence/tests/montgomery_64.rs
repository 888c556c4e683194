//! The arithmetic below `RsaVerifyingKey` with words of 64 bits.

#[path = "../../common/montgomery.rs"]
#[allow(dead_code, reason = "each test program uses only some of the helpers")]
mod common;
#[path = "common/montgomery_lengths.rs"]
mod lengths;
#[path = "../../../src/signature/montgomery.rs"]
mod montgomery;

/// What the source imports.
mod signature {
    pub(crate) use crate::montgomery;

    pub(crate) mod word {
        pub(crate) type Word = u64;
        pub(crate) type Wide = u128;
    }
}

#[test]
fn montgomery_of_64_bits() {
    lengths::check("montgomery words-of-64-bits");
}
