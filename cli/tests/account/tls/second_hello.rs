//! A ClientHello behind a HelloRetryRequest.

use super::{MOVED, OFFER, PLAIN, said};
use crate::Said;
use crate::capture::{Capture, START, TARGET};
use crate::peer::{Hello, RESUMED, Session, Tls};

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
