//! Replays the committed seeds through every target: on stable, without libFuzzer.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use alipay_acquiring_fuzz::TARGETS;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn names(folder: &str) -> BTreeSet<String> {
    let stem = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_string();
    files(folder).iter().map(stem).collect()
}

/// The verdict with which the name of a seed begins.
fn accepted(name: &str) -> bool {
    match name.split_once('-') {
        Some(("accepted", _)) => true,
        Some(("refused", _)) => false,
        _ => panic!("{name}: the name of a seed begins with `accepted-` or `refused-`"),
    }
}

#[test]
fn each_target_has_seeds_and_a_program() {
    let targets: BTreeSet<_> = TARGETS.map(|(name, _)| name.to_string()).into();
    assert_eq!(targets, names("fuzz_targets"));
    assert_eq!(targets, names("seeds"));
}

#[test]
fn seeds_get_the_verdict_that_their_names_begin_with() {
    for (target, run) in TARGETS {
        let seeds = files(&format!("seeds/{target}"));
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in &seeds {
            let name = seed.file_name().unwrap().to_str().unwrap();
            let verdict = run(&fs::read(seed).unwrap());
            assert_eq!(verdict, accepted(name), "{target}/{name}");
        }
        println!("seeds: {target} {}", seeds.len());
    }
}

/// The crate's own tests hold each fixture's verdict; here each has to pass each target.
#[test]
fn fixtures_pass_in_every_target() {
    let mut replayed = 0;
    for folder in ["golden", "peers", "refused"] {
        for path in files(&format!("../tests/fixtures/{folder}")) {
            let fixture = fs::read(&path).unwrap();
            for (target, run) in TARGETS {
                let accepted = run(&fixture);
                if target == "decode" && folder == "peers" {
                    assert!(accepted, "{}", path.display());
                }
            }
            replayed += 1;
        }
    }
    assert!(replayed > 100, "only {replayed} fixtures");
    println!("seeds: fixtures {replayed}");
}
