//! Seeds out of captures: files, segments, streams, records and messages.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use rehome::CodePoints;
use rehome::tcp::TcpHeader;
use rehome::tls::Record;
use rehome::wire::{Decode, Encode};
use rehome_cli::capture::{CaptureReader, FrameId, key_logs};
use rehome_cli::element::Judge;
use rehome_cli::flow::{Direction, Flows, Limits};
use rehome_cli::packet::{Segment, tcp_segment};
use rehome_cli::scan::{Report, Scan, Settings};
use rehome_cli::tls::KeyLog;

use super::pcapng::Pcapng;
use super::{Seeds, vector};

/// Adds what a capture gives, read with the keys beside it.
pub(super) fn add(seeds: &mut Seeds, path: &Path) -> Result<(), Box<dyn Error>> {
    let capture = fs::read(path)?;
    let mut keys = fs::read(path.with_extension("keys")).unwrap_or_default();
    key_logs(&*capture, |text| keys.extend(text))?;
    seeds.add("capture_reader", &capture);
    seeds.add("scan", &capture);

    let mut key_log = KeyLog::new();
    key_log.add(&keys);
    let mut scan = Scan::new(Settings::default(), key_log, Judge::new());
    let mut streams = Streams::new();
    let mut with_keys = Pcapng::new(&keys);
    // No limit is reached before the last frame.
    let mut segments = vec![0xff; 4];
    let mut reader = CaptureReader::new(&*capture)?;
    while let Some(frame) = reader.next_frame()? {
        with_keys.frame(&frame);
        scan.frame(&frame, &mut |report| element(seeds, report));
        if let Some(segment) = tcp_segment(frame.link_type(), frame.octets()) {
            tcp(seeds, &segment);
            segments.push(u8::from(segment.source > segment.destination));
            segments.extend(u16::try_from(segment.octets.len()).unwrap_or(0).to_be_bytes());
            segments.extend(segment.octets);
            streams.segment(&segment, frame.id());
        }
    }
    scan.finish(&mut |report| element(seeds, report));
    seeds.add("scan", &with_keys.into_octets());
    seeds.add("flow_segments", &segments);
    streams.add(seeds, &keys);
    Ok(())
}

/// Adds what is told of a capture.
fn element(seeds: &mut Seeds, report: Report) {
    if let Report::Element(element) = report {
        seeds.add_structure(element.kind.name(), &element.octets);
        vector::carried(seeds, &element.octets, &CodePoints::default());
    }
}

/// Adds a segment, its header and its options.
fn tcp(seeds: &mut Seeds, segment: &Segment<'_>) {
    seeds.add("tcp_header", segment.octets);
    if let Ok((header, _)) = TcpHeader::from_segment_options_unvalidated(segment.octets) {
        seeds.add("tcp_header", &header.to_vec());
        seeds.add_structure("tcp_options", header.options.as_bytes());
        for option in header.options.iter().flatten() {
            seeds.add("tcp_option", &option.to_vec());
        }
    }
}

/// The streams of a capture, in the order in which their octets came.
struct Streams {
    flows: Flows<()>,
    chunks: BTreeMap<u64, Vec<(Direction, Vec<u8>)>>,
}

impl Streams {
    fn new() -> Self {
        Self { flows: Flows::new(Limits::default()), chunks: BTreeMap::new() }
    }

    fn segment(&mut self, segment: &Segment<'_>, frame: FrameId) {
        let parsed = TcpHeader::from_segment_options_unvalidated(segment.octets);
        let Ok((header, payload)) = parsed else { return };
        if let Some(mut arrival) = self.flows.segment(segment, &header, payload, frame) {
            let (number, direction) = (arrival.flow().number, arrival.direction());
            let chunks = self.chunks.entry(number).or_default();
            while let Some(((), chunk)) = arrival.next_chunk() {
                chunks.push((direction, chunk.octets.to_vec()));
            }
        }
        drop(self.flows.notices());
    }

    /// Adds each connection, and each record in it.
    fn add(&self, seeds: &mut Seeds, keys: &[u8]) {
        for chunks in self.chunks.values() {
            let mut connection = [keys, &[0]].concat();
            for (direction, octets) in chunks {
                let bit = u16::from(*direction == Direction::Backward) << 15;
                for part in octets.chunks(0x7fff) {
                    let length = u16::try_from(part.len()).unwrap_or_default();
                    connection.extend((bit | length).to_be_bytes());
                    connection.extend(part);
                }
            }
            seeds.add("record_layer", &connection);
            for direction in Direction::BOTH {
                let its = chunks.iter().filter(|(its, _)| *its == direction);
                let stream: Vec<u8> = its.flat_map(|(_, octets)| octets.clone()).collect();
                let mut rest = &stream[..];
                while let Ok((record, behind)) = Record::from_prefix(rest) {
                    seeds.add("record", &record.to_vec());
                    rest = behind;
                }
            }
        }
    }
}
