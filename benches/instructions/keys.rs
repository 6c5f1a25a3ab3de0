//! Keys, tokens and requests. Valgrind knows no instructions for hashing: the hashes run as they do on
//! processors without them.

use std::hint::black_box;

use rehome::crypto::{
    Grant, HashAlgorithm, MigrateKey, MigrateSecrets, ReqNoView, SessionKeys, Verifier,
};
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::Decode;

use super::Operation;

const NOW: u64 = 1_800_000_000;
const SECRET: [u8; 48] = [7; 48];
const NONCE: [u8; 16] = [0x5c; 16];

pub(crate) fn operations() -> Vec<Operation> {
    let hashes = [("sha256", HashAlgorithm::Sha256), ("sha384", HashAlgorithm::Sha384)];
    let mut all: Vec<_> =
        hashes.into_iter().flat_map(|(name, hash)| of_session(name, hash)).collect();
    let key = MigrateKey::from_shared_secret(&SECRET[..25]).expect("a key");
    let secrets = MigrateSecrets { ni: 1, nj: 2, key, view: ReqNoView::EightBit };
    all.push(Operation::new("migrate_request", move || {
        request(black_box(&secrets), black_box(3), black_box(1))
    }));
    all
}

fn of_session(name: &str, hash: HashAlgorithm) -> [Operation; 4] {
    let target_address = IpAddress::new([192, 0, 2, 44].into(), 443);
    let nonce = Nonce::from_array(&NONCE);
    let grant = Grant { target_address, expiry_timestamp: NOW + 300, nonce };
    let secret = &SECRET[..hash.output_len()];
    let keys = || derive(hash, secret).expect("keys");
    let (issuer, checker) = (keys(), keys());
    let mut buf = vec![0; issuer.issued_len(&grant)];
    issue(&issuer, &grant, &mut buf).expect("a token");
    let token = buf.clone();
    assert!(check(&checker, &token, NOW));
    let presented = token.clone();
    [
        Operation::new(format!("keys_derive_{name}"), move || {
            derive(black_box(hash), black_box(secret))
        }),
        Operation::new(format!("token_issue_{name}"), move || {
            issue(black_box(&issuer), black_box(&grant), black_box(&mut buf))
        }),
        Operation::new(format!("token_check_{name}"), move || {
            check(black_box(&checker), black_box(&token), black_box(NOW))
        }),
        Operation::new(format!("keys_derive_and_check_{name}"), move || {
            let keys = derive(black_box(hash), black_box(secret));
            keys.is_some_and(|keys| check(&keys, black_box(&presented), black_box(NOW)))
        }),
    ]
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

#[inline(never)]
fn request(secrets: &MigrateSecrets, seqno: u32, reqno: u8) -> [u8; 8] {
    secrets.request(seqno, reqno)
}
