//! The arithmetic below `RsaVerifyingKey` with words of 32 bits, as on Cortex-M, on this machine.

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
        pub(crate) type Word = u32;
        pub(crate) type Wide = u64;
    }
}

#[test]
fn montgomery_of_32_bits() {
    lengths::check("montgomery words-of-32-bits");
}
