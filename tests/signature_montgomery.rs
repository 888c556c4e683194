//! The arithmetic below `RsaVerifyingKey`, with words of 8 bits, so that every carry and borrow is frequent.
//! `tests/evidence/tests/montgomery_32.rs` and `montgomery_64.rs` use the words of real processors.
#![allow(
    trivial_numeric_casts,
    reason = "the source casts bytes to words, which are bytes here"
)]

#[path = "common/montgomery.rs"]
#[allow(dead_code, reason = "each test program uses only some of the helpers")]
mod common;

#[path = "../src/signature/montgomery.rs"]
mod montgomery;

/// What the source imports.
mod signature {
    pub(crate) use crate::montgomery;

    pub(crate) mod word {
        pub(crate) type Word = u8;
        pub(crate) type Wide = u16;
    }
}

use common::{
    Case, MIN_WORDS, Random, check_bytes_and_order, check_refused_moduli, extreme_moduli,
};
use num_bigint::BigUint;
use signature::montgomery::negative_inverse;

#[test]
fn extreme_moduli_of_one_to_forty_words() {
    for words in 1..=40 {
        for n in extreme_moduli(words) {
            Case::new(n).check_edges();
        }
    }
}

#[test]
fn moduli_of_extreme_words() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..2000 {
        let words = 1 + round % (3 * MIN_WORDS);
        let n = random.extreme(words) | BigUint::from(1_u8);
        if n > BigUint::from(1_u8) {
            let case = Case::new(n);
            for _ in 0..4 {
                case.check_random(&mut random);
            }
        }
    }
}

/// Moduli of 63 bits, for which n has to be subtracted from R² twice. About one of 800 is of this kind.
#[test]
fn r_squared_is_reduced_twice() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for n in [
        0x7255_1AD0_9F9D_0129_u64,
        0x5FA5_3D6A_08E2_FAD3,
        0x750E_C775_89F0_7849,
    ] {
        let case = Case::new(n.into());
        case.check_edges();
        case.check_random(&mut random);
    }
}

#[test]
fn bytes_order_and_moduli_that_are_refused() {
    check_bytes_and_order(&mut Random(0x1234_5678_9ABC_DEF1));
    check_refused_moduli();
}

#[test]
fn the_inverse_of_every_odd_word() {
    for n in (1..=u8::MAX).step_by(2) {
        assert_eq!(n.wrapping_mul(negative_inverse(n)), u8::MAX, "{n}");
    }
}
