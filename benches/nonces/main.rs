//! What `InMemoryNonces` costs: `cargo bench --bench nonces --features crypto,std`.
//!
//! Each size is measured several times, each time in a process of its own, so that the memory which
//! the system has given it is that of one table (by `/proc`, so on Linux only). The least of the
//! runs is shown and their median: other work on the machine only adds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::hint::black_box;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rehome::crypto::{Freshness, InMemoryNonces, InMemoryNoncesError, NonceMemory, NonceUse};
use rehome::tls::{Nonce, SessionId};

const SIZES: [u64; 3] = [10_000, 1_000_000, 10_000_000];
const RUNS: usize = 5;

const NOW: u64 = 1_800_000_000;
/// Later than the clock gets while the tables are filled.
const UNTIL: u64 = NOW + 100_000;
/// The clock moves on by a second after so many nonces.
const A_SECOND: u64 = 50_000;

type Figures = Vec<(&'static str, f64)>;

fn main() {
    // Cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    if let Some(size) = arguments.next() {
        for (name, figure) in measure(size.parse().expect("a number of nonces")) {
            println!("{name}={figure}");
        }
        return;
    }
    let sizes = SIZES.map(|size| (0..RUNS).map(|_| in_a_process(size)).collect::<Vec<_>>());
    println!("{:58} {:>20} {:>20} {:>20}", "least (median)", SIZES[0], SIZES[1], SIZES[2]);
    for row in 0..sizes[0][0].len() {
        let cells = sizes.each_ref().map(|runs| {
            let mut figures: Vec<_> = runs.iter().map(|run| run[row].1).collect();
            figures.sort_by(f64::total_cmp);
            format!("{:.1} ({:.1})", figures[0], figures[figures.len() / 2])
        });
        println!("{:58} {:>20} {:>20} {:>20}", sizes[0][0][row].0, cells[0], cells[1], cells[2]);
    }
}

fn in_a_process(size: u64) -> Vec<(String, f64)> {
    let output =
        Command::new(std::env::current_exe().unwrap()).arg(size.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let figures = text.lines().map(|line| line.rsplit_once('=').unwrap());
    figures.map(|(name, figure)| (name.to_owned(), figure.parse().unwrap())).collect()
}

fn measure(size: u64) -> Figures {
    let mut figures = Figures::new();
    let room = usize::try_from(size).unwrap();
    let each = |took: Duration| took.as_secs_f64() * 1e9 / size as f64;

    let before = resident();
    let nonces = InMemoryNonces::new(room);
    let start = Instant::now();
    fill(&nonces, 0, size);
    figures.push(("ns for a fresh nonce, the table growing from nothing", each(start.elapsed())));
    let octets = (resident() - before) as f64;
    figures.push(("octets of memory for each", octets / size as f64));

    // In an order of its own, so that the caches know no more than with real ones.
    let start = Instant::now();
    for i in 0..size {
        let number = i * 7_368_787 % size;
        assert_eq!(consume(&nonces, number, NOW + 50_000, UNTIL), Ok(Freshness::Replayed));
    }
    figures.push(("ns to find a replay", each(start.elapsed())));

    // It is full of live ones: the first look for room in a second is the longest.
    let full = Err(InMemoryNoncesError::Full { capacity: room });
    let (took, outcome) = timed(|| consume(&nonces, size, UNTIL, UNTIL + 1));
    assert_eq!(outcome, full);
    figures.push(("us for a look through all of it, in vain", micros(took)));
    let start = Instant::now();
    for _ in 0..size {
        black_box(consume(&nonces, size, UNTIL, UNTIL + 1)).unwrap_err();
    }
    figures.push(("ns for a refusal while it is full", each(start.elapsed())));

    // All expire at once, and new ones come.
    let new = (size..size + size / 10).map(|number| {
        let (took, outcome) = timed(|| consume(&nonces, number, UNTIL + 1, UNTIL + 2));
        assert_eq!(outcome, Ok(Freshness::Fresh));
        took
    });
    let longest = new.max().unwrap();
    figures.push(("us for the longest use when all have expired", micros(longest)));
    assert!(nonces.len() < room);
    let octets = (resident() - before) as f64;
    figures.push(("octets of memory after that, by the number before", octets / size as f64));
    drop(nonces);

    // With a look at the clock of the system for each use, which the figures above are without.
    let nonces = InMemoryNonces::new(room);
    let mut took: Vec<_> = (0..size)
        .map(|number| timed(|| consume(&nonces, number, NOW + number / A_SECOND, UNTIL)).0)
        .collect();
    took.sort_unstable();
    figures.push(("us for the longest use while it grows", micros(took[took.len() - 1])));
    figures
        .push(("us for 99.99 in 100 of them", micros(took[took.len() - 1 - took.len() / 10_000])));
    drop(nonces);

    for threads in [2, 4] {
        let nonces = InMemoryNonces::new(room);
        let start = Instant::now();
        thread::scope(|scope| {
            for thread in 0..threads {
                let nonces = &nonces;
                scope.spawn(move || {
                    fill(nonces, thread * size / threads, (thread + 1) * size / threads)
                });
            }
        });
        let name =
            if threads == 2 { "ns for each of 2 threads" } else { "ns for each of 4 threads" };
        figures.push((name, each(start.elapsed())));
    }
    figures
}

fn fill(nonces: &InMemoryNonces, from: u64, to: u64) {
    for number in from..to {
        let fresh = consume(nonces, number, NOW + number / A_SECOND, UNTIL);
        assert_eq!(fresh, Ok(Freshness::Fresh));
    }
}

fn consume(
    nonces: &InMemoryNonces,
    number: u64,
    now: u64,
    retain_until: u64,
) -> Result<Freshness, InMemoryNoncesError> {
    let mut nonce = [3; 16];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    black_box(nonces).consume(&NonceUse {
        session_id: SessionId::from_array(&[7; 32]),
        nonce: Nonce::from_array(&nonce),
        now,
        retain_until,
    })
}

fn timed<T>(f: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = f();
    (start.elapsed(), result)
}

fn micros(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}

/// The octets of memory that the system has given this process and not taken back.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
