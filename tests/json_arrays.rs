//! Arrays, numbers, booleans and `null`, read and written without serde.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::{
    self, JsonType, MAX_DEPTH, MAX_INTEGER_LEN, Reader, Writer, max_array_len,
};
use alipay_acquiring::{DecodeError, ValueError, read_object};
use common::json::{Fault, fault, wrong_type};
use proptest::prelude::*;

/// Reads a document that is an array of whole numbers.
fn numbers(text: &str) -> Result<Vec<i64>, Fault> {
    let mut reader = Reader::new(text.as_bytes(), &mut []).map_err(fault)?;
    let mut read = || {
        let mut found = Vec::new();
        let mut elements = reader.array()?;
        while reader.next_element(&mut elements)? {
            let parse = |text: &str| text.parse::<i64>().map_err(|_| ValueError::Number);
            found.extend(reader.parse_number(parse)?);
        }
        Ok(found)
    };
    let found = read().map_err(fault)?;
    reader.finish().map_err(fault)?;
    Ok(found)
}

#[test]
fn arrays_of_numbers() {
    let number = |value| wrong_type(JsonType::Number, value);
    let rows: &[(&str, Result<&[i64], Fault>)] = &[
        ("[]", Ok(&[])),
        (" [ ] ", Ok(&[])),
        ("[1]", Ok(&[1])),
        ("[ 1 ,\n-2,0 ]", Ok(&[1, -2, 0])),
        ("[1,null,3]", Ok(&[1, 3])),
        ("{}", Err((wrong_type(JsonType::Array, "{}"), 0))),
        ("\"[]\"", Err((wrong_type(JsonType::Array, "\""), 0))),
        ("null", Err((wrong_type(JsonType::Array, "null"), 0))),
        ("[1,\"2\"]", Err((number("\"2\""), 3))),
        ("[ true]", Err((number("true"), 2))),
        ("[[]]", Err((number("[]"), 1))),
        ("[1.5]", Err((Kind::Value(ValueError::Number), 1))),
        (
            "[99999999999999999999]",
            Err((Kind::Value(ValueError::Number), 1)),
        ),
        ("[01]", Err((Kind::UnexpectedByte, 2))),
        ("[1,]", Err((Kind::UnexpectedByte, 3))),
        ("[,1]", Err((Kind::UnexpectedByte, 1))),
        ("[1 2]", Err((Kind::UnexpectedByte, 3))),
        ("[1}", Err((Kind::UnexpectedByte, 2))),
        ("[1", Err((Kind::UnexpectedEnd, 2))),
        ("[", Err((Kind::UnexpectedEnd, 1))),
        ("[1]]", Err((Kind::TrailingBytes, 3))),
    ];
    for (text, expected) in rows {
        let expected = expected.map(<[i64]>::to_vec);
        assert_eq!(numbers(text), expected, "{text}");
    }
}

/// What a body with all types looks like.
#[derive(Debug, PartialEq)]
struct Cart<'a> {
    goods: Vec<(&'a str, u32)>,
    paid: Option<bool>,
    rate: Option<&'a str>,
}

fn read_cart<'a>(reader: &mut Reader<'a>) -> Result<Cart<'a>, DecodeError> {
    fn read_goods<'a>(reader: &mut Reader<'a>) -> Result<Option<Vec<(&'a str, u32)>>, DecodeError> {
        if reader.null()? {
            return Ok(None);
        }
        let mut goods = Vec::new();
        let mut elements = reader.array()?;
        while reader.next_element(&mut elements)? {
            let parse = |text: &str| text.parse::<u32>().map_err(|_| ValueError::Number);
            read_object!(let members = reader {
                "name" => name = reader.string()?,
                "count" => count = reader.parse_number(parse)?,
            });
            goods.push((
                members.require(name, "name")?,
                members.require(count, "count")?,
            ));
        }
        Ok(Some(goods))
    }

    read_object!(let members = reader {
        "goods" => goods = read_goods(reader)?,
        "paid" => paid = reader.boolean()?,
        "rate" => rate = reader.number()?,
    });
    let _ = members;
    Ok(Cart {
        goods: goods.unwrap_or_default(),
        paid,
        rate,
    })
}

fn cart(text: &str) -> Result<Cart<'_>, (Fault, Option<&str>)> {
    let place = |error: DecodeError| (fault(error), error.field());
    let mut reader = Reader::new(text.as_bytes(), &mut []).map_err(place)?;
    let cart = read_cart(&mut reader).map_err(place)?;
    reader.finish().map_err(place)?;
    Ok(cart)
}

#[test]
fn arrays_of_objects_in_a_body() {
    let text = r#"{"rate":1.250e0,"goods":[{"count":2,"name":"tea"},{"name":"cup","count":1}],"paid":false}"#;
    let expected = Cart {
        goods: vec![("tea", 2), ("cup", 1)],
        paid: Some(false),
        rate: Some("1.250e0"),
    };
    assert_eq!(cart(text), Ok(expected));
    let empty = || Cart {
        goods: vec![],
        paid: None,
        rate: None,
    };
    for text in [
        "{}",
        r#"{"goods":null,"paid":null,"rate":null}"#,
        r#"{"goods": [] }"#,
    ] {
        assert_eq!(cart(text), Ok(empty()), "{text}");
    }
    let boolean = |value| wrong_type(JsonType::Boolean, value);
    for (text, kind, value, field) in [
        (
            r#"{"goods":[{"name":"tea"}]}"#,
            Kind::Missing,
            "{\"name",
            "count",
        ),
        (r#"{"goods":[null]}"#, Kind::Missing, "null", "goods"),
        (
            r#"{"goods":{}}"#,
            wrong_type(JsonType::Array, "{}"),
            "{}",
            "goods",
        ),
        (r#"{"paid":1}"#, boolean("1"), "1", "paid"),
        (r#"{"paid":"true"}"#, boolean("\""), "\"true", "paid"),
        (
            r#"{"rate":"1"}"#,
            wrong_type(JsonType::Number, "\""),
            "\"1",
            "rate",
        ),
        (
            r#"{"goods":[{"name":"a","name":"b"}]}"#,
            Kind::Duplicate,
            "\"name\":\"b",
            "name",
        ),
        (r#"{"paid":tru}"#, Kind::UnexpectedByte, "}", "paid"),
        (r#"{"goods":nul}"#, Kind::UnexpectedByte, "}", "goods"),
    ] {
        let at = text.find(value).unwrap();
        assert_eq!(cart(text), Err(((kind, at), Some(field))), "{text}");
    }
}

#[test]
fn an_element_that_is_not_read_is_an_error() {
    let mut reader = Reader::new(b"[1,2]", &mut []).unwrap();
    let mut elements = reader.array().unwrap();
    assert_eq!(reader.next_element(&mut elements), Ok(true));
    let error = reader.next_element(&mut elements).unwrap_err();
    assert_eq!(error.kind(), Kind::Unread);
    assert!(reader.number().is_err(), "a reader that failed stays so");

    let mut reader = Reader::new(b"[]", &mut []).unwrap();
    let mut elements = reader.array().unwrap();
    assert_eq!(reader.next_element(&mut elements), Ok(false));
    let error = reader.next_element(&mut elements).unwrap_err();
    assert_eq!(error.kind(), Kind::Unread);

    let mut reader = Reader::new(b"[1]", &mut []).unwrap();
    let _elements = reader.array().unwrap();
    assert_eq!(reader.number().unwrap_err().kind(), Kind::Unread);
    let mut reader = Reader::new(b"[1]", &mut []).unwrap();
    let _elements = reader.array().unwrap();
    assert_eq!(reader.finish().unwrap_err().kind(), Kind::Unread);
}

#[test]
fn arrays_are_nested_up_to_the_limit() {
    for depth in [1, MAX_DEPTH, MAX_DEPTH + 1] {
        let depth = usize::try_from(depth).unwrap();
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
        let mut open = Vec::new();
        let end = loop {
            match reader.array() {
                Ok(mut elements) => match reader.next_element(&mut elements) {
                    Ok(true) => open.push(elements),
                    end => break end.map(drop),
                },
                Err(error) => break Err(error),
            }
        };
        let expected = match depth > MAX_DEPTH as usize {
            true => Err((Kind::TooDeep, MAX_DEPTH as usize)),
            false => Ok(()),
        };
        assert_eq!(end.map_err(fault), expected, "{depth}");
        if expected.is_ok() {
            while let Some(mut elements) = open.pop() {
                assert_eq!(reader.next_element(&mut elements), Ok(false));
            }
            assert_eq!(reader.finish(), Ok(()));
        }
    }
}

fn written(write: impl Fn(&mut Writer<'_>)) -> String {
    let mut counter = Writer::new(&mut []);
    write(&mut counter);
    let mut buffer = vec![0; counter.len()];
    let mut writer = Writer::new(&mut buffer);
    write(&mut writer);
    assert_eq!(writer.len(), counter.len());
    String::from_utf8(buffer).unwrap()
}

#[test]
fn arrays_are_written() {
    let text = written(|writer| {
        writer.begin_object();
        writer.name("goods");
        writer.begin_array();
        for name in ["tea", "cup"] {
            writer.element();
            writer.begin_object();
            writer.member("name", name);
            writer.end_object();
        }
        writer.end_array();
        writer.name("none");
        writer.begin_array();
        writer.end_array();
        writer.name("nested");
        writer.begin_array();
        writer.element();
        writer.begin_array();
        writer.end_array();
        writer.element();
        writer.string("\n");
        writer.element();
        writer.boolean(false);
        writer.end_array();
        writer.end_object();
    });
    let expected =
        r#"{"goods":[{"name":"tea"},{"name":"cup"}],"none":[],"nested":[[],"\n",false]}"#;
    assert_eq!(text, expected);
}

#[test]
fn the_longest_numbers_and_arrays() {
    for value in [0, 9, 10, 99, 100, u64::MAX / 10, u64::MAX] {
        let text = written(|writer| writer.unsigned(value));
        assert_eq!(text, value.to_string());
        assert!(text.len() <= MAX_INTEGER_LEN);
    }
    for value in [i64::MIN, i64::MIN + 1, -10, -1, 0, 1, i64::MAX] {
        let text = written(|writer| writer.integer(value));
        assert_eq!(text, value.to_string());
        assert!(text.len() <= MAX_INTEGER_LEN);
    }
    assert_eq!(i64::MIN.to_string().len(), MAX_INTEGER_LEN);
    for (count, len) in [(0, 2), (1, 22), (2, 43), (10, 211)] {
        assert_eq!(max_array_len(count, MAX_INTEGER_LEN), len);
        let text = written(|writer| {
            writer.begin_array();
            for _ in 0..count {
                writer.element();
                writer.unsigned(u64::MAX);
            }
            writer.end_array();
        });
        assert_eq!(text.len(), len);
    }
    assert_eq!(max_array_len(usize::MAX, usize::MAX), usize::MAX);
    assert_eq!(json::max_id_len(usize::MAX), usize::MAX);
    assert_eq!(json::max_id_len(64), 258);
}

proptest! {
    #[test]
    fn numbers_are_read_back(values in proptest::collection::vec(any::<i64>(), 0..20)) {
        let text = written(|writer| {
            writer.begin_array();
            for value in &values {
                writer.element();
                writer.integer(*value);
            }
            writer.end_array();
        });
        prop_assert_eq!(numbers(&text), Ok(values.clone()));
        prop_assert_eq!(serde_json::from_str::<Vec<i64>>(&text).unwrap(), values);
    }
}
