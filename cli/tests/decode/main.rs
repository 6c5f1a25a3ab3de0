//! `rehome decode` as a process: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod faults;
mod inputs;
#[path = "../process/mod.rs"]
mod process;
mod trees;
mod vectors;

use process::{Ended, done, ended, rehome, run};
use serde_json::{Value, json};

const TOKEN: &str = "00c000022c01bb209496fad424bf90592194c4423c43b44659e0449602fdac640334fdfcc728dd4a\
                     000000006b49d200102c5197c6f290799d1c74e36161512bb0202e69e8113fd3b82716ed26eee43f\
                     90faa90e3bd56f45215e262303c336adcc9d";

/// Decodes hexadecimal that is given as an argument.
fn decode(structure: &str, hex: &str, arguments: &str) -> Ended {
    let mut command = rehome(&format!("decode {structure} {arguments}"));
    command.arg(hex);
    ended(command)
}

#[test]
fn a_valid_value_in_json() {
    let ended = decode("ip_address", "00C000022c01bb", "--json");
    assert_eq!((ended.status, &*ended.err), (0, ""));
    assert_eq!(
        ended.out,
        "{\"schema\":\"rehome-codec/1\",\"type\":\"decode\",\"structure\":\"ip_address\",\
         \"hex\":\"00c000022c01bb\",\"result\":\"valid\",\
         \"value\":{\"address\":\"192.0.2.44\",\"port\":443}}\n"
    );
}

#[test]
fn an_invalid_one_in_json() {
    let ended = decode("tcp_option", "4f07c000022801", "--json");
    assert_eq!((ended.status, &*ended.err), (1, ""));
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        object,
        json!({ "schema": "rehome-codec/1", "type": "decode", "structure": "tcp_option",
            "hex": "4f07c000022801", "result": "invalid", "reason": "wrong_length",
            "message": "Service Affinity.length at octet 1: the option cannot have length 7",
            "field": "Service Affinity.length", "offset": 1 })
    );
}

#[test]
fn help_says_what_is_accepted() {
    let help = done("decode --help");
    for words in [
        "Exit status:\n  0  ",
        "xxd -p",
        "new_session_ticket",
        "migrate_notify=253",
        "rehome-codec/1",
    ] {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert!(done("--help").contains("\n  decode "));
}

#[test]
fn colour_only_where_it_is_wanted() {
    for hex in ["00c000022c01bb", "00"] {
        let mut command = rehome(&format!("decode ip_address {hex}"));
        command.env("CLICOLOR_FORCE", "1");
        assert!(ended(command).out.contains('\u{1b}'));
        assert!(!run(&format!("decode ip_address {hex}")).out.contains('\u{1b}'));
    }
}
