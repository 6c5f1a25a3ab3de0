//! TCP Migrate: Migrate-Permitted on both SYNs, a Migrate SYN from another address.

use std::num::NonZeroU8;

use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView};
use rehome::tcp::{Migrate, MigratePermitted, TcpFlags, TcpOption, Timestamps};
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;
use rehome_cli::scan::{Account, Scan, Settings};
use rehome_cli::story::{Outcome, SharedSecret};
use rehome_cli::tls::KeyLog;

use super::{of_stories, only, steps};
use crate::capture::{CLIENT, Capture, Connection, From};
use crate::{Said, read_plain};

const SERVER: &str = "198.51.100.1:7000";
const MOVED: &str = "203.0.113.77:41311";
const SECRET: [u8; 25] = [5; 25];

/// What is wrong with a request.
#[derive(Clone, Copy, Default)]
struct Wrong {
    token: bool,
    request: bool,
}

fn permitted(capture: &mut Capture, is_secure: bool) -> Connection {
    let mut a = Connection::new(CLIENT, SERVER);
    let secure = MigratePermitted::Secure { curve: NonZeroU8::MIN, key_data: &[4; 17] };
    let data = Timestamps::default().to_data();
    let options = match is_secure {
        true => vec![secure.into(), Timestamps::to_option(&data)],
        false => vec![MigratePermitted::Insecure.into()],
    };
    a.shake(capture, TcpFlags::default(), &options, &options);
    a
}

/// A Migrate SYN and, if it is answered, its SYN/ACK. Returns the first one's frame.
fn migrate(
    capture: &mut Capture,
    from: &str,
    reqno: u8,
    key: MigrateKey,
    wrong: Wrong,
    is_answered: bool,
) -> u64 {
    let secrets = MigrateSecrets { ni: 1000, nj: 5000, key, view: ReqNoView::SevenBit };
    let mut b = Connection::new(from, SERVER);
    b.next = [2000 + u32::from(reqno), 9000];
    let (mut token, mut request) = (secrets.token(), secrets.request(b.next[0], reqno));
    token[0] ^= u8::from(wrong.token);
    request[7] ^= u8::from(wrong.request);
    let option = TcpOption::Migrate(Migrate { reqno, token: &token, request: &request });
    let frame = b.send(capture, From::Client, TcpFlags::SYN, &[option], b"");
    if is_answered {
        b.send(capture, From::Server, TcpFlags::SYN | TcpFlags::ACK, &[], b"");
    }
    frame
}

fn insecure(capture: &mut Capture, from: &str, reqno: u8, wrong: Wrong, is_answered: bool) -> u64 {
    migrate(capture, from, reqno, MigrateKey::INSECURE, wrong, is_answered)
}

const RIGHT: Wrong = Wrong { token: false, request: false };

#[test]
fn a_connection_moves_twice() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    let first = insecure(&mut capture, MOVED, 1, RIGHT, true);
    let second = insecure(&mut capture, "203.0.113.78:41311", 2, RIGHT, true);
    let said = read_plain(&capture);
    let story = only(&said);
    assert_eq!((story.family.code(), story.outcome()), ("tcp_migrate", Outcome::Moved));
    assert_eq!(
        steps(story),
        [
            (1, 1, "contact"),
            (1, 1, "offer"),
            (2, 1, "agree"),
            (first, 2, "contact"),
            (first, 2, "attempt"),
            (first + 1, 2, "accept"),
            (second, 3, "contact"),
            (second, 3, "attempt"),
            (second + 1, 3, "accept"),
        ]
    );
    assert_eq!(story.steps[4].verdict, Some("valid"));
    assert_eq!(of_stories(&said), []);
}

#[test]
fn a_server_may_move_too() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    let key = MigrateKey::INSECURE;
    let secrets = MigrateSecrets { ni: 1000, nj: 5000, key, view: ReqNoView::EightBit };
    let mut b = Connection::new("198.51.100.2:7000", CLIENT);
    let (token, request) = (secrets.token(), secrets.request(b.next[0], 1));
    let option = TcpOption::Migrate(Migrate { reqno: 1, token: &token, request: &request });
    let syn = b.send(&mut capture, From::Client, TcpFlags::SYN, &[option], b"");
    b.send(&mut capture, From::Server, TcpFlags::SYN | TcpFlags::ACK, &[], b"");
    let said = read_plain(&capture);
    let story = only(&said);
    assert_eq!((story.outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
    let expected = [(syn, 2, "contact"), (syn, 2, "attempt"), (syn + 1, 2, "accept")];
    assert_eq!(steps(story)[3..], expected);
    let servers: Vec<_> = story.servers().iter().map(ToString::to_string).collect();
    assert_eq!(servers, [SERVER, "198.51.100.2:7000"]);
    let of = |step: usize| story.steps[step].source.to_string();
    assert_eq!([of(3), of(4), of(5)], ["198.51.100.2:7000", "198.51.100.2:7000", CLIENT]);
}

#[test]
fn a_request_is_held_against_the_connection() {
    for (wrong, code) in [
        (Wrong { token: true, ..RIGHT }, "migrate_token_unknown"),
        (Wrong { request: true, ..RIGHT }, "migrate_request_wrong"),
    ] {
        let mut capture = Capture::new();
        permitted(&mut capture, false);
        let frame = insecure(&mut capture, MOVED, 1, wrong, false);
        let codes = of_stories(&read_plain(&capture));
        assert_eq!((codes.len(), codes[0].0), (1, code));
        assert_eq!(codes[0].1.last(), Some(&frame));
    }
}

#[test]
fn a_reqno_is_held_against_the_last_one_that_was_accepted() {
    for (reqno, is_stale) in [(5, false), (4, true), (3, true), (68, true), (67, false)] {
        let mut capture = Capture::new();
        permitted(&mut capture, false);
        let first = insecure(&mut capture, MOVED, 4, RIGHT, true);
        let frame = insecure(&mut capture, "203.0.113.78:1", reqno, RIGHT, false);
        let expected = vec![("migrate_reqno_stale", vec![2, first + 1, frame])];
        let codes = of_stories(&read_plain(&capture));
        // In the view of eight bits 68 is newer than 4.
        let is_stale = is_stale && reqno != 68;
        assert_eq!(codes, if is_stale { expected } else { vec![] }, "{reqno}");
    }
}

/// In one view 200 is newer than 10, but the Request was made with the secrets in the other.
#[test]
fn a_request_that_is_right_tells_the_view() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    insecure(&mut capture, MOVED, 10, RIGHT, true);
    let key = MigrateKey::INSECURE;
    let secrets = MigrateSecrets { ni: 1000, nj: 5000, key, view: ReqNoView::EightBit };
    let mut b = Connection::new("203.0.113.78:1", SERVER);
    let (token, request) = (secrets.token(), secrets.request(b.next[0], 200));
    let option = TcpOption::Migrate(Migrate { reqno: 200, token: &token, request: &request });
    b.send(&mut capture, From::Client, TcpFlags::SYN, &[option], b"");
    let codes = of_stories(&read_plain(&capture));
    assert_eq!(codes.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["migrate_reqno_stale"]);
}

#[test]
fn a_syn_that_is_sent_again_is_no_second_request() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    insecure(&mut capture, MOVED, 1, RIGHT, false);
    insecure(&mut capture, MOVED, 1, RIGHT, true);
    let said = read_plain(&capture);
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
    assert_eq!(steps(only(&said)).iter().filter(|step| step.2 == "attempt").count(), 1);
}

#[test]
fn a_reset_is_told_and_waited_out() {
    let mut capture = Capture::new();
    let mut a = permitted(&mut capture, false);
    let reset = a.reset(&mut capture, From::Server);
    insecure(&mut capture, MOVED, 1, RIGHT, true);
    let said = read_plain(&capture);
    assert!(steps(only(&said)).contains(&(reset, 1, "reset")));
    assert_eq!(only(&said).outcome(), Outcome::Moved);
}

#[test]
fn a_server_that_resets_has_not_moved() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    insecure(&mut capture, MOVED, 1, Wrong { request: true, ..RIGHT }, false);
    let mut b = Connection::new(MOVED, SERVER);
    b.next = [2002, 0];
    b.reset(&mut capture, From::Server);
    assert_eq!(only(&read_plain(&capture)).outcome(), Outcome::Failed);
}

fn read_with(capture: &Capture, secrets: Vec<SharedSecret>) -> Said {
    let account = Account::with_migrate_keys(Rules::default(), secrets);
    let scan = Scan::ordered(Settings::default(), KeyLog::new(), Judge::new());
    capture.read(scan.with_account(account))
}

#[test]
fn a_secure_connection_is_judged_with_its_key() {
    let key = || MigrateKey::from_shared_secret(&SECRET).unwrap();
    for (wrong, found) in
        [(RIGHT, None), (Wrong { request: true, ..RIGHT }, Some("migrate_request_wrong"))]
    {
        let mut capture = Capture::new();
        permitted(&mut capture, true);
        migrate(&mut capture, MOVED, 1, key(), wrong, true);
        let given = vec![vec![9; 20].into(), SECRET.to_vec().into()];
        let said = read_with(&capture, given);
        let codes: Vec<_> = of_stories(&said).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, Vec::from_iter(found));
        assert_eq!(only(&said).steps[4].verdict, Some(found.map_or("valid", |_| "wrong_request")));
        // Without it the connection is known by its server, and nothing is said of the request.
        let said = read_with(&capture, vec![]);
        assert_eq!((of_stories(&said), only(&said).steps[4].verdict), (vec![], None));
        assert_eq!(only(&said).outcome(), Outcome::Moved);
        assert!(!only(&said).steps[4].detail.contains("keys given"));
        // Where another is given, that is told.
        let said = read_with(&capture, vec![vec![9; 20].into()]);
        assert!(only(&said).steps[4].detail.ends_with(" of none of the keys given"));
    }
}

#[test]
fn saf_on_the_same_syn_is_a_story_of_its_own() {
    let mut capture = Capture::new();
    let mut a = Connection::new(CLIENT, SERVER);
    let option = [MigratePermitted::Insecure.into()];
    a.shake(&mut capture, TcpFlags::SAF, &option, &option);
    insecure(&mut capture, MOVED, 1, RIGHT, true);
    let said = read_plain(&capture);
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
}

#[test]
fn a_made_up_request_undoes_no_move() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    insecure(&mut capture, MOVED, 1, RIGHT, true);
    insecure(&mut capture, "198.18.0.5:1", 2, Wrong { request: true, ..RIGHT }, false);
    let mut b = Connection::new("198.18.0.5:1", SERVER);
    b.next = [2003, 0];
    b.reset(&mut capture, From::Server);
    assert_eq!(only(&read_plain(&capture)).outcome(), Outcome::Moved);
}

#[test]
fn an_older_syn_may_come_again() {
    let mut capture = Capture::new();
    permitted(&mut capture, false);
    insecure(&mut capture, MOVED, 1, RIGHT, false);
    let second = "203.0.113.78:41311";
    insecure(&mut capture, second, 2, RIGHT, false);
    insecure(&mut capture, MOVED, 1, RIGHT, false);
    let mut b = Connection::new(second, SERVER);
    b.next = [2003, 9000];
    b.send(&mut capture, From::Server, TcpFlags::SYN | TcpFlags::ACK, &[], b"");
    let said = read_plain(&capture);
    assert_eq!((only(&said).outcome(), of_stories(&said)), (Outcome::Moved, vec![]));
}

#[test]
fn a_key_that_is_proved_hides_no_made_up_token() {
    let mut capture = Capture::new();
    permitted(&mut capture, true);
    let key = || MigrateKey::from_shared_secret(&SECRET).unwrap();
    let unknown = Wrong { token: true, ..RIGHT };
    migrate(&mut capture, MOVED, 1, key(), RIGHT, true);
    migrate(&mut capture, "198.18.0.5:1", 9, key(), unknown, false);
    let said = read_with(&capture, vec![SECRET.to_vec().into()]);
    let outcomes: Vec<_> = said.stories.iter().map(|story| story.outcome()).collect();
    assert_eq!(outcomes, [Outcome::Moved, Outcome::Unanswered]);
    assert_eq!(of_stories(&said)[0].0, "migrate_token_unknown");
}
