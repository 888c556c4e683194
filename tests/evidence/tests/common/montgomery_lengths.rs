//! Moduli of all lengths that a key may have.

use evidence::report;
use num_bigint::BigUint;

use crate::common::{Case, Random, check_bytes_and_order, check_refused_moduli, extreme_moduli};

/// Random moduli of every length from 2048 to 4096 bits, and extreme moduli of every number of words, with
/// random and extreme bases.
pub(crate) fn check(name: &str) {
    let mut random = Random(0x0DDB_1A5E_5BAD_5EED);
    check_bytes_and_order(&mut random);
    check_refused_moduli();
    let one = BigUint::from(1_u8);
    let mut moduli = 0;
    for bits in 2048..=4096 {
        let mut n = random.value(bits);
        n.set_bit(0, true);
        n.set_bit(bits as u64 - 1, true);
        let case = Case::new(n.clone());
        case.check_random(&mut random);
        case.check_power(&(&n - &one));
        case.check_power(&n);
        moduli += 1;
    }
    let mut extreme = 0;
    let words = |bits: usize| bits / crate::common::WORD_BITS;
    for words in words(2048)..=words(4096) {
        for n in extreme_moduli(words) {
            let case = Case::new(n);
            case.check_random(&mut random);
            extreme += 1;
        }
        let n = random.extreme(words) | &one;
        Case::new(n).check_random(&mut random);
        extreme += 1;
    }
    for bits in [2048, 2049, 3072, 4096] {
        for n in extreme_moduli(words(bits)) {
            Case::new(n).check_edges();
        }
    }
    assert!(moduli == 2049 && extreme > 200);
    report(&format!("{name} moduli of random words"), moduli);
    report(&format!("{name} moduli of extreme words"), extreme);
}
