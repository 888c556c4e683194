//! Benchmarks of `alipay-acquiring` beside other JSON and RSA crates. From the root of the
//! repository:
//!
//! ```sh
//! cargo bench -p peers
//! ```
//!
//! | file | what it holds |
//! | --- | --- |
//! | `messages.rs` | what is read, and the values in it |
//! | `wire.rs` | the structs that serde fills |
//! | `read.rs`, `write.rs`, `signature.rs` | the contestants |
//! | `benches/table.rs` | one run in which they take turns, its table and its ratios |

pub mod draw;
pub mod messages;
pub mod read;
pub mod signature;
pub mod wire;
pub mod write;

use std::fmt;

/// What a contestant stands for in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// This crate.
    Ours,
    /// Another crate, used as its documentation shows.
    Peer,
    /// Other crates through serde, made to do what this crate does: the signed span is kept, the
    /// values are typed and checked.
    SameJob,
    /// What no contestant can be faster than.
    Floor,
}

/// One row of a table. Its answers were checked when it was made.
pub struct Contestant<'i> {
    /// Its name, the same in every table.
    pub name: &'static str,
    /// What it does less or more than the others.
    pub note: &'static str,
    /// What it stands for.
    pub standing: Standing,
    /// How many messages a pass over the inputs takes.
    pub messages: usize,
    run: Box<dyn FnMut(usize) + 'i>,
}

impl<'i> Contestant<'i> {
    /// `run` does the work for all of `messages` as often as it is told.
    fn new(
        standing: Standing,
        name: &'static str,
        note: &'static str,
        messages: usize,
        run: impl FnMut(usize) + 'i,
    ) -> Self {
        Self {
            name,
            note,
            standing,
            messages,
            run: Box::new(run),
        }
    }

    /// Works through all messages, `passes` times.
    pub fn run(&mut self, passes: usize) {
        (self.run)(passes);
    }
}

impl fmt::Debug for Contestant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contestant")
            .field("name", &self.name)
            .field("standing", &self.standing)
            .finish_non_exhaustive()
    }
}
