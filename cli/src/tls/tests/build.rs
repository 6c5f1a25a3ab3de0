//! Makes streams of TLS 1.3, with secrets as they come.

use std::fmt;

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use rehome::crypto::{HashAlgorithm, Label, hkdf_expand_label};
use rehome::wire::Opaque;
use rehome::{ContentType, HandshakeType};

use crate::capture::FrameId;
use crate::flow::{Chunk, Direction};
use crate::tls::{ClientRandom, Connection, Event, KeyLog, Reading, Sender};

const CLIENT_RANDOM: ClientRandom = [7; 32];

/// The secrets by their labels, each of one octet.
const SECRETS: [(&str, u8); 5] = [
    ("CLIENT_EARLY_TRAFFIC_SECRET", 1),
    ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", 2),
    ("SERVER_HANDSHAKE_TRAFFIC_SECRET", 3),
    ("CLIENT_TRAFFIC_SECRET_0", 4),
    ("SERVER_TRAFFIC_SECRET_0", 5),
];

pub(super) fn key_log() -> KeyLog {
    key_log_without("nothing")
}

pub(super) fn key_log_without(label: &str) -> KeyLog {
    let mut key_log = KeyLog::new();
    let hex = |octet: u8| format!("{octet:02x}").repeat(32);
    for (name, octet) in SECRETS.iter().filter(|(name, _)| !name.contains(label)) {
        key_log.add(format!("{name} {} {}", hex(7), hex(*octet)).as_bytes());
    }
    key_log
}

fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&[msg_type, 0][..], &length, body].concat()
}

pub(super) fn client_hello(extensions: &[u8]) -> Vec<u8> {
    let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
    message(
        1,
        &[&[3, 3][..], &CLIENT_RANDOM, &[0, 0, 2, 0x13, 1, 1, 0], &length, extensions].concat(),
    )
}

pub(super) fn server_hello(suite: u16) -> Vec<u8> {
    let versions = [0, 6, 0, 43, 0, 2, 3, 4];
    message(2, &[&[3, 3][..], &[9; 32], &[0], &suite.to_be_bytes(), &[0], &versions].concat())
}

pub(super) fn plain(content_type: u8, fragment: &[u8]) -> Vec<u8> {
    let length = u16::try_from(fragment.len()).unwrap().to_be_bytes();
    [&[content_type, 3, 3][..], &length, fragment].concat()
}

/// Who protects records: secret and number of each epoch.
pub(super) struct Peer {
    early: ([u8; 32], u64),
    handshake: ([u8; 32], u64),
    application: ([u8; 32], u64),
}

impl Peer {
    pub(super) fn client() -> Self {
        Self { early: ([1; 32], 0), handshake: ([2; 32], 0), application: ([4; 32], 0) }
    }

    pub(super) fn server() -> Self {
        Self { early: ([0; 32], 0), handshake: ([3; 32], 0), application: ([5; 32], 0) }
    }

    pub(super) fn early(&mut self, content_type: u8, content: &[u8]) -> Vec<u8> {
        seal(&mut self.early, content_type, content)
    }

    pub(super) fn handshake(&mut self, content_type: u8, content: &[u8]) -> Vec<u8> {
        seal(&mut self.handshake, content_type, content)
    }

    pub(super) fn application(&mut self, content_type: u8, content: &[u8]) -> Vec<u8> {
        seal(&mut self.application, content_type, content)
    }

    pub(super) fn update(&mut self) {
        self.application = (expand(&self.application.0, b"traffic upd"), 0);
    }
}

fn expand<const N: usize, const L: usize>(secret: &[u8; 32], label: &[u8; L]) -> [u8; N] {
    let mut out = [0; N];
    let label = Label::new(label).unwrap();
    let empty = Opaque::from_array(&[]);
    hkdf_expand_label(HashAlgorithm::Sha256, secret, label, empty, &mut out).unwrap();
    out
}

fn seal((secret, number): &mut ([u8; 32], u64), content_type: u8, content: &[u8]) -> Vec<u8> {
    let (key, mut nonce): ([u8; 16], [u8; 12]) = (expand(secret, b"key"), expand(secret, b"iv"));
    for (octet, number) in nonce[4..].iter_mut().zip(number.to_be_bytes()) {
        *octet ^= number;
    }
    *number += 1;
    let mut octets = [content, &[content_type]].concat();
    let header = plain(23, &vec![0; octets.len() + 16])[..5].to_vec();
    let cipher = Aes128Gcm::new_from_slice(&key).unwrap();
    cipher.encrypt_in_place(&nonce.into(), &header, &mut octets).unwrap();
    plain(23, &octets)
}

/// Something that came out.
#[derive(Debug)]
pub(super) struct Seen {
    text: String,
    pub(super) frame: u64,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Seen {
    fn new(event: Event<'_>) -> Self {
        let message = match event {
            Event::Notice(notice) => {
                let text = notice.what.code().to_owned();
                return Self { text, frame: notice.frame.number };
            }
            Event::Message(message) => message,
            Event::Finished { sender, frame } => {
                let text = format!("{} finished", name(sender));
                return Self { text, frame: frame.number };
            }
        };
        let sender = name(message.sender);
        let protection = if message.is_protected { "protected" } else { "clear" };
        let what = match message.content_type {
            ContentType::ALERT => format!("alert {}", message.octets[1]),
            _ => HandshakeType(message.octets[0]).0.to_string(),
        };
        let frame = message.span.completed_by.number;
        Self { text: format!("{sender} {protection} {what}"), frame }
    }
}

fn name(sender: Option<Sender>) -> &'static str {
    match sender {
        Some(Sender::Client) => "Client",
        Some(Sender::Server) => "Server",
        None => "unknown",
    }
}

/// A connection that is being read, a frame for each piece.
pub(super) struct Reader {
    pub(super) connection: Connection,
    pub(super) key_log: KeyLog,
    pub(super) limit: usize,
    pub(super) seen: Vec<Seen>,
    frames: u64,
    offsets: [u64; 2],
}

pub(super) fn reader(key_log: KeyLog) -> Reader {
    Reader {
        connection: Connection::default(),
        key_log,
        limit: 1 << 20,
        seen: Vec::new(),
        frames: 0,
        offsets: [0; 2],
    }
}

/// The next octets of a direction.
pub(super) fn read(reader: &mut Reader, direction: Direction, octets: &[u8]) {
    reader.frames += 1;
    let frame = FrameId { number: reader.frames, time: None };
    let offset = &mut reader.offsets[direction as usize];
    let chunk = Chunk { octets, offset: *offset, given_by: frame };
    *offset += octets.len() as u64;
    reader
        .with(|connection, reading, sink| connection.read(direction, &chunk, frame, reading, sink));
}

impl Reader {
    pub(super) fn retry(&mut self) {
        let frame = FrameId { number: self.frames, time: None };
        self.with(|connection, reading, sink| connection.retry(frame, reading, sink));
    }

    pub(super) fn finish(&mut self) {
        let frame = FrameId { number: self.frames, time: None };
        self.with(|connection, reading, sink| connection.finish(frame, reading, sink));
    }

    fn with(
        &mut self,
        act: impl FnOnce(&mut Connection, &mut Reading<'_>, &mut dyn FnMut(Direction, Event<'_>)),
    ) {
        let mut plaintext = Vec::new();
        let mut reading = Reading {
            key_log: &self.key_log,
            migrate_request: HandshakeType(253),
            limit: self.limit,
            plaintext: &mut plaintext,
        };
        let seen = &mut self.seen;
        act(&mut self.connection, &mut reading, &mut |_, event| seen.push(Seen::new(event)));
    }
}
