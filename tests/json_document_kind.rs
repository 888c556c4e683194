//! Inputs that are no JSON documents: the error says what they are.

use alipay_acquiring::DecodeErrorKind::{self, *};
use alipay_acquiring::json::{JsonType, Reader};
use alipay_acquiring::names;
use alipay_acquiring::{Envelope, Outcome, PayCancelResponse, UnknownReason, UnsignedFailure};

use common::json::wrong_type;

mod common;

/// A valid envelope, as far as it is read without a key.
fn envelope() -> Vec<u8> {
    include_bytes!("fixtures/golden/response.json")
        .trim_ascii()
        .to_vec()
}

fn utf16(is_little_endian: bool) -> Vec<u8> {
    let text = String::from_utf8(envelope()).unwrap();
    let units = text.encode_utf16();
    match is_little_endian {
        true => units.flat_map(u16::to_le_bytes).collect(),
        false => units.flat_map(u16::to_be_bytes).collect(),
    }
}

fn joined(parts: [&[u8]; 2]) -> Vec<u8> {
    parts.concat()
}

/// The name of the row, the input, what it is, and the offset of the error.
fn rows() -> Vec<(&'static str, Vec<u8>, DecodeErrorKind, usize)> {
    let json = envelope();
    let len = json.len();
    let text = String::from_utf8(json.clone()).unwrap();
    let quoted = serde_json::to_string(&text).unwrap().into_bytes();
    vec![
        ("no bytes", vec![], EmptyDocument, 0),
        ("white space", b" \r\n".to_vec(), EmptyDocument, 3),
        ("HTML", b"<!DOCTYPE html><html>".to_vec(), Markup, 0),
        ("HTML after white space", b"\n<html>".to_vec(), Markup, 1),
        ("HTML in GBK", b"<html>\xc8\xd0".to_vec(), Markup, 0),
        ("XML", b"<?xml version=\"1.0\"?>".to_vec(), Markup, 0),
        (
            "a header of HTTP",
            joined([b"HTTP/1.1 200 OK\r\n\r\n", &json]),
            HttpHeader,
            0,
        ),
        ("a chunk size", joined([b"2a3\r\n", &json]), ChunkSize, 0),
        (
            "a chunk size that is a letter",
            joined([b"a3\r\n", &json]),
            ChunkSize,
            0,
        ),
        (
            "a chunk size that is a number",
            joined([b"1000\r\n", &json]),
            ChunkSize,
            0,
        ),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), Gzip, 0),
        ("zstd", b"\x28\xb5\x2f\xfd\x04\x58".to_vec(), Zstd, 0),
        ("UTF-16, little-endian", utf16(true), Utf16, 0),
        ("UTF-16, big-endian", utf16(false), Utf16, 0),
        (
            "UTF-16 with a mark, little-endian",
            joined([b"\xff\xfe", &utf16(true)]),
            Utf16,
            0,
        ),
        (
            "UTF-16 with a mark, big-endian",
            joined([b"\xfe\xff", &utf16(false)]),
            Utf16,
            0,
        ),
        (
            "a byte order mark",
            joined([b"\xef\xbb\xbf", &json]),
            ByteOrderMark,
            0,
        ),
        ("encoded twice", quoted, EncodedTwice, 0),
        ("erased flash only", vec![0xFF; 16], ErasedFlash, 0),
        (
            "erased flash after the document",
            joined([&json, &[0xFF; 16]]),
            ErasedFlash,
            len,
        ),
        ("NULs only", vec![0; 16], NulBytes, 0),
        (
            "NULs after the document",
            joined([&json, &[0; 16]]),
            NulBytes,
            len,
        ),
    ]
}

#[test]
fn what_an_input_is() {
    for (name, input, document, offset) in rows() {
        let mut scratch = vec![0; 2 * input.len()];
        let error = PayCancelResponse::decode(&input, &mut scratch).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (document, offset), "{name}");
        assert_eq!(
            error.to_string(),
            format!("at byte {offset}: {document}"),
            "{name}"
        );
        let envelope = Envelope::decode(&input, &mut scratch).unwrap_err();
        assert_eq!(envelope, error, "{name}");
        let unsigned = UnsignedFailure::decode(&input, &mut scratch).unwrap_err();
        assert_eq!(unsigned, error, "{name}");

        let outcome = Outcome::Unknown(UnknownReason::from(error));
        let code = match document {
            EmptyDocument => "unknown-no-answer",
            _ => "unknown-undecodable",
        };
        assert_eq!(outcome.code(), code, "{name}");
    }
}

/// Inputs that look a little like those above.
#[test]
fn what_is_not_explained() {
    use DecodeErrorKind::{InvalidUtf8, TrailingBytes, UnexpectedByte, UnexpectedEnd};
    let no_object = |text| wrong_type(JsonType::Object, text);
    let json = envelope();
    let len = json.len();
    let rows: [(&str, Vec<u8>, DecodeErrorKind, usize); 12] = [
        ("a brace", b"{".to_vec(), UnexpectedEnd, 1),
        ("a number", b"1000".to_vec(), no_object("1000"), 0),
        (
            "digits and a line feed",
            b"1000\n{}".to_vec(),
            no_object("1000"),
            0,
        ),
        ("a line end", b"\r\nx".to_vec(), UnexpectedByte, 2),
        ("an empty string", b"\"\"".to_vec(), no_object("\"\""), 0),
        (
            "a string with an array",
            b"\"[1]\"".to_vec(),
            no_object("\"[1]\""),
            0,
        ),
        ("HTTP without a slash", b"HTTP".to_vec(), UnexpectedByte, 0),
        ("half a mark of gzip", b"\x1f\x8c".to_vec(), InvalidUtf8, 1),
        ("FF, then text", joined([&json, b"\xffx"]), InvalidUtf8, len),
        (
            "NUL, then text",
            joined([&json, b"\0x"]),
            TrailingBytes,
            len,
        ),
        ("two documents", joined([&json, &json]), TrailingBytes, len),
        ("HTML after it", joined([&json, b"<"]), TrailingBytes, len),
    ];
    for (name, input, kind, offset) in rows {
        let error = PayCancelResponse::decode(&input, &mut []).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{name}");
    }
}

/// A string with an object in it is a document of its own. It is only wrong where an object is expected.
#[test]
fn what_is_encoded_twice_depends_on_what_is_expected() {
    let read = |text: &'static str| Reader::new(text.as_bytes(), &mut []).unwrap();
    let text = r#""{a" x"#;
    let mut reader = read(text);
    assert_eq!(reader.string(), Ok(Some("{a")));
    assert_eq!(reader.finish().unwrap_err().kind(), TrailingBytes);
    let mut reader = read(text);
    assert_eq!(
        reader.array().unwrap_err().kind(),
        wrong_type(JsonType::Array, text)
    );
    // After an error about the whole document nothing more is read.
    let mut reader = read(r#""{}""#);
    assert_eq!(reader.object(names!["a"]).unwrap_err().kind(), EncodedTwice);
    assert!(reader.finish().is_err());
}

#[test]
fn what_each_text_says() {
    let rows = [
        (
            EmptyDocument,
            "empty-document",
            "expected JSON, found no text: there was no answer",
        ),
        (
            Markup,
            "markup",
            "expected JSON, found HTML or XML; check the URL and the proxy",
        ),
        (
            HttpHeader,
            "http-header",
            "expected JSON, found an HTTP header; decode only the body",
        ),
        (
            ChunkSize,
            "chunk-size",
            "expected JSON, found a chunk size of HTTP; remove the chunked transfer coding first",
        ),
        (
            Gzip,
            "gzip",
            "expected JSON, found gzip; decompress it, or do not send `Accept-Encoding`",
        ),
        (
            Zstd,
            "zstd",
            "expected JSON, found zstd; decompress it, or do not send `Accept-Encoding`",
        ),
        (
            Utf16,
            "utf-16",
            "expected UTF-8, found UTF-16; pass the bytes as they were received, without conversion",
        ),
        (
            ByteOrderMark,
            "byte-order-mark",
            "expected JSON, found a byte order mark; remove the first three bytes",
        ),
        (
            EncodedTwice,
            "encoded-twice",
            "expected a JSON object, found a JSON string that contains JSON; decode the string first",
        ),
        (
            ErasedFlash,
            "erased-flash",
            "expected JSON, found erased flash (bytes FF) to the end; pass only what was stored",
        ),
        (
            NulBytes,
            "nul-bytes",
            "expected JSON, found NUL bytes to the end; pass only what was received",
        ),
    ];
    for (document, code, text) in rows {
        assert_eq!(
            (document.code(), document.to_string().as_str()),
            (code, text)
        );
        assert!(rows_have(document), "{code}");
    }
}

/// Whether [`rows`] has a row for it.
fn rows_have(document: DecodeErrorKind) -> bool {
    rows().iter().any(|row| row.2 == document)
}
