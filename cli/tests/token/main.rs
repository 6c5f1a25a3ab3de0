//! `rehome token` as a process: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod issue;
mod output;
#[path = "../process/mod.rs"]
mod process;
mod secret;
mod sources;
mod verify;

use process::{Ended, done, ended, rehome, run};
use serde_json::{Value, json};

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

#[track_caller]
fn assert_failed(ended: &Ended, status: i32, words: &str) {
    ended.assert_failed(status, words, SECRET);
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
