//! What holds for TCP options, for the walk over a list of them, and for the header around it.

use rehome::tcp::{
    MalformedOption, MigratePermitted, SegmentFault, TcpFlags, TcpHeader, TcpOption, TcpOptions,
    TcpOptionsBuf,
};
use rehome::wire::{Decode, Encode};
use rehome::{Error, OptionKind, OptionKinds};

use crate::{encoding, error, wire};

type Item<'a> = Result<TcpOption<'a>, MalformedOption<'a>>;

/// One option: alone it reads as it does in a list.
pub fn tcp_option(input: &[u8], kinds: &OptionKinds) -> Result<(), Error> {
    if let (Ok((option, _)), Ok(list)) =
        (TcpOption::from_prefix_with(input, kinds), TcpOptions::new(input))
    {
        assert_eq!(list.iter_with(kinds).next(), Some(Ok(option)));
        assert_eq!(option.kind_with(kinds).0, input.first().copied().unwrap_or_default());
    }
    wire::<TcpOption<'static>>(input, kinds)
}

/// An options area: decoded strictly, and walked.
pub fn tcp_options(input: &[u8], kinds: &OptionKinds) -> Result<(), Error> {
    let strict = wire::<TcpOptions<'static>>(input, kinds);
    match TcpOptions::new(input) {
        Ok(options) => {
            let items = walk(&options, kinds);
            let first = items.iter().find_map(|item| item.err()).map(|malformed| malformed.error());
            match (&strict, first) {
                (Err(strict), Some(first)) => {
                    // Whether more octets could mend it, only the strict form can know.
                    let place =
                        |error: &Error| (error.reason().code(), error.field(), error.offset());
                    assert_eq!(place(strict), place(&first), "it is the first of the list");
                }
                (strict, first) => {
                    assert!(strict.is_ok() && first.is_none(), "strict decoding takes no error");
                }
            }
            owned(&options, &items);
        }
        Err(found) => {
            assert_eq!((found.found, found.min, found.max), (input.len(), 0, 40));
            let strict = strict.map_err(|error| (error.reason().code(), error.offset()));
            assert_eq!(strict, Err(("length_out_of_range", 0)));
        }
    }
    strict
}

/// A header: its fields stand where RFC 9293 puts them, and the lenient form agrees with the strict.
pub fn tcp_header(input: &[u8], kinds: &OptionKinds) -> Result<(), Error> {
    let strict = TcpHeader::from_prefix_with(input, kinds);
    match TcpHeader::from_segment_options_unvalidated(input) {
        Ok((header, payload)) => {
            let (octets, rest) = input.split_at(input.len() - payload.len());
            assert_eq!(payload.as_ptr_range(), rest.as_ptr_range());
            assert_eq!(octets.len(), usize::from(header.data_offset()) * 4);
            let (fixed, area) = octets.split_at(20);
            assert_eq!(header.options.as_bytes().as_ptr_range(), area.as_ptr_range());
            fields(&header, fixed);
            encoding(&header, octets, kinds);

            let items = walk(&header.options, kinds);
            match (strict, items.iter().find_map(|item| item.err())) {
                (Ok(strict), None) => assert_eq!(strict, (header, payload)),
                (Err(error), Some(malformed)) => {
                    let in_area = malformed.error();
                    assert_eq!(
                        (error.reason(), error.field()),
                        (in_area.reason(), in_area.field())
                    );
                    assert_eq!(error.offset(), in_area.offset() + 20);
                }
                (strict, _) => assert!(strict.is_err(), "strict decoding takes no error"),
            }
            segment_faults(&header, &items, kinds);
        }
        Err(found) => {
            error(&found, input.len());
            assert_eq!(strict, Err(found), "a header that cannot be cut is refused by both");
        }
    }
    wire::<TcpHeader<'static>>(input, kinds)
}

/// Walks a list and asserts that every item is at its place and that the walk ends.
fn walk<'a>(options: &TcpOptions<'a>, kinds: &OptionKinds) -> Vec<Item<'a>> {
    let area = options.as_bytes();
    let mut iter = options.iter_with(kinds);
    let mut items = Vec::new();
    let (mut at, mut padding, mut ended) = (0, &[][..], false);
    for item in iter.by_ref() {
        assert!(!ended, "nothing follows the end of the list or an error that breaks it");
        assert!(at < area.len(), "every item takes an octet, so at most 40 items");
        let (_, rest) = area.split_at(at);
        match &item {
            Ok(option) => {
                let octets = option.to_vec_with(kinds);
                assert!(rest.starts_with(&octets), "{option:?} stands at {at}");
                at += octets.len();
                if *option == TcpOption::End {
                    (padding, ended) = (area.split_at(at).1, true);
                }
            }
            Err(malformed) => {
                assert_eq!((malformed.offset(), Some(&malformed.kind().0)), (at, rest.first()));
                error(&malformed.error(), area.len());
                assert!(malformed.error().offset() > at, "{malformed}: it is behind the kind");
                assert!(!malformed.error().is_incomplete(), "an area ends for good");
                match (malformed.error().reason().code(), rest.get(1)) {
                    ("wrong_length" | "inconsistent", Some(&length)) => {
                        assert!(kinds.contains(malformed.kind()));
                        at += usize::from(length);
                    }
                    ("length_out_of_range", length) => {
                        assert!(length.is_some_and(|&length| length < 2));
                        ended = true;
                    }
                    (code, length) => {
                        assert_eq!(code, "truncated");
                        assert!(length.is_none_or(|&length| usize::from(length) > rest.len()));
                        ended = true;
                    }
                }
            }
        }
        items.push(item);
    }
    assert!(ended || at == area.len(), "the walk ends at the end");
    assert!((0..3).all(|_| iter.next().is_none()), "what has ended stays ended");
    let place = |octets: &[u8]| Some(octets.as_ptr()).filter(|_| !octets.is_empty());
    assert_eq!(place(options.padding()), place(padding));
    assert_eq!(options.padding(), padding, "padding is what follows the end");
    if *kinds == OptionKinds::default() {
        assert!(options.iter().eq(items.iter().copied()));
        assert!(options.known().eq(options.known_with(kinds)));
    }
    picked_out(options, &items, kinds);
    items
}

/// Asserts that the forms which pick options out find what walking finds.
fn picked_out(options: &TcpOptions<'_>, items: &[Item<'_>], kinds: &OptionKinds) {
    let known = items.iter().copied().filter(|item| kinds.contains(kind_of(item, kinds)));
    assert!(options.known_with(kinds).eq(known), "known options are a filter on the walk");

    let timestamps = items.iter().find_map(|item| match item {
        Ok(TcpOption::Other(other)) if other.kind() == OptionKind::TIMESTAMPS => {
            <[u8; 8]>::try_from(other.data()).ok()
        }
        _ => None,
    });
    assert_eq!(options.timestamps().map(|timestamps| timestamps.to_data()), timestamps);
    let key_data = items.iter().find_map(|item| match item {
        Ok(TcpOption::MigratePermitted(MigratePermitted::Secure { key_data, .. })) => {
            Some(key_data)
        }
        _ => None,
    });
    let key = key_data.zip(timestamps).map(|(key_data, end)| [&key_data[..], &end].concat());
    assert_eq!(options.public_key_with(kinds).map(|key| key.0.to_vec()), key);
}

/// Asserts what holds for the owned form: it goes on where the list does, and is padded by zeros.
fn owned(options: &TcpOptions<'_>, items: &[Item<'_>]) {
    let mut owned = TcpOptionsBuf::from(*options);
    assert_eq!(owned.as_options(), *options);
    encoding(&owned, options.as_bytes(), &OptionKinds::default());
    if items.iter().all(Result::is_ok) {
        let full = options.as_bytes().len() == 40;
        let open = !full && items.last() != Some(&Ok(TcpOption::End));
        assert_eq!({ owned }.push(TcpOption::Nop).is_ok(), open, "nothing follows the end");
    }
    owned.pad();
    let (kept, padding) = owned.as_bytes().split_at(options.as_bytes().len());
    assert_eq!(owned.as_bytes().len(), kept.len().next_multiple_of(4));
    assert_eq!(kept, options.as_bytes());
    assert!(padding.iter().all(|&octet| octet == 0));
}

fn kind_of(item: &Item<'_>, kinds: &OptionKinds) -> OptionKind {
    item.map_or_else(|malformed| malformed.kind(), |option| option.kind_with(kinds))
}

/// Asserts that the fixed fields are those at their place.
fn fields(header: &TcpHeader<'_>, fixed: &[u8]) {
    let number = |at: usize, len: usize| {
        fixed.iter().skip(at).take(len).fold(0, |all, &octet| all << 8 | u32::from(octet))
    };
    assert_eq!(u32::from(header.source_port), number(0, 2));
    assert_eq!(u32::from(header.destination_port), number(2, 2));
    assert_eq!(header.sequence_number, number(4, 4));
    assert_eq!(header.acknowledgment_number, number(8, 4));
    assert_eq!(u32::from(header.flags.bits()), number(12, 2) & 0xfff);
    assert_eq!(u32::from(header.flags.reserved()), number(12, 1) >> 1 & 7);
    assert_eq!(u32::from(header.window), number(14, 2));
    assert_eq!(u32::from(header.checksum), number(16, 2));
    assert_eq!(u32::from(header.urgent_pointer), number(18, 2));
}

/// Asserts that `faults()` tells each rule that is broken, once and in order, by a count of its own.
fn segment_faults(header: &TcpHeader<'_>, items: &[Item<'_>], kinds: &OptionKinds) {
    use SegmentFault as Fault;
    let has = |flag| header.flags.contains(flag);
    let count = |kind| items.iter().filter(|item| kind_of(item, kinds) == kind).count();
    let four = [
        kinds.service_affinity_ipv4(),
        kinds.service_affinity_ipv6(),
        kinds.migrate_permitted(),
        kinds.migrate(),
    ];
    let [ipv4, ipv6, permitted, migrate] = four.map(count);
    let secure = items.iter().any(|item| {
        matches!(item, Ok(TcpOption::MigratePermitted(MigratePermitted::Secure { .. })))
    });
    let beside = items
        .iter()
        .map(|item| kind_of(item, kinds))
        .find(|&kind| ![OptionKind::NOP, OptionKind::END_OF_LIST, kinds.migrate()].contains(&kind));

    let mut expected = Vec::new();
    let mut rule = |broken, fault| expected.extend(Some(fault).filter(|_| broken));
    rule(has(TcpFlags::SAF) && !has(TcpFlags::SYN), Fault::SafWithoutSyn);
    rule(ipv4 + ipv6 > 0 && !has(TcpFlags::FIN), Fault::ServiceAffinityWithoutFin);
    rule(permitted > 0 && !has(TcpFlags::SYN), Fault::MigratePermittedWithoutSyn);
    rule(migrate > 0 && !has(TcpFlags::SYN), Fault::MigrateWithoutSyn);
    if let Some(kind) = beside {
        rule(migrate > 0, Fault::MigrateBesideOther { kind });
    }
    rule(secure && header.options.timestamps().is_none(), Fault::SecureWithoutTimestamps);
    for kind in four {
        rule(count(kind) > 1, Fault::Repeated { kind });
    }
    assert_eq!(header.faults_with(kinds).collect::<Vec<_>>(), expected);
    assert!(expected.iter().all(|fault| !fault.to_string().is_empty()));
}
