//! Many connections, and segments that wait for others.

use std::net::{Ipv4Addr, SocketAddr};

use super::run::{is_bounded, segments};
use crate::wire::{ACK, SYN, Segment};

pub(crate) fn client(number: u64) -> SocketAddr {
    let address = Ipv4Addr::from_bits(0x0a00_0000 + (number >> 14) as u32);
    SocketAddr::new(address.into(), 1024 + (number & 0x3fff) as u16)
}

/// A segment of one of many clients, `offset` octets into its stream.
pub(crate) fn of_client(number: u64, offset: u32, flags: u8, payload: &[u8]) -> Segment<'_> {
    Segment {
        source: client(number),
        destination: SocketAddr::from(([192, 0, 2, 1], 443)),
        sequence: offset,
        acknowledgment: 1,
        flags,
        payload,
    }
}

#[test]
fn syns_without_end() {
    let taken = is_bounded(4, segments(|number| of_client(number, 0, SYN, &[])));
    assert!(taken.notices > 0);
}

#[test]
fn segments_behind_a_gap_of_one_connection() {
    let payload = [23; 100];
    is_bounded(4, segments(|number| of_client(0, 2 + 101 * number as u32, ACK, &payload)));
    // The same, each further to the front.
    is_bounded(
        4,
        segments(|number| {
            of_client(
                0,
                (1 << 29) - 101 * number as u32,
                if number == 0 { SYN } else { ACK },
                &payload,
            )
        }),
    );
}

#[test]
fn segments_behind_gaps_of_many_connections() {
    let payload = [23; 1400];
    for connections in [40, 1000] {
        is_bounded(
            4,
            segments(|number| match number / connections {
                0 => of_client(number % connections, 0, SYN, &[]),
                turn => of_client(number % connections, 2000 * turn as u32, ACK, &payload),
            }),
        );
    }
}

#[test]
fn octets_of_segments_behind_gaps_one_by_one() {
    is_bounded(
        4,
        segments(|number| match number / 64 {
            0 => of_client(number % 64, 0, SYN, &[]),
            turn => of_client(number % 64, 2 + 2 * turn as u32, ACK, &[23]),
        }),
    );
}
