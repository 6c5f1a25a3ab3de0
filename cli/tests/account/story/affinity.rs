//! TCP service affinity: SAF, an option on the FIN, a connection with the target.

use std::net::Ipv4Addr;

use rehome::tcp::{ServiceAffinity, TcpFlags};
use rehome_cli::story::Outcome;

use super::{of_stories, only, steps};
use crate::capture::{ANYCAST, CLIENT, Capture, Connection, From, TARGET};
use crate::read_plain;

const NEXT: &str = "192.0.2.10:50001";
const FIN: TcpFlags = TcpFlags::FIN;
const ACK: TcpFlags = TcpFlags::ACK;

/// A connection whose server answers with the option, and the frames of SYN and FIN.
fn told(capture: &mut Capture) -> [u64; 2] {
    let mut a = Connection::new(CLIENT, ANYCAST);
    let syn = a.send(capture, From::Client, TcpFlags::SYN | TcpFlags::SAF, &[], b"");
    let option = ServiceAffinity::new(Ipv4Addr::new(203, 0, 113, 44).into(), 8443);
    let fin = a.send(capture, From::Server, FIN | ACK, &[option.into()], b"");
    [syn, fin]
}

#[test]
fn a_client_goes_on_at_the_target() {
    let mut capture = Capture::new();
    let [syn, fin] = told(&mut capture);
    let b = Connection::open(NEXT, TARGET, &mut capture);
    // Another client, and the same one elsewhere.
    Connection::open("192.0.2.11:50001", TARGET, &mut capture);
    Connection::open("192.0.2.10:50002", "203.0.113.44:80", &mut capture);
    let said = read_plain(&capture);
    let story = only(&said);
    assert_eq!((story.family.code(), story.outcome()), ("tcp_affinity", Outcome::Moved));
    assert_eq!(
        steps(story),
        [
            (syn, 1, "contact"),
            (syn, 1, "offer"),
            (fin, 1, "trigger"),
            (fin + 1, 2, "contact"),
            (fin + 2, 2, "accept"),
        ]
    );
    assert_eq!(story.servers()[1], b.server);
    assert_eq!(of_stories(&said), []);
}

#[test]
fn a_connection_whose_beginning_is_missing_says_so() {
    for (is_whole, detail) in [(true, ""), (false, "begun before the capture")] {
        let mut capture = Capture::new();
        let mut a = Connection::new(CLIENT, ANYCAST);
        if is_whole {
            a.send(&mut capture, From::Client, TcpFlags::SYN, &[], b"");
        }
        let option = ServiceAffinity::new(Ipv4Addr::new(203, 0, 113, 44).into(), 8443);
        a.send(&mut capture, From::Server, FIN | ACK, &[option.into()], b"");
        assert_eq!(only(&read_plain(&capture)).steps[0].detail, detail);
    }
}

#[test]
fn a_target_may_refuse_be_silent_or_never_be_contacted() {
    let outcome = |follow: &dyn Fn(&mut Capture)| {
        let mut capture = Capture::new();
        told(&mut capture);
        follow(&mut capture);
        let said = read_plain(&capture);
        (only(&said).outcome(), of_stories(&said))
    };
    let syn = |capture: &mut Capture| {
        let mut b = Connection::new(NEXT, TARGET);
        b.send(capture, From::Client, TcpFlags::SYN, &[], b"");
        b
    };
    assert_eq!(
        outcome(&|_| ()),
        (Outcome::NeverContacted, vec![("target_never_contacted", vec![2])])
    );
    assert_eq!(
        outcome(&|capture| {
            syn(capture);
        }),
        (Outcome::Unanswered, vec![])
    );
    let reset = |capture: &mut Capture| {
        syn(capture).reset(capture, From::Server);
    };
    assert_eq!(outcome(&reset), (Outcome::Failed, vec![]));
    // A second try may do better.
    let again = |capture: &mut Capture| {
        reset(capture);
        Connection::open("192.0.2.10:50009", TARGET, capture);
    };
    assert_eq!(outcome(&again).0, Outcome::Moved);
}

#[test]
fn an_option_that_no_client_follows_begins_no_move() {
    let mut capture = Capture::new();
    let mut a = Connection::open(CLIENT, ANYCAST, &mut capture);
    let option = ServiceAffinity::new(Ipv4Addr::new(203, 0, 113, 44).into(), 8443);
    a.send(&mut capture, From::Server, ACK, &[option.into()], b"");
    Connection::open(NEXT, TARGET, &mut capture);
    assert_eq!(read_plain(&capture).stories, []);
}

#[test]
fn a_fin_that_is_sent_again_is_one_step() {
    let mut capture = Capture::new();
    told(&mut capture);
    let mut a = Connection::new(CLIENT, ANYCAST);
    a.next = [1001, 5000];
    let option = ServiceAffinity::new(Ipv4Addr::new(203, 0, 113, 44).into(), 8443);
    a.send(&mut capture, From::Server, FIN | ACK, &[option.into()], b"");
    let said = read_plain(&capture);
    assert_eq!(steps(only(&said)).len(), 3);
}

/// An option of a server on its FIN.
fn send_away(capture: &mut Capture, a: &mut Connection, target: &str) -> u64 {
    let target = crate::capture::address(target);
    let option = ServiceAffinity::new(target.ip(), target.port());
    a.send(capture, From::Server, FIN | ACK, &[option.into()], b"")
}

#[test]
fn a_session_may_be_sent_to_and_fro() {
    let mut capture = Capture::new();
    told(&mut capture);
    let mut b = Connection::open(NEXT, TARGET, &mut capture);
    send_away(&mut capture, &mut b, "203.0.113.45:8443");
    let mut c = Connection::open("192.0.2.10:50002", "203.0.113.45:8443", &mut capture);
    send_away(&mut capture, &mut c, TARGET);
    assert_eq!(only(&read_plain(&capture)).outcome(), Outcome::NeverContacted);
    Connection::open("192.0.2.10:50003", TARGET, &mut capture);
    let course = only(&read_plain(&capture)).course();
    assert_eq!((course.outcome, course.moves.len()), (Outcome::Moved, 3));
}

#[test]
fn many_clients_behind_one_address_are_told_apart() {
    let mut capture = Capture::new();
    for number in 0..100_u16 {
        let mut a = Connection::new(&format!("192.0.2.10:{}", 1000 + number), ANYCAST);
        a.send(&mut capture, From::Client, TcpFlags::SYN | TcpFlags::SAF, &[], b"");
        send_away(&mut capture, &mut a, TARGET);
    }
    for number in 0..100_u16 {
        Connection::open(&format!("192.0.2.10:{}", 3000 + number), TARGET, &mut capture);
    }
    let said = read_plain(&capture);
    assert_eq!(said.stories.len(), 100);
    assert!(said.stories.iter().all(|story| story.outcome() == Outcome::Moved));
    assert_eq!(of_stories(&said), []);
}

#[test]
fn a_client_may_go_on_by_another_family() {
    let mut capture = Capture::new();
    let mut a = Connection::new(CLIENT, ANYCAST);
    a.send(&mut capture, From::Client, TcpFlags::SYN | TcpFlags::SAF, &[], b"");
    send_away(&mut capture, &mut a, "[2001:db8:1::40]:8443");
    Connection::open("[2001:db8:1::10]:50001", "[2001:db8:1::40]:8443", &mut capture);
    assert_eq!(only(&read_plain(&capture)).outcome(), Outcome::Moved);
}

#[test]
fn a_syn_ack_shows_a_contact_too() {
    let mut capture = Capture::new();
    told(&mut capture);
    let mut b = Connection::new(NEXT, TARGET);
    b.next = [1001, 5000];
    b.send(&mut capture, From::Server, TcpFlags::SYN | ACK, &[], b"");
    assert_eq!(only(&read_plain(&capture)).outcome(), Outcome::Moved);
}

#[test]
fn tls_behind_it_is_another_matter() {
    let mut capture = Capture::new();
    told(&mut capture);
    let hello = crate::peer::Hello { support: true, ..crate::peer::Hello::default() };
    crate::peer::Tls::open(&mut capture, NEXT, TARGET, hello);
    let said = read_plain(&capture);
    assert_eq!(only(&said).outcome(), Outcome::Moved);
    assert!(steps(only(&said)).iter().all(|step| step.2 != "anew"));
}
