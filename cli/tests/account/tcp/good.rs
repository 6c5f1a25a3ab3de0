//! Flows as the documents want them: nothing worse than a note is said of them.

use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView};
use rehome::tcp::{Migrate, TcpFlags, TcpOption, Timestamps};
use rehome_cli::finding::Severity;

use super::{
    ACK, Capture, Connection, FIN, From, INSECURE, PLACES, SAF, SECURE, SYN, affinity, read_plain,
};

/// What is said of it that is a note, with its frames.
fn notes(capture: &Capture) -> Vec<(&'static str, Vec<u64>)> {
    let said = read_plain(capture);
    for finding in &said.findings {
        assert_eq!(finding.id.severity(), Severity::Note, "{finding:?}");
    }
    let codes = said.codes().into_iter();
    codes.filter(|(code, _)| *code != "unassigned_code_point").collect()
}

#[test]
fn a_client_is_sent_on_and_goes() {
    for [client, server, target] in PLACES {
        let mut capture = Capture::new();
        let mut connection = Connection::new(client, server);
        // As in the draft's figure 2, without a SYN/ACK.
        connection.send(&mut capture, From::Client, SYN | SAF, &[], b"");
        connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(target)], b"");
        connection.reset(&mut capture, From::Client);
        let mut moved = Connection::open(client, target, &mut capture);
        moved.data(&mut capture, From::Client, b"GET /");
        moved.close(&mut capture);
        assert_eq!(notes(&capture), [("saf_ambiguous", vec![1])]);
    }
}

#[test]
fn or_behind_a_handshake_and_data() {
    for [client, server, target] in PLACES {
        let mut capture = Capture::new();
        let mut connection = Connection::new(client, server);
        connection.shake(&mut capture, SAF, &[], &[]);
        connection.data(&mut capture, From::Client, b"GET /");
        connection.data(&mut capture, From::Server, b"moved");
        connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(target)], b"");
        connection.send(&mut capture, From::Client, FIN | ACK, &[], b"");
        connection.send(&mut capture, From::Server, ACK, &[], b"");
        Connection::open(client, target, &mut capture).close(&mut capture);
        assert_eq!(notes(&capture), [("saf_ambiguous", vec![1])]);
    }
}

#[test]
fn a_connection_that_may_move_does() {
    let data = Timestamps::default().to_data();
    let timestamps = Timestamps::to_option(&data);
    for [client, server, elsewhere] in PLACES {
        for options in [&[INSECURE][..], &[SECURE, timestamps]] {
            let mut capture = Capture::new();
            let mut connection = Connection::new(client, server);
            let secrets = MigrateSecrets {
                ni: 1000,
                nj: 5000,
                key: MigrateKey::INSECURE,
                view: ReqNoView::EightBit,
            };
            connection.shake(&mut capture, TcpFlags::default(), options, options);
            connection.data(&mut capture, From::Client, b"GET /");
            if options.len() > 1 {
                // What a secure one moves with, no capture tells.
                assert!(notes(&capture).is_empty());
                continue;
            }
            let seqno = connection.next[0];
            let (token, request) = (secrets.token(), secrets.request(seqno, 1));
            let migrate =
                TcpOption::Migrate(Migrate { reqno: 1, token: &token, request: &request });
            let mut moved = Connection::new(elsewhere, server);
            moved.next = connection.next;
            moved.send(&mut capture, From::Client, SYN, &[migrate], b"");
            moved.send(&mut capture, From::Server, SYN | ACK, &[], b"");
            moved.send(&mut capture, From::Client, ACK, &[], b"");
            assert!(notes(&capture).is_empty());
        }
    }
}

#[test]
fn what_is_not_ours() {
    let mut capture = Capture::new();
    for [client, server, _] in PLACES {
        // Accurate ECN, with its counter in the bit of SAF.
        let offer = SAF | TcpFlags::CWR | TcpFlags::ECE;
        let mut connection = Connection::new(client, server);
        connection.send(&mut capture, From::Client, SYN | offer, &[], b"");
        connection.send(&mut capture, From::Server, SYN | ACK | TcpFlags::CWR, &[], b"");
        connection.send(&mut capture, From::Client, ACK | offer, &[], b"");
        connection.send(&mut capture, From::Server, FIN | ACK | offer, &[], b"");
        connection.send(&mut capture, From::Client, FIN | ACK | SAF, &[], b"");
    }
    assert_eq!(read_plain(&capture).codes(), []);
}
