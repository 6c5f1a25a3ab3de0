//! Members that the format does not know, and those that are null.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{check, folder, test_vectors};

/// Puts a member of a name that the format does not know into every object.
fn add_to_all(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(add_to_all);
            members.insert("mine".to_owned(), json!({ "port": [1] }));
        }
        Value::Array(list) => list.iter_mut().for_each(add_to_all),
        _ => {}
    }
}

/// The vector files of this repository, changed.
fn changed(change: fn(&mut Value)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sources = ["", "rulings", "captures"].map(|name| test_vectors().join(name));
    let mut number = 0;
    for source in sources {
        for entry in fs::read_dir(&source).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let mut file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            change(&mut file);
            for name in ["capture", "keylog"] {
                if let Some(named) = file[name].as_str() {
                    file[name] = json!(source.join(named));
                }
            }
            fs::write(folder.path().join(format!("{number}.json")), file.to_string()).unwrap();
            number += 1;
        }
    }
    assert!(number > 100);
    folder
}

#[test]
fn members_that_the_format_does_not_know_change_nothing() {
    let (status, out) = check(&changed(add_to_all), &["."]);
    assert_eq!(status, 0, "{out}");
}

#[test]
fn null_is_as_good_as_nothing_where_nothing_may_be() {
    fn to_null(members: &mut Value, names: &[&str]) {
        for name in names {
            if members[*name].is_null() {
                members[*name] = Value::Null;
            }
        }
    }
    let folder = changed(|file| {
        if file["format"].is_null() {
            return;
        }
        if !file["code_points"].is_null() {
            let all =
                ["migration_support", "migration_allowed", "migration_token", "migrate_notify"];
            to_null(&mut file["code_points"], &all);
        }
        to_null(file, &["code_points", "flags", "comment", "spec", "notes", "tcp_migrate"]);
        to_null(file, &["keylog", "resumption_master_secrets", "frames"]);
        for test in file["tests"].as_array_mut().into_iter().flatten() {
            to_null(test, &["comment", "input", "value", "reason"]);
            test["flags"] = Value::Null;
        }
        for element in file["elements"].as_array_mut().into_iter().flatten() {
            to_null(element, &["value", "error", "verdict"]);
        }
    });
    let (status, out) = check(&folder, &["."]);
    assert_eq!(status, 0, "{out}");
}

#[test]
fn flags_change_no_result() {
    let folder = folder(&[("a.json", crate::good())]);
    let path = folder.path().join("a.json");
    for of_file in [json!({}), json!({ "B": "b" }), json!(null)] {
        let mut file = crate::good();
        file["flags"] = of_file;
        file["tests"][0]["flags"] = json!(["A", "B"]);
        fs::write(&path, file.to_string()).unwrap();
        assert_eq!(check(&folder, &["a.json"]).0, 0, "{file}");
    }
}
