//! Spellings of JSON strings.

#![allow(unreachable_pub, reason = "the crate in tests/evidence exports these")]

/// `serde_json`'s compact spelling of a string, which escapes as little as RFC 8259 allows.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A JSON string's content with every UTF-16 code unit escaped as `\uXXXX`.
pub fn escape_all(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

/// The content of a string whose characters are escaped where `escaped` says so, or must be.
pub fn spell(text: &str, escaped: impl Fn(usize) -> bool) -> String {
    let mut content = String::new();
    for (index, character) in text.chars().enumerate() {
        let character = character.to_string();
        if escaped(index) {
            content += &escape_all(&character);
        } else {
            let quoted = quoted(&character);
            content += &quoted[1..quoted.len() - 1];
        }
    }
    content
}

/// A name raw, with its first or its last character escaped, and with all of them. The digits of
/// the last character are in upper case.
pub fn spellings(name: &str) -> [String; 4] {
    let last = name.chars().last().map_or(0, char::len_utf8);
    let (start, last) = name.split_at(name.len() - last);
    [
        spell(name, |_| false),
        spell(name, |index| index == 0),
        spell(start, |_| false) + &escape_all(last).to_uppercase().replace("\\U", "\\u"),
        spell(name, |_| true),
    ]
}
