//! The library beside its peers, at the same work: `run` builds this, calls it and prints the table.
//!
//! ```text
//! rehome-peers agree              asserts that all read the same, of good and of damaged octets
//! rehome-peers list               rows, their turns and titles, and peers, in the order of `count`
//! rehome-peers count              so many turns of each, between calls of `boundary`, for callgrind
//! rehome-peers time               the time that a turn takes, in rounds in which all take turns
//! rehome-peers scan NAME FILE     a capture file, by one of those in F
//! rehome-peers traffic OCTETS FILE   writes such a file
//! ```

mod agree;
mod client_hello;
mod clock;
mod declared;
mod decode;
mod encode;
mod options;
mod scan;
mod tokens;
#[path = "../../../cli/benches/traffic/mod.rs"]
#[allow(dead_code, reason = "of no use here: other formats")]
mod traffic;
mod vectors;
mod work;

use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;

use work::Work;

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    match *words {
        ["agree"] => {
            println!("A: {} inputs are read alike", decode::agree());
            println!("B: {} tokens are written alike", encode::agree());
            println!("C: {} areas are read alike", options::agree());
            println!("D: {} hellos are read alike", client_hello::agree());
            println!("E: {} changed tokens are refused by all", tokens::agree());
        }
        ["list"] => works().iter().for_each(|work| {
            let Work { row, title, turns, is_counted, .. } = work;
            println!("{row}\t{}\t{title}", if *is_counted { *turns } else { 0 });
            work.entries.iter().for_each(|entry| println!("{row}\t{}", entry.name));
        }),
        ["count"] => works().iter_mut().filter(|work| work.is_counted).for_each(count),
        ["time"] => works().iter_mut().for_each(|work| clock::race(work, 41)),
        ["scan", name, path] => scan::run(name, path),
        ["traffic", octets, path] => {
            let file = BufWriter::with_capacity(1 << 20, File::create(path).expect("a file"));
            let octets = octets.parse().expect("a number of octets");
            traffic::write(traffic::Kind::Mixed, traffic::Format::Pcap, octets, file)
                .expect("room");
        }
        _ => {
            eprintln!(
                "rehome-peers agree | list | count | time | scan NAME FILE | traffic OCTETS FILE"
            );
            std::process::exit(2);
        }
    }
}

fn works() -> Vec<Work> {
    let all = [
        decode::works(),
        encode::works(),
        options::works(),
        client_hello::works(),
        tokens::works(),
    ];
    all.into_iter().flatten().collect()
}

fn count(work: &mut Work) {
    let Work { nothing, entries, turns, .. } = work;
    for entry in std::iter::once(nothing).chain(entries) {
        // What is done once is done before.
        (entry.run)(1);
        boundary();
        (entry.run)(*turns);
        boundary();
    }
}

/// Callgrind writes down what it has counted where this is called, and begins again.
#[inline(never)]
fn boundary() {
    black_box(());
}
