//! Records and messages that are long, many, or never complete.

use super::connections::of_client;
use rehome_cli::flow::Limits;

use super::run::{LIMITS, is_bounded, is_bounded_with, segments};
use crate::wire::{ACK, RST};

/// So many connections that nothing may be kept for each that the limits don't count.
const MANY: Limits = Limits { flows: 1024, ..LIMITS };

/// A hello and its record, of a client without extensions.
pub(crate) fn client_hello() -> Vec<u8> {
    let mut hello = vec![22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0x13, 1, 1, 0]);
    hello
}

/// One by a server that has chosen TLS 1.3.
pub(crate) fn server_hello() -> Vec<u8> {
    let mut hello = vec![22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4]);
    hello
}

/// So many connections by turns send the same segments in order: the first once, the next for ever.
pub(crate) fn streams<'a>(
    connections: u64,
    first: &'a [u8],
    next: &'a [u8],
) -> impl FnMut(u64, &mut Vec<u8>) + 'a {
    segments(move |number| match number / connections {
        0 => of_client(number % connections, 1, ACK, first),
        turn => {
            let offset = 1 + first.len() as u32 + (turn - 1) as u32 * next.len() as u32;
            of_client(number % connections, offset, ACK, next)
        }
    })
}

/// A record of application data of 1400 octets.
pub(crate) fn protected() -> Vec<u8> {
    let mut record = vec![23; 1400];
    record[1..5].copy_from_slice(&[3, 3, 5, 115]);
    record
}

#[test]
fn records_that_wait_for_a_server() {
    is_bounded(16, streams(50, &client_hello(), &protected()));
}

#[test]
fn records_that_wait_for_a_client() {
    is_bounded(16, streams(50, &server_hello(), &protected()));
}

#[test]
fn records_that_wait_in_connections_that_come_and_go() {
    let (hello, record) = (client_hello(), protected());
    is_bounded(
        16,
        segments(|number| match number % 20 {
            0 => of_client(number / 20, 1, ACK, &hello),
            turn => of_client(number / 20, 51 + 1400 * (turn as u32 - 1), ACK, &record),
        }),
    );
}

#[test]
fn records_that_wait_in_connections_that_have_ended() {
    let octets = [client_hello(), vec![23, 3, 3, 0, 1, 0]].concat();
    is_bounded(
        6,
        segments(|number| match number % 2 {
            0 => of_client(number / 2, 1, ACK, &octets),
            _ => of_client(number / 2, 1 + octets.len() as u32, RST, &[]),
        }),
    );
}

#[test]
fn records_that_wait_in_connections_that_have_ended_and_in_others() {
    let hello = client_hello();
    let octets = [hello.clone(), protected(), protected()].concat();
    let (first, second) = octets.split_at(hello.len() + 700);
    // The first thousand end.
    is_bounded_with(
        Limits { flows: 4096, ..LIMITS },
        8,
        segments(|number| match number {
            0..3000 => match number % 3 {
                0 => of_client(number / 3, 1, ACK, first),
                1 => of_client(number / 3, 1 + first.len() as u32, ACK, second),
                _ => of_client(number / 3, 1 + octets.len() as u32, RST, &[]),
            },
            _ => match number % 2 {
                0 => of_client(1000 + (number - 3000) / 2 % 3000, 1, ACK, first),
                _ => {
                    let offset = 1 + first.len() as u32;
                    of_client(1000 + (number - 3000) / 2 % 3000, offset, ACK, second)
                }
            },
        }),
    );
}

/// The beginning of a hello that is as long as can be, in a record of 16384 octets.
pub(crate) const LONG_HELLO: [u8; 9] = [22, 3, 3, 64, 0, 1, 255, 255, 255];

/// Records of so many octets each, together of 1400 octets where they are shorter.
pub(crate) fn records(length: usize) -> Vec<u8> {
    let mut record = vec![22, 3, 3, (length >> 8) as u8, length as u8];
    record.resize(5 + length, 7);
    record.repeat((1400 / record.len()).max(1))
}

#[test]
fn messages_as_long_as_can_be() {
    let mut first = LONG_HELLO.to_vec();
    first.resize(5 + 16384, 7);
    for connections in [1, 60] {
        is_bounded(6, streams(connections, &first, &records(16384)));
    }
}

#[test]
fn messages_up_to_the_limit_in_many_connections() {
    // One octet below the limit, so that it is kept.
    let first = [&[22, 3, 3, 0, 4, 1, 0, 255, 251][..], &records(1024).repeat(40)].concat();
    let parts: Vec<_> = first.chunks_exact(1370).collect();
    is_bounded_with(
        MANY,
        24,
        segments(|number| {
            let turn = (number / 1000).min(parts.len() as u64 - 1);
            of_client(number % 1000, 1 + 1370 * turn as u32, ACK, parts[turn as usize])
        }),
    );
}

/// A message as long as can be in records as long as can be, octet by octet.
pub(crate) fn octets_of_a_long_hello() -> impl FnMut(u64, &mut Vec<u8>) {
    const RECORD: [u8; 5] = [22, 3, 3, 64, 0];
    segments(|number| {
        let at = (number % 16389) as usize;
        let octet = match number {
            0..9 => &LONG_HELLO[at..=at],
            _ => RECORD.get(at..=at).unwrap_or(&[7]),
        };
        of_client(0, 1 + number as u32, ACK, octet)
    })
}

#[test]
fn messages_in_segments_of_one_octet() {
    is_bounded(20, octets_of_a_long_hello());
}

#[test]
fn records_in_segments_of_one_octet() {
    is_bounded_with(MANY, 8, streams(1000, &[23, 3, 3, 64, 0], &[7]));
}

#[test]
fn records_of_one_octet() {
    let first: Vec<u8> = LONG_HELLO[5..].iter().flat_map(|it| [22, 3, 3, 0, 1, *it]).collect();
    is_bounded(4, streams(60, &first, &records(1)));
}

#[test]
fn records_of_no_octets() {
    is_bounded(4, streams(60, &client_hello(), &[22, 3, 3, 0, 0].repeat(280)));
}

#[test]
fn alerts_without_end() {
    let taken = is_bounded(2, streams(3, &client_hello(), &[21, 3, 3, 0, 2, 1, 253].repeat(200)));
    assert!(taken.elements > 200_000);
}

#[test]
fn records_in_frames_that_are_large() {
    let record = [&[23, 3, 3, 64, 0][..], &[7; 16384]].concat().repeat(3);
    is_bounded_with(MANY, 60, streams(1000, &client_hello(), &record));
}
