//! Exports every public entry point of the crate, so that the script `run` can link each one alone.
//!
//! The panic handler calls a function that is not defined. So an entry point links only if the
//! optimizer has proved that it reaches no panic. The functions are exported, so the compiler knows
//! nothing about the arguments except their types, and must keep every result.
//!
//! | prefix | meaning |
//! | --- | --- |
//! | `entry_` | must link |
//! | `format_` | uses `core::fmt`; must link if the formatting of `core` itself does |
//! | `control_` | must not link, and only because of a panic |
//! | `except_` | an exception: not proved to be free of panics |
//! | `foreign_` | code of other crates that explains the exceptions |

#![no_std]
// SAFETY of all attributes that export: they are unsafe because two symbols could have the same
// name. No other symbol has these prefixes.
#![deny(unsafe_code)]

mod cancel;
mod controls;
mod formatting;
mod functions;
#[cfg(feature = "rsa-verify")]
mod rsa_verify;
#[cfg(feature = "serde")]
mod serde_values;
#[cfg(feature = "serde")]
mod serialize;

#[panic_handler]
#[expect(unsafe_code, reason = "a foreign function")]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn a_panic_is_reachable() -> !;
    }
    // SAFETY: it has no arguments, and it never runs: a binary that calls it does not link.
    unsafe { a_panic_is_reachable() }
}
