//! Sets `cfg(wide)` if every processor of the target has vector registers of 16 bytes. The
//! condition is that of the dependency `wide` in `Cargo.toml`. Other targets get smaller code
//! instead.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(wide)");
    let is = |variable: &str, value: &str| {
        env::var(variable).is_ok_and(|values| values.split(',').any(|one| one == value))
    };
    let neon = is("CARGO_CFG_TARGET_ARCH", "aarch64") && is("CARGO_CFG_TARGET_FEATURE", "neon");
    if is("CARGO_CFG_TARGET_FEATURE", "sse2") || neon {
        println!("cargo::rustc-cfg=wide");
    }
}
