//! What is sent before the handshake has ended.

use super::{MOVED, OFFER, said};
use crate::capture::{ANYCAST, Capture, From};
use crate::peer::{FULL, HANDSHAKE, Hello, Keys, Tls, message, migrate_request};

const NOTIFY: u8 = 253;
const NONE: Vec<Vec<u64>> = Vec::new();

#[test]
fn behind_the_finished_of_the_client() {
    // Before and behind: `migrate_notify`, `migrate_request`.
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    tls.hello(&mut capture, OFFER);
    tls.answer(&mut capture, FULL);
    let frames = [tls.notify(&mut capture), tls.request(&mut capture, b"elsewhere")];
    let finished = tls.finish(&mut capture);
    tls.notify(&mut capture);
    tls.request(&mut capture, b"elsewhere");
    let expected = frames.map(|frame| vec![frame, finished]);
    assert_eq!(said(&capture, &[&tls]).frames("before_handshake_end"), expected);
}

#[test]
fn where_the_client_is_read_first() {
    // A record of the server comes late, and with it all that is behind.
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    tls.hello(&mut capture, OFFER);
    tls.answer(&mut capture, FULL);
    let record = tls.seal(From::Server, Keys::Application, 23, b"late");
    let at = tls.connection.next[1];
    tls.connection.next[1] += u32::try_from(record.len()).unwrap();
    let early = tls.notify(&mut capture);
    let finished = tls.finish(&mut capture);
    tls.notify(&mut capture);
    tls.connection.next[1] = at;
    let late = tls.connection.data(&mut capture, From::Server, &record);
    let said = said(&capture, &[&tls]);
    assert_eq!(said.elements.len(), 3);
    assert_eq!(said.frames("before_handshake_end"), [[early, finished, late]]);
}

/// However many.
#[test]
fn all_messages_of_a_connection() {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    tls.hello(&mut capture, OFFER);
    tls.answer(&mut capture, FULL);
    let frames = [0; 9].map(|_| tls.notify(&mut capture));
    let finished = tls.finish(&mut capture);
    let expected = frames.map(|frame| vec![frame, finished]);
    assert_eq!(said(&capture, &[&tls]).frames("before_handshake_end"), expected);
}

/// What a client sends behind its own Finished is not early, be it captured before.
#[test]
fn of_the_client() {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    tls.hello(&mut capture, OFFER);
    tls.answer(&mut capture, FULL);
    let record = tls.seal(From::Client, Keys::Handshake, HANDSHAKE, &message(20, &[6; 32]));
    let at = tls.connection.next[0];
    tls.connection.next[0] += u32::try_from(record.len()).unwrap();
    let frame = tls.alert(&mut capture, From::Client, Keys::Application, NOTIFY);
    tls.connection.next[0] = at;
    let finished = tls.connection.data(&mut capture, From::Client, &record);
    let said = said(&capture, &[&tls]);
    assert_eq!(said.frames("from_client"), [[finished]]);
    assert_eq!(said.frames("before_handshake_end"), NONE, "{frame}");
}

#[test]
fn where_the_finished_is_not_heard() {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    tls.hello(&mut capture, OFFER);
    tls.answer(&mut capture, FULL);
    tls.notify(&mut capture);
    let said = said(&capture, &[&tls]);
    assert_eq!(said.elements.len(), 2);
    assert_eq!(said.frames("before_handshake_end"), NONE);
}

#[test]
fn in_the_clear_and_under_the_keys_of_the_handshake() {
    for from in [From::Client, From::Server] {
        let mut capture = Capture::new();
        let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
        tls.hello(&mut capture, OFFER);
        let mut frames = vec![];
        if from == From::Server {
            tls.answer(&mut capture, FULL);
        }
        frames.push(tls.alert(&mut capture, from, Keys::Clear, NOTIFY));
        tls.alert(&mut capture, from, Keys::Clear, 0);
        if from == From::Client {
            tls.answer(&mut capture, FULL);
            let request = migrate_request(b"", &tls.code_points);
            frames.push(tls.alert(&mut capture, from, Keys::Handshake, NOTIFY));
            frames.push(tls.send(&mut capture, from, Keys::Handshake, HANDSHAKE, &request));
        }
        tls.finish(&mut capture);
        tls.alert(&mut capture, from, Keys::Application, NOTIFY);
        // Somebody puts it in.
        frames.push(tls.alert(&mut capture, from, Keys::Clear, NOTIFY));
        let expected = frames.iter().map(|frame| vec![*frame]).collect::<Vec<_>>();
        assert_eq!(said(&capture, &[&tls]).frames("before_handshake_end"), expected, "{from:?}");
    }
}

/// It is no element, and is not to be sent all the same.
#[test]
fn a_request_in_the_clear() {
    for from in [From::Client, From::Server] {
        let mut capture = Capture::new();
        let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
        tls.hello(&mut capture, OFFER);
        tls.retry(&mut capture);
        let request = migrate_request(b"", &tls.code_points);
        let frame = tls.send(&mut capture, from, Keys::Clear, HANDSHAKE, &request);
        tls.hello(&mut capture, OFFER);
        tls.answer(&mut capture, FULL);
        tls.finish(&mut capture);
        let said = said(&capture, &[&tls]);
        assert_eq!((said.elements.len(), said.stories.len()), (2, 0));
        assert_eq!(said.frames("before_handshake_end"), [[frame]], "{from:?}");
    }
}

#[test]
fn in_0_rtt_data() {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    tls.hello(&mut capture, Hello { psk: Some(b"ticket"), early_data: true, ..OFFER });
    let frame = tls.alert(&mut capture, From::Client, Keys::Early, NOTIFY);
    let said = said(&capture, &[&tls]);
    assert_eq!(said.frames("before_handshake_end"), [[frame]]);
    assert_eq!(said.frames("from_client"), [[frame]]);
}

/// An alert in the clear is unprotected whichever version it is of.
#[test]
fn where_no_hello_is_heard() {
    for (description, count) in [(NOTIFY, 1), (0, 0)] {
        let mut capture = Capture::new();
        let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
        let frame = tls.alert(&mut capture, From::Server, Keys::Clear, description);
        let found = said(&capture, &[&tls]).frames("before_handshake_end");
        assert_eq!(found, vec![vec![frame]; count]);
    }
}
