//! `rehome check` on inputs that are malformed: nothing is tested with them, so nothing passes, a
//! test that expects a refusal neither.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// Exit status and report of a file with one test.
fn check(structure: &str, test: &Value) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = json!({ "format": "rehome-vectors/1", "structure": structure, "tests": [test] });
    fs::write(folder.path().join("v.json"), file.to_string()).unwrap();
    let mut command = Command::cargo_bin("rehome").unwrap();
    let output = command.args(["check", "v.json"]).current_dir(folder.path()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// The first vector of a structure with this result, or this reason.
fn vector(structure: &str, result: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors");
    let file = fs::read(folder.join(structure).with_extension("json")).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let mut tests = file["tests"].as_array().unwrap().iter();
    let mut test =
        tests.find(|test| test["result"] == result || test["reason"] == result).unwrap().clone();
    test["flags"] = json!([]);
    test
}

/// The file fails with this problem, which is told.
#[track_caller]
fn assert_fails(structure: &str, test: &Value, expected: &str) {
    let (status, out) = check(structure, test);
    assert_eq!(status, 1, "{expected}: {out}");
    assert!(out.contains(expected), "{expected}: {out}");
    assert!(out.contains(": valid 0, invalid 0, failed 1\n"), "{out}");
}

fn with(test: &Value, key: &str, value: Value) -> Value {
    let mut test = test.clone();
    test["input"][key] = value;
    test
}

/// Every member of the input is needed.
fn assert_all_needed(structure: &str, test: &Value) {
    for key in test["input"].as_object().unwrap().keys() {
        let mut less = test.clone();
        less["input"].as_object_mut().unwrap().remove(key);
        assert_fails(structure, &less, &format!("none of this structure: missing field `{key}`"));
        let mut misspelt = less;
        misspelt["input"][format!("{key}s")] = test["input"][key].clone();
        assert_fails(structure, &misspelt, &format!("missing field `{key}`"));
    }
    let mut none = test.clone();
    none.as_object_mut().unwrap().remove("input");
    assert_fails(structure, &none, "there is no `input`");
    none["input"] = json!(null);
    assert_fails(structure, &none, "there is no `input`");
    for input in [json!([]), json!("sha256"), json!(1)] {
        none["input"] = input;
        assert_fails(structure, &none, "`input` is none of this structure: not an object");
    }
    assert_eq!(check(structure, &with(test, "mine", json!({ "now": 1 }))).0, 0);
}

#[test]
fn of_a_session() {
    let verified = [vector("token_verification", "valid"), vector("token_verification", "expired")];
    let tests = [("key_schedule", vector("key_schedule", "valid"))];
    for (structure, test) in
        tests.into_iter().chain(verified.map(|test| ("token_verification", test)))
    {
        assert_eq!(check(structure, &test).0, 0);
        assert_all_needed(structure, &test);
        let secret = test["input"]["resumption_master_secret"].as_str().unwrap();
        for (secret, expected) in [
            (json!(""), "`resumption_master_secret`: a secret of 0 octets, where SHA-256 needs 32"),
            (json!(&secret[2..]), "a secret of 31 octets, where SHA-256 needs 32"),
            (json!(format!("{secret}00")), "a secret of 33 octets"),
            (json!("00".repeat(48)), "a secret of 48 octets"),
            (json!(&secret[1..]), "not lower-case hexadecimal"),
            (json!(secret.replacen(&secret[..2], "AB", 1)), "not lower-case hexadecimal"),
            (json!(null), "invalid type: null, expected a string"),
            (json!([1]), "invalid type: sequence, expected a string"),
        ] {
            assert_fails(structure, &with(&test, "resumption_master_secret", secret), expected);
        }
        let expected = "a secret of 32 octets, where SHA-384 needs 48";
        assert_fails(structure, &with(&test, "hash", json!("sha384")), expected);
        for hash in [json!("sha512"), json!("SHA256"), json!(null), json!({ "sha256": null })] {
            assert_fails(
                structure,
                &with(&test, "hash", hash),
                "`input` is none of this structure",
            );
        }
    }
}

#[test]
fn of_a_verification() {
    let structure = "token_verification";
    let address = json!({ "address": "192.0.2.44", "port": 443 });
    for result in ["valid", "expired", "truncated", "session_mismatch"] {
        let test = vector(structure, result);
        assert_eq!(check(structure, &test).0, 0);
        for (key, value) in [
            ("now", json!(1)),
            ("now", json!("-1")),
            ("now", json!("+1")),
            ("now", json!("01")),
            ("now", json!("")),
            ("now", json!("1.0")),
            ("now", json!("18446744073709551616")),
            ("local_addresses", json!({})),
            ("local_addresses", address.clone()),
            ("local_addresses", json!(["192.0.2.44"])),
            ("local_addresses", json!([["192.0.2.44", 443]])),
            ("local_addresses", json!([{ "address": "192.0.2.44" }])),
            ("local_addresses", json!([address, { "address": "192.0.2", "port": 443 }])),
            ("local_addresses", json!([{ "address": "192.0.2.44", "port": 65536 }])),
            ("local_addresses", json!([null])),
            ("used_nonces", json!(null)),
            ("used_nonces", json!("00")),
            ("used_nonces", json!(["0"])),
            ("used_nonces", json!(["AB"])),
            ("used_nonces", json!([1])),
            ("signed_content", json!("Encoded")),
            ("signed_content", json!(null)),
            ("signed_content", json!({ "bare": null })),
        ] {
            assert_fails(
                structure,
                &with(&test, key, value),
                "`input` is none of this structure: ",
            );
        }
    }
}

#[test]
fn of_tcp_migrate() {
    let structure = "tcp_migrate_auth";
    let test = vector(structure, "valid");
    assert_eq!(check(structure, &test).0, 0);
    assert_all_needed(structure, &test);
    for (key, value, expected) in [
        ("key", json!(""), "`key` has 0 octets, not 25"),
        ("key", json!("00".repeat(24)), "`key` has 24 octets, not 25"),
        ("key", json!("00".repeat(26)), "`key` has 26 octets, not 25"),
        ("key", json!("0".repeat(49)), "not lower-case hexadecimal"),
        ("ni", json!(4_294_967_296_u64), "invalid value: integer `4294967296`, expected u32"),
        ("nj", json!(-1), "invalid value: integer `-1`, expected u32"),
        ("seqno", json!("1"), "invalid type: string \"1\", expected u32"),
        ("seqno", json!(1.0), "invalid type: floating point `1.0`, expected u32"),
        ("reqno_octet", json!(256), "invalid value: integer `256`, expected u8"),
        ("view", json!("7"), "unknown variant `7`"),
        ("view", json!(7), "`input` is none of this structure"),
    ] {
        assert_fails(structure, &with(&test, key, value), expected);
    }
}

#[test]
fn octets_where_there_are_none() {
    for structure in ["key_schedule", "tcp_migrate_auth"] {
        let mut test = vector(structure, "valid");
        test["hex"] = json!("00");
        assert_fails(structure, &test, "`hex` is not empty, and this structure has no octets");
        test["hex"] = json!("");
        test["result"] = json!("invalid");
        test["reason"] = json!("truncated");
        test.as_object_mut().unwrap().remove("value");
        assert_fails(structure, &test, "not refused");
    }
}

/// Unknown members are ignored in an input, at any depth, and so is an input where none belongs.
#[test]
fn what_is_not_named_is_ignored() {
    let test = vector("token_verification", "valid");
    let mut own = test["input"]["local_addresses"].clone();
    own[0]["zone"] = json!("eth0");
    assert_eq!(check("token_verification", &with(&test, "local_addresses", own)).0, 0);
    let mut test = vector("ip_address", "valid");
    for input in [json!(null), json!({ "now": 1 }), json!([])] {
        test["input"] = input;
        assert_eq!(check("ip_address", &test).0, 0, "{test}");
    }
}

#[test]
fn what_differs_is_told() {
    let mut test = vector("token_verification", "expired");
    test["input"]["now"] = json!("0");
    let (status, out) = check("token_verification", &test);
    assert_eq!(status, 1);
    assert!(
        out.contains("): not refused\n            expected {\"reason\":\"expired\"}, got {"),
        "{out}"
    );
    let mut test = vector("token_verification", "valid");
    test["input"]["local_addresses"] = json!([]);
    let (status, out) = check("token_verification", &test);
    assert_eq!(status, 1);
    assert!(out.contains("refused: target_address is not one of the server's own\n"), "{out}");
    let mut test = vector("token_verification", "bad_signature");
    test["reason"] = json!("expired");
    let expected = "refused for another reason: signature is not that of the session's key\n            \
         reason: expected \"expired\", got \"bad_signature\"\n";
    assert_fails("token_verification", &test, expected);
    let mut test = vector("key_schedule", "valid");
    test["value"]["mac_key"] = json!("00");
    assert_fails("key_schedule", &test, "mac_key: expected \"00\", got \"");
}

#[test]
fn json_lines_tell_the_same() {
    let mut test = vector("token_verification", "replayed");
    test["reason"] = json!("expired");
    let folder = tempfile::tempdir().unwrap();
    let structure = "token_verification";
    let file = json!({ "format": "rehome-vectors/1", "structure": structure, "tests": [test] });
    fs::write(folder.path().join("v.json"), file.to_string()).unwrap();
    let mut command = Command::cargo_bin("rehome").unwrap();
    let output =
        command.args(["check", "--json", "v.json"]).current_dir(folder.path()).output().unwrap();
    let lines = output.stdout.split(|octet| *octet == b'\n').filter(|line| !line.is_empty());
    let lines: Vec<Value> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    let schema = "rehome-check/1";
    assert_eq!(
        lines[..2],
        [
            json!({ "schema": schema, "type": "file", "path": "v.json", "structure": structure,
                "result": "fail", "valid": 0, "invalid": 0, "failed": 1 }),
            json!({ "schema": schema, "type": "failure", "path": "v.json", "structure": structure,
                "id": test["id"], "comment": test["comment"],
                "problem": "refused for another reason: nonce was used before",
                "expected": { "reason": "expired" }, "got": { "reason": "replayed" } }),
        ]
    );
}
