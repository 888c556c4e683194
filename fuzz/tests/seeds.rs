//! Runs every target with its committed seeds, on stable and without libFuzzer.

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

/// The verdict at the start of a seed's name.
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
fn seeds_get_the_verdict_in_their_names() {
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

/// Runs every target with every fixture. The tests of the crate check the verdicts on the fixtures;
/// here no target may panic.
#[test]
fn no_target_panics_on_a_fixture() {
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
