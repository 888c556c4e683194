//! The arithmetic below `RsaVerifyingKey` with words of 8 bits: all numbers of one word, and extreme numbers
//! for every modulus of two words.
#![allow(
    trivial_numeric_casts,
    reason = "the source casts bytes to words, which are bytes here"
)]

#[path = "../../common/montgomery.rs"]
#[allow(dead_code, reason = "each test program uses only some of the helpers")]
mod common;
#[path = "../../../src/signature/montgomery.rs"]
mod montgomery;

/// What the source imports.
mod signature {
    pub(crate) use crate::montgomery;

    pub(crate) mod word {
        pub(crate) type Word = u8;
        pub(crate) type Wide = u16;
    }
}

use common::{Case, MIN_WORDS, Random, extreme_moduli};
use evidence::report;
use montgomery::{Pair, SLACK, find_r_squared, negative_inverse, product};
use num_bigint::BigUint;

/// The shortest numbers have 64 bits, so R is 2^64.
const PAIRS: usize = MIN_WORDS / 2;
const R: u128 = 1 << 64;

fn number(value: u64) -> [Pair; PAIRS] {
    let bytes = value.to_le_bytes();
    let mut pairs = bytes.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
    std::array::from_fn(|_| pairs.next().unwrap())
}

fn value(number: &[Pair]) -> u64 {
    u64::from_le_bytes(number.as_flattened().try_into().unwrap())
}

fn check(n: u64, one: u64, other: u64) {
    let modulus = number(n);
    let mut sum = [[0xFF; 2]; PAIRS + SLACK];
    let inverse = negative_inverse(modulus[0][0]);
    product(&mut sum, &number(one), &number(other), &modulus, inverse);
    let found = u128::from(value(&sum[..PAIRS]));
    let n = u128::from(n);
    let expected = u128::from(one) * u128::from(other) % n;
    assert_eq!(found * (R % n) % n, expected, "{one} * {other} mod {n}");
}

#[test]
fn all_numbers_of_one_word() {
    let mut products = 0;
    for n in (3..=0xFF).step_by(2) {
        for one in 0..n {
            for other in 0..n {
                check(n, one, other);
                products += 1;
            }
        }
    }
    report("montgomery one-word products", products);
}

#[test]
fn all_moduli_of_two_words() {
    let mut products = 0;
    for n in (0x101..=0xFFFF_u64).step_by(2) {
        let modulus = number(n);
        let mut sum = [[0; 2]; PAIRS + SLACK];
        let mut r_squared = [[0; 2]; PAIRS];
        find_r_squared(
            &modulus,
            negative_inverse(modulus[0][0]),
            &mut sum,
            &mut r_squared,
        );
        let r = R % u128::from(n);
        assert_eq!(
            u128::from(value(&r_squared)),
            r * r % u128::from(n),
            "R² mod {n}"
        );
        let numbers = [
            0,
            1,
            2,
            0x7F,
            0x80,
            0xFF,
            0x100,
            0x101,
            0x1FF,
            0x7FFF,
            0x8000,
            0xFF00,
            n / 2,
            n / 2 + 1,
            n - 2,
            n - 1,
        ];
        for one in numbers.map(|number| number % n) {
            for other in numbers.map(|number| number % n) {
                check(n, one, other);
                products += 1;
            }
            check(n, one, u64::MAX);
            check(n, u64::MAX, one);
            products += 2;
        }
    }
    report("montgomery two-word products", products);
}

#[test]
fn many_moduli_of_extreme_words() {
    let mut random = Random(0xC0FF_EE00_C0FF_EE01);
    let mut moduli = 0;
    for round in 0..100_000 {
        let words = 1 + round % (4 * MIN_WORDS);
        let n = random.extreme(words) | BigUint::from(1_u8);
        if n > BigUint::from(1_u8) {
            Case::new(n).check_random(&mut random);
            moduli += 1;
        }
    }
    for words in 1..=8 * MIN_WORDS {
        for n in extreme_moduli(words) {
            Case::new(n).check_edges();
            moduli += 1;
        }
    }
    report("montgomery words-of-8-bits moduli", moduli);
}
