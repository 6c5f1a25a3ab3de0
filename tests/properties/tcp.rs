//! TCP values: what was put in stands in the fields, what is built has the octets drawn by hand, and a
//! second walk over lists of any octets comes to the same.

use std::net::SocketAddr;
use std::num::NonZeroU8;

use proptest::prelude::*;
use rehome::strategies::{octets, option_kinds, tcp_option_octets_with, tcp_options_with};
use rehome::tcp::{
    Layout, Migrate, MigratePermitted, OtherOption, PublicKey, ServiceAffinity, SynOffer, TcpFlags,
    TcpHeader, TcpOption, TcpOptions, TcpOptionsBuf, Timestamps,
};
use rehome::wire::{Decode, Encode, Opaque};
use rehome::{OptionKind, OptionKinds};

use crate::build::{Area, Opt};
use crate::cases;

/// The library's value for an option.
fn built<'a>(option: &'a Opt, kinds: &OptionKinds) -> TcpOption<'a> {
    match option {
        Opt::Nop => TcpOption::Nop,
        Opt::Affinity { ip, port, reserved } => {
            let layout = reserved.map_or(Layout::Compact, |reserved| Layout::Padded { reserved });
            ServiceAffinity::new(*ip, *port).with_layout(layout).into()
        }
        Opt::Insecure => MigratePermitted::Insecure.into(),
        Opt::Secure { curve, key_data } => {
            MigratePermitted::Secure { curve: NonZeroU8::new(*curve).unwrap(), key_data }.into()
        }
        Opt::Migrate { reqno, token, request } => Migrate { reqno: *reqno, token, request }.into(),
        Opt::Other { kind, data } => {
            let data = Opaque::new(data).unwrap();
            OtherOption::new_with(OptionKind(*kind), data, kinds).unwrap().into()
        }
    }
}

fn with_kinds<S: Strategy>(
    strategy: impl Fn(&OptionKinds) -> S,
) -> impl Strategy<Value = (OptionKinds, S::Value)> {
    option_kinds().prop_flat_map(move |kinds| (Just(kinds), strategy(&kinds)))
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn options((kinds, octets) in with_kinds(tcp_option_octets_with)) {
        let value = TcpOption::from_bytes_with(&octets, &kinds).unwrap();
        let option = Opt::of(&value).unwrap();
        prop_assert_eq!(option.octets(&kinds), &octets[..]);
        prop_assert_eq!(built(&option, &kinds), value);
        prop_assert_eq!(value.to_vec_with(&kinds), &octets[..]);
        prop_assert_eq!(value.kind_with(&kinds).0, option.kind(&kinds));
        if let (TcpOption::ServiceAffinity(value), Opt::Affinity { ip, port, .. }) =
            (value, &option)
        {
            prop_assert_eq!(SocketAddr::from(value), SocketAddr::new(*ip, *port));
        }
    }

    #[test]
    fn lists((kinds, list) in with_kinds(tcp_options_with)) {
        let decoded = TcpOptions::from_bytes_with(list.as_bytes(), &kinds).unwrap();
        let area = Area::of(&decoded, &kinds);
        let octets = area.octets(&kinds);
        prop_assert_eq!(list.as_bytes(), &octets);
        let Area { options, padding } = &area;
        let end = padding.as_ref().map(|_| TcpOption::End);
        let values = options.iter().map(|option| built(option, &kinds)).chain(end);
        prop_assert!(decoded.iter_with(&kinds).eq(values.clone().map(Ok)));
        prop_assert_eq!(decoded.padding(), padding.as_deref().unwrap_or_default());

        let mut written = TcpOptionsBuf::new();
        for value in values {
            prop_assert_eq!(written.push_with(value, &kinds), Ok(()));
        }
        if let Some(padding) = padding {
            prop_assert_eq!(written.push_padding(padding), Ok(()));
        }
        prop_assert_eq!(written.as_bytes(), &octets);
    }

    /// What has no room is refused and changes nothing; what is padded ends.
    #[test]
    fn a_list_in_the_making((kinds, list) in with_kinds(tcp_options_with), more in octets(0..=41)) {
        let area = Area::of(&list.as_options(), &kinds);
        let mut written = TcpOptionsBuf::new();
        for option in &area.options {
            written.push_with(built(option, &kinds), &kinds).unwrap();
        }
        let (before, len) = (written, written.as_bytes().len());
        let data = vec![7; 38.min(39 - len.min(39))];
        let other = (2..=255).map(OptionKind).find(|&kind| !kinds.contains(kind)).unwrap();
        let too_long = OtherOption::new_with(other, Opaque::new(&data).unwrap(), &kinds).unwrap();
        prop_assert_eq!(written.push_with(too_long, &kinds).is_ok(), len + 2 + data.len() <= 40);
        written = before;
        prop_assert_eq!(written.push_padding(&more).is_ok(), more.is_empty());
        prop_assert_eq!(written, before);
        written.pad();
        prop_assert_eq!(written.as_bytes().len(), len.next_multiple_of(4));
        let padded = TcpOptions::from_bytes_with(written.as_bytes(), &kinds);
        prop_assert!(padded.is_ok(), "what was padded is a list");
        prop_assert_eq!(written.push_with(TcpOption::Nop, &kinds).is_ok(), len % 4 == 0 && len < 40);
    }

    #[test]
    fn headers((kinds, list) in with_kinds(tcp_options_with), ports in any::<[u16; 2]>(), flags in 0..=0xfff_u16) {
        let octets = list.as_bytes();
        let header = TcpHeader {
            source_port: ports[0],
            destination_port: ports[1],
            flags: TcpFlags::from_bits(flags).unwrap(),
            options: list.as_options(),
            ..TcpHeader::default()
        };
        let encoded = header.to_vec_with(&kinds);
        prop_assert_eq!(encoded.len() % 4, 0);
        let decoded = TcpHeader::from_bytes_with(&encoded, &kinds).unwrap();
        prop_assert_eq!(decoded.flags, header.flags);
        prop_assert_eq!((decoded.source_port, decoded.destination_port), (ports[0], ports[1]));
        let padded = decoded.options.as_bytes();
        prop_assert!(padded.starts_with(octets) && padded.len() < octets.len() + 4);
        prop_assert!(padded[octets.len()..].iter().all(|&octet| octet == 0));
    }

    #[test]
    fn keys_over_two_options(key in any::<[u8; 25]>(), between in 0..=9_usize) {
        let (key_data, timestamps) = PublicKey(key).split();
        let data = timestamps.to_data();
        let kinds = OptionKinds::default();
        let secure = MigratePermitted::Secure { curve: NonZeroU8::MIN, key_data: &key_data };
        let mut list = TcpOptionsBuf::new();
        list.push(secure).unwrap();
        (0..between).for_each(|_| list.push(TcpOption::Nop).unwrap());
        list.push(Timestamps::to_option(&data)).unwrap();
        prop_assert_eq!(list.as_options().public_key_with(&kinds), Some(PublicKey(key)));
        prop_assert_eq!([&list.as_bytes()[3..20], &list.as_bytes()[22 + between..]].concat(), key);
    }
}

/// What stands at an offset: a kind, and the code of what is wrong.
type Found = (usize, u8, Option<&'static str>);

/// The rules for a list, told once more.
fn walked(area: &[u8], kinds: &OptionKinds) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < area.len() {
        let kind = area[at];
        if kind < 2 {
            found.push((at, kind, None));
            at = if kind == 0 { area.len() } else { at + 1 };
            continue;
        }
        let length = area.get(at + 1).map(|&length| usize::from(length));
        let broken = match length {
            Some(0 | 1) => Some("length_out_of_range"),
            Some(length) if at + length <= area.len() => None,
            _ => Some("truncated"),
        };
        if broken.is_some() {
            found.push((at, kind, broken));
            break;
        }
        let length = length.unwrap();
        let lengths: &[usize] = match OptionKind(kind) {
            kind if kind == kinds.service_affinity_ipv4() => &[8, 10],
            kind if kind == kinds.service_affinity_ipv6() => &[20, 22],
            kind if kind == kinds.migrate_permitted() => &[3, 20],
            kind if kind == kinds.migrate() => &[19],
            _ => &[],
        };
        let wrong = if !lengths.is_empty() && !lengths.contains(&length) {
            Some("wrong_length")
        } else if kind == kinds.migrate_permitted().0 && (area[at + 2] == 0) != (length == 3) {
            Some("inconsistent")
        } else {
            None
        };
        found.push((at, kind, wrong));
        at += length;
    }
    found
}

/// An area of octets among which kinds and lengths of ours are frequent.
fn any_area(kinds: &OptionKinds) -> impl Strategy<Value = Vec<u8>> + use<> {
    let ours = [
        kinds.service_affinity_ipv4().0,
        kinds.service_affinity_ipv6().0,
        kinds.migrate_permitted().0,
        kinds.migrate().0,
        8,
    ];
    let option = (
        prop_oneof![3 => proptest::sample::select(ours.to_vec()), 1 => any::<u8>()],
        prop_oneof![
            6 => proptest::sample::select(&[3, 8, 10, 19, 20, 22, 2, 4][..]),
            1 => 0..=45_u8,
        ],
        0..=3_u8,
        any::<[u8; 20]>(),
        0..40_u8,
    )
        .prop_map(|(kind, length, curve, data, cut)| {
            let mut octets = [&[kind, length, curve][..], &data].concat();
            octets.truncate(if cut == 0 { 1 } else { usize::from(length).max(2) });
            octets
        });
    proptest::collection::vec(
        prop_oneof![4 => option, 1 => (0..=1_u8).prop_map(|kind| vec![kind])],
        0..9,
    )
    .prop_map(|options| {
        let mut area = options.concat();
        area.truncate(40);
        area
    })
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn a_second_walk_finds_the_same((kinds, area) in with_kinds(any_area)) {
        let mut place = 0;
        let found: Vec<Found> = TcpOptions::new(&area).unwrap().iter_with(&kinds).map(|item| match item {
            Ok(option) => {
                let at = place;
                place += option.encoded_len();
                (at, option.kind_with(&kinds).0, None)
            }
            Err(malformed) => {
                place = malformed.offset() + usize::from(area.get(malformed.offset() + 1).map_or(0, |&l| l));
                (malformed.offset(), malformed.kind().0, Some(malformed.error().reason().code()))
            }
        }).collect();
        prop_assert_eq!(&found, &walked(&area, &kinds));

        let numbers = rehome_oracles::Numbers { kinds, ..Default::default() };
        let strict = rehome_oracles::structure_with("tcp_options", &area, &numbers).unwrap();
        let first = found.iter().find_map(|&(_, _, wrong)| wrong);
        prop_assert_eq!(strict.err().map(|error| error.reason().code()), first);
    }
}

/// The three bits of a SYN, by the table of the ruling.
#[test]
fn every_set_of_flags_is_classified() {
    for bits in 0..=0xfff_u16 {
        let flags = TcpFlags::from_bits(bits).unwrap();
        assert_eq!(flags.reserved(), bits.to_be_bytes()[0] >> 1);
        let all = TcpFlags::from_bits(0xfff).unwrap().with_reserved(flags.reserved());
        assert_eq!(all.bits(), bits | 0x1ff);
        let bit = |mask| bits & mask != 0;
        let offer = match (bit(0x002) && !bit(0x010), bit(0x100), bit(0x080) && bit(0x040)) {
            (true, true, true) => SynOffer::AccEcn,
            (true, true, false) => SynOffer::ServiceAffinity,
            _ => SynOffer::None,
        };
        assert_eq!(flags.syn_offer(), offer, "{flags}");
    }
}

/// The rules across a segment on every pair of options, right and malformed, with every set of the
/// flags that the rules name.
#[test]
fn every_pair_of_options_is_judged() {
    let option = |kind: u8, length: u8| {
        let data = (2..length).map(|_| 0);
        [kind, length].into_iter().chain(data).collect::<Vec<u8>>()
    };
    let mut secure = option(15, 20);
    secure[2] = 1;
    let malformed = [option(79, 3), option(80, 3), option(15, 4), option(16, 2), option(8, 19)];
    let right = [option(79, 8), option(80, 20), option(15, 3), option(16, 19), option(8, 10)];
    let others = [vec![], vec![1], vec![0], option(8, 2), option(254, 4), vec![16, 40], secure];
    let all: Vec<Vec<u8>> = malformed.into_iter().chain(right).chain(others).collect();
    let (fin, syn, saf) = (TcpFlags::FIN, TcpFlags::SYN, TcpFlags::SAF);
    let flags = [TcpFlags::default(), fin, syn, saf, syn | saf, fin | saf, fin | syn];
    let mut refused = 0;
    for (first, second) in
        all.iter().flat_map(|first| all.iter().map(move |second| (first, second)))
    {
        let mut area = [&first[..], second].concat();
        area.resize(area.len().next_multiple_of(4), 1);
        for flags in flags {
            let options = TcpOptions::new(&area).unwrap();
            let header = TcpHeader { flags, options, ..TcpHeader::default() };
            let result = rehome_oracles::structure("tcp_header", &header.to_vec()).unwrap();
            refused += usize::from(result.is_err());
        }
    }
    assert!(refused > 500, "only {refused} were malformed");
}
