//! Whatever comes: held against a plain model of a stream.

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::tcp::TcpFlags;

use super::build::*;
use crate::flow::{Direction, Limits, What};

/// The octets of a stream, each from the first frame that had it.
#[derive(Clone, Debug)]
struct Model {
    octets: Vec<Option<(u8, u64)>>,
}

impl Model {
    fn new(length: usize) -> Self {
        Self { octets: vec![None; length] }
    }

    /// Takes a segment, and tells where it is first another than before, and of which frame.
    fn take(&mut self, start: usize, octets: &[u8], frame: u64) -> Option<(u64, u64)> {
        let mut differs = None;
        for (at, octet) in octets.iter().enumerate() {
            let (first, given_by) = self.octets[start + at].get_or_insert((*octet, frame));
            if first != octet && differs.is_none() {
                differs = Some(((start + at) as u64, *given_by));
            }
        }
        differs
    }

    /// What can be read: all before the first gap.
    fn readable(&self) -> Vec<(u8, u64)> {
        self.octets.iter().map_while(|octet| *octet).collect()
    }
}

/// What came out in a direction, octet by octet, after a look at the chunks.
fn read(bench: &Bench, direction: Direction) -> Vec<(u8, u64)> {
    let mut read = Vec::new();
    for (_, _, offset, octets, frame) in bench.out.iter().filter(|out| out.1 == direction) {
        assert_eq!(*offset, read.len() as u64, "chunks are contiguous");
        assert!(!octets.is_empty());
        read.extend(octets.iter().map(|octet| (*octet, *frame)));
    }
    read
}

/// Sequence numbers, many of them about to wrap.
fn sequence() -> impl Strategy<Value = u32> {
    prop_oneof![any::<u32>(), (0u32..600).prop_map(|before| u32::MAX - before)]
}

/// Cuts of a stream into segments that cover it, further ones over the same octets, and an order.
#[derive(Clone, Debug)]
struct Sending {
    stream: Vec<u8>,
    initial: u32,
    /// Start, end, and what the segments are sorted by.
    segments: Vec<(usize, usize, u32)>,
}

fn sending() -> impl Strategy<Value = Sending> {
    let cuts = vec((0usize..600, any::<u32>()), 0..12);
    let copies = vec((0usize..600, 0usize..600, any::<u32>()), 0..12);
    (vec(any::<u8>(), 1..600), sequence(), cuts, copies, any::<u32>()).prop_map(
        |(stream, initial, cuts, copies, last)| {
            let length = stream.len();
            let mut at: Vec<_> = cuts.into_iter().map(|(at, key)| (at % length, key)).collect();
            at.sort_unstable();
            let mut segments = Vec::new();
            let mut start = 0;
            for (at, key) in at.into_iter().chain([(length, last)]) {
                segments.push((start, at, key));
                start = at;
            }
            segments.extend(copies.into_iter().map(|(a, b, key)| {
                let (a, b) = (a % length, b % length);
                (a.min(b), a.max(b), key)
            }));
            Sending { stream, initial, segments }
        },
    )
}

/// The segments of both streams in their order, with FIN where they end: direction, start, end.
fn order(both: &[Sending; 2]) -> Vec<(usize, usize, usize)> {
    let mut order: Vec<_> = (0..2)
        .flat_map(|which| both[which].segments.iter().map(move |one| (one.2, which, one.0, one.1)))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, which, start, end)| (which, start, end)).collect()
}

const ENDS: [Ends; 2] = [UP, DOWN];

fn shake(bench: &mut Bench, both: &[Sending; 2]) {
    bench.send(flagged(UP, both[0].initial, SYN));
    let acknowledged = both[0].initial.wrapping_add(1);
    bench.send(flagged(DOWN, both[1].initial, SYN).acknowledging(acknowledged));
}

fn segment(sending: &Sending, which: usize, start: usize, end: usize) -> Sent<'_> {
    let sequence = sending.initial.wrapping_add(1 + start as u32);
    let sent = data(ENDS[which], sequence, &sending.stream[start..end]);
    let flags = if end == sending.stream.len() { ACK | FIN } else { ACK };
    Sent { flags, ..sent }
}

proptest! {
    #[test]
    fn streams_come_out_whole(both in [sending(), sending()]) {
        let mut bench = Bench::new();
        shake(&mut bench, &both);
        let mut models = [0, 1].map(|which| Model::new(both[which].stream.len()));
        for (which, start, end) in order(&both) {
            let sending = &both[which];
            bench.send(segment(sending, which, start, end));
            models[which].take(start, &sending.stream[start..end], bench.frame);
        }
        // As soon as all was read, the connection is over, and nothing comes twice.
        prop_assert_eq!(bench.live(), []);
        for (which, direction) in Direction::BOTH.into_iter().enumerate() {
            let octets = read(&bench, direction);
            prop_assert!(octets.iter().map(|octet| octet.0).eq(both[which].stream.iter().copied()));
            prop_assert_eq!(octets, models[which].readable());
        }
        prop_assert_eq!(bench.codes_at_end(), []);
        prop_assert_eq!(bench.flows.held(), 0);
    }

    #[test]
    fn after_a_dropped_segment_nothing_comes(
        both in [sending(), sending()],
        dropped in any::<prop::sample::Index>(),
    ) {
        let mut bench = Bench::new();
        shake(&mut bench, &both);
        let at = dropped.index(both[0].stream.len());
        for (which, start, end) in order(&both) {
            if which == 1 || !(start..end).contains(&at) {
                bench.send(segment(&both[which], which, start, end));
            }
        }
        let octets = read(&bench, Direction::Forward);
        prop_assert!(octets.len() <= at);
        prop_assert!(octets.iter().zip(&both[0].stream).all(|(read, sent)| read.0 == *sent));
        prop_assert_eq!(read(&bench, Direction::Backward).len(), both[1].stream.len());
    }

    /// Any segments, with gaps, whose copies differ as often as not.
    #[test]
    fn the_first_copy_counts_octet_by_octet(
        initial in sequence(),
        segments in vec((0usize..60, vec(0u8..2, 0..30)), 0..40),
    ) {
        let mut bench = Bench::new();
        bench.send(flagged(UP, initial, SYN));
        let mut model = Model::new(100);
        for (start, octets) in &segments {
            let sequence = initial.wrapping_add(1 + *start as u32);
            bench.send(data(UP, sequence, octets));
            let differs = model.take(*start, octets, bench.frame);
            let told = bench.notices.drain(..).map(|notice| {
                assert_eq!(notice.frame.number, bench.frame);
                let What::OverlapDiffers { offset, given_by } = notice.what else {
                    panic!("{notice:?}");
                };
                (offset, given_by.number)
            });
            prop_assert_eq!(told.collect::<Vec<_>>(), Vec::from_iter(differs));
            prop_assert_eq!(read(&bench, Direction::Forward), model.readable());
        }
        let gap = bench.codes_at_end().len();
        let highest = model.octets.iter().rposition(Option::is_some).map_or(0, |at| at + 1);
        prop_assert_eq!(gap == 1, highest > model.readable().len());
    }

    /// Segments that make no sense: nothing panics, and the limits hold.
    #[test]
    fn limits_hold_whatever_comes(segments in vec(nonsense(), 0..300)) {
        let limits = Limits { flows: 6, octets: 1500, total_octets: 3000, ..Limits::default() };
        let mut bench = Bench::with(limits);
        for (sent, payload, ignored) in &segments {
            let ignored = [&[][..], &[Direction::Forward], &Direction::BOTH][*ignored];
            bench.send_and(sent.with(payload), ignored);
            prop_assert!(bench.flows.held() <= limits.total_octets + limits.octets);
            prop_assert!(bench.flows.followed() <= limits.flows + 1);
            let costs = bench.flows.table.iter_mut().map(|entry| entry.cost()).sum::<usize>();
            prop_assert_eq!(bench.flows.held(), costs);
        }
        let mut ends = std::collections::HashMap::new();
        for (number, direction, offset, octets, _) in &bench.out {
            let end: &mut u64 = ends.entry((*number, *direction)).or_insert(0);
            prop_assert_eq!(*offset, *end);
            *end += octets.len() as u64;
        }
        bench.codes_at_end();
    }
}

/// Any flags and numbers, most of them near each other, among a few endpoints.
fn nonsense() -> impl Strategy<Value = (Sent<'static>, Vec<u8>, usize)> {
    let sequence = prop_oneof![4 => 0u32..2000, 1 => any::<u32>()];
    let flags = prop_oneof![3 => Just(ACK), 1 => (0u16..0x20).prop_map(flags)];
    let time = prop::option::of(prop_oneof![4 => 0u64..1000, 1 => any::<u64>()]);
    let missing = prop_oneof![4 => Just(0usize), 1 => 0usize..2000];
    let ends = (0u8..4, 0u8..4);
    let ignored = prop_oneof![6 => Just(0), 1 => 1usize..3];
    let payload = vec(0u8..2, 0..300);
    (ends, sequence, any::<u8>(), flags, time, missing, payload, ignored).prop_map(
        |((from, to), sequence, acknowledgment, flags, time, missing, payload, ignored)| {
            let sent = Sent {
                acknowledgment: acknowledgment.into(),
                missing,
                time,
                ..flagged(Ends(from, to), sequence, flags)
            };
            (sent, payload, ignored)
        },
    )
}

fn flags(bits: u16) -> TcpFlags {
    TcpFlags::from_bits(bits).unwrap()
}
