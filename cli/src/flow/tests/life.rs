//! Where connections begin and end.

use super::build::*;
use crate::flow::Direction;

#[test]
fn from_syn_to_both_fins() {
    let mut bench = Bench::new();
    bench.shake();
    assert_eq!(bench.flow().source, "192.0.2.9:1009".parse().unwrap());
    assert_eq!(bench.flow().destination, "192.0.2.2:1002".parse().unwrap());
    assert_eq!(bench.send(data(UP, 101, b"hello")), "hello");
    assert_eq!(bench.send(data(DOWN, 501, b"hi").acknowledging(106)), "hi");
    assert_eq!(bench.send(flagged(UP, 106, FIN)), "");
    assert_eq!(bench.live(), [(1, 2)]);
    assert_eq!(bench.send(Sent { flags: FIN | ACK, ..data(DOWN, 503, b"!") }), "!");
    assert_eq!(bench.live(), []);
    // The last acknowledgment, and what is sent again.
    assert_eq!(bench.send(data(UP, 107, b"")), "");
    assert_eq!(bench.send(data(UP, 101, b"hello")), "");
    assert_eq!(bench.send(flagged(DOWN, 504, FIN | ACK)), "");
    assert_eq!(bench.send(flagged(DOWN, 9999, RST)), "");
    assert_eq!(bench.send(flagged(DOWN, 500, SYN | ACK)), "");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.codes_at_end(), []);
    let directions: Vec<_> = bench.out.iter().map(|out| (out.0, out.1, out.2)).collect();
    use Direction::{Backward, Forward};
    assert_eq!(directions, [(1, Forward, 0), (1, Backward, 0), (1, Backward, 2)]);
}

#[test]
fn a_segment_outside_the_old_streams_begins_another() {
    for (ends, sequence) in [(UP, 108), (UP, 99), (DOWN, 504), (DOWN, 499)] {
        let mut bench = Bench::new();
        bench.shake();
        bench.send(data(UP, 101, b"hello"));
        bench.send(flagged(UP, 106, FIN));
        bench.send(data(DOWN, 501, b"x"));
        bench.send(flagged(DOWN, 502, FIN));
        assert_eq!(bench.live(), []);
        assert_eq!(bench.send(data(ends, sequence, b"more")), "more");
        assert_eq!(bench.live(), [(2, 1)]);
    }
}

#[test]
fn a_reset_ends_at_once_and_its_payload_is_none() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 101, b"a"));
    assert_eq!(bench.send(flagged(DOWN, 501, RST).with(b"why")), "");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.send(data(UP, 101, b"a")), "");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.send(flagged(UP, 100, SYN).with(b"new")), "new");
    assert_eq!(bench.live(), [(2, 1)], "fresh state");
}

#[test]
fn octets_in_flight_when_the_reset_came_begin_another() {
    for reset in [flagged(DOWN, 501, RST), flagged(UP, 102, RST)] {
        let mut bench = Bench::new();
        bench.shake();
        bench.send(data(UP, 101, b"a"));
        bench.send(reset);
        assert_eq!(bench.send(data(UP, 102, b"")), "");
        assert_eq!(bench.live(), []);
        assert_eq!(bench.send(data(UP, 102, b"bc")), "bc");
        assert_eq!(bench.live(), [(2, 1)]);
        assert_eq!(bench.send(data(DOWN, 501, b"x")), "x");
        assert_eq!(bench.send(data(UP, 101, b"abcd")), "d");
        assert_eq!(bench.live(), [(2, 3)]);
    }
    // Even if something of it was there before.
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 101, b"a"));
    bench.send(flagged(DOWN, 501, RST));
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab");
    assert_eq!(bench.live(), [(2, 1)]);
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn a_reset_of_nothing_is_nothing() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(flagged(UP, 1, RST).with(b"x")), "");
    assert_eq!(bench.flows.followed(), 0);
}

#[test]
fn a_syn_with_another_number_begins_another_connection() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(data(UP, 101, b"a"));
    bench.send(data(UP, 105, b"after a gap"));
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(1, 1)], "a retransmission");
    bench.send(flagged(UP, 7000, SYN));
    assert_eq!(bench.live(), [(2, 0)]);
    assert_eq!(bench.codes(), [("gap", 4)]);
    assert_eq!(bench.send(data(UP, 7001, b"b")), "b");
    assert_eq!(bench.send(flagged(DOWN, 500, SYN).acknowledging(7001)), "");
    assert_eq!(bench.send(data(DOWN, 501, b"c")), "c");
    assert_eq!(bench.live(), [(2, 2)]);
}

#[test]
fn a_new_connection_may_come_from_the_other_side() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(UP, 101, RST));
    bench.send(flagged(DOWN, 40, SYN));
    assert_eq!(bench.send(data(DOWN, 41, b"x")), "x");
    assert_eq!(bench.flow().source, "192.0.2.2:1002".parse().unwrap());
    assert_eq!(bench.out[0].1, Direction::Forward);
}

#[test]
fn a_fin_counts_when_its_stream_was_read_up_to_it() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(DOWN, 501, FIN | ACK));
    assert_eq!(bench.send(Sent { flags: FIN | ACK, ..data(UP, 103, b"cd") }), "");
    assert_eq!(bench.live(), [(1, 0)]);
    assert_eq!(bench.send(data(UP, 105, b"beyond")), "");
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab|cd");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn the_first_fin_counts() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(UP, 103, FIN));
    bench.send(flagged(UP, 101, FIN));
    bench.send(flagged(UP, 109, FIN));
    bench.send(flagged(DOWN, 501, FIN));
    assert_eq!(bench.live(), [(1, 0)]);
    assert_eq!(bench.send(data(UP, 101, b"abcd")), "ab");
    assert_eq!(bench.live(), []);
    // But for one that stands before octets that were read.
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(DOWN, 501, FIN));
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab");
    bench.send(flagged(UP, 102, FIN));
    assert_eq!(bench.send(data(UP, 103, b"c")), "c");
    bench.send(flagged(UP, 104, FIN));
    assert_eq!(bench.live(), []);
}

#[test]
fn after_both_fins_were_seen_any_syn_begins_another() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(UP, 103, FIN));
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(1, 0)]);
    bench.send(flagged(DOWN, 501, FIN));
    assert_eq!(bench.live(), [(1, 0)]);
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(2, 0)]);
    assert_eq!(bench.codes(), [("gap", 3)]);
}

#[test]
fn after_both_fins_were_seen_what_is_outside_the_streams_begins_another() {
    let outside = [(UP, 9_000, true), (UP, 107, true), (UP, 50, true), (DOWN, 502, true)];
    let inside = [(UP, 105, false), (UP, 104, false), (DOWN, 500, false), (UP, 98, false)];
    for (ends, sequence, another) in outside.into_iter().chain(inside) {
        let mut bench = Bench::new();
        bench.shake();
        bench.send(flagged(DOWN, 501, FIN));
        bench.send(Sent { flags: FIN | ACK, ..data(UP, 104, b"de") });
        let out = bench.send(data(ends, sequence, b"more"));
        assert_eq!(out == "more", another, "{sequence}");
        let live = if another { vec![(2, 1)] } else { vec![(1, u64::from(!out.is_empty()))] };
        assert_eq!(bench.live(), live, "{sequence}");
        assert_eq!(bench.codes().contains(&("gap", 4)), another, "{sequence}");
    }
}

#[test]
fn after_both_fins_were_seen_a_gap_may_still_be_filled() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(DOWN, 501, FIN));
    bench.send(Sent { flags: FIN | ACK, ..data(UP, 104, b"de") });
    assert_eq!(bench.send(data(UP, 107, b"")), "");
    assert_eq!(bench.send(data(DOWN, 502, b"")), "");
    assert_eq!(bench.send(flagged(UP, 106, FIN)), "");
    assert_eq!(bench.live(), [(1, 0)]);
    assert_eq!(bench.send(data(UP, 101, b"a")), "a");
    assert_eq!(bench.send(data(UP, 102, b"bc")), "bc|de");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn without_a_syn_it_is_read_from_the_first_segment() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(DOWN, 4_000, b"one")), "one");
    assert_eq!(bench.send(data(UP, 9, b"")), "");
    assert_eq!(bench.send(data(UP, 9, b"two")), "two");
    assert_eq!(bench.send(data(DOWN, 3_990, b"0123456789onetwo")), "two");
    assert_eq!(bench.codes_at_end(), []);
    assert_eq!(bench.out.iter().map(|out| out.2).collect::<Vec<_>>(), [0, 0, 3]);
}

#[test]
fn a_keep_alive_probe_at_the_beginning_makes_no_gap() {
    let mut bench = Bench::new();
    bench.send(data(UP, 99, b""));
    bench.send(data(DOWN, 500, b""));
    assert_eq!(bench.send(data(UP, 102, b"cd")), "");
    assert_eq!(bench.send(data(UP, 100, b"ab")), "ab|cd");
    let at: Vec<_> = bench.out.iter().map(|out| (out.2, out.4)).collect();
    assert_eq!(at, [(0, 4), (2, 3)]);
    bench.send(flagged(DOWN, 501, FIN));
    bench.send(flagged(UP, 104, FIN));
    assert_eq!(bench.live(), []);
    // Once there was an octet, one that is missing is missing.
    let mut bench = Bench::new();
    bench.send(data(UP, 99, b""));
    assert_eq!(bench.send(data(UP, 99, b"a")), "a");
    assert_eq!(bench.send(data(UP, 100, b"b")), "b");
    assert_eq!(bench.send(data(UP, 102, b"d")), "");
    assert_eq!(bench.codes_at_end(), [("gap", 4)]);
    let at: Vec<_> = bench.out.iter().map(|out| out.2).collect();
    assert_eq!(at, [0, 1]);
}

#[test]
fn a_fin_that_came_before_the_probe_was_known_moves_with_the_octets() {
    let mut bench = Bench::new();
    bench.send(data(DOWN, 500, b""));
    bench.send(flagged(DOWN, 500, FIN));
    bench.send(data(UP, 99, b""));
    bench.send(flagged(UP, 102, FIN));
    assert_eq!(bench.send(data(UP, 100, b"abc")), "ab");
    assert_eq!(bench.live(), []);
    // A FIN may be the first that comes after a probe, too.
    let mut bench = Bench::new();
    bench.send(data(UP, 99, b""));
    bench.send(flagged(UP, 100, FIN));
    bench.send(flagged(DOWN, 500, FIN));
    assert_eq!(bench.live(), []);
}

#[test]
fn probes_within_a_connection_are_nothing() {
    let mut bench = Bench::new();
    bench.shake();
    assert_eq!(bench.send(data(UP, 100, b"")), "");
    assert_eq!(bench.send(data(UP, 100, b"\0")), "");
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab");
    assert_eq!(bench.send(data(UP, 102, b"")), "");
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn a_syn_may_come_late() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab");
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(1, 1)]);
    assert_eq!(bench.send(flagged(DOWN, 500, SYN).acknowledging(101)), "");
    assert_eq!(bench.send(data(UP, 103, b"c")), "c");
    assert_eq!(bench.live(), [(1, 2)]);
    bench.send(flagged(UP, 102, SYN));
    assert_eq!(bench.live(), [(2, 0)], "not right before the first octet");
}

#[test]
fn the_answer_may_come_before_the_syn() {
    let mut bench = Bench::new();
    bench.send(flagged(DOWN, 500, SYN).acknowledging(101));
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(1, 0)]);
    assert_eq!(bench.flow().source.port(), 1002);
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(DOWN, 500, b"old").acknowledging(70)), "old");
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(2, 0)], "what came before is of another connection");
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(DOWN, 501, b"x").acknowledging(101)), "x");
    bench.send(flagged(UP, 100, SYN));
    assert_eq!(bench.live(), [(1, 1)]);
}

#[test]
fn an_answer_to_octets_that_were_captured_before_it() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab");
    bench.send(flagged(DOWN, 500, SYN).acknowledging(101));
    assert_eq!(bench.send(data(DOWN, 502, b"y")), "", "the SYN says where the octets begin");
    assert_eq!(bench.send(data(DOWN, 501, b"x")), "x|y");
    assert_eq!(bench.live(), [(1, 3)]);
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(UP, 101, b"ab")), "ab");
    bench.send(flagged(DOWN, 500, SYN).acknowledging(9_000));
    assert_eq!(bench.live(), [(2, 0)], "it answers another SYN");
    // To a SYN that was captured nothing else can be the answer.
    let mut bench = Bench::new();
    bench.send(flagged(UP, 100, SYN));
    bench.send(flagged(DOWN, 500, SYN).acknowledging(9_000));
    assert_eq!(bench.live(), [(1, 0)]);
    // Octets that acknowledge what a late SYN brings.
    let mut bench = Bench::new();
    assert_eq!(bench.send(data(DOWN, 501, b"x").acknowledging(103)), "x");
    assert_eq!(bench.send(flagged(UP, 100, SYN).with(b"ab")), "ab");
    assert_eq!(bench.live(), [(1, 2)]);
}

#[test]
fn a_syn_ack_with_another_number() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(DOWN, 600, SYN).acknowledging(101));
    assert_eq!(bench.send(data(DOWN, 601, b"anew")), "anew");
    assert_eq!(bench.live(), [(1, 1)]);
    bench.send(flagged(DOWN, 700, SYN).acknowledging(101));
    assert_eq!(bench.send(data(DOWN, 605, b"on")), "on", "it is ignored");
    assert_eq!(bench.live(), [(1, 2)]);
    assert_eq!(bench.send(data(UP, 101, b"x")), "x");
    bench.send(flagged(DOWN, 700, SYN).acknowledging(102));
    assert_eq!(bench.live(), [(1, 3)], "so is one that acknowledges what came with the SYN");
    bench.send(flagged(DOWN, 700, SYN).acknowledging(9_000));
    assert_eq!(bench.live(), [(2, 0)]);
}

#[test]
fn fast_open() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(flagged(UP, 100, SYN).with(b"ab")), "ab");
    assert_eq!(bench.send(flagged(DOWN, 500, SYN).acknowledging(103).with(b"yz")), "yz");
    assert_eq!(bench.send(data(UP, 103, b"c")), "c");
    assert_eq!(bench.send(flagged(UP, 100, SYN).with(b"ab")), "");
    assert_eq!(bench.codes_at_end(), []);
    // Not acknowledged, sent again.
    let mut bench = Bench::new();
    assert_eq!(bench.send(flagged(UP, 100, SYN).with(b"ab")), "ab");
    assert_eq!(bench.send(flagged(DOWN, 500, SYN).acknowledging(101)), "");
    assert_eq!(bench.send(data(UP, 101, b"abc")), "c");
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn both_may_open() {
    let mut bench = Bench::new();
    bench.send(flagged(UP, 100, SYN));
    bench.send(flagged(DOWN, 500, SYN));
    bench.send(flagged(UP, 100, SYN).acknowledging(501));
    bench.send(flagged(DOWN, 500, SYN).acknowledging(101));
    assert_eq!(bench.send(data(UP, 101, b"x")), "x");
    assert_eq!(bench.live(), [(1, 1)]);
}

#[test]
fn connections_are_told_apart_by_all_four() {
    let mut bench = Bench::new();
    for (number, ends) in [UP, Ends(9, 3), Ends(8, 2), DOWN].into_iter().enumerate() {
        let text = number.to_string();
        assert_eq!(bench.send(data(ends, 1, text.as_bytes())), text);
    }
    assert_eq!(bench.live(), [(1, 2), (2, 1), (3, 1)]);
}

#[test]
fn an_endpoint_may_talk_to_itself() {
    let mut bench = Bench::new();
    bench.send(flagged(Ends(1, 1), 10, SYN));
    assert_eq!(bench.send(data(Ends(1, 1), 11, b"x")), "x");
    assert_eq!(bench.live(), [(1, 1)]);
}

#[test]
fn of_an_ignored_direction_only_the_end_matters() {
    let mut bench = Bench::new();
    bench.shake();
    assert_eq!(bench.send_and(data(UP, 101, b"ab"), &[Direction::Forward]), "ab");
    assert_eq!(bench.flows.held(), 0);
    assert_eq!(bench.send(data(UP, 103, b"cd")), "");
    assert_eq!(bench.send(data(DOWN, 501, b"x")), "x");
    assert_eq!(bench.send(flagged(UP, 200, FIN)), "");
    assert_eq!(bench.live(), [(1, 2)]);
    assert_eq!(bench.send_and(data(DOWN, 502, b"y"), &Direction::BOTH), "y");
    assert_eq!(bench.send(data(DOWN, 900, b"z")), "");
    assert_eq!(bench.flows.held(), 0);
    assert_eq!(bench.send(flagged(DOWN, 901, FIN)), "");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.send(data(DOWN, 902, b"")), "");
    assert_eq!(bench.send(data(UP, 201, b"")), "");
    assert_eq!(bench.live(), []);
    assert_eq!(bench.codes_at_end(), []);
}

#[test]
fn a_fin_that_was_seen_counts_once_its_direction_is_ignored() {
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(UP, 150, FIN));
    assert_eq!(bench.send(flagged(DOWN, 501, FIN).with(b"x")), "x");
    assert_eq!(bench.live(), [(1, 1)]);
    let mut bench = Bench::new();
    bench.shake();
    bench.send(flagged(UP, 150, FIN));
    let last = flagged(DOWN, 501, FIN).with(b"x");
    assert_eq!(bench.send_and(last, &[Direction::Forward]), "x");
    assert_eq!(bench.live(), []);
}
