//! Compiles `src/read.cpp` against the header of simdjson that `simdjson-sys` installs.

fn main() {
    let simdjson = std::env::var("DEP_SIMDJSON_ROOT").expect("the folder of simdjson-sys");
    println!("cargo:rerun-if-changed=src/read.cpp");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .opt_level(3)
        .define("NDEBUG", None)
        .include(format!("{simdjson}/include"))
        .file("src/read.cpp")
        .compile("peer_simdjson");
}
