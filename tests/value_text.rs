//! `Text` and `FreeText`: their lengths in characters, and how they compare with `str`.

use alipay_acquiring::{FreeText, Text, ValueError, text};
use proptest::prelude::*;

/// Checks texts of one character below, at and above the maximum length.
fn check_maximum<const MAX: usize>(character: &str) {
    let of = |count: usize| character.repeat(count);
    let [below, at, above] = [of(MAX - 1), of(MAX), of(MAX + 1)];
    assert_eq!(
        Text::<MAX>::new(&below).map(|it| it.as_str()),
        Ok(&*below),
        "{character}"
    );
    assert_eq!(
        Text::<MAX>::new(&at).map(|it| it.as_str()),
        Ok(&*at),
        "{character}"
    );
    let too_long = ValueError::TooLong {
        max: MAX,
        found: MAX + 1,
    };
    assert_eq!(Text::<MAX>::new(&above), Err(too_long), "{character}");
    assert_eq!(
        FreeText::<MAX>::new(&at).map(|it| it.as_str()),
        Ok(&*at),
        "{character}"
    );
    assert_eq!(FreeText::<MAX>::new(&above), Err(too_long), "{character}");
}

#[test]
fn lengths_are_counted_in_characters() {
    let mut rows = 0;
    for (len, character) in (1..).zip(["a", "\u{e9}", "\u{20ac}", "\u{1f600}"]) {
        assert_eq!(character.len(), len);
        check_maximum::<2>(character);
        check_maximum::<32>(character);
        check_maximum::<64>(character);
        check_maximum::<256>(character);
        rows += 1;
    }
    assert_eq!(rows, 4);
    // A letter and a combining accent are two characters. Characters of different lengths in UTF-8
    // count as one each.
    assert_eq!(Text::<2>::new("e\u{301}").map(|it| it.len()), Ok(3));
    assert_eq!(
        Text::<1>::new("e\u{301}"),
        Err(ValueError::TooLong { max: 1, found: 2 })
    );
    assert_eq!(
        Text::<4>::new("a\u{e9}\u{20ac}\u{1f600}").map(|it| it.len()),
        Ok(10)
    );
}

#[test]
fn only_free_text_may_be_empty() {
    assert_eq!(Text::<8>::new(""), Err(ValueError::Empty));
    assert_eq!(FreeText::<8>::new("").map(|it| it.as_str()), Ok(""));
    assert_eq!(Text::<8, 2>::new("a"), Err(ValueError::Empty));
    // One character of two bytes is too short for a minimum of two characters.
    assert_eq!(Text::<8, 2>::new("\u{e9}"), Err(ValueError::Empty));
    assert_eq!(Text::<8, 2>::new("ab").map(|it| it.as_str()), Ok("ab"));
}

#[test]
fn texts_behave_like_str() {
    const LITERAL: Text<'static, 4> = text!("a\"b\u{e9}");
    const EMPTY: FreeText<'static, 4> = text!("");
    assert_eq!((LITERAL.as_str(), EMPTY.as_str()), ("a\"b\u{e9}", ""));
    assert_eq!(
        (LITERAL.to_string(), format!("{LITERAL:?}")),
        ("a\"b\u{e9}".to_owned(), r#""a\"bé""#.to_owned(),)
    );
    // Padding works as for a `str`.
    assert_eq!(format!("[{LITERAL:>6}]"), "[  a\"b\u{e9}]");
    assert_eq!(LITERAL, "a\"b\u{e9}");
    assert_eq!(LITERAL, *"a\"b\u{e9}");
    assert!(LITERAL != "a" && LITERAL != *"a");
    assert_eq!(LITERAL.as_ref(), &*LITERAL);
    assert_eq!(Text::try_from("a\"b\u{e9}"), Ok(LITERAL));
    assert_eq!(
        Text::<3>::try_from("four"),
        Err(ValueError::TooLong { max: 3, found: 4 })
    );
    assert_eq!(
        (Text::<64>::MAX_JSON_LEN, FreeText::<256>::MAX_JSON_LEN),
        (386, 1538)
    );
}

proptest! {
    #[test]
    fn only_the_number_of_characters_decides(text in "\\PC{0,12}|[\\x00-\\x1f]{0,12}") {
        let count = text.chars().count();
        prop_assert_eq!(Text::<6>::new(&text).is_ok(), (1..=6).contains(&count));
        prop_assert_eq!(FreeText::<6>::new(&text).is_ok(), count <= 6);
        prop_assert_eq!(Text::<6, 3>::new(&text).is_ok(), (3..=6).contains(&count));
    }
}
