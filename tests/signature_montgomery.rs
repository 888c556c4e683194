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

/// R is more than 2n and less than 4n, so a product that is less than R can be more than 2n.
#[test]
fn moduli_of_one_bit_less_than_r() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let bits = MIN_WORDS * 8 - 1;
    for _ in 0..300 {
        let mut n = random.value(bits);
        n.set_bit(0, true);
        n.set_bit(bits as u64 - 1, true);
        Case::new(n).check_random(&mut random);
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
