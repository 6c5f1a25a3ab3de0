//! Which octets come out, and which count.

use rehome::tcp::TcpFlags;

use super::build::*;
use crate::flow::{Direction, Limits, OVERHEAD, What};

#[test]
fn in_order_straight_from_the_frame() {
    let mut bench = Bench::new();
    bench.shake();
    for (at, text) in [(101, "ab"), (103, "c"), (104, "def")] {
        assert_eq!(bench.send(data(UP, at, text.as_bytes())), text);
    }
    let out: Vec<_> = bench.out.iter().map(|out| (out.2, out.4)).collect();
    assert_eq!(out, [(0, 3), (2, 4), (3, 5)]);
}

#[test]
fn what_follows_a_gap_comes_out_once_it_is_filled() {
    let mut bench = Bench::new();
    bench.shake();
    assert_eq!(bench.send(data(UP, 105, b"ef")), "");
    assert_eq!(bench.send(data(UP, 103, b"cd")), "");
    assert!(bench.flows.held() > 0);
    assert_eq!(bench.send(data(UP, 101, b"abcdefgh")), "ab|cd|ef|gh");
    let out: Vec<_> = bench.out.iter().map(|out| (out.2, out.4)).collect();
    assert_eq!(out, [(0, 5), (2, 4), (4, 3), (6, 5)], "the earliest frame gives each octet");
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn a_gap_that_stays_is_told_of_at_the_end() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 101, b"ab"));
    bench.send(data(UP, 110, b"later"));
    bench.send(data(UP, 107, b"xyz"));
    bench.flows.finish();
    bench.notices.extend(bench.flows.notices());
    let notice = bench.notices[0];
    assert_eq!(bench.notices.len(), 1);
    assert_eq!(notice.what, What::Gap { offset: 2, missing: 4 });
    assert_eq!((notice.direction, notice.frame.number), (Some(Direction::Forward), 5));
    assert_eq!(notice.what.to_string(), "4 octets are missing from 2 on, and it was not read on");
}

#[test]
fn a_payload_that_the_capture_cuts_leaves_a_gap() {
    let mut bench = Bench::new();
    bench.shake();
    assert_eq!(bench.send(data(UP, 101, b"ab").missing(10)), "ab");
    assert_eq!(bench.send(data(UP, 113, b"later")), "");
    assert_eq!(bench.codes_at_end(), [("gap", 4)]);
    // The FIN stands behind what is missing.
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(DOWN, 501, FIN));
    assert_eq!(bench.send(flagged(UP, 101, FIN).with(b"ab").missing(2)), "ab");
    assert_eq!(bench.live(), [(1, 1)]);
    assert_eq!(bench.send(data(UP, 101, b"abcd")), "cd");
    bench.send(data(UP, 105, b""));
    bench.send(flagged(UP, 105, FIN));
    assert_eq!(bench.live(), []);
}

#[test]
fn copies_that_differ_are_told_of_and_do_not_count() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 101, b"abc"));
    bench.send(data(UP, 104, b"def"));
    bench.send(data(UP, 109, b"ij"));
    assert_eq!(bench.send(data(UP, 101, b"abcdef")), "");
    assert_eq!(bench.send(data(UP, 109, b"ij")), "");
    assert_eq!(bench.codes(), [], "they are the same");
    assert_eq!(bench.send(data(UP, 103, b"cDEf")), "");
    let notice = bench.notices[0];
    let What::OverlapDiffers { offset: 3, given_by } = notice.what else { panic!("{notice:?}") };
    assert_eq!((given_by.number, notice.frame.number), (4, 8));
    assert_eq!(notice.what.to_string(), "octet 3 is another than in frame 4, which counts");
    assert_eq!(bench.codes(), [("overlap_differs", 8)]);
    // Among held ones, and both at once: told once for a segment.
    assert_eq!(bench.send(data(UP, 108, b"hIJk")), "");
    let What::OverlapDiffers { offset: 8, given_by } = bench.notices[0].what else { panic!() };
    assert_eq!(given_by.number, 5);
    assert_eq!(bench.send(data(UP, 106, b"FgHIJKl")), "g|h|ij|k|l");
    assert_eq!(bench.codes(), [("overlap_differs", 9), ("overlap_differs", 10)]);
}

#[test]
fn of_what_is_skipped_copies_are_not_compared() {
    let mut bench = Bench::new();
    bench.shake();
    // The end of this segment, and the beginning of the next.
    bench.send_and_skip(data(UP, 101, b"abcdef"), 3..8);
    assert_eq!(bench.flows.held(), 128 + 3);
    assert_eq!(bench.send(data(UP, 107, b"ghij")), "ghij");
    assert_eq!(bench.flows.held(), 2 * 128 + 3 + 2);
    bench.send(data(UP, 101, b"abcDEFGHij"));
    assert_eq!(bench.codes(), []);
    bench.send(data(UP, 101, b"abCdef"));
    bench.send(data(UP, 107, b"ghIj"));
    assert_eq!(bench.codes(), [("overlap_differs", 6), ("overlap_differs", 7)]);
}

#[test]
fn octets_too_far_back_are_not_compared() {
    let limits = Limits { octets: 2 * (128 + 4), ..Limits::default() };
    let mut bench = Bench::with(limits);
    bench.shake();
    assert_eq!(bench.send(data(UP, 101, b"abcdefgh")), "abcdefgh");
    assert_eq!(bench.flows.held(), 128 + 4);
    bench.send(data(UP, 101, b"ABCDefgh"));
    assert_eq!(bench.codes(), []);
    bench.send(data(UP, 101, b"ABCDefgH"));
    assert_eq!(bench.codes(), [("overlap_differs", 5)]);
}

#[test]
fn sequence_numbers_wrap() {
    let mut bench = Bench::new();
    bench.send(flagged(UP, u32::MAX, SYN));
    assert_eq!(bench.send(data(UP, 0, b"x")), "x");
    let mut bench = Bench::new();
    bench.send(flagged(UP, u32::MAX - 3, SYN));
    assert_eq!(bench.send(data(UP, 2, b"fgh")), "");
    assert_eq!(bench.send(data(UP, u32::MAX - 2, b"abcdefgh")), "abcde|fgh");
    assert_eq!(bench.send(data(UP, 5, b"i")), "i");
    bench.send(flagged(UP, 6, FIN));
    bench.send(flagged(DOWN, 6, FIN));
    assert_eq!(bench.live(), []);
    bench.send(data(UP, u32::MAX - 2, b"abcdefgh"));
    assert_eq!(bench.live(), []);
}

#[test]
fn streams_may_be_longer_than_all_sequence_numbers() {
    const STEP: usize = 1 << 26;
    let payload = vec![7; STEP];
    let mut bench = Bench::new();
    bench.send(flagged(UP, 100, SYN));
    let mut sequence = 101u32;
    for _ in 0..70 {
        bench.send(data(UP, sequence, &payload));
        assert!(bench.out.pop().is_some());
        sequence = sequence.wrapping_add(STEP as u32);
    }
    bench.send(data(UP, sequence.wrapping_add(1), b"b"));
    assert_eq!(bench.send(data(UP, sequence, b"a")), "a|b");
    assert_eq!(bench.out[0].2, 70 << 26);
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn a_gap_that_the_window_has_left_behind_ends_the_reading() {
    const STEP: usize = 1 << 26;
    let payload = vec![7; STEP];
    let mut bench = Bench::new();
    bench.send(flagged(UP, 100, SYN));
    for step in 1..80u32 {
        bench.send(data(UP, 101u32.wrapping_add(step.wrapping_mul(STEP as u32)), &payload));
    }
    assert_eq!(bench.out, [], "not even where the numbers come round");
    assert_eq!(bench.codes(), [("octets_limit", 2), ("gap", 32)]);
    assert_eq!(bench.codes_at_end(), []);
    assert_eq!(bench.flows.held(), 0);
}

#[test]
fn a_fin_cuts_what_is_held_beyond_it() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 103, b"cdef"));
    bench.send(data(UP, 109, b"xyz"));
    bench.send(flagged(UP, 105, FIN));
    assert_eq!(bench.flows.held(), 2 + OVERHEAD);
    assert_eq!(bench.send(data(UP, 101, b"abcdefg")), "ab|cd");
    bench.send(flagged(DOWN, 501, FIN));
    assert_eq!(bench.live(), []);
    assert_eq!(bench.codes_at_end(), []);
    assert_eq!(bench.flows.held(), 0);
    // Only what is missing before it is missing.
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 109, b"xyz"));
    bench.send(flagged(UP, 101, FIN));
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn what_is_not_asked_for_is_passed_over() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 103, b"cd"));
    bench.send_unread(data(UP, 101, b"ab"));
    assert_eq!(bench.send(data(UP, 101, b"abcde")), "e");
    bench.send(flagged(DOWN, 501, FIN));
    bench.send_unread(flagged(UP, 106, FIN).with(b"f"));
    assert_eq!(bench.live(), []);
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn after_a_direction_is_ignored_nothing_more_of_it_comes() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 103, b"cd"));
    assert_eq!(bench.send_and(data(UP, 101, b"ab"), &[Direction::Forward]), "ab");
    assert_eq!(bench.flows.held(), 0);
    assert_eq!(bench.send(data(UP, 105, b"ef")), "");
    assert_eq!(bench.send(data(UP, 101, b"!!")), "");
    assert_eq!(bench.send(data(UP, 111, b"gh")), "");
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn urgent_octets_are_ordinary() {
    let mut bench = Bench::new();
    bench.shake();
    let urgent = Sent { flags: ACK | TcpFlags::URG, ..data(UP, 101, b"ab") };
    assert_eq!(bench.send(urgent), "ab");
    assert_eq!(bench.send(data(UP, 103, b"c")), "c");
}
