//! Inputs: the project's test vectors.

use serde_json::Value;

/// The octets of the valid vectors of a structure, with their numbers.
pub(crate) fn of(structure: &str) -> Vec<(Vec<u8>, u64)> {
    let path = format!("{}/../../testvectors/{structure}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let tests = file["tests"].as_array().expect("tests");
    let valid = tests.iter().filter(|test| test["result"] == "valid");
    let octets = |test: &Value| hex::decode(test["hex"].as_str()?).ok();
    valid.filter_map(|test| Some((octets(test)?, test["id"].as_u64()?))).collect()
}

fn one(structure: &str, id: u64) -> Vec<u8> {
    let found = of(structure).into_iter().find(|(_, number)| *number == id);
    found.unwrap_or_else(|| panic!("{structure} {id}")).0
}

/// 98 octets, of IPv4.
pub(crate) fn smallest_token() -> Vec<u8> {
    one("migration_token", 1)
}

/// 795 octets, of IPv6.
pub(crate) fn largest_token() -> Vec<u8> {
    one("migration_token", 4)
}

/// The options of a Linux SYN, 20 octets.
pub(crate) fn syn() -> Vec<u8> {
    one("tcp_options", 2)
}

/// NOP, NOP, Timestamps: those of most segments, 12 octets.
pub(crate) fn data() -> Vec<u8> {
    one("tcp_options", 5)
}

/// Those of a FIN that moves its connection, 20 octets.
pub(crate) fn fin() -> Vec<u8> {
    one("tcp_options", 21)
}

/// A full area, 40 octets.
pub(crate) fn full() -> Vec<u8> {
    one("tcp_options", 6)
}

/// A ClientHello like Firefox's, without migration, 1,891 octets.
pub(crate) fn firefox_hello() -> Vec<u8> {
    one("client_hello", 42)
}

/// One like Chrome's, which offers migration, 1,758 octets.
pub(crate) fn chrome_hello() -> Vec<u8> {
    one("client_hello", 40)
}
