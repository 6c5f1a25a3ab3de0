//! `saf_ambiguous` and `saf_taken_for_accecn`.

use super::{
    ACK, ANYCAST, CLIENT, CWR, Capture, Connection, ECE, FIN, From, PLACES, RST, SAF, SYN,
    affinity, read_plain, said_of,
};
use rehome::tcp::TcpFlags;

/// AE, CWR and ECE, as RFC 9768 writes them.
fn bits(three: u8) -> TcpFlags {
    let flags = [(4, SAF), (2, CWR), (1, ECE)].into_iter().filter(|(bit, _)| three & bit != 0);
    flags.fold(TcpFlags::default(), |all, (_, flag)| all | flag)
}

#[test]
fn a_syn_with_saf_is_an_offer_of_accurate_ecn_to_its_servers() {
    for three in 0..8 {
        let said = said_of(SYN | bits(three), &[]);
        let ambiguous = [0b100, 0b101, 0b110].contains(&three);
        let frames = if ambiguous { vec![vec![1]] } else { vec![] };
        assert_eq!(said.frames("saf_ambiguous"), frames, "{three:03b}");
        assert_eq!(said.findings.len(), frames.len(), "{three:03b}");
    }
}

#[test]
fn other_segments_offer_nothing() {
    for flags in [SYN | ACK | SAF, ACK | SAF, FIN | ACK | SAF] {
        assert_eq!(said_of(flags, &[]).codes(), [], "{flags}");
        // Nor where they are elements.
        let said = said_of(flags, &[affinity("203.0.113.44:8443")]);
        assert!(said.frames("saf_ambiguous").is_empty(), "{flags}");
    }
}

/// SYN and SYN/ACK by their three bits.
fn answered([client, server]: [&str; 2], syns: &[u8], answer: u8) -> Vec<Vec<u64>> {
    let mut capture = Capture::new();
    let mut connection = Connection::new(client, server);
    for &syn in syns {
        connection.next[0] = 1000;
        connection.send(&mut capture, From::Client, SYN | bits(syn), &[], b"");
    }
    connection.send(&mut capture, From::Server, SYN | ACK | bits(answer), &[], b"");
    connection.send(&mut capture, From::Client, ACK, &[], b"");
    read_plain(&capture).frames("saf_taken_for_accecn")
}

#[test]
fn an_answer_of_accurate_ecn() {
    for [client, server, _] in PLACES {
        for syn in [0b100, 0b110, 0b101] {
            for answer in [0b010, 0b011, 0b101, 0b110] {
                assert_eq!(answered([client, server], &[syn], answer), [[1, 2]], "{answer:03b}");
            }
            // No ECN, the classic one, SAF of a server, and a copy of what AccECN offers.
            for answer in [0b000, 0b001, 0b100, 0b111] {
                assert!(answered([client, server], &[syn], answer).is_empty(), "{answer:03b}");
            }
        }
    }
}

/// One with RST is none.
#[test]
fn an_answer_that_resets() {
    let mut capture = Capture::new();
    let mut connection = Connection::new(CLIENT, ANYCAST);
    connection.send(&mut capture, From::Client, SYN | SAF, &[], b"");
    connection.send(&mut capture, From::Server, SYN | RST | ACK | CWR, &[], b"");
    assert!(read_plain(&capture).frames("saf_taken_for_accecn").is_empty());
}

#[test]
fn what_was_offered_may_be_answered() {
    for syn in [0b000, 0b011, 0b111, 0b010, 0b001] {
        for answer in 0..8 {
            assert!(answered([CLIENT, ANYCAST], &[syn], answer).is_empty(), "{syn:03b}");
        }
    }
}

#[test]
fn syns_that_are_sent_again() {
    let answered = |syns: &[u8]| answered([CLIENT, ANYCAST], syns, 0b010);
    assert_eq!(answered(&[0b100, 0b100]), [[2, 3]]);
    // The answer can't be to the second, which offers nothing.
    assert_eq!(answered(&[0b100, 0b000]), [[1, 3]]);
    assert!(answered(&[0b100, 0b111]).is_empty());
    assert!(answered(&[]).is_empty(), "what was offered was not captured");
}

#[test]
fn the_answer_of_another_connection() {
    let mut capture = Capture::new();
    let mut one = Connection::new(CLIENT, ANYCAST);
    one.send(&mut capture, From::Client, SYN | SAF, &[], b"");
    let mut other = Connection::new("192.0.2.10:50001", ANYCAST);
    other.send(&mut capture, From::Client, SYN | SAF | CWR | ECE, &[], b"");
    other.send(&mut capture, From::Server, SYN | ACK | CWR, &[], b"");
    // The same endpoints again, after an RST.
    one.reset(&mut capture, From::Server);
    let mut again = Connection::new(CLIENT, ANYCAST);
    again.next = [9000, 9500];
    again.send(&mut capture, From::Client, SYN, &[], b"");
    again.send(&mut capture, From::Server, SYN | ACK | CWR, &[], b"");
    assert!(read_plain(&capture).frames("saf_taken_for_accecn").is_empty());
}
