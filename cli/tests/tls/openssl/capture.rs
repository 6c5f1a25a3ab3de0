//! Captures of what was recorded, in Ethernet frames of our own cut.

use rehome_cli::flow::Direction::{self, Forward};

use super::proxy::Piece;
use crate::random::Random;

/// How the octets come in segments.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    /// As they were read from the sockets.
    AsRead,
    /// In segments of all sizes.
    Small(u32),
    /// In segments of all sizes, some twice, which overtake each other.
    Shuffled(u32),
}

const CUTS: [Cut; 6] = [
    Cut::AsRead,
    Cut::Small(1),
    Cut::Small(2),
    Cut::Shuffled(3),
    Cut::Shuffled(4),
    Cut::Shuffled(5),
];

const FIN: u8 = 1;
const SYN: u8 = 2;
const ACK: u8 = 16;

/// One connection on its way into the capture.
struct Connection {
    port: u16,
    /// The next sequence numbers, forward first: one near the end of the numbers.
    next: [u32; 2],
    frames: Vec<Vec<u8>>,
}

/// A capture for every cut.
pub(super) fn captures(pieces: &[Piece]) -> impl Iterator<Item = (Cut, Vec<u8>)> {
    CUTS.iter().map(|cut| (*cut, capture(pieces, *cut)))
}

/// A pcap file, one connection after the other.
fn capture(pieces: &[Piece], cut: Cut) -> Vec<u8> {
    let header = [0xa1b2_c3d4, 0x0002_0004, 0, 0, 65_535, 1];
    let mut file: Vec<u8> = header.into_iter().flat_map(u32::to_be_bytes).collect();
    let count = pieces.iter().map(|piece| piece.connection + 1).max().unwrap_or(0);
    let mut time: u32 = 1_800_000_000;
    for number in 0..count {
        let of_it = pieces.iter().filter(|piece| piece.connection == number);
        for frame in frames(40_000 + number, of_it, cut) {
            time += 1;
            let length = u32::try_from(frame.len()).unwrap();
            file.extend([time, 7, length, length].into_iter().flat_map(u32::to_be_bytes));
            file.extend(frame);
        }
    }
    file
}

fn frames<'a>(port: u16, pieces: impl Iterator<Item = &'a Piece>, cut: Cut) -> Vec<Vec<u8>> {
    let mut its = Connection { port, next: [1000, u32::MAX - 300], frames: Vec::new() };
    its.add(Forward, SYN, &[]);
    its.add(Forward.reverse(), SYN | ACK, &[]);
    its.add(Forward, ACK, &[]);
    let begun = its.frames.len();
    let (Cut::Small(seed) | Cut::Shuffled(seed)) = cut else {
        pieces.for_each(|piece| its.add_piece(piece, |rest| rest));
        return its.frames;
    };
    let mut random = Random(seed);
    pieces.for_each(|piece| its.add_piece(piece, |rest| rest.min(1 + random.below(900))));
    if matches!(cut, Cut::Shuffled(_)) {
        shuffle(&mut its.frames, begun, &mut random);
    }
    its.frames
}

/// Some frames come a second time, and all may come later by a few.
fn shuffle(frames: &mut Vec<Vec<u8>>, begun: usize, random: &mut Random) {
    for at in (begun..frames.len()).rev() {
        if random.below(4) == 0 {
            frames.insert(at, frames[at].clone());
        }
    }
    for at in begun..frames.len() {
        let other = at + random.below(5);
        if other < frames.len() {
            frames.swap(at, other);
        }
    }
}

impl Connection {
    fn add_piece(&mut self, piece: &Piece, mut cut: impl FnMut(usize) -> usize) {
        if piece.octets.is_empty() {
            return self.add(piece.direction, FIN | ACK, &[]);
        }
        let mut rest = &piece.octets[..];
        while !rest.is_empty() {
            let (octets, after) = rest.split_at(cut(rest.len()));
            self.add(piece.direction, ACK, octets);
            rest = after;
        }
    }

    /// Adds a frame: Ethernet, IPv4, TCP. Its checksums are zero, as offload leaves them.
    fn add(&mut self, direction: Direction, flags: u8, payload: &[u8]) {
        let length = |before: usize| u16::try_from(before + payload.len()).unwrap().to_be_bytes();
        let (client, server) = ([192, 0, 2, 1], [198, 51, 100, 2]);
        let ports = (self.port.to_be_bytes(), 443_u16.to_be_bytes());
        let is_forward = direction == Forward;
        let (addresses, ports) = match is_forward {
            true => ([client, server], [ports.0, ports.1]),
            false => ([server, client], [ports.1, ports.0]),
        };
        let (mine, other) = if is_forward { (0, 1) } else { (1, 0) };
        let acknowledged = if flags & ACK == 0 { 0 } else { self.next[other] };
        let numbers = [self.next[mine], acknowledged].map(u32::to_be_bytes);
        let octets = u32::try_from(payload.len()).unwrap() + u32::from(flags & (SYN | FIN) != 0);
        self.next[mine] = self.next[mine].wrapping_add(octets);
        let frame = [
            &[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0],
            &length(40)[..],
            &[0, 0, 0x40, 0, 64, 6, 0, 0],
            addresses.as_flattened(),
            ports.as_flattened(),
            numbers.as_flattened(),
            &[0x50, flags, 0xff, 0xff, 0, 0, 0, 0],
            payload,
        ];
        self.frames.push(frame.concat());
    }
}
