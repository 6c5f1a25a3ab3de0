//! What is dropped and forgotten, and that it is told.

use std::time::Duration;

use super::build::*;
use crate::flow::{Direction, Limits, OVERHEAD};

/// So small that a limit is reached soon.
fn limits() -> Limits {
    Limits { octets: 4096, ..Limits::default() }
}

const IDLE: u64 = 30 * 24 * 60 * 60;

#[test]
fn what_can_not_be_held_is_dropped_and_told_of_once() {
    let mut bench = Bench::with(limits());
    bench.shake();
    let payload = [b'x'; 1000];
    for at in [1101, 2101, 3101, 4101] {
        assert_eq!(bench.send(data(UP, at, &payload)), "");
    }
    assert_eq!(bench.codes(), [("octets_limit", 4)]);
    assert_eq!(bench.flows.held(), 1000 + OVERHEAD);
    // The other direction has its own limit.
    bench.send(data(DOWN, 502, &payload));
    assert_eq!(bench.codes(), []);
    // What was dropped may come again.
    let text = |count| "x".repeat(count);
    assert_eq!(bench.send(data(UP, 101, &payload)), format!("{}|{}", text(1000), text(1000)));
    assert_eq!(bench.send(data(UP, 2101, &payload)), text(1000));
    assert_eq!(bench.codes_at_end(), [("gap", 6), ("gap", 7)]);
}

#[test]
fn what_comes_in_order_is_never_refused() {
    let mut bench = Bench::with(Limits { octets: 0, total_octets: 0, ..limits() });
    bench.shake();
    let payload = [b'x'; 3000];
    assert_eq!(bench.send(data(UP, 101, &payload)).len(), 3000);
    assert_eq!(bench.send(data(UP, 3101, &payload)).len(), 3000);
    assert_eq!(bench.codes(), []);
    assert_eq!(bench.flows.held(), 0);
    assert_eq!(bench.send(data(UP, 6102, b"x")), "");
    assert_eq!(bench.codes(), [("octets_limit", 5)]);
}

#[test]
fn single_octets_count_what_goes_with_them() {
    let mut bench = Bench::with(limits());
    bench.shake();
    for at in 0..100 {
        bench.send(data(UP, 103 + 2 * at, b"x"));
        assert!(bench.flows.held() <= 2048);
    }
    assert_eq!(bench.flows.held(), 15 * (1 + OVERHEAD));
    // And so they do once they were given out.
    for at in 0..200 {
        bench.send(data(DOWN, 501 + at, b"y"));
        assert!(bench.flows.held() <= 4096);
    }
    assert_eq!(bench.flows.held(), 30 * (1 + OVERHEAD));
}

#[test]
fn connections_that_have_ended_or_are_ignored_go_first() {
    let mut bench = Bench::with(Limits { flows: 16, ..limits() });
    let (ended, ignored) = (Ends(1, 100), Ends(2, 100));
    for last in 3..=16 {
        assert_eq!(bench.send(data(Ends(last, 100), 1, b"x")), "x");
    }
    assert_eq!(bench.send_and(data(ignored, 1, b"x"), &Direction::BOTH), "x");
    bench.send(flagged(ended, 1, SYN));
    bench.send(flagged(ended, 2, RST));
    assert_eq!(bench.flows.followed(), 16);
    // One too many, but for the next segment.
    assert_eq!(bench.send(data(Ends(17, 100), 1, b"x")), "x");
    assert_eq!(bench.flows.followed(), 17);
    assert_eq!(bench.send(data(Ends(3, 100), 2, b"y")), "y");
    assert_eq!(bench.flows.followed(), 15);
    assert_eq!(bench.codes(), [], "nothing of interest was forgotten");
    let numbers: Vec<_> = bench.live().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=14).chain([17]).collect::<Vec<_>>());
    // Then those that were idle longest. The one with number 1 was not.
    assert_eq!(bench.send(data(Ends(18, 100), 1, b"x")), "x");
    assert_eq!(bench.send(data(Ends(19, 100), 1, b"x")), "x");
    assert_eq!(bench.send(data(Ends(3, 100), 3, b"z")), "z");
    let notices: Vec<_> =
        bench.notices.drain(..).map(|notice| (notice.what.code(), notice.flow.number)).collect();
    assert_eq!(notices, [("flows_limit", 2), ("flows_limit", 3)]);
    assert_eq!(bench.flows.followed(), 15);
}

#[test]
fn stray_segments_sweep_away_nothing_that_has_a_syn() {
    let mut bench = Bench::with(Limits { flows: 16, ..limits() });
    for last in 1..=32 {
        bench.send(flagged(Ends(last, 100), 1, SYN));
        bench.send(data(Ends(last, 100), 2, b"x"));
    }
    // Each goes on, and those that were forgotten begin in the middle.
    for round in 0..4 {
        for last in 1..=32 {
            bench.send(data(Ends(last, 100), 3 + round, b"y"));
        }
    }
    let kept: Vec<_> = bench.live().into_iter().filter(|(_, chunks)| *chunks == 5).collect();
    assert!((14..=16).contains(&kept.len()), "{kept:?}");
    assert!(kept.iter().all(|(number, _)| *number <= 32), "{kept:?}");
}

#[test]
fn of_one_connection_at_most_the_last_is_followed() {
    let mut bench = Bench::with(Limits { flows: 0, ..limits() });
    for last in 3..=16 {
        assert_eq!(bench.send(data(Ends(last, 100), 1, b"x")), "x");
        assert_eq!(bench.flows.followed(), 1);
    }
    assert_eq!(bench.codes().len(), 13);
}

#[test]
fn what_was_given_out_is_forgotten_before_connections_are() {
    let mut bench = Bench::with(Limits { total_octets: 8000, ..limits() });
    let payload = [b'x'; 1000];
    for last in 1..=3 {
        bench.send(data(Ends(last, 100), 1, &payload));
        bench.send(data(Ends(last, 100), 2000, &payload));
    }
    assert_eq!(bench.flows.held(), 6 * (1000 + OVERHEAD));
    for last in 4..=5 {
        bench.send(data(Ends(last, 100), 1, &payload));
    }
    assert_eq!(bench.flows.held(), 8 * (1000 + OVERHEAD));
    bench.send(data(Ends(6, 100), 1, b""));
    assert_eq!(bench.flows.held(), 6 * (1000 + OVERHEAD), "an eighth is free");
    bench.send(data(Ends(1, 100), 1, &[b'y'; 1000]));
    assert_eq!(bench.codes(), [], "which can't be told of");
}

#[test]
fn then_the_connections_that_were_idle_longest_go() {
    let mut bench = Bench::with(Limits { total_octets: 8000, ..limits() });
    let payload = [b'x'; 1800];
    for last in 1..=5 {
        bench.send(flagged(Ends(last, 100), 1, SYN));
        bench.send(data(Ends(last, 100), 2000, &payload));
    }
    bench.send(data(Ends(1, 100), 0, b""));
    bench.send(data(Ends(9, 100), 1, b""));
    let notices: Vec<_> =
        bench.notices.drain(..).map(|notice| (notice.what.code(), notice.flow.number)).collect();
    assert_eq!(notices, [("total_limit", 1), ("total_limit", 2)]);
    assert_eq!(bench.flows.held(), 3 * (1800 + OVERHEAD));
    assert_eq!(bench.codes_at_end().len(), 3);
}

#[test]
fn those_without_a_syn_go_first() {
    let mut bench = Bench::with(Limits { total_octets: 8000, ..limits() });
    let payload = [b'x'; 1800];
    for last in 1..=5 {
        if last < 3 {
            bench.send(flagged(Ends(last, 100), 1, SYN));
        } else {
            bench.send(data(Ends(last, 100), 2, b""));
        }
        bench.send(data(Ends(last, 100), 2000, &payload));
    }
    bench.send(data(Ends(9, 100), 1, b""));
    let notices: Vec<_> =
        bench.notices.drain(..).map(|notice| (notice.what.code(), notice.flow.number)).collect();
    assert_eq!(notices, [("total_limit", 3), ("total_limit", 4)]);
}

#[test]
fn after_too_long_a_segment_begins_another_connection() {
    let mut bench = Bench::with(limits());
    bench.send(flagged(UP, 100, SYN).at(5));
    assert_eq!(bench.send(data(UP, 101, b"a").at(5 + IDLE)), "a");
    assert_eq!(bench.send(data(UP, 90, b"b").at(6 + 2 * IDLE)), "b");
    assert_eq!(bench.codes(), [("idle_limit", 3)]);
    assert_eq!(bench.live(), [(2, 1)]);
    // One that had ended, or is ignored, is not told of.
    bench.send(flagged(UP, 90, RST).at(6 + 2 * IDLE));
    assert_eq!(bench.send(data(UP, 90, b"c").at(7 + 3 * IDLE)), "c");
    assert_eq!(bench.send_and(data(UP, 91, b"d").at(7 + 3 * IDLE), &Direction::BOTH), "d");
    assert_eq!(bench.send(data(UP, 92, b"e").at(8 + 4 * IDLE)), "e");
    assert_eq!(bench.send(flagged(UP, 93, RST).at(9 + 5 * IDLE)), "");
    assert_eq!(bench.codes(), [("idle_limit", 8)]);
    assert_eq!(bench.live(), []);
}

#[test]
fn frames_without_a_time_and_clocks_that_go_back_end_nothing() {
    let mut bench = Bench::with(limits());
    for (at, time) in [None, Some(9 * IDLE), None, Some(3), Some(3 + IDLE), None].iter().enumerate()
    {
        let sent = data(UP, at as u32, b"x");
        assert_eq!(bench.send(Sent { time: *time, ..sent }), "x");
    }
    assert_eq!(bench.send(data(UP, 6, b"x").at(3 + 2 * IDLE)), "x");
    assert_eq!(bench.live(), [(1, 7)]);
    assert_eq!(bench.send(data(UP, 7, b"x").at(u64::MAX)), "x");
    assert_eq!(bench.live(), [(2, 1)]);
    assert_eq!(bench.send(data(UP, 8, b"x").at(0)), "x");
    assert_eq!(bench.live(), [(2, 2)]);
}

#[test]
fn idle_connections_are_forgotten_without_a_segment_of_theirs() {
    let mut bench = Bench::with(limits());
    bench.send(flagged(Ends(1, 100), 1, SYN).at(1));
    bench.send(data(Ends(1, 100), 9, b"x").at(1));
    bench.send(flagged(Ends(2, 100), 1, SYN).at(1));
    bench.send(flagged(Ends(2, 100), 1, RST).at(1));
    assert_eq!(bench.flows.followed(), 2);
    for at in 0..20_000 {
        bench.send(data(UP, at, b"").at(2 + IDLE));
    }
    assert_eq!(bench.flows.followed(), 1);
    assert_eq!(bench.flows.held(), 0);
    let notices: Vec<_> =
        bench.notices.drain(..).map(|notice| (notice.what.code(), notice.flow.number)).collect();
    assert_eq!(notices, [("idle_limit", 1)]);
}

#[test]
fn each_is_forgotten_at_its_own_time() {
    let mut bench = Bench::with(limits());
    bench.send(flagged(Ends(1, 100), 1, SYN).at(1));
    bench.send(flagged(Ends(2, 100), 1, SYN).at(IDLE / 2));
    for (days, followed) in [(1, 3), (2, 3), (3, 2), (4, 1)] {
        for at in 0..10_000 {
            bench.send(data(UP, at, b"").at(IDLE / 2 * days));
        }
        assert_eq!(bench.flows.followed(), followed, "after {days} half times");
    }
    assert_eq!(bench.codes().len(), 2);
}

#[test]
fn one_odd_clock_forgets_nothing_of_another() {
    let mut bench = Bench::with(Limits { idle: Duration::from_secs(60), ..limits() });
    bench.send(flagged(Ends(1, 100), 1, SYN).at(1000));
    for at in 0..20_000 {
        bench.send(data(UP, at, b"").at(if at % 100 == 0 { 1001 } else { 9_000_000 }));
    }
    let live: Vec<_> = bench.live();
    assert_eq!(live.first(), Some(&(1, 0)));
}
