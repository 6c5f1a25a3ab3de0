//! A vector file in which something was changed fails.
//!
//! The octets of every valid vector are changed, and every leaf of every value, one at a time. Of
//! inputs every member is left out, and changed to what comes to something else. The octets of the two
//! carriers and of vectors that are refused say more than their tests do (a `random`, what stands
//! behind the first fault), so there only what the tests say is changed. A few vectors of many
//! thousand octets are left out for the time they take.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod inputs;

use std::fs;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::slice::from_ref;

use rehome_cli::check::{self, Format};
use serde_json::{Value, json};

use inputs::with_other_inputs;

fn vector_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors");
    let mut files = Vec::new();
    for folder in [folder.clone(), folder.join("rulings")] {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| path.extension().is_some_and(|it| it == "json")));
    }
    files
}

/// Those of these tests that pass, each in its file with a number of its own.
fn passing(file: &Value, tests: &[Value], folder: &Path) -> Vec<Value> {
    let mut mutated = file.clone();
    let numbered = (1..).zip(tests).map(|(id, test)| {
        let mut test = test.clone();
        test["id"] = json!(id);
        test
    });
    mutated["tests"] = numbered.collect();
    let path = folder.join("mutated.json");
    fs::write(&path, mutated.to_string()).unwrap();
    let mut report = Vec::new();
    check::run(&[path], Format::Json, NonZeroUsize::MIN, &mut report).unwrap();
    let mut lines = report.split(|octet| *octet == b'\n').filter(|line| !line.is_empty());
    let file: Value = serde_json::from_slice(lines.next().unwrap()).unwrap();
    if file["failed"] == json!(tests.len()) && file["valid"] == 0 && file["invalid"] == 0 {
        return Vec::new();
    }
    let lines: Vec<Value> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    let failed: Vec<u64> = lines.iter().filter_map(|line| line["id"].as_u64()).collect();
    let all = (1u64..).zip(tests);
    all.filter(|(id, _)| !failed.contains(id)).map(|(_, test)| test.clone()).collect()
}

/// The test with one octet changed, for each octet; of more than a hundred some are passed over.
fn with_other_octets(test: &Value) -> Vec<Value> {
    let hex = test["hex"].as_str().unwrap();
    let octet = |position: usize| u8::from_str_radix(&hex[position..position + 2], 16).unwrap();
    let octets = hex.len() / 2;
    let positions = (0..octets).step_by(1 + octets / 100);
    let change = |position: usize| {
        // Another bit for each octet, so that all eight have their turn.
        let (octet, position) = (octet(2 * position) ^ (1 << (position % 8)), 2 * position);
        let mut test = test.clone();
        test["hex"] = json!(format!("{}{octet:02x}{}", &hex[..position], &hex[position + 2..]));
        test
    };
    positions.map(change).collect()
}

/// The value with one leaf changed, for each leaf, and with one key or element less.
fn other_values(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![json!(false), json!({})],
        Value::Bool(flag) => vec![json!(!flag), Value::Null],
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![json!(number ^ 1), json!(number ^ 0x80), json!(number.to_string()), Value::Null]
        }
        Value::String(text) => {
            let mut others =
                vec![json!(format!("{text}0")), json!(format!("{text}00")), json!("?")];
            if let Some((last, digit)) = text.char_indices().last() {
                let digit = if digit == '1' { '2' } else { '1' };
                others.push(json!(format!("{}{digit}", &text[..last])));
                others.push(json!(""));
            }
            // `::0` is the address `::`, in another text.
            let address = |text: &str| text.parse::<IpAddr>().ok();
            others.retain(|other| {
                address(text).is_none() || other.as_str().and_then(address) != address(text)
            });
            others
        }
        Value::Array(elements) => {
            let mut others = Vec::new();
            for (index, element) in elements.iter().enumerate() {
                let replaced = other_values(element).into_iter().map(|other| {
                    let mut elements = elements.clone();
                    elements[index] = other;
                    Value::Array(elements)
                });
                others.extend(replaced);
                let mut less = elements.clone();
                less.remove(index);
                others.push(Value::Array(less));
                let mut more = elements.clone();
                more.push(element.clone());
                others.push(Value::Array(more));
            }
            others
        }
        Value::Object(fields) => {
            let mut others = vec![json!([])];
            for (key, field) in fields {
                let replaced = other_values(field).into_iter().map(|other| {
                    let mut fields = fields.clone();
                    fields.insert(key.clone(), other);
                    Value::Object(fields)
                });
                others.extend(replaced);
                let mut less = fields.clone();
                less.remove(key);
                others.push(Value::Object(less));
            }
            others
        }
    }
}

fn with(test: &Value, key: &str, value: Value) -> Value {
    let mut test = test.clone();
    test[key] = value;
    test
}

fn without(test: &Value, key: &str) -> Value {
    let mut test = test.clone();
    test.as_object_mut().unwrap().remove(key);
    test
}

fn mutations(structure: &str, test: &Value) -> Vec<Value> {
    let mut all = with_other_inputs(test);
    if test["result"] == "invalid" {
        let reasons = [
            "truncated",
            "trailing_data",
            "duplicate",
            "bad_signature",
            "replayed",
            "Truncated",
            "",
        ];
        let others = reasons.iter().filter(|reason| test["reason"] != **reason);
        all.extend(others.map(|reason| with(test, "reason", json!(reason))));
        let valid = with(&with(test, "result", json!("valid")), "value", json!({}));
        all.push(without(&valid, "reason"));
        return all;
    }
    let values = other_values(&test["value"]).into_iter();
    all.extend(values.map(|value| with(test, "value", value)));
    let invalid = with(&with(test, "result", json!("invalid")), "reason", json!("truncated"));
    all.push(without(&invalid, "value"));
    if !["client_hello", "new_session_ticket"].contains(&structure) {
        all.extend(with_other_octets(test));
    }
    all
}

#[test]
fn every_change_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut changes = 0;
    for path in vector_files() {
        let mut file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let Some(tests) = file.get_mut("tests").map(Value::take) else { continue };
        let structure = file["structure"].as_str().unwrap();
        let short = |test: &&Value| test["hex"].as_str().unwrap().len() <= 4000;
        for test in tests.as_array().unwrap().iter().filter(short) {
            let mutations = mutations(structure, test);
            // In parts, because no more failures of a file are told.
            for mutations in mutations.chunks(100) {
                let passing = passing(&file, mutations, folder.path());
                assert!(passing.is_empty(), "{}: {}", path.display(), json!(passing));
            }
            changes += mutations.len();
        }
    }
    assert!(changes > 10_000, "{changes}");
}

#[test]
fn every_change_to_the_elements_of_a_capture_is_found() {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors/captures");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mutated.json");
    for name in ["tcp-affinity-v6", "tcp-migrate", "tcp-noise-sll2", "tcp-raw"] {
        let file = fs::read(captures.join(name).with_extension("json")).unwrap();
        let mut file: Value = serde_json::from_slice(&file).unwrap();
        file["capture"] = json!(captures.join(file["capture"].as_str().unwrap()));
        let elements = file["elements"].clone();
        for other in other_values(&elements) {
            file["elements"] = other;
            fs::write(&path, file.to_string()).unwrap();
            let status =
                check::run(from_ref(&path), Format::Json, NonZeroUsize::MIN, std::io::sink())
                    .unwrap();
            assert_eq!(status, check::Status::Fails, "{name}: {}", file["elements"]);
        }
    }
}
