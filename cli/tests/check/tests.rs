//! The tests of a vector file.

use serde_json::{Value, json};

use crate::{check, folder, good, ip_address};

#[test]
fn nothing_that_is_not_understood_passes() {
    let test = || good()["tests"][0].clone();
    let with = |key: &str, value: Value| {
        let mut test = test();
        test[key] = value;
        ip_address(json!([test]))
    };
    let without = |key: &str| {
        let mut test = test();
        test.as_object_mut().unwrap().remove(key);
        ip_address(json!([test]))
    };
    let of_file = |key: &str, value: Value| {
        let mut file = good();
        file[key] = value;
        file
    };
    for (file, expected) in [
        (of_file("structure", json!("ip_adress")), "structure `ip_adress` is unknown"),
        (of_file("structure", json!(null)), "no `structure`"),
        (of_file("tests", json!([])), "no tests"),
        (of_file("tests", json!({})), "no tests"),
        (of_file("tests", json!([1])), "number 1 of the tests is none: not an object"),
        (
            of_file("tests", json!([[1, null, "02", "invalid", null, "unknown_value"]])),
            "number 1 of the tests is none: not an object",
        ),
        (
            with("value", json!(["192.0.2.1", 443])),
            "`value` is none of this structure: not an object",
        ),
        (of_file("code_points", json!({ "migrate_notify": 256 })), "`code_points`: invalid value"),
        (of_file("code_points", json!({ "migration_token": 65101 })), "would both be 65101"),
        (ip_address(json!([test(), test()])), "another test has the same id"),
        (without("id"), "missing field `id`"),
        (without("hex"), "missing field `hex`"),
        (without("result"), "missing field `result`"),
        (without("value"), "`result` is valid without a `value`"),
        (
            with("result", json!("acceptable")),
            "`result` is `acceptable`, neither `valid` nor `invalid`",
        ),
        (with("result", json!("invalid")), "`result` is invalid without a `reason`"),
        (with("hex", json!("00C000020101BB")), "`hex` is not lower-case hexadecimal"),
        (with("hex", json!("00c")), "`hex` is not lower-case hexadecimal"),
        (with("value", json!({ "address": "192.0.2.1" })), "missing field `port`"),
        (with("value", json!({ "address": "192.0.2.1", "port": "443" })), "`value` is none"),
        (
            with("value", json!({ "address": "192.0.2.1", "port": 443, "level": 1 })),
            "level: expected nothing, got 1",
        ),
        (with("value", json!({ "address": "192.0.2.1", "ports": 443 })), "missing field `port`"),
        (with("value", json!({ "address": "192.0.2.1", "port": null })), "missing field `port`"),
        (with("value", json!(null)), "`result` is valid without a `value`"),
        (with("value", json!({ "address": "::ffff:192.0.2.1", "port": 443 })), "another value"),
    ] {
        let folder = folder(&[("v.json", file)]);
        let (status, out) = check(&folder, &["v.json"]);
        assert_eq!(status, 1, "{expected}: {out}");
        assert!(out.contains(expected), "{expected}: {out}");
    }
}

#[test]
fn addresses_are_compared_as_addresses() {
    let hex = "0120010db800000000000000000000004401bb";
    let file = |address: &str| {
        let value = json!({ "address": address, "port": 443 });
        ip_address(json!([{ "id": 1, "hex": hex, "result": "valid", "value": value }]))
    };
    let folder =
        folder(&[("a.json", file("2001:db8::44")), ("b.json", file("2001:0DB8:0:0::0:44"))]);
    assert_eq!(check(&folder, &["a.json", "b.json"]).0, 0);
}
