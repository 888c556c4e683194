//! The arithmetic of `src/signature/montgomery.rs` against `num-bigint`. A test program includes that file,
//! with a type of words of its own, and this one. With words of 8 bits, each carry and each borrow is
//! frequent.

use num_bigint::BigUint;

use crate::signature::montgomery::{
    Modulus, Pair, SLACK, View, byte, byte_len, find_r_squared, is_less, negative_inverse, pairs,
    product, read_be, scratch_pairs, set_byte, square,
};
use crate::signature::word::Word;

pub(crate) const WORD_BITS: usize = Word::BITS as usize;

/// The words in the shortest number.
pub(crate) const MIN_WORDS: usize = 2 * pairs(1);

/// A number with this many pairs.
pub(crate) fn number(value: &BigUint, pairs: usize) -> Vec<Pair> {
    let mut number = vec![[0; 2]; pairs];
    read_be(&value.to_bytes_be(), &mut number);
    assert_eq!(self::value(&number), *value, "too long: {value}");
    number
}

pub(crate) fn value(number: &[Pair]) -> BigUint {
    let bytes: Vec<u8> = (0..byte_len(number))
        .map(|index| byte(number, index))
        .collect();
    BigUint::from_bytes_le(&bytes)
}

/// Random numbers (Marsaglia's xorshift).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number of at most this many bits, from random bytes.
    pub(crate) fn value(&mut self, bits: usize) -> BigUint {
        let bytes: Vec<u8> = (0..bits.div_ceil(8))
            .map(|_| self.next().to_le_bytes()[3])
            .collect();
        BigUint::from_bytes_le(&bytes) % (BigUint::from(1_u8) << bits)
    }

    /// A number of this many words. Most of them are all zeros, all ones, or next to these, or next to half
    /// of the range.
    pub(crate) fn extreme(&mut self, words: usize) -> BigUint {
        let word = BigUint::from(1_u8) << WORD_BITS;
        (0..words).fold(BigUint::ZERO, |number, _| {
            let digit = match self.next() % 8 {
                0 | 1 => &word - 1_u8,
                2 | 3 => BigUint::ZERO,
                4 => &word - 2_u8,
                5 => BigUint::from(1_u8),
                6 => (&word >> 1) - (self.next() % 2),
                _ => self.value(WORD_BITS),
            };
            (number << WORD_BITS) + digit
        })
    }
}

/// A modulus, and the values that the arithmetic computes for it.
pub(crate) struct Case {
    n: BigUint,
    r: BigUint,
    pairs: Vec<Pair>,
    r_squared: Vec<Pair>,
    negative_inverse: Word,
}

impl Case {
    /// An odd number greater than 1.
    pub(crate) fn new(n: BigUint) -> Self {
        let len = pairs(usize::try_from(n.bits()).unwrap());
        let r = BigUint::from(1_u8) << (8 * byte_len(&vec![[0; 2]; len]));
        let pairs = number(&n, len);
        let negative_inverse = negative_inverse(pairs[0][0]);
        let mut r_squared = vec![[0; 2]; len];
        let mut sum = vec![[7; 2]; len + SLACK];
        find_r_squared(&pairs, negative_inverse, &mut sum, &mut r_squared);
        assert_eq!(value(&r_squared), &r * &r % &n, "R² mod {n}");
        Self {
            n,
            r,
            pairs,
            r_squared,
            negative_inverse,
        }
    }

    /// One factor must be less than n, the other one less than R.
    pub(crate) fn check_product(&self, factor: &BigUint, other: &BigUint) {
        let len = self.pairs.len();
        // What is in the memory before does not matter.
        let mut sum = vec![[Word::MAX; 2]; len + SLACK];
        let factors = [number(factor, len), number(other, len)];
        let steps = product(
            &mut sum,
            &factors[0],
            &factors[1],
            &self.pairs,
            self.negative_inverse,
        );
        assert_eq!(steps, len);
        let found = value(&sum[..len]);
        let (n, r) = (&self.n, &self.r);
        assert!(found < *r, "{factor} * {other} / {r} mod {n} = {found}");
        assert_eq!(
            &found * r % n,
            factor * other % n,
            "{factor} * {other} / {r} mod {n} = {found}"
        );
        assert!(
            found < n * 2_u8 || factor >= n || other >= n,
            "{factor} * {other} mod {n}"
        );
    }

    /// The root must be less than R.
    pub(crate) fn check_square(&self, root: &BigUint) {
        let len = self.pairs.len();
        let mut sum = vec![[Word::MAX; 2]; 2 * len];
        let root_pairs = number(root, len);
        let steps = square(&mut sum, &root_pairs, &self.pairs, self.negative_inverse);
        assert_eq!(steps, len);
        let found = value(&sum[..len]);
        let (n, r) = (&self.n, &self.r);
        assert!(found < *r, "{root}^2 / {r} mod {n} = {found}");
        assert_eq!(
            &found * r % n,
            root * root % n,
            "{root}^2 / {r} mod {n} = {found}"
        );
        assert!(
            found < n * 2_u8 || root >= n,
            "{root}^2 / {r} mod {n} = {found}"
        );
    }

    pub(crate) fn check_power(&self, base: &BigUint) {
        let len = self.pairs.len();
        let view = View {
            n: &self.pairs,
            r_squared: &self.r_squared,
            negative_inverse: self.negative_inverse,
            len: usize::try_from(self.n.bits().div_ceil(8)).unwrap(),
        };
        let mut scratch = vec![[Word::MAX; 2]; scratch_pairs(2 * WORD_BITS * len)];
        let power = view.raised_to_65537(&number(base, len), &mut scratch);
        let expected = (*base < self.n).then(|| base.modpow(&BigUint::from(65537_u32), &self.n));
        assert_eq!(power.map(value), expected, "{base}^65537 mod {}", self.n);
        if let Some((_, lost_rounds)) = view.raised_with_trail(&number(base, len), &mut scratch) {
            assert_eq!(lost_rounds, 0, "all rounds ran");
            // As after a glitch that changes a length: the products are shorter than the key says.
            let longer = View {
                len: (len + 1) * 2 * WORD_BITS / 8 * 4,
                ..view
            };
            let (_, lost_rounds) = longer
                .raised_with_trail(&number(base, len), &mut scratch)
                .unwrap();
            assert_ne!(lost_rounds, 0, "a length differs");
        }
    }

    /// The numbers at which a mistake is likely: 0, 1, n - 1, and numbers near R and near words of ones.
    pub(crate) fn check_edges(&self) {
        let n = &self.n;
        let ones = &self.r - 1_u8;
        let below = [
            BigUint::ZERO,
            BigUint::from(1_u8),
            BigUint::from(2_u8),
            n >> 1,
            (n >> 1) + 1_u8,
            n - 2_u8,
            n - 1_u8,
            &self.r % n,
            &ones % n,
            value(&self.r_squared),
        ];
        for one in &below {
            for other in &below {
                self.check_product(one, other);
            }
            self.check_product(one, &ones);
            self.check_product(&ones, one);
            self.check_power(one);
            self.check_square(one);
        }
        self.check_power(n);
        self.check_power(&ones);
        self.check_square(&ones);
    }

    pub(crate) fn check_random(&self, random: &mut Random) {
        let words = self.pairs.len() * 2;
        let large = random.extreme(words);
        let [one, other] = [
            random.extreme(words) % &self.n,
            random.extreme(words) % &self.n,
        ];
        self.check_product(&one, &other);
        self.check_product(&large, &other);
        self.check_product(&one, &large);
        self.check_product(&one, &one);
        self.check_power(&one);
        self.check_power(&large);
        self.check_square(&one);
        self.check_square(&large);
    }
}

/// Moduli of up to `words` words at which a mistake is likely.
pub(crate) fn extreme_moduli(words: usize) -> Vec<BigUint> {
    let one = BigUint::from(1_u8);
    let bits = words * WORD_BITS;
    let ones = (&one << bits) - 1_u8;
    let mut moduli = vec![
        ones.clone(),                         // all words of ones
        &ones - 2_u8,                         // the lowest word differs
        (&one << (bits - 1)) + 1_u8,          // minimal with this length: one bit at each end
        (&one << (bits - 1)) - 1_u8,          // one bit shorter, all ones
        (&one << (bits - WORD_BITS)) + 1_u8,  // the highest word is 1, all others are 0
        &ones - (&one << (bits - WORD_BITS)), // the highest word is all ones but one bit
        &ones - (&one << (bits / 2)),         // a word in the middle differs
    ];
    if bits > 2 * WORD_BITS {
        // The lowest word is 1, then zeros, then ones; and the other way round.
        moduli.push(&ones - (&one << (2 * WORD_BITS)) + 2_u8);
        moduli.push((&one << (bits - 1)) + (&one << (2 * WORD_BITS)) - 1_u8);
    }
    moduli.retain(|n| n.bit(0) && *n > one);
    assert!(moduli.len() > 4);
    moduli
}

/// The bytes of numbers, and their order.
pub(crate) fn check_bytes_and_order(random: &mut Random) {
    for _ in 0..200 {
        let words = MIN_WORDS;
        let [one, other] = [random.extreme(words), random.extreme(words)];
        let [a, b] = [
            number(&one, pairs(words * WORD_BITS)),
            number(&other, pairs(words * WORD_BITS)),
        ];
        assert_eq!(is_less(&a, &b), one < other, "{one} < {other}");
        assert_eq!(is_less(&b, &a), other < one, "{other} < {one}");
        assert!(!is_less(&a, &a), "{one}");
        let index = usize::try_from(random.next()).unwrap_or_default() % byte_len(&a);
        let mut changed = vec![[0; 2]; a.len()];
        set_byte(&mut changed, index, 0xA5);
        assert_eq!(value(&changed), BigUint::from(0xA5_u8) << (8 * index));
        set_byte(&mut changed, byte_len(&a), 1);
        assert_eq!(byte(&a, byte_len(&a)), 0);
        assert_eq!(value(&changed), BigUint::from(0xA5_u8) << (8 * index));
    }
}

/// Moduli that cannot be loaded.
pub(crate) fn check_refused_moduli() {
    const PAIRS: usize = 4 * pairs(1);
    let longest = PAIRS * 2 * WORD_BITS / 8;
    let odd = |len: usize| [&[1], &vec![0xFF; len - 1][..]].concat();
    for (name, bytes, expected) in [
        ("no bytes", vec![], false),
        ("1", vec![1], false),
        ("2", vec![2], false),
        ("3", vec![3], true),
        ("256", vec![1, 0], false),
        ("257", vec![1, 1], true),
        ("the longest", odd(longest), true),
        ("too long", odd(longest + 1), false),
    ] {
        let modulus = Modulus::<PAIRS>::new(&bytes);
        assert_eq!(modulus.is_some(), expected, "{name}");
        let Some(modulus) = modulus else { continue };
        let n = BigUint::from_bytes_be(&bytes);
        let view = modulus.view();
        assert_eq!([modulus.len(), view.len], [bytes.len(); 2], "{name}");
        assert_eq!(view.n.len(), pairs(8 * bytes.len()), "{name}");
        assert_eq!(value(view.n), n, "{name}");
        let r = BigUint::from(1_u8) << (8 * byte_len(view.n));
        assert_eq!(value(view.r_squared), &r * &r % &n, "{name}");
        let base = number(&BigUint::from(2_u8), view.n.len());
        let mut scratch = vec![[0; 2]; scratch_pairs(8 * bytes.len())];
        let power = view.raised_to_65537(&base, &mut scratch).map(value);
        let expected = BigUint::from(2_u8).modpow(&BigUint::from(65537_u32), &n);
        assert_eq!(
            power,
            (n > BigUint::from(2_u8)).then_some(expected),
            "{name}"
        );
    }
}
