//! Secrets that come late through a pipe: the same stories as from a file.

use rehome_cli::finding::Rules;
use rehome_cli::scan::{Account, Scan, Settings};
use rehome_cli::story::Outcome;

use super::{Said, of_stories, only, steps};
use crate::capture::{ANYCAST, CLIENT, Capture, START, TARGET};
use crate::peer::{Hello, Session, Ticket, Tls, allowed, judge, key_log};

const NEXT: &str = "192.0.2.10:50001";

/// What is said where the secrets of one connection are there at once, and those of another come at
/// the end.
fn read_late(capture: &Capture, at_once: &Tls, late: &Tls) -> Said {
    let mut early = key_log(&[at_once]);
    early.set_more_may_come(true);
    let scan = Scan::new(Settings::default(), early, judge(&[]));
    let account = Account::new(Rules::default());
    capture.read_then(scan.with_account(account), late.key_log().as_bytes())
}

/// What is said of a move where the secrets of the first connection come at the end.
fn outcome(ticket: Ticket<'_>, hello: Hello<'_>) -> (Outcome, Vec<(&'static str, Vec<u64>)>) {
    let mut capture = Capture::new();
    let support = Hello { support: true, ..Hello::default() };
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, support);
    a.ticket(&mut capture, ticket);
    match ticket.token {
        Some(_) => a.notify(&mut capture),
        None => a.request(&mut capture, TARGET.as_bytes()),
    };
    let b = Tls::open(&mut capture, NEXT, TARGET, hello);
    let said = read_late(&capture, &b, &a);
    (only(&said).outcome(), of_stories(&said))
}

#[test]
fn what_was_issued_is_known_after_it_was_presented() {
    let token = Session::new(7).token(TARGET, START + 600, 1);
    let psk = Some(&b"ticket"[..]);
    let with_token = Ticket { ticket: b"ticket", token: Some(&token), allowed: false };
    let hello = Hello { token: Some(&token), psk, ..Hello::default() };
    assert_eq!(outcome(with_token, hello), (Outcome::Moved, vec![]));
    let allowed = Ticket { ticket: b"ticket", token: None, allowed: true };
    let hello = Hello { support: true, psk, ..Hello::default() };
    assert_eq!(outcome(allowed, hello), (Outcome::Moved, vec![]));
}

#[test]
fn a_session_that_was_resumed_where_it_was_has_not_moved() {
    let mut capture = Capture::new();
    let support = Hello { support: true, ..Hello::default() };
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, support);
    a.ticket(&mut capture, allowed(b"ticket"));
    let b = Tls::open(&mut capture, NEXT, ANYCAST, Hello { psk: Some(b"ticket"), ..support });
    let said = read_late(&capture, &b, &a);
    let kinds: Vec<_> =
        steps(only(&said)).into_iter().map(|(_, flow, kind)| (flow, kind)).collect();
    assert_eq!(kinds, [(1, "contact"), (1, "offer"), (1, "authorize"), (2, "resume")]);
    assert_eq!(only(&said).outcome(), Outcome::Stayed);
}

/// The client went before it could be read that it was told to.
#[test]
fn who_went_before_it_could_be_read_why_is_not_said_to_have_stayed() {
    let mut capture = Capture::new();
    let support = Hello { support: true, ..Hello::default() };
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, support);
    a.ticket(&mut capture, allowed(b"ticket"));
    a.request(&mut capture, TARGET.as_bytes());
    let b = Tls::open(&mut capture, NEXT, TARGET, support);
    let said = read_late(&capture, &b, &a);
    assert_eq!(of_stories(&said), []);
}
