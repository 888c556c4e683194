//! Every public entry point of the crate, exported for `run` to link by itself.
//!
//! The panic handler calls a function that nobody defines. So an entry point links only if the
//! optimiser has shown that it reaches no panic. Arguments are an exported function's: they come
//! from where the compiler cannot see, as bound by their types and by nothing else. All that is
//! made goes back the same way.
//!
//! | prefix | |
//! | --- | --- |
//! | `entry_` | must link |
//! | `format_` | goes through `core::fmt`, and must link if `core`'s own does |
//! | `control_` | must not link, and for no other reason |
//! | `except_` | is not shown to be without panics |
//! | `foreign_` | code of others, to tell why |

#![no_std]
// SAFETY, of all attributes that export: they are unsafe because names could clash. These have
// prefixes that no other symbol has.
#![deny(unsafe_code)]

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
    // SAFETY: it takes nothing, and nothing that calls it links, so it never runs.
    unsafe { a_panic_is_reachable() }
}
