//! Flows as the drafts have them, of which there is nothing to say.

use super::MOVED;
use crate::capture::{ANYCAST, CLIENT, Capture, From, START, TARGET};
use crate::peer::{Hello, Keys, Session, Tls, allowed, judge, key_log, with_token};
use crate::{Said, read};
use rehome_cli::element::Judge;
use rehome_cli::finding::{Rules, Severity};

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
