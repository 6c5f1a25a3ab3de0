//! Changes to the inputs of the structures on keys.

use serde_json::{Value, json};

use crate::{other_values, with, without};

fn with_input(test: &Value, key: &str, value: Value) -> Value {
    let mut test = test.clone();
    test["input"][key] = value;
    test
}

/// The test with every member of its input left out, and changed to what comes to something else.
pub(crate) fn with_other_inputs(test: &Value) -> Vec<Value> {
    let Some(members) = test["input"].as_object() else { return Vec::new() };
    let mut all = vec![without(test, "input"), with(test, "input", json!([]))];
    for (key, member) in members {
        all.push(with(test, "input", without(&test["input"], key)));
        all.push(with_input(test, key, json!(false)));
        // The others may well be changed, and the same come of it.
        let tell = !["now", "local_addresses", "used_nonces"].contains(&&**key);
        if tell && test["result"] == "valid" {
            let others = other_values(member).into_iter();
            all.extend(others.map(|other| with_input(test, key, other)));
            let names = [["sha256", "sha384"], ["encoded", "bare"], ["8bit", "7bit"]];
            let swapped = names.iter().find(|names| names.contains(&member.as_str().unwrap_or("")));
            let others = swapped.into_iter().flatten().filter(|name| member != **name);
            all.extend(others.map(|name| with_input(test, key, json!(name))));
        }
    }
    all.extend(with_another_verdict(test));
    all.retain(|other| !same_request(&test["input"], &other["input"]));
    all
}

/// A token that is taken is refused, and one that is refused for one of the last checks is not.
fn with_another_verdict(test: &Value) -> Vec<Value> {
    let token = &test["value"];
    match test["reason"].as_str() {
        Some("expired") => vec![with_input(test, "now", json!("0"))],
        Some("wrong_target") => vec![with_input(test, "local_addresses", Value::Null)],
        Some("replayed") => vec![with_input(test, "used_nonces", json!([]))],
        None if !token["nonce"].is_null() => {
            let used = json!(["ff".repeat(16), token["nonce"]]);
            let expiry: u64 = token["expiry_timestamp"].as_str().unwrap().parse().unwrap();
            let later =
                expiry.checked_add(1).map(|now| with_input(test, "now", json!(now.to_string())));
            let mut all = Vec::from_iter(later);
            all.push(with_input(test, "used_nonces", used));
            all.push(with_input(test, "local_addresses", json!([])));
            all
        }
        _ => Vec::new(),
    }
}

/// Whether two inputs differ only in what is no part of ReqNo in the view that they take.
fn same_request(input: &Value, other: &Value) -> bool {
    let reqno = |input: &Value| match (input["view"].as_str()?, input["reqno_octet"].as_u64()?) {
        ("8bit", octet) => Some(octet),
        ("7bit", octet) => Some(octet % 128),
        _ => None,
    };
    let rest = |input: &Value| without(&without(input, "view"), "reqno_octet");
    input.is_object()
        && other.is_object()
        && reqno(input).is_some()
        && reqno(input) == reqno(other)
        && rest(input) == rest(other)
}
