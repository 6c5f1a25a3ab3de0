//! `rehome token` as a process: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod process;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Stdio};

use process::{Ended, done, ended, rehome, run};
use serde_json::{Value, json};
use tempfile::TempDir;

// Test 1 of the vectors of token verification.
const SECRET: &str = "6af15cf86e0b8b7b76b660618d3fa2a75d7cb762c03998439dc22957a713c9e7";
const SESSION_ID: &str = "85d651c8cbfb4df766179ca181bdacbe714d254ca4c0b5eebae2c187adfd38bd";
const NONCE: &str = "47279c5ab5902aaec67b3039865eb127";
const SIGNATURE: &str = "67abae521dfc9d2add8f953c30a881c8fc478783925e962b692e3408a0e9e980";
const TARGET: &str = "[2001:db8::44]:443";
const EXPIRY: u64 = 1_800_000_000;
const TOKEN: &str = "0120010db800000000000000000000004401bb2085d651c8cbfb4df766179ca181bdacbe714d\
                     254ca4c0b5eebae2c187adfd38bd000000006b49d2001047279c5ab5902aaec67b3039865eb1\
                     272067abae521dfc9d2add8f953c30a881c8fc478783925e962b692e3408a0e9e980";
// By Python's hmac.
const MAC_KEY: &str = "d808bbfd8931732fd483e200a09dffd1e7709d1005cae259940bce0c3b919eb9";

/// The arguments of the session.
fn session() -> String {
    format!("--hash sha256 --secret {SECRET}")
}

/// The same token under other arguments than its own.
fn verify(arguments: &str) -> Ended {
    run(&format!("token verify {TOKEN} {arguments}"))
}

#[track_caller]
fn json_of(arguments: &str) -> Value {
    serde_json::from_str(&run(&format!("{arguments} --json")).out).unwrap()
}

#[track_caller]
fn assert_refused(ended: &Ended, code: &str) {
    assert_eq!((ended.status, &*ended.err), (1, ""), "{code}: {ended:?}");
    let reason = format!("\nresult            invalid\nreason            {code}: ");
    assert!(ended.out.contains(&reason), "{code}: {ended:?}");
}

/// Ended with this status and nothing on standard output; the error has these words, and no secret.
#[track_caller]
fn assert_failed(ended: &Ended, status: i32, words: &str) {
    assert_eq!((ended.status, &*ended.out), (status, ""), "{words}: {ended:?}");
    assert!(ended.err.contains(words), "{words}: {ended:?}");
    assert!(!ended.err.contains(&SECRET[4..20]), "{ended:?}");
}

#[test]
fn keys() {
    assert_eq!(
        done(
            "token keys --hash sha256 --secret \
              7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c"
        ),
        "session_id  3a5012827e623500590572156c4dbbd0d29af9b8946895076d60a768578c08fe\n\
         mac_key     6939ae7081a7ff08fb8bbf51bbec912b00f250f156852cfbb80d994cc94a57a2\n"
    );
    let secret = "ff".repeat(48);
    let keys = format!("token keys --hash sha384 --secret {secret}");
    assert_eq!(
        json_of(&keys),
        json!({ "schema": "rehome-token/1", "type": "keys",
            "session_id": "cce165536b5e74736f8db23ccfbe6f5ea9adae21b8f50db3dd90b6acd5d7b3d8",
            "mac_key": "22bb8524797e7cce327f125e1e4aa8dc9dfaa714117d23f0b631a35fc994fa74b815bb1b\
                        82eb1ba3dfa27e6958710d6b" })
    );
}

#[test]
fn labels() {
    let keys = |labels: &[&str]| {
        let mut command = rehome("token keys --hash sha256");
        command.args(["--secret", SECRET]).args(labels);
        ended(command)
    };
    let both = format!("session_id  {SESSION_ID}\nmac_key     {MAC_KEY}\n");
    let (id, mac) = ("--label-session-id", "--label-mac-key");
    assert_eq!(keys(&[]).out, both);
    assert_eq!(keys(&[id, "migration id", mac, "migration mac"]).out, both);
    let other = keys(&[id, "other"]).out;
    assert!(!other.contains(SESSION_ID) && other.contains(MAC_KEY), "{other}");
    let other = keys(&[mac, "other"]).out;
    assert!(other.contains(SESSION_ID) && !other.contains(MAC_KEY), "{other}");
    assert_eq!(keys(&[id, &"x".repeat(249)]).status, 0);
    for (labels, words) in [
        (&[id, "x", mac, "x"][..], "must differ"),
        (&[mac, "migration id"], "must differ"),
        (&[id, "resumption"], "must differ"),
        (&[id, ""], "--label-session-id: length 0 is outside 1..=249"),
        (&[mac, &"x".repeat(250)], "--label-mac-key: length 250 is outside 1..=249"),
    ] {
        assert_failed(&keys(labels), 2, words);
    }
}

/// A folder with the secret in several forms.
fn secrets() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let octets = data_encoding::HEXLOWER.decode(SECRET.as_bytes()).unwrap();
    let write = |name: &str, contents: &[u8]| fs::write(folder.path().join(name), contents);
    write("plain", SECRET.as_bytes()).unwrap();
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
    ended(command)
}

#[test]
fn each_source_of_the_secret() {
    let folder = secrets();
    let expected = keys_in(folder.path(), &format!("--secret {SECRET}"), "").out;
    assert!(expected.contains(MAC_KEY), "{expected}");
    for (arguments, stdin) in [
        ("--secret-file plain", ""),
        ("--secret-file spaced", ""),
        ("--secret-file full", ""),
        ("--secret-file raw --secret-raw", ""),
        ("--secret-file -", SECRET),
        ("--secret-file -", &*format!("\n{SECRET}\n")),
        ("--secret-env RMS", ""),
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
fn issue() {
    let arguments = |session: &str, more: &str| format!("token issue {session} {more}");
    let fixed = format!("--target {TARGET} --expiry {EXPIRY} --nonce {NONCE}");
    let issue = arguments(&session(), &fixed);
    assert_eq!(done(&issue), format!("{TOKEN}\n"));
    assert_eq!(
        json_of(&issue),
        json!({ "schema": "rehome-token/1", "type": "issue", "hex": TOKEN,
            "target_address": { "address": "2001:db8::44", "port": 443 },
            "session_id": SESSION_ID, "expiry_timestamp": "1800000000", "nonce": NONCE,
            "signature": SIGNATURE })
    );
    let since = fixed.replace("--expiry 1800000000", "--now 1799999940 --lifetime 60");
    assert_eq!(done(&arguments(&session(), &since)), format!("{TOKEN}\n"));

    // Test 23 of the vectors of token verification.
    let sha384 = "--hash sha384 --secret 440d2d90704a8772a82cfef076cd7be190e7448898d9e798138492a17e\
                  854a138909b74600d30f4c1d787bc835a0a76c";
    let fixed = fixed.replace(NONCE, "a4ff9ec3ceae719c2f9686c0af1b84e5");
    assert_eq!(
        done(&arguments(sha384, &fixed)),
        "0120010db800000000000000000000004401bb204a136b5ed5707bad3c6ab3d3ddf0f531c98a3b07a83be799ae\
         ebb2ecbe43225e000000006b49d20010a4ff9ec3ceae719c2f9686c0af1b84e53065f0d4dc6f5ed9d3d44bd9e0\
         9a7daa20ec49ff007b9c48c9cc3debf24d4b3bff9bd34392d77f6fab0ee3fd02360cc26b\n"
    );
    // Test 12.
    let bare = "--hash sha256 --secret \
                cacd4980fec94acf178e8bce95ed80423baac292634ed0913f218d4d868934ed";
    let fixed = "--target 192.0.2.44:443 --expiry 1800000000 --nonce \
                 0ef1a9a41f2cb27edd8bba36b03ef71c --signed-content bare";
    assert_eq!(
        done(&arguments(bare, fixed)),
        "00c000022c01bb20c351db4d3ab3fc5993c20872ecb2ab7d98127cd674675d64a3555d6c9dcc3b3c000000006b\
         49d200100ef1a9a41f2cb27edd8bba36b03ef71c20394727bf2a089fa348d8feb93eeda768be73fa334e94fc97\
         ff72f002f6e7275a\n"
    );
}

#[test]
fn nonces_are_random() {
    let issue = format!("token issue {} --target 192.0.2.1:443 --expiry 1", session());
    let [first, second] = [json_of(&issue), json_of(&issue)].map(|issued| issued["nonce"].clone());
    assert_eq!(first.as_str().unwrap().len(), 32);
    assert_ne!(first, second);
}

#[test]
fn what_can_not_be_issued() {
    let issue = |more: &str| run(&format!("token issue {} {more}", session()));
    let target = |target: &str| issue(&format!("--target {target} --expiry 1"));
    for unusable in ["192.0.2.1:0", "0.0.0.0:1", "[::]:1", "224.0.0.1:1", "255.255.255.255:1"] {
        assert_failed(&target(unusable), 2, &format!("no client can connect to {unusable}"));
        assert_eq!(target(&format!("{unusable} --any-target")).status, 0, "{unusable}");
    }
    for none in ["192.0.2.1", "example.org:443", "2001:db8::1:443", "192.0.2.1:65536"] {
        assert_failed(&target(none), 2, "'--target <ADDR:PORT>': not ADDR:PORT, such as");
    }
    assert_failed(&target("[fe80::1%2]:443"), 2, "scope id");
    let at = |more: &str| issue(&format!("--target 192.0.2.1:443 {more}"));
    for (more, words) in [
        ("", "required arguments were not provided"),
        ("--expiry 1 --lifetime 1", "cannot be used with"),
        ("--expiry 1 --now 1", "cannot be used with"),
        ("--expiry -1", "unexpected argument"),
        ("--expiry 18446744073709551616", "'--expiry <UNIX_SECONDS>'"),
        ("--lifetime 604801", "a token lives for at most 7 days, 604800 seconds"),
        ("--lifetime 1m", "not a number of seconds"),
        ("--expiry 1 --nonce 000102030405060708090a0b0c0d0e", "length 15 is outside 16..=255"),
        ("--expiry 1 --nonce 0x00", "'--nonce <HEX>': not hexadecimal at character 2"),
        ("--expiry 1 --signed-content naked", "'--signed-content <READING>'"),
        ("--expiry 1 --hash sha256", "cannot be used multiple times"),
    ] {
        assert_failed(&at(more), 2, words);
    }
    assert_eq!(at("--expiry 18446744073709551615").status, 0);
    assert_eq!(at("--lifetime 604800 --now 1").status, 0);
    assert_eq!(at(&format!("--expiry 1 --nonce {}", "00".repeat(255))).status, 0);
}

#[test]
fn verify_says_all_of_a_token() {
    let arguments = format!("token verify {TOKEN} {} --now 1799999940", session());
    assert_eq!(
        done(&arguments),
        format!(
            "target_address    [2001:db8::44]:443\n\
             session_id        {SESSION_ID}\n\
             expiry_timestamp  1800000000\n\
             nonce             {NONCE}\n\
             signature         {SIGNATURE}\n\
             now               1799999940\n\
             result            valid\n"
        )
    );
    let mut object = json!({ "schema": "rehome-token/1", "type": "verify",
        "target_address": { "address": "2001:db8::44", "port": 443 }, "session_id": SESSION_ID,
        "expiry_timestamp": "1800000000", "nonce": NONCE, "signature": SIGNATURE,
        "now": "1799999940", "result": "valid" });
    assert_eq!(json_of(&arguments), object);
    object["result"] = json!("invalid");
    object["reason"] = json!("replayed");
    object["message"] = json!("nonce was used before");
    assert_eq!(json_of(&format!("{arguments} --used-nonce {NONCE}")), object);
}

#[test]
fn each_refusal() {
    let session = session();
    let own = |more: &str| verify(&format!("{session} --now {EXPIRY} {more}"));
    assert_eq!(own("").status, 0);

    let other = format!("--hash sha256 --secret {} --now {EXPIRY}", "00".repeat(32));
    assert_refused(&verify(&other), "session_mismatch");
    let other = format!("--hash sha384 --secret {} --now {EXPIRY}", "00".repeat(48));
    assert_refused(&verify(&other), "session_mismatch");
    assert_refused(&own("--label-session-id other"), "session_mismatch");
    assert_refused(&own("--label-mac-key other"), "bad_signature");
    assert_refused(&own("--signed-content bare"), "bad_signature");

    assert_refused(&own("--local-address [2001:db8::44]:444"), "wrong_target");
    assert_refused(&own("--local-address 192.0.2.44:443"), "wrong_target");
    let addresses = "--local-address 192.0.2.1:443 --local-address [2001:db8:0::44]:443";
    assert_eq!(own(addresses).status, 0);

    let used = NONCE.to_uppercase();
    let others = "--used-nonce 00000000000000000000000000000000";
    assert_refused(&own(&format!("{others} --used-nonce {used}")), "replayed");
    assert_eq!(own(others).status, 0);
}

#[test]
fn the_second_at_which_a_token_expires() {
    let at = |now: u64, more: &str| verify(&format!("{} --now {now} {more}", session()));
    assert_eq!(at(0, "").status, 0);
    assert_eq!(at(EXPIRY, "").status, 0);
    assert_refused(&at(EXPIRY + 1, ""), "expired");
    assert_eq!(at(EXPIRY + 5, "--tolerance 5").status, 0);
    assert_refused(&at(EXPIRY + 6, "--tolerance 5"), "expired");
    assert_eq!(at(u64::MAX, "--tolerance 18446744073709551615").status, 0);
}

#[test]
fn a_token_is_verified_by_the_clock_of_the_system() {
    for hash in ["sha256", "sha384"] {
        for content in ["encoded", "bare"] {
            let secret = if hash == "sha256" { "ab".repeat(32) } else { "ab".repeat(48) };
            let session = format!(
                "--hash {hash} --secret {secret} --signed-content {content} --label-mac-key other"
            );
            let issue = |second: &str| {
                done(&format!("token issue {session} --target 192.0.2.1:443 {second}"))
            };
            let verify = |token: &str| run(&format!("token verify {token} {session}"));
            let ended = verify(&issue("--lifetime 600"));
            assert_eq!(ended.status, 0, "{ended:?}");
            assert_refused(&verify(&issue("--expiry 1700000000")), "expired");
        }
    }
}

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

#[test]
fn what_is_no_token_is_refused() {
    for (hex, code) in [
        ("", "truncated"),
        (&TOKEN[..TOKEN.len() - 2], "truncated"),
        (&*format!("{TOKEN}00"), "trailing_data"),
        (&TOKEN.replacen("01", "02", 1), "unknown_value"),
        (&TOKEN.replacen("bb20", "bb1f", 1), "length_out_of_range"),
    ] {
        let verify = |more: &[&str]| {
            let mut command = rehome(&format!("token verify {} --now 1", session()));
            command.arg(hex).args(more);
            ended(command)
        };
        let human = verify(&[]);
        assert_eq!(human.status, 1, "{human:?}");
        let expected = format!("now     1\nresult  invalid\nreason  {code}: not a token: ");
        assert!(human.out.starts_with(&expected), "{human:?}");
        let object = verify(&["--json"]);
        assert_eq!(object.status, 1, "{object:?}");
        let object: Value = serde_json::from_str(&object.out).unwrap();
        assert_eq!(object["reason"], code);
        assert_eq!(object.get("nonce"), None, "{object}");
    }
}

#[test]
fn help_says_how_it_ends() {
    for command in ["keys", "issue", "verify"] {
        let help = done(&format!("token {command} --help"));
        assert!(help.contains("Exit status:\n  0  "), "{help}");
        assert!(help.contains("others on this machine can see it"), "{help}");
        assert_failed(&run(&format!("token {command} --hash sha1")), 2, "'--hash <HASH>'");
    }
    assert!(done("token issue --help").contains("weaker"));
    assert!(done("token verify --help").contains("Nothing is remembered"));
    assert_eq!(run("token").status, 2);
    assert_eq!(run("token revoke").status, 2);
}

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
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (status, err) = with_secret(arguments, full.into(), |_| ());
        assert_eq!(status, Some(3), "{arguments}");
        assert!(err.starts_with("rehome: the report can't be written"), "{err}");
    }
}
