//! Segments that pass at a glance: all comes out as if each had been looked at.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::tcp::TcpFlags;

use super::build::*;
use crate::flow::entry::Stage;
use crate::flow::{Direction, Limits};

/// What the caller does at the first chunk of a segment that it wants.
#[derive(Clone, Copy, Debug)]
enum Act {
    Read,
    /// It asks for nothing.
    Drop,
    /// Whether its direction, and whether the other.
    Ignore(bool, bool),
    /// Skips a direction up to so many octets after the chunk's beginning.
    Skip(bool, u64),
    Hold(usize),
}

/// A table and its caller, who keeps nothing of what it skips.
struct Side {
    bench: Bench,
    glances: bool,
    skipped: HashMap<(u64, Direction), u64>,
}

impl Side {
    fn new(limits: Limits, glances: bool) -> Self {
        Self { bench: Bench::with(limits), glances, skipped: HashMap::new() }
    }

    fn send(&mut self, sent: Sent<'_>, act: Act) {
        if self.glances && self.bench.pass(sent) {
            return;
        }
        let (segment, header, frame) = self.bench.made(&sent);
        let Bench { flows, out, notices, .. } = &mut self.bench;
        let arrival = flows.segment(&segment, &header, sent.payload, frame);
        if let Some(mut arrival) = arrival.filter(|_| !matches!(act, Act::Drop)) {
            let (flow, direction) = (arrival.flow(), arrival.direction());
            let mut act = Some(act);
            while let Some((state, chunk)) = arrival.next_chunk() {
                let skipped = self.skipped.get(&(flow.number, direction)).copied().unwrap_or(0);
                let unwanted = skipped.saturating_sub(chunk.offset);
                let from = usize::try_from(unwanted).unwrap_or(usize::MAX);
                let Some(wanted @ [_, ..]) = chunk.octets.get(from..) else { continue };
                *state += 1;
                let offset = chunk.offset + unwanted;
                out.push((flow.number, direction, offset, wanted.to_vec(), chunk.given_by.number));
                match act.take() {
                    Some(Act::Ignore(own, other)) => {
                        let both = [(own, direction), (other, direction.reverse())];
                        let ignored = both.into_iter().filter(|(ignored, _)| *ignored);
                        ignored.for_each(|(_, direction)| arrival.ignore(direction));
                    }
                    Some(Act::Skip(own, octets)) => {
                        let which = if own { direction } else { direction.reverse() };
                        let until = offset.saturating_add(octets);
                        arrival.skip(which, 0..until);
                        self.skipped.insert((flow.number, which), until);
                    }
                    Some(Act::Hold(octets)) => arrival.hold(octets),
                    _ => {}
                }
            }
        }
        notices.extend(flows.notices());
    }

    /// What can be seen without a look at the entries, and what has come out since the last time.
    fn seen(&mut self) -> String {
        let Bench { flows, out, notices, .. } = &mut self.bench;
        let counts = (flows.held(), flows.followed(), flows.count(), flows.segments);
        let (out, notices) = (std::mem::take(out), std::mem::take(notices));
        format!("{counts:?} {:?} {out:?} {notices:?}", flows.clock)
    }

    /// All that the table knows. What showed how far a direction goes counts only where it goes further
    /// than was read.
    fn known(&mut self) -> String {
        let mut known = String::new();
        for entry in self.bench.flows.table.iter_mut() {
            if let Stage::Live(connection) = &mut entry.stage {
                let halves = &mut connection.halves;
                for half in [&mut halves.forward, &mut halves.backward] {
                    let seen = half.seen;
                    if let Some(stream) = half.reading.stream_mut().filter(|it| it.next == seen) {
                        stream.seen_by = None;
                    }
                }
            }
            let (ends, last, time) = (entry.ends(), entry.last, entry.time);
            writeln!(known, "{ends:?} {last} {time} {:?}", entry.stage).unwrap();
        }
        self.bench.flows.visit(|flow, state| {
            writeln!(known, "{} {state}", flow.number).unwrap();
            usize::try_from(*state).unwrap() * 10
        });
        known
    }
}

/// Where a segment begins, by where its direction goes on.
#[derive(Clone, Copy, Debug)]
enum Place {
    Next,
    Before(u32),
    After(u32),
    /// Anywhere, and all that follows goes on from there.
    Jump(u32),
}

#[derive(Clone, Debug)]
enum Step {
    /// Connection, IPv6, direction.
    Segment {
        of: (usize, bool, bool),
        place: Place,
        flags: u16,
        length: usize,
        missing: usize,
        wrong: bool,
    },
    /// The capture's time goes on, or back, or is missing.
    Time(Option<i64>),
    /// Soon the table is looked through.
    Turn(usize),
    /// All is looked at.
    Look,
}

fn step() -> impl Strategy<Value = (Step, Act)> {
    let place = prop_oneof![
        20 => Just(Place::Next),
        2 => (0u32..40).prop_map(Place::Before),
        1 => Just(Place::Before(1)),
        2 => (0u32..40).prop_map(Place::After),
        1 => (0u32..4).prop_map(|by| Place::Before((1 << 31) - 2 + by)),
        1 => ((1u32 << 30) - 50..(1 << 30) + 50).prop_map(Place::Jump),
    ];
    let flags = prop_oneof![60 => Just(0u16), 1 => Just(2), 1 => Just(1), 1 => Just(4)];
    let of = (0usize..6, prop::bool::weighted(0.2), any::<bool>());
    let length = prop_oneof![2 => Just(0usize), 5 => 1usize..60, 1 => Just(1usize)];
    let missing = prop_oneof![6 => Just(0usize), 1 => 1usize..60, 1 => Just(65_000)];
    let wrong = prop::bool::weighted(0.1);
    let segment = (of, place, flags, length, missing, wrong).prop_map(
        |(of, place, flags, length, missing, wrong)| Step::Segment {
            of,
            place,
            flags,
            length,
            missing,
            wrong,
        },
    );
    let time = prop::option::weighted(0.9, prop_oneof![4 => 0i64..5, 1 => -30i64..30]);
    let step = prop_oneof![
        30 => segment,
        6 => time.prop_map(Step::Time),
        1 => (1usize..40).prop_map(Step::Turn),
        1 => Just(Step::Look),
    ];
    let act = prop_oneof![
        3 => Just(Act::Read),
        1 => Just(Act::Drop),
        4 => (any::<bool>(), any::<bool>()).prop_map(|(own, other)| Act::Ignore(own, other)),
        4 => (any::<bool>(), prop_oneof![2 => 0u64..400, 1 => Just(u64::MAX)])
            .prop_map(|(own, until)| Act::Skip(own, until)),
        1 => (0usize..600).prop_map(Act::Hold),
    ];
    (step, act)
}

fn limits() -> impl Strategy<Value = Limits> {
    let flows = prop_oneof![4 => Just(100usize), 1 => Just(0), 3 => 1usize..9];
    let octets = prop_oneof![Just(4096usize), 0usize..900];
    let total_octets = prop_oneof![4 => Just(1usize << 20), 1 => 0usize..2000];
    (flows, octets, total_octets).prop_map(|(flows, octets, total_octets)| Limits {
        flows,
        octets,
        total_octets,
        idle: Duration::from_secs(10),
    })
}

/// The numbers of a connection's directions, and the time.
struct Course {
    connections: Vec<Ends>,
    next: HashMap<(usize, bool, bool), u32>,
    initial: u32,
    time: Option<u64>,
    last: u64,
}

impl Course {
    fn new(initial: u32) -> Self {
        let connections = meeting().take(6).collect();
        Self { connections, next: HashMap::new(), initial, time: None, last: 100 }
    }

    fn sent<'a>(&mut self, step: &Step, payload: &'a [u8]) -> Option<Sent<'a>> {
        let Step::Segment { of, place, flags, length, missing, .. } = *step else { return None };
        let (which, is_v6, is_up) = of;
        let Ends(from, to) = self.connections[which % self.connections.len()];
        let ends = if is_up { Ends(from, to) } else { Ends(to, from) };
        let initial = self.initial.wrapping_sub(which as u32 * 7);
        let next = self.next.entry((which, is_v6, is_up)).or_insert(initial);
        let flags = TcpFlags::from_bits(flags).unwrap();
        let taken = u32::from(flags != TcpFlags::default());
        let end = |start: u32| start.wrapping_add(length as u32 + missing as u32 + taken);
        let sequence = match place {
            Place::Next => *next,
            Place::Before(by) => next.wrapping_sub(by),
            Place::After(by) | Place::Jump(by) => next.wrapping_add(by),
        };
        if matches!(place, Place::Next | Place::Jump(_)) {
            *next = end(sequence);
        }
        let flags = if flags == RST { flags } else { flags | ACK };
        let sent = Sent { flags, missing, time: self.time, ..data(ends, sequence, payload) };
        Some(sent.v6(is_v6))
    }

    fn tick(&mut self, by: Option<i64>) {
        self.last = by.map_or(self.last, |by| self.last.saturating_add_signed(by));
        self.time = by.map(|_| self.last);
    }
}

/// The octets of a stream follow from their numbers, but for wrong ones.
fn payload(sequence: u32, length: usize, wrong: bool) -> Vec<u8> {
    let octet = |number: u32| (number as u8).wrapping_mul(7) ^ u8::from(wrong);
    (0..length as u32).map(|at| octet(sequence.wrapping_add(at))).collect()
}

proptest! {
    /// What passes at a glance changes what is known of its connection as if it had been looked at.
    #[test]
    fn a_glance_leaves_all_as_it_would_be(
        limits in limits(),
        initial in prop_oneof![any::<u32>(), (0u32..600).prop_map(|before| u32::MAX - before)],
        steps in vec(step(), 1..300),
    ) {
        let mut sides = [false, true].map(|glances| Side::new(limits, glances));
        let mut course = Course::new(initial);
        for (step, act) in &steps {
            match step {
                Step::Segment { length, wrong, .. } => {
                    let Some(sent) = course.sent(step, &[]) else { continue };
                    let payload = payload(sent.sequence, *length, *wrong);
                    sides.iter_mut().for_each(|side| side.send(sent.with(&payload), *act));
                }
                Step::Time(by) => course.tick(*by),
                Step::Turn(segments) => sides.iter_mut().for_each(|side| {
                    side.bench.flows.clock.turn(*segments);
                }),
                Step::Look => {
                    let [slow, fast] = sides.each_mut().map(Side::known);
                    prop_assert_eq!(slow, fast);
                }
            }
            let [slow, fast] = sides.each_mut().map(Side::seen);
            prop_assert_eq!(slow, fast);
        }
        let [slow, fast] = sides.each_mut().map(|side| (side.known(), side.bench.codes_at_end()));
        prop_assert_eq!(slow, fast);
    }
}
