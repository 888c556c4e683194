//! Owned copies of envelopes, texts and ids, which outlive the buffers that they were read from.

mod common;

use alipay_acquiring::{
    FreeText, Text, TextBuf, TransactionId, TransactionIdBuf, ValueError, text,
};
use proptest::prelude::*;

#[test]
fn texts_are_copied_completely() {
    let longest = "\u{1f600}".repeat(64);
    for text in ["a", "é", "\0", &longest] {
        let text = Text::<64>::new(text).unwrap();
        let copy = TextBuf::from(text);
        assert_eq!(copy, text.as_str());
        assert_eq!(copy.as_text(), text);
        assert_eq!(copy.to_string(), text.to_string());
        assert_eq!(format!("{copy:?}"), format!("{text:?}"));
        assert_eq!(copy.as_ref(), text.as_str());
    }
    assert_eq!(TextBuf::<64>::try_from(""), Err(ValueError::Empty));
    let too_long = longest + "x";
    assert_eq!(
        TextBuf::<64>::try_from(&*too_long),
        Err(ValueError::TooLong { max: 64, found: 65 })
    );
    let empty = TextBuf::<4, 0>::from(FreeText::new("").unwrap());
    assert_eq!(empty, "");
}

/// Two copies are equal if their texts are. The unused rest of a buffer does not count.
#[test]
fn copies_are_equal_if_their_texts_are() {
    use std::collections::HashSet;
    use std::hash::{BuildHasher, RandomState};

    let [one, same, other] = ["ab", "ab", "abc"].map(|text| TextBuf::<3>::try_from(text).unwrap());
    assert_eq!(one, same);
    assert_ne!(one, other);
    assert_eq!(HashSet::from([one, same, other]).len(), 2);
    // Hash and equality are those of `str`.
    let state = RandomState::new();
    assert_eq!(state.hash_one(one), state.hash_one("ab"));
    assert_ne!(state.hash_one(one), state.hash_one(other));
    assert!(one == "ab" && one != "abc");
}

#[test]
fn transaction_ids() {
    let (one, two) = (text!("2015x747"), text!("510x002"));
    for id in [
        TransactionId::Acquirement(one),
        TransactionId::Merchant(two),
        TransactionId::Both {
            acquirement_id: one,
            merchant_trans_id: two,
        },
    ] {
        assert_eq!(TransactionIdBuf::from(id).as_transaction_id(), id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_copied(text in ".{1,16}") {
        let text = Text::<16>::new(&text).unwrap();
        let copy = TextBuf::from(text);
        prop_assert_eq!(copy.as_text(), text);
    }
}

#[cfg(feature = "heapless")]
mod envelope {
    use super::*;
    use alipay_acquiring::{
        DecodeErrorKind, EncodeError, PayCancelRequest, PayCancelRequestBody,
        PayCancelResponseBody, StoredEnvelope,
    };

    const REQUEST: &[u8] = include_bytes!("fixtures/golden/request.json");

    #[test]
    fn every_fixture_is_stored_byte_for_byte() {
        let mut read = 0;
        for folder in ["golden", "peers", "odd", "refused"] {
            for entry in std::fs::read_dir(common::fixtures::fixture_path(folder)).unwrap() {
                let bytes = std::fs::read(entry.unwrap().path()).unwrap();
                let stored = StoredEnvelope::<4096>::from_bytes(&bytes).unwrap();
                let loaded = StoredEnvelope::<4096>::from_bytes(stored.as_bytes()).unwrap();
                assert_eq!(loaded.as_bytes(), bytes);
                assert_eq!(loaded, stored);
                let (mut one, mut two) = (vec![0; bytes.len()], vec![0; bytes.len()]);
                let read_again = loaded.read::<PayCancelRequestBody>(&mut one);
                match (read_again, PayCancelRequest::decode(&bytes, &mut two)) {
                    (Ok(read_again), Ok(decoded)) => {
                        read += 1;
                        assert_eq!(
                            *read_again.assume_from_own_storage(),
                            *decoded.assume_verified_by_caller()
                        );
                    }
                    (read_again, decoded) => assert_eq!(read_again.err(), decoded.err()),
                }
            }
        }
        assert!(read > 40, "{read}");
    }

    #[test]
    fn buffers_that_are_too_small_or_just_large_enough() {
        assert_eq!(REQUEST.len(), 685);
        assert_eq!(
            StoredEnvelope::<684>::from_bytes(REQUEST),
            Err(EncodeError::BufferTooSmall { needed: 685 })
        );
        let stored = StoredEnvelope::<685>::from_bytes(REQUEST).unwrap();
        let bytes: heapless::Vec<u8, 685> = stored.clone().into();
        assert_eq!(StoredEnvelope::from(bytes), stored);
        let shown = format!("{stored:?}");
        assert!(
            shown.starts_with("StoredEnvelope(\"{\\\"request\\\":"),
            "{shown}"
        );
        let not_utf8 = StoredEnvelope::<2>::from_bytes(b"\xff").unwrap();
        assert_eq!(format!("{not_utf8:?}"), "StoredEnvelope([255])");
    }

    /// Verifying again finds an envelope that was damaged while it was stored.
    #[test]
    #[cfg(feature = "rsa")]
    fn a_stored_envelope_is_verified_again() {
        let key = common::keys::verifying_key("client");
        let stored = StoredEnvelope::<1024>::from_bytes(REQUEST).unwrap();
        assert!(
            stored
                .read::<PayCancelRequestBody>(&mut [])
                .unwrap()
                .verify(&key)
                .is_ok()
        );
        let damaged = String::from_utf8(REQUEST.to_vec())
            .unwrap()
            .replace("2001", "2002");
        let stored = StoredEnvelope::<1024>::from_bytes(damaged.as_bytes()).unwrap();
        let read_again = stored.read::<PayCancelRequestBody>(&mut []).unwrap();
        assert!(read_again.verify(&key).is_err());
        let error = stored.read::<PayCancelResponseBody>(&mut []).unwrap_err();
        let found = alipay_acquiring::MessageKind::Request;
        assert_eq!(error.kind(), DecodeErrorKind::WrongMessage { found });
    }
}
