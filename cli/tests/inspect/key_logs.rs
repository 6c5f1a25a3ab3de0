//! Key logs in which there is nothing that helps.

use super::*;

const NAME: &str = "tls00-aes128.pcapng";
const RECORDS: &str = "connections: no secret is given for records";
const EMPTY: &str = "no line is a secret for records of TLS 1.3";

/// A key log with this text, from a file for a capture that is a file or comes through a pipe.
#[track_caller]
fn with_key_log(text: &str, arguments: &str) -> [Ended; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    fs::write(&path, text).unwrap();
    let keylog = format!("--keylog {} {arguments}", path.display());
    [inspect(&format!("{NAME} {keylog}")), inspect_piped(&format!("- {keylog}"), capture(NAME))]
}

#[test]
fn without_any_it_is_said_that_there_is_none() {
    let ended = inspect(NAME);
    assert_eq!(ended.err, format!("rehome: 2 {RECORDS}: no key log is given\n"));
}

#[test]
fn one_without_a_secret_is_told_of() {
    let random = "6a".repeat(32);
    for text in ["", "\n# none\n", "nonsense", &format!("EXPORTER_SECRET {random} {random}\n")] {
        for ended in with_key_log(text, "") {
            let lines: Vec<_> = ended.err.lines().collect();
            let [empty, records] = &*lines else { panic!("{ended:?}") };
            assert!(empty.starts_with("rehome: --keylog ") && empty.ends_with(EMPTY), "{ended:?}");
            assert_eq!(*records, format!("rehome: 2 {RECORDS}"));
        }
        for ended in with_key_log(text, "--json") {
            let (notices, end) = of_type("notice", &ended.out);
            let is_it = |notice: &&Value| notice["code"] == "key_log_empty";
            let notice = notices.iter().find(is_it).unwrap();
            assert!(notice["message"].as_str().unwrap().ends_with(EMPTY), "{notice}");
            assert_eq!((&notice["frame"], &notice["flow"]), (&Value::Null, &Value::Null));
            assert_eq!(end["by_code"]["key_log_empty"], 1);
        }
    }
}

#[test]
fn secrets_of_other_connections_are_told_from_none() {
    let random = "6a".repeat(32);
    let line = |label: &str| format!("{label} {random} {random}\n");
    let one = line("SERVER_TRAFFIC_SECRET_0");
    // A copy is no other secret, and a file of copies has secrets.
    for text in [one.clone(), one.repeat(3), one.trim_end().to_owned()] {
        for ended in with_key_log(&text, "") {
            let words = format!("rehome: 2 {RECORDS}: the one secret given is not for them\n");
            assert_eq!(ended.err, words);
        }
    }
    for ended in with_key_log(&(one + &line("CLIENT_TRAFFIC_SECRET_0")), "") {
        let words = format!("rehome: 2 {RECORDS}: none of the 2 secrets given is for them\n");
        assert_eq!(ended.err, words);
    }
}
