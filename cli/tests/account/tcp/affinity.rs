//! `affinity_not_offered`, `affinity_from_client` and `affinity_without_fin`.

use super::{
    ACK, ANYCAST, CLIENT, CWR, Capture, Connection, ECE, FIN, From, PLACES, RST, SAF, SYN, Said,
    TARGET, affinity, read_plain, said_of, said_of_area,
};
use rehome::tcp::TcpFlags;

/// A handshake whose SYN has these flags too, then a FIN with the option.
fn told([client, server, target]: [&str; 3], syn: TcpFlags, from: From) -> Said {
    let mut capture = Capture::new();
    let mut connection = Connection::new(client, server);
    connection.shake(&mut capture, syn, &[], &[]);
    connection.send(&mut capture, from, FIN | ACK, &[affinity(target)], b"");
    read_plain(&capture)
}

#[test]
fn an_option_to_a_client_that_did_not_offer_it() {
    for places in PLACES {
        for (syn, message) in [
            (TcpFlags::default(), "Service Affinity option to a client whose SYN had no SAF"),
            (CWR | ECE, "Service Affinity option to a client whose SYN had no SAF"),
            (SAF | CWR | ECE, "Service Affinity option to a client whose SYN offered Accurate ECN"),
        ] {
            let said = told(places, syn, From::Server);
            assert_eq!(said.frames("affinity_not_offered"), [[1, 4]], "{syn}");
            let mut messages = said.findings.iter().map(|finding| &finding.message);
            assert!(messages.any(|its| its == message), "{:?}", said.findings);
        }
        for syn in [SAF, SAF | CWR] {
            let said = told(places, syn, From::Server);
            assert!(said.frames("affinity_not_offered").is_empty(), "{syn}");
        }
    }
}

#[test]
fn whose_syn_was_captured() {
    // Without the SYN nothing is known of what it had.
    let mut capture = Capture::new();
    let mut connection = Connection::new(CLIENT, ANYCAST);
    connection.send(&mut capture, From::Server, SYN | ACK, &[], b"");
    connection.send(&mut capture, From::Client, ACK, &[], b"");
    connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(TARGET)], b"");
    let said = read_plain(&capture);
    assert!(said.frames("affinity_not_offered").is_empty());
    assert!(said.frames("affinity_from_client").is_empty());
}

#[test]
fn one_syn_of_several_is_enough() {
    for (first, second) in [(SAF, TcpFlags::default()), (TcpFlags::default(), SAF)] {
        let mut capture = Capture::new();
        let mut connection = Connection::new(CLIENT, ANYCAST);
        connection.send(&mut capture, From::Client, SYN | first, &[], b"");
        connection.next[0] = 1000;
        connection.shake(&mut capture, second, &[], &[]);
        connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(TARGET)], b"");
        assert!(read_plain(&capture).frames("affinity_not_offered").is_empty());
    }
}

#[test]
fn an_option_from_the_side_that_sent_the_syn() {
    for places in PLACES {
        for syn in [SAF, TcpFlags::default()] {
            let said = told(places, syn, From::Client);
            assert_eq!(said.frames("affinity_from_client"), [[1, 4]]);
            assert!(said.frames("affinity_not_offered").is_empty());
            assert!(told(places, syn, From::Server).frames("affinity_from_client").is_empty());
        }
    }
    // The SYN itself.
    let said = said_of(SYN | SAF, &[affinity(TARGET)]);
    assert_eq!(said.frames("affinity_from_client"), [[1]]);
}

#[test]
fn where_both_sides_sent_a_syn_there_is_no_telling() {
    let mut capture = Capture::new();
    let mut connection = Connection::new(CLIENT, ANYCAST);
    connection.send(&mut capture, From::Client, SYN | SAF, &[], b"");
    connection.send(&mut capture, From::Server, SYN, &[], b"");
    connection.send(&mut capture, From::Client, FIN | ACK, &[affinity(TARGET)], b"");
    connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(TARGET)], b"");
    let said = read_plain(&capture);
    assert!(said.frames("affinity_from_client").is_empty());
    assert!(said.frames("affinity_not_offered").is_empty());
}

/// A SYN with RST opens nothing, and an RST ends what it is sent in.
#[test]
fn a_reset_connection_has_no_client() {
    let mut reset = said_of(SYN | RST, &[affinity(TARGET)]);
    reset.findings.retain(|finding| finding.id.code() == "affinity_from_client");
    assert_eq!(reset.findings, []);
    for from in [From::Client, From::Server] {
        for is_reset in [false, true] {
            let mut capture = Capture::new();
            let mut connection = Connection::new(CLIENT, ANYCAST);
            connection.shake(&mut capture, TcpFlags::default(), &[], &[]);
            if is_reset {
                connection.reset(&mut capture, from);
            }
            let frame =
                connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(TARGET)], b"");
            let expected = if is_reset { vec![] } else { vec![vec![1, frame]] };
            assert_eq!(read_plain(&capture).frames("affinity_not_offered"), expected);
        }
    }
}

/// Who opened a connection is remembered of 32,768; those that ended take no room.
#[test]
fn connections_that_ended_are_forgotten() {
    for end in ["RST", "FIN", ""] {
        let mut capture = Capture::new();
        let mut first = Connection::open(CLIENT, ANYCAST, &mut capture);
        for port in 1..=32_768_u16 {
            let mut connection = Connection::new(&format!("192.0.2.11:{port}"), ANYCAST);
            connection.send(&mut capture, From::Client, SYN, &[], b"");
            match end {
                "RST" => _ = connection.reset(&mut capture, From::Server),
                "FIN" => _ = connection.close(&mut capture),
                _ => {}
            }
        }
        let frame = first.send(&mut capture, From::Server, FIN | ACK, &[affinity(TARGET)], b"");
        let expected = if end.is_empty() { vec![] } else { vec![vec![1, frame]] };
        assert_eq!(read_plain(&capture).frames("affinity_not_offered"), expected, "{end}");
    }
}

#[test]
fn an_option_without_fin() {
    for flags in [ACK, SYN | ACK, RST | ACK] {
        let said = said_of(flags, &[affinity(TARGET)]);
        assert_eq!(said.frames("affinity_without_fin"), [[1]], "{flags}");
    }
    // A malformed one is still of its kind.
    assert_eq!(said_of_area(ACK, &[79, 3, 0]).frames("affinity_without_fin"), [[1]]);
    for [client, server, target] in PLACES {
        let said = told([client, server, target], SAF, From::Server);
        assert!(said.frames("affinity_without_fin").is_empty());
    }
}
