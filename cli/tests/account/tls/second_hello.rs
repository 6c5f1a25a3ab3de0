//! A ClientHello behind a HelloRetryRequest.

use super::{MOVED, OFFER, PLAIN, said};
use crate::Said;
use crate::capture::{Capture, From, START, TARGET};
use crate::peer::{HANDSHAKE, Hello, Keys, RESUMED, Session, Tls};

/// What is said of two hellos, and their frames.
fn two(first: Hello<'_>, second: Hello<'_>) -> (Said, Vec<u64>) {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, TARGET);
    let mut frames = vec![tls.hello(&mut capture, first)];
    tls.retry(&mut capture);
    frames.push(tls.hello(&mut capture, second));
    tls.answer(&mut capture, RESUMED);
    tls.finish(&mut capture);
    (said(&capture, &[&tls]), frames)
}

#[test]
fn second_client_hello() {
    let token = Session::new(1).token(TARGET, START + 300, 2);
    let with_token = Hello { token: Some(&token), psk: Some(b"ticket"), ..PLAIN };
    let with_both = Hello { support: true, ..with_token };
    for (first, second, is_found) in [
        (OFFER, OFFER, true),
        (with_token, with_token, true),
        (with_both, with_both, true),
        (with_both, PLAIN, false),
        (PLAIN, PLAIN, false),
    ] {
        let (said, frames) = two(first, second);
        let expected = if is_found { vec![frames] } else { vec![] };
        assert_eq!(said.frames("second_client_hello"), expected);
        assert_eq!(said.frames("second_client_hello_differs"), Vec::<Vec<u64>>::new());
        // The same token in the same connection is no replay.
        assert_eq!(said.frames("token_replayed"), Vec::<Vec<u64>>::new());
    }
}

/// A third one is what no client sends, and no second.
#[test]
fn a_third_client_hello() {
    let mut capture = Capture::new();
    let mut tls = Tls::connect(&mut capture, MOVED, TARGET);
    let first = tls.hello(&mut capture, PLAIN);
    tls.retry(&mut capture);
    let second = tls.hello(&mut capture, OFFER);
    tls.hello(&mut capture, OFFER);
    tls.answer(&mut capture, RESUMED);
    let said = said(&capture, &[&tls]);
    assert_eq!(said.elements.len(), 2);
    assert_eq!(said.frames("second_client_hello"), [[first, second]]);
    assert_eq!(said.frames("second_client_hello_differs"), [[first, second]]);
}

/// What it offers nobody knows.
#[test]
fn a_first_client_hello_that_is_broken() {
    let token = Session::new(1).token(TARGET, START + 300, 2);
    let second = Hello { support: true, token: Some(&token), psk: Some(b"ticket"), ..PLAIN };
    for (is_broken, count) in [(true, 0), (false, 2)] {
        let mut capture = Capture::new();
        let mut tls = Tls::connect(&mut capture, MOVED, TARGET);
        let mut hello = tls.client_hello(PLAIN);
        if is_broken {
            // The first extension is longer than all.
            hello[4 + 2 + 32 + 1 + 4 + 2 + 2 + 2] = 0x40;
        }
        let first = tls.send(&mut capture, From::Client, Keys::Clear, HANDSHAKE, &hello);
        tls.retry(&mut capture);
        let frames = vec![first, tls.hello(&mut capture, second)];
        let said = said(&capture, &[&tls]);
        assert_eq!(said.frames("second_client_hello"), [&*frames]);
        assert_eq!(said.frames("second_client_hello_differs"), vec![frames; count]);
    }
}

#[test]
fn second_client_hello_differs() {
    let session = Session::new(1);
    let [token, other] = [2, 3].map(|nonce| session.token(TARGET, START + 300, nonce));
    let psk = Hello { psk: Some(b"ticket"), ..PLAIN };
    let one = Hello { token: Some(&token), ..psk };
    for (first, second, count) in [
        (psk, one, 1),
        (one, Hello { token: Some(&other), ..psk }, 1),
        (PLAIN, OFFER, 1),
        (PLAIN, Hello { support: true, ..one }, 2),
        (one, Hello { support: true, ..one }, 1),
        (one, one, 0),
        // What goes is allowed to.
        (one, psk, 0),
        (OFFER, PLAIN, 0),
    ] {
        let (said, frames) = two(first, second);
        assert_eq!(said.frames("second_client_hello_differs"), vec![frames; count]);
    }
}
