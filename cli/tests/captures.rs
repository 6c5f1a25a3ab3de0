//! `rehome check` on captures: what differs is told by its frame, and what can't be read is no pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

fn captures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors/captures")
}

/// A folder with a real capture, and its description after a change.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let description = fs::read(captures().join(name).with_extension("json")).unwrap();
    let mut description = serde_json::from_slice(&description).unwrap();
    change(&mut description);
    fs::write(folder.path().join("c.json"), description.to_string()).unwrap();
    fs::copy(captures().join(name), folder.path().join(name)).unwrap();
    folder
}

fn check(folder: &TempDir) -> (i32, String) {
    let mut command = Command::cargo_bin("rehome").unwrap();
    let output = command.args(["check", "c.json"]).current_dir(folder.path()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn check_changed(name: &str, change: impl FnOnce(&mut Value)) -> (i32, String) {
    check(&changed(name, change))
}

fn elements(description: &mut Value) -> &mut Vec<Value> {
    description["elements"].as_array_mut().unwrap()
}

#[test]
fn what_differs_is_told_by_its_frame() {
    let name = "tcp-affinity-v4.pcap";
    let (status, out) = check_changed(name, |_| ());
    assert_eq!(status, 0);
    assert!(out.starts_with("ok      c.json  capture: tcp_segment 2, frames 25\n"), "{out}");
    let (status, out) = check_changed(name, |file| {
        file["elements"][1]["value"]["options"][0]["port"] = json!(8444);
    });
    assert_eq!(status, 1);
    assert!(out.contains("frame 3: the element has another value\n"), "{out}");
    assert!(out.contains("options[0].port: expected 8444, got 8443\n"), "{out}");
    let (status, out) = check_changed(name, |file| drop(elements(file).remove(0)));
    assert_eq!(status, 1);
    assert!(out.contains("frame 2: an element that is not expected\n"), "{out}");
    let (status, out) = check_changed(name, |file| {
        elements(file).push(json!({ "frame": 25, "element": "tcp_segment",
            "value": { "flags": ["SYN", "SAF"], "options": [] } }));
    });
    assert_eq!(status, 1);
    assert!(out.contains("frame 25: the element is not there\n"), "{out}");
    let (status, out) = check_changed(name, |file| elements(file).reverse());
    assert_eq!(status, 1, "{out}");
    let (status, out) = check_changed(name, |file| file["frames"] = json!(26));
    assert_eq!(status, 1);
    assert!(
        out.contains("the number of frames differs\n            expected 26, got 25\n"),
        "{out}"
    );
}

#[test]
fn what_is_not_supported_does_not_pass() {
    let secrets = json!([{ "hash": "sha256", "secret": "00" }]);
    for (key, value) in [("keylog", json!("x.keys")), ("resumption_master_secrets", secrets)] {
        let (status, out) = check_changed("tcp-raw.pcap", |file| file[key] = value);
        assert_eq!(status, 1);
        assert!(
            out.contains(&format!(
                "captures of TLS are not supported, only of TCP, so nothing was checked: {key}\n"
            )),
            "{out}"
        );
    }
    for name in ["client_hello", "new_session_ticket", "migrate_notify", "migrate_request"] {
        let element = json!({ "frame": 1, "element": name, "value": {} });
        let (status, out) = check_changed("tcp-raw.pcap", |file| elements(file).push(element));
        assert_eq!(status, 1);
        assert!(out.contains("captures of TLS are not supported"), "{out}");
        assert!(out.contains(&format!("nothing was checked: {name}\n")), "{out}");
    }
}

#[test]
fn an_unknown_element_does_not_pass() {
    for (name, expected) in [
        (json!("tcp_segments"), "unknown element `tcp_segments`"),
        (json!(null), "no `element`"),
        (json!(["tcp_segment"]), "no `element`"),
    ] {
        let element = json!({ "frame": 1, "element": name, "value": {} });
        let (status, out) = check_changed("tcp-raw.pcap", |file| elements(file).push(element));
        assert_eq!(status, 1);
        assert!(out.contains(" of the elements: ") && out.contains(expected), "{out}");
        assert!(!out.contains("TLS"), "{out}");
    }
}

#[test]
fn what_does_not_belong_to_a_capture_of_tcp_fails() {
    for (key, value) in [("error", "truncated"), ("verdict", "valid")] {
        for value in [json!(value), json!(null)] {
            let (status, out) = check_changed("tcp-raw.pcap", |file| {
                elements(file)[1][key] = value;
            });
            assert_eq!(status, 1);
            let expected = format!("number 2 of the elements: `{key}` of a tcp_segment\n");
            assert!(out.contains(&expected), "{out}");
        }
    }
    for (key, value) in [
        ("frames", json!(null)),
        ("frames", json!("31")),
        ("capture", json!(null)),
        ("capture", json!(["tcp-raw.pcap"])),
        ("elements", json!({})),
        ("elements", json!(null)),
        ("resumption_master_secrets", json!(null)),
        ("keylog", json!(null)),
    ] {
        let (status, out) = check_changed("tcp-raw.pcap", |file| file[key] = value);
        assert_eq!(status, 1, "{key}: {out}");
    }
}

#[test]
fn an_empty_list_of_secrets_is_none() {
    let (status, out) = check_changed("tcp-raw.pcap", |file| {
        file["resumption_master_secrets"] = json!([]);
    });
    assert_eq!(status, 0, "{out}");
}

#[test]
fn a_description_that_is_none_fails() {
    for (key, expected) in
        [("capture", "missing field `capture`"), ("elements", "no list `elements`")]
    {
        let (status, out) = check_changed("tcp-raw.pcap", |file| {
            file.as_object_mut().unwrap().remove(key);
        });
        assert_eq!(status, 1);
        assert!(out.contains(expected), "{out}");
    }
    let (status, out) = check_changed("tcp-raw.pcap", |file| {
        elements(file)[1].as_object_mut().unwrap().remove("value");
    });
    assert_eq!(status, 1);
    assert!(out.contains("number 2 of the elements: no `value`\n"), "{out}");
}

#[test]
fn a_capture_that_can_not_be_read_is_an_error() {
    let name = "tcp-raw.pcap";
    let folder = changed(name, |file| file["capture"] = json!("nowhere.pcap"));
    let (status, out) = check(&folder);
    assert_eq!(status, 3);
    assert!(out.contains("ERROR   c.json: nowhere.pcap: No such file or directory"), "{out}");
    let folder = changed(name, |file| file["capture"] = json!("c.json"));
    let (status, out) = check(&folder);
    assert_eq!(status, 3);
    assert!(out.contains("neither a pcap nor a pcapng file"), "{out}");
    let folder = changed(name, |file| file["capture"] = json!("."));
    assert_eq!(check(&folder).0, 3);
    let folder = changed(name, |_| ());
    let octets = fs::read(folder.path().join(name)).unwrap();
    fs::write(folder.path().join(name), &octets[..octets.len() - 1]).unwrap();
    let (status, out) = check(&folder);
    assert_eq!(status, 3);
    assert!(out.contains("frames before it 30: the file ends in the middle of a block\n"), "{out}");
    assert!(out.contains("\n        tcp_segment 5, frames 30\n"), "{out}");
    assert!(out.contains("files: 0 ok, 0 failed, 1 errors, 0 skipped; tests: 5 ok, "), "{out}");
    assert!(
        !out.contains("is not there"),
        "what the end cut off is not known to be missing: {out}"
    );
}

#[test]
fn a_capture_that_is_wholly_wrong_is_told_in_short() {
    let (status, out) = check_changed("tcp-noise-sll2.pcap", |file| {
        for frame in 200..1200 {
            elements(file).push(json!({ "frame": frame, "element": "tcp_segment",
                "value": { "flags": ["SYN", "SAF"], "options": [] } }));
        }
    });
    assert_eq!(status, 1);
    assert!(out.contains("tcp_segment 8, frames 106, failed 1000\n"), "{out}");
    assert!(out.contains("        and 900 more that are not told\n"), "{out}");
    assert!(out.lines().count() < 250, "{out}");
}

#[test]
fn captures_in_json_lines() {
    let lines = |folder: &TempDir| -> Vec<Value> {
        let mut command = Command::cargo_bin("rehome").unwrap();
        command.args(["check", "--json", "c.json"]).current_dir(folder.path());
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let name = "tcp-raw.pcap";
    let folder = changed(name, |_| ());
    let schema = "rehome-check/1";
    assert_eq!(
        lines(&folder)[0],
        json!({ "schema": schema, "type": "file", "path": "c.json", "structure": "capture",
            "result": "pass", "elements": { "tcp_segment": 5 }, "frames": 31, "failed": 0 })
    );
    let octets = fs::read(folder.path().join(name)).unwrap();
    fs::write(folder.path().join(name), &octets[..octets.len() - 1]).unwrap();
    let mut lines = lines(&folder);
    let message = lines[0]["message"].take();
    assert!(message.as_str().unwrap().ends_with("in the middle of a block"), "{message}");
    assert_eq!(
        lines,
        [
            json!({ "schema": schema, "type": "error", "path": "c.json", "message": null,
                "elements": { "tcp_segment": 5 }, "frames": 30, "failed": 0 }),
            json!({ "schema": schema, "type": "summary", "passed": 0, "failed": 0, "skipped": 0,
                "errors": 1, "tests_passed": 5, "tests_failed": 0, "status": 3 }),
        ]
    );
}
