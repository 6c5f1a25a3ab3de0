//! `rehome token issue`.

use serde_json::json;

use crate::process::{done, run};
use crate::{EXPIRY, NONCE, SESSION_ID, SIGNATURE, TARGET, TOKEN, assert_failed, json_of, session};

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
    // What is given always, as by a script, changes nothing where it is not needed.
    assert_eq!(done(&format!("{issue} --now 1")), format!("{TOKEN}\n"));
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
