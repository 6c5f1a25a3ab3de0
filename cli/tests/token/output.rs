//! How the report is written.

use std::io::Write;
use std::process::{Child, Stdio};

use crate::process::{ended, rehome};
use crate::{NONCE, SECRET, TOKEN, session, verify};

#[test]
fn colour_only_where_it_is_wanted() {
    let coloured = |arguments: &str| {
        let mut command = rehome(&format!("token verify {TOKEN} {} {arguments}", session()));
        command.env("CLICOLOR_FORCE", "1");
        ended(command).out.contains('\u{1b}')
    };
    assert!(coloured("--now 1"));
    assert!(!coloured("--now 1 --json"));
    assert!(!verify(&format!("{} --now 1", session())).out.contains('\u{1b}'));
}

/// The exit status and standard error of a command that is given its secret by standard input, once
/// `before` is done with the process.
fn with_secret(arguments: &str, stdout: Stdio, before: fn(&mut Child)) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"));
    command.args(arguments.split_whitespace()).args(["--hash", "sha256", "--secret-file", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
    before(&mut child);
    child.stdin.take().unwrap().write_all(SECRET.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_reader_that_goes_away_changes_no_status() {
    let verify = format!("token verify {TOKEN} --now 1");
    for (arguments, expected) in [
        ("token keys", 0),
        (&*format!("{verify} --json"), 0),
        (&*verify, 0),
        (&*format!("{verify} --used-nonce {NONCE}"), 1),
    ] {
        let ended = with_secret(arguments, Stdio::piped(), |child| drop(child.stdout.take()));
        assert_eq!(ended, (Some(expected), String::new()), "{arguments}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_can_not_be_written_is_an_error() {
    for arguments in ["token keys", "token keys --json"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (status, err) = with_secret(arguments, full.into(), |_| ());
        assert_eq!(status, Some(3), "{arguments}");
        assert!(err.starts_with("rehome: the report can't be written"), "{err}");
    }
}
