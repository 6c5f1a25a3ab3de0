//! Valid values of every structure, with lengths and numbers drawn to their bounds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;
use rehome::{AlertDescription, CodePoints, ExtensionType, HandshakeType, OptionKind, OptionKinds};
use rehome_oracles::Numbers;

use crate::build::{Address, Area, Hello, Opt, Ticket, Token, extensions, handshake, vector};

const PRE_SHARED_KEY: u16 = 41;

/// Octets whose number is within the range, often at one of its ends.
pub(crate) fn octets(range: RangeInclusive<usize>) -> impl Strategy<Value = Vec<u8>> {
    let (min, max) = (*range.start(), *range.end());
    let near = (min + 8).min(max);
    prop_oneof![Just(min..=min), Just(max..=max), Just(min..=near), Just(min..=max)]
        .prop_flat_map(|range| vec(any::<u8>(), range))
}

fn ip() -> impl Strategy<Value = IpAddr> {
    let v4 = prop_oneof![any::<Ipv4Addr>(), Just(Ipv4Addr::UNSPECIFIED), Just(Ipv4Addr::BROADCAST)];
    let v6 = prop_oneof![any::<Ipv6Addr>(), Just(Ipv6Addr::UNSPECIFIED)];
    prop_oneof![
        v4.clone().prop_map(IpAddr::V4),
        v6.prop_map(IpAddr::V6),
        v4.prop_map(|mapped| IpAddr::V6(mapped.to_ipv6_mapped())),
    ]
}

pub(crate) fn address() -> impl Strategy<Value = Address> {
    (ip(), any::<u16>()).prop_map(|(ip, port)| Address { ip, port })
}

pub(crate) fn token() -> impl Strategy<Value = Token> {
    (address(), octets(32..=255), any::<u64>(), octets(16..=255), octets(32..=255)).prop_map(
        |(target, session_id, expiry, nonce, signature)| Token {
            target,
            session_id,
            expiry,
            nonce,
            signature,
        },
    )
}

/// The numbers of extensions that get mixed up most easily.
fn extension_type() -> impl Strategy<Value = u16> {
    const POOL: [u16; 14] =
        [0, 1, 40, 42, 43, 51, 63, 64, 65, 0xfe4d, 0xfe4e, 0xfe4f, 0xff01, 0xffff];
    prop_oneof![proptest::sample::select(&POOL[..]), any::<u16>()]
}

/// The defaults, or any others that do not collide.
pub(crate) fn numbers() -> impl Strategy<Value = Numbers> {
    let code_points = (extension_type(), extension_type(), extension_type(), any::<[u8; 2]>())
        .prop_filter_map("numbers that collide", |(support, allowed, token, [notify, request])| {
            let set = CodePoints::builder()
                .migration_support(ExtensionType(support))
                .migration_allowed(ExtensionType(allowed))
                .migration_token(ExtensionType(token));
            let set = set.migrate_notify(AlertDescription(notify));
            set.migrate_request(HandshakeType(request)).build().ok()
        });
    let kinds = any::<[u8; 4]>().prop_filter_map("kinds that collide", |[a, b, c, d]| {
        let set = OptionKinds::builder().service_affinity_ipv4(OptionKind(a));
        let set = set.service_affinity_ipv6(OptionKind(b)).migrate_permitted(OptionKind(c));
        set.migrate(OptionKind(d)).build().ok()
    });
    prop_oneof![
        Just(Numbers::default()),
        (code_points, kinds).prop_map(|(code_points, kinds)| Numbers { code_points, kinds }),
    ]
}

/// Extensions of other types than ours, none twice.
fn foreign(code_points: CodePoints) -> impl Strategy<Value = Vec<(u16, Vec<u8>)>> {
    let ours = [
        code_points.migration_support().0,
        code_points.migration_allowed().0,
        code_points.migration_token().0,
        PRE_SHARED_KEY,
    ];
    vec((extension_type(), octets(0..=24)), 0..24).prop_map(move |mut list| {
        let mut seen = std::collections::HashSet::from(ours);
        list.retain(|&(number, _)| seen.insert(number));
        list
    })
}

/// Puts an extension anywhere into a list.
fn put(list: &mut Vec<(u16, Vec<u8>)>, at: Index, number: ExtensionType, data: Vec<u8>) {
    let at = at.index(list.len() + 1);
    list.insert(at, (number.0, data));
}

pub(crate) fn hello(code_points: CodePoints) -> BoxedStrategy<Hello> {
    let psk = prop_oneof![offered_psks(), octets(0..=40)];
    let extensions = (
        foreign(code_points),
        option::of(any::<Index>()),
        option::of((any::<Index>(), token())),
        option::of(psk),
        option::of(any::<Index>()),
    )
        .prop_map(move |(mut list, support, token, psk, allowed)| {
            if let Some(at) = support {
                put(&mut list, at, code_points.migration_support(), vec![]);
            }
            if let Some(at) = allowed {
                put(&mut list, at, code_points.migration_allowed(), vec![7]);
            }
            if let (Some((at, token)), Some(_)) = (token, &psk) {
                put(&mut list, at, code_points.migration_token(), token.octets());
            }
            list.extend(psk.map(|psk| (PRE_SHARED_KEY, psk)));
            list
        });
    let cipher_suites =
        prop_oneof![20 => vec(any::<[u8; 2]>(), 1..20), 1 => vec(any::<[u8; 2]>(), 0x7fff)]
            .prop_map(|suites| suites.concat());
    let fixed = (any::<u16>(), any::<[u8; 32]>(), octets(0..=32), cipher_suites, octets(1..=255));
    (fixed, option::weighted(0.9, extensions))
        .prop_map(|(fixed, extensions)| {
            let (version, random, session_id, cipher_suites, compression_methods) = fixed;
            Hello { version, random, session_id, cipher_suites, compression_methods, extensions }
        })
        .boxed()
}

pub(crate) fn ticket(code_points: CodePoints) -> BoxedStrategy<Ticket> {
    let extensions = (
        foreign(code_points),
        option::of(any::<Index>()),
        option::of((any::<Index>(), token())),
        option::of((any::<Index>(), any::<Index>())),
    )
        .prop_map(move |(mut list, allowed, token, others)| {
            if let Some(at) = allowed {
                put(&mut list, at, code_points.migration_allowed(), vec![]);
            }
            if let Some((at, token)) = token {
                put(&mut list, at, code_points.migration_token(), token.octets());
            }
            if let Some((first, second)) = others {
                put(&mut list, first, code_points.migration_support(), vec![7]);
                put(&mut list, second, ExtensionType(PRE_SHARED_KEY), vec![8]);
            }
            list
        });
    let ticket = prop_oneof![20 => octets(1..=300), 1 => octets(0xffff..=0xffff)];
    (any::<u32>(), any::<u32>(), octets(0..=255), ticket, extensions)
        .prop_map(|(lifetime, age_add, nonce, ticket, extensions)| Ticket {
            lifetime,
            age_add,
            nonce,
            ticket,
            extensions,
        })
        .boxed()
}

fn psk_identity() -> impl Strategy<Value = Vec<u8>> {
    (octets(1..=80), any::<[u8; 4]>())
        .prop_map(|(identity, age)| [vector(2, &identity), age.to_vec()].concat())
}

pub(crate) fn offered_psks() -> impl Strategy<Value = Vec<u8>> {
    let binder = octets(32..=255).prop_map(|binder| vector(1, &binder));
    (vec(psk_identity(), 1..4), vec(binder, 1..4)).prop_map(|(identities, binders)| {
        [vector(2, &identities.concat()), vector(2, &binders.concat())].concat()
    })
}

/// An option of any shape, other kinds and Timestamps among them.
pub(crate) fn option_of(kinds: OptionKinds) -> impl Strategy<Value = Opt> {
    let other = (2..=255_u8, octets(0..=38))
        .prop_filter("a kind of ours", move |&(kind, _)| !kinds.contains(OptionKind(kind)));
    let affinity = (ip(), any::<u16>(), option::of(any::<u16>()));
    let migrate = (any::<u8>(), any::<[u8; 8]>(), any::<[u8; 8]>());
    prop_oneof![
        Just(Opt::Nop),
        affinity.prop_map(|(ip, port, reserved)| Opt::Affinity { ip, port, reserved }),
        Just(Opt::Insecure),
        (1..=255_u8, any::<[u8; 17]>())
            .prop_map(|(curve, key_data)| Opt::Secure { curve, key_data }),
        migrate.prop_map(|(reqno, token, request)| Opt::Migrate { reqno, token, request }),
        vec(any::<u8>(), 8).prop_map(|data| Opt::Other { kind: 8, data }),
        other.prop_map(|(kind, data)| Opt::Other { kind, data }),
    ]
}

/// As many options as fit, and perhaps an end and padding.
pub(crate) fn area(kinds: OptionKinds) -> impl Strategy<Value = Area> {
    (vec(option_of(kinds), 0..12), option::of(octets(0..=39))).prop_map(move |(all, padding)| {
        let mut area = Area { options: vec![], padding: None };
        for option in all {
            area.options.push(option);
            if area.octets(&kinds).len() > 40 {
                area.options.pop();
            }
        }
        let room = 40 - area.octets(&kinds).len();
        area.padding = padding.filter(|_| room > 0).map(|mut padding| {
            padding.truncate(room - 1);
            padding
        });
        area
    })
}

/// A whole header; its area is brought to whole words by NOP where it has no end.
pub(crate) fn header(kinds: OptionKinds) -> impl Strategy<Value = Vec<u8>> {
    (any::<[u8; 20]>(), area(kinds)).prop_map(move |(mut fixed, area)| {
        let mut area = area.octets(&kinds);
        area.resize(area.len().next_multiple_of(4), 1);
        fixed[12] = u8::try_from(area.len() / 4 + 5).unwrap() << 4 | fixed[12] & 15;
        [&fixed[..], &area].concat()
    })
}

/// Some structure by its name, the numbers it goes by, and octets that are valid.
pub(crate) fn valid() -> impl Strategy<Value = (&'static str, Numbers, Vec<u8>)> {
    numbers().prop_flat_map(|numbers| {
        let Numbers { code_points, kinds } = numbers;
        let request = code_points.migrate_request().0;
        let notify = code_points.migrate_notify().0;
        let of_type = |number: ExtensionType, data: Vec<u8>| extensions(&[(number.0, data)]);
        let ours = prop_oneof![
            Just(of_type(code_points.migration_support(), vec![])),
            Just(of_type(code_points.migration_allowed(), vec![])),
            token().prop_map(move |token| of_type(code_points.migration_token(), token.octets())),
        ];
        let record = (any::<[u8; 3]>(), octets(0..=600))
            .prop_map(|(head, fragment)| [head.to_vec(), vector(2, &fragment)].concat());
        let named = |name: &'static str, octets: BoxedStrategy<Vec<u8>>| {
            octets.prop_map(move |octets| (name, numbers, octets))
        };
        prop_oneof![
            named("ip_address", address().prop_map(Address::octets).boxed()),
            named("migration_token", token().prop_map(|token| token.octets()).boxed()),
            named("migration_support", Just(vec![]).boxed()),
            named("migrate_notify", (1..=2_u8).prop_map(move |level| vec![level, notify]).boxed()),
            named(
                "migrate_request",
                octets(0..=400)
                    .prop_map(move |target| handshake(request, &vector(2, &target)))
                    .boxed()
            ),
            named("client_hello", hello(code_points).prop_map(|hello| hello.octets()).boxed()),
            named(
                "new_session_ticket",
                ticket(code_points).prop_map(|ticket| ticket.octets()).boxed()
            ),
            named(
                "tcp_option",
                option_of(kinds).prop_map(move |option| option.octets(&kinds)).boxed()
            ),
            named("tcp_options", area(kinds).prop_map(move |area| area.octets(&kinds)).boxed()),
            named("tcp_header", header(kinds).boxed()),
            named("migration_extension", ours.boxed()),
            named(
                "extension",
                (any::<u16>(), octets(0..=300)).prop_map(|one| extensions(&[one])).boxed()
            ),
            named("alert", (1..=2_u8, any::<u8>()).prop_map(|(a, b)| vec![a, b]).boxed()),
            named("record", record.boxed()),
            named(
                "handshake",
                (any::<u8>(), octets(0..=300))
                    .prop_map(|(number, body)| handshake(number, &body))
                    .boxed()
            ),
            named("offered_psks", offered_psks().boxed()),
            named("psk_identity", psk_identity().boxed()),
        ]
    })
}

/// One change to octets.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Flip(Index, u8),
    Set(Index, u8),
    Insert(Index, u8),
    Delete(Index),
    Truncate(Index),
    Duplicate(Index, Index, Index),
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let bound = [0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 40, 41, 79, 80, 127, 128, 253, 254, 255];
    let octet = proptest::sample::select(bound.to_vec());
    prop_oneof![
        (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        (any::<Index>(), octet.clone()).prop_map(|(at, octet)| Mutation::Set(at, octet)),
        (any::<Index>(), octet).prop_map(|(at, octet)| Mutation::Insert(at, octet)),
        any::<Index>().prop_map(Mutation::Delete),
        any::<Index>().prop_map(Mutation::Truncate),
        any::<[Index; 3]>().prop_map(|[from, to, at]| Mutation::Duplicate(from, to, at)),
    ]
}

impl Mutation {
    /// Changes the octets. The first ones, where types and lengths stand, change as often as all
    /// others together.
    pub(crate) fn apply(&self, octets: &mut Vec<u8>) {
        let index = |at: &Index, len: usize| match at.index(len.min(64) * 2) {
            near if near < len.min(64) => near,
            _ => at.index(len),
        };
        let (len, room) = (octets.len(), octets.len() + 1);
        match self {
            Self::Insert(at, octet) => octets.insert(index(at, room), *octet),
            Self::Truncate(at) => octets.truncate(at.index(room)),
            _ if len == 0 => octets.push(0),
            Self::Flip(at, bit) => octets[index(at, len)] ^= 1 << bit,
            Self::Set(at, octet) => octets[index(at, len)] = *octet,
            Self::Delete(at) => drop(octets.remove(index(at, len))),
            Self::Duplicate(from, to, at) => {
                let (from, to) = (from.index(len), to.index(len));
                let chunk = octets[from.min(to)..=from.max(to)].to_vec();
                let at = at.index(room);
                octets.splice(at..at, chunk);
            }
        }
    }
}
