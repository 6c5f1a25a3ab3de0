//! Folders, and several files.

use std::fs;

use serde_json::json;

use crate::process::{ended, rehome};
use crate::{bad, check, folder, good, run};

#[test]
fn the_other_files_are_still_checked() {
    let folder = folder(&[("b.json", bad()), ("c.json", good())]);
    let (status, out) = check(&folder, &["a.json", "b.json", "c.json"]);
    assert_eq!(status, 3);
    assert_eq!(
        out,
        "ERROR   a.json: No such file or directory (os error 2)\n\
         FAILED  b.json  ip_address: valid 0, invalid 0, failed 1\n        \
         test 7 (a wrong port): another value comes of it\n            \
         port: expected 444, got 443\n\
         ok      c.json  ip_address: valid 1, invalid 1\n\n\
         files: 1 ok, 1 failed, 1 errors, 0 skipped; tests: 2 ok, 1 failed\n"
    );
}

#[test]
fn what_is_no_vector_file_is_skipped_in_a_folder_and_an_error_by_name() {
    let schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema" });
    let later = json!({ "format": "rehome-vectors/2", "structure": "ip_address" });
    let files =
        [("a.json", good()), ("list.json", json!([1])), ("s.json", schema), ("v.json", later)];
    let folder = folder(&files);
    let (status, out) = check(&folder, &["."]);
    assert_eq!(status, 0, "{out}");
    for line in [
        "skipped ./list.json: no `format`\n",
        "skipped ./s.json: no `format`\n",
        "skipped ./v.json: `format` is \"rehome-vectors/2\", not \"rehome-vectors/1\"\n",
        "files: 1 ok, 0 failed, 0 errors, 3 skipped;",
    ] {
        assert!(out.contains(line), "{out}");
    }
    let (status, out) = check(&folder, &["a.json", "s.json"]);
    assert_eq!(status, 3);
    assert!(out.contains("ERROR   s.json: not a vector file: no `format`\n"), "{out}");
}

#[test]
fn a_folder_with_nothing_to_check_does_not_pass() {
    let folder =
        folder(&[("empty/x.txt", json!(1)), ("other/s.json", json!({})), ("good.json", good())]);
    for paths in [&["empty"][..], &["other"], &["good.json", "empty"]] {
        let (status, out) = check(&folder, paths);
        assert_eq!(status, 3, "{paths:?}");
        assert!(out.contains("no vector file in this folder"), "{out}");
    }
}

#[test]
fn the_report_is_the_same_however_many_are_checked_at_a_time() {
    let names: Vec<_> = (0..40).map(|number| format!("{}/{number}.json", number % 3)).collect();
    let kinds = [good(), bad(), json!({}), json!([1])];
    let files: Vec<_> = names
        .iter()
        .zip(kinds.iter().cycle())
        .map(|(name, file)| (&**name, file.clone()))
        .collect();
    let folder = folder(&files);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let paths = ["2", "0/3.json", "empty", "nowhere", "."];
    for form in [&["check"][..], &["check", "--json"]] {
        let report = |jobs| run(&[form, &["--jobs", jobs], &paths].concat(), folder.path());
        let one = report("1");
        assert_eq!(one.0, 3);
        assert!(one.1.contains("empty"));
        for jobs in ["2", "7", "100", "20000", "18446744073709551615"] {
            assert_eq!(report(jobs), one);
        }
    }
    assert_eq!(run(&["check", "--jobs", "0", "2"], folder.path()).0, 2);
}

/// A stack as large as this is none that a thread can have.
#[test]
fn threads_that_the_system_refuses_are_done_without() {
    let folder = folder(&[("a.json", good()), ("b.json", bad()), ("c.json", good())]);
    let report = |stack: &str| {
        let mut command = rehome("check --jobs 8 .");
        command.current_dir(folder.path()).env("RUST_MIN_STACK", stack);
        ended(command)
    };
    let refused = report("70000000000000000");
    assert_eq!((refused.status, &*refused.err), (1, ""));
    assert_eq!(refused.out, report("2000000").out);
}
