//! Captures of TCP segments in IP packets, a millisecond between frames.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use rehome::tcp::{TcpFlags, TcpHeader, TcpOption, TcpOptions, TcpOptionsBuf};
use rehome::wire::Encode;
use rehome_cli::capture::CaptureReader;
use rehome_cli::scan::{Report, Scan};

use super::Said;

pub(crate) const CLIENT: &str = "192.0.2.10:50000";
pub(crate) const ANYCAST: &str = "198.51.100.1:443";
pub(crate) const TARGET: &str = "203.0.113.44:8443";

pub(crate) const CLIENT_IPV6: &str = "[2001:db8:1::10]:50000";
pub(crate) const ANYCAST_IPV6: &str = "[2001:db8:2::1]:443";
pub(crate) const TARGET_IPV6: &str = "[2001:db8:3::44]:8443";

/// The second of the first frame.
pub(crate) const START: u64 = 1_795_000_000;

pub(crate) fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// Raw IP packets (link type 101) in a pcap file with nanoseconds.
pub(crate) struct Capture {
    octets: Vec<u8>,
    frames: u64,
    /// When the next frame is captured, in nanoseconds.
    now: u64,
}

impl Capture {
    pub(crate) fn new() -> Self {
        let mut octets = 0xa1b2_3c4d_u32.to_be_bytes().to_vec();
        octets.extend([0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 101]);
        Self { octets, frames: 0, now: START * 1_000_000_000 }
    }

    /// One of those in testvectors/captures, to be read as it is.
    pub(crate) fn stored(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors/captures");
        Self { octets: fs::read(folder.join(name)).unwrap(), frames: 0, now: 0 }
    }

    /// Lets time pass before the next frame.
    pub(crate) fn wait(&mut self, milliseconds: u64) {
        self.now += milliseconds * 1_000_000;
    }

    /// Adds a segment, and returns the number of its frame.
    pub(crate) fn segment(
        &mut self,
        [source, destination]: [SocketAddr; 2],
        header: TcpHeader<'_>,
        payload: &[u8],
    ) -> u64 {
        let (source_port, destination_port) = (source.port(), destination.port());
        let header = TcpHeader { source_port, destination_port, ..header };
        let mut segment = header.to_vec();
        segment.extend(payload);
        let length = u16::try_from(segment.len()).unwrap();
        let mut packet = match (source.ip(), destination.ip()) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                let mut packet = vec![0x45, 0];
                packet.extend((length + 20).to_be_bytes());
                packet.extend([0, 0, 0, 0, 64, 6, 0, 0]);
                packet.extend(source.octets());
                packet.extend(destination.octets());
                packet
            }
            (IpAddr::V6(source), IpAddr::V6(destination)) => {
                let mut packet = vec![0x60, 0, 0, 0];
                packet.extend(length.to_be_bytes());
                packet.extend([6, 64]);
                packet.extend(source.octets());
                packet.extend(destination.octets());
                packet
            }
            _ => panic!("addresses of two families"),
        };
        packet.extend(segment);
        let length = u32::try_from(packet.len()).unwrap().to_be_bytes();
        let second = u32::try_from(self.now / 1_000_000_000).unwrap();
        let nanosecond = u32::try_from(self.now % 1_000_000_000).unwrap();
        for word in [second.to_be_bytes(), nanosecond.to_be_bytes(), length, length] {
            self.octets.extend(word);
        }
        self.octets.extend(packet);
        self.frames += 1;
        self.now += 1_000_000;
        self.frames
    }

    /// Runs a scan over it.
    pub(crate) fn read(&self, scan: Scan) -> Said {
        self.read_then(scan, &[])
    }

    /// Runs a scan over it that is given secrets at its end.
    pub(crate) fn read_then(&self, mut scan: Scan, secrets: &[u8]) -> Said {
        let mut said = Said::default();
        let mut sink = |report| match report {
            Report::Element(element) => said.elements.push(*element),
            Report::Finding(finding) => said.findings.push(*finding),
            Report::Story(story) => said.stories.push(*story),
            Report::Notice(_) => {}
        };
        let mut reader = CaptureReader::new(&*self.octets).unwrap();
        while let Some(frame) = reader.next_frame().unwrap() {
            scan.frame(&frame, &mut sink);
        }
        if !secrets.is_empty() {
            scan.add_secrets(secrets, false, &mut sink);
        }
        scan.finish(&mut sink);
        said
    }
}

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Client,
    Server,
}

/// A TCP connection that goes on where it stands.
pub(crate) struct Connection {
    pub(crate) client: SocketAddr,
    pub(crate) server: SocketAddr,
    /// The next sequence numbers of client and server.
    pub(crate) next: [u32; 2],
}

impl Connection {
    /// Initial sequence numbers 1000 and 5000.
    pub(crate) fn new(client: &str, server: &str) -> Self {
        Self { client: address(client), server: address(server), next: [1000, 5000] }
    }

    /// SYN, SYN/ACK and ACK without options.
    pub(crate) fn open(client: &str, server: &str, capture: &mut Capture) -> Self {
        let mut connection = Self::new(client, server);
        connection.shake(capture, TcpFlags::default(), &[], &[]);
        connection
    }

    /// SYN with further flags and options, SYN/ACK with options, ACK. Returns their frames.
    pub(crate) fn shake(
        &mut self,
        capture: &mut Capture,
        flags: TcpFlags,
        syn: &[TcpOption<'_>],
        syn_ack: &[TcpOption<'_>],
    ) -> [u64; 3] {
        [
            self.send(capture, From::Client, TcpFlags::SYN | flags, syn, b""),
            self.send(capture, From::Server, TcpFlags::SYN | TcpFlags::ACK, syn_ack, b""),
            self.send(capture, From::Client, TcpFlags::ACK, &[], b""),
        ]
    }

    /// A segment; what it takes of sequence numbers is counted.
    pub(crate) fn send(
        &mut self,
        capture: &mut Capture,
        from: From,
        flags: TcpFlags,
        options: &[TcpOption<'_>],
        payload: &[u8],
    ) -> u64 {
        let mut area = TcpOptionsBuf::new();
        options.iter().for_each(|&option| area.push(option).unwrap());
        self.send_area(capture, from, flags, area.as_bytes(), payload)
    }

    /// A segment with an options area as it stands, be it malformed.
    pub(crate) fn send_area(
        &mut self,
        capture: &mut Capture,
        from: From,
        flags: TcpFlags,
        area: &[u8],
        payload: &[u8],
    ) -> u64 {
        let (own, ends) = match from {
            From::Client => (0, [self.client, self.server]),
            From::Server => (1, [self.server, self.client]),
        };
        let header = TcpHeader {
            sequence_number: self.next[own],
            acknowledgment_number: self.next[1 - own],
            flags,
            options: TcpOptions::new(area).unwrap(),
            ..TcpHeader::default()
        };
        let taken = payload.len()
            + usize::from(flags.contains(TcpFlags::SYN))
            + usize::from(flags.contains(TcpFlags::FIN));
        self.next[own] = self.next[own].wrapping_add(u32::try_from(taken).unwrap());
        capture.segment(ends, header, payload)
    }

    /// Octets with PSH and ACK, in as many segments as it takes. Returns the last one's frame.
    pub(crate) fn data(&mut self, capture: &mut Capture, from: From, octets: &[u8]) -> u64 {
        let flags = TcpFlags::PSH | TcpFlags::ACK;
        let frames = octets.chunks(1400).map(|it| self.send(capture, from, flags, &[], it));
        frames.collect::<Vec<_>>().pop().unwrap()
    }

    /// FIN of both sides. Returns the first one's frame.
    pub(crate) fn close(&mut self, capture: &mut Capture) -> u64 {
        let flags = TcpFlags::FIN | TcpFlags::ACK;
        let frame = self.send(capture, From::Client, flags, &[], b"");
        self.send(capture, From::Server, flags, &[], b"");
        frame
    }

    /// An RST. Returns its frame.
    pub(crate) fn reset(&mut self, capture: &mut Capture, from: From) -> u64 {
        self.send(capture, from, TcpFlags::RST | TcpFlags::ACK, &[], b"")
    }
}
