//! `rehome check` on vector files that are malformed, too large, or no files at all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// Exit status and report of a file with these contents.
fn check(contents: impl AsRef<[u8]>) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("v.json"), contents).unwrap();
    check_in(folder.path(), &["v.json"])
}

fn check_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("rehome").unwrap();
    let output = command.arg("check").args(arguments).current_dir(folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[track_caller]
fn assert_check(contents: impl AsRef<[u8]>, status: i32, expected: &str) {
    let (got, out) = check(contents);
    assert_eq!(got, status, "{expected}: {out}");
    assert!(out.contains(expected), "{expected}: {out}");
}

const VALUE: &str = r#"{"address":"192.0.2.1","port":443}"#;

/// A file of one test, with more members of the test and of the file.
fn file(test: &str, more: &str) -> String {
    format!(
        r#"{{"format":"rehome-vectors/1","structure":"ip_address",{more}
            "tests":[{{"hex":"00c000020101bb",{test}}}]}}"#
    )
}

fn valid(more: &str) -> String {
    format!(r#""id":1,"result":"valid","value":{VALUE}{more}"#)
}

#[test]
fn a_key_that_stands_twice_does_not_pass() {
    assert_check(file(&valid(""), ""), 0, "ok ");
    for (contents, key) in [
        (file(&valid(""), r#""structure":"ip_address","#), "structure"),
        (file(&valid(""), r#""tests":[],"#), "tests"),
        (file(&valid(""), r#""format":"other","#), "format"),
        (file(&valid(r#","hex":"00c000020101bb""#), ""), "hex"),
        (file(&valid(r#","mine":{"a":[{"x":1,"\u0078":1}]}"#), ""), "x"),
        (file(&valid(r#","input":{"now":"1","now":"1"}"#), ""), "now"),
        (
            file(&valid(""), r#""code_points":{"migrate_notify":1,"migrate_notify":1},"#),
            "migrate_notify",
        ),
        (file(&valid("").replace("443", r#"443,"port":443"#), ""), "port"),
    ] {
        assert_check(contents, 1, &format!("the key `{key}` stands twice in one object, at line "));
    }
    // Whichever of the two a reader takes, it is no file to skip.
    let second = file(&valid(""), "").replacen('{', r#"{"format":"other","#, 1);
    assert_check(second, 1, "the key `format` stands twice");
    let elements = r#"{"format":"rehome-vectors/1","structure":"capture","capture":"no.pcap",
        "elements":[{"frame":1,"frame":1,"element":"tcp_segment","value":{}}]}"#;
    assert_check(elements, 1, "capture: frames 0, failed 1\n        the key `frame`");
    assert_check(r#"{"a":1,"a":1}"#, 3, "not a vector file: no `format`");
}

#[test]
fn members_that_are_malformed_do_not_pass() {
    for (test, expected) in [
        (
            valid("").replace(r#""valid""#, r#"{"valid":null}"#),
            "invalid type: map, expected a string",
        ),
        (valid("").replace(r#""id":1"#, r#""id":0"#), "not a test: invalid value: integer `0`"),
        (
            valid("").replace(r#""id":1"#, r#""id":"1""#),
            "number 1 of the tests is none: invalid type",
        ),
        (
            valid("").replace(r#""id":1"#, r#""id":-1"#),
            "number 1 of the tests is none: invalid value",
        ),
        (
            valid("").replace(r#""id":1"#, r#""id":1.0"#),
            "number 1 of the tests is none: invalid type",
        ),
        (valid(r#","flags":"A""#), "not a test: invalid type: string \"A\", expected a sequence"),
        (valid(r#","flags":[1]"#), "not a test: invalid type: integer `1`, expected a string"),
        (valid(r#","reason":"truncated""#), "`result` is valid, and yet there is a `reason`"),
        (
            format!(r#""id":1,"result":"invalid","reason":"truncated","value":{VALUE}"#),
            "`result` is invalid, and yet there is a `value`",
        ),
        (r#""id":1,"result":"invalid""#.to_owned(), "`result` is invalid without a `reason`"),
        (
            r#""id":1,"result":"invalid","reason":null"#.to_owned(),
            "`result` is invalid without a `reason`",
        ),
    ] {
        assert_check(file(&test, ""), 1, expected);
    }
    for (more, expected) in [
        (r#""code_points":{"migrate_notify":"1"},"#, "`code_points`: invalid type: string"),
        (r#""flags":["A"],"#, "`flags` of the file: not an object"),
    ] {
        assert_check(file(&valid(""), more), 1, expected);
    }
}

#[test]
fn what_can_not_be_read_as_json_says_why() {
    let with = |value: &str| file(&valid(&format!(r#","mine":{value}"#)), "");
    let deep = with(&format!("{}{}", "[".repeat(200), "]".repeat(200)));
    let bom = format!("\u{feff}{}", file(&valid(""), ""));
    for (contents, expected) in [
        (with("1e400").into_bytes(), "can't be read as JSON: number out of range at line 2"),
        (deep.into_bytes(), "can't be read as JSON: recursion limit exceeded at line 2"),
        (bom.into_bytes(), "can't be read as JSON: it begins with a byte-order mark\n"),
        (
            b"\xff\xfe{\0}\0".to_vec(),
            "can't be read as JSON: it begins with a byte-order mark of UTF-16\n",
        ),
        (
            b"\xfe\xff\0{\0}".to_vec(),
            "can't be read as JSON: it begins with a byte-order mark of UTF-16\n",
        ),
        (b"{\"a\":\"\xff\"}".to_vec(), "can't be read as JSON: invalid utf-8"),
        (b"{".to_vec(), "can't be read as JSON: EOF"),
        (b"".to_vec(), "can't be read as JSON: EOF"),
        (with("1").into_bytes().repeat(2), "can't be read as JSON: trailing characters"),
    ] {
        assert_check(contents, 3, expected);
    }
}

#[test]
fn files_and_tests_have_a_bound() {
    let large = " ".repeat(16 << 20);
    assert_check(file(&valid(""), "") + &large, 3, "larger than 16777216 octets");
    let large = "a".repeat(1 << 20);
    let test = valid(&format!(r#","mine":"{large}""#));
    assert_check(file(&test, ""), 1, "number 1 of the tests is none: it has 1048");
    assert_check(file(&valid(""), &format!(r#""mine":"{large}","#)), 0, "ok ");
    assert_check(
        file(&valid(""), &format!(r#""flags":{{"{large}":1}},"#)),
        1,
        "`flags` of the file: it has",
    );
    let structure = file(&valid(""), "").replace("ip_address", &large);
    let (status, out) = check(structure);
    assert_eq!(status, 1);
    assert!(out.len() < 2000, "{}", out.len());
}

#[test]
fn failures_are_all_counted_and_the_first_are_told() {
    let tests: Vec<Value> = (1..=1234)
        .map(|id| json!({ "id": id, "hex": "", "result": "invalid", "reason": "duplicate" }))
        .collect();
    let file = json!({ "format": "rehome-vectors/1", "structure": "ip_address", "tests": tests });
    let (status, out) = check(file.to_string());
    assert_eq!(status, 1);
    assert!(out.contains("valid 0, invalid 0, failed 1234\n"), "{out}");
    assert!(out.contains("test 100: ") && !out.contains("test 101: "), "{out}");
    assert!(out.contains("        and 1134 more that are not told\n"), "{out}");
    assert!(out.contains("tests: 0 ok, 1234 failed\n"), "{out}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("p.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for arguments in [&["p.json"][..], &["/dev/null"]] {
        let (status, out) = check_in(folder.path(), arguments);
        assert_eq!(status, 3);
        assert!(out.contains("ERROR   ") && out.contains(": not a regular file\n"), "{out}");
    }
}
