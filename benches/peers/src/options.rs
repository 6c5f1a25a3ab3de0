//! C: an options area, walked for every option in it, or for those of the four kinds alone. The kinds are
//! known at run time only.

mod by_hand;
mod etherparse;
mod limit;
mod pnet_packet;
mod rehome;
mod smoltcp;

use std::hint::black_box;
use std::net::IpAddr;

use crate::agree;
use crate::vectors;
use crate::work::{Entry, TURNS, Work, mark};

/// The kinds: IPv4 and IPv6 Service Affinity, Migrate-Permitted, Migrate.
pub(crate) type Kinds = [u8; 4];

const KINDS: Kinds = [79, 80, 15, 16];

/// An option of one of the four kinds.
#[derive(Debug)]
pub(crate) enum Ours {
    Affinity { address: IpAddr, port: u16 },
    Permitted { curve: u8 },
    Migrate { reqno: u8, token: u64, request: u64 },
    Malformed,
}

impl Ours {
    /// What it is by its kind and data, for all who don't know these options. None where its kind is
    /// another.
    #[inline(always)]
    pub(crate) fn read(kind: u8, data: &[u8], kinds: &Kinds) -> Option<Self> {
        let [ipv4, ipv6, permitted, migrate] = *kinds;
        Some(if kind == ipv4 {
            match *data {
                [a, b, c, d, p, q] | [_, _, a, b, c, d, p, q] => {
                    let port = u16::from_be_bytes([p, q]);
                    Self::Affinity { address: [a, b, c, d].into(), port }
                }
                _ => Self::Malformed,
            }
        } else if kind == ipv6 {
            let address = match data.len() {
                18 | 20 => data.last_chunk::<18>(),
                _ => None,
            };
            address.map_or(Self::Malformed, |[address @ .., p, q]| Self::Affinity {
                address: (*address).into(),
                port: u16::from_be_bytes([*p, *q]),
            })
        } else if kind == permitted {
            match *data {
                [0] => Self::Permitted { curve: 0 },
                [curve, ..] if data.len() == 18 && curve != 0 => Self::Permitted { curve },
                _ => Self::Malformed,
            }
        } else if kind == migrate {
            match <&[u8; 17]>::try_from(data) {
                Ok(&[reqno, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) => Self::Migrate {
                    reqno,
                    token: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
                    request: u64::from_be_bytes([i, j, k, l, m, n, o, p]),
                },
                Err(_) => Self::Malformed,
            }
        } else {
            return None;
        })
    }

    /// A number that depends on all of it.
    #[inline(always)]
    fn mark(&self) -> u64 {
        match *self {
            Self::Affinity { address: IpAddr::V4(address), port } => {
                u64::from(address.to_bits()) + u64::from(port)
            }
            Self::Affinity { address: IpAddr::V6(address), port } => {
                (address.to_bits() as u64).wrapping_add(port.into())
            }
            Self::Permitted { curve } => 15 + u64::from(curve),
            Self::Migrate { reqno, token, request } => {
                token.wrapping_add(request).wrapping_add(reqno.into())
            }
            Self::Malformed => 1 << 40,
        }
    }
}

/// What a walk shows.
pub(crate) enum Item {
    Ours(Ours),
    /// Any other, as a number that depends on what the peer shows of it.
    Other(u64),
}

impl Item {
    /// An option of another kind by its octets.
    #[inline(always)]
    pub(crate) fn other(kind: u8, data: &[u8]) -> Self {
        Self::Other(mark(data).wrapping_add(kind.into()))
    }

    #[inline(always)]
    pub(crate) fn read(kind: u8, data: &[u8], kinds: &Kinds) -> Self {
        Ours::read(kind, data, kinds).map_or_else(|| Self::other(kind, data), Self::Ours)
    }

    pub(crate) const NOP: Self = Self::Other(1);
}

/// An option by its length octet, behind its kind octet, and what follows it. None where the list
/// breaks there.
#[inline(always)]
pub(crate) fn by_length(behind_kind: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&length, rest) = behind_kind.split_first()?;
    rest.split_at_checked(usize::from(length).checked_sub(2)?)
}

/// Counts our options as etherparse's user finds them.
pub(crate) fn by_etherparse(area: &[u8], count: &mut u64) {
    etherparse::walk(area, &KINDS, |item| *count += u64::from(matches!(item, Item::Ours(_))));
}

struct Peer {
    name: &'static str,
    walk: fn(&'static str, Vec<Vec<u8>>) -> Entry,
    find: fn(&'static str, Vec<Vec<u8>>) -> Entry,
    written_out: fn(&[u8]) -> Option<Vec<u8>>,
}

macro_rules! entry {
    ($function:path, $kinds:path, $mark:expr) => {
        |name: &'static str, areas: Vec<Vec<u8>>| {
            let kinds = $kinds(KINDS);
            Entry::new(name, move || {
                let mut sum = 0_u64;
                for area in &areas {
                    $function(black_box(area), black_box(&kinds), |item| {
                        sum = sum.wrapping_add($mark(item));
                    });
                }
                sum
            })
        }
    };
}

macro_rules! peer {
    ($name:literal, $module:ident) => {
        peer!($name, $module, $module::walk)
    };
    ($name:literal, $module:ident, $find:path) => {{
        fn written_out(area: &[u8]) -> Option<Vec<u8>> {
            let (mut walked, mut found) = (Vec::new(), Vec::new());
            let kinds = $module::kinds(KINDS);
            $module::walk(area, &kinds, |item| walked.extend(ours(item)));
            $find(area, &kinds, |item| found.extend(ours(item)));
            assert_eq!(format!("{walked:?}"), format!("{found:?}"));
            Some(format!("{found:?}").into_bytes())
        }
        Peer {
            name: $name,
            walk: entry!($module::walk, $module::kinds, mark_of_any),
            find: entry!($find, $module::kinds, mark_of_ours),
            written_out,
        }
    }};
}

fn ours(item: Item) -> Option<Ours> {
    match item {
        Item::Ours(ours) => Some(ours),
        Item::Other(_) => None,
    }
}

#[inline(always)]
fn mark_of_any(item: Item) -> u64 {
    match item {
        Item::Ours(ours) => ours.mark(),
        Item::Other(mark) => mark,
    }
}

#[inline(always)]
fn mark_of_ours(item: Item) -> u64 {
    ours(item).map_or(0, |ours| ours.mark())
}

const PEERS: [Peer; 6] = [
    peer!("rehome", rehome, rehome::find),
    peer!("limit (unsafe)", limit),
    peer!("by hand (safe)", by_hand),
    peer!("etherparse", etherparse),
    peer!("smoltcp", smoltcp),
    peer!("pnet_packet", pnet_packet),
];

/// Asserts that all peers find the same.
pub(crate) fn agree() -> usize {
    let mut inputs = 0;
    for (area, _) in vectors::of("tcp_options") {
        for area in agree::damaged(&area).into_iter().filter(|area| area.len() <= 40) {
            let expected = (PEERS[0].written_out)(&area);
            for peer in &PEERS[1..] {
                agree::same(peer.name, &area, &(peer.written_out)(&area), &expected);
            }
            inputs += 1;
        }
    }
    inputs
}

pub(crate) fn works() -> Vec<Work> {
    let work = |row, title, areas: &[Vec<u8>], is_walk| {
        let nothing = areas.to_vec();
        let entry = |peer: &Peer| {
            let entry = if is_walk { peer.walk } else { peer.find };
            entry(peer.name, areas.to_vec())
        };
        Work {
            row,
            title,
            turns: TURNS,
            is_counted: true,
            entries: PEERS.iter().map(entry).collect(),
            nothing: Entry::new("nothing", move || {
                nothing.iter().map(|area| black_box(area).len() as u64).sum()
            }),
        }
    };
    let areas = [vectors::syn(), vectors::data(), vectors::fin(), vectors::full()];
    let one = |at: usize| std::slice::from_ref(&areas[at]);
    vec![
        work("C20", "walk the options of a SYN, 20 octets", one(0), true),
        work("C12", "walk NOP, NOP, Timestamps, 12 octets", one(1), true),
        work("Cfin", "walk those of a FIN with Service Affinity, 20 octets", one(2), true),
        work("C40", "walk a full area, 40 octets", one(3), true),
        work("Cmix", "walk these four, one after the other", &areas, true),
        work("C20f", "find our options alone in those of a SYN", one(0), false),
        work("C12f", "find them in NOP, NOP, Timestamps", one(1), false),
        work("Cmixf", "find them in all four", &areas, false),
    ]
}
