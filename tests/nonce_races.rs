//! Threads that race for the same nonces: `InMemoryNonces` tells exactly one of them that it is
//! fresh, also where there is no room left and while expired ones are swept away.

#![cfg(all(feature = "crypto", feature = "std"))]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rehome::crypto::{
    Freshness, Grant, HashAlgorithm, InMemoryNonces, InMemoryNoncesError, NonceMemory, NonceUse,
    Refusal, SessionKeys, Verifier,
};
use rehome::tls::{IpAddress, MigrationToken, Nonce, SessionId};
use rehome::wire::Decode;

const NOW: u64 = 1_800_000_000;
const THREADS: usize = 8;

fn nonce(number: u64) -> [u8; 16] {
    let mut nonce = [3; 16];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce
}

fn consume(
    nonces: &InMemoryNonces,
    number: u64,
    now: u64,
    retain_until: u64,
) -> Result<Freshness, InMemoryNoncesError> {
    nonces.consume(&NonceUse {
        session_id: SessionId::from_array(&[7; 32]),
        nonce: Nonce::from_array(&nonce(number)),
        now,
        retain_until,
    })
}

/// What each of so many threads returns.
fn on_threads<T: Send>(run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let run = &run;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|i| scope.spawn(move || run(i))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn per_second(count: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / took.as_secs_f64()
}

#[test]
fn exactly_one_thread_wins_each_token() {
    const TOKENS: u64 = 3000;
    let keys = SessionKeys::derive(HashAlgorithm::Sha256, &[7; 32]).unwrap();
    let tokens: Vec<_> = (0..TOKENS)
        .map(|number| {
            let nonce = nonce(number);
            let grant = Grant {
                target_address: IpAddress::new([192, 0, 2, 44].into(), 443),
                expiry_timestamp: NOW + 300,
                nonce: Nonce::from_array(&nonce),
            };
            let mut token = [0; 98];
            keys.issue(&grant, &mut token).unwrap();
            token
        })
        .collect();
    let nonces = InMemoryNonces::new(tokens.len());
    let (meet, errors) = (Barrier::new(THREADS), AtomicUsize::new(0));
    let start = Instant::now();
    let won = on_threads(|_| {
        let accepted = tokens.iter().filter(|token| {
            let token = MigrationToken::from_bytes(&token[..]).unwrap();
            let unspent = Verifier::at(NOW).check(&keys, token).unwrap();
            // All are at the same token, with only its nonce left to ask for.
            meet.wait();
            match unspent.consume(&nonces) {
                Ok(_) => true,
                Err(Refusal::Replayed) => false,
                Err(_) => {
                    // A panic would let the others wait for ever.
                    errors.fetch_add(1, Ordering::SeqCst);
                    false
                }
            }
        });
        accepted.copied().collect::<Vec<_>>()
    });
    let took = start.elapsed();
    assert_eq!(errors.into_inner(), 0, "neither fresh nor replayed");
    let each: Vec<_> = won.iter().map(Vec::len).collect();
    let mut winners = won.concat();
    winners.sort_unstable();
    assert!(winners == tokens, "not exactly one winner for each token");
    println!(
        "{TOKENS} races of {THREADS} threads, {} winners, none twice; won by thread {each:?}; \
         {:.0} verifications a second",
        winners.len(),
        per_second(tokens.len() * THREADS, took),
    );
}

#[test]
fn as_many_win_as_there_is_room_and_nothing_live_makes_way() {
    const CAPACITY: u64 = 5000;
    let nonces = InMemoryNonces::new(usize::try_from(CAPACITY).unwrap());
    let wins: Vec<_> = (0..2 * CAPACITY).map(|_| AtomicUsize::new(0)).collect();
    let refused = AtomicUsize::new(0);
    let start = Instant::now();
    on_threads(|thread| {
        // Each thread has all of them, from a start of its own; all are live all the time, and the
        // clock moves on, so that every second is worth a sweep.
        let shift = 2 * CAPACITY * u64::try_from(thread / 2).unwrap() / 8;
        for i in 0..4 * CAPACITY {
            let number = (i + shift) % (2 * CAPACITY);
            match consume(&nonces, number, NOW + i / 100, NOW + 1000) {
                Ok(Freshness::Fresh) => {
                    wins[usize::try_from(number).unwrap()].fetch_add(1, Ordering::SeqCst);
                }
                Ok(Freshness::Replayed) => {}
                Err(InMemoryNoncesError::Full { .. }) => {
                    refused.fetch_add(1, Ordering::SeqCst);
                }
                Err(error) => panic!("{error}"),
            }
            assert!(nonces.len() <= usize::try_from(CAPACITY).unwrap());
        }
    });
    let took = start.elapsed();
    let wins: Vec<_> = wins.into_iter().map(AtomicUsize::into_inner).collect();
    assert!(wins.iter().all(|wins| *wins <= 1), "a nonce was fresh twice");
    assert_eq!(wins.iter().sum::<usize>(), usize::try_from(CAPACITY).unwrap());
    assert_eq!(nonces.len(), usize::try_from(CAPACITY).unwrap());
    for (number, wins) in (0..).zip(&wins) {
        let again = consume(&nonces, number, NOW + 1000, NOW + 1000);
        let full = InMemoryNoncesError::Full { capacity: usize::try_from(CAPACITY).unwrap() };
        assert_eq!(again, if *wins == 1 { Ok(Freshness::Replayed) } else { Err(full) });
    }
    println!(
        "room for {CAPACITY}, {THREADS} threads for {} nonces: {CAPACITY} winners, none twice, all \
         kept; {} refused for want of room; {:.0} uses a second",
        2 * CAPACITY,
        refused.into_inner(),
        per_second(THREADS * wins.len() * 2, took),
    );
}

/// Seconds that the clock moves on, uses in each, and nonces that come into being in each.
const TICKS: u64 = 100;
const USES: u64 = 5000;
const BORN: u64 = 2500;
/// The longest that a nonce lives, in ticks.
const LONGEST: u64 = 12;

#[test]
fn no_live_nonce_is_accepted_twice_where_expired_ones_make_room() {
    // Fewer than would be live: expired ones are dropped everywhere, whenever the room is taken.
    while_others_expire(10_000);
}

#[test]
fn no_live_nonce_is_accepted_twice_while_expired_ones_are_swept() {
    // Each part is swept when it has grown, and the room is never taken.
    while_others_expire(60_000);
}

/// Nonces come into being all the time, each with an expiry. Threads ask for them at random as long
/// as the token lives by their clocks, which are up to three seconds apart.
fn while_others_expire(capacity: usize) {
    let nonces = InMemoryNonces::new(capacity);
    let wins: Vec<_> = (0..TICKS * BORN).map(|_| AtomicUsize::new(0)).collect();
    let uses = AtomicU64::new(0);
    let start = Instant::now();
    let counts = on_threads(|thread| {
        let mut random = 0x2545_f491_4f6c_dd1d ^ u64::try_from(thread).unwrap();
        let mut counts = [0; 4];
        loop {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let tick = uses.fetch_add(1, Ordering::Relaxed) / USES;
            if tick >= TICKS {
                return counts;
            }
            let number = ((tick + 1) * BORN).saturating_sub(1 + random % (LONGEST * BORN));
            let until = number / BORN + 1 + number % LONGEST;
            let now = tick.saturating_sub(random >> 62);
            if now > until {
                continue;
            }
            let outcome = match consume(&nonces, number, NOW + now, NOW + until) {
                Ok(Freshness::Fresh) => {
                    let wins = &wins[usize::try_from(number).unwrap()];
                    assert_eq!(wins.fetch_add(1, Ordering::SeqCst), 0, "{number} fresh twice");
                    0
                }
                Ok(Freshness::Replayed) => 1,
                Err(InMemoryNoncesError::Full { .. }) => 2,
                Err(InMemoryNoncesError::Passed { .. }) => 3,
                Err(error) => panic!("{error}"),
            };
            counts[outcome] += 1;
            assert!(nonces.len() <= capacity);
        }
    });
    let took = start.elapsed();
    let [fresh, replayed, full, passed] =
        [0, 1, 2, 3].map(|outcome| counts.iter().map(|counts| counts[outcome]).sum::<usize>());
    assert!(fresh > nonces.len() && replayed > 0, "{fresh}, {replayed}: nothing was tried");
    println!(
        "{TICKS} seconds, {THREADS} threads, room for {capacity}: {fresh} nonces accepted, none \
         twice, {} still there at the end; refused: {replayed} as replayed, {full} for want of \
         room, {passed} since their time had passed; {:.0} uses a second",
        nonces.len(),
        per_second(fresh + replayed + full + passed, took),
    );
}
