//! The layers of `src`: a file imports only from files that `docs/architecture.md` lists below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The first block of the page: a line for each file, or for a folder whose files may import each other,
/// from the top layer to the bottom.
fn layers() -> Vec<String> {
    let page = fs::read_to_string(format!("{ROOT}/docs/architecture.md")).unwrap();
    let block = page.split("```").nth(1).expect("the page has a block");
    let lines = block.lines().skip(1);
    let paths = lines.filter_map(|line| line.split_whitespace().next());
    paths.map(str::to_owned).collect()
}

/// Path below `src` and code without comments, of every file but those of tests.
fn files() -> BTreeMap<String, String> {
    fn collect(folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.file_name().unwrap() != "tests.rs" {
                let name = path.strip_prefix(format!("{ROOT}/src")).unwrap();
                let code = without_comments_and_tests(&fs::read_to_string(&path).unwrap());
                files.insert(name.to_str().unwrap().replace('\\', "/"), code);
            }
        }
    }
    let mut files = BTreeMap::new();
    collect(Path::new(&format!("{ROOT}/src")), &mut files);
    files
}

fn without_comments_and_tests(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code.lines();
    lines
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The paths after each `crate::`, with braces expanded: `a::{b::C, D}` is `a::b::C` and `a::D`. A
/// re-export is not an import: a module may show what is in its own folder.
fn imports(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = &code[..at];
        let statement = before.rsplit([';', '}']).next().unwrap();
        let is_re_export = statement.contains("pub use ") || statement.contains("pub(crate) use ");
        if !before.ends_with('$') && !is_re_export {
            expand(&code[at + "crate::".len()..], "", &mut paths);
        }
    }
    paths
}

/// Expands one path; returns what follows it.
fn expand<'c>(code: &'c str, prefix: &str, paths: &mut Vec<String>) -> &'c str {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = code;
    let mut path = prefix.to_owned();
    loop {
        rest = rest.trim_start();
        if let Some(mut inner) = rest.strip_prefix('{') {
            while let Some(next) = inner.trim_start().strip_prefix(',').or(Some(inner)) {
                let next = next.trim_start();
                if let Some(after) = next.strip_prefix('}') {
                    return after;
                }
                inner = expand(next, &path, paths);
            }
        }
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        assert!(end > 0, "no name at: {:.40}", rest);
        path.push_str(&rest[..end]);
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(more) => {
                path.push_str("::");
                rest = more;
            }
            None => {
                paths.push(path);
                return rest;
            }
        }
    }
}

/// The file that defines what `path` names: that of its longest module, or of an exported macro.
fn definition<'f>(path: &str, files: &'f BTreeMap<String, String>) -> Option<&'f str> {
    let segments: Vec<_> = path.split("::").collect();
    for len in (1..=segments.len()).rev() {
        let module = segments[..len].join("/");
        for file in [format!("{module}.rs"), format!("{module}/mod.rs")] {
            if let Some((file, _)) = files.get_key_value(&file) {
                return Some(file);
            }
        }
    }
    let name = segments[0];
    let defines = |code: &str| code.contains(&format!("macro_rules! {name} "));
    let file = files.iter().find(|(_, code)| defines(code));
    file.map(|(file, _)| file.as_str())
}

/// Index of the layer, 0 at the top.
fn layer_of(file: &str, layers: &[String]) -> Option<usize> {
    let is_in =
        |layer: &String| file == layer || layer.ends_with('/') && file.starts_with(layer.as_str());
    layers.iter().position(is_in)
}

#[test]
fn every_file_has_one_layer_and_every_layer_a_file() {
    let (layers, files) = (layers(), files());
    for file in files.keys() {
        let of_file = layers
            .iter()
            .filter(|layer| layer_of(file, &[(*layer).clone()]).is_some());
        assert_eq!(of_file.count(), 1, "docs/architecture.md: {file}");
    }
    for layer in &layers {
        let has_file = files
            .keys()
            .any(|file| layer_of(file, std::slice::from_ref(layer)).is_some());
        assert!(
            has_file,
            "docs/architecture.md lists {layer}, which does not exist"
        );
    }
}

#[test]
fn no_file_imports_from_a_layer_above_it() {
    let (layers, files) = (layers(), files());
    let mut upward = Vec::new();
    let mut seen = 0;
    for (file, code) in &files {
        let layer = layer_of(file, &layers);
        for path in imports(code) {
            let target =
                definition(&path, &files).unwrap_or_else(|| panic!("{file}: crate::{path}"));
            seen += 1;
            if target != file && layer_of(target, &layers) < layer {
                upward.push(format!("{file} imports crate::{path} of {target}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports found");
    assert!(
        upward.is_empty(),
        "imports from above:\n{}",
        upward.join("\n")
    );
}

/// `super::` would hide an import from the test above, except inside of one layer.
#[test]
fn imports_are_written_from_the_root_of_the_crate() {
    let layers = layers();
    for (file, code) in files() {
        let folder = layers.iter().find(|layer| file.starts_with(layer.as_str()));
        if folder.is_none_or(|layer| !layer.ends_with('/')) {
            assert!(
                !code.contains("super::"),
                "{file}: write crate:: instead of super::"
            );
        }
    }
}

/// `cfg(wide)` is tested in one place; the rest of the crate asks its constants.
#[test]
fn only_the_scan_knows_how_wide_registers_are() {
    for (file, code) in files() {
        if !file.starts_with("json/scan/") {
            let asks = ["cfg(wide)", "cfg!(wide)", "cfg_attr(wide", "not(wide)"];
            let asks = asks.into_iter().find(|form| code.contains(form));
            assert_eq!(asks, None, "{file}");
        }
    }
}

#[test]
fn no_file_is_longer_than_600_lines() {
    for file in files().keys() {
        let lines = fs::read_to_string(format!("{ROOT}/src/{file}"))
            .unwrap()
            .lines()
            .count();
        assert!(lines <= 600, "{file}: {lines} lines");
    }
}

#[test]
fn paths_are_expanded() {
    let code = "use crate::a::{b::C, d::{E, F}, G};\nfn f() -> crate::h::I {} pub use crate::j;";
    assert_eq!(
        imports(code),
        ["a::b::C", "a::d::E", "a::d::F", "a::G", "h::I"]
    );
}
