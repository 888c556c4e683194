//! Sets `cfg(wide)` where every processor of the target has vectors of 16 bytes, under the condition
//! of the dependency `wide` in `Cargo.toml`. Small cores get small code instead.

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
