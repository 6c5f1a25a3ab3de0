//! What is sent to a client that has not offered it, and what is not a client's to send.

use super::{MOVED, OFFER, PLAIN, begin, said};
use crate::capture::{ANYCAST, Capture, From, START, TARGET};
use crate::peer::{
    FULL, HANDSHAKE, Hello, Keys, Session, Tls, allowed, migrate_request, new_session_ticket,
    with_token,
};

#[test]
fn not_offered() {
    for (hello, is_found) in [(PLAIN, true), (OFFER, false)] {
        let (mut capture, mut tls) = begin(hello);
        let ticket = tls.ticket(&mut capture, allowed(b"ticket"));
        let request = tls.request(&mut capture, b"elsewhere");
        let expected = match is_found {
            true => vec![vec![tls.hello, ticket], vec![tls.hello, request]],
            false => vec![],
        };
        let said = said(&capture, &[&tls]);
        assert_eq!(said.frames("not_offered"), expected);
        assert_eq!(said.frames("token_not_offered"), Vec::<Vec<u64>>::new());
    }
}

#[test]
fn an_offer_of_either_hello_counts() {
    for (hellos, is_found) in
        [([PLAIN, PLAIN], true), ([OFFER, PLAIN], false), ([PLAIN, OFFER], false)]
    {
        let mut capture = Capture::new();
        let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
        let first = tls.hello(&mut capture, hellos[0]);
        tls.retry(&mut capture);
        let second = tls.hello(&mut capture, hellos[1]);
        tls.answer(&mut capture, FULL);
        tls.finish(&mut capture);
        let ticket = tls.ticket(&mut capture, allowed(b"ticket"));
        let expected = if is_found { vec![vec![first, second, ticket]] } else { vec![] };
        assert_eq!(said(&capture, &[&tls]).frames("not_offered"), expected);
    }
}

#[test]
fn token_not_offered() {
    let token = Session::new(1).token(TARGET, START + 300, 2);
    let presents = Hello { token: Some(&token), psk: Some(b"old"), ..PLAIN };
    for (hello, is_found) in [(PLAIN, true), (OFFER, false), (presents, false)] {
        let (mut capture, mut tls) = begin(hello);
        let ticket = tls.ticket(&mut capture, with_token(b"ticket", &token));
        let notify = tls.notify(&mut capture);
        let expected = match is_found {
            true => vec![vec![tls.hello, ticket], vec![tls.hello, notify]],
            false => vec![],
        };
        let said = said(&capture, &[&tls]);
        assert_eq!(said.frames("token_not_offered"), expected);
        assert_eq!(said.frames("not_offered"), Vec::<Vec<u64>>::new());
    }
}

/// Where the hello is broken before its extensions end, nobody knows what it offers; where it was not
/// captured neither, but then no ticket can be read either.
#[test]
fn a_hello_that_cant_be_read_is_no_refusal() {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, ANYCAST);
    let mut hello = tls.client_hello(PLAIN);
    // The first extension is longer than all.
    hello[4 + 2 + 32 + 1 + 4 + 2 + 2 + 2] = 0x40;
    tls.send(&mut capture, From::Client, Keys::Clear, HANDSHAKE, &hello);
    tls.answer(&mut capture, FULL);
    tls.finish(&mut capture);
    tls.ticket(&mut capture, allowed(b"ticket"));
    tls.request(&mut capture, b"elsewhere");
    let said = said(&capture, &[&tls]);
    assert_eq!(said.elements.len(), 2);
    assert_eq!(said.frames("not_offered"), Vec::<Vec<u64>>::new());
}

#[test]
fn from_client() {
    for (from, is_found) in [(From::Client, true), (From::Server, false)] {
        let (mut capture, mut tls) = begin(OFFER);
        let numbers = tls.code_points;
        let ticket = new_session_ticket(allowed(b"ticket"), &numbers);
        let request = migrate_request(b"", &numbers);
        let frames = [
            tls.send(&mut capture, from, Keys::Application, HANDSHAKE, &ticket),
            tls.send(&mut capture, from, Keys::Application, HANDSHAKE, &request),
            tls.alert(&mut capture, from, Keys::Application, numbers.migrate_notify().0),
        ];
        // Another alert, and a ticket with nothing of ours.
        tls.alert(&mut capture, from, Keys::Application, 0);
        let other = with_token(b"ticket", b"");
        let other = new_session_ticket(crate::peer::Ticket { token: None, ..other }, &numbers);
        tls.send(&mut capture, from, Keys::Application, HANDSHAKE, &other);
        let expected = if is_found { frames.map(|frame| vec![frame]).to_vec() } else { vec![] };
        assert_eq!(said(&capture, &[&tls]).frames("from_client"), expected);
    }
}
