//! Comparisons with what is made from a secret, each with wrong octets at some place: the run script
//! beside counts their instructions, which must not depend on where the octets differ.

#![allow(clippy::expect_used)]

use std::hint::black_box;

use rehome::crypto::{
    Grant, HashAlgorithm, MigrateKey, MigrateSecrets, ReqNoView, SessionKeys, Verifier,
};
use rehome::tcp::Migrate;
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::Decode;

/// What is compared, and how many octets that has.
const COMPARISONS: [(&str, usize); 6] = [
    ("session_id", 32),
    ("signature_sha256", 32),
    ("signature_sha384", 48),
    ("session_keys", 32),
    ("migrate_token", 8),
    ("migrate_request", 8),
];

const NOW: u64 = 1_800_000_000;

/// Without arguments the comparisons with their lengths; else the name of one, how often, and the
/// octets that are wrong: the first and how many.
fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [name, count, first, len] = &arguments[..] else {
        COMPARISONS.iter().for_each(|(name, len)| println!("{name} {len}"));
        return;
    };
    let [count, first, len] = [count, first, len].map(|text| text.parse().expect("a number"));
    let flip = |octets: &mut [u8]| octets[first..first + len].iter_mut().for_each(|o| *o ^= 0xff);
    match &name[..] {
        "session_keys" => keys(count, flip),
        "migrate_token" | "migrate_request" => migrate(name, count, flip),
        _ => token(name, count, flip),
    }
}

#[inline(never)]
fn refused(keys: &SessionKeys, token: MigrationToken<'_>) -> bool {
    Verifier::at(NOW).check(keys, token).is_err()
}

fn token(name: &str, count: usize, flip: impl Fn(&mut [u8])) {
    let hash = if name.ends_with("384") { HashAlgorithm::Sha384 } else { HashAlgorithm::Sha256 };
    let keys = SessionKeys::derive(hash, &[7; 48][..hash.output_len()]).expect("keys");
    let target_address = IpAddress::new([192, 0, 2, 44].into(), 443);
    let grant = Grant { target_address, expiry_timestamp: NOW, nonce: Nonce::from_array(&[9; 16]) };
    let mut octets = vec![0; keys.issued_len(&grant)];
    keys.issue(&grant, &mut octets).expect("a token");
    let compared = if name == "session_id" { 8..40 } else { 66..octets.len() };
    flip(&mut octets[compared]);
    let token = MigrationToken::from_bytes(&octets).expect("a token");
    for _ in 0..count {
        assert!(refused(black_box(&keys), black_box(token)));
    }
}

#[inline(never)]
fn differ(a: &SessionKeys, b: &SessionKeys) -> bool {
    a != b
}

/// Whole keys can't be made to differ at one place: the secrets do.
fn keys(count: usize, flip: impl Fn(&mut [u8])) {
    let mut secret = [7; 32];
    let derive = |secret: &[u8]| SessionKeys::derive(HashAlgorithm::Sha256, secret).expect("keys");
    let ours = derive(&secret);
    flip(&mut secret);
    let others = derive(&secret);
    for _ in 0..count {
        assert!(differ(black_box(&ours), black_box(&others)));
    }
}

#[inline(never)]
fn wrong(secrets: &MigrateSecrets, migrate: &Migrate<'_>) -> bool {
    !(secrets.is_token(migrate) & secrets.is_request(migrate, 3))
}

fn migrate(name: &str, count: usize, flip: impl Fn(&mut [u8])) {
    let secrets =
        MigrateSecrets { ni: 1, nj: 2, key: MigrateKey::from([7; 25]), view: ReqNoView::EightBit };
    let (mut token, mut request) = (secrets.token(), secrets.request(3, 1));
    flip(if name == "migrate_token" { &mut token } else { &mut request });
    let migrate = Migrate { reqno: 1, token: &token, request: &request };
    for _ in 0..count {
        assert!(wrong(black_box(&secrets), black_box(&migrate)));
    }
}
