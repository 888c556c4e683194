//! JSON strings, spelled with and without escapes.

#![allow(unreachable_pub, reason = "the crate in tests/evidence exports these")]

/// The string as `serde_json` writes it: only the characters that RFC 8259 requires are escaped.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The content of a JSON string in which every UTF-16 code unit is escaped as `\uXXXX`.
pub fn escape_all(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

/// The content of a JSON string. A character is escaped if `escaped` returns true for its index, or
/// if JSON requires it.
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

/// Four spellings of a name: without escapes, with the first character escaped, with the last one
/// escaped (in upper-case digits), and with all characters escaped.
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
