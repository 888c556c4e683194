//! White space between the tokens of a document.

use alloc::vec::Vec;

use crate::cause::Cause;
use crate::document::{Kind, Step};
use crate::escapes::Spelled;

/// Where a writer puts white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) comma: &'static str,
    pub(crate) colon: &'static str,
    /// Each member is on its own line.
    pub(crate) indent: Option<Indent>,
    /// Between the brackets of an empty object or array.
    pub(crate) empty: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Indent {
    pub(crate) unit: &'static str,
    /// How deep the whole value is: 1 in an envelope, 0 if it is written alone.
    pub(crate) base: usize,
}

impl Layout {
    pub(crate) const COMPACT: Self = Self::flat(",", ":");
    pub(crate) const SPACED: Self = Self::flat(", ", ": ");

    /// All layouts, the most common first. The first `COMMON` are tried together with other changes, and the
    /// first `USUAL` with several.
    pub(crate) const ALL: [Self; 18] = [
        Self::COMPACT,
        Self::SPACED,
        Self::lines("  ", 0, ": "),
        Self::lines("    ", 0, ": "),
        Self::lines("  ", 1, ": "),
        Self::lines("    ", 1, ": "),
        Self::lines("\t", 0, ": "),
        Self::lines("\t", 1, ": "),
        // Jackson.
        Self::jackson(0),
        Self::jackson(1),
        Self::flat(",", ": "),
        Self::flat(", ", ":"),
        Self::lines("   ", 0, ": "),
        Self::lines("  ", 0, ":"),
        Self::lines("    ", 0, ":"),
        Self::lines("\t", 0, ":"),
        Self::lines("    ", 1, ":"),
        Self::lines("\t", 1, ":"),
    ];
    pub(crate) const USUAL: usize = 6;
    pub(crate) const COMMON: usize = 8;

    const fn flat(comma: &'static str, colon: &'static str) -> Self {
        Self {
            comma,
            colon,
            indent: None,
            empty: "",
        }
    }

    const fn lines(unit: &'static str, base: usize, colon: &'static str) -> Self {
        Self {
            comma: ",",
            colon,
            indent: Some(Indent { unit, base }),
            empty: "",
        }
    }

    const fn jackson(base: usize) -> Self {
        Self {
            empty: " ",
            ..Self::lines("  ", base, " : ")
        }
    }

    /// The common layouts.
    pub(crate) fn common() -> impl Iterator<Item = &'static Self> {
        Self::ALL.iter().take(Self::COMMON)
    }

    /// The cause if this layout was signed, and another one was sent.
    pub(crate) const fn causes(&self) -> &'static [Cause] {
        match self.indent {
            Some(_) => &[Cause::Indented],
            None if self.comma.len() + self.colon.len() == 2 => &[Cause::Compact],
            None => &[Cause::Spaced],
        }
    }

    /// Writes a line break and `depth` units, if this layout has lines.
    pub(crate) fn line(&self, depth: usize, out: &mut Vec<u8>) {
        if let Some(Indent { unit, base }) = self.indent {
            out.push(b'\n');
            for _ in 0..base + depth {
                out.extend_from_slice(unit.as_bytes());
            }
        }
    }

    /// Writes a document into `out`. Stops, and returns `false`, if it becomes longer than `limit`.
    pub(crate) fn write(
        &self,
        steps: &[Step],
        spelled: &Spelled,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> bool {
        let mut depth = 0_usize;
        let mut is_first = true;
        for &step in steps {
            match step {
                Step::Close(kind, is_empty) => {
                    depth = depth.saturating_sub(1);
                    if is_empty {
                        out.extend_from_slice(self.empty.as_bytes());
                    } else {
                        self.line(depth, out);
                    }
                    out.push(if kind == Kind::Object { b'}' } else { b']' });
                    is_first = false;
                }
                Step::Value(index) | Step::Open(index, _) => {
                    if !is_first {
                        out.extend_from_slice(self.comma.as_bytes());
                    }
                    if depth > 0 {
                        self.line(depth, out);
                        let name = spelled.name(index);
                        if !name.is_empty() {
                            out.extend_from_slice(name);
                            out.extend_from_slice(self.colon.as_bytes());
                        }
                    }
                    if let Step::Open(_, kind) = step {
                        out.push(if kind == Kind::Object { b'{' } else { b'[' });
                        depth += 1;
                        is_first = true;
                    } else {
                        out.extend_from_slice(spelled.value(index));
                        is_first = false;
                    }
                }
            }
            if out.len() > limit {
                return false;
            }
        }
        true
    }
}
