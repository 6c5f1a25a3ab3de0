//! The traces of RFC 8448, of which every record has to open, in whatever pieces the octets come.

use rehome_cli::flow::Direction::{self, Backward, Forward};

use crate::random::Random;
use crate::reader::{Given, Reader};
use crate::trace::Trace;

macro_rules! trace {
    ($name:literal) => {
        Trace::read(
            $name,
            include_str!(concat!("rfc8448/", $name, ".records")),
            include_str!(concat!("rfc8448/", $name, ".keys")),
        )
    };
}

pub(crate) fn resumed() -> Trace {
    trace!("resumed")
}

pub(crate) fn traces() -> [Trace; 5] {
    [trace!("simple"), resumed(), trace!("retried"), trace!("client_auth"), trace!("compatible")]
}

fn all_keys() -> String {
    traces().map(|trace| trace.keys).concat()
}

/// Without the frames, which differ by how the octets are cut.
fn without_frames(messages: Vec<Given>) -> Vec<Given> {
    let without_frames = |mut message: Given| {
        message.span.frames.clear();
        message.span.completed_by.number = 0;
        message
    };
    messages.into_iter().map(without_frames).collect()
}

/// Both directions gave all that they have to, and there is nothing to tell.
pub(crate) fn gave_all(reader: &Reader, trace: &Trace) {
    assert_eq!(reader.all.told(), [], "{}", trace.name);
    gave_all_messages(reader, trace);
}

fn gave_all_messages(reader: &Reader, trace: &Trace) {
    for direction in Direction::BOTH {
        let (given, expected) = (reader.all.of(direction), trace.given(direction));
        assert_eq!(without_frames(given), without_frames(expected), "{}", trace.name);
    }
    assert!(!reader.connection.waits());
}

/// Feeds the octets of each record, after a change, in their order.
pub(crate) fn feed(reader: &mut Reader, trace: &Trace, change: impl Fn(usize, &mut Vec<u8>)) {
    for (index, record) in trace.records.iter().enumerate() {
        let mut octets = record.octets.clone();
        change(index, &mut octets);
        reader.feed(record.direction, &octets);
    }
}

#[test]
fn records_give_their_messages_in_their_order() {
    for trace in traces() {
        let mut reader = Reader::new(&all_keys());
        feed(&mut reader, &trace, |_, _| {});
        let expected = trace.records.iter().filter_map(|record| record.gives.clone());
        let expected: Vec<_> = expected.collect();
        // The server's alert is the last.
        assert_eq!(expected.iter().filter(|message| message.is_alert).count(), 2);
        assert_eq!(reader.all.messages, expected, "{}", trace.name);
        gave_all(&reader, &trace);
    }
}

#[test]
fn the_ticket_is_what_the_next_hello_offers() {
    let ticket = trace!("simple").given(Backward).remove(1);
    let hello = resumed().given(Forward).remove(0);
    assert_eq!(ticket.identity().unwrap(), hello.identity().unwrap());
}

#[test]
fn octets_may_come_in_any_pieces() {
    for trace in traces() {
        for size in [1, 2, 3, 5, 7, 64, 1000, usize::MAX] {
            let mut reader = Reader::new(&all_keys());
            for record in &trace.records {
                let mut rest = &record.octets[..];
                while !rest.is_empty() {
                    let (piece, after) = rest.split_at(size.min(rest.len()));
                    reader.feed(record.direction, piece);
                    rest = after;
                }
            }
            gave_all(&reader, &trace);
        }
    }
}

#[test]
fn either_direction_may_come_first() {
    for trace in traces() {
        for (first, size) in [(Forward, 1), (Backward, 1), (Forward, 1 << 20), (Backward, 1 << 20)]
        {
            let mut reader = Reader::new(&all_keys());
            for direction in [first, first.reverse()] {
                let octets: Vec<_> = trace.of(direction).flat_map(|r| r.octets.clone()).collect();
                octets.chunks(size).for_each(|piece| reader.feed(direction, piece));
            }
            gave_all(&reader, &trace);
        }
    }
}

/// Octets of both directions in every order that a seed gives.
#[test]
fn directions_may_overtake_each_other() {
    for trace in traces() {
        for seed in 1..200 {
            let streams = Direction::BOTH.map(|direction| {
                let octets: Vec<_> = trace.of(direction).flat_map(|r| r.octets.clone()).collect();
                octets
            });
            let mut rests = [&streams[0][..], &streams[1][..]];
            let mut reader = Reader::new(trace.keys);
            let mut random = Random(seed);
            while rests.iter().any(|rest| !rest.is_empty()) {
                let which = random.below(2);
                let rest = &mut rests[which];
                let size = rest.len().min(random.below(512));
                let (piece, after) = rest.split_at(size);
                if !piece.is_empty() {
                    reader.feed(Direction::BOTH[which], piece);
                }
                *rest = after;
            }
            gave_all(&reader, &trace);
        }
    }
}

#[test]
fn data_of_0_rtt_is_passed_over_without_its_secret() {
    let trace = resumed();
    assert!(trace.records[1].is_protected());
    for flip in [0, 1] {
        let mut reader = Reader::new(&trace.keys_without("EARLY"));
        // Authentic or not: nothing tells.
        feed(&mut reader, &trace, |index, octets| octets[9] ^= flip & u8::from(index == 1));
        gave_all(&reader, &trace);
    }
}

#[test]
fn application_records_are_found_without_secrets_of_the_handshake() {
    for trace in traces() {
        for label in ["HANDSHAKE", "CLIENT_HANDSHAKE", "SERVER_HANDSHAKE"] {
            let mut reader = Reader::new(&trace.keys_without(label));
            feed(&mut reader, &trace, |_, _| {});
            let mut told: Vec<_> = reader.all.told().iter().map(|told| (told.0, told.2)).collect();
            told.sort_unstable();
            let (client, server) = ((Forward, "no_secret"), (Backward, "no_secret"));
            let expected: &[_] = match label {
                "CLIENT_HANDSHAKE" => &[client],
                "SERVER_HANDSHAKE" => &[server],
                _ => &[client, server],
            };
            assert_eq!(told, expected, "{} {label}", trace.name);
            gave_all_messages(&reader, &trace);
        }
    }
}

#[test]
fn nothing_protected_comes_out_without_secrets() {
    for trace in traces() {
        let mut reader = Reader::new("");
        feed(&mut reader, &trace, |_, _| {});
        let clear = trace.records.iter().filter_map(|record| record.gives.clone());
        let clear: Vec<_> = clear.filter(|message| !message.is_protected).collect();
        assert_eq!(reader.all.messages, clear);
        let told: Vec<_> = reader.all.told().iter().map(|told| told.2).collect();
        assert_eq!(told, ["no_secret"; 2]);
    }
}

/// In the version of the header, which is authenticated, too, in the ciphertext, and in the tag.
#[test]
fn a_record_with_a_flipped_bit_ends_its_direction() {
    for trace in traces() {
        let protected = trace.records.iter().enumerate().filter(|(_, r)| r.is_protected());
        for (broken, record) in protected {
            for place in [2, 5, record.octets.len() - 1] {
                let mut reader = Reader::new(trace.keys);
                feed(&mut reader, &trace, |index, octets| {
                    if index == broken {
                        octets[place] ^= 1;
                    }
                });
                let expected = [(record.direction, record.offset, "not_authentic")];
                assert_eq!(reader.all.told(), expected, "{} {broken}", trace.name);
                let (ended, other) = (record.direction, record.direction.reverse());
                let mut before = trace.given(ended);
                before.retain(|message| message.span.octets.end <= record.offset);
                assert_eq!(reader.all.of(ended), before);
                assert_eq!(reader.all.of(other), trace.given(other));
                assert!(reader.connection.is_over(ended) && !reader.connection.is_over(other));
            }
        }
    }
}
