//! B: a token written from what it says and its signature.

mod binrw;
mod by_hand;
mod bytes;
mod deku;
mod limit;
mod octets;
mod rehome;
mod s2n_codec;
mod tls_codec;
mod zerocopy;

use std::hint::black_box;
use std::net::IpAddr;

use ::rehome::tls::MigrationToken;
use ::rehome::wire::Decode;

use crate::vectors;
use crate::work::{Entry, TURNS, Work};

/// What is to be written. Each peer gets it in a form of its own, made before the clock starts; that
/// vectors have no wrong length is known then.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) session_id: &'a [u8],
    pub(crate) expiry_timestamp: u64,
    pub(crate) nonce: &'a [u8],
    pub(crate) signature: &'a [u8],
}

impl<'a> Said<'a> {
    fn of(octets: &'a [u8]) -> Self {
        let token = MigrationToken::from_bytes(octets).expect("a token");
        let target = token.target_address();
        Self {
            address: target.address,
            port: target.port,
            session_id: token.session_id().as_bytes(),
            expiry_timestamp: token.expiry_timestamp(),
            nonce: token.nonce().as_bytes(),
            signature: token.signature().as_bytes(),
        }
    }

    /// How many octets the token takes.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        let address = if self.address.is_ipv4() { 7 } else { 19 };
        address + 8 + 3 + self.session_id.len() + self.nonce.len() + self.signature.len()
    }
}

/// What a peer writes into a slice, and what it returns.
type Written = (Option<Vec<u8>>, Option<Vec<u8>>);

struct Peer {
    name: &'static str,
    into_slice: fn(&'static str, Said<'static>) -> Entry,
    into_vec: fn(&'static str, Said<'static>) -> Entry,
    /// The octets that it writes into a buffer of this size, and those that it returns.
    written: fn(&Said<'_>, usize) -> Written,
}

macro_rules! peer {
    ($name:expr, $module:ident) => {{
        fn into_slice(name: &'static str, said: Said<'static>) -> Entry {
            let (held, mut buf) = ($module::hold(&said), vec![0; 800]);
            Entry::new(name, move || {
                let buf = black_box(&mut buf[..]);
                $module::encode(black_box(&held), buf).map_or(0, |len| len as u64)
            })
        }
        fn into_vec(name: &'static str, said: Said<'static>) -> Entry {
            let held = $module::hold(&said);
            Entry::new(name, move || {
                let vec = $module::to_vec(black_box(&held));
                black_box(vec).map_or(0, |vec| vec.len() as u64)
            })
        }
        fn written(said: &Said<'_>, room: usize) -> Written {
            let held = $module::hold(said);
            let mut buf = vec![0xaa; room];
            let len = $module::encode(&held, &mut buf);
            (len.map(|len| buf[..len].to_vec()), $module::to_vec(&held))
        }
        Peer { name: $name, into_slice, into_vec, written }
    }};
}

const UNCHECKED: &str = "s2n-codec (unchecked)";

const PEERS: [Peer; 10] = [
    peer!("rehome", rehome),
    peer!("limit (unsafe)", limit),
    peer!("by hand (safe)", by_hand),
    peer!("zerocopy", zerocopy),
    peer!("bytes", bytes),
    peer!(UNCHECKED, s2n_codec),
    peer!("octets", octets),
    peer!("tls_codec", tls_codec),
    peer!("binrw", binrw),
    peer!("deku", deku),
];

/// Asserts that all peers write the same octets, and refuse a buffer that is too small (but for the one
/// that doesn't check).
pub(crate) fn agree() -> usize {
    let mut inputs = 0;
    for (octets, _) in vectors::of("migration_token") {
        let said = Said::of(&octets);
        for peer in &PEERS {
            for room in [octets.len(), octets.len() + 1, 800] {
                let (slice, vec) = (peer.written)(&said, room);
                assert!(slice.as_ref() == Some(&octets), "{} writes {slice:x?}", peer.name);
                assert!(vec.as_ref() == Some(&octets), "{} returns {vec:x?}", peer.name);
            }
            let short = (0..octets.len()).filter(|_| peer.name != UNCHECKED);
            for room in short {
                let (slice, _) = (peer.written)(&said, room);
                assert!(slice.is_none(), "{} writes {slice:x?} into {room} octets", peer.name);
            }
        }
        inputs += 1;
    }
    inputs
}

pub(crate) fn works() -> Vec<Work> {
    let said = |octets: Vec<u8>| Said::of(octets.leak());
    let (small, large) = (said(vectors::smallest_token()), said(vectors::largest_token()));
    let nothing = || {
        let mut buf = vec![0; 800];
        Entry::new("nothing", move || black_box(&mut buf[..]).len() as u64)
    };
    let slice = |row, title, said| Work {
        row,
        title,
        turns: TURNS,
        is_counted: true,
        nothing: nothing(),
        entries: PEERS.iter().map(|peer| (peer.into_slice)(peer.name, said)).collect(),
    };
    vec![
        slice("B98", "encode a token of 98 octets into a slice", small),
        slice("B795", "encode a token of 795 octets into a slice", large),
        Work {
            row: "B98v",
            title: "encode a token of 98 octets into a new Vec",
            turns: TURNS,
            is_counted: true,
            nothing: nothing(),
            entries: PEERS.iter().map(|peer| (peer.into_vec)(peer.name, small)).collect(),
        },
    ]
}
