//! Reads captures by the library, as `element::Scan` does, but keeps all messages.

use std::collections::BTreeMap;

use rehome::tcp::TcpHeader;
use rehome_cli::capture::CaptureReader;
use rehome_cli::flow::{Direction, Flows, Limits};
use rehome_cli::packet::tcp_segment;
use rehome_cli::tls::{Connection, KeyLog};

use super::meeting::Recording;
use crate::reader::{All, Reader, reading};

/// What the connections of a capture give, in order of their numbers.
pub(super) fn read(capture: &[u8], keys: &str) -> Vec<All> {
    let mut key_log = KeyLog::new();
    key_log.add(keys.as_bytes());
    let mut flows = Flows::<Connection>::new(Limits::default());
    let mut capture = CaptureReader::new(capture).unwrap();
    let mut all = BTreeMap::<_, All>::new();
    let mut plaintext = Vec::new();
    while let Some(frame) = capture.next_frame().unwrap() {
        let segment = tcp_segment(frame.link_type(), frame.octets()).unwrap();
        let (header, payload) =
            TcpHeader::from_segment_options_unvalidated(segment.octets).unwrap();
        let Some(mut arrival) = flows.segment(&segment, &header, payload, frame.id()) else {
            continue;
        };
        let (its, direction) = (all.entry(arrival.flow().number).or_default(), arrival.direction());
        while let Some((connection, chunk)) = arrival.next_chunk() {
            let mut reading = reading(&key_log, &mut plaintext);
            connection.read(
                direction,
                &chunk,
                frame.id(),
                &mut reading,
                &mut |direction, event| {
                    its.add(direction, event);
                },
            );
        }
    }
    flows.finish();
    assert_eq!(flows.notices().count(), 0);
    all.into_values().collect()
}

/// What they give where one direction is read to its end before the other.
pub(super) fn read_first(first: Direction, recording: &Recording, keys: &str) -> Vec<All> {
    let count = recording.pieces.iter().map(|piece| piece.connection + 1).max().unwrap();
    let connections = (0..count).map(|number| {
        let mut reader = Reader::new(keys);
        for direction in [first, first.reverse()] {
            let of_it = recording.pieces.iter().filter(|piece| {
                (piece.connection, piece.direction) == (number, direction)
                    && !piece.octets.is_empty()
            });
            of_it.for_each(|piece| reader.feed(direction, &piece.octets));
        }
        reader.all
    });
    connections.collect()
}
