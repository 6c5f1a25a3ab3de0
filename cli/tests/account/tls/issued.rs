//! Tokens that servers issue.

use std::time::Duration;

use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;

use super::{OFFER, begin, said};
use crate::capture::{CLIENT, Capture, START, TARGET};
use crate::peer::{Session, Tls, key_log, with_token};
use crate::{Said, read};

/// What is said of a ticket with a token that this server issues, and its frame.
fn issue(server: &str, token: &[u8]) -> (Said, u64) {
    let client = if server.starts_with('[') { "[2001:db8::10]:50000" } else { CLIENT };
    let mut capture = Capture::new();
    let mut tls = Tls::open(&mut capture, client, server, OFFER);
    let frame = tls.ticket(&mut capture, with_token(b"ticket", token));
    (said(&capture, &[&tls]), frame)
}

#[test]
fn token_expired() {
    for (expiry, is_found) in [(START, false), (START - 1, true), (0, true), (u64::MAX, false)] {
        let (said, frame) = issue(TARGET, &Session::new(1).token(TARGET, expiry, 2));
        let expected = if is_found { vec![vec![frame]] } else { vec![] };
        assert_eq!(said.frames("token_expired"), expected, "{expiry}");
    }
}

#[test]
fn token_lifetime() {
    let week = 7 * 24 * 3600;
    for (bound, lifetime, is_found) in [
        (week, week, false),
        (week, week + 1, true),
        (week, u64::MAX - START, true),
        (300, 300, false),
        (300, 301, true),
        (0, 0, false),
    ] {
        let (mut capture, mut tls) = begin(OFFER);
        let token = Session::new(1).token(TARGET, START + lifetime, 2);
        let frame = tls.ticket(&mut capture, with_token(b"ticket", &token));
        let rules = Rules { max_lifetime: Duration::from_secs(bound), ..Rules::default() };
        let said = read(&capture, rules, key_log(&[&tls]), Judge::new());
        let expected = if is_found { vec![vec![frame]] } else { vec![] };
        assert_eq!(said.frames("token_lifetime"), expected, "{bound} {lifetime}");
    }
}

#[test]
fn nonce_reused() {
    let session = Session::new(1);
    let token = session.token(TARGET, START + 300, 2);
    for (other, is_found) in [
        (session.token(TARGET, START + 301, 2), true),
        (session.token(TARGET, START + 300, 3), false),
        (Session::new(2).token(TARGET, START + 300, 2), false),
        (token.clone(), false),
    ] {
        // In another connection, and seen twice there.
        let (mut capture, mut one) = begin(OFFER);
        let first = one.ticket(&mut capture, with_token(b"ticket", &token));
        one.ticket(&mut capture, with_token(b"another ticket", &token));
        let mut two = Tls::open(&mut capture, super::MOVED, TARGET, OFFER);
        let second = two.ticket(&mut capture, with_token(b"third", &other));
        two.ticket(&mut capture, with_token(b"fourth", &other));
        let expected = if is_found { vec![vec![first, second]] } else { vec![] };
        assert_eq!(said(&capture, &[&one, &two]).frames("nonce_reused"), expected);
    }
}

#[test]
fn target_unusable() {
    for (target, is_found) in [
        ("203.0.113.44:0", true),
        ("0.0.0.0:443", true),
        ("[ff02::1]:443", true),
        ("255.255.255.255:443", true),
        (TARGET, false),
        ("[2001:db8::44]:443", false),
    ] {
        let (said, frame) = issue(TARGET, &Session::new(1).token(target, START + 300, 2));
        let expected = if is_found { vec![vec![frame]] } else { vec![] };
        assert_eq!(said.frames("target_unusable"), expected, "{target}");
        assert_eq!(said.frames("target_private"), Vec::<Vec<u64>>::new());
    }
}

#[test]
fn target_private() {
    for (server, target, is_found) in [
        ("198.51.100.1:443", "10.0.0.1:443", true),
        ("[2001:db8::1]:443", "[fd00::1]:443", true),
        ("198.51.100.1:443", "127.0.0.1:443", true),
        ("10.0.0.2:443", "10.0.0.1:443", false),
        ("10.0.0.2:443", TARGET, false),
        ("198.51.100.1:443", TARGET, false),
    ] {
        let (said, frame) = issue(server, &Session::new(1).token(target, START + 300, 2));
        let expected = if is_found { vec![vec![frame]] } else { vec![] };
        assert_eq!(said.frames("target_private"), expected, "{server} {target}");
        assert_eq!(said.frames("target_unusable"), Vec::<Vec<u64>>::new());
    }
}
