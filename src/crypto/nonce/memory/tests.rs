//! The memory of one process, second by second.

use super::*;
use crate::tls::{Nonce, SessionId};
use std::vec::Vec;

const NOW: u64 = 1_800_000_000;

fn consume(
    nonces: &InMemoryNonces,
    number: u64,
    now: u64,
    retain_until: u64,
) -> Result<Freshness, InMemoryNoncesError> {
    let mut nonce = [0; 16];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonces.consume(&NonceUse {
        session_id: SessionId::from_array(&[7; 32]),
        nonce: Nonce::from_array(&nonce),
        now,
        retain_until,
    })
}

#[test]
fn a_nonce_is_kept_to_the_end_of_its_last_second() {
    let nonces = InMemoryNonces::new(1);
    assert_eq!(consume(&nonces, 1, NOW, NOW + 5), Ok(Freshness::Fresh));
    for now in NOW..=NOW + 5 {
        assert_eq!(consume(&nonces, 1, now, NOW + 5), Ok(Freshness::Replayed));
        assert_eq!(
            consume(&nonces, 2, now, NOW + 5),
            Err(InMemoryNoncesError::Full { capacity: 1 })
        );
    }
    assert_eq!(consume(&nonces, 2, NOW + 6, NOW + 6), Ok(Freshness::Fresh));
    assert_eq!(nonces.len(), 1);
}

#[test]
fn a_live_nonce_survives_any_number_of_others() {
    let nonces = InMemoryNonces::new(1000);
    assert_eq!(consume(&nonces, 0, NOW, NOW + 100), Ok(Freshness::Fresh));
    for number in 1..50_000 {
        let now = NOW + number / 500;
        assert_eq!(consume(&nonces, number, now, now), Ok(Freshness::Fresh));
        assert!(nonces.len() <= 1000);
    }
    assert_eq!(consume(&nonces, 0, NOW + 100, NOW + 100), Ok(Freshness::Replayed));
}

#[test]
fn a_clock_that_goes_back_brings_nothing_forgotten_back() {
    let nonces = InMemoryNonces::new(1);
    assert_eq!(consume(&nonces, 1, NOW, NOW), Ok(Freshness::Fresh));
    assert_eq!(consume(&nonces, 2, NOW + 1, NOW + 1), Ok(Freshness::Fresh));
    // The first was dropped for the second.
    let passed = InMemoryNoncesError::Passed { retain_until: NOW };
    assert_eq!(consume(&nonces, 1, NOW, NOW), Err(passed));
}

#[test]
fn what_would_stay_too_long_is_refused() {
    let nonces = InMemoryNonces::new(10).max_retention(Duration::from_secs(60));
    assert_eq!(consume(&nonces, 1, NOW, NOW + 60), Ok(Freshness::Fresh));
    let error = InMemoryNoncesError::TooLong { retention: 61, max: 60 };
    assert_eq!(consume(&nonces, 2, NOW, NOW + 61), Err(error));
    let error = InMemoryNoncesError::TooLong { retention: u64::MAX - NOW, max: 60 };
    assert_eq!(consume(&nonces, 3, NOW, u64::MAX), Err(error));
    assert_eq!(nonces.len(), 1);
}

#[test]
fn octets_that_move_between_the_fields_are_another_nonce() {
    let nonces = InMemoryNonces::new(100);
    let octets: Vec<u8> = (0..64).collect();
    for at in 32..=48 {
        let (session_id, nonce) = octets.split_at(at);
        let used = NonceUse {
            session_id: SessionId::new(session_id).unwrap(),
            nonce: Nonce::new(nonce).unwrap(),
            now: NOW,
            retain_until: NOW,
        };
        assert_eq!(nonces.consume(&used), Ok(Freshness::Fresh));
        assert_eq!(nonces.consume(&used), Ok(Freshness::Replayed));
    }
}

#[test]
fn all_shards_are_used_alike() {
    let nonces = InMemoryNonces::new(usize::MAX);
    for number in 0..64_000 {
        assert_eq!(consume(&nonces, number, NOW, NOW), Ok(Freshness::Fresh));
    }
    for shard in &nonces.shards {
        let len = lock(shard).entries.len();
        assert!((700..1300).contains(&len), "{len} of 64,000 in one of 64 shards");
    }
}

#[test]
fn what_a_peak_has_taken_is_given_back() {
    let nonces = InMemoryNonces::new(usize::MAX);
    let room = || nonces.shards.iter().map(|shard| lock(shard).entries.capacity()).sum::<usize>();
    for number in 0..200_000 {
        assert_eq!(consume(&nonces, number, NOW, NOW), Ok(Freshness::Fresh));
    }
    let peak = room();
    for number in 200_000..400_000 {
        let now = NOW + 1 + number / 1000;
        assert_eq!(consume(&nonces, number, now, now), Ok(Freshness::Fresh));
    }
    assert!(room() < peak / 4, "{} of {peak}", room());
}
