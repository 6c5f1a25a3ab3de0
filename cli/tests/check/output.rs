//! How the report is written.

use std::io::Read;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::process::{ended, rehome};
use crate::{bad, folder, good, run};

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
fn a_secret_given_for_a_path_is_not_shown() {
    let secret = "6af15cf86e0b8b7b76b660618d3fa2a7";
    let folder = folder(&[("6af15cf86e0b8b7b/a.json", json!({}))]);
    let there = "6af15cf86e0b8b7b/a.json";
    let expected = "ERROR   (hexadecimal digits, not shown): No such file or directory (os error 2)\n\
                    ERROR   6af15cf86e0b8b7b/a.json: not a vector file: no `format`\n";
    for path in [secret, &format!("sha256:{secret}"), &secret[..16].to_uppercase()] {
        let (status, out, _) = run(&["check", path, there], folder.path());
        assert_eq!(status, 3);
        assert!(out.starts_with(expected), "{out}");
        let (_, out, _) = run(&["check", "--json", path], folder.path());
        assert!(out.contains(r#""path":"(hexadecimal digits, not shown)""#), "{out}");
        assert!(!out.contains(path), "{out}");
    }
    let (_, out, _) = run(&["check", "\u{1b}[2J"], folder.path());
    assert!(out.starts_with("ERROR   \\u{1b}[2J: No such file"), "{out}");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = folder(&[("bad.json", bad())]);
    let colour = |variables: &[(&str, &str)]| {
        let mut command = rehome("check bad.json");
        command.current_dir(folder.path()).envs(variables.iter().copied());
        ended(command).out.contains('\u{1b}')
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
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"));
    let output =
        command.args(["check", "a.json"]).current_dir(folder.path()).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(
        String::from_utf8_lossy(&output.stderr).starts_with("rehome: the report can't be written")
    );
}
