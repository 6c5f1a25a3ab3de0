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

/// The counts where there are TCP segments alone.
fn elements_of(tcp_segment: u64) -> Value {
    json!({ "tcp_segment": tcp_segment, "client_hello": 0, "new_session_ticket": 0,
        "migrate_notify": 0, "migrate_request": 0 })
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
fn what_tls_needs_beside_the_capture_must_be_right() {
    let name = "tls00-aes128.pcapng";
    let check = |change: &dyn Fn(&mut Value)| {
        let folder = changed(name, change);
        let keys = Path::new(name).with_extension("keys");
        fs::copy(captures().join(&keys), folder.path().join(keys)).unwrap();
        check(&folder)
    };
    let (status, out) = check(&|_| ());
    assert_eq!(status, 0);
    let counts = "client_hello 2, new_session_ticket 1, migrate_notify 1, frames 39";
    assert!(out.starts_with(&format!("ok      c.json  capture: {counts}\n")), "{out}");
    // Without its keys only the hellos are seen, and without its secrets there is no verdict.
    let (status, out) = check(&|file| drop(file.as_object_mut().unwrap().remove("keylog")));
    assert_eq!(status, 1);
    assert_eq!(out.matches("the element is not there").count(), 2, "{out}");
    let (status, out) = check(&|file| file["resumption_master_secrets"] = json!([]));
    assert_eq!(status, 1);
    assert!(out.contains("verdict: expected \"valid\", got nothing\n"), "{out}");
    let (status, out) = check(&|file| file["keylog"] = json!("none.keys"));
    assert_eq!(status, 3);
    assert!(out.contains("none.keys: No such file or directory"), "{out}");
    let (status, out) = check(&|file| file["keylog"] = json!("."));
    assert_eq!(status, 3);
    assert!(out.contains(": not a regular file"), "{out}");
    for (key, value, expected) in [
        ("keylog", json!(1), "not a capture's description: invalid type"),
        (
            "resumption_master_secrets",
            json!({}),
            "not a capture's description: `resumption_master_secrets` is not a list",
        ),
        (
            "resumption_master_secrets",
            json!([{ "hash": "sha256", "secret": "00" }]),
            "number 1 of `resumption_master_secrets`: a secret of 1 octet, where SHA-256 needs 32",
        ),
        (
            "resumption_master_secrets",
            json!([{ "hash": "sha512", "secret": "00" }]),
            "number 1 of `resumption_master_secrets`: `hash` is neither \"sha256\" nor \"sha384\"",
        ),
    ] {
        let (status, out) = check(&|file| file[key] = value.clone());
        assert_eq!(status, 1);
        assert!(out.contains(expected), "{out}");
    }
}

#[test]
fn elements_of_tls_that_are_none_do_not_pass() {
    let hello = json!({ "migration_support": true, "migration_token": null, "pre_shared_key": false,
        "migration_attempt": false });
    for (element, expected) in [
        (json!({ "element": "client_hello", "value": {} }), "missing field `migration_support`"),
        (json!({ "element": "client_hello" }), "no `value`"),
        (
            json!({ "element": "client_hello", "value": hello, "error": "x" }),
            "`value` and `error` both",
        ),
        (json!({ "element": "client_hello", "error": 1 }), "`error` is not text"),
        (
            json!({ "element": "client_hello", "error": "x", "verdict": "valid" }),
            "a `verdict` beside an `error`",
        ),
        (
            json!({ "element": "migrate_notify", "value": { "level": "fatal" }, "verdict": "valid" }),
            "`verdict` of a migrate_notify",
        ),
        (json!({ "element": "migrate_notify", "value": { "level": "none" } }), "unknown variant"),
    ] {
        let mut element = element;
        element["frame"] = json!(1);
        let (status, out) = check_changed("tcp-raw.pcap", |file| elements(file).push(element));
        assert_eq!(status, 1);
        assert!(out.contains(" of the elements: ") && out.contains(expected), "{out}");
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
        let (status, out) = check_changed("tcp-raw.pcap", |file| {
            elements(file)[1][key] = json!(value);
        });
        assert_eq!(status, 1);
        let expected = format!("number 2 of the elements: `{key}` of a tcp_segment\n");
        assert!(out.contains(&expected), "{out}");
    }
    for (key, value) in [
        ("frames", json!("31")),
        ("capture", json!(null)),
        ("capture", json!(["tcp-raw.pcap"])),
        ("elements", json!({})),
        ("elements", json!(null)),
        ("resumption_master_secrets", json!("none")),
        ("keylog", json!([])),
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

/// Octets that may be a secret.
const SECRET: &str = "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7aabb";

#[test]
fn a_secret_is_not_shown_wherever_it_stands() {
    for (key, value) in [
        ("resumption_master_secrets", json!([{ "hash": SECRET, "secret": "sha256" }])),
        ("resumption_master_secrets", json!([{ "hash": "sha384", "secret": SECRET }])),
        ("resumption_master_secrets", json!([{ "hash": "sha256", "secret": { SECRET: 1 } }])),
        ("resumption_master_secrets", json!([{ "hash": "sha256", "secret": &SECRET[1..] }])),
        ("resumption_master_secrets", json!([["sha256", SECRET]])),
        ("resumption_master_secrets", json!([format!("sha256:{SECRET}")])),
        ("resumption_master_secrets", json!({ "sha256": SECRET })),
        ("resumption_master_secrets", json!(SECRET)),
        ("frames", json!(SECRET)),
    ] {
        let (status, out) = check_changed("tcp-raw.pcap", |file| file[key] = value);
        assert_eq!(status, 1, "{out}");
        assert!(out.contains("not a capture's description: "), "{out}");
        assert!(!out.contains(&SECRET[..20]), "{out}");
    }
    for key in ["capture", "keylog"] {
        let (status, out) = check_changed("tcp-raw.pcap", |file| file[key] = json!(SECRET));
        assert_eq!(status, 3, "{out}");
        let expected = format!("the path given in `{key}`: No such file or directory");
        assert!(out.contains(&expected), "{out}");
        assert!(!out.contains(&SECRET[..20]), "{out}");
    }
    // Members of other names are ignored, but a key may not stand twice.
    let folder = changed("tcp-raw.pcap", |file| {
        file["resumption_master_secrets"] =
            json!([{ "hash": "sha256", "secret": SECRET, SECRET: "TWICE" }]);
    });
    assert_eq!(check(&folder).0, 0);
    let description = fs::read_to_string(folder.path().join("c.json")).unwrap();
    let twice = description.replace("\"TWICE\"", &format!("1, \"{SECRET}\": 2"));
    fs::write(folder.path().join("c.json"), twice).unwrap();
    let (status, out) = check(&folder);
    assert_ne!(status, 0, "{out}");
    assert!(out.contains("a key stands twice in one object"), "{out}");
    assert!(!out.contains(&SECRET[..20]), "{out}");
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
            "result": "pass", "elements": elements_of(5), "frames": 31, "failed": 0 })
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
                "elements": elements_of(5), "frames": 30, "failed": 0 }),
            json!({ "schema": schema, "type": "summary", "passed": 0, "failed": 0, "skipped": 0,
                "errors": 1, "tests_passed": 5, "tests_failed": 0, "status": 3 }),
        ]
    );
}

#[test]
fn the_secrets_behind_migrate_options_must_be_right() {
    let check = |change: &dyn Fn(&mut Value)| {
        check_changed("tcp-migrate.pcapng", |file| change(&mut file["tcp_migrate"]))
    };
    assert_eq!(check(&|_| ()).0, 0);
    assert_eq!(check(&|list| *list = Value::Null).0, 0);
    // Named twice it is there all the same, and members of other names mean nothing.
    assert_eq!(check(&|list| list[1] = list[0].clone()).0, 0);
    assert_eq!(check(&|list| list[0]["comment"] = json!(7)).0, 0);
    for (member, value, problem) in [
        ("token", json!("0000000000000000"), "another value comes of it\n"),
        ("request", json!("0000000000000000"), "another value comes of it\n"),
        ("key", json!("00".repeat(25)), "another value comes of it\n"),
        ("ni", json!(1), "another value comes of it\n"),
        ("reqno_octet", json!(2), "another value comes of it\n"),
        ("request", Value::Null, "`value` is none of this structure"),
        ("seqno", json!("1"), "`input` is none of this structure"),
        ("key", json!("5ec2e7".repeat(4)), "`key` has 12 octets, not 25\n"),
        ("key", json!(["5ec2e7".repeat(10)]), "`input` is none of this structure"),
        ("seqno", json!("5ec2e7".repeat(10)), "a member is of another type\n"),
    ] {
        let (status, out) = check(&|list| list[0][member] = value.clone());
        assert_eq!(status, 1, "{member}");
        assert!(out.contains(&format!("number 1 of `tcp_migrate`: {problem}")), "{out}");
        assert!(!out.contains("5ec2e75ec2e7"), "{out}");
    }
    for (list, problem) in [
        (json!({}), "not a capture's description: `tcp_migrate` is not a list\n"),
        (json!([7]), "number 1 of `tcp_migrate`: `value` is none of this structure"),
    ] {
        let (status, out) = check(&|its| *its = list.clone());
        assert_eq!(status, 1);
        assert!(out.contains(problem), "{out}");
    }
}

#[test]
fn a_migrate_option_whose_secrets_are_told_must_be_there() {
    let secrets = json!({ "ni": 1, "nj": 2, "key": "00".repeat(25), "seqno": 3, "reqno_octet": 4,
        "view": "8bit", "token": "9eb5834d93479e6a", "request": "d35a2e56e3d13621" });
    let add = |file: &mut Value| file["tcp_migrate"].as_array_mut().unwrap().push(secrets.clone());
    let (status, out) = check_changed("tcp-migrate.pcapng", add);
    assert_eq!(status, 1);
    let problem = "number 3 of `tcp_migrate`: no SYN of the capture carries this Migrate option\n";
    assert!(out.contains(problem), "{out}");
}
