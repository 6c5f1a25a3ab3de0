//! What is left of connections that have ended.

use std::time::Duration;

use super::build::*;
use crate::flow::Direction::{Backward, Forward};
use crate::flow::{Flows, Limits};

/// Ends a connection whose client's next number this is.
type End = &'static dyn Fn(&mut Bench, u32);

/// A table in which a state is wanted after two chunks.
fn bench(limits: Limits) -> Bench {
    Bench { flows: Flows::outliving(limits, |chunks| *chunks > 1), ..Bench::new() }
}

fn ended(bench: &mut Bench) -> Vec<(u64, u64)> {
    bench.flows.ended().map(|(flow, chunks)| (flow.number, *chunks)).collect()
}

#[test]
fn states_that_are_wanted_are_handed_over_however_a_connection_ends() {
    for (chunks, expected) in [(1, vec![]), (2, vec![(1, 2)])] {
        let ends: [End; 3] = [
            &|bench, _| drop(bench.send(flagged(UP, 0, RST))),
            &|bench, _| drop(bench.send(flagged(UP, 7000, SYN))),
            &|bench, next| {
                bench.send(flagged(DOWN, 501, FIN));
                bench.send(flagged(UP, next, FIN));
            },
        ];
        for end in ends {
            let mut bench = bench(Limits::default());
            bench.shake();
            for sequence in 101..101 + chunks {
                bench.send(data(UP, sequence, b"x").at(1));
            }
            assert_eq!(ended(&mut bench), []);
            end(&mut bench, 101 + chunks);
            assert_eq!(ended(&mut bench), expected);
            assert_eq!(ended(&mut bench), [], "they are handed over once");
        }
    }
}

#[test]
fn what_is_forgotten_for_a_limit_is_not_handed_over() {
    let limits = Limits { idle: Duration::from_secs(10), ..Limits::default() };
    let mut bench = bench(limits);
    bench.shake();
    bench.send(data(UP, 101, b"x").at(1));
    bench.send(data(UP, 102, b"x").at(1));
    bench.send(data(UP, 103, b"late").at(100));
    assert_eq!(bench.live(), [(2, 1)]);
    assert_eq!(ended(&mut bench), []);
}

#[test]
fn what_states_hold_counts_towards_the_limit() {
    let limits = Limits { total_octets: 10_000, ..Limits::default() };
    let mut bench = bench(limits);
    for number in 1..=20 {
        let ends = Ends(9, number);
        bench.send(flagged(ends, 100, SYN));
        bench.send_holding(data(ends, 101, b"x"), 1_000);
        assert!(bench.flows.held() <= 12_000, "{}", bench.flows.held());
    }
    assert!(bench.live().len() < 10, "{:?}", bench.live());
    assert!(bench.codes().iter().any(|(code, _)| *code == "total_limit"));
    bench.flows.visit(|_, _| 0);
    assert!(bench.flows.held() < 5_000, "{}", bench.flows.held());
}

#[test]
fn the_connection_of_a_segment_is_known_by_its_number() {
    let mut bench = bench(Limits::default());
    let mut current = |sent| {
        bench.send(sent);
        bench.flows.current().map(|(flow, direction)| (flow.number, direction))
    };
    assert_eq!(current(flagged(UP, 100, RST)), None);
    assert_eq!(current(flagged(UP, 100, SYN)), Some((1, Forward)));
    assert_eq!(current(flagged(DOWN, 500, SYN | ACK)), Some((1, Backward)));
    assert_eq!(current(data(UP, 101, b"")), Some((1, Forward)));
    assert_eq!(current(flagged(UP, 900, SYN)), Some((2, Forward)));
    assert_eq!(current(flagged(DOWN, 1, RST)), Some((2, Backward)));
    assert_eq!(current(flagged(DOWN, 1, RST)), None, "a leftover");
}

#[test]
fn a_direction_that_begins_otherwise_is_of_no_interest() {
    let flows = Flows::new(Limits::default()).beginning(|octets| octets.starts_with(b"a"));
    let mut bench = Bench { flows, ..Bench::new() };
    bench.shake();
    assert_eq!(bench.send(data(UP, 101, b"bc")), "");
    assert_eq!(bench.send(data(UP, 103, b"a")), "", "it is asked of the first octets alone");
    assert_eq!(bench.send(data(DOWN, 501, b"ab")), "ab");
    assert_eq!(bench.send(data(DOWN, 503, b"cd")), "cd");
    assert_eq!(bench.flows.held(), 4 + 2 * 128);
    bench.send(flagged(UP, 104, FIN));
    bench.send(flagged(DOWN, 505, FIN));
    assert_eq!(bench.flows.held(), 0, "both have come to their ends");
}
