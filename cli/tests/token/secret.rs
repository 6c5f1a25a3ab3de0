//! Where the secret comes from.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::process::{Ended, ended, rehome, run};
use crate::{MAC_KEY, SECRET, assert_failed};

/// A folder with the secret in several forms.
fn secrets() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let octets = data_encoding::HEXLOWER.decode(SECRET.as_bytes()).unwrap();
    let write = |name: &str, contents: &[u8]| fs::write(folder.path().join(name), contents);
    write("plain", SECRET.as_bytes()).unwrap();
    write("crlf", format!("{SECRET}\r\n").as_bytes()).unwrap();
    write("upper", SECRET.to_uppercase().as_bytes()).unwrap();
    write("spaced", format!("\r\n\t {}\r\n", SECRET.to_uppercase()).as_bytes()).unwrap();
    write("raw", &octets).unwrap();
    write("raw-and-line", &[&octets[..], b"\n"].concat()).unwrap();
    write("short", &SECRET.as_bytes()[2..]).unwrap();
    write("odd", &SECRET.as_bytes()[1..]).unwrap();
    write("colons", format!("{}:{}", &SECRET[..32], &SECRET[32..]).as_bytes()).unwrap();
    write("empty", b"").unwrap();
    write("full", format!("{SECRET}{}", " ".repeat(8192 - 64)).as_bytes()).unwrap();
    write("long", format!("{SECRET}{}", " ".repeat(8193 - 64)).as_bytes()).unwrap();
    folder
}

fn keys_in(folder: &Path, arguments: &str, stdin: &str) -> Ended {
    let mut command = rehome(&format!("token keys --hash sha256 {arguments}"));
    command.current_dir(folder).write_stdin(stdin);
    command.env("RMS", format!(" {SECRET}\n")).env("SHORT", &SECRET[2..]).env("BAD", "6af1 5cf8");
    command.env("UPPER", SECRET.to_uppercase()).env("EMPTY", "").env("BLANK", " \r\n");
    command.env_remove("NONE");
    ended(command)
}

#[test]
fn each_source_of_the_secret() {
    let folder = secrets();
    let expected = keys_in(folder.path(), &format!("--secret {SECRET}"), "").out;
    assert!(expected.contains(MAC_KEY), "{expected}");
    for (arguments, stdin) in [
        ("--secret-file plain", ""),
        ("--secret-file crlf", ""),
        ("--secret-file upper", ""),
        ("--secret-file spaced", ""),
        ("--secret-file full", ""),
        ("--secret-file raw --secret-raw", ""),
        ("--secret-file -", SECRET),
        ("--secret-file -", &*format!("\n{SECRET}\n")),
        ("--secret-env RMS", ""),
        ("--secret-env UPPER", ""),
        (&*format!("--secret {}", SECRET.to_uppercase()), ""),
    ] {
        let ended = keys_in(folder.path(), arguments, stdin);
        assert_eq!((ended.status, &*ended.out, &*ended.err), (0, &*expected, ""), "{arguments}");
    }
    let mut raw = rehome("token keys --hash sha256 --secret-file - --secret-raw");
    raw.write_stdin(fs::read(folder.path().join("raw")).unwrap());
    assert_eq!(ended(raw).out, expected);
}

#[test]
fn secrets_that_can_not_be_read() {
    let folder = secrets();
    for (arguments, words) in [
        ("--secret-file nowhere", "rehome: --secret-file nowhere: No such file"),
        ("--secret-file .", "rehome: --secret-file .: "),
        ("--secret-file raw", "--secret-file raw: not hexadecimal at character "),
        ("--secret-file colons", "--secret-file colons: not hexadecimal at character 33\n"),
        ("--secret-file odd", "--secret-file odd: an odd number of hexadecimal digits, 63\n"),
        ("--secret-file short", "short: a secret of 31 octets, where SHA-256 needs 32\n"),
        ("--secret-file empty", "--secret-file empty: no octets\n"),
        ("--secret-file long", "--secret-file long: more than 8192 octets\n"),
        ("--secret-file -", "--secret-file -: no octets\n"),
        ("--secret-file raw-and-line --secret-raw", "a secret of 33 octets, where SHA-256"),
        ("--secret-file plain --secret-raw", "a secret of 64 octets, where SHA-256 needs 32\n"),
        ("--secret-env NONE", "rehome: --secret-env: the variable is not set\n"),
        ("--secret-env EMPTY", "rehome: --secret-env: no octets\n"),
        ("--secret-env BLANK", "rehome: --secret-env: no octets\n"),
        ("--secret-env BAD", "--secret-env: not hexadecimal at character 5\n"),
        ("--secret-env SHORT", "--secret-env: a secret of 31 octets, where SHA-256 needs 32\n"),
    ] {
        assert_failed(&keys_in(folder.path(), arguments, ""), 3, words);
    }
}

#[test]
fn secrets_that_are_wrong_usage() {
    let folder = secrets();
    let both = format!("--secret {SECRET} --secret-env RMS");
    let (bad, odd) = (format!("--secret {SECRET}x"), format!("--secret {SECRET}0"));
    let raw = format!("--secret {SECRET} --secret-raw");
    for (arguments, words) in [
        ("", "required arguments were not provided"),
        (&*both, "cannot be used with"),
        ("--secret-file plain --secret-env RMS", "cannot be used with"),
        (&raw, "cannot be used with"),
        ("--secret-env RMS --secret-raw", "cannot be used with"),
        (&bad, "error: --secret: not hexadecimal at character 65\n"),
        (&odd, "error: --secret: an odd number of hexadecimal digits, 65\n"),
        (&odd[..odd.len() - 3], "--secret: a secret of 31 octets, where SHA-256 needs 32\n"),
        ("--secret=", "--secret: no octets\n"),
    ] {
        let ended = keys_in(folder.path(), arguments, "");
        assert_failed(&ended, 2, words);
        assert!(ended.err.contains("Usage: rehome token keys"), "{ended:?}");
    }
}

#[test]
fn a_secret_at_the_wrong_place_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = "rehome: the path given with --secret-file: No such file";
    for secret in [SECRET, &SECRET.to_uppercase(), &format!("0x{SECRET}"), &SECRET[4..20]] {
        for (arguments, status, words) in [
            (format!("--secret-file {secret}"), 3, path),
            (format!("--secret-file {secret} --secret-raw"), 3, path),
            (format!("--secret-env {secret}"), 3, "--secret-env: the variable is not set\n"),
            (secret.to_owned(), 2, "unexpected argument '(hexadecimal digits, not shown)' found"),
            (format!("--{secret}"), 2, "unexpected argument '(hexadecimal digits"),
            (format!("-- {secret}"), 2, "unexpected argument '(hexadecimal digits"),
            (format!("--secret-env RMS {secret}"), 2, "unexpected argument '(hexadecimal digits"),
            (format!("--secret-raw={secret}"), 2, "' for '--secret-raw' found; no more were"),
            (format!("--json={secret}"), 2, "unexpected value '(hexadecimal digits"),
            (format!("--secrets={secret}"), 2, "unexpected argument '--secrets' found"),
        ] {
            let ended = keys_in(folder.path(), &arguments, "");
            assert_failed(&ended, status, words);
            assert!(!ended.err.contains(&SECRET.to_uppercase()[4..20]), "{ended:?}");
        }
    }
    // A key of TCP Migrate may be short.
    let path_of = |file: &str| keys_in(folder.path(), &format!("--secret-file {file}"), "").err;
    assert!(path_of("00ff").starts_with(path));
    assert!(path_of("\u{1b}[2J").starts_with("rehome: --secret-file \\u{1b}[2J: No such file"));
    assert!(path_of("00ff.hex").starts_with("rehome: --secret-file 00ff.hex: No such file"));

    for command in ["token", "token help", "migrate", "token verify --hash", "migrate token --ni"] {
        assert_failed(&run(&format!("{command} {SECRET}")), 2, "'(hexadecimal digits, not shown)'");
    }
    // What is too short for a secret is.
    assert_failed(&run("token keys 6af15cf86e0b8b7"), 2, "unexpected argument '6af15cf86e0b8b7'");
}

#[test]
fn a_number_that_is_too_large_is_shown() {
    let number = "18446744073709551616";
    for command in [
        "token issue --now",
        "token verify --now",
        "migrate token --ni",
        "inspect --frame",
        "inspect --max-flows",
        "check --jobs",
    ] {
        let words = format!("invalid value '{number}' for '--");
        assert_failed(&run(&format!("{command} {number}")), 2, &words);
    }
    let words = "invalid value '12345678901234567890:1' for '--target <ADDR:PORT>'";
    assert_failed(&run("token issue --target 12345678901234567890:1"), 2, words);
    let digits = "12345678901234567890123456789012";
    assert_failed(&run(&format!("token issue --now {digits}")), 2, "'(hexadecimal digits, not");
}
