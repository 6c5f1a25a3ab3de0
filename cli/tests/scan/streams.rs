//! The streams of captures in which nothing is missing, and their records in the clear cut anew.

use std::net::SocketAddr;

use rehome::tcp::{TcpFlags, TcpHeader};
use rehome_cli::capture::CaptureReader;
use rehome_cli::packet::tcp_segment;

use super::random::Random;

const HANDSHAKE: u8 = 22;

/// A connection: who sent the first SYN, to whom, and what each sent.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) ends: [SocketAddr; 2],
    pub(crate) streams: [Vec<u8>; 2],
}

/// All connections of a capture, and the time of its last frame.
pub(crate) fn conversations(capture: &[u8]) -> (Vec<Conversation>, u64) {
    let mut all: Vec<(Conversation, [Option<u32>; 2])> = Vec::new();
    let mut seconds = 0;
    let mut reader = CaptureReader::new(capture).unwrap();
    while let Some(frame) = reader.next_frame().unwrap() {
        seconds = frame.time().unwrap().seconds;
        let Some(segment) = tcp_segment(frame.link_type(), frame.octets()) else { continue };
        let (header, payload) =
            TcpHeader::from_segment_options_unvalidated(segment.octets).unwrap();
        let source = SocketAddr::new(segment.source, header.source_port);
        let destination = SocketAddr::new(segment.destination, header.destination_port);
        let ends = [source, destination];
        let known = all.iter().position(|(it, _)| it.ends == ends || it.ends == [ends[1], ends[0]]);
        let known = known.unwrap_or_else(|| {
            let streams = [Vec::new(), Vec::new()];
            all.push((Conversation { ends, streams }, [None, None]));
            all.len() - 1
        });
        let (conversation, first) = &mut all[known];
        let direction = usize::from(conversation.ends[0] != source);
        let first = &mut first[direction];
        if header.flags.contains(TcpFlags::SYN) {
            let sequence = header.sequence_number.wrapping_add(1);
            assert_eq!(*first.get_or_insert(sequence), sequence, "a connection begins anew");
            continue;
        }
        let stream = &mut conversation.streams[direction];
        let start = header.sequence_number.wrapping_sub(first.unwrap()) as usize;
        if !payload.is_empty() && start + payload.len() > stream.len() {
            assert!(start <= stream.len(), "octets are missing, or come in another order");
            stream.truncate(start);
            stream.extend(payload);
        }
    }
    (all.into_iter().map(|(conversation, _)| conversation).collect(), seconds)
}

/// Where the records in the clear end.
pub(crate) fn end_of_clear(stream: &[u8]) -> usize {
    let mut at = 0;
    while at < stream.len() && stream[at] != 23 {
        at += record_length(stream, at);
    }
    at
}

/// Which octets are of the headers of records.
pub(crate) fn headers(stream: &[u8]) -> Vec<bool> {
    let mut headers = vec![false; stream.len()];
    let mut at = 0;
    while at < stream.len() {
        headers[at..at + 5].fill(true);
        at += record_length(stream, at);
    }
    headers
}

fn record_length(stream: &[u8], at: usize) -> usize {
    5 + usize::from(u16::from_be_bytes([stream[at + 3], stream[at + 4]]))
}

/// A stream whose handshake records in the clear are cut anew, and where each octet of theirs now
/// stands. A cut stands behind one octet of `each` on the average; without there is one record.
pub(crate) fn other_records(
    stream: &[u8],
    each: Option<usize>,
    random: &mut Random,
) -> (Vec<u8>, Vec<u64>) {
    let mut places = vec![0; stream.len()];
    let (mut out, mut at) = (Vec::new(), 0);
    let mut record = None;
    while at < stream.len() {
        let end = at + record_length(stream, at);
        if stream[at] != HANDSHAKE || at >= end_of_clear(stream) {
            record = None;
            for (octet, place) in stream[at..end].iter().zip(&mut places[at..end]) {
                *place = out.len() as u64;
                out.push(*octet);
            }
        } else {
            for index in at + 5..end {
                let start = *record.get_or_insert_with(|| {
                    out.extend([HANDSHAKE, 3, 3, 0, 0]);
                    out.len()
                });
                places[index] = out.len() as u64;
                out.push(stream[index]);
                let length = out.len() - start;
                out[start - 2..start].copy_from_slice(&(length as u16).to_be_bytes());
                if length == 1 << 14 || each.is_some_and(|each| random.one_in(each)) {
                    record = None;
                }
            }
        }
        at = end;
    }
    (out, places)
}
