//! Traffic that follows from a seed, of many connections at once, written as a capture.
//!
//! Each connection has a handshake, a request, and an answer in segments as large as an Ethernet
//! frame takes them, in bursts, of which every second segment is acknowledged; then it ends, and
//! another one begins. All segments have timestamps, as those of most systems do. Few have something
//! of ours.

mod capture;
mod streams;

use std::io::{self, Write};

use capture::Capture;
pub(crate) use capture::Format;
#[allow(unused_imports, reason = "of no use where nothing is decrypted")]
pub(crate) use streams::key_log;
use streams::{Stream, Streams};

/// Connections at a time.
const CONNECTIONS: usize = 2000;
/// The same of [`Kind::Bulk`].
const FEW: usize = 20;
/// What an Ethernet frame has of a stream, beside 66 octets of headers.
const SEGMENT: usize = 1448;
/// One connection in so many has an element in its SYN, one in its ClientHello, one in its FIN.
const SELDOM: u64 = 512;

const FIN: u16 = 1;
const SYN: u16 = 2;
const PSH: u16 = 8;
const ACK: u16 = 16;
/// Service affinity.
const SAF: u16 = 256;

/// NOP, NOP, Timestamps.
const TIMESTAMPS: [u8; 12] = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];
/// Maximum segment size, SACK permitted, Timestamps, NOP, window scale.
const OF_SYN: [u8; 20] = [2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
/// Service Affinity (192.0.2.40:443), and the timestamps.
const OF_FIN: [u8; 20] = [79, 8, 192, 0, 2, 40, 1, 187, 1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];

/// What goes through the connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "some are for the benchmark, some for the files")]
pub(crate) enum Kind {
    /// Octets that are no TLS.
    Plain,
    /// The same, in few connections, each of a MiB.
    Bulk,
    /// TLS 1.3, whose secrets nobody has.
    Tls,
    /// TLS 1.3, whose secrets [`key_log`] has.
    TlsWithSecrets,
    /// Acknowledgments, 66 octets each.
    Small,
    /// Three parts of octets that are no TLS, one of TLS on any port.
    Mixed,
}

/// What was written.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "not all that use this look at it")]
pub(crate) struct Written {
    pub(crate) frames: u64,
    /// Connections, SYNs, ClientHellos and FINs that have something of ours.
    pub(crate) elements: u64,
}

/// Writes a capture of about so many octets.
pub(crate) fn write(
    kind: Kind,
    format: Format,
    octets: u64,
    out: impl Write,
) -> io::Result<Written> {
    let mut traffic = Traffic {
        kind,
        streams: Streams::new(kind),
        capture: Capture::begin(format, out)?,
        random: Random(0x9e37_79b9_7f4a_7c15),
        begun: 0,
        elements: 0,
    };
    let count = if kind == Kind::Bulk { FEW } else { CONNECTIONS };
    let mut connections = Vec::new();
    for _ in 0..count {
        connections.push(traffic.connect()?);
    }
    while traffic.capture.octets() < octets {
        let index = traffic.random.below(count as u64) as usize;
        if traffic.burst(&mut connections[index])? {
            traffic.close(&connections[index])?;
            connections[index] = traffic.connect()?;
        }
    }
    let (frames, elements) = (traffic.capture.finish()?, traffic.elements);
    Ok(Written { frames, elements })
}

struct Traffic<W> {
    kind: Kind,
    streams: Streams,
    capture: Capture<W>,
    random: Random,
    /// Connections so far.
    begun: u64,
    elements: u64,
}

struct Connection {
    /// Address and port of the client and of the server.
    ends: [[u8; 6]; 2],
    first: [u32; 2],
    /// What was sent so far.
    sent: [usize; 2],
    stream: Stream,
    /// So much of the server's stream is sent.
    length: usize,
    ends_with_an_option: bool,
}

impl<W: Write> Traffic<W> {
    fn connect(&mut self) -> io::Result<Connection> {
        self.begun += 1;
        let number = self.begun;
        let [_, _, _, _, _, a, b, c] = (number / 16_384).to_be_bytes();
        let client_port = 16_384 + (number % 16_384) as u16 * 3;
        let server_port = [443, 80, 8443, 9000 + self.random.below(999) as u16];
        let [server, port] = [self.random.below(200), self.random.below(4)];
        let end = |address: [u8; 4], port: u16| {
            let [high, low] = port.to_be_bytes();
            let [a, b, c, d] = address;
            [a, b, c, d, high, low]
        };
        let stream = match self.kind {
            Kind::Mixed if number % 4 > 0 => Stream::Plain,
            Kind::Plain | Kind::Bulk | Kind::Small => Stream::Plain,
            _ if number % SELDOM == 8 => Stream::TlsOfOurs,
            _ => Stream::Tls,
        };
        // Short ones and long ones, 128 KiB by and large.
        let length = match self.kind {
            Kind::Bulk => usize::MAX,
            _ => 4 << (10 + self.random.below(8)),
        };
        let connection = Connection {
            ends: [
                end([10, a, b, c], client_port),
                end([198, 18, 0, server as u8], server_port[port as usize]),
            ],
            first: [self.random.next() as u32, self.random.next() as u32],
            sent: [0; 2],
            stream,
            length: self.streams.server(stream).len().min(length),
            ends_with_an_option: number % SELDOM == 30,
        };
        let offers = number % SELDOM == 20;
        self.elements += u64::from(offers)
            + u64::from(connection.ends_with_an_option)
            + u64::from(stream == Stream::TlsOfOurs);
        let syn = if offers { SYN | SAF } else { SYN };
        self.segment(&connection, 0, syn, &OF_SYN, 0..0)?;
        self.segment(&connection, 1, SYN | ACK, &OF_SYN, 0..0)?;
        self.segment(&connection, 0, ACK, &TIMESTAMPS, 0..0)?;
        Ok(connection)
    }

    /// Sends a part of what is left, and tells whether that was the last.
    fn burst(&mut self, connection: &mut Connection) -> io::Result<bool> {
        if self.kind == Kind::Small {
            let side = self.random.below(2) as usize;
            self.segment(connection, side, ACK, &TIMESTAMPS, 0..0)?;
            return Ok(self.random.below(4000) == 0);
        }
        let request = self.streams.client(connection.stream).len();
        if connection.sent[0] < request {
            self.data(connection, 0, request)?;
            self.segment(connection, 1, ACK, &TIMESTAMPS, 0..0)?;
            return Ok(false);
        }
        for _ in 0..=self.random.below(8) {
            for _ in 0..2 {
                self.data(connection, 1, connection.length)?;
            }
            self.segment(connection, 0, ACK, &TIMESTAMPS, 0..0)?;
            if connection.sent[1] == connection.length {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next segment of a stream that ends there.
    fn data(&mut self, connection: &mut Connection, side: usize, end: usize) -> io::Result<()> {
        let start = connection.sent[side];
        let next = end.min(start + SEGMENT);
        if start < next {
            let flags = if next == end { ACK | PSH } else { ACK };
            self.segment(connection, side, flags, &TIMESTAMPS, start..next)?;
            connection.sent[side] = next;
        }
        Ok(())
    }

    fn close(&mut self, connection: &Connection) -> io::Result<()> {
        let options = if connection.ends_with_an_option { &OF_FIN[..] } else { &TIMESTAMPS };
        self.segment(connection, 1, FIN | ACK, options, 0..0)?;
        self.segment(connection, 0, FIN | ACK, &TIMESTAMPS, 0..0)?;
        self.segment(connection, 1, ACK, &TIMESTAMPS, 0..0)
    }

    /// A frame from the client, 0, or the server, 1.
    fn segment(
        &mut self,
        connection: &Connection,
        side: usize,
        flags: u16,
        options: &[u8],
        octets: std::ops::Range<usize>,
    ) -> io::Result<()> {
        let [own, other] = [side, 1 - side];
        let number = |side: usize| {
            let sent = connection.sent[side] as u32;
            connection.first[side].wrapping_add(sent).wrapping_add(u32::from(flags & SYN == 0))
        };
        let acknowledged = if flags & ACK == 0 {
            0
        } else {
            number(other).wrapping_add(u32::from(flags & SYN > 0))
        };
        let stream = match own {
            0 => self.streams.client(connection.stream),
            _ => self.streams.server(connection.stream),
        };
        let payload = &stream[octets];
        let mut head = [0; 74];
        let length = 54 + options.len();
        head[..12].fill(2);
        head[12..16].copy_from_slice(&[8, 0, 0x45, 0]);
        let total = (length - 14 + payload.len()) as u16;
        head[16..18].copy_from_slice(&total.to_be_bytes());
        head[20..24].copy_from_slice(&[0x40, 0, 64, 6]);
        let [source, destination] = [connection.ends[own], connection.ends[other]];
        head[26..30].copy_from_slice(&source[..4]);
        head[30..34].copy_from_slice(&destination[..4]);
        head[34..36].copy_from_slice(&source[4..]);
        head[36..38].copy_from_slice(&destination[4..]);
        head[38..42].copy_from_slice(&number(own).to_be_bytes());
        head[42..46].copy_from_slice(&acknowledged.to_be_bytes());
        let words = (5 + options.len() / 4) as u16;
        head[46..48].copy_from_slice(&(words << 12 | flags).to_be_bytes());
        head[48..50].copy_from_slice(&[1, 0xf5]);
        head[54..length].copy_from_slice(options);
        self.capture.frame(&head[..length], payload)
    }
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}
