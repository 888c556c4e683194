//! Decoding: every prefix of the fixtures is refused as a document that ends early.

mod common;

use std::fs;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::{PayCancelRequest, PayCancelResponse};
use common::fixtures::{fixture, fixture_path};

#[test]
fn every_prefix_is_refused() {
    let mut prefixes = 0;
    let mut files = 0;
    for folder in ["golden", "peers", "odd"] {
        for entry in fs::read_dir(fixture_path(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !name.ends_with(".json") || name == "unsigned-gbk.json" {
                continue; // The second is not UTF-8.
            }
            let input = fixture(&format!("{folder}/{name}"));
            let mut scratch = vec![0; input.len()];
            // Without the white space at its end, a document is still complete.
            for len in 0..input.trim_ascii_end().len() {
                let prefix = &input[..len];
                let error = if name.contains(".request.") || name.starts_with("request") {
                    PayCancelRequest::decode(prefix, &mut scratch).map(drop)
                } else {
                    PayCancelResponse::decode(prefix, &mut scratch).map(drop)
                };
                let error = error.expect_err(&name);
                // The error is always the early end, even if the cut is inside a character, or that there
                // is no text. The offset of an incomplete escape or character is that of its first byte.
                let kind = match prefix.trim_ascii().is_empty() {
                    true => Kind::EmptyDocument,
                    false => Kind::UnexpectedEnd,
                };
                assert_eq!(error.kind(), kind, "{name} cut at {len}");
                let at = error.offset();
                assert!(at <= len && len - at < 12, "{name} cut at {len}: {at}");
                prefixes += 1;
            }
            files += 1;
        }
    }
    assert_eq!(files, 116);
    assert!(prefixes > 50_000, "{prefixes}");
}
