use std::net::SocketAddr;

use rehome::CodePoints;
use rehome::tls::{MigrationTokenBuf, MigrationTokenClaims};
use rehome::wire::{Encode, Opaque};

use super::*;
use crate::capture::{FrameId, Timestamp};
use crate::element::{Place, Value};

fn vector(octets: &[u8]) -> Vec<u8> {
    [&u16::try_from(octets.len()).unwrap().to_be_bytes(), octets].concat()
}

fn extension(extension_type: u16, data: &[u8]) -> Vec<u8> {
    [&extension_type.to_be_bytes()[..], &vector(data)].concat()
}

/// A token of the session of ones, that expires at second 100.
fn token(nonce: u64) -> MigrationTokenBuf {
    let nonce = [[2; 8], nonce.to_be_bytes()].concat();
    let claims = MigrationTokenClaims {
        target_address: "192.0.2.1:443".parse::<SocketAddr>().unwrap().try_into().unwrap(),
        session_id: Opaque::from_array(&[1; 32]),
        expiry_timestamp: 100,
        nonce: Opaque::new(&nonce).unwrap(),
    };
    MigrationTokenBuf::new(&claims, Opaque::from_array(&[3; 32]))
}

fn element(kind: Kind, body: &[u8], frame: u64, seconds: Option<u64>) -> Element {
    let msg_type = if kind == Kind::ClientHello { 1 } else { 4 };
    let octets = [&[msg_type, 0][..], &vector(body)].concat();
    let numbers = CodePoints::default();
    let value = match kind {
        Kind::ClientHello => ClientHello::from_bytes_with(&octets, &numbers)
            .map(|hello| Value::ClientHello((&hello).into())),
        _ => NewSessionTicket::from_bytes_with(&octets, &numbers)
            .map(|ticket| Value::NewSessionTicket((&ticket).into())),
    };
    assert!(value.is_ok(), "{value:?}");
    let time = seconds.map(|seconds| Timestamp { seconds, nanoseconds: 999_999_999 });
    Element {
        frame: FrameId { number: frame, time },
        flow: Some(frame),
        source: "192.0.2.1:443".parse().unwrap(),
        destination: "192.0.2.1:443".parse().unwrap(),
        sender: None,
        kind,
        place: Place::Frame(0..0),
        octets,
        value,
        verdict: None,
    }
}

fn ticket(token: &MigrationTokenBuf, frame: u64, seconds: Option<u64>) -> Element {
    let extensions = vector(&extension(0xfe4f, &token.as_token().to_vec()));
    let body = [&[0; 9][..], &vector(b"ticket"), &extensions].concat();
    element(Kind::NewSessionTicket, &body, frame, seconds)
}

fn hello(token: &MigrationTokenBuf, frame: u64, seconds: Option<u64>) -> Element {
    let identities = vector(&[&vector(b"ticket")[..], &[0; 4]].concat());
    let binders = vector(&[&[32][..], &[0; 32]].concat());
    let token = extension(0xfe4f, &token.as_token().to_vec());
    let extensions = [token, extension(41, &[identities, binders].concat())].concat();
    let body = [&[3; 34][..], &[0, 0, 2, 0x13, 1, 1, 0], &vector(&extensions)].concat();
    element(Kind::ClientHello, &body, frame, seconds)
}

fn said(memory: &mut Memory, element: &Element) -> Vec<Id> {
    let mut ids = Vec::new();
    let rules = Rules { max_lifetime: Duration::from_secs(50), ..Rules::default() };
    memory.verdict(&rules, element, &mut |finding| ids.push(finding.id));
    ids
}

#[test]
fn a_frame_without_a_time_expires_nothing() {
    for (seconds, at_issue, presented) in [
        (None, vec![], vec![]),
        (Some(49), vec![Id::TokenLifetime], vec![]),
        (Some(50), vec![], vec![]),
        // Whole seconds count.
        (Some(100), vec![], vec![]),
        (Some(101), vec![Id::TokenExpired], vec![Id::TokenExpired]),
    ] {
        let memory = &mut Memory::default();
        assert_eq!(said(memory, &ticket(&token(1), 1, seconds)), at_issue, "{seconds:?}");
        assert_eq!(said(memory, &hello(&token(1), 2, seconds)), presented, "{seconds:?}");
    }
}

/// Tokens without end take no more than there is room for, and nothing is told that is not so.
#[test]
fn what_is_remembered_has_an_end() {
    let memory = &mut Memory::default();
    let mut frames = 1..;
    while memory.room.take(0) {
        let frame = frames.next().unwrap();
        assert_eq!(said(memory, &hello(&token(frame), frame, None)), []);
    }
    let frame = frames.next().unwrap();
    let known = (memory.presented.len(), memory.nonces.len());
    for frame in frame..frame + 3 {
        assert_eq!(said(memory, &hello(&token(0), frame, None)), []);
        assert_eq!(said(memory, &ticket(&token(0), frame, None)), []);
    }
    assert_eq!((memory.presented.len(), memory.nonces.len()), known);
    // What was there before is still known.
    assert_eq!(said(memory, &hello(&token(1), frame + 3, None)), [Id::TokenReplayed]);
}
