//! Arithmetic modulo an odd number: the power that verifies an RSA signature. Nothing here is secret, so
//! nothing takes constant time. Do not use it with a private key.
//!
//! This crate uses a library where it can. This file is an exception, because the flash, the stack and the
//! instructions of this power decide whether the crate fits a terminal. `tests/firmware/README.md` has the
//! figures of this file and of a library.
//!
//! A number is a slice of pairs of words, the lowest pair first. R is 2 to the power of the number of bits in
//! the pairs of the modulus n. The Montgomery product of a and b is `a * b / R mod n` (P. L. Montgomery,
//! "Modular Multiplication Without Trial Division", 1985). For each pair of a, [`product`] adds the pair times
//! b to a sum, then a multiple of n that makes the lowest pair of the sum zero, and drops this pair. Two words
//! at a time take half as many loads and stores as one word at a time.
//!
//! All loops take slices apart by patterns. So nothing can panic, the compiler can load keys, and one
//! function serves moduli of all lengths.

use crate::signature::word::{Wide, Word};

/// Two words, the lower one first.
pub(crate) type Pair = [Word; 2];

const PAIR_BITS: u32 = 2 * Word::BITS;
const WORD_LEN: usize = size_of::<Word>();
const PAIR_LEN: usize = 2 * WORD_LEN;

/// A number of at most `KILOBITS * 1024` bits.
type Number<const KILOBITS: usize> = [[Pair; PAIRS_PER_KILOBIT]; KILOBITS];

const PAIRS_PER_KILOBIT: usize = 1024 / (8 * PAIR_LEN);

/// An odd modulus of at most `KILOBITS * 1024` bits, prepared for Montgomery products.
#[derive(Clone)]
pub(crate) struct Modulus<const KILOBITS: usize> {
    number: Number<KILOBITS>,
    /// R² mod n.
    r_squared: Number<KILOBITS>,
    /// `-1/n` modulo a word.
    negative_inverse: Word,
    /// The length of the modulus, in bytes.
    len: usize,
}

/// Memory for the numbers of one power.
pub(crate) struct Scratch<const KILOBITS: usize>([Number<KILOBITS>; 3]);

impl<const KILOBITS: usize> Scratch<KILOBITS> {
    pub(crate) const fn new() -> Self {
        Self([[[[0; 2]; PAIRS_PER_KILOBIT]; KILOBITS]; 3])
    }
}

impl<const KILOBITS: usize> Modulus<KILOBITS> {
    /// From big-endian bytes without leading zeros. `None` if the number is even, 1, or too long.
    pub(crate) const fn new(bytes: &[u8]) -> Option<Self> {
        let mut number = [[[0; 2]; PAIRS_PER_KILOBIT]; KILOBITS];
        let mut r_squared = number;
        let pairs = bytes.len().div_ceil(PAIR_LEN);
        let (Some((n, _)), Some((r2, _))) = (
            number.as_flattened_mut().split_at_mut_checked(pairs),
            r_squared.as_flattened_mut().split_at_mut_checked(pairs),
        ) else {
            return None;
        };
        read_be(bytes, n);
        let negative_inverse = match n {
            [[lowest, _], ..] if *lowest % 2 == 1 && !matches!(bytes, [1]) => {
                negative_inverse(*lowest)
            }
            _ => return None,
        };
        let mut scratch = Scratch::<KILOBITS>::new();
        let scratch = scratch.0.as_flattened_mut().as_flattened_mut();
        find_r_squared(n, negative_inverse, scratch, r2);
        Some(Self {
            number,
            r_squared,
            negative_inverse,
            len: bytes.len(),
        })
    }

    /// The length of the modulus, in bytes.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The bytes of the modulus, the lowest first.
    pub(crate) fn bytes(&self) -> impl Iterator<Item = u8> {
        bytes(self.number.as_flattened()).take(self.len)
    }

    /// `base^65537 mod n`. `None` if the base is not less than the modulus. It has big-endian bytes, at most
    /// as many as the modulus.
    pub(crate) fn raised_to_65537<'s>(
        &self,
        base: &[u8],
        scratch: &'s mut Scratch<KILOBITS>,
    ) -> Option<&'s [Pair]> {
        let pairs = self.len.div_ceil(PAIR_LEN);
        let n = self.number.as_flattened().get(..pairs)?;
        let r_squared = self.r_squared.as_flattened().get(..pairs)?;
        let scratch = scratch.0.as_flattened_mut().as_flattened_mut();
        power(base, n, r_squared, self.negative_inverse, scratch)
    }
}

/// The bytes of a number, the lowest first.
pub(crate) fn bytes(number: &[Pair]) -> impl Iterator<Item = u8> {
    let words = number.as_flattened().iter();
    words.flat_map(|word| word.to_le_bytes())
}

/// As [`Modulus::raised_to_65537`]. The scratch memory is three times as long as the modulus.
// Not inlined: one function for moduli of all lengths.
#[inline(never)]
pub(crate) fn power<'s>(
    base: &[u8],
    n: &[Pair],
    r_squared: &[Pair],
    negative_inverse: Word,
    scratch: &'s mut [Pair],
) -> Option<&'s [Pair]> {
    if !is_less(Factor::Bytes(base), n) {
        return None;
    }
    let (power, sum) = scratch.split_at_mut_checked(n.len())?;
    // `base * R`, then 16 squares: `base^65536 * R`. 65537 is 2^16 + 1.
    product(sum, Factor::Bytes(base), r_squared, n, negative_inverse);
    for _ in 0..16 {
        take_result(power, sum);
        product(sum, Factor::Pairs(power), power, n, negative_inverse);
    }
    // One factor without R gives a product without R.
    take_result(power, sum);
    product(sum, Factor::Bytes(base), power, n, negative_inverse);
    take_result(power, sum);
    Some(power)
}

/// The smaller numbers of a product, from the lowest pair to the highest.
#[derive(Clone, Copy)]
pub(crate) enum Factor<'a> {
    /// A number.
    Pairs(&'a [Pair]),
    /// A number as big-endian bytes.
    Bytes(&'a [u8]),
}

impl Factor<'_> {
    /// The next pair, zero after the last one.
    const fn next(&mut self) -> Pair {
        match self {
            Self::Pairs([first, rest @ ..]) => {
                let pair = *first;
                *self = Self::Pairs(rest);
                pair
            }
            Self::Pairs([]) => [0; 2],
            Self::Bytes(bytes) => [next_word(bytes), next_word(bytes)],
        }
    }
}

/// Takes the lowest word off a number that has big-endian bytes.
const fn next_word(bytes: &mut &[u8]) -> Word {
    match bytes.split_last_chunk() {
        Some((rest, word)) => {
            *bytes = rest;
            Word::from_be_bytes(*word)
        }
        None => {
            let mut word = 0;
            while let [first, rest @ ..] = *bytes {
                word = word << 8 | *first as Word;
                *bytes = rest;
            }
            word
        }
    }
}

/// The number with these big-endian bytes.
const fn read_be(bytes: &[u8], number: &mut [Pair]) {
    let mut bytes = Factor::Bytes(bytes);
    let mut rest = number;
    while let [first, tail @ ..] = rest {
        *first = bytes.next();
        rest = tail;
    }
}

/// Moves the result of [`product`] out of its sum, and clears the sum for the next product.
const fn take_result(result: &mut [Pair], sum: &mut [Pair]) {
    let Some((mut low, mut high)) = sum.split_at_mut_checked(result.len()) else {
        return;
    };
    let mut result = result;
    while let ([to, result_tail @ ..], [zero, low_tail @ ..], [from, high_tail @ ..]) =
        (result, low, high)
    {
        *to = *from;
        *zero = [0; 2];
        (result, low, high) = (result_tail, low_tail, high_tail);
    }
}

/// The Montgomery product of two numbers that are less than n. `sum` is twice as long as n, and its lower
/// half is zero. The result is its upper half.
#[inline(never)]
pub(crate) const fn product(
    sum: &mut [Pair],
    factor: Factor<'_>,
    other: &[Pair],
    n: &[Pair],
    negative_inverse: Word,
) {
    let [[n0, n1], ..] = *n else { return };
    let mut factor = factor;
    let mut carry = 0;
    let mut sum = sum;
    let mut pairs = n;
    while let [_, pairs_tail @ ..] = pairs {
        let Some((window, _)) = sum.split_at_mut_checked(n.len() + 1) else {
            return;
        };
        if let [.., last] = window {
            *last = [carry, 0];
        }
        carry = add_product(window, other, factor.next());
        if let [[s0, s1], ..] = *window {
            // The multiple of n that makes both words zero.
            let m0 = s0.wrapping_mul(negative_inverse);
            let (_, s0) = multiply_add(m0, n0, s0, 0);
            let s1 = multiply_add(m0, n1, s1, s0).0;
            carry += add_product(window, n, [m0, s1.wrapping_mul(negative_inverse)]);
        }
        let [_, sum_tail @ ..] = sum else { return };
        sum = sum_tail;
        pairs = pairs_tail;
    }
    if carry != 0 || !is_less(Factor::Pairs(sum), n) {
        subtract(sum, n);
    }
}

/// Adds `factor * number` to `sum`, which is one pair longer than the number. Returns the carry.
// Not inlined: `product` uses it twice.
#[inline(never)]
const fn add_product(sum: &mut [Pair], number: &[Pair], factor: Pair) -> Word {
    let Some((mut low, [[end0, end1], ..])) = sum.split_at_mut_checked(number.len()) else {
        return 0;
    };
    let mut number = number;
    let [f0, f1] = factor;
    // The carries of the products with `f0` and with `f1`, and the word before the present one, which `f1`
    // multiplies.
    let (mut c0, mut c1, mut before) = (0, 0, 0);
    while let ([[s0, s1], low_tail @ ..], [[n0, n1], number_tail @ ..]) = (low, number) {
        let mut s;
        (s, c0) = multiply_add(f0, *n0, *s0, c0);
        (*s0, c1) = multiply_add(f1, before, s, c1);
        (s, c0) = multiply_add(f0, *n1, *s1, c0);
        (*s1, c1) = multiply_add(f1, *n0, s, c1);
        before = *n1;
        (low, number) = (low_tail, number_tail);
    }
    let (s, carry) = end0.overflowing_add(c0);
    (*end0, c1) = multiply_add(f1, before, s, c1);
    let s = *end1 as Wide + c1 as Wide + carry as Wide;
    *end1 = s as Word;
    (s >> Word::BITS) as Word
}

/// `a * b + c + d`: the lower word, then the higher one. It is at most the square of a word's range, less 1.
#[inline(always)]
const fn multiply_add(a: Word, b: Word, c: Word, d: Word) -> (Word, Word) {
    let sum = a as Wide * b as Wide + c as Wide + d as Wide;
    (sum as Word, (sum >> Word::BITS) as Word)
}

/// Whether a number is less than another one.
pub(crate) const fn is_less(number: Factor<'_>, other: &[Pair]) -> bool {
    let mut number = number;
    let mut other = other;
    let mut is_less = false;
    while let [[low, high], tail @ ..] = other {
        let [number_low, number_high] = number.next();
        if number_low != *low {
            is_less = number_low < *low;
        }
        if number_high != *high {
            is_less = number_high < *high;
        }
        other = tail;
    }
    is_less
}

/// Subtracts a number. A borrow from beyond the highest pair is dropped.
const fn subtract(number: &mut [Pair], other: &[Pair]) {
    let (mut number, mut other) = (number.as_flattened_mut(), other.as_flattened());
    let mut borrow = false;
    while let ([word, number_tail @ ..], [less, other_tail @ ..]) = (number, other) {
        let (difference, first) = word.overflowing_sub(*less);
        let (difference, second) = difference.overflowing_sub(borrow as Word);
        *word = difference;
        borrow = first | second;
        (number, other) = (number_tail, other_tail);
    }
}

/// `-1/n` modulo a word, for an odd n.
pub(crate) const fn negative_inverse(n: Word) -> Word {
    // `n * n` is 1 modulo 8. Each step doubles the number of bits that are right (Newton).
    let mut inverse = n;
    let mut bits = 3;
    while bits < Word::BITS {
        let product = n.wrapping_mul(inverse);
        inverse = inverse.wrapping_mul(product.wrapping_neg().wrapping_add(2));
        bits *= 2;
    }
    inverse.wrapping_neg()
}

/// R² mod n, for an odd n that is greater than 1 and whose highest pair is not zero. The scratch memory is
/// twice as long as n.
pub(crate) const fn find_r_squared(
    n: &[Pair],
    negative_inverse: Word,
    scratch: &mut [Pair],
    r_squared: &mut [Pair],
) {
    // The highest power of 2 that is less than n, then `R * 2^pairs mod n`.
    let mut doublings = 1 + n.len();
    if let ([.., [_, high]], [.., top]) = (n, &mut *r_squared) {
        doublings += high.leading_zeros() as usize;
        *top = [0, highest_bit(*high)];
    }
    if let ([.., [low, 0]], [.., top]) = (n, &mut *r_squared) {
        doublings += low.leading_zeros() as usize;
        *top = [highest_bit(*low), 0];
    }
    while doublings > 0 {
        double(r_squared, n);
        doublings -= 1;
    }
    // The product of `R * 2^k` with itself is `R * 2^2k`. R is `2^(pairs * PAIR_BITS)`, and PAIR_BITS is a
    // power of 2.
    let mut exponent = 1;
    while exponent < PAIR_BITS {
        product(
            scratch,
            Factor::Pairs(r_squared),
            r_squared,
            n,
            negative_inverse,
        );
        take_result(r_squared, scratch);
        exponent *= 2;
    }
}

/// The highest bit of a word that is set, alone.
const fn highest_bit(word: Word) -> Word {
    match word.checked_ilog2() {
        Some(bit) => 1 << bit,
        None => 0,
    }
}

/// Doubles a number that is less than n, modulo n.
const fn double(number: &mut [Pair], n: &[Pair]) {
    let mut carry = 0;
    let mut rest = number.as_flattened_mut();
    while let [word, tail @ ..] = rest {
        let shifted = *word << 1 | carry;
        carry = *word >> (Word::BITS - 1);
        *word = shifted;
        rest = tail;
    }
    if carry != 0 || !is_less(Factor::Pairs(number), n) {
        subtract(number, n);
    }
}
