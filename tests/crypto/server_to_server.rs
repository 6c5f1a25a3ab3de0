//! Server A sends a session to server B, in the messages that go over the wire.

use std::collections::HashMap;

use rehome::crypto::{
    Grant, HashAlgorithm, Refusal, SessionKeys, Verifier, expiry_timestamp, hkdf_expand_label,
};
use rehome::tls::{
    ClientHello, Extension, HandshakeMessage, IpAddress, MigrationExtension, MigrationSupport,
    MigrationToken, MoveDecision, NewSessionTicket, Nonce, OfferedPsks, PskIdentity, StayReason,
    StoredTicket,
};
use rehome::wire::{Decode, Encode, Opaque};
use rehome::{ExtensionType, HandshakeType};

use crate::build::{NOW, Recorder, hmac, v4, v6};

const TICKET: &[u8] = b"what only the servers can read";
const PRE_SHARED_KEY: ExtensionType = ExtensionType(41);

fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    let body = Opaque::new(body).unwrap();
    HandshakeMessage { msg_type: HandshakeType(msg_type), body }.to_vec()
}

/// Extensions with the length of all.
fn block(extensions: &[Vec<u8>]) -> Vec<u8> {
    Opaque::<0, 0xffff>::new(&extensions.concat()).unwrap().to_vec()
}

/// What a server knows of a session.
struct Session {
    hash: HashAlgorithm,
    rms: Vec<u8>,
}

impl Session {
    fn new(hash: HashAlgorithm) -> Self {
        Self { hash, rms: vec![0x42; hash.output_len()] }
    }

    fn keys(&self) -> SessionKeys {
        SessionKeys::derive(self.hash, &self.rms).unwrap()
    }

    /// Server A's NewSessionTicket, with a token where it is to have one.
    fn new_session_ticket(&self, target: Option<IpAddress>, lifetime: u32) -> Vec<u8> {
        let extension = target.map(|target_address| {
            let five_minutes = core::time::Duration::from_secs(300);
            let expiry_timestamp = expiry_timestamp(NOW, five_minutes);
            let nonce = Nonce::from_array(&[0x5c; 16]);
            let grant = Grant { target_address, expiry_timestamp, nonce };
            let mut token = [0; 795];
            let len = self.keys().issue(&grant, &mut token).unwrap();
            let token = MigrationToken::from_bytes(&token[..len]).unwrap();
            MigrationExtension::from(token).to_vec()
        });
        let ticket_nonce = Opaque::<0, 255>::from_array(&[0, 0]).to_vec();
        let ticket = Opaque::<1, 0xffff>::new(TICKET).unwrap().to_vec();
        let extensions = block(extension.as_slice());
        let head = [lifetime.to_be_bytes(), [0; 4]].concat();
        message(4, &[head, ticket_nonce, ticket, extensions].concat())
    }

    /// The PSK that the ticket stands for, from which its binder is made.
    fn psk(&self) -> Vec<u8> {
        let (label, nonce) = (Opaque::from_array(b"resumption"), Opaque::from_array(&[0, 0]));
        let mut psk = vec![0; self.hash.output_len()];
        hkdf_expand_label(self.hash, &self.rms, label, nonce, &mut psk).unwrap();
        psk
    }
}

/// The client's hello: ticket and token, where it has stored them, `pre_shared_key` last.
fn client_hello(stored: Option<&StoredTicket<'_>>, session: &Session) -> Vec<u8> {
    let mut extensions = vec![MigrationExtension::from(MigrationSupport).to_vec()];
    if let Some(stored) = stored {
        extensions.push(MigrationExtension::from(stored.token).to_vec());
        let identity = Opaque::new(stored.ticket).unwrap();
        let identity = PskIdentity { identity, obfuscated_ticket_age: 60_000 }.to_vec();
        let binder = hmac(session.hash, &session.psk(), b"in place of a transcript");
        let binder = Opaque::<32, 255>::new(&binder).unwrap().to_vec();
        let offered = [identity, binder].map(|list| block(&[list])).concat();
        let extension_data = Opaque::new(&offered).unwrap();
        let psk = Extension { extension_type: PRE_SHARED_KEY, extension_data };
        extensions.push(psk.to_vec());
    }
    // Version, random, no session_id, one suite, no compression.
    let fixed = [&[3, 3][..], &[0x77; 32], &[0, 0, 2, 0x13, 1, 1, 0]].concat();
    message(1, &[fixed, block(&extensions)].concat())
}

/// What comes of a hello.
#[derive(Debug, PartialEq)]
enum Outcome {
    Resumed,
    FullHandshake(Option<&'static str>),
}

/// Server B: what it can decrypt of tickets, its own addresses, and what it remembers.
struct ServerB {
    tickets: HashMap<Vec<u8>, Session>,
    own: Vec<IpAddress>,
    nonces: Recorder,
}

impl ServerB {
    fn new(session: Session, own: &[IpAddress]) -> Self {
        let tickets = HashMap::from([(TICKET.to_vec(), session)]);
        Self { tickets, own: own.to_vec(), nonces: Recorder::default() }
    }

    fn on_client_hello(&self, message: &[u8], now: u64) -> Outcome {
        let hello = ClientHello::from_bytes(message).expect("a hello");
        assert_eq!(hello.is_migration_attempt(), hello.migration_token.is_some());
        let (Some(psk), Some(token)) = (hello.pre_shared_key, hello.migration_token) else {
            return Outcome::FullHandshake(None);
        };
        let offered = OfferedPsks::from_bytes(psk).expect("a list of PSKs");
        let known = |psk: PskIdentity<'_>| self.tickets.get(psk.identity.as_bytes());
        let Some(session) = offered.identities().find_map(known) else {
            return Outcome::FullHandshake(None);
        };
        let verifier = Verifier::at(now).local_addresses(&self.own);
        match verifier.verify(&session.keys(), token, &self.nonces) {
            Ok(_) => Outcome::Resumed,
            Err(refusal) => Outcome::FullHandshake(Some(refusal.code())),
        }
    }
}

#[test]
fn a_session_moves_from_a_to_b() {
    for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384] {
        for target in [v4(), v6()] {
            let message = Session::new(hash).new_session_ticket(Some(target), 7200);
            let ticket = NewSessionTicket::from_bytes(&message).unwrap();
            let stored = StoredTicket::new(&ticket, NOW).expect("it came with a token");
            let now = NOW + 60;
            assert_eq!(stored.decide(now), MoveDecision::Move(target));

            let session = Session::new(hash);
            let hello = client_hello(Some(&stored), &session);
            let b = ServerB::new(session, &[v6(), v4()]);
            assert_eq!(b.on_client_hello(&hello, now), Outcome::Resumed);
            // Somebody has copied it.
            let replayed = Outcome::FullHandshake(Some("replayed"));
            assert_eq!(b.on_client_hello(&hello, now + 1), replayed);
            assert_eq!(b.nonces.asked.borrow().len(), 2);
        }
    }
}

#[test]
fn a_token_comes_too_late_or_to_another_server() {
    let session = || Session::new(HashAlgorithm::Sha256);
    let message = session().new_session_ticket(Some(v4()), 7200);
    let stored = StoredTicket::new(&NewSessionTicket::from_bytes(&message).unwrap(), NOW).unwrap();
    assert_eq!(stored.decide(NOW + 301), MoveDecision::Stay(StayReason::TokenExpired));
    let hello = client_hello(Some(&stored), &session());

    let b = ServerB::new(session(), &[v4()]);
    assert_eq!(b.on_client_hello(&hello, NOW + 301), Outcome::FullHandshake(Some("expired")));
    let c = ServerB::new(session(), &[v6()]);
    assert_eq!(c.on_client_hello(&hello, NOW), Outcome::FullHandshake(Some("wrong_target")));
    // Neither has used the nonce up.
    assert!(b.nonces.asked.borrow().is_empty() && c.nonces.asked.borrow().is_empty());
    assert_eq!(b.on_client_hello(&hello, NOW + 300), Outcome::Resumed);

    // Who knows the ticket by another session, or not at all, does not resume it.
    let mut other = session();
    other.rms[0] ^= 1;
    let other = ServerB::new(other, &[v4()]);
    let mismatch = Outcome::FullHandshake(Some("session_mismatch"));
    assert_eq!(other.on_client_hello(&hello, NOW), mismatch);
    let stranger = ServerB { tickets: HashMap::new(), ..ServerB::new(session(), &[v4()]) };
    assert_eq!(stranger.on_client_hello(&hello, NOW), Outcome::FullHandshake(None));
}

/// A ticket without a token, and no ticket at all: nothing to move by.
#[test]
fn a_client_that_has_stored_nothing_connects_as_any_other() {
    let session = || Session::new(HashAlgorithm::Sha256);
    let message = session().new_session_ticket(None, 7200);
    let ticket = NewSessionTicket::from_bytes(&message).unwrap();
    assert_eq!(StoredTicket::new(&ticket, NOW), None);
    let hello = client_hello(None, &session());
    let b = ServerB::new(session(), &[v4()]);
    assert_eq!(b.on_client_hello(&hello, NOW), Outcome::FullHandshake(None));
}

/// A ticket of no lifetime, which RFC 8446 has discarded at once, is not moved with.
#[test]
fn a_ticket_of_no_life_stays() {
    let message = Session::new(HashAlgorithm::Sha256).new_session_ticket(Some(v4()), 0);
    let stored = StoredTicket::new(&NewSessionTicket::from_bytes(&message).unwrap(), NOW).unwrap();
    assert_eq!(stored.decide(NOW), MoveDecision::Stay(StayReason::TicketExpired));
}

/// A token that was cut on its way breaks the handshake, with an alert; any other refusal does not.
#[test]
fn a_malformed_token_names_its_alert() {
    let keys = Session::new(HashAlgorithm::Sha256).keys();
    let found = Verifier::at(NOW).verify_octets(&keys, &[0; 97], &Recorder::default());
    let Err(Refusal::Malformed(error)) = found else { panic!("{found:?}") };
    assert!(error.alert().is_some());
}
