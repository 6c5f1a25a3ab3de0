//! What the format knows of a `value` in a vector file.

use serde_json::Value;

/// The members that values have, of whatever structure. What has one of these names must belong where
/// it stands.
const NAMES: [&str; 41] = [
    "acknowledgment_number",
    "address",
    "checksum",
    "curve",
    "data",
    "destination_port",
    "error",
    "expiry_timestamp",
    "flags",
    "key_data",
    "kind",
    "layout",
    "level",
    "mac_key",
    "migration_allowed",
    "migration_attempt",
    "migration_support",
    "migration_token",
    "name",
    "nonce",
    "options",
    "padding",
    "port",
    "pre_shared_key",
    "reqno_octet",
    "request",
    "reserved",
    "sequence_number",
    "session_id",
    "signature",
    "source_port",
    "target",
    "target_address",
    "ticket",
    "ticket_age_add",
    "ticket_lifetime",
    "ticket_nonce",
    "token",
    "urgent_pointer",
    "variant",
    "window",
];

/// Drops the members that are ignored, and those that are absent: null is as good as nothing, but for a
/// token, of which it says that none is there.
pub(super) fn retain_known(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, member| {
                NAMES.contains(&&**name) && (!member.is_null() || name == "migration_token")
            });
            members.values_mut().for_each(retain_known);
        }
        Value::Array(list) => list.iter_mut().for_each(retain_known),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use data_encoding::HEXLOWER;
    use rehome::CodePoints;
    use serde_json::json;

    use super::*;
    use crate::check::structures::{Given, find};

    /// The files of these folders of the test vectors.
    fn files(folders: &[&str]) -> Vec<Value> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors");
        let paths = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
        paths
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
            .collect()
    }

    /// What `act` does with each valid test.
    fn for_each_valid(act: impl Fn(&str, &Given<'_>, &Value)) {
        for file in files(&["", "rulings"]) {
            // With other numbers than the file's it may hold or not.
            let tests = file["tests"].as_array().filter(|_| file["code_points"].is_null());
            for test in tests.into_iter().flatten().filter(|test| test["result"] == "valid") {
                let octets = HEXLOWER.decode(test["hex"].as_str().unwrap().as_bytes()).unwrap();
                let code_points = &CodePoints::default();
                let given = Given { octets, input: test.get("input"), code_points };
                act(file["structure"].as_str().unwrap(), &given, &test["value"]);
            }
        }
    }

    fn add_names(value: &Value, names: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                names.insert(name.clone());
                add_names(member, names);
            }),
            Value::Array(list) => list.iter().for_each(|member| add_names(member, names)),
            _ => {}
        }
    }

    #[test]
    fn names_are_those_that_are_written() {
        let names = std::cell::RefCell::default();
        for_each_valid(|structure, given, _| {
            let value = (find(structure).unwrap().value)(given).unwrap();
            add_names(&value, &mut names.borrow_mut());
        });
        let mut names = names.into_inner();
        // These are held against what is written when the captures are checked.
        for file in files(&["captures"]) {
            let elements = file["elements"].as_array().into_iter().flatten();
            elements.for_each(|element| add_names(&element["value"], &mut names));
        }
        assert_eq!(names, NAMES.map(str::to_owned).into());
    }

    /// All values that come of putting a member into one of a value's objects where none is.
    fn with_more(value: &Value, name: &str) -> Vec<Value> {
        let mut all = Vec::new();
        if let Value::Object(members) = value {
            if !members.contains_key(name) {
                let mut more = members.clone();
                more.insert(name.to_owned(), json!(1));
                all.push(more.into());
            }
            for (key, member) in members {
                all.extend(with_more(member, name).into_iter().map(|inner| {
                    let mut more = members.clone();
                    more[key] = inner;
                    more.into()
                }));
            }
        }
        if let Value::Array(list) = value {
            for (index, member) in list.iter().enumerate() {
                all.extend(with_more(member, name).into_iter().map(|inner| {
                    let mut more = list.clone();
                    more[index] = inner;
                    more.into()
                }));
            }
        }
        all
    }

    #[test]
    fn members_that_do_not_belong_there_are_refused() {
        for_each_valid(|structure, given, value| {
            let valid = find(structure).unwrap().valid;
            let with = |name| with_more(value, name).into_iter().map(move |more| (name, more));
            for (name, mut more) in NAMES.into_iter().chain(["mine"]).flat_map(with) {
                retain_known(&mut more);
                assert_eq!(valid(given, &more).is_ok(), name == "mine", "{structure}: {more}");
            }
        });
    }

    #[test]
    fn null_is_nothing_but_for_a_token() {
        let mut given = json!({ "options": [{ "kind": 1, "curve": null, "mine": 1 }, null],
            "migration_token": null, "padding": null, "mine": { "port": 1 } });
        let expected = json!({ "options": [{ "kind": 1 }, null], "migration_token": null });
        retain_known(&mut given);
        assert_eq!(given, expected);
    }
}
