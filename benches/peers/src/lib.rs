//! Benchmarks that compare `alipay-acquiring` with other JSON and RSA crates. From the root of the
//! repository:
//!
//! ```sh
//! cargo bench -p peers
//! ```
//!
//! | file | content |
//! | --- | --- |
//! | `messages.rs` | the inputs and their expected values |
//! | `wire.rs` | the structs that serde fills |
//! | `places.rs` | inputs in several places of memory |
//! | `read/`, `write.rs`, `signature.rs` | the contestants |
//! | `race.rs` | the contestants take turns |
//! | `ratio.rs` | the ratios, their limits and their goals |
//! | `load.rs` | a load beside which a run can measure |
//! | `benches/table.rs` | one run, its tables and its ratios |
//! | `benches/groups.rs` | the same scenarios as criterion groups |
//! | `report` | generates the plot and the tables of `../README.md` from recorded runs |
//!
//! `../README.md` shows the results and describes the limits of each comparison.

pub mod draw;
pub mod load;
pub mod messages;
mod places;
pub mod race;
pub mod ratio;
pub mod read;
pub mod signature;
pub mod wire;
pub mod write;

use std::fmt;

use messages::Messages;

/// A task that all its contestants do.
pub struct Scenario {
    /// The kind of work: `read`, `write`, `verify`, `sign` or `whole`.
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// A short description of the work.
    pub title: &'static str,
    /// Two contestants whose times are also divided round by round.
    pub pair: Option<(&'static str, &'static str)>,
    /// Creates the contestants and checks their results.
    pub contestants: fn(&Messages) -> Vec<Contestant<'_>>,
}

/// All scenarios.
pub const SCENARIOS: [Scenario; 10] = [
    Scenario {
        group: "read",
        name: "compact",
        title: "read the specification's response, 820 bytes, compact",
        pair: None,
        contestants: |messages| read::contestants(&messages.compact),
    },
    Scenario {
        group: "read",
        name: "varied",
        title: "read 256 different compact responses",
        pair: None,
        contestants: |messages| read::contestants(&messages.varied),
    },
    Scenario {
        group: "read",
        name: "pretty",
        title: "read the specification's response, indented",
        pair: None,
        contestants: |messages| read::contestants(&messages.pretty),
    },
    Scenario {
        group: "read",
        name: "any",
        title: "read it with its members in 16 other orders",
        pair: None,
        contestants: |messages| read::contestants(&messages.any),
    },
    Scenario {
        group: "read",
        name: "escaped",
        title: "read what PHP and Python escape",
        pair: None,
        contestants: |messages| read::contestants_for_escapes(&messages.escaped),
    },
    Scenario {
        group: "write",
        name: "write",
        title: "write the response up to its signature",
        pair: None,
        contestants: |messages| write::contestants(messages.sample()),
    },
    Scenario {
        group: "verify",
        name: "verify",
        title: "verify its signature, RSA-2048",
        pair: Some(("RsaVerifyingKey", "aws-lc-rs")),
        contestants: |messages| signature::verify(messages.sample()),
    },
    Scenario {
        group: "sign",
        name: "sign",
        title: "sign it, RSA-2048",
        pair: None,
        contestants: |messages| signature::sign(messages.sample()),
    },
    Scenario {
        group: "whole",
        name: "whole_read",
        title: "from bytes to a verified outcome",
        pair: Some(("alipay-acquiring", "aws-lc-rs")),
        contestants: |messages| signature::whole_read(messages.sample()),
    },
    Scenario {
        group: "whole",
        name: "whole_write",
        title: "from values to signed bytes",
        pair: Some(("alipay-acquiring", "aws-lc-rs")),
        contestants: |messages| signature::whole_write(messages.sample()),
    },
];

/// The role of a contestant in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// This crate.
    Ours,
    /// Another crate, used as its documentation shows.
    Peer,
    /// Another crate through serde, with extra code so that it does the same as this crate: it
    /// keeps the signed span, and checks the values and gives them types.
    SameJob,
    /// A parser in another language, which a Rust program can call through a package of its own. It has ratios of
    /// its own.
    OtherLanguage,
    /// A lower bound that no contestant can beat.
    Floor,
}

/// Code that does the work of a scenario. Its results are checked when it is created.
pub struct Contestant<'i> {
    /// Its name, the same in every table.
    pub name: &'static str,
    /// How its work differs from that of the others.
    pub note: &'static str,
    /// Its role in the table.
    pub standing: Standing,
    /// How many messages one pass over the inputs has.
    pub messages: usize,
    run: Box<dyn FnMut(usize) + 'i>,
}

impl<'i> Contestant<'i> {
    /// `run` does the work for all `messages`; its argument is the number of passes.
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
