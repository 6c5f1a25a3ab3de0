//! `rehome migrate` as a process: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod process;

use process::{Ended, done, ended, rehome, run};
use serde_json::{Value, json};

// Test 48 of the vectors of TCP Migrate.
const KEY: &str = "a90effbbca806647536a00ac428baa32993a873092a5f1babe";
const CONNECTION: &str = "--ni 846596824 --nj 1196279980";
const SYN: &str = "--seqno 1683182842 --view 7bit";
const TOKEN: &str = "85ad28f73d651246";
const REQUEST: &str = "7e0ea7a66c07f4d0";
/// ReqNo 62 with Preload.
const OPTION: &str = "1013be85ad28f73d6512467e0ea7a66c07f4d0";

fn verify(arguments: &str) -> Ended {
    run(&format!("migrate verify {CONNECTION} {arguments}"))
}

#[track_caller]
fn assert_refused(ended: &Ended, code: &str) {
    assert_eq!((ended.status, &*ended.err), (1, ""), "{code}: {ended:?}");
    let reason = format!("result       invalid\nreason       {code}: ");
    assert!(ended.out.contains(&reason), "{code}: {ended:?}");
}

#[track_caller]
fn assert_failed(ended: &Ended, status: i32, words: &str) {
    ended.assert_failed(status, words, KEY);
}

#[test]
fn token() {
    let token = format!("migrate token {CONNECTION} --secret {KEY}");
    assert_eq!(done(&token), format!("{TOKEN}\n"));
    assert_eq!(
        done(&format!("{token} --json")),
        format!("{{\"schema\":\"rehome-migrate/1\",\"type\":\"token\",\"token\":\"{TOKEN}\"}}\n")
    );
    assert_eq!(done("migrate token --ni 1 --nj 2 --insecure"), "9eb5834d93479e6a\n");
    let hexadecimal = "migrate token --ni 0x01020304 --nj 0x05060708 --insecure";
    assert_eq!(done(hexadecimal), "dd6c0ed59bc6cd5c\n");
}

#[test]
fn a_short_key_is_padded_on_the_left() {
    let token = |secret: &str| done(&format!("migrate token --ni 1 --nj 2 --secret {secret}"));
    assert_eq!(token("0102"), token(&format!("{}0102", "00".repeat(23))));
    assert_ne!(token("0102"), token("010200"));
}

#[test]
fn request() {
    let request = |connection: &str| format!("migrate request {connection} --seqno 3");
    for (reqno, view, request_octets) in [
        ("128", "8bit", "bbd44f4c994a20d1"),
        ("0x80", "7bit", "510922739ee7261e"),
        ("129", "8bit", "16d4efb565296ae0"),
        ("129", "7bit", "19a865fd553703e0"),
        ("1", "8bit", "19a865fd553703e0"),
    ] {
        let arguments = format!("--ni 1 --nj 2 --insecure --reqno {reqno} --view {view}");
        let out = done(&request(&arguments));
        assert!(out.contains(&format!("\nrequest      {request_octets}\n")), "{out}");
    }
    let request = format!("migrate request {CONNECTION} --secret {KEY} {SYN} --reqno 190");
    assert_eq!(
        done(&request),
        format!(
            "reqno_octet  190\ntoken        {TOKEN}\nrequest      {REQUEST}\nhex          {OPTION}\n"
        )
    );
    let object: Value = serde_json::from_str(&done(&format!("{request} --json"))).unwrap();
    assert_eq!(
        object,
        json!({ "schema": "rehome-migrate/1", "type": "request", "hex": OPTION,
            "reqno_octet": 190, "token": TOKEN, "request": REQUEST })
    );
}

#[test]
fn verify_says_all_of_an_option() {
    let verify = |more: &str| {
        run(&format!("migrate verify {OPTION} {CONNECTION} --secret {KEY} {SYN} {more}"))
    };
    let ended = verify("");
    assert_eq!(ended.status, 0);
    assert_eq!(
        ended.out,
        format!(
            "reqno_octet  190\ntoken        {TOKEN}\nrequest      {REQUEST}\nresult       valid\n"
        )
    );
    let mut expected = json!({ "schema": "rehome-migrate/1", "type": "verify",
        "reqno_octet": 190, "token": TOKEN, "request": REQUEST, "result": "valid" });
    let object: Value = serde_json::from_str(&verify("--json").out).unwrap();
    assert_eq!(object, expected);
    expected["result"] = json!("invalid");
    expected["reason"] = json!("stale_reqno");
    expected["message"] = json!("ReqNo is not newer than the last one accepted");
    let ended = verify("--last-reqno 62 --json");
    assert_eq!(ended.status, 1);
    assert_eq!(serde_json::from_str::<Value>(&ended.out).unwrap(), expected);
}

#[test]
fn each_refusal() {
    let session = format!("--secret {KEY} {SYN}");
    assert_refused(&verify(&format!("{OPTION} --insecure {SYN}")), "unknown_token");
    let token = OPTION.replace("be85", "be84");
    assert_refused(&verify(&format!("{token} {session}")), "unknown_token");
    let request = OPTION.replace("f4d0", "f4d1");
    assert_refused(&verify(&format!("{request} {session}")), "wrong_request");
    let reqno = OPTION.replace("13be", "13bf");
    assert_refused(&verify(&format!("{reqno} {session}")), "wrong_request");
    let seqno = session.replace("1683182842", "1683182843");
    assert_refused(&verify(&format!("{OPTION} {seqno}")), "wrong_request");
    let view = session.replace("7bit", "8bit");
    assert_refused(&verify(&format!("{OPTION} {view}")), "wrong_request");
    // What is not newer is not looked at any further.
    assert_refused(&verify(&format!("{request} {session} --last-reqno 62")), "stale_reqno");
    assert_refused(&verify(&format!("{token} {session} --last-reqno 62")), "unknown_token");
}

#[test]
fn what_is_newer() {
    let judged = |reqno: u8, last: &str, view: &str| {
        let connection = format!("--ni 1 --nj 2 --insecure --seqno 3 --view {view}");
        let made = done(&format!("migrate request {connection} --reqno {reqno} --json"));
        let object: Value = serde_json::from_str(&made).unwrap();
        let option = object["hex"].as_str().unwrap();
        run(&format!("migrate verify {option} {connection} --last-reqno {last}"))
    };
    for (reqno, last, view) in
        [(1, "0", "8bit"), (127, "0x00", "8bit"), (0, "255", "8bit"), (0, "127", "7bit")]
    {
        assert_eq!(judged(reqno, last, view).status, 0, "{reqno} after {last}, {view}");
    }
    for (reqno, last, view) in [
        (1, "1", "8bit"),
        (0, "1", "8bit"),
        (128, "0", "8bit"),
        (64, "0", "7bit"),
        (129, "1", "7bit"),
    ] {
        assert_refused(&judged(reqno, last, view), "stale_reqno");
    }
}

#[test]
fn what_is_no_migrate_option_is_refused() {
    for (hex, code) in [
        ("", "truncated"),
        ("10", "truncated"),
        (&OPTION[..36], "truncated"),
        (&*format!("{OPTION}01"), "trailing_data"),
        ("10040000", "wrong_length"),
        ("1001", "length_out_of_range"),
        ("01", "wrong_type"),
        ("0f0300", "wrong_type"),
        ("080a0000000000000000", "wrong_type"),
    ] {
        let mut command = rehome(&format!("migrate verify --ni 1 --nj 2 --insecure {SYN}"));
        command.arg(hex);
        let ended = ended(command);
        assert_eq!(ended.status, 1, "{hex}: {ended:?}");
        let expected = format!("result  invalid\nreason  {code}: not a Migrate option: ");
        assert!(ended.out.starts_with(&expected), "{hex}: {ended:?}");
    }
}

#[test]
fn option_and_key_by_standard_input() {
    let verify = |arguments: &str, stdin: &str| {
        let mut command = rehome(&format!("migrate verify {CONNECTION} {SYN} {arguments}"));
        command.env("KEY", KEY).write_stdin(stdin);
        ended(command)
    };
    assert_eq!(verify("- --secret-env KEY", &format!("{OPTION}\n")).status, 0);
    assert_eq!(verify(&format!("{OPTION} --secret-file -"), &format!("{KEY}\n")).status, 0);
    assert_failed(&verify("- --secret-file -", KEY), 2, "can't both come from standard input");
    assert_failed(&verify("- --insecure", "1g"), 3, "OPTION_HEX -: not hexadecimal at character 2");
}

#[test]
fn wrong_keys() {
    let token = |arguments: &str| run(&format!("migrate token --ni 1 --nj 2 {arguments}"));
    for (arguments, words) in [
        ("", "required arguments were not provided"),
        (&*format!("--insecure --secret {KEY}"), "cannot be used with"),
        ("--insecure --secret-env KEY", "cannot be used with"),
        ("--insecure --secret-raw", "cannot be used with"),
        ("--secret=", "error: --secret: no octets\n"),
        ("--secret 00", "error: --secret: a shared secret of zero, which is the insecure key\n"),
        (&*format!("--secret {}", "00".repeat(25)), "--secret: a shared secret of zero, which"),
        (&*format!("--secret {KEY}00"), "--secret: a shared secret of 26 octets, where the key"),
        (&*format!("--secret {KEY}0"), "--secret: an odd number of hexadecimal digits, 51\n"),
    ] {
        assert_failed(&token(arguments), 2, words);
    }
    let mut command = rehome("migrate token --ni 1 --nj 2 --secret-file -");
    command.write_stdin("\n");
    assert_failed(&ended(command), 3, "rehome: --secret-file -: no octets\n");
    let mut command = rehome("migrate token --ni 1 --nj 2 --secret-file -");
    command.write_stdin(format!("{KEY}00"));
    assert_failed(&ended(command), 3, "--secret-file -: a shared secret of 26 octets, where");
    let mut command = rehome("migrate token --ni 1 --nj 2 --secret-file - --secret-raw");
    command.write_stdin([0; 25]);
    assert_failed(&ended(command), 3, "--secret-file -: a shared secret of zero, which is");
}

#[test]
fn wrong_numbers() {
    let connection = |ni: &str, seqno: &str, reqno: &str| {
        run(&format!(
            "migrate request --ni {ni} --nj 0xffffffff --insecure --seqno {seqno} --reqno {reqno} \
             --view 8bit"
        ))
    };
    assert_eq!(connection("0", "4294967295", "255").status, 0);
    for (ni, seqno, reqno, words) in [
        ("4294967296", "1", "1", "'--ni <NUMBER>': not a number of 32 bits"),
        ("1", "0x100000000", "1", "'--seqno <NUMBER>': not a number of 32 bits"),
        ("1", "one", "1", "'--seqno <NUMBER>': not a number of 32 bits"),
        ("1", "1", "256", "'--reqno <OCTET>': not a number of 8 bits"),
    ] {
        assert_failed(&connection(ni, seqno, reqno), 2, words);
    }
    assert_failed(&verify(&format!("{OPTION} --insecure --seqno 1")), 2, "--view <VIEW>");
    assert_failed(
        &verify(&format!("{OPTION}0 --insecure {SYN}")),
        2,
        "'<OPTION_HEX>': an odd number of hexadecimal digits, 39",
    );
}

#[test]
fn help_says_how_it_ends() {
    for command in ["token", "request", "verify"] {
        let help = done(&format!("migrate {command} --help"));
        assert!(help.contains("Exit status:\n  0  "), "{help}");
        assert!(help.contains("others on this machine can see it"), "{help}");
        assert!(help.contains("whoever knows Ni and Nj can move the connection"), "{help}");
    }
    assert_eq!(run("migrate").status, 2);
}
