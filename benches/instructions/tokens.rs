//! Keys, tokens and requests, and the same by the crates of the hashes alone. What the hash itself
//! takes is in both, so that their difference is what this crate adds. Valgrind knows no
//! instructions for hashing: the hashes run as they do on processors without them.

use std::hint::black_box;

use rehome::crypto::{
    Grant, HashAlgorithm, MigrateKey, MigrateSecrets, ReqNoView, SessionKeys, Verifier,
};
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::Decode;

use super::tokens_by_hand::{self, Granted, Keys256, Keys384};

pub(crate) const OPERATIONS: [&str; 9] = [
    "keys_derive_sha256",
    "keys_derive_sha384",
    "token_issue_sha256",
    "token_issue_sha384",
    "token_check_sha256",
    "token_check_sha384",
    "token_derive_check_sha256",
    "token_derive_check_sha384",
    "migrate_request",
];

const NOW: u64 = 1_800_000_000;
const SECRET: [u8; 48] = [7; 48];
const GRANTED: Granted = ([192, 0, 2, 44], 443, NOW + 300, [0x5c; 16]);

/// Runs one of the operations so many times.
pub(crate) fn run(name: &str, count: u64, by_hand: bool) {
    if name == "migrate_request" {
        return requests(count, by_hand);
    }
    let (operation, hash) = name.rsplit_once('_').expect("an operation and a hash");
    match (hash, by_hand) {
        ("sha256", false) => ours(operation, HashAlgorithm::Sha256, count),
        ("sha384", false) => ours(operation, HashAlgorithm::Sha384, count),
        ("sha256", true) => hand_256(operation, count),
        _ => hand_384(operation, count),
    }
}

#[inline(never)]
fn derive(hash: HashAlgorithm, secret: &[u8]) -> Option<SessionKeys> {
    SessionKeys::derive(hash, secret).ok()
}

#[inline(never)]
fn issue(keys: &SessionKeys, grant: &Grant<'_>, buf: &mut [u8]) -> Option<usize> {
    keys.issue(grant, buf).ok()
}

#[inline(never)]
fn check(keys: &SessionKeys, octets: &[u8], now: u64) -> bool {
    let Ok(token) = MigrationToken::from_bytes(octets) else { return false };
    Verifier::at(now).check(keys, token).is_ok()
}

fn ours(operation: &str, hash: HashAlgorithm, count: u64) {
    let (ip, port, expiry_timestamp, nonce) = GRANTED;
    let target_address = IpAddress::new(ip.into(), port);
    let grant = Grant { target_address, expiry_timestamp, nonce: Nonce::from_array(&nonce) };
    let secret = &SECRET[..hash.output_len()];
    let keys = derive(hash, secret).expect("keys");
    let mut buf = [0; 114];
    let len = issue(&keys, &grant, &mut buf).expect("a token");
    let token = buf;
    for _ in 0..count {
        let (hash, secret) = (black_box(hash), black_box(secret));
        let (keys, octets, now) = (black_box(&keys), black_box(&token[..len]), black_box(NOW));
        let done = match operation {
            "keys_derive" => black_box(derive(hash, secret)).is_some(),
            "token_issue" => issue(keys, black_box(&grant), black_box(&mut buf)).is_some(),
            "token_check" => check(keys, octets, now),
            _ => derive(hash, secret).is_some_and(|keys| check(&keys, octets, now)),
        };
        assert!(done);
    }
}

macro_rules! hand {
    ($name:ident, $keys:ident) => {
        fn $name(operation: &str, count: u64) {
            let secret = SECRET.first_chunk().expect("a secret");
            let keys = $keys::derive(secret).expect("keys");
            let mut buf = [0; 114];
            let len = keys.issue(&GRANTED, &mut buf).expect("a token");
            let token = buf;
            for _ in 0..count {
                let (keys, secret) = (black_box(&keys), black_box(secret));
                let (octets, now) = (black_box(&token[..len]), black_box(NOW));
                let done = match operation {
                    "keys_derive" => black_box($keys::derive(secret)).is_some(),
                    "token_issue" => keys.issue(black_box(&GRANTED), black_box(&mut buf)).is_some(),
                    "token_check" => keys.check(octets, now) == Some(true),
                    _ => {
                        let keys = $keys::derive(secret);
                        keys.is_some_and(|keys| keys.check(octets, now) == Some(true))
                    }
                };
                assert!(done);
            }
        }
    };
}

hand!(hand_256, Keys256);
hand!(hand_384, Keys384);

#[inline(never)]
fn request(secrets: &MigrateSecrets, seqno: u32, reqno: u8) -> [u8; 8] {
    secrets.request(seqno, reqno)
}

fn requests(count: u64, by_hand: bool) {
    let key = MigrateKey::from_shared_secret(&SECRET[..25]).expect("a key");
    let secrets =
        MigrateSecrets { ni: 0x0101_0101, nj: 0x0101_0101, key, view: ReqNoView::EightBit };
    let mut octets = [1; 38];
    octets[8..33].fill(7);
    assert_eq!(request(&secrets, 0x0101_0101, 1), tokens_by_hand::request(&octets));
    for _ in 0..count {
        black_box(if by_hand {
            tokens_by_hand::request(black_box(&octets))
        } else {
            request(black_box(&secrets), black_box(0x0101_0101), black_box(1))
        });
    }
}
