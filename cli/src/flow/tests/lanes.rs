//! What passes on a lane, what does not, and that nothing of it is lost.

use std::time::Duration;

use super::build::*;
use crate::flow::entry::Entry;
use crate::flow::{Direction, Limits};

/// A connection that is of no interest: 104 comes next, and 501 down.
fn ignored() -> Bench {
    let mut bench = Bench::new();
    bench.shake();
    assert_eq!(bench.send_and(data(UP, 101, b"abc"), &Direction::BOTH), "abc");
    bench
}

/// One of which the first 13 octets up are skipped; 104 comes next.
fn skipped() -> Bench {
    let mut bench = Bench::new();
    bench.shake();
    bench.send_skipping(data(UP, 101, b"abc"), 13);
    bench
}

#[test]
fn where_nothing_is_of_interest_anything_passes() {
    let mut bench = ignored();
    for (sent, reached) in [
        (data(UP, 104, b"def"), 6),
        (data(UP, 109, b"gap"), 11),
        (data(UP, 107, b"hi"), 11),
        (data(UP, 111, b"jkl"), 13),
        (data(UP, 114, b"cut").missing(7), 23),
        (data(UP, 124, b"").missing(2), 25),
        (data(UP, 125, b"?"), 25),
        (data(UP, 20, b"?"), 25),
        (data(UP, 126, b""), 25),
        (data(UP, 9_999, b""), 25),
    ] {
        assert!(bench.pass(sent), "{sent:?}");
        assert_eq!(bench.reached(), [[reached, 0]], "{sent:?}");
    }
    assert!(bench.pass(data(DOWN, 501, b"xyz")));
    assert_eq!(bench.reached(), [[25, 3]]);
    assert_eq!(bench.send(flagged(UP, 126, FIN)), "");
    assert!(!bench.pass(data(UP, 126, b"")), "a direction that has come to its end");
    assert!(bench.pass(data(DOWN, 504, b"")));
    assert_eq!(bench.flows.segments, bench.frame);
}

#[test]
fn before_its_first_segment_a_direction_lets_nothing_pass() {
    let mut bench = Bench::new();
    assert!(!bench.pass(data(UP, 1, b"")));
    bench.send(flagged(UP, 100, SYN));
    assert!(bench.pass(data(UP, 101, b"")));
    assert!(!bench.pass(data(DOWN, 501, b"")));
    assert!(!bench.pass(data(UP, 101, b"a")), "it is of interest");
}

#[test]
fn a_quarter_of_all_numbers_passes_at_once() {
    const MOST: u32 = 1 << 30;
    for initial in [0, u32::MAX - 2, u32::MAX - MOST, 1 << 31] {
        let begun = || {
            let mut bench = Bench::new();
            bench.send_and(data(UP, initial, b"abc"), &Direction::BOTH);
            assert!(bench.pass(data(UP, initial.wrapping_add(3), b"")));
            bench
        };
        let at = |far: u32| initial.wrapping_add(3).wrapping_add(far);
        let mut bench = begun();
        assert!(!bench.pass(data(UP, at(MOST), b"x")), "one too many");
        assert!(!bench.pass(data(UP, at((1 << 31) - 1), b"x")), "as far as may be told");
        assert!(bench.pass(data(UP, at(1 << 31), b"x")), "as far back");
        assert!(bench.pass(data(UP, at(MOST - 1), b"x")));
        assert!(!bench.pass(data(UP, at(MOST), b"y")), "all is used up");
        assert!(bench.pass(data(UP, at(MOST - 9), b"copy")));
        assert!(bench.pass(data(UP, at(9), b"")));
        bench.send(data(UP, at(MOST), b"y"));
        assert!(bench.pass(data(UP, at(MOST + 1), b"z")));
        assert_eq!(bench.reached(), [[u64::from(MOST) + 5, 0]]);
        let mut bench = begun();
        bench.send(data(UP, at((1 << 31) - 1), b"x"));
        assert_eq!(bench.reached(), [[(1 << 31) + 3, 0]]);
    }
}

#[test]
fn what_is_skipped_passes_in_order() {
    let mut bench = skipped();
    assert!(bench.pass(data(UP, 104, b"")));
    for sent in [
        data(UP, 105, b"x"),
        data(UP, 103, b"x"),
        data(UP, 104, b"x").missing(1),
        data(UP, 104, b"").missing(1),
        data(UP, 104, b"elevenoctet"),
    ] {
        assert!(!bench.pass(sent), "{sent:?}");
    }
    assert!(bench.pass(data(UP, 104, b"1234567")));
    assert!(bench.pass(data(UP, 111, b"890")), "up to the last one");
    assert!(!bench.pass(data(UP, 114, b"x")));
    assert_eq!(bench.send(data(UP, 114, b"x")), "x");
    assert_eq!((bench.out[0].2, bench.reached()), (13, vec![[14, 0]]));
    assert_eq!(bench.send(data(UP, 101, b"!!!1234567890!")), "");
    assert_eq!(bench.codes(), [("overlap_differs", bench.frame)], "only the last was remembered");
    assert!(bench.pass(data(UP, 115, b"")));
}

#[test]
fn what_is_held_keeps_what_is_skipped_from_passing() {
    let mut bench = skipped();
    assert_eq!(bench.send(data(UP, 106, b"held")), "");
    assert!(!bench.pass(data(UP, 104, b"12")));
    assert!(bench.pass(data(UP, 110, b"")));
    assert_eq!(bench.send(data(UP, 104, b"12")), "12|held");
    assert!(bench.pass(data(UP, 110, b"7890")));
    assert!(bench.pass(data(UP, 114, b"")));
    // Octets that were not captured leave a gap.
    assert_eq!(bench.send(data(UP, 114, b"").missing(3)), "");
    assert!(!bench.pass(data(UP, 114, b"x")));
    assert_eq!(bench.codes_at_end(), [("gap", bench.frame)]);
}

#[test]
fn connections_that_meet_take_turns() {
    let mut bench = Bench::new();
    let mut all: Vec<_> = meeting().take(8).map(|ends| (ends, false)).collect();
    all.extend(meeting().take(4).map(|ends| (ends, true)));
    for (ends, is_v6) in &all {
        bench.send_and(data(*ends, 0, b"abc").v6(*is_v6), &Direction::BOTH);
        bench.send(data(Ends(ends.1, ends.0), 0, b"de").v6(*is_v6));
    }
    for round in 0..20 {
        for (at, (Ends(from, to), is_v6)) in (0..).zip(&all) {
            let (up, down) = (Ends(*from, *to), Ends(*to, *from));
            let octets = vec![b'x'; at];
            assert!(bench.pass(data(up, 3 + round * at as u32, &octets).v6(*is_v6)));
            assert!(bench.pass(data(down, 2 + round * 2, b"no").v6(*is_v6)));
        }
    }
    let expected: Vec<_> = (0..12).map(|at| [3 + 20 * at, 42]).collect();
    assert_eq!(bench.reached(), expected);
}

#[test]
fn more_connections_than_there_are_slots_at_first() {
    let mut bench = Bench::new();
    let all: Vec<_> = (1..=20).flat_map(|to| (100..=130).map(move |from| Ends(from, to))).collect();
    let (mut next, mut missed) = (vec![3; all.len()], 0);
    for count in 1..=all.len() {
        bench.send_and(data(all[count - 1], 0, b"abc"), &Direction::BOTH);
        // Some that have begun, over and over.
        for at in (count % 7..count).step_by(7) {
            let sent = data(all[at], next[at], b"d");
            if !bench.pass(sent) {
                bench.send(sent);
                missed += 1;
            }
            next[at] += 1;
        }
    }
    assert!(missed <= bench.frame / 4096, "but when a run ends: {missed}");
    let expected: Vec<_> = next.into_iter().map(|next| [u64::from(next), 0]).collect();
    assert_eq!(bench.reached(), expected);
}

#[test]
fn what_passed_counts_when_others_are_forgotten() {
    let limits = Limits { idle: Duration::from_secs(60), flows: 4, ..Limits::default() };
    let mut bench = Bench::with(limits);
    let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(|last| Ends(last, 100));
    for ends in [a, b, c, d] {
        bench.send_and(data(ends, 0, b"abc").at(1), &Direction::BOTH);
    }
    // Those that passed last are missed most.
    assert!(bench.pass(data(a, 3, b"d").at(2)));
    assert!(bench.pass(data(c, 3, b"de").at(50)));
    bench.send_and(data(e, 0, b"abc").at(50), &Direction::BOTH);
    assert!(!bench.pass(data(d, 3, b"def").at(50)), "there are too many");
    bench.send(data(d, 3, b"def").at(50));
    assert_eq!(bench.reached(), [[4, 0], [5, 0], [6, 0], [3, 0]], "the second is forgotten");
    assert!(bench.pass(data(c, 5, b"f").at(51)));
    assert!(bench.pass(data(e, 3, b"d").at(51)));
    assert!(bench.pass(data(d, 6, b"g").at(51)));
    bench.flows.clock.turn(1);
    // The first one was idle for too long.
    bench.send(data(e, 4, b"e").at(63));
    bench.flows.clock.turn(1);
    bench.send(data(e, 5, b"f").at(63));
    assert!(bench.pass(data(c, 6, b"g").at(63)));
    assert_eq!(bench.reached(), [[7, 0], [7, 0], [6, 0]]);
}

#[test]
fn what_passes_is_found_where_it_has_moved_to() {
    let mut bench = Bench::with(Limits { flows: 400, ..Limits::default() });
    let all: Vec<_> = (1..=20).flat_map(|to| (100..=120).map(move |from| Ends(from, to))).collect();
    for ends in &all[..400] {
        bench.send_and(data(*ends, 0, b"abc"), &Direction::BOTH);
    }
    // Every second one passes, and the eighth that is forgotten is of the others.
    for ends in all[..400].iter().step_by(2) {
        assert!(bench.pass(data(*ends, 3, b"d")));
    }
    bench.send(data(all[400], 0, b"abc"));
    assert!(!bench.pass(data(all[400], 3, b"")), "there are too many");
    bench.send(data(all[400], 3, b"d"));
    assert_eq!(bench.flows.followed(), 351);
    for (at, ends) in all[..400].iter().enumerate() {
        let next = if at % 2 == 0 { 4 } else { 3 };
        assert_eq!(bench.pass(data(*ends, next, b"ef")), at % 2 == 0 || at >= 100);
    }
    let reached = |at| if at % 2 == 0 { 6 } else { 5 };
    let left = (0..400).filter(|at| at % 2 == 0 || *at >= 100).map(|at| [reached(at), 0]);
    assert_eq!(bench.reached(), left.chain([[4, 0]]).collect::<Vec<_>>());
}

#[test]
fn what_is_forgotten_lets_nothing_pass() {
    let mut bench = Bench::with(Limits { total_octets: 1000, ..Limits::default() });
    bench.shake();
    bench.send(data(UP, 101, b"abc"));
    assert!(bench.pass(data(UP, 104, b"")));
    bench.send_holding(data(UP, 104, b"def"), 2000);
    bench.send(data(Ends(7, 8), 0, b"abc"));
    assert_eq!(bench.codes(), [("total_limit", bench.frame)]);
    assert!(!bench.pass(data(UP, 107, b"")) && !bench.pass(data(DOWN, 501, b"")));
    assert!(bench.pass(data(Ends(7, 8), 3, b"")));
    assert_eq!(bench.reached(), [[3, 0]]);
}

#[test]
fn the_next_connection_has_lanes_of_its_own() {
    let mut bench = ignored();
    assert!(bench.pass(data(UP, 104, b"d")) && bench.pass(data(DOWN, 501, b"x")));
    bench.send(flagged(UP, 105, RST));
    assert!(!bench.pass(data(UP, 105, b"e")) && !bench.pass(data(DOWN, 502, b"y")));
    // The other side begins it.
    assert_eq!(bench.send_and(data(DOWN, 9_000, b"abc"), &Direction::BOTH), "abc");
    assert!(bench.pass(data(DOWN, 9_003, b"d")));
    assert!(!bench.pass(data(UP, 105, b"e")), "it has not begun");
    bench.send(data(UP, 105, b"e"));
    assert!(bench.pass(data(UP, 106, b"f")));
    assert_eq!(bench.reached(), [[4, 2]]);
}

#[test]
fn an_entry_takes_two_lines_of_the_cache() {
    assert!(size_of::<Entry<u64>>() == 128);
}

#[test]
fn two_clocks_of_one_connection_do_not_make_it_idle() {
    let limits = Limits { idle: Duration::from_secs(60), ..Limits::default() };
    for is_glanced in [false, true] {
        let mut bench = Bench::with(limits);
        let mut send = |sent: Sent<'_>| {
            if !is_glanced || !bench.pass(sent) {
                bench.send(sent);
            }
            bench.flows.count()
        };
        send(data(UP, 101, b""));
        send(data(DOWN, 501, b""));
        for round in 0..3 {
            send(data(UP, 101, b"").at(9000 + 50 * round));
            assert_eq!(send(data(DOWN, 501, b"").at(50 * round)), 1);
        }
        assert_eq!(send(data(UP, 101, b"").at(9160)), 1);
        assert_eq!(send(data(DOWN, 501, b"").at(9220)), 1);
        assert_eq!(send(data(UP, 101, b"").at(9281)), 2, "after too long by either");
    }
}
