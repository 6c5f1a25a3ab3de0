//! `rehome check` as a process: exit status, report, and what it does not let pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod folders;
mod ignored;
mod output;
#[allow(dead_code)]
#[path = "../process/mod.rs"]
mod process;
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use process::{ended, rehome};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Exit status, standard output and standard error.
fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let mut command = rehome("");
    command.args(arguments).current_dir(folder);
    let ended = ended(command);
    (ended.status, ended.out, ended.err)
}

fn check(folder: &TempDir, paths: &[&str]) -> (i32, String) {
    let (status, out, err) = run(&[&["check"], paths].concat(), folder.path());
    assert_eq!(err, "");
    (status, out)
}

fn test_vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors")
}

fn ip_address(tests: Value) -> Value {
    json!({ "format": "rehome-vectors/1", "structure": "ip_address", "tests": tests })
}

/// A vector file that holds.
fn good() -> Value {
    ip_address(json!([
        { "id": 1, "comment": "IPv4", "hex": "00c000020101bb", "result": "valid",
          "value": { "address": "192.0.2.1", "port": 443 }, "someone's": "own key" },
        { "id": 2, "hex": "02", "result": "invalid", "reason": "unknown_value" },
    ]))
}

fn bad() -> Value {
    ip_address(json!([{ "id": 7, "comment": "a wrong port", "hex": "00c000020101bb",
        "result": "valid", "value": { "address": "192.0.2.1", "port": 444 } }]))
}

fn folder(files: &[(&str, Value)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, file) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.to_string()).unwrap();
    }
    folder
}

#[test]
fn the_vectors_of_this_repository_hold() {
    let (status, out, _) = run(&["check", "."], &test_vectors());
    assert_eq!(status, 0, "{out}");
    assert!(!out.contains("FAILED") && !out.contains("ERROR"), "{out}");
    assert!(out.contains("captures/tcp-layers.json  capture: tcp_segment 9, frames 12"), "{out}");
}

#[test]
fn the_exit_status_is_that_of_the_worst() {
    let folder = folder(&[("good.json", good()), ("bad.json", bad()), ("dir/good.json", good())]);
    fs::write(folder.path().join("broken.json"), "{").unwrap();
    for (paths, expected) in [
        (&["good.json"][..], 0),
        (&["good.json", "dir"], 0),
        (&["bad.json"], 1),
        (&["bad.json", "good.json"], 1),
        (&["good.json", "bad.json"], 1),
        (&["nowhere.json"], 3),
        (&["nowhere.json", "good.json"], 3),
        (&["nowhere.json", "bad.json"], 3),
        (&["bad.json", "nowhere.json"], 3),
        (&["broken.json"], 3),
        (&["."], 3),
    ] {
        assert_eq!(check(&folder, paths).0, expected, "{paths:?}");
    }
}

#[test]
fn wrong_usage() {
    let folder = folder(&[]);
    for arguments in [&[][..], &["check"], &["check", "--jsn", "."], &["cheque"]] {
        let (status, out, err) = run(arguments, folder.path());
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains("Usage"), "{err}");
    }
    let (status, out, _) = run(&["check", "--help"], folder.path());
    assert_eq!(status, 0);
    assert!(out.contains("Exit status") && out.contains("rehome-check/1"), "{out}");
    let (status, out, _) = run(&["--version"], folder.path());
    assert_eq!((status, &*out), (0, concat!("rehome ", env!("CARGO_PKG_VERSION"), "\n")));
}
