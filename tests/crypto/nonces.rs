//! The memory of nonces, as the verifier uses it: in one step or in two, one that fails, and the one
//! that the library has.

use proptest::prelude::*;
use rehome::crypto::{
    Accepted, Freshness, HashAlgorithm, NonceMemory, NonceUse, Refusal, SessionKeys, Verifier,
};
use rehome::strategies::{resumption_master_secret, signed_content};
use rehome::tls::MigrationToken;
use rehome::wire::Decode;

use crate::build::{Asked, NOW, Recorder, any_second, grant, issue, keys, v4, v6};
use crate::cases;

/// A memory that says the same each time.
struct Always<E>(Result<Freshness, E>);

impl<E: Clone> NonceMemory for Always<E> {
    type Error = E;

    fn consume(&self, _: &NonceUse<'_>) -> Result<Freshness, E> {
        self.0.clone()
    }
}

/// The token that was accepted, or why none was.
fn said<'t, E>(
    verdict: Result<Accepted<'t>, Refusal<E>>,
) -> Result<MigrationToken<'t>, Refusal<E>> {
    verdict.map(|accepted| accepted.token())
}

/// Only a memory that says "fresh" makes an accepted token; what it says otherwise is the refusal.
#[test]
fn what_the_memory_says_is_what_comes_of_it() {
    let keys = keys(HashAlgorithm::Sha256, 7);
    let octets = issue(&keys, &grant(v4(), &[1; 16]), Default::default());
    let token = MigrationToken::from_bytes(&octets).unwrap();
    let verifier = Verifier::at(NOW);
    for (answer, expected) in [
        (Ok(Freshness::Fresh), Ok(token)),
        (Ok(Freshness::Replayed), Err(Refusal::Replayed)),
        (Err("full"), Err(Refusal::NonceMemory("full"))),
    ] {
        let memory = Always(answer);
        assert_eq!(said(verifier.verify(&keys, token, &memory)), expected);
        assert_eq!(said(verifier.verify(&keys, token, &&memory)), expected);
        let any: &dyn NonceMemory<Error = &'static str> = &memory;
        assert_eq!(said(verifier.verify(&keys, token, any)), expected);
        let unspent = || verifier.check(&keys, token).unwrap();
        assert_eq!(said(unspent().consume(&memory)), expected);
        if let Ok(freshness) = memory.0 {
            assert_eq!(said(unspent().accept(freshness)), expected);
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    /// Check and consume, one after the other, say what verify says, and ask what it asks.
    #[test]
    fn two_steps_are_one(
        (hash, secret) in resumption_master_secret(),
        (now, expiry, tolerance) in (any_second(), any_second(), 0..3_u64),
        (reading, other_reading) in (signed_content(), signed_content()),
        local in any::<bool>(),
        (used, down, own) in any::<(bool, bool, bool)>(),
    ) {
        let keys = SessionKeys::derive(hash, &secret).unwrap();
        let mut grant = grant(v6(), &[1; 16]);
        grant.expiry_timestamp = expiry;
        let octets = issue(&keys, &grant, reading);
        let token = MigrationToken::from_bytes(&octets).unwrap();
        let addresses = [if own { v6() } else { v4() }];
        let mut verifier = Verifier::at(now).signed_content(other_reading);
        verifier = verifier.clock_tolerance(std::time::Duration::from_secs(tolerance));
        if local {
            verifier = verifier.local_addresses(&addresses);
        }
        let memory = || {
            let memory = Recorder { down, ..Recorder::default() };
            if used {
                memory.asked.borrow_mut().push(Asked {
                    session_id: keys.session_id().as_bytes().to_vec(),
                    nonce: vec![1; 16],
                    now: 0,
                    retain_until: 0,
                });
            }
            memory
        };
        let (one, two) = (memory(), memory());
        let verified = verifier.verify(&keys, token, &one);
        let checked = verifier.check(&keys, token);
        prop_assert_eq!(two.asked.borrow().len(), usize::from(used), "a check asks nobody");
        let consumed = match checked {
            Ok(unspent) => {
                let NonceUse { session_id, nonce, now: at, .. } = unspent.nonce_use();
                prop_assert_eq!((session_id, nonce), (keys.session_id(), token.nonce()));
                prop_assert_eq!(at, now);
                unspent.consume(&two)
            }
            Err(refusal) => Err(refusal.widen()),
        };
        prop_assert_eq!(&verified, &consumed);
        prop_assert_eq!(verified.is_ok(), one.asked.borrow().len() == 1 && !used && !down);
        prop_assert_eq!(&*one.asked.borrow(), &*two.asked.borrow());
    }
}

#[cfg(feature = "std")]
mod in_memory {
    use std::sync::Barrier;
    use std::time::Duration;

    use rehome::crypto::{InMemoryNonces, InMemoryNoncesError, MAX_NONCE_RETENTION};

    use super::*;

    /// Of any number of threads that present one token at once, one is accepted.
    #[test]
    fn one_of_many_threads_is_accepted() {
        const THREADS: usize = 8;
        let keys = keys(HashAlgorithm::Sha256, 7);
        let nonces = InMemoryNonces::new(1000);
        for round in 0..50 {
            let octets = issue(&keys, &grant(v4(), &[round; 16]), Default::default());
            let (start, verifier) = (Barrier::new(THREADS), Verifier::at(NOW));
            let accepted = std::thread::scope(|scope| {
                let present = || {
                    start.wait();
                    verifier.verify_octets(&keys, &octets, &nonces).is_ok()
                };
                let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(present)).collect();
                threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum::<usize>()
            });
            assert_eq!(accepted, 1);
        }
        assert_eq!(nonces.len(), 50);
    }

    /// A session's nonce says nothing of another session's.
    #[test]
    fn a_nonce_belongs_to_its_session() {
        let nonces = InMemoryNonces::new(1000);
        for octet in 0..100 {
            let keys = keys(HashAlgorithm::Sha384, octet);
            let token = issue(&keys, &grant(v4(), &[1; 16]), Default::default());
            let verify = || Verifier::at(NOW).verify_octets(&keys, &token, &nonces).map(|_| ());
            assert_eq!(verify(), Ok(()));
            assert_eq!(verify(), Err(Refusal::Replayed));
        }
    }

    /// A token that its client signed for ever, or that expired and is taken by tolerance, or that
    /// finds no room: refused, or kept for as long as it would be taken.
    #[test]
    fn what_can_not_be_kept_is_refused() {
        let keys = keys(HashAlgorithm::Sha256, 7);
        let nonces = InMemoryNonces::new(2);
        let verify = |number: u8, now, expiry_timestamp, tolerance| {
            let nonce = [number; 16];
            let grant = rehome::crypto::Grant { expiry_timestamp, ..grant(v4(), &nonce) };
            let token = issue(&keys, &grant, Default::default());
            let tolerance = Duration::from_secs(tolerance);
            let verifier = Verifier::at(now).clock_tolerance(tolerance);
            verifier.verify_octets(&keys, &token, &nonces).map(|_| ())
        };
        let max = MAX_NONCE_RETENTION.as_secs();
        assert_eq!(max, 8 * 86_400);
        let too_long =
            |retention| Err(Refusal::NonceMemory(InMemoryNoncesError::TooLong { retention, max }));
        assert_eq!(verify(1, NOW, u64::MAX, 0), too_long(u64::MAX - NOW));
        assert_eq!(verify(1, NOW, NOW + max, 1), too_long(max + 1));
        assert_eq!(verify(1, NOW, NOW + max, 0), Ok(()));
        // Expired by ten seconds, taken by a tolerance of sixty, kept for the other fifty.
        assert_eq!(verify(2, NOW, NOW - 10, 60), Ok(()));
        assert_eq!(verify(2, NOW + 50, NOW - 10, 60), Err(Refusal::Replayed));
        let full = Refusal::NonceMemory(InMemoryNoncesError::Full { capacity: 2 });
        assert_eq!(verify(3, NOW + 50, NOW + 60, 0), Err(full));
        assert_eq!(verify(3, NOW + 51, NOW + 60, 0), Ok(()));
    }
}
