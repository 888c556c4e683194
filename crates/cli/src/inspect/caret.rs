//! A caret under a byte.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// The width of the excerpt, with the number of the line. It does not depend on the terminal, so a pipe
/// gets the same text.
const WIDTH: usize = 72;

/// The line with this number, shortened around the first byte of `after`, and a caret under that byte.
/// A byte or character that is escaped has a caret under each character of its escape.
pub(super) fn excerpt(number: usize, before: &[String], after: &[u8]) -> String {
    // A line break is shown only if it is itself the error.
    let end = after.iter().position(|&byte| byte == b'\n');
    let line = after.get(..end.unwrap_or(after.len()).max(1));
    let after = visible(line.unwrap_or_default());
    // The renderer shortens the line, but needs seconds if the line has megabytes. So it gets only a part
    // of it, which is longer than what it shows: it still puts `...` where the line is cut.
    let far = before.len().saturating_sub(2 * WIDTH);
    let mut source: String = before.iter().skip(far).map(String::as_str).collect();
    let place = source.len()..source.len() + after.first().map_or(0, String::len);
    source.extend(after.into_iter().take(2 * WIDTH));
    let annotation = AnnotationKind::Primary.span(place);
    let snippet = Snippet::source(source).line_start(number);
    let group = Group::with_level(Level::ERROR).element(snippet.annotation(annotation));
    // `output::print` removes the colours if they are not wanted.
    let text = Renderer::styled().term_width(WIDTH).render(&[group]);
    format!("\n{text}\n")
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
