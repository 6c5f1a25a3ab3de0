//! What both sides of a connection say: the same in each, as far as it comes.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use rehome::crypto::{HashAlgorithm, Label, hkdf_expand_label};
use rehome::wire::Opaque;

use super::{Kind, Random};

/// So many octets the longest answer has.
const LONGEST: usize = 1 << 20;
/// What a record takes of data.
const RECORD: usize = 1 << 14;
const CLIENT_RANDOM: u8 = 7;

const CLIENT_HANDSHAKE: u8 = 2;
const SERVER_HANDSHAKE: u8 = 3;
const CLIENT_APPLICATION: u8 = 4;
const SERVER_APPLICATION: u8 = 5;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Plain,
    Tls,
    /// Its ClientHello has `migration_support`.
    TlsOfOurs,
}

pub(super) struct Streams {
    /// Client and server.
    plain: [Vec<u8>; 2],
    tls: [Vec<u8>; 2],
    of_ours: Vec<u8>,
}

impl Streams {
    pub(super) fn new(kind: Kind) -> Self {
        let mut random = Random(77);
        let noise: Vec<u8> =
            (0..LONGEST / 4).flat_map(|_| (random.next() as u32).to_be_bytes()).collect();
        let mut answer =
            b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n".to_vec();
        answer.extend(&noise);
        answer.truncate(LONGEST);
        let request = b"GET /a HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n".to_vec();
        let protect = if kind == Kind::TlsWithSecrets { seal } else { pretend };
        let mut server = record(22, &server_hello());
        server.extend(protect(SERVER_HANDSHAKE, 0, 22, &message(8, &[0, 0])));
        server.extend(protect(SERVER_HANDSHAKE, 1, 22, &message(20, &[1; 32])));
        for (number, data) in (0..).zip(noise.chunks(RECORD)) {
            server.extend(protect(SERVER_APPLICATION, number, 23, data));
        }
        server.truncate(LONGEST);
        let client = |ours| {
            let mut client = record(22, &client_hello(ours));
            client.extend(protect(CLIENT_HANDSHAKE, 0, 22, &message(20, &[2; 32])));
            client.extend(protect(CLIENT_APPLICATION, 0, 23, &request));
            client
        };
        Self {
            plain: [request.clone(), answer],
            tls: [client(false), server],
            of_ours: client(true),
        }
    }

    pub(super) fn client(&self, stream: Stream) -> &[u8] {
        match stream {
            Stream::Plain => &self.plain[0],
            Stream::Tls => &self.tls[0],
            Stream::TlsOfOurs => &self.of_ours,
        }
    }

    pub(super) fn server(&self, stream: Stream) -> &[u8] {
        match stream {
            Stream::Plain => &self.plain[1],
            Stream::Tls | Stream::TlsOfOurs => &self.tls[1],
        }
    }
}

/// The key log of [`Kind::TlsWithSecrets`].
#[allow(dead_code, reason = "of no use where nothing is decrypted")]
pub(crate) fn key_log() -> String {
    let hex = |octet: u8| format!("{octet:02x}").repeat(32);
    let labels = [
        ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", CLIENT_HANDSHAKE),
        ("SERVER_HANDSHAKE_TRAFFIC_SECRET", SERVER_HANDSHAKE),
        ("CLIENT_TRAFFIC_SECRET_0", CLIENT_APPLICATION),
        ("SERVER_TRAFFIC_SECRET_0", SERVER_APPLICATION),
    ];
    labels.map(|(label, octet)| format!("{label} {} {}\n", hex(CLIENT_RANDOM), hex(octet))).concat()
}

fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = (body.len() as u32).to_be_bytes();
    [&[msg_type][..], &length, body].concat()
}

/// As long as those of browsers.
fn client_hello(is_ours: bool) -> Vec<u8> {
    let mut extensions = vec![0, 43, 0, 3, 2, 3, 4];
    if is_ours {
        extensions.extend([0xfe, 0x4d, 0, 0]);
    }
    extensions.extend([0, 21, 1, 180]);
    extensions.extend([0; 436]);
    let length = (extensions.len() as u16).to_be_bytes();
    let fields = [0, 0, 2, 0x13, 1, 1, 0];
    message(1, &[&[3, 3][..], &[CLIENT_RANDOM; 32], &fields, &length, &extensions].concat())
}

fn server_hello() -> Vec<u8> {
    let versions = [0, 6, 0, 43, 0, 2, 3, 4];
    message(2, &[&[3, 3][..], &[9; 32], &[0, 0x13, 1, 0], &versions].concat())
}

fn record(content_type: u8, fragment: &[u8]) -> Vec<u8> {
    let length = (fragment.len() as u16).to_be_bytes();
    [&[content_type, 3, 3][..], &length, fragment].concat()
}

/// A protected record that nobody can open.
fn pretend(_secret: u8, _number: u64, content_type: u8, content: &[u8]) -> Vec<u8> {
    record(23, &[content, &[content_type], &[0x5a; 16]].concat())
}

/// A protected record, by a secret of one octet.
fn seal(secret: u8, number: u64, content_type: u8, content: &[u8]) -> Vec<u8> {
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    expand(secret, Label::new(b"key"), &mut key);
    expand(secret, Label::new(b"iv"), &mut nonce);
    for (octet, number) in nonce[4..].iter_mut().zip(number.to_be_bytes()) {
        *octet ^= number;
    }
    let mut octets = [content, &[content_type]].concat();
    let header = record(23, &vec![0; octets.len() + 16])[..5].to_vec();
    let cipher = Aes128Gcm::new_from_slice(&key).expect("sixteen octets");
    cipher.encrypt_in_place(&nonce.into(), &header, &mut octets).expect("it is short");
    record(23, &octets)
}

fn expand<E: std::fmt::Debug>(secret: u8, label: Result<Label<'_>, E>, out: &mut [u8]) {
    let label = label.expect("it is short");
    let empty = Opaque::from_array(&[]);
    hkdf_expand_label(HashAlgorithm::Sha256, &[secret; 32], label, empty, out)
        .expect("it is short");
}
