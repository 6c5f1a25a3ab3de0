//! Every target's seeds, and every input that ever broke something, on stable Rust.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use rehome_harness::TARGETS;
use rehome_harness::seeds::{Seeds, name};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names in a folder of `fuzz/`, without the end that is given.
fn names(folder: &str, end: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("fuzz").join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(end).map(str::to_owned)).collect()
}

/// The inputs of a target in a folder of `fuzz/`; none where it has no folder there. What a fuzzer found
/// here is not of the repository.
fn inputs(folder: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(root().join("fuzz").join(folder).join(target));
    let mut paths: Vec<_> = entries.into_iter().flatten().map(|it| it.unwrap().path()).collect();
    paths.retain(|path| path.file_name().unwrap().len() != 40);
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn all_inputs_hold() {
    let mut broken = Vec::new();
    for target in TARGETS {
        for (path, octets) in
            inputs("corpus", target.name).into_iter().chain(inputs("regressions", target.name))
        {
            if catch_unwind(|| (target.run)(&octets)).is_err() {
                broken.push(path);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn seeds_are_what_vectors_and_captures_give() {
    let seeds = Seeds::read(&root().join("testvectors")).unwrap();
    for target in TARGETS {
        let given: BTreeSet<_> = seeds.of(target.name).collect();
        let kept = inputs("corpus", target.name);
        assert!(!kept.is_empty(), "{} has no seeds", target.name);
        for (path, octets) in &kept {
            assert!(given.contains(&octets[..]), "{} is no seed: fuzz/seeds", path.display());
            assert_eq!(path.file_name().unwrap().to_str().unwrap(), name(octets));
        }
    }
}

#[test]
fn every_place_names_the_same_targets() {
    let table: BTreeSet<_> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(table.len(), TARGETS.len(), "a name stands twice");
    assert_eq!(names("fuzz_targets", ".rs"), table);
    assert_eq!(names("corpus", ""), table);
    assert!(names("regressions", "").iter().all(|it| it == "README.md" || table.contains(it)));
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let (_, binaries) = manifest.split_once("[[bin]]").unwrap();
    let quoted = |line: &str, key| {
        let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
        value.strip_suffix('"').map(str::to_owned)
    };
    let named: BTreeSet<_> = binaries.lines().filter_map(|line| quoted(line, "name")).collect();
    assert_eq!(named, table);
    for target in &table {
        let file = root().join("fuzz/fuzz_targets").join(target).with_extension("rs");
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains(&format!("rehome_harness::{target}(")), "{target} runs itself");
        assert!(text.lines().count() <= 10);
    }
}

#[test]
fn dictionaries_can_be_read() {
    for name in names("dictionaries", ".dict") {
        let path = root().join("fuzz/dictionaries").join(&name).with_extension("dict");
        for line in fs::read_to_string(path).unwrap().lines() {
            let is_entry = line.ends_with('"') && line.contains("=\"") && line.is_ascii();
            assert!(line.is_empty() || line.starts_with('#') || is_entry, "{name}: {line}");
        }
    }
}
