//! A: a `MigrationToken` read from its octets, all of which have to be its own.

mod binrw;
mod by_hand;
mod bytes;
mod deku;
mod limit;
mod nom;
mod nom_default;
mod octets;
mod rehome;
mod s2n_codec;
mod tls_codec;
mod winnow;
mod zerocopy;

use std::hint::black_box;
use std::net::IpAddr;

use crate::agree;
use crate::vectors;
use crate::work::{Entry, TURNS, Work, mark};

/// What a token says, as it is passed to whoever asked. Slices are of the input where the peer can do
/// so, or of vectors that it has made.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) session_id: &'a [u8],
    pub(crate) expiry_timestamp: u64,
    pub(crate) nonce: &'a [u8],
    pub(crate) signature: &'a [u8],
    /// What the signature is over.
    pub(crate) signed_content: &'a [u8],
}

impl Fields<'_> {
    /// A number that depends on every field.
    #[inline(always)]
    fn mark(&self) -> u64 {
        let address = match self.address {
            IpAddr::V4(address) => address.to_bits().into(),
            IpAddr::V6(address) => address.to_bits() as u64,
        };
        [self.session_id, self.nonce, self.signature, self.signed_content]
            .into_iter()
            .fold(address, |sum, octets| sum.wrapping_add(mark(octets)))
            .wrapping_add(self.port.into())
            .wrapping_add(self.expiry_timestamp)
    }

    /// The fields one after the other, to be compared.
    fn written_out(&self) -> Vec<u8> {
        format!(
            "{} {} {:x?} {} {:x?} {:x?} {:x?}",
            self.address,
            self.port,
            self.session_id,
            self.expiry_timestamp,
            self.nonce,
            self.signature,
            self.signed_content
        )
        .into_bytes()
    }
}

struct Peer {
    name: &'static str,
    entry: fn(&'static str, Vec<u8>) -> Entry,
    written_out: fn(&[u8]) -> Option<Vec<u8>>,
}

macro_rules! peer {
    ($name:literal, $module:ident) => {{
        fn entry(name: &'static str, octets: Vec<u8>) -> Entry {
            Entry::new(name, move || {
                $module::read(black_box(&octets), |fields| fields.mark()).unwrap_or(0)
            })
        }
        fn written_out(octets: &[u8]) -> Option<Vec<u8>> {
            $module::read(octets, |fields| fields.written_out())
        }
        Peer { name: $name, entry, written_out }
    }};
}

const PEERS: [Peer; 13] = [
    peer!("rehome", rehome),
    peer!("limit (unsafe)", limit),
    peer!("by hand (safe)", by_hand),
    peer!("zerocopy", zerocopy),
    peer!("bytes", bytes),
    peer!("s2n-codec", s2n_codec),
    peer!("nom", nom),
    peer!("nom, its own errors", nom_default),
    peer!("winnow", winnow),
    peer!("octets", octets),
    peer!("tls_codec", tls_codec),
    peer!("binrw", binrw),
    peer!("deku", deku),
];

/// Asserts that all peers read the same, of valid tokens and of damaged ones.
pub(crate) fn agree() -> usize {
    let mut inputs = 0;
    for (token, _) in vectors::of("migration_token") {
        for octets in agree::damaged(&token) {
            let expected = rehome::read(&octets, |fields| fields.written_out());
            for peer in &PEERS {
                agree::same(peer.name, &octets, &(peer.written_out)(&octets), &expected);
            }
            inputs += 1;
        }
    }
    inputs
}

pub(crate) fn works() -> Vec<Work> {
    let work = |row, title, octets: Vec<u8>| Work {
        row,
        title,
        turns: TURNS,
        is_counted: true,
        entries: PEERS.iter().map(|peer| (peer.entry)(peer.name, octets.clone())).collect(),
        nothing: Entry::new("nothing", move || black_box(&octets).len() as u64),
    };
    vec![
        work("A98", "decode a token of 98 octets", vectors::smallest_token()),
        work("A795", "decode a token of 795 octets", vectors::largest_token()),
    ]
}
