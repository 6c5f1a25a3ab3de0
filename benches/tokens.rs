//! How long it takes to derive a session's keys, to issue a token, to decide on one, and to make a
//! request of TCP Migrate; each beside the same by the crates of the hashes alone. `cargo bench --bench tokens --features crypto`
//!
//! Times of one run compare with each other only.

#![allow(clippy::unwrap_used)]

use std::convert::Infallible;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rehome::crypto::{
    Freshness, Grant, HashAlgorithm, MigrateKey, MigrateSecrets, NonceMemory, NonceUse, ReqNoView,
    SessionKeys, Verifier,
};
use rehome::tls::{IpAddress, Nonce};

#[path = "common/tokens_by_hand.rs"]
mod by_hand;

use by_hand::{Granted, Keys256, Keys384};

const NOW: u64 = 1_800_000_000;
const SECRET: [u8; 48] = [7; 48];
const GRANTED: Granted = ([192, 0, 2, 44], 443, NOW + 300, [0x5c; 16]);

/// A memory that takes no time.
struct Forgetful;

impl NonceMemory for Forgetful {
    type Error = Infallible;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Infallible> {
        black_box(used);
        Ok(Freshness::Fresh)
    }
}

fn verify(keys: &SessionKeys, token: &[u8]) -> bool {
    let verifier = Verifier::at(black_box(NOW));
    verifier.verify_octets(black_box(keys), black_box(token), &Forgetful).is_ok()
}

fn ours(criterion: &mut Criterion, name: &str, hash: HashAlgorithm) {
    let (ip, port, expiry_timestamp, nonce) = GRANTED;
    let target_address = IpAddress::new(ip.into(), port);
    let grant = Grant { target_address, expiry_timestamp, nonce: Nonce::from_array(&nonce) };
    let secret = &SECRET[..hash.output_len()];
    let derive = || SessionKeys::derive(black_box(hash), black_box(secret)).unwrap();
    let keys = derive();
    let mut buf = [0; 114];
    let len = keys.issue(&grant, &mut buf).unwrap();
    let token = &buf[..len];
    assert!(verify(&keys, token));

    let mut group = criterion.benchmark_group(name);
    group.bench_function("derive", |b| b.iter(derive));
    group.bench_function("derive and verify", |b| b.iter(|| verify(&derive(), token)));
    group.bench_function("verify with kept keys", |b| b.iter(|| verify(&keys, token)));
    let mut buf = [0; 114];
    group.bench_function("issue with kept keys", |b| {
        b.iter(|| black_box(&keys).issue(black_box(&grant), &mut buf));
    });
    group.finish();
}

macro_rules! raw {
    ($name:ident, $keys:ident) => {
        fn $name(criterion: &mut Criterion, name: &str) {
            let derive = || $keys::derive(black_box(SECRET.first_chunk().unwrap())).unwrap();
            let keys = derive();
            let mut buf = [0; 114];
            let len = keys.issue(&GRANTED, &mut buf).unwrap();
            let token = &buf[..len];
            let verify =
                |keys: &$keys| black_box(keys).check(black_box(token), black_box(NOW)).unwrap();
            assert!(verify(&keys));

            let mut group = criterion.benchmark_group(name);
            group.bench_function("derive", |b| b.iter(derive));
            group.bench_function("derive and verify", |b| b.iter(|| verify(&derive())));
            group.bench_function("verify with kept keys", |b| b.iter(|| verify(&keys)));
            let mut buf = [0; 114];
            group.bench_function("issue with kept keys", |b| {
                b.iter(|| black_box(&keys).issue(black_box(&GRANTED), &mut buf));
            });
            group.finish();
        }
    };
}

raw!(raw_256, Keys256);
raw!(raw_384, Keys384);

fn tokens(criterion: &mut Criterion) {
    ours(criterion, "SHA-256", HashAlgorithm::Sha256);
    raw_256(criterion, "SHA-256 by the crates");
    ours(criterion, "SHA-384", HashAlgorithm::Sha384);
    raw_384(criterion, "SHA-384 by the crates");
}

fn requests(criterion: &mut Criterion) {
    let secrets =
        MigrateSecrets { ni: 1, nj: 2, key: MigrateKey::INSECURE, view: ReqNoView::EightBit };
    let mut group = criterion.benchmark_group("TCP Migrate");
    group.bench_function("request", |b| {
        b.iter(|| black_box(&secrets).request(black_box(3), black_box(1)));
    });
    group.bench_function("request by the crate", |b| {
        b.iter(|| by_hand::request(black_box(&[0; 38])));
    });
    group.finish();
}

criterion_group!(benches, tokens, requests);
criterion_main!(benches);
