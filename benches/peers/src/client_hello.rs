//! D: a ClientHello, for one extension or as a whole.

mod by_hand;
mod limit;
mod tls_parser;

use std::hint::black_box;

use ::rehome::tls::ClientHello;
use ::rehome::wire::Decode;
use ::rehome::{CodePoints, ExtensionType};

use crate::agree;
use crate::vectors;
use crate::work::{Entry, TURNS, Work, mark};

/// `migration_support`.
const WANTED: u16 = 0xfe4d;

fn rehome(message: &[u8], wanted: u16) -> Option<&[u8]> {
    ClientHello::find_extension_unvalidated(message, ExtensionType(wanted)).ok()?
}

/// All of it: every length right, nothing repeated, `pre_shared_key` last, our extensions decoded.
#[inline(always)]
fn strict(message: &[u8], code_points: &CodePoints) -> u64 {
    let Ok(hello) = ClientHello::from_bytes_with(message, code_points) else { return 0 };
    hello.migration_token.map_or(1, |token| mark(token.signed_content()))
        + u64::from(hello.migration_support.is_some())
        + hello.pre_shared_key.map_or(0, mark)
}

struct Peer {
    name: &'static str,
    find: for<'m> fn(&'m [u8], u16) -> Option<&'m [u8]>,
    entry: fn(&'static str, Vec<u8>) -> Entry,
}

macro_rules! peer {
    ($name:literal, $find:path) => {{
        fn entry(name: &'static str, message: Vec<u8>) -> Entry {
            Entry::new(name, move || $find(black_box(&message), black_box(WANTED)).map_or(0, mark))
        }
        Peer { name: $name, find: $find, entry }
    }};
}

const PEERS: [Peer; 4] = [
    peer!("rehome", rehome),
    peer!("limit (unsafe)", limit::find),
    peer!("by hand (safe)", by_hand::find),
    peer!("tls-parser", tls_parser::find),
];

/// Asserts that all find the same extension. Of damaged hellos tls-parser refuses some for the content
/// of other extensions, and takes some for which lists are empty or octets left over.
pub(crate) fn agree() -> usize {
    let mut inputs = 0;
    for (message, _) in vectors::of("client_hello") {
        if message.len() > 4000 {
            continue;
        }
        for (at, message) in agree::damaged(&message).iter().enumerate() {
            let found = |peer: &Peer| (peer.find)(message, WANTED).map(<[u8]>::to_vec);
            let expected = found(&PEERS[0]);
            for peer in &PEERS[1..] {
                let its = found(peer);
                let may_differ = peer.name == "tls-parser" && at > 0;
                if !may_differ || (its.is_some() && expected.is_some()) {
                    agree::same(peer.name, message, &its, &expected);
                }
            }
            inputs += 1;
        }
    }
    inputs
}

/// A hello with so many extensions, each of another type.
fn crowded(count: u16) -> Vec<u8> {
    let block: Vec<u8> = (0..count)
        .flat_map(|number| (0x1000 + number).to_be_bytes().into_iter().chain([0, 0]))
        .collect();
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0x13, 1, 1, 0]);
    body.extend((block.len() as u16).to_be_bytes());
    body.extend(block);
    let mut message = vec![1];
    message.extend(&(body.len() as u32).to_be_bytes()[1..]);
    message.extend(body);
    message
}

fn whole(row: &'static str, title: &'static str, turns: u32, message: Vec<u8>) -> Work {
    let (ours, theirs, nothing) = (message.clone(), message.clone(), message);
    let code_points = CodePoints::default();
    Work {
        row,
        title,
        turns,
        is_counted: true,
        nothing: Entry::new("nothing", move || black_box(&nothing).len() as u64),
        entries: vec![
            Entry::new("rehome", move || strict(black_box(&ours), black_box(&code_points))),
            Entry::new("tls-parser", move || tls_parser::whole(black_box(&theirs))),
        ],
    }
}

fn look_up(row: &'static str, title: &'static str, message: Vec<u8>) -> Work {
    let nothing = message.clone();
    Work {
        row,
        title,
        turns: TURNS,
        is_counted: true,
        entries: PEERS.iter().map(|peer| (peer.entry)(peer.name, message.clone())).collect(),
        nothing: Entry::new("nothing", move || {
            black_box(WANTED);
            black_box(&nothing).len() as u64
        }),
    }
}

pub(crate) fn works() -> Vec<Work> {
    let (firefox, chrome) = (vectors::firefox_hello(), vectors::chrome_hello());
    vec![
        look_up("Df", "look for migration_support among 17 extensions, in vain", firefox.clone()),
        look_up("Dc", "find it among 19 extensions", chrome.clone()),
        whole("Dfw", "check a whole ClientHello of 17 extensions, 1,891 octets", TURNS, firefox),
        whole("Dcw", "one of 19 extensions, 1,758 octets", TURNS, chrome),
        whole("D1k", "one of 1,000 extensions", 10, crowded(1000)),
        whole("D16k", "one of 16,000 extensions", 10, crowded(16_000)),
    ]
}
