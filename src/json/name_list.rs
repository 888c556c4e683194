//! The list of the member names that are read from an object. `object.rs` finds duplicates in the input.

use crate::json::scan::{self, QuotedName, Window};

/// The name of a member, prepared for a fast search. [`names!`](crate::names!) makes them.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    text: &'static str,
    quoted: QuotedName,
}

impl Name {
    /// Prepares a name.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            quoted: QuotedName::new(text),
        }
    }

    /// The name.
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether this window begins with the name, its quotes and its colon, without escapes.
    #[inline]
    pub(crate) fn is_at(&self, window: &Window) -> bool {
        self.quoted.is_at(self.text, window)
    }
}

/// The names of the members that are read from an object: at most 31, all different, and without
/// characters that need an escape. [`names!`](crate::names!) makes one.
///
/// List the names in the order in which senders usually write them: the reader tries that order
/// first.
#[derive(Debug, Clone, Copy)]
pub struct Names(&'static [Name]);

impl Names {
    /// The limit: [`Members`](crate::json::Members) has one bit for each name.
    pub const MAX: usize = 31;

    /// `None` if these names break a rule of [`Names`].
    pub const fn new(names: &'static [Name]) -> Option<Self> {
        if names.len() > Self::MAX {
            return None;
        }
        let mut rest = names;
        while let [name, tail @ ..] = rest {
            if !is_plain(name.text) || contains(tail, name.text) {
                return None;
            }
            rest = tail;
        }
        Some(Self(names))
    }

    /// The names.
    pub const fn as_slice(self) -> &'static [Name] {
        self.0
    }
}

/// Whether a text needs no escape in JSON.
pub(crate) const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !scan::is_plain(byte) {
            return false;
        }
        rest = tail;
    }
    true
}

const fn contains(names: &[Name], name: &str) -> bool {
    let mut rest = names;
    while let [other, tail @ ..] = rest {
        if equal(other.text.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = tail;
    }
    false
}

const fn equal(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, left_tail @ ..], [b, right_tail @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        (left, right) = (left_tail, right_tail);
    }
    left.is_empty() && right.is_empty()
}

/// The [`Names`](crate::json::Names) of the members that are read from an object. They are checked at
/// compile time.
///
/// ```
/// use alipay_acquiring::json::Names;
/// use alipay_acquiring::names;
///
/// const NAMES: Names = names!["partnerId", "acquirementId"];
/// ```
///
/// ```compile_fail,E0080
/// use alipay_acquiring::json::Names;
/// use alipay_acquiring::names;
///
/// const NAMES: Names = names!["partnerId", "partnerId"]; // a duplicate
/// ```
#[macro_export]
macro_rules! names {
    ($($name:expr),+ $(,)?) => {
        const {
            match $crate::json::Names::new(const { &[$($crate::json::Name::new($name)),+] }) {
                Some(names) => names,
                None => panic!("at most 31 names, each different, without escapes"),
            }
        }
    };
}

/// `"name":`, which has `LEN` bytes.
pub const fn quoted<const LEN: usize>(name: &str) -> [u8; LEN] {
    let mut quoted = [0; LEN];
    scan::put_quoted(name, &mut quoted);
    quoted
}

/// The bytes of [`quoted`] as text.
pub const fn as_text(quoted: &[u8]) -> &str {
    match core::str::from_utf8(quoted) {
        Ok(text) => text,
        Err(_) => "",
    }
}
