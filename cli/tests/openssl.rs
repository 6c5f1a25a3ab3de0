//! Tokens of `rehome token issue` verified by OpenSSL's command-line tool alone: HKDF-Expand with the
//! label written out, and HMAC over the token's octets before the length of its signature.
//!
//! Without `openssl` the test is skipped, unless `REHOME_REQUIRE_OPENSSL` is set.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code)]
mod process;

use std::fs;
use std::io::Write;
use std::process::Command;

use process::done;

/// Digits of what OpenSSL prints, none where there is no OpenSSL.
fn openssl(arguments: &[&str]) -> Option<String> {
    let output = match Command::new("openssl").args(arguments).output() {
        Ok(output) => output,
        Err(error) if std::env::var_os("REHOME_REQUIRE_OPENSSL").is_none() => {
            // Straight to the stream: what is printed the harness keeps to itself.
            let name = "openssl_verifies_our_tokens";
            let _ = writeln!(std::io::stderr(), "skipped: {name}: no openssl: {error}");
            return None;
        }
        Err(error) => panic!("openssl: {error}"),
    };
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {err}");
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase())
}

/// HKDF-Expand-Label of RFC 8446, section 7.1, without context.
fn expand_label(digest: &str, secret: &str, label: &str, length: u8) -> Option<String> {
    let label = data_encoding::HEXLOWER.encode(format!("tls13 {label}").as_bytes());
    let info = format!("00{length:02x}{:02x}{label}00", label.len() / 2);
    openssl(&[
        "kdf",
        "-keylen",
        &length.to_string(),
        "-kdfopt",
        "mode:EXPAND_ONLY",
        "-kdfopt",
        &format!("digest:{digest}"),
        "-kdfopt",
        &format!("hexkey:{secret}"),
        "-kdfopt",
        &format!("hexinfo:{info}"),
        "HKDF",
    ])
}

fn hmac(digest: &str, key: &str, content: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("content");
    fs::write(&path, content).unwrap();
    let key = format!("hexkey:{key}");
    openssl(&["mac", "-digest", digest, "-macopt", &key, "-in", path.to_str().unwrap(), "HMAC"])
}

/// Issues a token, under these labels or the default ones, and verifies it; none where there is no
/// OpenSSL.
fn verify(digest: &str, length: u8, target: &str, labels: Option<[&str; 2]>) -> Option<()> {
    // As long as the hash, and no octet like another.
    let secret: String = (0..length).map(|octet| format!("{:02x}", 255 - 5 * octet)).collect();
    let options = labels.map_or_else(String::new, |[id, mac]| {
        format!("--label-session-id {id} --label-mac-key {mac}")
    });
    let issued = done(&format!(
        "token issue --hash {} --secret {secret} --target {target} --lifetime 60 {options}",
        digest.to_lowercase()
    ));
    let token = data_encoding::HEXLOWER.decode(issued.trim_end().as_bytes()).unwrap();

    let (content, signature) = token.split_at(token.len() - usize::from(length));
    let (content, [signature_length]) = content.split_at(content.len() - 1) else { panic!() };
    assert_eq!(*signature_length, length);
    let address_length = if target.starts_with('[') { 19 } else { 7 };
    assert_eq!(content[address_length], 32);
    let session_id = &content[address_length + 1..][..32];

    let [id, mac] = labels.unwrap_or(["migration id", "migration mac"]);
    let hex = |octets| data_encoding::HEXLOWER.encode(octets);
    assert_eq!(hex(session_id), expand_label(digest, &secret, id, 32)?);
    let key = expand_label(digest, &secret, mac, length)?;
    assert_eq!(hex(signature), hmac(digest, &key, content)?);
    Some(())
}

#[test]
fn openssl_verifies_our_tokens() {
    for (digest, length) in [("SHA256", 32), ("SHA384", 48)] {
        for target in ["192.0.2.44:443", "[2001:db8::44]:443"] {
            for labels in [None, Some(["sa-session", "x"])] {
                if verify(digest, length, target, labels).is_none() {
                    return;
                }
            }
        }
    }
}
