//! A caret under a byte.

/// The line, shortened around the first byte of `after`, and a caret under that byte.
pub(super) fn excerpt(margin: &str, before: &[String], after: &[u8]) -> String {
    // A line break is shown only if it is itself the error.
    let end = after.iter().position(|&byte| byte == b'\n');
    let line = after.get(..end.unwrap_or(after.len()).max(1));
    let after = visible(line.unwrap_or_default());
    let (hidden, left) = before.split_at(before.len() - fitting(before.iter().rev()));
    let (right, more) = after.split_at(fitting(after.iter()));
    let cut = |hidden: &[String]| if hidden.is_empty() { "" } else { "…" };
    let left = format!("{margin}{}{}", cut(hidden), left.concat());
    let right = format!("{}{}", right.concat(), cut(more));
    let caret = left.chars().count();
    format!("\n{left}{right}\n{:caret$}^\n", "")
}

/// How many cells fit into half a line.
fn fitting<'a>(cells: impl Iterator<Item = &'a String>) -> usize {
    let mut width = 0;
    let fits = |cell: &&String| {
        width += cell.len();
        width <= 36
    };
    cells.take_while(fits).count()
}

/// Each character as printable ASCII, so that it has the same width on every screen.
pub(super) fn visible(bytes: &[u8]) -> Vec<String> {
    let mut cells = Vec::new();
    for chunk in bytes.utf8_chunks() {
        cells.extend(chunk.valid().chars().map(|character| match character {
            ' '..='~' => character.to_string(),
            _ => format!("<U+{:04X}>", u32::from(character)),
        }));
        cells.extend(chunk.invalid().iter().map(|byte| format!("<{byte:02X}>")));
    }
    cells
}
