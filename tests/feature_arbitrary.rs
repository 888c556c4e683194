//! `Arbitrary`: it creates only valid values, also rare ones.

#![cfg(feature = "arbitrary")]

use alipay_acquiring::{FreeText, ResultCodeId, Text, Timestamp, UtcOffset};
use arbitrary::{Arbitrary, Error, Unstructured};

/// The values that are created from many inputs. The inputs are the same in every run.
fn arbitrary_values<T: for<'a> Arbitrary<'a>>() -> Vec<T> {
    let mut state = 1_u64;
    let mut input = || {
        [(); 4].map(|()| {
            // xorshift
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        })
    };
    (0..20_000)
        .map(|_| T::arbitrary(&mut Unstructured::new(input().as_flattened())).expect("a value"))
        .collect()
}

#[test]
fn times_are_valid() {
    let times = arbitrary_values::<Timestamp>();
    for time in &times {
        assert_eq!(Timestamp::parse(&format!("{time:?}")), Ok(*time));
    }
    assert!(times.iter().any(|time| time.nanosecond() > 0));
    assert!(times.iter().any(|time| time.second() == 59));
}

#[test]
fn offsets_are_less_than_a_day() {
    let offsets = arbitrary_values::<UtcOffset>();
    let minutes = || offsets.iter().map(|offset| offset.minutes());
    assert_eq!(minutes().min(), Some(-1439));
    assert_eq!(minutes().max(), Some(1439));
    assert!(offsets.contains(&UtcOffset::UNKNOWN));
}

#[test]
fn result_code_ids_have_eight_digits() {
    let ids = arbitrary_values::<ResultCodeId>();
    for id in &ids {
        assert_eq!(ResultCodeId::parse(&id.to_string()), Ok(*id));
    }
    assert_ne!(ids.iter().min(), ids.iter().max());
}

#[test]
fn texts_that_may_be_ids_can_be_written() {
    // The input, an id of at most three characters, and a text of at most four.
    let rows: [(&[u8], &str, &str); 5] = [
        (b"a b\x03", "a b", "a b"),
        (b" a \x03", "a", " a "),
        (b"\na\tb\x04", "a", "\na\tb"),
        (b" \n \x03", "0", " \n "),
        (b"ab c\x04", "ab", "ab c"),
    ];
    for (input, id, free) in rows {
        let id_of = |input| Text::<3, 1>::arbitrary(&mut Unstructured::new(input));
        let free_of = |input| Text::<4, 0>::arbitrary(&mut Unstructured::new(input));
        assert_eq!(id_of(input).unwrap(), id, "{input:?}");
        assert_eq!(free_of(input).unwrap(), free, "{input:?}");
        assert_eq!(id_of(input).unwrap().check_id(), Ok(()), "{input:?}");
    }
}

#[test]
fn texts_are_cut_to_the_maximum_length() {
    // The last byte is the length of the text.
    let input = "äö\u{1f600}ü\n".as_bytes();
    fn text<'a, const MAX: usize, const MIN: usize>(
        input: &'a [u8],
    ) -> Result<Text<'a, MAX, MIN>, Error> {
        Text::arbitrary(&mut Unstructured::new(input))
    }
    assert_eq!(text::<3, 1>(input).unwrap(), "äö\u{1f600}");
    assert_eq!(text::<2, 0>(input).unwrap(), "äö");
    assert_eq!(text::<64, 1>(&[]).unwrap(), "0");
    assert_eq!(text::<64, 0>(&[]).unwrap(), FreeText::new("").unwrap());
    assert!(matches!(text::<64, 2>(&[]), Err(Error::IncorrectFormat)));
}
