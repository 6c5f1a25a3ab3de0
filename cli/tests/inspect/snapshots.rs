//! Whole screens, held against files; `SNAPSHOTS=overwrite cargo test --test inspect` writes them anew.

use std::path::Path;

use snapbox::{Data, assert_data_eq};

use super::*;

/// What is printed for a capture with the secrets that its description names.
fn screen(name: &str, capture: &str, arguments: &str) -> Ended {
    let secrets = arguments_of(&description(&format!("{name}.json"))).replace("--json", "");
    inspect(&format!("{capture} {secrets} {arguments}"))
}

#[track_caller]
fn assert_is(printed: String, file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect/snapshots").join(file);
    assert_data_eq!(Data::text(printed).raw(), Data::read_from(&path, None).raw());
}

/// A capture as it is shown by each form.
#[track_caller]
fn assert_screens(capture: &str) {
    let (name, _) = capture.split_once('.').unwrap();
    for (arguments, file) in [
        ("", "lines.txt"),
        ("-v", "verbose.txt"),
        ("--summary", "summary.txt"),
        ("--json", "json.jsonl"),
        ("--json --summary", "summary.jsonl"),
    ] {
        let ended = screen(name, capture, arguments);
        if arguments.contains("--json") {
            let (_, end) = of_type("end", &ended.out);
            assert_eq!(ended.status == 1, end["findings"]["error"] != 0, "{name} {arguments}");
        }
        assert_is(printed(ended), &format!("{name}.{file}"));
    }
}

#[test]
fn a_token_that_is_taken() {
    assert_screens("tls00-aes128.pcapng");
}

#[test]
fn a_token_with_a_bad_signature() {
    assert_screens("tls00-bad-signature.pcapng");
}

#[test]
fn a_token_that_has_expired() {
    assert_screens("tls00-expired.pcapng");
}

#[test]
fn a_request_to_migrate() {
    assert_screens("tls03-aes128.pcapng");
}

#[test]
fn service_affinity() {
    assert_screens("tcp-affinity-v6.pcapng");
}

#[test]
fn tcp_migrate() {
    assert_screens("tcp-migrate.pcapng");
}

#[test]
fn in_colour() {
    let arguments = arguments_of(&description("tls00-bad-signature.json")).replace("--json", "");
    for (form, file) in [("", "colour.ansi"), ("--summary", "summary.ansi")] {
        let mut command = command(&format!("tls00-bad-signature.pcapng {arguments} {form}"));
        command.env("CLICOLOR_FORCE", "1");
        assert_is(ended(command).out, &format!("tls00-bad-signature.{file}"));
    }
}
