//! The segments of a capture that is written anew, and what follows from their order.

use std::net::SocketAddr;

use super::random::Random;
use super::streams::Conversation;
use super::wire::{self, ACK, FIN, SYN};

/// A segment of a connection's direction: octets of its stream, or its SYN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) connection: usize,
    pub(crate) direction: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) is_syn: bool,
    pub(crate) has_fin: bool,
}

/// How a stream is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cuts {
    /// A cut stands behind one octet of so many, on the average.
    pub(crate) each: usize,
    /// So many pieces are sent beside those that make the stream.
    pub(crate) copies: usize,
    /// Whether a FIN ends it.
    pub(crate) has_fin: bool,
}

/// The pieces of one direction in their order, the SYN first.
pub(crate) fn pieces(
    of: (usize, usize),
    stream: &[u8],
    cuts: Cuts,
    random: &mut Random,
) -> Vec<Piece> {
    let (connection, direction) = of;
    let piece = |start, end, is_syn: bool| {
        let has_fin = cuts.has_fin && !is_syn && end == stream.len();
        Piece { connection, direction, start, end, is_syn, has_fin }
    };
    let mut pieces = vec![piece(0, 0, true)];
    let mut start = 0;
    for end in 1..=stream.len() {
        if end == stream.len() || end - start == 60_000 || random.one_in(cuts.each) {
            pieces.push(piece(start, end, false));
            start = end;
        }
    }
    for _ in 0..cuts.copies.min(stream.len()) {
        let start = random.below(stream.len());
        let end = start + 1 + random.below((stream.len() - start).min(60_000));
        pieces.push(piece(start, end, false));
    }
    pieces
}

/// The capture of these pieces, in which all frames have one time.
pub(crate) fn write(
    pieces: &[Piece],
    conversations: &[Conversation],
    link_type: u16,
    seconds: u64,
    random: &mut Random,
) -> Vec<u8> {
    let numbers = conversations.iter().map(|_| [0, 1].map(|_| sequence_number(random)));
    let numbers: Vec<_> = numbers.collect();
    let mut file = wire::pcap(link_type);
    for piece in pieces {
        let (its, [first, other]) = (&conversations[piece.connection], numbers[piece.connection]);
        let [first, other] = if piece.direction == 0 { [first, other] } else { [other, first] };
        let acknowledges = !piece.is_syn || piece.direction == 1;
        let segment = wire::Segment {
            source: its.ends[piece.direction],
            destination: its.ends[1 - piece.direction],
            sequence: first.wrapping_add(u32::from(!piece.is_syn) + piece.start as u32),
            acknowledgment: if acknowledges { other.wrapping_add(1) } else { 0 },
            flags: if piece.is_syn { SYN } else { 0 }
                | if piece.has_fin { FIN } else { 0 }
                | if acknowledges { ACK } else { 0 },
            payload: &its.streams[piece.direction][piece.start..piece.end],
        };
        let padding = if random.one_in(2) { random.below(50) } else { 0 };
        let padding = random.octets(padding);
        wire::record(&mut file, seconds, |out| {
            wire::frame(out, link_type, &segment);
            out.extend(padding);
        });
    }
    file
}

/// Often so that a stream of some thousand octets runs over the highest number.
fn sequence_number(random: &mut Random) -> u32 {
    let number = random.next() as u32;
    if random.one_in(2) { number } else { u32::MAX - number % 4096 }
}

/// What follows for one direction: of each octet which frame gave it first, and in which frame all up
/// to it are there. 0 where that is never.
pub(crate) struct Delivery {
    pub(crate) given_by: Vec<u64>,
    pub(crate) complete_by: Vec<u64>,
}

impl Delivery {
    pub(crate) fn of(pieces: &[Piece], of: (usize, usize), length: usize) -> Self {
        let (mut given_by, mut complete_by) = (vec![0; length], vec![0; length]);
        let mut next = 0;
        let its = (1..).zip(pieces).filter(|(_, it)| (it.connection, it.direction) == of);
        for (frame, piece) in its {
            for octet in given_by[piece.start..piece.end].iter_mut().filter(|octet| **octet == 0) {
                *octet = frame;
            }
            while given_by.get(next).is_some_and(|frame| *frame != 0) {
                complete_by[next] = frame;
                next += 1;
            }
        }
        Self { given_by, complete_by }
    }
}

/// Which connection and direction goes from one endpoint to the other.
pub(crate) fn direction_of(
    conversations: &[Conversation],
    ends: [SocketAddr; 2],
) -> (usize, usize) {
    let is_of = |it: &Conversation| it.ends == ends || it.ends == [ends[1], ends[0]];
    let connection = conversations.iter().position(is_of).unwrap();
    (connection, usize::from(conversations[connection].ends != ends))
}
