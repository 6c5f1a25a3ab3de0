//! Values that are none of the structure, and structures that are not encoded.

use serde_json::{Value, json};

use crate::process::run;
use crate::{ADDRESS, encode};

#[track_caller]
fn assert_refused(structure: &str, value: &Value, message: &str) {
    let ended = encode(structure, &value.to_string(), "");
    assert_eq!((ended.status, &*ended.err), (1, ""), "{ended:?}");
    assert_eq!(ended.out, format!("result  invalid\nreason  no_value: {message}\n"));
    let ended = encode(structure, &value.to_string(), "--json");
    assert_eq!(ended.status, 1);
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        object,
        json!({ "schema": "rehome-codec/1", "type": "encode", "structure": structure,
            "result": "invalid", "reason": "no_value", "message": message })
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let address = |address: Value, port: Value| json!({ "address": address, "port": port });
    let is = |value: &Value, message| assert_refused("ip_address", value, message);
    is(
        &address(json!("192.0.2.1"), json!("443")),
        "port: invalid type: string \"443\", expected u16",
    );
    is(
        &address(json!("192.0.2.1"), json!(65536)),
        "port: invalid value: integer `65536`, expected u16",
    );
    is(&address(json!("192.0.2"), json!(1)), "address: invalid IP address syntax");
    is(&json!({ "port": 1 }), "missing field `address`");
    is(&json!({ "address": "192.0.2.1", "port": 1, "zone": 1 }), "zone: expected nothing, got 1");
    is(&json!(["192.0.2.1", 443]), "not an object");

    let token = json!({ "target_address": { "address": "192.0.2.44", "port": 443 },
        "session_id": "00".repeat(31), "expiry_timestamp": "1", "nonce": "00".repeat(16),
        "signature": "00".repeat(32) });
    let with = |member: &str, value: Value| {
        let mut token = token.clone();
        token["session_id"] = json!("00".repeat(32));
        token[member] = value;
        token
    };
    let is = |value: &Value, message| assert_refused("migration_token", value, message);
    is(&token, "session_id: length 31 is outside 32..=255");
    is(
        &with("expiry_timestamp", json!(1)),
        "expiry_timestamp: invalid type: integer `1`, expected a string",
    );
    is(
        &with("expiry_timestamp", json!("01")),
        "expiry_timestamp: \"01\" is not a 64-bit number in decimal",
    );
    is(&with("nonce", json!("00".repeat(256))), "nonce: length 256 is outside 16..=255");
    is(
        &with("target_address", json!({ "address": "192.0.2.44" })),
        "target_address: missing field `port`",
    );
    assert_refused(
        "migrate_notify",
        &json!({ "level": "hint" }),
        "level: unknown variant `hint`, expected `warning` or `fatal`",
    );
}

#[test]
fn options_are_told_by_their_number() {
    let migrate =
        json!({ "kind": 16, "name": "migrate", "reqno_octet": 1, "token": "00", "request": "00" });
    let options = json!({ "options": [{ "kind": 1, "name": "nop" }, migrate], "padding": "" });
    assert_refused("tcp_options", &options, "options[1]: `token` has 1 octets, not 8");
    let other = json!({ "kind": 254, "name": "other", "data": "00".repeat(38) });
    let options = json!({ "options": [other, { "kind": 1, "name": "nop" }], "padding": "" });
    assert_refused("tcp_options", &options, "options[1]: 1 octets needed, room for 0");
}

#[test]
fn what_the_end_of_a_list_forbids_is_told() {
    let nop = json!({ "kind": 1, "name": "nop" });
    let end = json!({ "kind": 0, "name": "end" });
    let is = |options: Value, padding: &str, message| {
        assert_refused("tcp_options", &json!({ "options": options, "padding": padding }), message);
    };
    is(json!([end, nop]), "", "options[1]: an option behind the end of the list");
    is(json!([nop, end, end]), "", "options[2]: an option behind the end of the list");
    is(json!([nop]), "00", "padding: octets, and no end of the list before them");
    is(json!([]), "00", "padding: octets, and no end of the list before them");
    let padding = "00".repeat(39);
    is(json!([nop, end]), &padding, "padding: 39 octets needed, room for 38");
    is(json!([end]), &"00".repeat(40), "padding: 40 octets needed, room for 39");
}

#[test]
fn a_header_has_whole_words() {
    let nop = json!({ "kind": 1, "name": "nop" });
    let end = json!({ "kind": 0, "name": "end" });
    let header = |options: Value, padding: &str| {
        json!({ "source_port": 1, "destination_port": 2, "sequence_number": 3,
            "acknowledgment_number": 4, "reserved": 0, "flags": [], "window": 5, "checksum": 6,
            "urgent_pointer": 7, "options": options, "padding": padding })
    };
    let is = |value, message: &str| assert_refused("tcp_header", &value, message);
    let area = "the area has";
    let add = "and must fill 32-bit words: add";
    let what = "of nop options, or of an end and padding";
    is(header(json!([nop]), ""), &format!("options: {area} 1 octet {add} 3 octets {what}"));
    is(
        header(json!([nop, nop, nop]), ""),
        &format!("options: {area} 3 octets {add} 1 octet {what}"),
    );
    is(header(json!([nop, end]), "000000"), &format!("padding: {area} 5 octets {add} 3 octets"));
    for whole in [header(json!([nop, end]), "0000"), header(json!([nop, nop, nop, nop]), "")] {
        assert_eq!(encode("tcp_header", &whole.to_string(), "").status, 0);
    }
}

#[test]
fn an_object_without_a_value_or_of_another_structure() {
    let invalid = json!({ "structure": "ip_address", "hex": "00", "result": "invalid" });
    assert_refused("ip_address", &invalid, "there is no value in it");
    let value: Value = serde_json::from_str(ADDRESS).unwrap();
    let other = json!({ "structure": "tcp_option", "hex": "00", "value": value });
    assert_refused("ip_address", &other, "structure: \"tcp_option\", not \"ip_address\"");
}

#[test]
fn carriers_are_not_encoded() {
    for structure in ["client_hello", "new_session_ticket"] {
        let ended = run(&format!("encode {structure}"));
        assert_eq!((ended.status, &*ended.out), (2, ""));
        let words = "client_hello and new_session_ticket can be decoded, but not encoded";
        assert!(ended.err.contains(words), "{ended:?}");
    }
}
