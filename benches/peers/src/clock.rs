//! Times, in rounds in which all take turns, so that what else the machine does hits all alike.

use std::time::{Duration, Instant};

use crate::work::{Entry, Work};

/// How long one turn of a round takes.
const TURN: Duration = Duration::from_micros(300);

/// Prints row, peer, and the least time of the rounds, in nanoseconds, and the median.
pub(crate) fn race(work: &mut Work, rounds: usize) {
    let calls: Vec<u32> = work.entries.iter_mut().map(calls).collect();
    let mut times = vec![Vec::new(); calls.len()];
    for round in 0..rounds {
        for turn in 0..calls.len() {
            // Nobody always comes behind the same one.
            let at = (turn + round) % calls.len();
            let nanoseconds = time(&mut work.entries[at], calls[at]).as_nanos() as f64;
            times[at].push(nanoseconds / f64::from(calls[at]));
        }
    }
    for (entry, times) in work.entries.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let (least, median) = (times[0], times[rounds / 2]);
        println!("{}\t{}\t{least:.2}\t{median:.2}", work.row, entry.name);
    }
}

/// How many calls make a turn.
fn calls(entry: &mut Entry) -> u32 {
    let mut calls = 1;
    while time(entry, calls) < TURN {
        calls *= 2;
    }
    calls
}

fn time(entry: &mut Entry, calls: u32) -> Duration {
    let start = Instant::now();
    (entry.run)(calls);
    start.elapsed()
}
