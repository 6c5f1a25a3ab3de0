//! What a capture takes of time grows no faster than it does. Not run by default, since a machine that
//! does something else beside would fail them: `cargo test --release -p rehome-cli --test scan -- --ignored`.

use std::time::{Duration, Instant};

use rehome_cli::capture::CaptureReader;
use rehome_cli::element::Judge;
use rehome_cli::flow::Limits;
use rehome_cli::scan::{Scan, Settings};
use rehome_cli::tls::KeyLog;

use super::blocks::line;
use super::connections::of_client;
use super::messages::{
    LONG_HELLO, client_hello, octets_of_a_long_hello, protected, records, streams,
};
use super::run::{Made, run, segments};
use crate::wire::{self, ACK, SYN};

/// Four times as much takes less than ten times as long, where a square would take sixteen. It has to
/// be seen once in five times, since others use the machine too.
fn is_linear<F: FnMut(u64, &mut Vec<u8>)>(name: &str, mebibytes: u64, make: impl Fn() -> F) {
    let time = |length| {
        let input = Made::new(wire::pcap(wire::RAW), length, make());
        run(Limits::default(), input, true).time
    };
    let mut times = (0..5).map(|_| [time(mebibytes << 20), time(mebibytes << 22)]);
    assert!(times.any(|[short, long]| long < short * 10), "{name}");
}

#[test]
#[ignore = "measures time"]
fn connections_and_gaps_take_linear_time() {
    is_linear("SYNs", 1, || segments(|number| of_client(number, 0, SYN, &[])));
    let payload = [23; 100];
    is_linear("behind a gap", 2, || {
        segments(|number| of_client(0, 2 + 101 * number as u32, ACK, &payload))
    });
    is_linear("before a gap", 2, || {
        segments(|number| {
            let offset = (1 << 29) - 101 * number as u32;
            of_client(0, offset, if number == 0 { SYN } else { ACK }, &payload)
        })
    });
    is_linear("behind many gaps", 2, || {
        segments(|number| match number / 1000 {
            0 => of_client(number % 1000, 0, SYN, &[]),
            turn => of_client(number % 1000, 102 * turn as u32, ACK, &payload),
        })
    });
    is_linear("copies", 2, || segments(|number| of_client(0, number as u32 % 5000, ACK, &payload)));
}

#[test]
#[ignore = "measures time"]
fn records_and_messages_take_linear_time() {
    let (hello, record) = (client_hello(), protected());
    is_linear("records that wait", 8, || streams(50, &hello, &record));
    let (long, short) = (records(16384), records(1));
    is_linear("long messages", 8, || streams(1, &LONG_HELLO, &long));
    is_linear("octets of a long message", 1, octets_of_a_long_hello);
    is_linear("octets of records", 1, || streams(60, &[23, 3, 3, 64, 0], &[7]));
    is_linear("records of one octet", 1, || streams(1, &hello, &short));
    let alerts = [21, 3, 3, 0, 2, 1, 253].repeat(200);
    is_linear("alerts", 1, || streams(3, &hello, &alerts));
}

/// A hello that announces 0-RTT data, and a record of these as long as can be.
fn early_data() -> Vec<u8> {
    let mut octets = vec![22, 3, 1, 0, 51, 1, 0, 0, 47, 3, 3];
    octets.extend([7; 32]);
    octets.extend([0, 0, 2, 0x13, 1, 1, 0, 0, 4, 0, 42, 0, 0]);
    octets.extend([23, 3, 3, 64, 0]);
    octets.resize(octets.len() + 16384, 7);
    octets
}

/// How long it takes to read segments behind such a record, whose secret is none of 16.
fn behind_early_data(count: u64) -> Duration {
    let octets = early_data();
    let mut key_log = KeyLog::new();
    for secret in 0..16 {
        let random = "07".repeat(32);
        let line = format!("CLIENT_EARLY_TRAFFIC_SECRET {random} {secret:064x}");
        key_log.add(line.as_bytes());
    }
    let mut scan = Scan::new(Settings::default(), key_log, Judge::new());
    let input = Made::new(
        wire::pcap(wire::RAW),
        1 << 30,
        segments(|number| match number {
            0 => of_client(0, 1, ACK, &octets),
            _ => of_client(0, (octets.len() as u64 + number) as u32, ACK, &[23]),
        }),
    );
    let mut reader = CaptureReader::new(input).unwrap();
    let start = Instant::now();
    for _ in 0..=count {
        scan.frame(&reader.next_frame().unwrap().unwrap(), &mut |_| ());
    }
    start.elapsed()
}

#[test]
#[ignore = "measures time"]
fn a_record_that_waits_is_not_tried_with_each_segment() {
    let mut times = (0..5).map(|_| [1, 20].map(behind_early_data));
    assert!(times.any(|[few, many]| many < few * 5), "longer by the number of segments");
}

/// How long it takes to add secrets of none of so many connections, all of which wait.
fn other_secrets(connections: u64) -> Duration {
    let octets = [client_hello(), vec![23, 3, 3, 0, 1, 0]].concat();
    let mut key_log = KeyLog::new();
    key_log.set_more_may_come(true);
    let mut scan = Scan::new(Settings::default(), key_log, Judge::new());
    let make = segments(|number| of_client(number, 1, ACK, &octets));
    let input = Made::new(wire::pcap(wire::RAW), 1 << 30, make);
    let mut reader = CaptureReader::new(input).unwrap();
    for _ in 0..connections {
        let frame = reader.next_frame().unwrap().unwrap();
        scan.frame(&frame, &mut |_| ());
    }
    let start = Instant::now();
    for secret in 0..1000 {
        scan.add_secrets(line(secret, 1).as_bytes(), true, &mut |_| ());
    }
    start.elapsed()
}

#[test]
#[ignore = "measures time"]
fn secrets_take_no_longer_with_more_connections() {
    let mut times = (0..5).map(|_| [other_secrets(500), other_secrets(8000)]);
    assert!(times.any(|[few, many]| many < few * 6), "longer by the number of connections");
}
