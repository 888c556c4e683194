//! Texts of a peer, shown in a log or in an echo.

use std::fmt::{self, Display};

/// A text of a peer: quoted, and escaped so that it cannot control the screen or look like another
/// line. A text longer than any field of the specification is cut. `None` is shown as `absent`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a>(pub(crate) Option<&'a str>);

/// The number of characters of the longest fields.
const LIMIT: usize = 256;

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(text) = self.0 else {
            return f.write_str("absent");
        };
        match text.char_indices().nth(LIMIT) {
            Some((end, _)) => write!(f, "{:?}… ({} bytes)", &text[..end], text.len()),
            None => write!(f, "{text:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn texts() {
        let long = "é".repeat(257);
        let cut = format!("\"{}\"… (514 bytes)", "é".repeat(256));
        let rows = [
            (None, "absent"),
            (Some(""), r#""""#),
            (Some("a \"b\" é"), r#""a \"b\" é""#),
            (Some("\n\u{1b}[2J\u{202e}"), r#""\n\u{1b}[2J\u{202e}""#),
            (Some(&long[..512]), &format!("\"{}\"", &long[..512])),
            (Some(&long), &cut),
        ];
        for (text, shown) in rows {
            assert_eq!(Shown(text).to_string(), shown);
        }
    }
}
