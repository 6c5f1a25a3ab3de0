//! Numbers that are not assigned.

use rehome::{AlertDescription, CodePoints, ExtensionType, HandshakeType};
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;

use super::{MOVED, OFFER, PLAIN, said};
use crate::capture::{ANYCAST, CLIENT, Capture, START, TARGET};
use crate::peer::{FULL, Hello, RESUMED, Session, Ticket, Tls, allowed, key_log};
use crate::read;

/// A connection with all five, twice. Returns the frames and the words of the notes.
fn told(code_points: CodePoints) -> ([u64; 4], Vec<(Vec<u64>, String)>) {
    let token = Session::new(1).token(TARGET, START + 300, 2);
    let mut capture = Capture::new();
    let mut connections = Vec::new();
    let mut frames = Vec::new();
    for client in [CLIENT, MOVED] {
        let mut tls = Tls::connect(&mut capture, client, ANYCAST);
        tls.code_points = code_points;
        let hello = Hello { psk: Some(b"ticket"), ..OFFER };
        frames.push(tls.hello(&mut capture, hello));
        tls.answer(&mut capture, RESUMED);
        tls.finish(&mut capture);
        let ticket = Ticket { ticket: b"ticket", token: Some(&token), allowed: true };
        frames.push(tls.ticket(&mut capture, ticket));
        frames.push(tls.notify(&mut capture));
        frames.push(tls.request(&mut capture, b""));
        connections.push(tls);
    }
    let rules = Rules { code_points, ..Rules::default() };
    let connections = connections.iter().collect::<Vec<_>>();
    let said = read(&capture, rules, key_log(&connections), Judge::new());
    let notes = said.findings.iter().filter(|it| it.id.code() == "unassigned_code_point");
    let notes = notes.map(|finding| (finding.frames(), finding.message.clone())).collect();
    (frames[..4].try_into().unwrap(), notes)
}

#[test]
fn unassigned_code_point() {
    let ([hello, ticket, notify, request], notes) = told(CodePoints::default());
    let frames = notes.iter().map(|(frames, _)| frames.clone()).collect::<Vec<_>>();
    assert_eq!(frames, [[hello], [ticket], [ticket], [notify], [request]]);
    assert!(notes.iter().all(|(_, message)| message.ends_with("which is not assigned")));
}

#[test]
fn what_is_private_or_anothers() {
    let private = CodePoints::builder()
        .migration_support(ExtensionType(0xff10))
        .migration_allowed(ExtensionType(0xff11))
        .migration_token(ExtensionType(21))
        .migrate_notify(AlertDescription(90))
        .migrate_request(HandshakeType(9));
    let ([_, ticket, notify, request], notes) = told(private.build().unwrap());
    let expected = [
        (vec![ticket], "migration_token has the extension type 21, which is assigned to padding"),
        (
            vec![notify],
            "migrate_notify has the alert description 90, which is assigned to user_canceled",
        ),
        (
            vec![request],
            "migrate_request has the handshake type 9, which is assigned to request_connection_id",
        ),
    ];
    assert_eq!(notes, expected.map(|(frames, message)| (frames, message.to_owned())));
}

/// By frames, and not by when a message could be read.
#[test]
fn the_first_element_that_uses_it() {
    let mut capture = Capture::new();
    let mut late = Tls::connect(&mut capture, CLIENT, ANYCAST);
    late.answer(&mut capture, FULL);
    let first = late.ticket(&mut capture, allowed(b"ticket"));
    let mut other = Tls::open(&mut capture, MOVED, ANYCAST, PLAIN);
    other.ticket(&mut capture, allowed(b"ticket"));
    late.hello(&mut capture, PLAIN);
    let said = said(&capture, &[&late, &other]);
    assert_eq!(said.elements.len(), 2);
    assert_eq!(said.frames("unassigned_code_point"), [[first]]);
}
