//! Captures to measure with, and the measure:
//!
//! ```text
//! cargo run --release --example traffic -- write KIND FORMAT OCTETS FILE
//! cargo run --release --example traffic -- walk FILE
//! ```
//!
//! KIND is plain, bulk, tls, small or mixed, FORMAT pcap or pcapng. `walk` reads the file in pieces of 1 MiB,
//! steps from block to block and counts: what any reader has to do at least. Numbers are taken for
//! little-endian, as `write` writes them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../benches/traffic/mod.rs"]
mod traffic;

use std::fs::File;
use std::io::{BufWriter, Read};

use traffic::{Format, Kind};

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    match *words {
        ["write", kind, format, octets, path] => {
            let kind = match kind {
                "plain" => Kind::Plain,
                "bulk" => Kind::Bulk,
                "tls" => Kind::Tls,
                "small" => Kind::Small,
                "mixed" => Kind::Mixed,
                _ => panic!("no kind: {kind}"),
            };
            let format = match format {
                "pcap" => Format::Pcap,
                "pcapng" => Format::Pcapng,
                _ => panic!("no format: {format}"),
            };
            let file = BufWriter::with_capacity(1 << 20, File::create(path).expect("a file"));
            let octets = octets.parse().expect("a number of octets");
            let written = traffic::write(kind, format, octets, file).expect("room for the file");
            println!("{} frames, {} elements", written.frames, written.elements);
        }
        ["walk", path] => {
            let (frames, octets) = walk(File::open(path).expect("a file"));
            println!("{frames} frames, {octets} octets");
        }
        _ => panic!("write KIND FORMAT OCTETS FILE, or walk FILE"),
    }
}

/// The frames of a capture, and their octets.
fn walk(mut input: impl Read) -> (u64, u64) {
    let mut buffer = vec![0; 1 << 20];
    let (mut start, mut end) = (0, input.read(&mut buffer).unwrap());
    let word = |octets: &[u8], at: usize| {
        u32::from_le_bytes(octets[at..at + 4].try_into().unwrap()) as usize
    };
    let is_pcap = word(&buffer, 0) == 0xa1b2_c3d4;
    if is_pcap {
        start = 24;
    }
    let (mut frames, mut octets) = (0, 0);
    loop {
        let at_hand = &buffer[start..end];
        let whole = match is_pcap {
            true => (at_hand.len() >= 16).then(|| (16 + word(at_hand, 8), 1, word(at_hand, 8))),
            false => (at_hand.len() >= 28).then(|| match word(at_hand, 0) {
                6 => (word(at_hand, 4), 1, word(at_hand, 20)),
                _ => (word(at_hand, 4), 0, 0),
            }),
        };
        match whole {
            Some((block, frame, captured)) if block <= at_hand.len() => {
                start += block;
                frames += frame;
                octets += captured as u64;
            }
            _ => {
                buffer.copy_within(start..end, 0);
                end -= start;
                start = 0;
                match input.read(&mut buffer[end..]).unwrap() {
                    0 => return (frames, octets),
                    read => end += read,
                }
            }
        }
    }
}
