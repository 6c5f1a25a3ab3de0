//! F: a capture file read through for TCP options of ours. Each is a process of its own, timed by `run`,
//! and prints how many frames and options it has found.

mod by_pcap_parser;
mod rehome;
mod walk;

use std::fs::File;

/// Frames, and options of ours in them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) frames: u64,
    pub(crate) options: u64,
}

/// Reads a file as the one of this name does.
pub(crate) fn run(name: &str, path: &str) {
    let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let Found { frames, options } = match name {
        "walk" => walk::walk(file),
        "rehome" => rehome::scan(file),
        "pcap-parser" => by_pcap_parser::scan(file),
        _ => panic!("no {name}"),
    };
    println!("{frames} frames, {options} options");
}
