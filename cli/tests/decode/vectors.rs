//! All tests of the vector files of this repository.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process::{Ended, ended, rehome};

/// The files about structures that have octets, those of `of`, with the arguments for their numbers.
fn files(of: &[&str]) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors");
    let folders = [folder.clone(), folder.join("rulings")];
    let paths = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = paths.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
    let files = paths.map(read).filter(|file| of.iter().any(|name| file["structure"] == *name));
    let files: Vec<_> = files.map(|file| (numbers(&file), file)).collect();
    assert!(files.len() >= of.len());
    files
}

fn numbers(file: &Value) -> String {
    let given = file["code_points"].as_object();
    let pairs = given.into_iter().flatten().map(|(name, number)| format!("{name}={number}"));
    let pairs = Vec::from_iter(pairs).join(",");
    if pairs.is_empty() { String::new() } else { format!("--code-points {pairs}") }
}

fn with_stdin(arguments: &str, text: &str) -> Ended {
    let mut command = rehome(arguments);
    command.write_stdin(text);
    ended(command)
}

/// Decodes each test, and encodes what comes of it where that is done.
fn assert_all(of: &[&str], is_encoded: bool) {
    for (numbers, file) in files(of) {
        let structure = file["structure"].as_str().unwrap();
        for test in file["tests"].as_array().unwrap() {
            let hex = test["hex"].as_str().unwrap();
            let decoded = with_stdin(&format!("decode {structure} --json {numbers}"), hex);
            let object: Value = serde_json::from_str(&decoded.out).unwrap();
            for member in ["hex", "result", "value", "reason"] {
                assert_eq!(object.get(member), test.get(member), "{structure} {test}");
            }
            assert_eq!(object["structure"], structure);
            if test["result"] == "invalid" {
                assert_eq!(decoded.status, 1);
                assert_place(&object, hex.len() / 2);
                continue;
            }
            assert_eq!(decoded.status, 0);
            if is_encoded {
                let encode = format!("encode {structure} {numbers}");
                let encoded = with_stdin(&encode, &decoded.out);
                assert_eq!((encoded.status, encoded.out), (0, format!("{hex}\n")), "{test}");
            }
        }
    }
}

/// The place is among the octets or behind them, and the message has it.
fn assert_place(object: &Value, octets: usize) {
    let (field, offset) = (object["field"].as_str().unwrap(), &object["offset"]);
    assert!(usize::try_from(offset.as_u64().unwrap()).unwrap() <= octets, "{object}");
    let place = format!("{field} at octet {offset}: ");
    assert!(object["message"].as_str().unwrap().starts_with(&place), "{object}");
}

#[test]
fn addresses_and_tokens() {
    assert_all(&["ip_address", "migration_token"], true);
}

#[test]
fn the_small_ones() {
    let small = ["migration_support", "migration_allowed", "migrate_notify", "migrate_request"];
    assert_all(&small, true);
}

#[test]
fn carriers() {
    assert_all(&["client_hello", "new_session_ticket"], false);
}

#[test]
fn options() {
    assert_all(&["tcp_option", "tcp_options"], true);
}

#[test]
fn headers() {
    assert_all(&["tcp_header"], true);
}
