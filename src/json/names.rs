//! The names of the members that are read from an object.

/// The names of an object's members that are read: at most 32, each different, and none with a
/// character that needs an escape. [`names!`](crate::names!) makes one.
///
/// List them in the order in which senders usually write them: the reader tries that order first.
#[derive(Debug, Clone, Copy)]
pub struct Names(&'static [&'static str]);

impl Names {
    /// As many as a [`Reader`](super::Reader) has bits for.
    pub const MAX: usize = 32;

    /// `None` if these names break a rule.
    pub const fn new(names: &'static [&'static str]) -> Option<Self> {
        if names.len() > Self::MAX {
            return None;
        }
        let mut rest = names;
        while let [name, tail @ ..] = rest {
            if !is_plain(name) || contains(tail, name) {
                return None;
            }
            rest = tail;
        }
        Some(Self(names))
    }

    /// The names.
    pub const fn as_slice(self) -> &'static [&'static str] {
        self.0
    }
}

/// Whether a text stands in JSON as it is, without an escape.
pub(crate) const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if matches!(*byte, b'"' | b'\\' | ..0x20) {
            return false;
        }
        rest = tail;
    }
    true
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [other, tail @ ..] = rest {
        if equal(other.as_bytes(), name.as_bytes()) {
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

/// The [`Names`](crate::json::Names) of the members that are read from an object, checked when the
/// program is built.
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
/// const NAMES: Names = names!["partnerId", "partnerId"]; // twice
/// ```
#[macro_export]
macro_rules! names {
    ($($name:expr),+ $(,)?) => {
        const {
            match $crate::json::Names::new(&[$($name),+]) {
                Some(names) => names,
                None => panic!("at most 32 names, each different, without escapes"),
            }
        }
    };
}
