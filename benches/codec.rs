//! How long decoding and encoding take, by octets and by elements. `cargo bench --bench codec`
//!
//! A group of criterion has one unit, so everything is measured twice: in a group by octets a second, and in one
//! by tokens, options, extensions or messages. All octets and elements of an input count, though most octets of
//! a token are only borrowed, and a look-up ends where it finds. Verification is in `tokens`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Bencher, Criterion, Throughput, criterion_group, criterion_main};
use rehome::tcp::TcpOptions;
use rehome::tls::{ClientHello, MigrationToken};
use rehome::wire::Decode;

#[path = "common/operations.rs"]
mod operations;
#[path = "common/vectors.rs"]
mod vectors;

use vectors::{AREAS, TOKENS};

/// One input, and how many elements it has.
struct Case {
    name: String,
    octets: Vec<u8>,
    elements: u64,
}

impl Case {
    fn new(name: &str, structure: &str, id: u32, elements: fn(&[u8]) -> usize) -> Self {
        let octets = vectors::octets(structure, id);
        let elements = elements(&octets) as u64;
        Self { name: name.to_owned(), octets, elements }
    }
}

/// Measures the same in octets, then in elements.
fn measure(
    criterion: &mut Criterion,
    name: &str,
    unit: &str,
    cases: &[Case],
    mut bench: impl FnMut(&mut Bencher<'_>, &[u8]),
) {
    let mut group = criterion.benchmark_group(format!("{name}, octets"));
    for Case { name, octets, .. } in cases {
        group.throughput(Throughput::BytesDecimal(octets.len() as u64));
        group.bench_function(name, |b| bench(b, octets));
    }
    group.finish();
    let mut group = criterion.benchmark_group(format!("{name}, {unit}"));
    for Case { name, octets, elements } in cases {
        group.throughput(Throughput::Elements(*elements));
        group.bench_function(name, |b| bench(b, octets));
    }
    group.finish();
}

/// For what takes octets and nothing else.
fn reading(operation: fn(&[u8]) -> u64) -> impl Fn(&mut Bencher<'_>, &[u8]) {
    move |b, octets| b.iter(|| operation(black_box(octets)))
}

fn tokens(criterion: &mut Criterion) {
    let cases = TOKENS.map(|(name, id)| Case::new(name, "migration_token", id, |_| 1));
    measure(criterion, "decode", "tokens", &cases, reading(operations::decode));
    measure(criterion, "encode into a slice", "tokens", &cases, |b, octets| {
        let token = MigrationToken::from_bytes(octets).expect("a token");
        let (claims, signature) = (token.claims(), token.signature());
        let mut buf = vec![0; octets.len()];
        b.iter(|| {
            operations::encode(black_box(&claims), black_box(signature), black_box(&mut buf))
        });
        assert_eq!(buf, octets);
    });
    measure(criterion, "encode to a Vec", "tokens", &cases, |b, octets| {
        let token = MigrationToken::from_bytes(octets).expect("a token");
        let (claims, signature) = (token.claims(), token.signature());
        b.iter(|| operations::to_vec(black_box(&claims), black_box(signature)));
    });
}

fn options(criterion: &mut Criterion) {
    let count = |area: &[u8]| TcpOptions::new(area).expect("an area").iter().count();
    let cases = AREAS.map(|(name, id)| Case::new(name, "tcp_options", id, count));
    measure(criterion, "all options", "options", &cases, reading(operations::all));
    measure(criterion, "known options", "options", &cases, reading(operations::known));
}

fn messages(criterion: &mut Criterion) {
    let count = |message: &[u8]| {
        let hello = ClientHello::from_bytes(message).expect("a ClientHello");
        hello.extensions.map_or(0, |extensions| extensions.iter().count())
    };
    let cases = [("chrome_19", 40), ("firefox_17", 42)]
        .map(|(name, id)| Case::new(name, "client_hello", id, count));
    measure(criterion, "ClientHello", "extensions", &cases, reading(operations::hello_strict));
    measure(criterion, "look-up", "extensions", &cases, reading(operations::hello_look_up));
    let cases = [Case::new("with a token", "new_session_ticket", 3, |_| 1)];
    measure(criterion, "NewSessionTicket", "messages", &cases, reading(operations::ticket));
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = tokens, options, messages
}
criterion_main!(benches);
