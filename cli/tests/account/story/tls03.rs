//! Draft -03: permission in a ticket, a request, a hello with the ticket.

use rehome::tcp::TcpFlags;
use rehome_cli::finding::Rules;
use rehome_cli::story::{Outcome, Story};

use super::{of_stories, only, steps};
use crate::capture::{ANYCAST, CLIENT, Capture, From, TARGET};
use crate::peer::{Answer, FULL, Hello, RESUMED, Ticket, Tls, allowed, judge, key_log};
use crate::{Said, read};

const NEXT: &str = "192.0.2.10:50001";
const SUPPORT: Hello<'_> =
    Hello { support: true, token: None, psk: None, psk_ke: false, early_data: false };
const RESUMES: Hello<'_> = Hello { psk: Some(b"ticket"), ..SUPPORT };

/// A connection with A, and what is said of it and what follows.
fn said(target: &[u8], follow: impl FnOnce(&mut Capture) -> Option<Tls>) -> (Said, [u64; 2]) {
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    let ticket = a.ticket(&mut capture, allowed(b"ticket"));
    let request = a.request(&mut capture, target);
    let b = follow(&mut capture);
    let connections: Vec<_> = [&a].into_iter().chain(b.as_ref()).collect();
    let said = read(&capture, Rules::default(), key_log(&connections), judge(&[]));
    (said, [ticket, request])
}

#[test]
fn a_session_moves_by_its_ticket() {
    let (said, [ticket, request]) =
        said(b"", |capture| Some(Tls::open(capture, NEXT, TARGET, RESUMES)));
    let story = only(&said);
    assert_eq!((story.family.code(), story.outcome()), ("tls_03", Outcome::Moved));
    let steps = steps(story);
    assert_eq!(steps[2..4], [(ticket, 1, "authorize"), (request, 1, "trigger")]);
    let kinds: Vec<_> = steps[4..].iter().map(|(_, flow, kind)| (*flow, *kind)).collect();
    assert_eq!(kinds, [(2, "contact"), (2, "attempt"), (2, "accept")]);
    assert_eq!(of_stories(&said), []);
}

#[test]
fn psk_ke_is_told_of() {
    let answer = Answer { psk: Some(0), key_share: false };
    let mut frame = 0;
    let (said, _) = said(b"", |capture| {
        let b = Tls::open_with(capture, NEXT, TARGET, RESUMES, answer);
        frame = b.answer;
        Some(b)
    });
    assert_eq!(of_stories(&said).len(), 1);
    assert!(of_stories(&said)[0].1.contains(&frame));
}

#[test]
fn a_target_that_is_an_address_is_awaited_there() {
    let connect = |capture: &mut Capture| {
        Tls::connect(capture, NEXT, TARGET);
        None
    };
    assert_eq!(only(&said(TARGET.as_bytes(), connect).0).outcome(), Outcome::Unanswered);
    assert_eq!(only(&said(b"203.0.113.44", connect).0).outcome(), Outcome::Unanswered);
    let (told, [ticket, request]) = said(TARGET.as_bytes(), |_| None);
    assert_eq!(of_stories(&told), [("target_never_contacted", vec![ticket, request])]);
    // Where it is a name, nobody can tell where a client went.
    for name in [&b"b.example"[..], b""] {
        let (told, _) = said(name, connect);
        assert_eq!(only(&told).outcome(), Outcome::NeverContacted);
        assert_eq!(of_stories(&told), []);
    }
}

#[test]
fn a_session_that_is_resumed_where_it_was_has_not_moved() {
    let resume = |capture: &mut Capture| Some(Tls::open(capture, NEXT, ANYCAST, RESUMES));
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    a.ticket(&mut capture, allowed(b"ticket"));
    let again = resume(&mut capture).unwrap();
    let said = read(&capture, Rules::default(), key_log(&[&a, &again]), judge(&[]));
    assert_eq!(only(&said).outcome(), Outcome::Stayed);
}

#[test]
fn a_session_may_be_resumed_before_it_moves() {
    for is_told_before in [false, true] {
        let mut capture = Capture::new();
        let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
        a.ticket(&mut capture, allowed(b"ticket"));
        if is_told_before {
            a.request(&mut capture, TARGET.as_bytes());
        }
        let mut again = Tls::open(&mut capture, "192.0.2.10:50002", ANYCAST, RESUMES);
        let request = again.request(&mut capture, TARGET.as_bytes());
        let close = again.close(&mut capture);
        let b = Tls::open(&mut capture, NEXT, TARGET, RESUMES);
        let keys = key_log(&[&a, &again, &b]);
        let said = read(&capture, Rules::default(), keys, judge(&[]));
        let story = only(&said);
        assert_eq!((story.outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
        let of_second: Vec<_> =
            steps(story).into_iter().filter(|(_, flow, _)| *flow == 2).collect();
        let expected = [(again.hello, "resume"), (request, "trigger"), (close, "close")];
        assert_eq!(of_second, expected.map(|(frame, kind)| (frame, 2, kind)));
    }
}

/// A client has several connections with one server, and any of them may tell it.
#[test]
fn the_connection_that_was_resumed_may_go_on() {
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    let ticket = a.ticket(&mut capture, allowed(b"ticket"));
    let again = Tls::open(&mut capture, "192.0.2.10:50002", ANYCAST, RESUMES);
    let request = a.request(&mut capture, TARGET.as_bytes());
    let said = read(&capture, Rules::default(), key_log(&[&a, &again]), judge(&[]));
    assert_eq!(only(&said).outcome(), Outcome::NeverContacted);
    assert_eq!(said.frames("target_never_contacted"), [[ticket, request]]);
}

#[test]
fn a_session_may_be_resumed_by_a_ticket_that_allows_no_move() {
    for server_first in [false, true] {
        let mut capture = Capture::new();
        let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
        a.ticket(&mut capture, allowed(b"ticket"));
        a.ticket(&mut capture, Ticket { allowed: false, ..allowed(b"other") });
        let other = Hello { psk: Some(b"other"), ..SUPPORT };
        let mut again = Tls::connect(&mut capture, "192.0.2.10:50002", ANYCAST);
        if server_first {
            again.answer(&mut capture, RESUMED);
            again.hello(&mut capture, other);
        } else {
            again.hello(&mut capture, other);
            again.answer(&mut capture, RESUMED);
        }
        again.finish(&mut capture);
        again.request(&mut capture, TARGET.as_bytes());
        let b = Tls::open(&mut capture, NEXT, TARGET, RESUMES);
        let keys = key_log(&[&a, &again, &b]);
        let said = read(&capture, Rules::default(), keys, judge(&[]));
        assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
    }
}

/// Both are awaited at the target, and the hello tells which of them comes.
#[test]
fn clients_behind_one_address_may_bring_such_tickets() {
    let mut capture = Capture::new();
    let open = |capture: &mut Capture, client, name| {
        let mut tls = Tls::open(capture, client, ANYCAST, SUPPORT);
        tls.ticket(capture, Ticket { allowed: false, ..allowed(name) });
        tls.request(capture, TARGET.as_bytes());
        tls
    };
    let one = open(&mut capture, CLIENT, b"one");
    let two = open(&mut capture, "192.0.2.10:50002", b"two");
    let moves = |capture: &mut Capture, client, name| {
        Tls::open(capture, client, TARGET, Hello { psk: Some(name), ..SUPPORT })
    };
    let second = moves(&mut capture, "192.0.2.10:50003", b"two");
    let first = moves(&mut capture, "192.0.2.10:50004", b"one");
    let keys = key_log(&[&one, &two, &second, &first]);
    let said = read(&capture, Rules::default(), keys, judge(&[]));
    let outcomes: Vec<_> = said.stories.iter().map(Story::outcome).collect();
    assert_eq!((outcomes, of_stories(&said)), (vec![Outcome::Moved; 2], vec![]));
}

/// Many servers share tickets.
#[test]
fn a_ticket_that_nobody_was_seen_to_issue_attempts_no_move() {
    let mut capture = Capture::new();
    let one = Tls::open(&mut capture, CLIENT, ANYCAST, RESUMES);
    let two = Tls::open(&mut capture, NEXT, TARGET, RESUMES);
    let said = read(&capture, Rules::default(), key_log(&[&one, &two]), judge(&[]));
    assert!(said.stories.is_empty(), "{:#?}", said.stories);
}

/// More happens than a story has room for: what decides stays.
#[test]
fn a_move_is_told_among_steps_without_end() {
    for (resumed, told, plain) in [(0, 300, 0), (300, 1, 0), (5, 1, 1_100)] {
        let mut capture = Capture::new();
        let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
        a.ticket(&mut capture, allowed(b"ticket"));
        for number in 0..plain {
            let name = format!("plain {number}");
            a.ticket(&mut capture, Ticket { allowed: false, ..allowed(name.as_bytes()) });
        }
        for _ in 0..told {
            a.request(&mut capture, TARGET.as_bytes());
        }
        let resume = |capture: &mut Capture, port: u16, server| {
            Tls::open(capture, &format!("192.0.2.10:{port}"), server, RESUMES)
        };
        let ports = || 10_000..10_000 + resumed;
        let mut all: Vec<_> = ports().map(|port| resume(&mut capture, port, ANYCAST)).collect();
        all.push(Tls::open(&mut capture, NEXT, TARGET, RESUMES));
        all.extend(ports().map(|port| resume(&mut capture, port + 10_000, TARGET)));
        let keys: Vec<_> = [&a].into_iter().chain(&all).collect();
        let said = read(&capture, Rules::default(), key_log(&keys), judge(&[]));
        let course = only(&said).course();
        assert_eq!((course.outcome, course.moves.len()), (Outcome::Moved, 1), "{resumed} {told}");
        assert_eq!(of_stories(&said), []);
    }
}

/// Nobody can tell where the client went that was told a name, wherever it was awaited before.
#[test]
fn a_name_behind_an_address() {
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    a.ticket(&mut capture, allowed(b"ticket"));
    a.request(&mut capture, TARGET.as_bytes());
    let mut b = Tls::open(&mut capture, NEXT, TARGET, RESUMES);
    b.request(&mut capture, b"c.example:443");
    let said = read(&capture, Rules::default(), key_log(&[&a, &b]), judge(&[]));
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::NeverContacted, vec![]));
}

/// A client that has sent all may close before it is answered.
#[test]
fn a_try_that_is_half_closed_may_be_accepted() {
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    a.ticket(&mut capture, allowed(b"ticket"));
    a.request(&mut capture, TARGET.as_bytes());
    let mut b = Tls::connect(&mut capture, NEXT, TARGET);
    b.hello(&mut capture, RESUMES);
    b.connection.send(&mut capture, From::Client, TcpFlags::FIN | TcpFlags::ACK, &[], b"");
    a.request(&mut capture, TARGET.as_bytes());
    b.answer(&mut capture, RESUMED);
    let said = read(&capture, Rules::default(), key_log(&[&a, &b]), judge(&[]));
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
}

/// The full handshake makes a session of its own, with a story of its own.
#[test]
fn a_session_that_is_not_resumed_does_not_go_on() {
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    a.ticket(&mut capture, allowed(b"ticket"));
    let mut again = Tls::open_with(&mut capture, NEXT, ANYCAST, RESUMES, FULL);
    again.request(&mut capture, TARGET.as_bytes());
    let said = read(&capture, Rules::default(), key_log(&[&a, &again]), judge(&[]));
    let outcomes: Vec<_> = said.stories.iter().map(Story::outcome).collect();
    assert_eq!(outcomes, [Outcome::Stayed, Outcome::NeverContacted]);
}

#[test]
fn a_ticket_that_allows_no_move_is_an_attempt_of_a_client_that_was_told() {
    let plain = Ticket { allowed: false, ..allowed(b"ticket") };
    for (is_told, is_told_of) in [(true, 1), (false, 0)] {
        let mut capture = Capture::new();
        let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
        a.ticket(&mut capture, plain);
        if is_told {
            a.request(&mut capture, TARGET.as_bytes());
        }
        let psk_ke = Answer { psk: Some(0), key_share: false };
        let b = Tls::open_with(&mut capture, NEXT, TARGET, RESUMES, psk_ke);
        let said = read(&capture, Rules::default(), key_log(&[&a, &b]), judge(&[]));
        let outcomes: Vec<_> = said.stories.iter().map(Story::outcome).collect();
        assert_eq!(outcomes, vec![Outcome::Moved; is_told_of]);
        assert_eq!(said.frames("psk_ke"), vec![[b.hello, b.answer]; is_told_of]);
    }
}

#[test]
fn who_resumes_a_session_of_the_target_has_not_moved() {
    let mut capture = Capture::new();
    let mut own = Tls::open(&mut capture, "192.0.2.10:49000", TARGET, SUPPORT);
    own.ticket(&mut capture, allowed(b"of B"));
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    let ticket = a.ticket(&mut capture, allowed(b"ticket"));
    let request = a.request(&mut capture, TARGET.as_bytes());
    let resumes = Hello { psk: Some(b"of B"), ..SUPPORT };
    let b = Tls::open(&mut capture, NEXT, TARGET, resumes);
    let said = read(&capture, Rules::default(), key_log(&[&own, &a, &b]), judge(&[]));
    let outcomes: Vec<_> = said.stories.iter().map(Story::outcome).collect();
    assert_eq!(outcomes, [Outcome::Stayed, Outcome::NeverContacted]);
    assert_eq!(said.frames("target_never_contacted"), [[ticket, request]]);
}

#[test]
fn a_client_may_try_again_with_its_ticket() {
    let (said, _) = said(b"", |capture| {
        let mut first = Tls::connect(capture, NEXT, TARGET);
        first.hello(capture, RESUMES);
        first.connection.reset(capture, From::Server);
        Some(Tls::open(capture, "192.0.2.10:50002", TARGET, RESUMES))
    });
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
}

#[test]
fn a_session_may_move_back() {
    let mut capture = Capture::new();
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, SUPPORT);
    a.ticket(&mut capture, allowed(b"ticket"));
    a.request(&mut capture, TARGET.as_bytes());
    let mut b = Tls::open(&mut capture, NEXT, TARGET, RESUMES);
    b.ticket(&mut capture, allowed(b"second"));
    b.request(&mut capture, ANYCAST.as_bytes());
    let back = Hello { psk: Some(b"second"), ..SUPPORT };
    let back = Tls::open(&mut capture, "192.0.2.10:50002", ANYCAST, back);
    let said = read(&capture, Rules::default(), key_log(&[&a, &b, &back]), judge(&[]));
    let course = only(&said).course();
    assert_eq!((course.outcome, course.moves.len()), (Outcome::Moved, 2));
    assert_eq!(of_stories(&said), []);
}
