//! Trees of all valid vectors, and values that are refused.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use data_encoding::HEXLOWER;
use rehome::{CodePoints, ExtensionType};
use serde_json::{Value, json};

use super::structures::{decode, encoder};
use crate::terms::Structure;
use crate::value::Numbers;
use crate::value::tree::tests::assert_tiled;

/// What `act` does with each vector file of a structure with octets.
fn for_each_file(mut act: impl FnMut(Structure, &Value)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors");
    for folder in [folder.clone(), folder.join("rulings")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
                let name = file["structure"].as_str().unwrap_or_default();
                if let Ok(structure) = Structure::from_str(name, false) {
                    act(structure, &file);
                }
            }
        }
    }
}

/// The extensions' numbers in a file; decoding by others reads them as unknown.
fn numbers(file: &Value) -> Numbers {
    let defaults = CodePoints::default();
    let number = |name: &str, default: ExtensionType| {
        let given = file["code_points"][name].as_u64();
        given.map_or(default, |number| ExtensionType(u16::try_from(number).unwrap()))
    };
    let mut builder = CodePoints::builder()
        .migration_support(number("migration_support", defaults.migration_support()))
        .migration_allowed(number("migration_allowed", defaults.migration_allowed()))
        .migration_token(number("migration_token", defaults.migration_token()));
    if let Some(number) = file["code_points"]["migrate_notify"].as_u64() {
        builder = builder.migrate_notify(u8::try_from(number).unwrap().into());
    }
    if let Some(number) = file["code_points"]["migrate_request"].as_u64() {
        builder = builder.migrate_request(u8::try_from(number).unwrap().into());
    }
    Numbers { code_points: builder.build().unwrap(), ..Numbers::default() }
}

#[test]
fn leaves_stand_for_every_octet_once() {
    let mut trees = 0;
    for_each_file(|structure, file| {
        let numbers = numbers(file);
        for test in file["tests"].as_array().unwrap() {
            if test["result"] == "valid" {
                let octets = HEXLOWER.decode(test["hex"].as_str().unwrap().as_bytes()).unwrap();
                let tree = decode(structure, &octets, &numbers).unwrap().tree;
                assert_eq!(tree.range, 0..octets.len(), "{structure:?} {}", test["id"]);
                assert!(!tree.children.is_empty() || octets.is_empty());
                assert_tiled(&tree);
                trees += 1;
            }
        }
    });
    assert!(trees > 400, "{trees}");
}

#[test]
fn what_no_octets_have_is_told_with_its_place() {
    let header = json!({ "source_port": 1, "destination_port": 2, "sequence_number": 3,
        "acknowledgment_number": 4, "reserved": 0, "flags": ["SYN"], "window": 5, "checksum": 6,
        "urgent_pointer": 7, "options": [], "padding": "" });
    let encode = |value: &Value| encoder(Structure::TcpHeader).unwrap()(value, &Numbers::default());
    assert_eq!(encode(&header).unwrap().octets.len(), 20);
    let nop = json!({ "kind": 1, "name": "nop" });
    let end = json!({ "kind": 0, "name": "end" });
    for (member, other, words) in [
        ("reserved", json!(8), "reserved: expected 8, got 0"),
        ("flags", json!(["SYN", "FIN"]), "flags[0]: expected \"SYN\", got \"FIN\""),
        ("flags", json!(["NS"]), "no flag \"NS\""),
        (
            "options",
            json!([nop]),
            "options: the area has 1 octet and must fill 32-bit words: add 3 oc",
        ),
        (
            "options",
            json!([nop, nop, nop, nop, nop, nop, end]),
            "padding: the area has 7 octets and",
        ),
        ("options", json!([end, nop]), "options[1]: an option behind the end of the list"),
        ("options", json!([nop, { "kind": 2, "name": "nop" }]), "options[1]: `kind` is 2"),
        ("options", json!([nop, 1]), "options[1]: invalid type"),
        ("padding", json!("00"), "padding: octets, and no end of the list before them"),
        ("window", json!("5"), "window: invalid type: string \"5\", expected u16"),
        ("windows", json!(5), "unknown field `windows`"),
    ] {
        let mut value = header.clone();
        value[member] = other;
        let problem = encode(&value).map(|_| ()).unwrap_err();
        assert!(problem.contains(words), "{problem}");
    }
}
