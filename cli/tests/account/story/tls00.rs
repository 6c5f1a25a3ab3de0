//! Draft -00: a token, an alert, a hello with the token.

use rehome_cli::finding::Rules;
use rehome_cli::story::Outcome;
use rehome_cli::tls::KeyLog;

use super::{of_stories, only, steps};
use crate::capture::{ANYCAST, CLIENT, Capture, Connection, From, START, TARGET};
use crate::peer::{Answer, FULL, Hello, Keys, RESUMED, Session, Tls, judge, key_log, with_token};
use crate::{Said, read, read_plain};

/// The client's next connection.
const NEXT: &str = "192.0.2.10:50001";

/// A connection with A that brings a token to TARGET, and is told to move.
struct Told {
    capture: Capture,
    session: Session,
    a: Tls,
    token: Vec<u8>,
    ticket: u64,
    notify: u64,
}

fn told() -> Told {
    let mut capture = Capture::new();
    let session = Session::new(7);
    let token = session.token(TARGET, START + 600, 1);
    let hello = Hello { support: true, ..Hello::default() };
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
    let ticket = a.ticket(&mut capture, with_token(b"ticket", &token));
    let notify = a.notify(&mut capture);
    Told { capture, session, a, token, ticket, notify }
}

impl Told {
    fn hello(&self) -> Hello<'_> {
        Hello { support: true, token: Some(&self.token), psk: Some(b"ticket"), ..Hello::default() }
    }

    fn read(&self, b: Option<&Tls>) -> Said {
        let connections: Vec<_> = [&self.a].into_iter().chain(b).collect();
        read(&self.capture, Rules::default(), key_log(&connections), judge(&[&self.session]))
    }
}

#[test]
fn a_session_moves_and_every_step_is_told() {
    let mut told = told();
    let close = told.a.close(&mut told.capture);
    told.capture.wait(50);
    let (token, mut capture) =
        (told.token.clone(), std::mem::replace(&mut told.capture, Capture::new()));
    let hello =
        Hello { support: true, token: Some(&token), psk: Some(b"ticket"), ..Hello::default() };
    let b = Tls::open(&mut capture, NEXT, TARGET, hello);
    told.capture = capture;
    let said = told.read(Some(&b));
    let story = only(&said);
    assert_eq!((story.family.code(), story.outcome()), ("tls_00", Outcome::Moved));
    assert_eq!(
        steps(story),
        [
            (1, 1, "contact"),
            (told.a.hello, 1, "offer"),
            (told.ticket, 1, "authorize"),
            (told.notify, 1, "trigger"),
            (close, 1, "close"),
            (close + 2, 2, "contact"),
            (b.hello, 2, "attempt"),
            (b.answer, 2, "accept"),
        ]
    );
    assert_eq!(story.steps[6].verdict, Some("valid"));
    assert_eq!(story.steps[7].detail, "PSK taken, psk_dhe_ke");
    let servers: Vec<_> = story.servers().iter().map(ToString::to_string).collect();
    assert_eq!(servers, [ANYCAST, TARGET]);
    assert_eq!(of_stories(&said), []);
}

/// What comes of an attempt that is answered like this, by outcome and findings.
fn answered(
    token: impl FnOnce(&Session) -> Vec<u8>,
    answer: Answer,
) -> (Outcome, Vec<&'static str>) {
    let mut told = told();
    told.token = token(&told.session);
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let b = Tls::open_with(&mut capture, NEXT, TARGET, told.hello(), answer);
    told.capture = capture;
    let said = told.read(Some(&b));
    let codes = of_stories(&said).into_iter().map(|(code, frames)| {
        assert!(frames.contains(&b.answer) || code == "psk_ke", "{code} {frames:?}");
        code
    });
    (only(&said).outcome(), codes.collect())
}

#[test]
fn what_the_server_makes_of_a_token_is_held_against_the_verdict() {
    let valid = |session: &Session| session.token(TARGET, START + 600, 1);
    let forged = |session: &Session| {
        let mut token = session.token(TARGET, START + 600, 1);
        *token.last_mut().unwrap() ^= 1;
        token
    };
    let psk_ke = Answer { psk: Some(0), key_share: false };
    assert_eq!(answered(valid, RESUMED), (Outcome::Moved, vec![]));
    assert_eq!(answered(valid, FULL), (Outcome::Refused, vec!["valid_token_refused"]));
    assert_eq!(answered(forged, FULL), (Outcome::Refused, vec![]));
    assert_eq!(answered(forged, RESUMED), (Outcome::Moved, vec!["refused_token_accepted"]));
    assert_eq!(answered(valid, psk_ke), (Outcome::Moved, vec!["psk_ke"]));
    // A PSK of the target's own is none of the session.
    let other = Answer { psk: Some(1), key_share: true };
    assert_eq!(answered(valid, other), (Outcome::Refused, vec!["valid_token_refused"]));
    assert_eq!(answered(forged, other), (Outcome::Refused, vec![]));
}

/// By check 5 of a token, and since it would keep the old secret.
#[test]
fn a_server_is_right_to_refuse_what_is_for_another_or_by_psk_ke() {
    let elsewhere = |session: &Session| session.token("203.0.113.45:8443", START + 600, 1);
    assert_eq!(answered(elsewhere, FULL), (Outcome::Refused, vec![]));
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let hello = Hello { psk_ke: true, ..told.hello() };
    let b = Tls::open_with(&mut capture, NEXT, TARGET, hello, FULL);
    told.capture = capture;
    assert_eq!(of_stories(&told.read(Some(&b))), [("psk_ke", vec![b.hello])]);
}

/// The client may be on its way when it is told, or told once more.
#[test]
fn a_trigger_may_cross_the_client() {
    for (is_told_before, at) in [(true, 0), (true, 1), (false, 0), (false, 1), (true, 2)] {
        let mut capture = Capture::new();
        let session = Session::new(7);
        let token = session.token(TARGET, START + 600, 1);
        let hello = Hello { support: true, ..Hello::default() };
        let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
        a.ticket(&mut capture, with_token(b"ticket", &token));
        if is_told_before {
            a.notify(&mut capture);
        }
        let mut crosses = |now, capture: &mut Capture| {
            if now == at {
                a.notify(capture);
            }
        };
        let mut b = Tls::connect(&mut capture, NEXT, TARGET);
        crosses(0, &mut capture);
        b.hello(&mut capture, Hello { token: Some(&token), psk: Some(b"ticket"), ..hello });
        crosses(1, &mut capture);
        b.answer(&mut capture, RESUMED);
        crosses(2, &mut capture);
        b.finish(&mut capture);
        let said = read(&capture, Rules::default(), key_log(&[&a, &b]), judge(&[&session]));
        let course = only(&said).course();
        assert_eq!((course.outcome, course.moves.len()), (Outcome::Moved, 1), "{at}");
        assert_eq!(of_stories(&said), []);
    }
}

#[test]
fn a_trigger_behind_a_move_that_failed_asks_for_another() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let b = Tls::open_with(&mut capture, NEXT, TARGET, told.hello(), FULL);
    let again = told.a.notify(&mut capture);
    told.capture = capture;
    let said = told.read(Some(&b));
    assert_eq!(only(&said).outcome(), Outcome::NeverContacted);
    let frames = said.frames("target_never_contacted");
    assert_eq!(frames, [[told.ticket, again]]);
}

#[test]
fn a_client_that_offers_psk_ke_only_is_told_of_once() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let hello = Hello { psk_ke: true, ..told.hello() };
    let b = Tls::open_with(
        &mut capture,
        NEXT,
        TARGET,
        hello,
        Answer { psk: Some(0), key_share: false },
    );
    told.capture = capture;
    assert_eq!(of_stories(&told.read(Some(&b))), [("psk_ke", vec![b.hello])]);
}

#[test]
fn who_never_goes_is_told_of_only_if_asked_to() {
    let told = told();
    let said = told.read(None);
    assert_eq!(only(&said).outcome(), Outcome::NeverContacted);
    assert_eq!(of_stories(&said), [("target_never_contacted", vec![told.ticket, told.notify])]);
    // With a token alone the client may go when it likes.
    let mut capture = Capture::new();
    let token = Session::new(7).token(TARGET, START + 600, 1);
    let mut a =
        Tls::open(&mut capture, CLIENT, ANYCAST, Hello { support: true, ..Hello::default() });
    a.ticket(&mut capture, with_token(b"ticket", &token));
    let said = read(&capture, Rules::default(), key_log(&[&a]), judge(&[]));
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Stayed, vec![]));
}

#[test]
fn a_target_may_be_silent_reset_or_end_with_an_alert() {
    let outcome = |act: &dyn Fn(&mut Capture, Hello<'_>)| {
        let mut told = told();
        let mut capture = std::mem::replace(&mut told.capture, Capture::new());
        act(&mut capture, told.hello());
        told.capture = capture;
        only(&told.read(None)).outcome()
    };
    assert_eq!(
        outcome(&|capture, _| {
            Tls::connect(capture, NEXT, TARGET);
        }),
        Outcome::Unanswered
    );
    assert_eq!(
        outcome(&|capture, hello| {
            let mut b = Tls::connect(capture, NEXT, TARGET);
            b.hello(capture, hello);
            b.connection.reset(capture, From::Server);
        }),
        Outcome::Failed
    );
    assert_eq!(
        outcome(&|capture, hello| {
            let mut b = Tls::connect(capture, NEXT, TARGET);
            b.hello(capture, hello);
            b.alert(capture, From::Server, Keys::Clear, 40);
        }),
        Outcome::Failed
    );
    assert_eq!(
        outcome(&|capture, _| {
            Tls::open(capture, NEXT, TARGET, Hello { support: true, ..Hello::default() });
        }),
        Outcome::Anew
    );
}

#[test]
fn a_client_with_another_address_is_known_by_its_token() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let b = Tls::open(&mut capture, "198.18.0.5:1234", "203.0.113.99:443", told.hello());
    told.capture = capture;
    let said = told.read(Some(&b));
    assert_eq!(only(&said).outcome(), Outcome::Moved);
}

#[test]
fn without_secrets_the_story_begins_with_the_token() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let b = Tls::open(&mut capture, NEXT, TARGET, told.hello());
    let said = read_plain(&capture);
    told.capture = capture;
    let steps = steps(only(&said));
    assert_eq!(steps[1..], [(b.hello, 2, "attempt"), (b.answer, 2, "accept")], "{steps:?}");
    let said = read(&told.capture, Rules::default(), KeyLog::new(), judge(&[&told.session]));
    assert_eq!(only(&said).steps[1].verdict, Some("valid"));
}

#[test]
fn a_session_that_moves_on_is_one_story() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let mut b = Tls::open(&mut capture, NEXT, TARGET, told.hello());
    let second = Session::new(9);
    let token = second.token("203.0.113.45:8443", START + 600, 2);
    b.ticket(&mut capture, with_token(b"second", &token));
    b.notify(&mut capture);
    let hello = Hello { token: Some(&token), psk: Some(b"second"), ..Hello::default() };
    let c = Tls::open(&mut capture, "192.0.2.10:50002", "203.0.113.45:8443", hello);
    told.capture = capture;
    let keys = key_log(&[&told.a, &b, &c]);
    let said = read(&told.capture, Rules::default(), keys, judge(&[&told.session, &second]));
    let story = only(&said);
    assert_eq!((story.servers().len(), story.outcome()), (3, Outcome::Moved));
    let kinds: Vec<_> = steps(story).into_iter().filter(|step| step.2 == "accept").collect();
    assert_eq!(kinds, [(b.answer, 2, "accept"), (c.answer, 3, "accept")]);
}

#[test]
fn a_second_hello_is_part_of_the_attempt() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let mut b = Tls::connect(&mut capture, NEXT, TARGET);
    let first = b.hello(&mut capture, told.hello());
    let retry = b.retry(&mut capture);
    b.hello(&mut capture, told.hello());
    let answer = b.answer(&mut capture, RESUMED);
    b.finish(&mut capture);
    told.capture = capture;
    let said = told.read(Some(&b));
    let expected = [(first, 2, "attempt"), (retry, 2, "retry"), (answer, 2, "accept")];
    assert_eq!(steps(only(&said))[5..], expected);
    assert_eq!(of_stories(&said), []);
}

/// What follows the first connection, and what is said of it all.
fn followed(follow: impl FnOnce(&mut Capture, Hello<'_>) -> Vec<Tls>) -> Said {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let connections = follow(&mut capture, told.hello());
    told.capture = capture;
    let all: Vec<_> = [&told.a].into_iter().chain(&connections).collect();
    read(&told.capture, Rules::default(), key_log(&all), judge(&[&told.session]))
}

#[test]
fn only_the_server_that_has_the_session_can_ask_for_a_move() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let b = Tls::open(&mut capture, NEXT, TARGET, told.hello());
    told.a.notify(&mut capture);
    told.capture = capture;
    let said = told.read(Some(&b));
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
}

#[test]
fn a_token_that_nobody_took_may_be_presented_again() {
    for is_reset in [true, false] {
        let said = followed(|capture, hello| {
            let mut first = Tls::connect(capture, NEXT, TARGET);
            first.hello(capture, hello);
            if is_reset {
                first.connection.reset(capture, From::Server);
            }
            vec![Tls::open(capture, "192.0.2.10:50002", TARGET, hello)]
        });
        assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
    }
}

#[test]
fn a_token_that_is_replayed_undoes_no_move() {
    let said = followed(|capture, hello| {
        let b = Tls::open(capture, NEXT, TARGET, hello);
        vec![b, Tls::open_with(capture, "198.18.0.5:1", TARGET, hello, FULL)]
    });
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
    let said = followed(|capture, hello| {
        let b = Tls::open(capture, NEXT, TARGET, hello);
        vec![b, Tls::open(capture, "198.18.0.5:1", TARGET, hello)]
    });
    assert_eq!(only(&said).outcome(), Outcome::Moved);
    assert_eq!(of_stories(&said)[0].0, "refused_token_accepted");
}

#[test]
fn of_two_connections_one_is_the_move() {
    let said = followed(|capture, hello| {
        let b = Tls::open(capture, NEXT, TARGET, hello);
        let mut other = Tls::connect(capture, "192.0.2.10:50002", TARGET);
        other.connection.reset(capture, From::Client);
        vec![b]
    });
    let course = only(&said).course();
    assert_eq!((course.outcome, course.moves.len()), (Outcome::Moved, 1));
}

#[test]
fn a_token_alone_awaits_nobody() {
    let mut capture = Capture::new();
    let token = Session::new(7).token(TARGET, START + 600, 1);
    let hello = Hello { support: true, ..Hello::default() };
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
    a.ticket(&mut capture, with_token(b"ticket", &token));
    Connection::open(NEXT, TARGET, &mut capture);
    let said = read(&capture, Rules::default(), key_log(&[&a]), judge(&[]));
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Stayed, vec![]));
}

#[test]
fn clients_behind_one_address_keep_their_sessions() {
    let said = followed(|capture, hello| {
        // Another client comes first, and has tickets of its own.
        let plain = Hello { support: true, ..Hello::default() };
        let mut other = Tls::open(capture, "192.0.2.10:60000", TARGET, plain);
        let token = Session::new(8).token("203.0.113.9:1", START + 600, 3);
        other.ticket(capture, with_token(b"other", &token));
        vec![other, Tls::open(capture, NEXT, TARGET, hello)]
    });
    let outcomes: Vec<_> = said.stories.iter().map(|story| story.outcome()).collect();
    assert_eq!(outcomes, [Outcome::Moved, Outcome::Stayed]);
}

#[test]
fn a_notify_in_the_clear_moves_nothing() {
    let mut told = told();
    let mut capture = Capture::new();
    let hello = Hello { support: true, ..Hello::default() };
    let mut a = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
    a.ticket(&mut capture, with_token(b"ticket", &told.token));
    a.alert(&mut capture, From::Server, Keys::Clear, 253);
    (told.capture, told.a) = (capture, a);
    let said = told.read(None);
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Stayed, vec![]));
}

#[test]
fn a_second_hello_without_psk_asks_for_nothing() {
    let said = followed(|capture, hello| {
        let mut b = Tls::connect(capture, NEXT, TARGET);
        b.hello(capture, hello);
        b.retry(capture);
        b.hello(capture, Hello { support: true, ..Hello::default() });
        b.answer(capture, FULL);
        vec![b]
    });
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Anew, vec![]));
}

#[test]
fn the_servers_hello_may_be_captured_first() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    let mut b = Tls::connect(&mut capture, NEXT, TARGET);
    // What comes later in the connection stands before it in the capture.
    let mut apart = Capture::new();
    b.hello(&mut apart, told.hello());
    b.answer(&mut capture, RESUMED);
    let mut again = Tls::over(Connection::new(NEXT, TARGET));
    again.connection.next = [1001, 5001];
    again.hello(&mut capture, told.hello());
    told.capture = capture;
    let said = told.read(None);
    assert_eq!(only(&said).outcome(), Outcome::Moved);
}

#[test]
fn a_long_story_keeps_how_it_ends() {
    let mut told = told();
    let mut capture = std::mem::replace(&mut told.capture, Capture::new());
    for number in 0..300_u16 {
        let ticket = [&b"ticket"[..], &number.to_be_bytes()].concat();
        told.a.ticket(&mut capture, with_token(&ticket, &told.token));
    }
    told.a.notify(&mut capture);
    let b = Tls::open_with(
        &mut capture,
        NEXT,
        TARGET,
        told.hello(),
        Answer { psk: Some(0), key_share: false },
    );
    told.capture = capture;
    let said = told.read(Some(&b));
    let story = only(&said);
    assert_eq!((story.outcome(), story.steps.len()), (Outcome::Moved, 256));
    assert!(story.left_out > 40);
    assert_eq!(of_stories(&said)[0].0, "psk_ke");
}
