//! The older format: a header, then records of one link type and one resolution.
//!
//! ```text
//! magic(4) version(2 2) zone(4) figures(4) snaplen(4) link type(4)
//! seconds(4) fraction(4) captured length(4) original length(4) octets …
//! ```

use std::io::Read;

use pcap_parser::nom::Err::Incomplete;
use pcap_parser::{PcapHeader, parse_pcap_header};

use super::batch::{Batch, Kind, Place};
use super::time::Clock;
use super::window::{MAX_BLOCK, Window};
use super::{Fault, LinkType, Packet};

const FILE_HEADER: usize = 24;
const RECORD_HEADER: usize = 16;

#[derive(Debug)]
pub(super) struct Pcap {
    link_type: LinkType,
    clock: Clock,
    ticks_per_second: u64,
    is_big_endian: bool,
}

impl Pcap {
    /// Reads the file header; the four magics a1b2c3d4 and a1b23c4d in both byte orders are taken.
    pub(super) fn read_header<R: Read>(window: &mut Window<R>) -> Result<Self, Fault> {
        window.fill(FILE_HEADER)?;
        let header = match parse_pcap_header(window.at_hand()) {
            Ok((_, header)) if !header.is_modified_format() => header,
            Err(Incomplete(_)) => return Err(Fault::Truncated),
            _ => return Err(Fault::NotACapture),
        };
        window.take(FILE_HEADER);
        Ok(Self::new(&header))
    }

    fn new(header: &PcapHeader) -> Self {
        let (clock, ticks_per_second) = if header.is_nanosecond_precision() {
            (Clock::NANOSECONDS, 1_000_000_000)
        } else {
            (Clock::MICROSECONDS, 1_000_000)
        };
        Self {
            link_type: link_type(header),
            clock,
            ticks_per_second,
            is_big_endian: header.is_bigendian(),
        }
    }

    #[inline]
    pub(super) fn next<R: Read>(&self, window: &mut Window<R>) -> Result<Option<Packet>, Fault> {
        loop {
            let at_hand = window.at_hand();
            let wanted = match at_hand.first_chunk() {
                None => RECORD_HEADER,
                Some(header) => {
                    let packet = self.packet(header);
                    if packet.block <= at_hand.len() {
                        return Ok(Some(packet));
                    }
                    packet.block
                }
            };
            if !more(window, wanted)? {
                return Ok(None);
            }
        }
    }

    /// Adds all packets that come next and are wholly at hand, which begins at `start` in its buffer. Says
    /// how many there are, and how many octets they take.
    #[inline]
    pub(super) fn push_all<P>(
        &self,
        at_hand: &[u8],
        start: usize,
        number: u64,
        batch: &mut Batch<P>,
    ) -> (usize, usize) {
        // A loop for each byte order, so that it is asked for once.
        match self.is_big_endian {
            true => self.push_each(at_hand, start, number, batch, u32::from_be_bytes),
            false => self.push_each(at_hand, start, number, batch, u32::from_le_bytes),
        }
    }

    #[inline(always)]
    fn push_each<P>(
        &self,
        at_hand: &[u8],
        start: usize,
        number: u64,
        batch: &mut Batch<P>,
        word: impl Fn([u8; 4]) -> u32,
    ) -> (usize, usize) {
        let Self { link_type, clock, ticks_per_second, .. } = *self;
        let (end, mut rest) = (start + at_hand.len(), at_hand);
        let places = std::iter::from_fn(|| {
            let (header, octets) = rest.split_first_chunk::<RECORD_HEADER>()?;
            let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = *header;
            let length = word([i, j, k, l]) as usize;
            let ticks = u64::from(word([a, b, c, d])) * ticks_per_second;
            let ticks = ticks + u64::from(word([e, f, g, h]));
            rest = octets.get(length..)?;
            Some(Place::new(end - octets.len(), length, ticks))
        });
        let kind = Kind::Frame { link_type, clock, has_time: true };
        let count = batch.push_frames(kind, number, places);
        (count, at_hand.len() - rest.len())
    }

    /// Whether the next record is wholly at hand.
    #[inline]
    pub(super) fn is_at_hand(&self, octets: &[u8]) -> bool {
        octets.first_chunk().is_some_and(|header| self.packet(header).block <= octets.len())
    }

    /// What a record's header says.
    #[inline]
    fn packet(&self, header: &[u8; RECORD_HEADER]) -> Packet {
        let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = *header;
        let [seconds, fraction, length] =
            [[a, b, c, d], [e, f, g, h], [i, j, k, l]].map(|octets| match self.is_big_endian {
                true => u32::from_be_bytes(octets),
                false => u32::from_le_bytes(octets),
            });
        let captured = usize::try_from(length).unwrap_or(usize::MAX);
        Packet {
            link_type: self.link_type,
            ticks: Some(u64::from(seconds) * self.ticks_per_second + u64::from(fraction)),
            clock: self.clock,
            block: captured.saturating_add(RECORD_HEADER),
            before: RECORD_HEADER,
            captured,
        }
    }
}

/// The link type is the low 16 bits; above them stand the length of a frame check sequence and
/// bits that readers must ignore.
fn link_type(header: &PcapHeader) -> LinkType {
    let [_, _, high, low] = header.network.0.to_be_bytes();
    LinkType(u16::from_be_bytes([high, low]))
}

/// Brings in the rest of a record. `false` at the end of the file, if that is between records.
fn more<R: Read>(window: &mut Window<R>, wanted: usize) -> Result<bool, Fault> {
    if wanted > MAX_BLOCK {
        let octets = u64::try_from(wanted).unwrap_or(u64::MAX);
        return Err(Fault::TooLong { block: "a packet's record", octets, most: MAX_BLOCK });
    }
    if window.fill(wanted)? {
        return Ok(true);
    }
    if window.at_hand().is_empty() { Ok(false) } else { Err(Fault::Truncated) }
}
