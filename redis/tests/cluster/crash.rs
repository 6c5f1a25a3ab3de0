//! Redis is killed under load, and started again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rehome::crypto::Freshness;
use rehome_redis::RedisNonces;

use crate::support::{Server, consume};

const THREADS: u64 = 6;
const CRASHES: usize = 3;
/// How many calls lie between two that ask for the same nonce.
const WINDOW: u64 = 50;

#[derive(Default)]
struct Counts {
    fresh: AtomicU64,
    replayed: AtomicU64,
    errors: AtomicU64,
    /// Nonces that somebody was told are fresh.
    accepted: Mutex<Vec<u64>>,
    next: AtomicU64,
    /// Redis is not running, for sure.
    dead: AtomicBool,
    stop: AtomicBool,
}

fn load(nonces: &RedisNonces, counts: &Counts) {
    while !counts.stop.load(Ordering::SeqCst) {
        let number = counts.next.fetch_add(1, Ordering::SeqCst);
        // Each number comes as often as there are threads.
        let number = number / (THREADS * WINDOW) * WINDOW + number % WINDOW;
        let dead = counts.dead.load(Ordering::SeqCst);
        match consume(nonces, number) {
            Ok(Freshness::Fresh) => {
                let still_dead = counts.dead.load(Ordering::SeqCst);
                assert!(!dead || !still_dead, "accepted by a Redis that is dead");
                counts.accepted.lock().unwrap().push(number);
                counts.fresh.fetch_add(1, Ordering::SeqCst);
            }
            Ok(Freshness::Replayed) => {
                counts.replayed.fetch_add(1, Ordering::SeqCst);
            }
            Err(_) => {
                counts.errors.fetch_add(1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

#[test]
fn nothing_is_accepted_by_the_dead_nor_twice_across_a_crash() {
    let Some(mut server) = Server::start(&[]) else { return };
    let servers = [server.nonces(), server.nonces()];
    let counts = Counts::default();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (nonces, counts) = (&servers[usize::from(thread % 2 == 0)], &counts);
            scope.spawn(move || load(nonces, counts));
        }
        // Whatever fails here, the threads are to end.
        let crashes = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for _ in 0..CRASHES {
                let goal = counts.fresh.load(Ordering::SeqCst) + 100;
                wait_until("it works, without help", || {
                    counts.fresh.load(Ordering::SeqCst) >= goal
                });
                server.kill();
                counts.dead.store(true, Ordering::SeqCst);
                let goal = counts.errors.load(Ordering::SeqCst) + 2 * THREADS;
                wait_until("all see it", || counts.errors.load(Ordering::SeqCst) >= goal);
                counts.dead.store(false, Ordering::SeqCst);
                server.restart();
            }
            let goal = counts.fresh.load(Ordering::SeqCst) + 100;
            wait_until("it works in the end", || counts.fresh.load(Ordering::SeqCst) >= goal);
        }));
        counts.stop.store(true, Ordering::SeqCst);
        crashes.unwrap();
    });

    let mut accepted = counts.accepted.into_inner().unwrap();
    let total = accepted.len();
    accepted.sort_unstable();
    accepted.dedup();
    assert_eq!(accepted.len(), total, "a nonce was fresh twice");
    server.kill();
    server.restart();
    let later = server.nonces();
    for &number in &accepted {
        assert_eq!(consume(&later, number).unwrap(), Freshness::Replayed, "{number} is forgotten");
    }
    let highest = accepted.last().copied().unwrap_or(0);
    println!(
        "crashes {}, threads {THREADS}: {total} nonces accepted once each, 0 twice, {} refused as \
         replayed, {} errors, {} burnt without being accepted; all still known after a last crash",
        CRASHES + 1,
        counts.replayed.into_inner(),
        counts.errors.into_inner(),
        highest + 1 - u64::try_from(total).unwrap(),
    );
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(30), "not within half a minute: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_restart_costs_one_call_for_each_connection_in_use_and_no_help() {
    let Some(mut server) = Server::start(&[]) else { return };
    let nonces = server.nonces();
    thread::scope(|scope| {
        for number in 0..8 {
            let nonces = &nonces;
            scope.spawn(move || assert_eq!(consume(nonces, number).unwrap(), Freshness::Fresh));
        }
    });
    server.kill();
    server.restart();
    // The first finds its connection broken and drops all that are idle.
    println!("after a restart: {}", consume(&nonces, 100).unwrap_err());
    for number in 0..8 {
        assert_eq!(consume(&nonces, number).unwrap(), Freshness::Replayed);
    }
    assert_eq!(consume(&nonces, 101).unwrap(), Freshness::Fresh);
}
