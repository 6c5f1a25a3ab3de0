//! Segments built by hand, and a table that takes down what comes out of them.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use rehome::tcp::{TcpFlags, TcpHeader};

use crate::capture::{FrameId, Timestamp};
use crate::flow::entry::Stage;
use crate::flow::{Direction, Flow, Flows, Limits, Notice};
use crate::packet::{self, Glance, Segment};

pub(super) const SYN: TcpFlags = TcpFlags::SYN;
pub(super) const ACK: TcpFlags = TcpFlags::ACK;
pub(super) const FIN: TcpFlags = TcpFlags::FIN;
pub(super) const RST: TcpFlags = TcpFlags::RST;

/// Two endpoints by the last octets of their addresses; the ports are 1000 more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends(pub(super) u8, pub(super) u8);

/// Client to server, and back.
pub(super) const UP: Ends = Ends(9, 2);
pub(super) const DOWN: Ends = Ends(2, 9);

/// So few slots the connections that meet have, in a table that has as few as it can.
const SLOTS: u32 = 20;

/// Connections whose directions share a few slots.
pub(super) fn meeting() -> impl Iterator<Item = Ends> {
    let meets = |ends| data(ends, 0, &[]).between().hint() % 1024 < SLOTS;
    let pairs = (1..=u8::MAX).flat_map(|to| (0..to).map(move |from| Ends(from, to)));
    pairs.filter(move |&Ends(from, to)| meets(Ends(from, to)) && meets(Ends(to, from)))
}

/// A segment as the tests write it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent<'a> {
    pub(super) ends: Ends,
    pub(super) sequence: u32,
    pub(super) acknowledgment: u32,
    pub(super) flags: TcpFlags,
    pub(super) payload: &'a [u8],
    pub(super) missing: usize,
    /// In seconds.
    pub(super) time: Option<u64>,
    /// Between IPv6 addresses that end with those of IPv4.
    pub(super) is_v6: bool,
}

/// A segment with ACK and without a time.
pub(super) fn data(ends: Ends, sequence: u32, payload: &[u8]) -> Sent<'_> {
    let flags = TcpFlags::ACK;
    Sent { ends, sequence, acknowledgment: 0, flags, payload, missing: 0, time: None, is_v6: false }
}

pub(super) fn flagged(ends: Ends, sequence: u32, flags: TcpFlags) -> Sent<'static> {
    Sent { flags, ..data(ends, sequence, &[]) }
}

impl<'a> Sent<'a> {
    pub(super) fn acknowledging(self, acknowledgment: u32) -> Self {
        Self { acknowledgment, flags: self.flags | ACK, ..self }
    }

    pub(super) fn with(self, payload: &'a [u8]) -> Self {
        Self { payload, ..self }
    }

    pub(super) fn missing(self, missing: usize) -> Self {
        Self { missing, ..self }
    }

    pub(super) fn at(self, time: u64) -> Self {
        Self { time: Some(time), ..self }
    }

    pub(super) fn v6(self, is_v6: bool) -> Self {
        Self { is_v6, ..self }
    }

    fn addresses(&self) -> [IpAddr; 2] {
        let Ends(from, to) = self.ends;
        [from, to].map(|last| match self.is_v6 {
            true => Ipv6Addr::from_bits(0xc000_0200 | u128::from(last)).into(),
            false => IpAddr::from([192, 0, 2, last]),
        })
    }

    fn ports(&self) -> [u16; 2] {
        [self.ends.0, self.ends.1].map(|last| 1000 + u16::from(last))
    }

    /// Between whom it goes, as the table knows it.
    pub(super) fn between(&self) -> packet::Ends {
        let [source, destination] = self.addresses();
        packet::Ends::new(source, destination, self.ports())
    }

    /// What is seen of it at a glance, if it is an ordinary one.
    pub(super) fn glance(&self) -> Option<Glance> {
        if [SYN, FIN, RST].into_iter().any(|flag| self.flags.contains(flag)) {
            return None;
        }
        let ends = self.between();
        let time = self.time.map(|time| time.saturating_mul(1_000_000_000).min(Glance::NEVER - 1));
        Some(Glance {
            ends,
            hint: ends.hint(),
            sequence_number: self.sequence,
            payload: self.payload.len().try_into().ok()?,
            missing: self.missing.try_into().ok()?,
            time: time.unwrap_or(Glance::NEVER),
        })
    }
}

/// Of a longer chunk only so much is taken down.
const LONG: usize = 1 << 12;

/// A chunk that came out: connection, direction, offset, octets and frame.
pub(super) type Out = (u64, Direction, u64, Vec<u8>, u64);

/// A table, the number of the last frame, and what came out. A state counts the chunks.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) flows: Flows<u64>,
    pub(super) frame: u64,
    pub(super) out: Vec<Out>,
    pub(super) notices: Vec<Notice>,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self::with(Limits::default())
    }

    pub(super) fn with(limits: Limits) -> Self {
        Self { flows: Flows::new(limits), frame: 0, out: Vec::new(), notices: Vec::new() }
    }

    /// Sends a segment and returns the text that came out, with `|` between chunks.
    pub(super) fn send(&mut self, sent: Sent<'_>) -> String {
        self.send_and(sent, &[])
    }

    /// Sends a segment and asks for nothing.
    pub(super) fn send_unread(&mut self, sent: Sent<'_>) {
        let (segment, header, frame) = self.made(&sent);
        let _ = self.flows.segment(&segment, &header, sent.payload, frame);
    }

    /// Sends a segment, and holds so much for it.
    pub(super) fn send_holding(&mut self, sent: Sent<'_>, octets: usize) {
        let (segment, header, frame) = self.made(&sent);
        if let Some(mut arrival) = self.flows.segment(&segment, &header, sent.payload, frame) {
            while arrival.next_chunk().is_some() {}
            arrival.hold(octets);
        }
        self.notices.extend(self.flows.notices());
    }

    /// Sends a segment, and skips its direction up to an offset.
    pub(super) fn send_skipping(&mut self, sent: Sent<'_>, until: u64) {
        let (segment, header, frame) = self.made(&sent);
        if let Some(mut arrival) = self.flows.segment(&segment, &header, sent.payload, frame) {
            arrival.skip(arrival.direction(), 0..until);
        }
    }

    /// Sends a segment, reads its first chunk, and skips these octets of its direction.
    pub(super) fn send_and_skip(&mut self, sent: Sent<'_>, octets: Range<u64>) {
        let (segment, header, frame) = self.made(&sent);
        if let Some(mut arrival) = self.flows.segment(&segment, &header, sent.payload, frame) {
            arrival.next_chunk();
            arrival.skip(arrival.direction(), octets);
        }
    }

    /// Sends a segment, and ignores directions after its first chunk.
    pub(super) fn send_and(&mut self, sent: Sent<'_>, ignored: &[Direction]) -> String {
        let (segment, header, frame) = self.made(&sent);
        let mut texts = Vec::new();
        if let Some(mut arrival) = self.flows.segment(&segment, &header, sent.payload, frame) {
            let (flow, direction) = (arrival.flow(), arrival.direction());
            assert_eq!(flow.endpoints(direction).0.ip(), segment.source);
            assert_eq!(flow.endpoints(direction).1.port(), header.destination_port);
            while let Some((state, chunk)) = arrival.next_chunk() {
                *state += 1;
                // Of long ones the beginning says enough.
                let octets = chunk.octets[..chunk.octets.len().min(LONG)].to_vec();
                texts.push(String::from_utf8_lossy(&octets).into_owned());
                let given_by = chunk.given_by.number;
                self.out.push((flow.number, direction, chunk.offset, octets, given_by));
                for direction in ignored {
                    arrival.ignore(*direction);
                }
            }
        }
        self.notices.extend(self.flows.notices());
        texts.join("|")
    }

    /// Sends a segment if it may pass at a glance, and tells whether it did.
    pub(super) fn pass(&mut self, sent: Sent<'_>) -> bool {
        let passes = !self.flows.is_crowded() && self.flows.pass_over(&[sent.glance()]) == 1;
        self.frame += u64::from(passes);
        passes
    }

    /// What is read of a segment.
    pub(super) fn made(
        &mut self,
        sent: &Sent<'_>,
    ) -> (Segment<'static>, TcpHeader<'static>, FrameId) {
        self.frame += 1;
        let [source, destination] = sent.addresses();
        let segment = Segment { source, destination, octets: &[], missing: sent.missing };
        let [source_port, destination_port] = sent.ports();
        let header = TcpHeader {
            source_port,
            destination_port,
            sequence_number: sent.sequence,
            acknowledgment_number: sent.acknowledgment,
            flags: sent.flags,
            ..TcpHeader::default()
        };
        let time = sent.time.map(|seconds| Timestamp { seconds, nanoseconds: 0 });
        let frame = FrameId { number: self.frame, time };
        (segment, header, frame)
    }

    /// The codes of the notices since this was last asked, with their frames.
    pub(super) fn codes(&mut self) -> Vec<(&'static str, u64)> {
        self.notices.drain(..).map(|notice| (notice.what.code(), notice.frame.number)).collect()
    }

    /// The same after the end of the capture.
    pub(super) fn codes_at_end(&mut self) -> Vec<(&'static str, u64)> {
        self.flows.finish();
        self.notices.extend(self.flows.notices());
        self.codes()
    }

    /// The connections that have not ended, with the chunks of each.
    pub(super) fn live(&mut self) -> Vec<(u64, u64)> {
        self.states().into_iter().map(|(flow, state)| (flow.number, state)).collect()
    }

    /// How far each direction goes of the connections that have not ended, in order of their numbers.
    pub(super) fn reached(&mut self) -> Vec<[u64; 2]> {
        let live = self.flows.table.iter_mut().filter_map(|entry| match &entry.stage {
            Stage::Live(connection) => {
                let both = Direction::BOTH.map(|direction| connection.halves.of(direction).seen);
                Some((connection.birth.number, both))
            }
            Stage::Over(_) => None,
        });
        let mut live: Vec<_> = live.collect();
        live.sort_unstable();
        live.into_iter().map(|(_, both)| both).collect()
    }

    pub(super) fn flow(&mut self) -> Flow {
        self.states()[0].0
    }

    fn states(&mut self) -> Vec<(Flow, u64)> {
        let live = self.flows.table.iter_mut().filter_map(|entry| match &entry.stage {
            Stage::Live(connection) => {
                let state = connection.state.as_ref().map_or(0, |state| **state);
                Some((connection.flow(&entry.ends()), state))
            }
            Stage::Over(_) => None,
        });
        let mut live: Vec<_> = live.collect();
        live.sort_by_key(|(flow, _)| flow.number);
        live
    }

    /// SYN and SYN/ACK; the octets go from 101 up, and from 501 down.
    pub(super) fn shake(&mut self) {
        assert_eq!(self.send(flagged(UP, 100, SYN)), "");
        assert_eq!(self.send(flagged(DOWN, 500, SYN).acknowledging(101)), "");
    }
}
