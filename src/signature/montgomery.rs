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

use core::hint::black_box;

use crate::signature::word::{Wide, Word};

/// Two words, the lower one first.
pub(crate) type Pair = [Word; 2];

const WORD_LEN: usize = size_of::<Word>();
const PAIR_LEN: usize = 2 * WORD_LEN;

/// Numbers have a multiple of this many pairs, because [`add_product`] takes so many at a time.
const STRIDE: usize = 4;

/// The number of pairs for a number of this many bits.
pub(crate) const fn pairs(bits: usize) -> usize {
    bits.div_ceil(8 * PAIR_LEN * STRIDE) * STRIDE
}

/// The sum of a product has this many pairs more than the modulus. It must not be 0. The more, the less often
/// the sum is moved.
pub(crate) const SLACK: usize = 8;

/// An odd modulus of at most this many pairs, prepared for Montgomery products.
// The order of the members is a promise of `Rsa2048VerifyingKey`.
#[derive(Clone)]
#[repr(C)]
pub(crate) struct Modulus<const PAIRS: usize> {
    number: [Pair; PAIRS],
    /// R² mod n.
    r_squared: [Pair; PAIRS],
    /// `-1/n` modulo a word.
    negative_inverse: Word,
    /// The length of the modulus, in bytes.
    len: usize,
}

impl<const PAIRS: usize> Modulus<PAIRS> {
    /// From big-endian bytes without leading zeros. `None` if the number is even, 1, or too long.
    pub(crate) const fn new(bytes: &[u8]) -> Option<Self> {
        let mut modulus = Self {
            number: [[0; 2]; PAIRS],
            r_squared: [[0; 2]; PAIRS],
            negative_inverse: 0,
            len: bytes.len(),
        };
        let pairs = pairs(8 * bytes.len());
        let (Some((n, _)), Some((r_squared, _))) = (
            modulus.number.split_at_mut_checked(pairs),
            modulus.r_squared.split_at_mut_checked(pairs),
        ) else {
            return None;
        };
        read_be(bytes, n);
        match n {
            [[lowest, _], ..] if *lowest % 2 == 1 && !matches!(bytes, [1]) => {
                modulus.negative_inverse = negative_inverse(*lowest);
            }
            _ => return None,
        }
        let mut sum = [[[0; 2]; PAIRS]; 2];
        find_r_squared(
            n,
            modulus.negative_inverse,
            sum.as_flattened_mut(),
            r_squared,
        );
        Some(modulus)
    }

    pub(crate) fn view(&self) -> View<'_> {
        // A constant of another language can have any length. Nothing verifies with the length 0.
        let len = match self.len <= size_of_val(&self.number) {
            true => self.len,
            false => 0,
        };
        // Hidden from the compiler: its loops for a known length are slower on Cortex-M.
        let pairs = black_box(pairs(8 * len));
        View {
            n: self.number.get(..pairs).unwrap_or_default(),
            r_squared: self.r_squared.get(..pairs).unwrap_or_default(),
            negative_inverse: self.negative_inverse,
            len,
        }
    }

    /// The length of the modulus, in bytes.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }
}

/// A [`Modulus`] of any length.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) n: &'a [Pair],
    pub(crate) r_squared: &'a [Pair],
    pub(crate) negative_inverse: Word,
    /// The length of the modulus, in bytes.
    pub(crate) len: usize,
}

impl View<'_> {
    /// `base^65537 mod n`. `None` if the base is not less than the modulus. The scratch memory has
    /// [`scratch_pairs`].
    pub(crate) fn raised_to_65537<'s>(
        &self,
        base: &[Pair],
        scratch: &'s mut [Pair],
    ) -> Option<&'s [Pair]> {
        Some(self.raised_with_trail(base, scratch)?.0)
    }

    /// As [`raised_to_65537`](Self::raised_to_65537), and 0 if all rounds ran, in their order, and each to its end.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number has at most 64 pairs"
    )]
    #[inline(always)]
    pub(crate) fn raised_with_trail<'s>(
        &self,
        base: &[Pair],
        scratch: &'s mut [Pair],
    ) -> Option<(&'s [Pair], u32)> {
        if !is_less(base, self.n) {
            return None;
        }
        let (power, sum) = scratch.split_at_mut_checked(self.n.len())?;
        // A glitch may end the loop early, or run a round as another one. For the first round an attacker can
        // choose a base that gives any power. So the rounds leave a trail.
        let mut trail = 0_u32;
        for round in 0..=17 {
            let (factor, other, added) = match round {
                0 => (base, self.r_squared, FIRST), // base * R
                17 => (base, &*power, LAST),        // A factor without R gives a product without R.
                _ => (&*power, &*power, trail),     // 16 squares: 65537 is 2^16 + 1.
            };
            let steps = match round {
                1..=16 if SQUARES => square(sum, factor, self.n, self.negative_inverse),
                _ => product(sum, factor, other, self.n, self.negative_inverse),
            };
            copy(sum, power);
            // A product of numbers whose lengths do not fit does nothing, and a glitch may change a length.
            let lost = (steps ^ pairs(8 * self.len)) as u32;
            // Hidden from the compiler, which would know the sum.
            trail = black_box(trail.wrapping_add(added) ^ lost);
        }
        // The base is less than n and the last power is less than R, so their product is less than 2n.
        if !is_less(power, self.n) {
            subtract(power, self.n);
        }
        Some((power, trail ^ TRAIL))
    }
}

/// What the first and the last round add to the trail of a power. All others double it.
const FIRST: u32 = 0x6A1D;
const LAST: u32 = 0x35B4;
/// The trail of a power whose rounds all ran, in their order.
const TRAIL: u32 = (FIRST << 16) + LAST;

/// Whether squares have code of their own. On a small core, which has words of 32 bits, they have none: it would
/// take flash and stack.
const SQUARES: bool = Word::BITS != 32;

/// The scratch memory of a power with a modulus of this many bits.
pub(crate) const fn scratch_pairs(bits: usize) -> usize {
    let pairs = pairs(bits);
    // A square is twice as long as its root. The sum of a product has `SLACK`.
    let slack = if SQUARES && pairs > SLACK {
        pairs
    } else {
        SLACK
    };
    2 * pairs + slack
}

/// Sets a byte of a number that is zero there, counted from the lowest. A byte beyond the number is dropped.
pub(crate) const fn set_byte(number: &mut [Pair], index: usize, byte: u8) {
    if let Some((_, [word, ..])) = number
        .as_flattened_mut()
        .split_at_mut_checked(index / WORD_LEN)
    {
        *word |= (byte as Word) << (8 * (index % WORD_LEN));
    }
}

/// The number of bytes of a number, with zeros before it.
pub(crate) const fn byte_len(number: &[Pair]) -> usize {
    number.len() * PAIR_LEN
}

/// A byte of a number, counted from the lowest.
pub(crate) const fn byte(number: &[Pair], index: usize) -> u8 {
    match number.as_flattened().split_at_checked(index / WORD_LEN) {
        Some((_, [word, ..])) => {
            let [byte, ..] = (*word >> (8 * (index % WORD_LEN))).to_le_bytes();
            byte
        }
        _ => 0,
    }
}

/// The number with these big-endian bytes; `number` is zero.
pub(crate) const fn read_be(bytes: &[u8], number: &mut [Pair]) {
    let mut bytes = bytes;
    let mut index = 0;
    while let [rest @ .., byte] = bytes {
        set_byte(number, index, *byte);
        bytes = rest;
        index += 1;
    }
}

/// The Montgomery product of two numbers, of which one is less than n, and the other one at most less than R.
/// The result is in the first pairs of `sum`. It is less than R, but n may have to be subtracted once more.
/// All numbers have as many pairs as n, and `sum` has at least [`SLACK`] more. Returns the number of pairs of the
/// factor that were multiplied: all of them.
#[inline(never)]
pub(crate) const fn product(
    sum: &mut [Pair],
    factor: &[Pair],
    other: &[Pair],
    n: &[Pair],
    negative_inverse: Word,
) -> usize {
    let (&[[n0, n1], ..], Some((sum, _))) = (n, sum.split_at_mut_checked(n.len() + SLACK)) else {
        return 0;
    };
    let mut steps = 0;
    fill_with_zeros(sum);
    let mut factor = factor;
    let mut carry = 0;
    // The sum moves up by a pair for each pair of the factor, and all the way down when it comes to the end.
    // It begins where it comes to the end with the last pair.
    let mut start = (SLACK - factor.len() % SLACK) % SLACK;
    while !factor.is_empty() {
        let Some((_, mut rest)) = sum.split_at_mut_checked(start) else {
            return 0;
        };
        while let (Some((sum, _)), [pair, factor_tail @ ..]) =
            (rest.split_at_mut_checked(n.len() + 1), factor)
        {
            if let [.., last] = sum {
                *last = [carry, 0];
            }
            carry = add_product(sum, other, *pair);
            if let [lowest, ..] = *sum {
                let multiple = multiple_of_n(lowest, [n0, n1], negative_inverse);
                carry += add_product(sum, n, multiple);
            }
            let [_, rest_tail @ ..] = rest else { return 0 };
            steps += 1;
            (rest, factor) = (rest_tail, factor_tail);
        }
        move_down(sum);
        start = 0;
    }
    if carry != 0 {
        subtract(sum, n);
    }
    steps
}

/// As [`product`], of a number with itself, in fewer steps. `sum` has at least twice as many pairs as n.
///
/// The number is cut into blocks of [`STRIDE`] pairs. A product of two different blocks occurs twice in the
/// square, so it is computed once and doubled.
#[inline(never)]
pub(crate) fn square(sum: &mut [Pair], root: &[Pair], n: &[Pair], negative_inverse: Word) -> usize {
    let Some((sum, _)) = sum.split_at_mut_checked(2 * n.len()) else {
        return 0;
    };
    fill_with_zeros(sum);
    add_products_of_blocks(sum, root);
    double_and_add_squares_of_blocks(sum, root);
    let (carry, steps) = reduce(sum, n, negative_inverse);
    if let Some((low, high)) = sum.split_at_mut_checked(n.len()) {
        copy(high, low);
        if carry != 0 {
            subtract(low, n);
        }
    }
    steps
}

/// Adds the product of each two different blocks to `sum`, which is zero.
fn add_products_of_blocks(sum: &mut [Pair], root: &[Pair]) {
    let (mut rest, mut sum) = (root, sum);
    while let Some((block, higher)) = rest.split_first_chunk::<STRIDE>() {
        for (index, pair) in block.iter().enumerate() {
            // There is no carry: the highest pair was zero.
            if let Some(sum) = sum.get_mut(index + STRIDE..) {
                add_product(sum, higher, *pair);
            }
        }
        (rest, sum) = (higher, sum.get_mut(2 * STRIDE..).unwrap_or_default());
    }
}

/// Doubles `sum`, and adds the square of each block.
fn double_and_add_squares_of_blocks(sum: &mut [Pair], root: &[Pair]) {
    let (blocks, _) = root.as_chunks::<STRIDE>();
    let (places, _) = sum.as_chunks_mut::<{ 2 * STRIDE }>();
    let (mut high_bit, mut carry) = (0, 0);
    for (block, place) in blocks.iter().zip(places) {
        let mut square = [[0; 2]; 2 * STRIDE];
        for (index, pair) in block.iter().enumerate() {
            if let Some(sum) = square.get_mut(index..) {
                add_product(sum, block, *pair);
            }
        }
        let words = place.as_flattened_mut().iter_mut();
        for (word, added) in words.zip(square.as_flattened()) {
            let doubled = *word << 1 | high_bit;
            high_bit = *word >> (Word::BITS - 1);
            (*word, carry) = multiply_add(doubled, 1, *added, carry);
        }
    }
}

/// Adds the multiple of n that makes the lower half of `sum` zero. Returns the carry, and the number of pairs that
/// were made zero: all of the lower half.
fn reduce(sum: &mut [Pair], n: &[Pair], negative_inverse: Word) -> (Word, usize) {
    let &[lowest_n, ..] = n else { return (0, 0) };
    let mut rest = sum;
    let (mut carry, mut steps) = (0, 0);
    for _ in n {
        if let Some((part, _)) = rest.split_at_mut_checked(n.len() + 1)
            && let [lowest, .., [last0, last1]] = part
        {
            // The carry of the step before belongs to the highest pair of this step.
            (*last0, carry) = multiply_add(*last0, 1, carry, 0);
            (*last1, carry) = multiply_add(*last1, 1, carry, 0);
            let multiple = multiple_of_n(*lowest, lowest_n, negative_inverse);
            carry += add_product(part, n, multiple);
            steps += 1;
        }
        let [_, tail @ ..] = rest else { break };
        rest = tail;
    }
    (carry, steps)
}

/// The multiple of n that, added to a sum with this lowest pair, makes the pair zero.
#[inline(always)]
const fn multiple_of_n([s0, s1]: Pair, [n0, n1]: Pair, negative_inverse: Word) -> Pair {
    let m0 = s0.wrapping_mul(negative_inverse);
    let (_, s0) = multiply_add(m0, n0, s0, 0);
    let s1 = multiply_add(m0, n1, s1, s0).0;
    [m0, s1.wrapping_mul(negative_inverse)]
}

/// Adds `factor * number` to `sum`, which is one pair longer than the number. Returns the carry.
// Not inlined: `product` uses it twice.
#[inline(never)]
const fn add_product(sum: &mut [Pair], number: &[Pair], factor: Pair) -> Word {
    let Some((mut low, [[end0, end1], ..])) = sum.split_at_mut_checked(number.len()) else {
        return 0;
    };
    let mut number = number;
    let mut state = State {
        c0: 0,
        c1: 0,
        before: 0,
    };
    while let ([s0, s1, s2, s3, low_tail @ ..], [n0, n1, n2, n3, number_tail @ ..]) = (low, number)
    {
        add_pair(s0, *n0, factor, &mut state);
        add_pair(s1, *n1, factor, &mut state);
        add_pair(s2, *n2, factor, &mut state);
        add_pair(s3, *n3, factor, &mut state);
        (low, number) = (low_tail, number_tail);
    }
    let (s, carry) = end0.overflowing_add(state.c0);
    (*end0, state.c1) = multiply_add(factor[1], state.before, s, state.c1);
    let (s, carry) = end1.overflowing_add(carry as Word);
    let (s, other_carry) = s.overflowing_add(state.c1);
    *end1 = s;
    carry as Word + other_carry as Word
}

/// What one step of [`add_product`] leaves for the next one.
struct State {
    /// The carries of the products with the lower and the higher word of the factor.
    c0: Word,
    c1: Word,
    /// The last word of the number, which the higher word of the factor multiplies next.
    before: Word,
}

/// One step of [`add_product`].
#[inline(always)]
const fn add_pair([s0, s1]: &mut Pair, [n0, n1]: Pair, [f0, f1]: Pair, state: &mut State) {
    let mut s;
    (s, state.c0) = multiply_add(f0, n0, *s0, state.c0);
    (*s0, state.c1) = multiply_add(f1, state.before, s, state.c1);
    (s, state.c0) = multiply_add(f0, n1, *s1, state.c0);
    (*s1, state.c1) = multiply_add(f1, n0, s, state.c1);
    state.before = n1;
    // A barrier, no instruction: without it, the compiler loads more words at once than Cortex-M has
    // registers.
    black_box(());
}

/// `a * b + c + d`: the lower word, then the higher one. The sum is at most `W² - 1` if W is the number of
/// values of a word, so it fits.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the two halves of the sum")]
const fn multiply_add(a: Word, b: Word, c: Word, d: Word) -> (Word, Word) {
    let sum = a as Wide * b as Wide + c as Wide + d as Wide;
    (sum as Word, (sum >> Word::BITS) as Word)
}

/// Moves all pairs down by [`SLACK`].
const fn move_down(sum: &mut [Pair]) {
    let mut rest = sum;
    while let [to, _, _, _, _, _, _, _, from, ..] = rest {
        *to = *from;
        // A barrier, no instruction: without it, the compiler calls `memmove`, which takes 1.5 KB of flash.
        black_box(());
        let [_, tail @ ..] = rest else { return };
        rest = tail;
    }
}

const fn fill_with_zeros(number: &mut [Pair]) {
    let mut rest = number;
    while let [first, tail @ ..] = rest {
        *first = [0; 2];
        rest = tail;
    }
}

/// Copies as many pairs as `to` has.
const fn copy(from: &[Pair], to: &mut [Pair]) {
    let (mut from, mut to) = (from, to);
    while let ([value, from_tail @ ..], [place, to_tail @ ..]) = (from, to) {
        *place = *value;
        (from, to) = (from_tail, to_tail);
    }
}

/// Whether a number is less than another one of the same length.
pub(crate) const fn is_less(number: &[Pair], other: &[Pair]) -> bool {
    let (mut number, mut other) = (number.as_flattened(), other.as_flattened());
    while let ([number_rest @ .., a], [other_rest @ .., b]) = (number, other) {
        if *a != *b {
            return *a < *b;
        }
        (number, other) = (number_rest, other_rest);
    }
    false
}

/// Subtracts a number from the lowest pairs of another one. A borrow from beyond them is dropped.
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

/// R² mod n, for an odd n that is greater than 1. `r_squared` is zero.
pub(crate) const fn find_r_squared(
    n: &[Pair],
    negative_inverse: Word,
    sum: &mut [Pair],
    r_squared: &mut [Pair],
) {
    // The highest power of 2 that is less than n.
    let mut doublings = n.len() + 1;
    let (mut words, mut to) = (n.as_flattened(), r_squared.as_flattened_mut());
    while let ([words_rest @ .., word], [to_rest @ .., place]) = (words, to) {
        doublings += word.leading_zeros() as usize;
        if let Some(bit) = word.checked_ilog2() {
            *place = 1 << bit;
            break;
        }
        (words, to) = (words_rest, to_rest);
    }
    // `R * 2^h mod n`, where h is the number of pairs.
    while doublings > 0 {
        double(r_squared, n);
        doublings -= 1;
    }
    // The product of `R * 2^k` with itself is `R * 2^2k`. A pair has a power of 2 of bits, so this ends with
    // `R * 2^(bits in h pairs)`, which is R².
    let mut bits = 1;
    while bits < 8 * PAIR_LEN {
        product(sum, r_squared, r_squared, n, negative_inverse);
        copy(sum, r_squared);
        bits *= 2;
    }
    // A product of numbers that are less than R, but not less than n, can be more than 2n. If n has as many
    // bits as R, or one less, R is less than 4n. If n has fewer bits, the product is less than 2n.
    while !is_less(r_squared, n) {
        subtract(r_squared, n);
    }
}

/// Doubles a number that is less than n, modulo n.
const fn double(number: &mut [Pair], n: &[Pair]) {
    let mut carry = 0;
    let mut rest = number.as_flattened_mut();
    while let [word, tail @ ..] = rest {
        let doubled = *word << 1 | carry;
        carry = *word >> (Word::BITS - 1);
        *word = doubled;
        rest = tail;
    }
    if carry != 0 || !is_less(number, n) {
        subtract(number, n);
    }
}
