//! Streams that are cut, shuffled, copied and spoilt, and what comes out of them.

mod model;

use std::net::{Ipv4Addr, SocketAddr};

use arbitrary::{Result, Unstructured};
use rehome::tcp::{TcpFlags, TcpHeader};
use rehome_cli::capture::FrameId;
use rehome_cli::flow::{Direction, Flows, Limits, Notice, What};
use rehome_cli::packet::Segment;

use model::{Model, Piece};

/// Two streams in segments of any order: the flow gives their octets as far as nothing is missing, of
/// each octet the first copy, and tells of copies that differ and of gaps.
pub fn reassembler(octets: &[u8]) {
    let _ = run(&mut Unstructured::new(octets));
}

fn run(u: &mut Unstructured<'_>) -> Result<()> {
    let lengths = [u.int_in_range(0..=600)?, u.int_in_range(0..=600)?];
    let first = u.arbitrary::<[u32; 2]>()?;
    let mut models = lengths.map(Model::new);
    let mut pieces: Vec<_> = Direction::BOTH.map(Piece::syn).to_vec();
    while !u.is_empty() && pieces.len() < 400 {
        pieces.push(Piece::random(u, lengths)?);
    }

    let mut flows = Flows::<()>::new(Limits::default());
    let mut is_over = false;
    for (number, piece) in (1..).zip(&pieces) {
        let frame = FrameId { number, time: None };
        let (forward, backward) = models.split_at_mut(1);
        let model = match piece.direction {
            Direction::Forward => forward,
            Direction::Backward => backward,
        };
        let Some(model) = model.first_mut() else { continue };
        let payload = model.payload(piece);
        // What is left over of a connection that has ended is of no interest.
        let (expected, told) =
            if is_over { (Vec::new(), None) } else { model.take(piece, &payload, frame) };
        assert_eq!(given(&mut flows, piece, &payload, first, frame), expected, "{pieces:?}");
        let notices: Vec<_> = flows.notices().map(|notice| notice.what).collect();
        assert_eq!(notices, Vec::from_iter(told), "{pieces:?}");
        is_over = models.iter().all(Model::is_done);
    }
    flows.finish();
    let gaps = models.iter().zip(Direction::BOTH).filter_map(|(model, direction)| {
        let (offset, missing) = model.gap().filter(|_| !is_over)?;
        Some((Some(direction), What::Gap { offset, missing }))
    });
    let found = flows.notices().map(|Notice { direction, what, .. }| (direction, what));
    assert_eq!(found.collect::<Vec<_>>(), gaps.collect::<Vec<_>>(), "{pieces:?}");
    assert_eq!(flows.count(), 1, "it is one connection: {pieces:?}");
    Ok(())
}

/// What the flow gives for a piece: the octets, each with its place and the frame that it came in.
fn given(
    flows: &mut Flows<()>,
    piece: &Piece,
    payload: &[u8],
    first: [u32; 2],
    frame: FrameId,
) -> Vec<(u64, u8, u64)> {
    let ends: [SocketAddr; 2] = [(Ipv4Addr::LOCALHOST, 1).into(), (Ipv4Addr::BROADCAST, 2).into()];
    let ([source, destination], [own, other]) = match piece.direction {
        Direction::Forward => (ends, first),
        Direction::Backward => ([ends[1], ends[0]], [first[1], first[0]]),
    };
    let acknowledges = !piece.is_syn || piece.direction == Direction::Backward;
    let place = u32::try_from(piece.start).unwrap_or_default();
    let mut flags = TcpFlags::default();
    for (flag, is_set) in [
        (TcpFlags::SYN, piece.is_syn),
        (TcpFlags::ACK, acknowledges),
        (TcpFlags::FIN, piece.has_fin),
    ] {
        flags = if is_set { flags | flag } else { flags };
    }
    let header = TcpHeader {
        source_port: source.port(),
        destination_port: destination.port(),
        sequence_number: own.wrapping_add(u32::from(!piece.is_syn)).wrapping_add(place),
        acknowledgment_number: if acknowledges { other.wrapping_add(1) } else { 0 },
        flags,
        ..TcpHeader::default()
    };
    let segment = Segment {
        source: source.ip(),
        destination: destination.ip(),
        octets: payload,
        missing: piece.missing,
    };
    let mut all = Vec::new();
    let Some(mut arrival) = flows.segment(&segment, &header, payload, frame) else { return all };
    assert_eq!(arrival.direction(), piece.direction);
    while let Some(((), chunk)) = arrival.next_chunk() {
        assert!(!chunk.octets.is_empty(), "a chunk is never empty");
        let octets = (chunk.offset..).zip(chunk.octets);
        all.extend(octets.map(|(offset, &octet)| (offset, octet, chunk.given_by.number)));
    }
    all
}
