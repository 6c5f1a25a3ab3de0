//! Where the token comes from.

use std::fs;

use crate::process::{ended, rehome};
use crate::{SECRET, TOKEN, assert_failed, session};

#[test]
fn each_source_of_the_token() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("token"), format!("{}\n", TOKEN.to_uppercase())).unwrap();
    fs::write(folder.path().join("bad"), "00c0-").unwrap();
    fs::write(folder.path().join("long"), "0".repeat(8194)).unwrap();
    let verify = |token: &str, stdin: &str| {
        let mut command = rehome(&format!("token verify {} --now 1 {token}", session()));
        command.current_dir(folder.path()).write_stdin(stdin);
        ended(command)
    };
    for (token, stdin) in [
        (TOKEN, ""),
        ("-", TOKEN),
        ("-", &*format!(" {TOKEN}\r\n")),
        ("--token-file token", ""),
        ("--token-file -", TOKEN),
    ] {
        assert_eq!(verify(token, stdin).status, 0, "{token}");
    }
    for (token, stdin, words) in [
        ("--token-file nowhere", "", "rehome: --token-file nowhere: No such file"),
        ("--token-file bad", "", "--token-file bad: not hexadecimal at character 5\n"),
        ("--token-file long", "", "--token-file long: more than 8192 octets\n"),
        ("--token-file -", "0", "--token-file -: an odd number of hexadecimal digits, 1\n"),
        ("-", "x", "TOKEN_HEX -: not hexadecimal at character 1\n"),
    ] {
        assert_failed(&verify(token, stdin), 3, words);
    }
    for (token, words) in [
        ("", "required arguments were not provided"),
        ("00 00", "unexpected argument"),
        ("00 --token-file token", "cannot be used with"),
        ("00c", "'[TOKEN_HEX]': an odd number of hexadecimal digits, 3"),
        ("00cg", "'[TOKEN_HEX]': not hexadecimal at character 4"),
    ] {
        assert_failed(&verify(token, ""), 2, words);
    }
}

#[test]
fn secret_and_token_do_not_both_come_from_standard_input() {
    for token in ["-", "--token-file -"] {
        let mut command = rehome("token verify --hash sha256 --secret-file -");
        command.args(token.split(' ')).write_stdin(SECRET);
        assert_failed(&ended(command), 2, "secret and token can't both come from standard input");
    }
    let mut command =
        rehome(&format!("token verify --hash sha256 --secret-file - {TOKEN} --now 1"));
    command.write_stdin(SECRET);
    assert_eq!(ended(command).status, 0);
}
