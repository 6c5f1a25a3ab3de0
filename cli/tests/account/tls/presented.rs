//! Tokens that clients present.

use rehome_cli::finding::{Rules, Severity};

use super::{MOVED, OFFER, PLAIN, begin, said};
use crate::capture::{ANYCAST, CLIENT, Capture, START, TARGET};
use crate::peer::{FULL, Hello, RESUMED, Session, Tls, judge, key_log, with_token};
use crate::{Said, read};

const NONE: Vec<Vec<u64>> = Vec::new();

fn attempt<'a>(ticket: &'a [u8], token: &'a [u8]) -> Hello<'a> {
    Hello { token: Some(token), psk: Some(ticket), ..OFFER }
}

/// A token is issued with a ticket, and presented with it at the target, as it is or not. Returns what
/// is said by these sessions, and the frames of ticket and hello.
fn move_with(issued: &[u8], presented: &[u8], sessions: &[&Session]) -> (Said, [u64; 2]) {
    let (mut capture, mut old) = begin(OFFER);
    let ticket = old.ticket(&mut capture, with_token(b"ticket", issued));
    let new = Tls::open_with(&mut capture, MOVED, TARGET, attempt(b"ticket", presented), FULL);
    let said = read(&capture, Rules::default(), key_log(&[&old, &new]), judge(sessions));
    (said, [ticket, new.hello])
}

/// The findings of tokens, but for those of their issue.
fn of_hello(said: &Said, hello: u64) -> Vec<(&'static str, Vec<u64>)> {
    let of_hello = said.findings.iter().filter(|finding| finding.frame.number == hello);
    let all = of_hello.map(|finding| (finding.id.code(), finding.frames()));
    all.filter(|(code, _)| *code != "unassigned_code_point").collect()
}

#[test]
fn token_unknown_session() {
    let (session, other) = (Session::new(1), Session::new(2));
    let token = session.token(TARGET, START + 300, 2);
    for (sessions, is_found) in [(&[&other][..], true), (&[&other, &session], false), (&[], false)]
    {
        let (said, [_, hello]) = move_with(&token, &token, sessions);
        let expected = if is_found { vec![vec![hello]] } else { vec![] };
        assert_eq!(said.frames("token_unknown_session"), expected);
    }
}

#[test]
fn what_an_unknown_session_does_not_hide() {
    let token = Session::new(1).token(TARGET, START - 1, 2);
    let (said, [_, hello]) = move_with(&token, &token, &[&Session::new(2)]);
    let codes = ["token_unknown_session", "token_expired"].map(|code| (code, vec![hello]));
    assert_eq!(of_hello(&said, hello), codes);
}

#[test]
fn token_session_mismatch() {
    let (session, other) = (Session::new(1), Session::new(2));
    let token = session.token(TARGET, START + 300, 2);
    let of_other = other.token(TARGET, START + 300, 3);
    for (presented, is_found) in [(&of_other, true), (&token, false)] {
        let (said, [ticket, hello]) = move_with(&token, presented, &[&session, &other]);
        let expected = match is_found {
            true => vec![("token_session_mismatch", vec![ticket, hello])],
            false => vec![],
        };
        assert_eq!(of_hello(&said, hello), expected);
    }
}

/// Of the messages that bring a ticket the first is named.
#[test]
fn a_ticket_that_came_more_than_once() {
    let (session, other) = (Session::new(1), Session::new(2));
    let [token, another] = [2, 3].map(|nonce| session.token(TARGET, START + 300, nonce));
    let of_other = other.token(TARGET, START + 300, 4);
    let (mut capture, mut old) = begin(OFFER);
    let [_, first, _] = [(b"elsewhat", &token), (b"a ticket", &token), (b"a ticket", &another)]
        .map(|(ticket, token)| old.ticket(&mut capture, with_token(ticket, token)));
    let hello = attempt(b"a ticket", &of_other);
    let new = Tls::open_with(&mut capture, MOVED, TARGET, hello, FULL);
    let keys = key_log(&[&old, &new]);
    let said = read(&capture, Rules::default(), keys, judge(&[&session, &other]));
    assert_eq!(said.frames("token_session_mismatch"), [[first, new.hello]]);
}

#[test]
fn token_forged() {
    let session = Session::new(1);
    let token = session.token(TARGET, START + 300, 2);
    let mut forged = token.clone();
    *forged.last_mut().unwrap() ^= 1;
    for (presented, is_found) in [(&forged, true), (&token, false)] {
        let (said, [_, hello]) = move_with(&token, presented, &[&session]);
        // Nor is it told as another token with the nonce.
        let expected = if is_found { vec![("token_forged", vec![hello])] } else { vec![] };
        assert_eq!(of_hello(&said, hello), expected);
    }
}

#[test]
fn token_expired() {
    let session = Session::new(1);
    for sessions in [&[][..], &[&session]] {
        for (expiry, is_found) in [(START, false), (START - 1, true)] {
            let token = session.token(TARGET, expiry, 2);
            let (said, [_, hello]) = move_with(&token, &token, sessions);
            let expected = if is_found { vec![("token_expired", vec![hello])] } else { vec![] };
            assert_eq!(of_hello(&said, hello), expected);
        }
    }
}

#[test]
fn token_replayed() {
    let session = Session::new(1);
    let [token, another] = [2, 3].map(|nonce| session.token(TARGET, START + 300, nonce));
    for sessions in [&[][..], &[&session]] {
        for (again, is_found) in [(&token, true), (&another, false)] {
            let mut capture = Capture::new();
            let one = Tls::open(&mut capture, CLIENT, TARGET, attempt(b"ticket", &token));
            let mut two = Tls::connect(&mut capture, MOVED, TARGET);
            let hello = two.hello(&mut capture, attempt(b"ticket", again));
            // A second hello of a connection adds nothing.
            two.retry(&mut capture);
            two.hello(&mut capture, attempt(b"ticket", again));
            two.answer(&mut capture, RESUMED);
            let said = read(&capture, Rules::default(), key_log(&[&one, &two]), judge(sessions));
            let expected = if is_found { vec![vec![one.hello, hello]] } else { vec![] };
            assert_eq!(said.frames("token_replayed"), expected);
            assert!(said.findings.iter().all(|it| !it.message.contains("frame")));
            // A client may try again. The error is the server's, which takes the token once more.
            let errors = said.findings.iter().filter(|it| it.id.severity() == Severity::Error);
            let errors = errors.map(|it| it.id.code()).collect::<Vec<_>>();
            let is_error = is_found && !sessions.is_empty();
            assert_eq!(errors, vec!["refused_token_accepted"; usize::from(is_error)]);
        }
    }
}

/// It can't be accepted, which is said once, and not that it has the nonce of another.
#[test]
fn another_token_whose_nonce_was_used() {
    let session = Session::new(1);
    let [token, another] = [300, 301].map(|lifetime| session.token(TARGET, START + lifetime, 2));
    for (sessions, code) in [(&[&session][..], "token_replayed"), (&[], "nonce_reused")] {
        let mut capture = Capture::new();
        let one = Tls::open(&mut capture, CLIENT, TARGET, attempt(b"ticket", &token));
        let two = Tls::open(&mut capture, MOVED, TARGET, attempt(b"ticket", &another));
        let said = read(&capture, Rules::default(), key_log(&[&one, &two]), judge(sessions));
        assert_eq!(of_hello(&said, two.hello), [(code, vec![one.hello, two.hello])]);
    }
    // The nonce was used where a token was presented, not where it was issued.
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, OFFER);
    a.ticket(&mut capture, with_token(b"ticket", &token));
    let one = Tls::open(&mut capture, MOVED, TARGET, attempt(b"ticket", &token));
    let two = Tls::open(&mut capture, "192.0.2.10:50002", TARGET, attempt(b"ticket", &another));
    let keys = key_log(&[&a, &one, &two]);
    let said = read(&capture, Rules::default(), keys, judge(&[&session]));
    assert_eq!(of_hello(&said, two.hello), [("token_replayed", vec![one.hello, two.hello])]);
}

#[test]
fn token_other_target() {
    for (server, target, is_found) in [
        (TARGET, TARGET, false),
        ("203.0.113.44:443", TARGET, true),
        ("203.0.113.45:8443", TARGET, true),
        // Nothing else than itself.
        (TARGET, "[::ffff:203.0.113.44]:8443", true),
    ] {
        let token = Session::new(1).token(target, START + 300, 2);
        let mut capture = Capture::new();
        let tls = Tls::open(&mut capture, MOVED, server, attempt(b"ticket", &token));
        let expected = if is_found { vec![vec![tls.hello]] } else { vec![] };
        assert_eq!(said(&capture, &[&tls]).frames("token_other_target"), expected, "{server}");
    }
}

/// Of a hello that is broken, or that attempts nothing, that is all.
#[test]
fn a_token_without_a_ticket() {
    let token = Session::new(1).token("203.0.113.45:8443", START - 1, 2);
    let mut capture = Capture::new();
    let hello = Hello { token: Some(&token), ..PLAIN };
    let tls = Tls::open(&mut capture, MOVED, TARGET, hello);
    let said = said(&capture, &[&tls]);
    assert_eq!(of_hello(&said, tls.hello), [("malformed", vec![tls.hello])]);
    assert_eq!(said.frames("token_expired"), NONE);
}
