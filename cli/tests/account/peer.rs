//! Both ends of TLS 1.3 connections, over TCP connections in a capture.
//!
//! [`Tls::open`] does a whole handshake; [`Tls::connect`] leaves each flight to the test. Protected
//! records have secrets that are made up, and that [`key_log`] tells.

mod messages;
mod records;
mod session;

use std::sync::atomic::{AtomicU64, Ordering};

use rehome::CodePoints;
use rehome_cli::tls::KeyLog;

use super::capture::{Capture, Connection, From};
pub(crate) use messages::{
    Answer, FULL, Hello, RESUMED, Ticket, allowed, message, migrate_request, new_session_ticket,
    with_token,
};
use messages::{RETRY, client_hello, server_hello};
use records::{Epoch, plain, seal};
pub(crate) use session::{Session, judge};

/// Content types of records.
pub(crate) const ALERT: u8 = 21;
pub(crate) const HANDSHAKE: u8 = 22;

/// By what a record is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    Clear,
    Early,
    Handshake,
    Application,
}

/// A TLS connection. Frames of a flight that was not sent are 0.
pub(crate) struct Tls {
    pub(crate) connection: Connection,
    pub(crate) code_points: CodePoints,
    /// The frame of the last ClientHello.
    pub(crate) hello: u64,
    /// That of the ServerHello, and of the server's Finished.
    pub(crate) answer: u64,
    /// That of the client's Finished.
    pub(crate) finished: u64,
    client_random: [u8; 32],
    /// 0-RTT, handshake and application data, of client and server each.
    epochs: [[Epoch; 3]; 2],
}

impl Tls {
    /// The whole handshake; the server takes a PSK that is offered.
    pub(crate) fn open(
        capture: &mut Capture,
        client: &str,
        server: &str,
        hello: Hello<'_>,
    ) -> Self {
        let answer = if hello.psk.is_some() { RESUMED } else { FULL };
        Self::open_with(capture, client, server, hello, answer)
    }

    /// The same with another answer of the server.
    pub(crate) fn open_with(
        capture: &mut Capture,
        client: &str,
        server: &str,
        hello: Hello<'_>,
        answer: Answer,
    ) -> Self {
        let mut tls = Self::connect(capture, client, server);
        tls.hello(capture, hello);
        tls.answer(capture, answer);
        tls.finish(capture);
        tls
    }

    /// The TCP handshake alone.
    pub(crate) fn connect(capture: &mut Capture, client: &str, server: &str) -> Self {
        Self::over(Connection::open(client, server, capture))
    }

    /// Over a TCP connection that stands.
    pub(crate) fn over(connection: Connection) -> Self {
        static OPENED: AtomicU64 = AtomicU64::new(0);
        let mut client_random = [7; 32];
        client_random[..8].copy_from_slice(&OPENED.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let epoch = |octet| {
            let mut secret = client_random;
            secret[31] = octet;
            (secret, 0)
        };
        Self {
            connection,
            code_points: CodePoints::default(),
            hello: 0,
            answer: 0,
            finished: 0,
            client_random,
            epochs: [[epoch(1), epoch(2), epoch(3)], [epoch(4), epoch(5), epoch(6)]],
        }
    }

    /// A ClientHello, the first or the second one. Returns its frame, as all that follow do.
    pub(crate) fn hello(&mut self, capture: &mut Capture, hello: Hello<'_>) -> u64 {
        let message = self.client_hello(hello);
        self.hello = self.send(capture, From::Client, Keys::Clear, HANDSHAKE, &message);
        self.hello
    }

    /// The message, to be changed before it is sent.
    pub(crate) fn client_hello(&self, hello: Hello<'_>) -> Vec<u8> {
        client_hello(self.client_random, hello, &self.code_points)
    }

    /// A HelloRetryRequest.
    pub(crate) fn retry(&mut self, capture: &mut Capture) -> u64 {
        let message = server_hello(RETRY, FULL);
        self.send(capture, From::Server, Keys::Clear, HANDSHAKE, &message)
    }

    /// From ServerHello to Finished, in one segment.
    pub(crate) fn answer(&mut self, capture: &mut Capture, answer: Answer) -> u64 {
        let mut octets = plain(HANDSHAKE, &server_hello([9; 32], answer));
        let flight = [message(8, &[0, 0]), message(20, &[5; 32])].concat();
        octets.extend(self.seal(From::Server, Keys::Handshake, HANDSHAKE, &flight));
        self.answer = self.connection.data(capture, From::Server, &octets);
        self.answer
    }

    /// The client's Finished.
    pub(crate) fn finish(&mut self, capture: &mut Capture) -> u64 {
        let message = message(20, &[6; 32]);
        self.finished = self.send(capture, From::Client, Keys::Handshake, HANDSHAKE, &message);
        self.finished
    }

    /// A NewSessionTicket of the server.
    pub(crate) fn ticket(&mut self, capture: &mut Capture, ticket: Ticket<'_>) -> u64 {
        let message = new_session_ticket(ticket, &self.code_points);
        self.send(capture, From::Server, Keys::Application, HANDSHAKE, &message)
    }

    /// `migrate_notify` of the server.
    pub(crate) fn notify(&mut self, capture: &mut Capture) -> u64 {
        self.alert(capture, From::Server, Keys::Application, self.code_points.migrate_notify().0)
    }

    /// `migrate_request` of the server.
    pub(crate) fn request(&mut self, capture: &mut Capture, target: &[u8]) -> u64 {
        let message = migrate_request(target, &self.code_points);
        self.send(capture, From::Server, Keys::Application, HANDSHAKE, &message)
    }

    /// An alert of level warning.
    pub(crate) fn alert(
        &mut self,
        capture: &mut Capture,
        from: From,
        keys: Keys,
        description: u8,
    ) -> u64 {
        self.send(capture, from, keys, ALERT, &[1, description])
    }

    /// Application data.
    pub(crate) fn data(&mut self, capture: &mut Capture, from: From, octets: &[u8]) -> u64 {
        self.send(capture, from, Keys::Application, 23, octets)
    }

    /// A record.
    pub(crate) fn send(
        &mut self,
        capture: &mut Capture,
        from: From,
        keys: Keys,
        content_type: u8,
        content: &[u8],
    ) -> u64 {
        let record = self.seal(from, keys, content_type, content);
        self.connection.data(capture, from, &record)
    }

    /// FIN of both sides. Returns the first one's frame.
    pub(crate) fn close(&mut self, capture: &mut Capture) -> u64 {
        self.connection.close(capture)
    }

    /// The octets of a record.
    pub(crate) fn seal(
        &mut self,
        from: From,
        keys: Keys,
        content_type: u8,
        content: &[u8],
    ) -> Vec<u8> {
        let index = match keys {
            Keys::Clear => return plain(content_type, content),
            Keys::Early => 0,
            Keys::Handshake => 1,
            Keys::Application => 2,
        };
        let side = usize::from(from == From::Server);
        seal(&mut self.epochs[side][index], content_type, content)
    }

    /// The lines of a key log.
    pub(crate) fn key_log(&self) -> String {
        let labels = [
            [
                "CLIENT_EARLY_TRAFFIC_SECRET",
                "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                "CLIENT_TRAFFIC_SECRET_0",
            ],
            ["", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"],
        ];
        let named = labels.iter().flatten().zip(self.epochs.iter().flatten());
        let named = named.filter(|(label, _)| !label.is_empty());
        let random = hex(&self.client_random);
        named.map(|(label, epoch)| format!("{label} {random} {}\n", hex(&epoch.0))).collect()
    }
}

/// The secrets of all these connections.
pub(crate) fn key_log(connections: &[&Tls]) -> KeyLog {
    let mut key_log = KeyLog::new();
    for tls in connections {
        assert!(key_log.add(tls.key_log().as_bytes()));
    }
    key_log
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
