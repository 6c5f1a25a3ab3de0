//! `rehome token verify`.

use serde_json::{Value, json};

use crate::process::{done, ended, rehome, run};
use crate::{
    EXPIRY, NONCE, SESSION_ID, SIGNATURE, TOKEN, assert_refused, json_of, session, verify,
};

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
