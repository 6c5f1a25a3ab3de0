//! Where octets and numbers come from.

use crate::process::{Ended, ended, rehome, run};
use crate::{TOKEN, decode};

fn from_stdin(arguments: &str, text: impl Into<Vec<u8>>) -> Ended {
    let mut command = rehome(&format!("decode {arguments}"));
    command.write_stdin(text);
    ended(command)
}

#[test]
fn octets_come_by_argument_or_standard_input() {
    let tree = decode("migration_token", TOKEN, "").out;
    assert_eq!(decode("migration_token", &TOKEN.to_uppercase(), "").out, tree);
    let wrapped: Vec<&str> =
        (0..TOKEN.len()).step_by(60).map(|at| &TOKEN[at..TOKEN.len().min(at + 60)]).collect();
    for text in [TOKEN.to_owned(), format!(" {TOKEN}\n"), wrapped.join("\r\n"), wrapped.join(" \t")]
    {
        assert_eq!(from_stdin("migration_token", text.clone()).out, tree);
        assert_eq!(from_stdin("migration_token -", text).out, tree);
    }
    let empty = from_stdin("migration_support", "");
    assert_eq!((empty.status, &*empty.out), (0, "0..0  migration_support  0 octets\n"));
}

#[test]
fn what_is_no_hexadecimal() {
    for (hex, words) in [
        ("0x00", "not hexadecimal at character 2"),
        ("00 11", "not hexadecimal at character 3"),
        ("000", "an odd number of hexadecimal digits, 3"),
    ] {
        let ended = decode("tcp_option", hex, "");
        assert_eq!((ended.status, &*ended.out), (2, ""), "{ended:?}");
        assert!(ended.err.contains(words), "{ended:?}");
    }
    for (text, words) in [
        (&b"00\n0x"[..], "rehome: HEX -: not hexadecimal at character 5"),
        (b"00 0", "rehome: HEX -: an odd number of hexadecimal digits, 3"),
        (b"\xff\xfe", "rehome: HEX -: not hexadecimal at character 1"),
        (&[b'0'; (1 << 20) + 1], "rehome: HEX -: more than 1048576 characters"),
    ] {
        let ended = from_stdin("tcp_option", text);
        assert_eq!((ended.status, &*ended.out), (3, ""), "{words}");
        assert_eq!(ended.err.trim_end(), words);
    }
}

#[test]
fn what_may_be_a_secret_is_not_shown() {
    for arguments in [
        format!("decode {TOKEN} migration_token"),
        format!("decode migration_token {TOKEN}x"),
        format!("decode migration_token {TOKEN} {TOKEN}"),
        format!("decode migration_token --kinds {TOKEN}"),
    ] {
        run(&arguments).assert_failed(2, "not shown", TOKEN);
    }
}

#[test]
fn the_longest_message_is_read() {
    let target = "ab".repeat(0xffff);
    let ended = from_stdin("migrate_request --json", format!("fd010001ffff\n{target}"));
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(ended.out.contains(&target));
    let ended = from_stdin("migrate_request", format!("fd010001ffff{target}"));
    assert_eq!(ended.out.lines().count(), 4 + 4096);
}

#[test]
fn other_structures_are_told() {
    let ended = run("decode capture 00");
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("[possible values: ip_address, migration_token, "), "{ended:?}");
    assert_eq!(run("decode").status, 2);
}

#[test]
fn other_numbers_than_the_defaults() {
    let notify = |more: &str| run(&format!("decode migrate_notify 01fa {more}"));
    assert_eq!(notify("").status, 1);
    assert_eq!(notify("--code-points migrate_notify=250").status, 0);
    let both = "--code-points migration_token=0xff2a,migrate_notify=0xfa";
    assert_eq!(
        notify(both).out,
        "0..2  migrate_notify  2 octets\n\
                                  0       level         warning              01\n\
                                  1       description   250, migrate_notify  fa\n"
    );
    let option = |more: &str| run(&format!("decode tcp_option fd030000 {more}")).out;
    assert!(option("").contains("trailing_data"));
    let affinity = run("decode tcp_option fd08c000022801bb --kinds service_affinity_ipv4=253");
    assert!(affinity.out.contains("  service_affinity  192.0.2.40:443\n"), "{affinity:?}");
    let default = run("decode tcp_option fd08c000022801bb");
    assert!(
        default.out.contains("  option    kind 253, 8 octets  fd08 c0000228 01bb\n"),
        "{default:?}"
    );
}

#[test]
fn numbers_that_can_not_be() {
    for (arguments, words) in [
        (
            "--code-points migration_token=0xfe4d",
            "migration_support and migration_token would both",
        ),
        ("--code-points migrate_notify=1,migrate_notify=1", "--code-points: a name stands there"),
        ("--code-points migrate_notify=256", "not a number of 8 bits"),
        ("--code-points nonce=1", "no name of migration_support, "),
        ("--code-points migrate_notify", "not NAME=NUMBER"),
        ("--kinds migrate=8", "timestamps and migrate would both be 8"),
        ("--kinds migrate=1 --kinds migrate=2", "--kinds: a name stands there twice"),
        ("--kinds migrate=", "not a number of 8 bits"),
    ] {
        let ended = run(&format!("decode ip_address 00c000022c01bb {arguments}"));
        assert_eq!((ended.status, &*ended.out), (2, ""), "{ended:?}");
        assert!(ended.err.contains(words), "{ended:?}");
    }
}
