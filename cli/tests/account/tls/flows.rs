//! Flows as the drafts have them, of which there is nothing to say.

use super::{MOVED, OFFER, PLAIN};
use crate::capture::{ANYCAST, CLIENT, Capture, From, START, TARGET};
use crate::peer::{FULL, Hello, Keys, Session, Tls, allowed, judge, key_log, with_token};
use crate::{Said, read};
use rehome_cli::element::Judge;
use rehome_cli::finding::{Rules, Severity};
use rehome_cli::scan::{Account, Scan, Settings};
use std::time::Duration;

fn is_quiet(said: &Said, elements: usize) {
    let loud = said.findings.iter().filter(|it| it.id.severity() > Severity::Note);
    assert_eq!(loud.collect::<Vec<_>>(), Vec::<&_>::new());
    assert_eq!(said.elements.len(), elements, "{:?}", said.elements);
}

#[test]
fn a_migration_of_draft_00() {
    let session = Session::new(1);
    let token = session.token(TARGET, START + 300, 2);
    for sessions in [&[][..], &[&session]] {
        let mut capture = Capture::new();
        let hello = Hello { support: true, ..Hello::default() };
        let mut old = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
        old.ticket(&mut capture, with_token(b"ticket", &token));
        old.data(&mut capture, From::Client, b"GET / HTTP/1.1");
        old.notify(&mut capture);
        old.close(&mut capture);
        let hello = Hello { token: Some(&token), psk: Some(b"ticket"), ..hello };
        let mut new = Tls::open(&mut capture, MOVED, TARGET, hello);
        new.alert(&mut capture, From::Client, Keys::Application, 0);
        new.close(&mut capture);
        let said = read(&capture, Rules::default(), key_log(&[&old, &new]), judge(sessions));
        is_quiet(&said, 4);
        let verdict = said.elements.last().and_then(|element| element.verdict);
        assert_eq!(verdict, sessions.first().map(|_| "valid"));
    }
}

#[test]
fn a_migration_of_draft_03() {
    let mut capture = Capture::new();
    let hello = Hello { support: true, ..Hello::default() };
    let mut old = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
    old.ticket(&mut capture, allowed(b"ticket"));
    old.request(&mut capture, TARGET.as_bytes());
    old.close(&mut capture);
    let new = Tls::open(&mut capture, MOVED, TARGET, Hello { psk: Some(b"ticket"), ..hello });
    let said = read(&capture, Rules::default(), key_log(&[&old, &new]), Judge::new());
    is_quiet(&said, 4);
}

/// Of a pipe the same is said, with each element.
#[test]
fn a_pipe() {
    let session = Session::new(1);
    let token = session.token("203.0.113.44:0", START + 301, 2);
    let mut forged = token.clone();
    *forged.last_mut().unwrap() ^= 1;
    let mut capture = Capture::new();
    let mut old = Tls::open(&mut capture, CLIENT, ANYCAST, PLAIN);
    old.ticket(&mut capture, with_token(b"ticket", &token));
    old.ticket(&mut capture, allowed(b"ticket"));
    old.notify(&mut capture);
    old.alert(&mut capture, From::Client, Keys::Application, 253);
    let mut new = Tls::connect(&mut capture, MOVED, TARGET);
    new.hello(&mut capture, Hello { token: Some(&forged), psk: Some(b"ticket"), ..PLAIN });
    new.retry(&mut capture);
    new.hello(&mut capture, Hello { token: Some(&token), psk: Some(b"ticket"), ..OFFER });
    new.answer(&mut capture, FULL);
    new.request(&mut capture, b"");
    new.finish(&mut capture);
    let rules = Rules { max_lifetime: Duration::from_secs(300), ..Rules::default() };
    for sessions in [&[][..], &[&session]] {
        let keys = || key_log(&[&old, &new]);
        let at_once = Scan::new(Settings::default(), keys(), judge(sessions));
        let at_once = capture.read(at_once.with_account(Account::new(rules)));
        let at_end = read(&capture, rules, keys(), judge(sessions));
        // Which frames it takes to see them they say beside their messages.
        let says_frame = at_end.findings.iter().find(|it| it.message.contains("frame"));
        assert_eq!(says_frame, None);
        let mut at_end = at_end.codes();
        let mut at_once = at_once.codes();
        at_once.sort();
        at_end.sort();
        assert_eq!(at_once, at_end);
        let mut codes = at_end.iter().map(|(code, _)| *code).collect::<Vec<_>>();
        codes.dedup();
        assert!(codes.len() > 10, "{codes:?}");
    }
}
