//! TCP segments, built from random parts: right options among broken ones.

use arbitrary::{Arbitrary, Result, Unstructured};
use rehome::OptionKinds;
use rehome::tcp::{TcpFlags, TcpHeader, TcpOption, TcpOptions};
use rehome::wire::Encode;
use rehome_oracles::{Numbers, structure_with};

/// A header whose options are right, broken, or of unknown kinds, with any flags and a payload.
pub fn built_segment(octets: &[u8]) {
    let _ = segment(&mut Unstructured::new(octets));
}

fn segment(u: &mut Unstructured<'_>) -> Result<()> {
    let kinds = OptionKinds::arbitrary(u)?;
    let mut area = Vec::new();
    let mut wanted = Vec::new();
    for _ in 0..u.int_in_range(0..=8)? {
        let piece = option(u, &kinds)?;
        if area.len() + piece.len() > 40 {
            break;
        }
        area.extend(&piece);
        wanted.push(piece);
    }
    if u.ratio(7, 8)? {
        area.resize(area.len().next_multiple_of(4), 0);
    }
    area.truncate(area.len() / 4 * 4);
    let Ok(options) = TcpOptions::new(&area) else { return Ok(()) };
    walks(&options, &wanted, &kinds);

    let header = TcpHeader {
        source_port: u.arbitrary()?,
        sequence_number: u.arbitrary()?,
        flags: TcpFlags::arbitrary(u)?,
        options,
        ..TcpHeader::default()
    };
    let mut octets = header.to_vec_with(&kinds);
    octets.extend(u.bytes(u.len())?);
    let numbers = Numbers { kinds, ..Numbers::default() };
    let told = structure_with("tcp_header", &octets, &numbers);
    // Octets behind the header are left over; what is wrong in it is told before.
    let reason = told.and_then(Result::err).map(|error| error.reason().code());
    let is_whole = octets.len() == header.encoded_len();
    let is_clean = options.iter_with(&kinds).all(|item| item.is_ok());
    assert!(reason.is_none() == (is_whole && is_clean), "{reason:?}");
    Ok(())
}

/// One option, which ends where its length says so long as that is 2 at least.
fn option(u: &mut Unstructured<'_>, kinds: &OptionKinds) -> Result<Vec<u8>> {
    Ok(match u.int_in_range(0..=3)? {
        0 => TcpOption::arbitrary(u)?.to_vec_with(kinds),
        1 => vec![1],
        2 => {
            let four = [
                kinds.service_affinity_ipv4(),
                kinds.service_affinity_ipv6(),
                kinds.migrate_permitted(),
                kinds.migrate(),
            ];
            tlv(u.choose(&four)?.0, u)?
        }
        _ => tlv(u.arbitrary()?, u)?,
    })
}

fn tlv(kind: u8, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let length = u.int_in_range(0..=24_u8)?;
    // The first two kinds have no length.
    let mut octets = vec![kind.max(2), length];
    octets.extend(u.bytes(usize::from(length.saturating_sub(2)).min(u.len()))?);
    Ok(octets)
}

/// Asserts that the walk yields the options one after another, up to one that ends it, or whose
/// length is not its own.
fn walks(options: &TcpOptions<'_>, wanted: &[Vec<u8>], kinds: &OptionKinds) {
    let area = options.as_bytes();
    let mut items = options.iter_with(kinds);
    let mut at = 0;
    for piece in wanted {
        if at + piece.len() > area.len() {
            return;
        }
        let ends_at_its_length =
            piece.get(1).is_none_or(|&length| usize::from(length) == piece.len());
        match items.next() {
            Some(Ok(option)) if ends_at_its_length => {
                assert_eq!(option.to_vec_with(kinds), *piece, "{option:?} stands at {at}");
            }
            Some(Err(malformed)) => {
                assert_eq!((malformed.offset(), Some(&malformed.kind().0)), (at, piece.first()));
            }
            item => assert!(item.is_some(), "the walk ends before {at}"),
        }
        if !ends_at_its_length || *piece == [0] {
            return;
        }
        at += piece.len();
    }
}
