//! Decides on a token from its octets, with keys derived from the session's secret.

#![no_std]
#![no_main]

use core::convert::Infallible;
use core::hint::black_box;

use rehome::crypto::{Freshness, HashAlgorithm, NonceMemory, NonceUse, SessionKeys, Verifier};

/// Where nonces are kept is the application's.
struct Elsewhere;

impl NonceMemory for Elsewhere {
    type Error = Infallible;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Infallible> {
        black_box(used);
        Ok(Freshness::Fresh)
    }
}

#[unsafe(no_mangle)]
extern "C" fn work() -> bool {
    let octets = rehome_bare_metal::input();
    let secret = black_box(&[0; 32]);
    let Ok(keys) = SessionKeys::derive(HashAlgorithm::Sha256, secret) else { return false };
    let verifier = Verifier::at(black_box(1_800_000_000));
    black_box(verifier.verify_octets(&keys, octets, &Elsewhere)).is_ok()
}
