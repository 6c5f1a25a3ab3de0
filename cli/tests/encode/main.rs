//! `rehome encode` as a process: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod inputs;
#[path = "../process/mod.rs"]
mod process;
mod refused;

use process::{Ended, done, ended, rehome, run};
use serde_json::{Value, json};

const ADDRESS: &str = r#"{"address":"192.0.2.44","port":443}"#;

/// Encodes a value that is given as an argument.
fn encode(structure: &str, value: &str, arguments: &str) -> Ended {
    let mut command = rehome(&format!("encode {structure} {arguments}"));
    command.arg(value);
    ended(command)
}

#[test]
fn octets_in_hexadecimal() {
    for (structure, value, hex) in [
        (
            "ip_address",
            json!({ "address": "2001:0db8::0:1", "port": 0 }),
            "0120010db80000000000000000000000010000",
        ),
        ("migration_support", json!({}), ""),
        ("migrate_notify", json!({ "level": "fatal" }), "02fd"),
        ("migrate_request", json!({ "target": "746f6b" }), "fd0000050003746f6b"),
        (
            "tcp_option",
            json!({ "kind": 15, "name": "migrate_permitted", "variant": "insecure" }),
            "0f0300",
        ),
        (
            "tcp_options",
            json!({ "options": [{ "kind": 1, "name": "nop" },
            { "kind": 0, "name": "end" }], "padding": "00" }),
            "010000",
        ),
    ] {
        let ended = encode(structure, &value.to_string(), "");
        assert_eq!((ended.status, ended.out, &*ended.err), (0, format!("{hex}\n"), ""), "{value}");
    }
}

#[test]
fn a_json_object() {
    let ended = encode("ip_address", ADDRESS, "--json");
    assert_eq!(ended.status, 0);
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    let value: Value = serde_json::from_str(ADDRESS).unwrap();
    assert_eq!(
        object,
        json!({ "schema": "rehome-codec/1", "type": "encode", "structure": "ip_address",
            "result": "valid", "hex": "00c000022c01bb", "value": value })
    );
    // It is taken as well as what `decode` prints.
    assert_eq!(encode("ip_address", &ended.out, "").out, "00c000022c01bb\n");
}

#[test]
fn other_numbers_than_the_defaults() {
    let request = |numbers: &str| encode("migrate_request", r#"{"target":""}"#, numbers).out;
    assert_eq!(request(""), "fd0000020000\n");
    assert_eq!(request("--code-points migrate_request=0x20"), "200000020000\n");
    let option = json!({ "kind": 254, "name": "migrate_permitted", "variant": "insecure" });
    let option = |numbers: &str| encode("tcp_option", &option.to_string(), numbers);
    assert_eq!(option("--kinds migrate_permitted=254").out, "fe0300\n");
    assert!(option("").out.contains("no_value: `kind` is 254, but such an option has 15\n"));
    // A kind that is given away is free for others.
    let other = json!({ "kind": 15, "name": "other", "data": "00" }).to_string();
    assert_eq!(encode("tcp_option", &other, "--kinds migrate_permitted=254").out, "0f0300\n");
    assert_eq!(encode("tcp_option", &other, "").status, 1);
    assert_eq!(encode("tcp_option", &other, "--kinds migrate=15").status, 2);
}

#[test]
fn help_says_what_is_accepted() {
    let help = done("encode --help");
    for words in ["Exit status:\n  0  ", "decoded but not", "`value`", "rehome-codec/1"] {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert!(done("--help").contains("\n  encode "));
    assert_eq!(run("encode").status, 2);
}
