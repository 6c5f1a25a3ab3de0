//! What a nonce costs in a Redis on the loopback: `cargo bench -p rehome-redis`.
//!
//! For each way of writing the append-only file and each number of threads the fastest of several
//! runs, since other work on the machine only adds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
#[path = "../tests/cluster/support.rs"]
mod support;

use std::thread;
use std::time::{Duration, Instant};

use rehome::crypto::Freshness;
use rehome_redis::RedisNonces;
use support::{Server, consume};

const RUNS: u64 = 5;

fn main() {
    println!(
        "{:12} {:>8} {:>12} {:>12} {:>14}",
        "appendfsync", "threads", "median", "99 in 100", "a second"
    );
    for (fsync, calls) in [("no", 20_000), ("everysec", 20_000), ("always", 1_000)] {
        for threads in [1, 2, 8] {
            let Some(server) = Server::start(&["--appendfsync", fsync]) else { return };
            let nonces = server.nonces();
            let runs = (0..RUNS).map(|run| measure(&nonces, run, threads, calls / threads));
            let (took, mut each) = runs.min_by_key(|(took, _)| *took).unwrap();
            each.sort_unstable();
            println!(
                "{fsync:12} {threads:8} {:>12?} {:>12?} {:>14.0}",
                each[each.len() / 2],
                each[each.len() * 99 / 100],
                each.len() as f64 / took.as_secs_f64(),
            );
        }
    }
    memory();
}

/// So many threads use so many fresh nonces each: the time of all, and of each.
fn measure(nonces: &RedisNonces, run: u64, threads: u64, calls: u64) -> (Duration, Vec<Duration>) {
    let start = Instant::now();
    let each = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| {
                let first = (run * threads + thread) * calls;
                scope.spawn(move || {
                    (first..first + calls)
                        .map(|number| {
                            let start = Instant::now();
                            assert_eq!(consume(nonces, number).unwrap(), Freshness::Fresh);
                            start.elapsed()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    (start.elapsed(), each)
}

/// What Redis takes for each nonce, by its own account.
fn memory() {
    const NONCES: u64 = 200_000;
    let Some(server) = Server::start(&["--appendfsync", "no"]) else { return };
    let used = || -> u64 {
        let info: String =
            redis::cmd("INFO").arg("memory").query(&mut server.connection()).unwrap();
        let line = info.lines().find_map(|line| line.strip_prefix("used_memory:")).unwrap();
        line.parse().unwrap()
    };
    let nonces = server.nonces();
    let before = used();
    measure(&nonces, 0, 8, NONCES / 8);
    println!(
        "octets of Redis's memory for each of {NONCES} nonces: {}",
        (used() - before) / NONCES
    );
}
