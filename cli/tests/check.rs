//! `rehome check` as a process: exit status, report, and what it does not let pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

fn rehome() -> Command {
    let mut command = Command::cargo_bin("rehome").unwrap();
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// Exit status, standard output and standard error.
fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let output: Output = rehome().args(arguments).current_dir(folder).output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
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
    assert!(out.contains("Exit status"), "{out}");
    let (status, out, _) = run(&["--version"], folder.path());
    assert_eq!((status, &*out), (0, concat!("rehome ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[test]
fn the_other_files_are_still_checked() {
    let folder = folder(&[("b.json", bad()), ("c.json", good())]);
    let (status, out) = check(&folder, &["a.json", "b.json", "c.json"]);
    assert_eq!(status, 3);
    assert_eq!(
        out,
        "ERROR   a.json: No such file or directory (os error 2)\n\
         FAILED  b.json  ip_address: valid 0, invalid 0, failed 1\n        \
         test 7 (a wrong port): another value comes of it\n            \
         port: expected 444, got 443\n\
         ok      c.json  ip_address: valid 1, invalid 1\n\n\
         files: 1 ok, 1 failed, 1 errors, 0 skipped; tests: 2 ok, 1 failed\n"
    );
}

#[test]
fn what_is_no_vector_file_is_skipped_in_a_folder_and_an_error_by_name() {
    let schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema" });
    let later = json!({ "format": "rehome-vectors/2", "structure": "ip_address" });
    let files =
        [("a.json", good()), ("list.json", json!([1])), ("s.json", schema), ("v.json", later)];
    let folder = folder(&files);
    let (status, out) = check(&folder, &["."]);
    assert_eq!(status, 0, "{out}");
    for line in [
        "skipped ./list.json: no `format`\n",
        "skipped ./s.json: no `format`\n",
        "skipped ./v.json: `format` is \"rehome-vectors/2\", not \"rehome-vectors/1\"\n",
        "files: 1 ok, 0 failed, 0 errors, 3 skipped;",
    ] {
        assert!(out.contains(line), "{out}");
    }
    let (status, out) = check(&folder, &["a.json", "s.json"]);
    assert_eq!(status, 3);
    assert!(out.contains("ERROR   s.json: not a vector file: no `format`\n"), "{out}");
}

#[test]
fn a_folder_with_nothing_to_check_does_not_pass() {
    let folder =
        folder(&[("empty/x.txt", json!(1)), ("other/s.json", json!({})), ("good.json", good())]);
    for paths in [&["empty"][..], &["other"], &["good.json", "empty"]] {
        let (status, out) = check(&folder, paths);
        assert_eq!(status, 3, "{paths:?}");
        assert!(out.contains("no vector file in this folder"), "{out}");
    }
}

#[test]
fn nothing_that_is_not_understood_passes() {
    let test = || good()["tests"][0].clone();
    let with = |key: &str, value: Value| {
        let mut test = test();
        test[key] = value;
        ip_address(json!([test]))
    };
    let without = |key: &str| {
        let mut test = test();
        test.as_object_mut().unwrap().remove(key);
        ip_address(json!([test]))
    };
    let of_file = |key: &str, value: Value| {
        let mut file = good();
        file[key] = value;
        file
    };
    for (file, expected) in [
        (of_file("structure", json!("ip_adress")), "structure `ip_adress` is unknown"),
        (of_file("structure", json!(null)), "no `structure`"),
        (of_file("tests", json!([])), "no tests"),
        (of_file("tests", json!({})), "no tests"),
        (of_file("tests", json!([1])), "number 1 of the tests is none: not an object"),
        (
            of_file("tests", json!([[1, null, "02", "invalid", null, "unknown_value"]])),
            "number 1 of the tests is none: not an object",
        ),
        (
            with("value", json!(["192.0.2.1", 443])),
            "`value` is none of this structure: not an object",
        ),
        (of_file("code_points", json!({ "migration_tokn": 1 })), "unknown field `migration_tokn`"),
        (of_file("code_points", json!({ "migrate_notify": 256 })), "`code_points`: invalid value"),
        (of_file("code_points", json!({ "migration_token": 65101 })), "would both be 65101"),
        (ip_address(json!([test(), test()])), "another test has the same id"),
        (without("id"), "missing field `id`"),
        (without("hex"), "missing field `hex`"),
        (without("result"), "missing field `result`"),
        (without("value"), "`result` is valid without a `value`"),
        (
            with("result", json!("acceptable")),
            "`result` is `acceptable`, neither `valid` nor `invalid`",
        ),
        (with("result", json!("invalid")), "`result` is invalid without a `reason`"),
        (with("hex", json!("00C000020101BB")), "`hex` is not lower-case hexadecimal"),
        (with("hex", json!("00c")), "`hex` is not lower-case hexadecimal"),
        (with("value", json!({ "address": "192.0.2.1" })), "missing field `port`"),
        (with("value", json!({ "address": "192.0.2.1", "port": "443" })), "`value` is none"),
        (
            with("value", json!({ "address": "192.0.2.1", "port": 443, "zone": 1 })),
            "zone: expected nothing, got 1",
        ),
        (with("value", json!({ "address": "::ffff:192.0.2.1", "port": 443 })), "another value"),
    ] {
        let folder = folder(&[("v.json", file)]);
        let (status, out) = check(&folder, &["v.json"]);
        assert_eq!(status, 1, "{expected}: {out}");
        assert!(out.contains(expected), "{expected}: {out}");
    }
}

#[test]
fn addresses_are_compared_as_addresses() {
    let hex = "0120010db800000000000000000000004401bb";
    let file = |address: &str| {
        let value = json!({ "address": address, "port": 443 });
        ip_address(json!([{ "id": 1, "hex": hex, "result": "valid", "value": value }]))
    };
    let folder =
        folder(&[("a.json", file("2001:db8::44")), ("b.json", file("2001:0DB8:0:0::0:44"))]);
    assert_eq!(check(&folder, &["a.json", "b.json"]).0, 0);
}

#[test]
fn json_lines() {
    let files = [("dir/a.json", good()), ("dir/b.json", bad()), ("dir/c.json", json!({}))];
    let folder = folder(&files);
    let (status, out, _) = run(&["check", "--json", "dir", "d.json"], folder.path());
    assert_eq!(status, 3);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["schema"] == "rehome-check/1"), "{out}");
    let schema = "rehome-check/1";
    assert_eq!(
        lines,
        [
            json!({ "schema": schema, "type": "file", "path": "dir/a.json", "structure": "ip_address",
                "result": "pass", "valid": 1, "invalid": 1, "failed": 0 }),
            json!({ "schema": schema, "type": "file", "path": "dir/b.json", "structure": "ip_address",
                "result": "fail", "valid": 0, "invalid": 0, "failed": 1 }),
            json!({ "schema": schema, "type": "failure", "path": "dir/b.json",
                "structure": "ip_address", "id": 7, "comment": "a wrong port",
                "problem": "another value comes of it",
                "expected": { "address": "192.0.2.1", "port": 444 },
                "got": { "address": "192.0.2.1", "port": 443 } }),
            json!({ "schema": schema, "type": "skipped", "path": "dir/c.json",
                "reason": "no `format`" }),
            json!({ "schema": schema, "type": "error", "path": "d.json",
                "message": "No such file or directory (os error 2)" }),
            json!({ "schema": schema, "type": "summary", "passed": 1, "failed": 1, "skipped": 1,
                "errors": 1, "tests_passed": 2, "tests_failed": 1, "status": 3 }),
        ]
    );
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = folder(&[("bad.json", bad())]);
    let colour = |variables: &[(&str, &str)]| {
        let mut command = rehome();
        command.args(["check", "bad.json"]).current_dir(folder.path());
        let output = command.envs(variables.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!colour(&[]), "the output is no terminal");
    assert!(colour(&[("CLICOLOR_FORCE", "1")]));
    assert!(!colour(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_reader_that_goes_away_changes_no_status() {
    let folder = folder(&[("a.json", good()), ("bad.json", bad())]);
    for (name, expected) in [("a.json", 0), ("bad.json", 1)] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"));
        let names = vec![name; 2000];
        command.arg("check").args(names).current_dir(folder.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 1];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(expected));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_can_not_be_written_is_an_error() {
    let folder = folder(&[("a.json", good())]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"));
    let output =
        command.args(["check", "a.json"]).current_dir(folder.path()).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(
        String::from_utf8_lossy(&output.stderr).starts_with("rehome: the report can't be written")
    );
}
