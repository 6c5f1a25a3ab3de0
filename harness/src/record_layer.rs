//! Any octets as the two streams of a connection.
//!
//! An input is a key log, up to the first octet 0, and then chunks: two octets whose high bit is the
//! direction and whose other bits are the length, and so many octets of that stream.

use rehome::CodePoints;
use rehome_cli::capture::FrameId;
use rehome_cli::flow::{Chunk, Direction};
use rehome_cli::tls::{Connection, Event, KeyLog, Reading, Sender};

use crate::random::Random;

/// More than an input holds, so that where it is cut makes no difference.
const LIMIT: usize = 1 << 24;

/// What a direction gave, without the frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Who sent it, whether it is an alert, protected, and of application data; the octets, and where.
    Message(Option<Sender>, bool, bool, bool, Vec<u8>, (u64, u64)),
    /// The handshake has ended.
    Finished(Option<Sender>),
    /// Where, and what.
    Notice(u64, &'static str),
}

/// The octets of a direction that come next.
pub(crate) type Octets<'a> = (Direction, &'a [u8]);

/// Any octets as records: however they are cut, the same is told of each direction, and nothing that
/// is told stands outside the stream.
pub fn record_layer(octets: &[u8]) {
    let mut split = octets.splitn(2, |&octet| octet == 0);
    let keys = split.next().unwrap_or_default();
    let mut rest = split.next().unwrap_or_default();
    let mut chunks = Vec::new();
    while let Some((&[high, low], behind)) = rest.split_first_chunk() {
        let direction = Direction::BOTH[usize::from(high >> 7)];
        let length = usize::from(u16::from_be_bytes([high & 0x7f, low])).min(behind.len());
        let (chunk, behind) = behind.split_at(length);
        rest = behind;
        chunks.push((direction, chunk));
    }
    let whole = told(keys, &chunks);
    for (direction, told) in Direction::BOTH.into_iter().zip(&whole) {
        let its = chunks.iter().filter(|(its, _)| *its == direction);
        let length: u64 = its.map(|(_, chunk)| chunk.len() as u64).sum();
        for one in told {
            match one {
                Told::Message(_, is_alert, .., octets, (start, end)) => {
                    assert!(start < end && *end <= length, "it stands in the stream");
                    assert!(octets.len() as u64 <= length);
                    assert!(*is_alert || octets.len() >= 4, "a message has a header");
                }
                Told::Notice(offset, _) => assert!(*offset <= length),
                Told::Finished(_) => {}
            }
        }
    }
    let mut random = Random::of(octets);
    assert_eq!(told(keys, &recut(&chunks, |most| random.length(most))), whole, "in any cut");
    if octets.len() < 1000 {
        assert_eq!(told(keys, &recut(&chunks, |_| 1)), whole, "octet by octet");
    }
}

/// The same octets in the same order, cut more finely.
fn recut<'a>(chunks: &[Octets<'a>], mut length: impl FnMut(usize) -> usize) -> Vec<Octets<'a>> {
    let mut all = Vec::new();
    for &(direction, mut rest) in chunks {
        while !rest.is_empty() {
            let (chunk, behind) = rest.split_at(length(rest.len()).clamp(1, rest.len()));
            all.push((direction, chunk));
            rest = behind;
        }
    }
    all
}

/// What is told of each direction, up to the end.
pub(crate) fn told(keys: &[u8], chunks: &[Octets<'_>]) -> [Vec<Told>; 2] {
    let mut key_log = KeyLog::new();
    key_log.add(keys);
    let (mut connection, mut plaintext) = (Connection::default(), Vec::new());
    let migrate_request = CodePoints::default().migrate_request();
    let mut reading =
        Reading { key_log: &key_log, migrate_request, limit: LIMIT, plaintext: &mut plaintext };
    let (mut offsets, mut all) = ([0; 2], [Vec::new(), Vec::new()]);
    let mut sink = |direction, event: Event<'_>| {
        let [forward, backward] = &mut all;
        let its = if direction == Direction::Forward { forward } else { backward };
        its.push(told_of(event));
    };
    let mut number = 0;
    for &(direction, octets) in chunks.iter().filter(|(_, octets)| !octets.is_empty()) {
        number += 1;
        let frame = FrameId { number, time: None };
        let [forward, backward] = &mut offsets;
        let offset = if direction == Direction::Forward { forward } else { backward };
        let chunk = Chunk { octets, offset: *offset, given_by: frame };
        *offset += octets.len() as u64;
        connection.read(direction, &chunk, frame, &mut reading, &mut sink);
    }
    connection.finish(FrameId { number, time: None }, &mut reading, &mut sink);
    all
}

fn told_of(event: Event<'_>) -> Told {
    match event {
        Event::Message(message) => Told::Message(
            message.sender,
            message.content_type == rehome::ContentType::ALERT,
            message.is_protected,
            message.is_application,
            message.octets.to_vec(),
            (message.span.octets.start, message.span.octets.end),
        ),
        Event::Finished { sender, .. } => Told::Finished(sender),
        Event::Notice(notice) => Told::Notice(notice.offset, notice.what.code()),
    }
}
