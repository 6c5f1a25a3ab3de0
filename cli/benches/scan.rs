//! What reading elements costs over a plain walk of a capture's blocks:
//! `cargo bench -p rehome-cli --bench scan`.
//!
//! The captures are in memory. `walk` steps from frame to frame and counts octets; `headers` looks at
//! the TCP header of each frame too; `scan` is all that is done for `rehome inspect`, but for printing, in one thread.
//! Files, and other programs, are measured by `compare.py`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod traffic;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rehome::tcp::TcpHeader;
use rehome_cli::capture::{Batch, CaptureReader, Frame, Item};
use rehome_cli::element::Judge;
use rehome_cli::packet::{Glance, tcp_segment};
use rehome_cli::scan::{Scan, Settings};
use rehome_cli::tls::KeyLog;
use traffic::{Format, Kind};

/// What a processor's cache does not hold.
const OCTETS: u64 = 64 << 20;

const CASES: [(&str, Kind, Format); 7] = [
    ("mixed", Kind::Mixed, Format::Pcap),
    ("mixed, pcapng", Kind::Mixed, Format::Pcapng),
    ("plain", Kind::Plain, Format::Pcap),
    ("TLS without secrets", Kind::Tls, Format::Pcap),
    ("TLS with secrets", Kind::TlsWithSecrets, Format::Pcap),
    ("acknowledgments", Kind::Small, Format::Pcap),
    ("acknowledgments, pcapng", Kind::Small, Format::Pcapng),
];

fn each_frame(capture: &[u8], mut each: impl FnMut(&Frame<'_>)) {
    let mut reader = CaptureReader::new(capture).expect("a capture");
    while let Some(frame) = reader.next_frame().expect("a whole one") {
        each(&frame);
    }
}

fn walk(capture: &[u8]) -> usize {
    let mut octets = 0;
    each_frame(capture, |frame| octets += frame.octets().len());
    octets
}

fn headers(capture: &[u8]) -> usize {
    let mut octets = 0;
    each_frame(capture, |frame| {
        let segment = tcp_segment(frame.link_type(), frame.octets()).expect("TCP");
        let parsed = TcpHeader::from_segment_options_unvalidated(segment.octets);
        octets += parsed.expect("a whole header").1.len();
    });
    octets
}

fn scan(capture: &[u8], key_log: &str) -> u64 {
    let mut keys = KeyLog::new();
    keys.add(key_log.as_bytes());
    let mut scan = Scan::ordered(Settings::default(), keys, Judge::new());
    let mut reports = 0;
    let mut sink = |_| reports += 1;
    let mut reader = CaptureReader::new(capture).expect("a capture");
    let mut batch = Batch::default();
    while reader.next_batch(&mut batch).expect("whole ones") {
        batch.look(&Glance::of);
        for part in batch.parts() {
            let mut at = 0;
            while let Some(item) = scan.skim(&part, &mut at) {
                if let Item::Frame(frame) = item {
                    scan.frame(&frame, &mut sink);
                }
            }
        }
        scan.passed(batch.last_mark());
    }
    scan.finish(&mut sink);
    reports
}

fn compare(criterion: &mut Criterion) {
    for (name, kind, format) in CASES {
        let mut capture = Vec::new();
        let written = traffic::write(kind, format, OCTETS, &mut capture).expect("room");
        let key_log = if kind == Kind::TlsWithSecrets { traffic::key_log() } else { String::new() };
        let mut group = criterion.benchmark_group(format!("{name}, {} frames", written.frames));
        group.throughput(Throughput::Bytes(capture.len() as u64));
        group.bench_function("walk", |bencher| bencher.iter(|| walk(black_box(&capture))));
        group.bench_function("headers", |bencher| bencher.iter(|| headers(black_box(&capture))));
        group.bench_function("scan", |bencher| {
            bencher.iter(|| scan(black_box(&capture), &key_log));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    targets = compare
}
criterion_main!(benches);
