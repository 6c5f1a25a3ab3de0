//! Lists of options, in a form that every library's reading can be brought to.

use arbitrary::Unstructured;
use rehome::tcp::{MalformedOption, TcpOption, TcpOptions};
use rehome::wire::Encode;
use rehome::{OptionKinds, Reason};

use super::Built;

/// The longest area.
const LONGEST: usize = 40;

/// What stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Its end, and what is behind it.
    End { padding: Vec<u8> },
    /// A single octet.
    Nop,
    /// An option that ends where its length says.
    Option { kind: u8, data: Vec<u8> },
    /// An option at which the list breaks off.
    Broken { kind: u8 },
}

/// An area of options of all the kinds that somebody knows, most of them with a right length.
pub(super) fn build(u: &mut Unstructured<'_>) -> Built<OptionKinds> {
    let kinds = super::kinds(u)?;
    let mut area = Vec::new();
    for _ in 0..u.int_in_range(0..=10)? {
        let kind = match u.int_in_range(0..=3)? {
            0 => u.arbitrary()?,
            1 => kinds.migrate().0,
            _ => *u.choose(&[1, 2, 3, 4, 5, 8, 15, 79, 80])?,
        };
        let right: &[u8] = match kind {
            2 => &[4],
            3 => &[3],
            4 => &[2],
            5 => &[10, 18, 26, 34],
            8 => &[10],
            15 => &[3, 20],
            16 => &[19],
            79 => &[8, 10],
            80 => &[20, 22],
            _ => &[2, 3, 6, 12],
        };
        let length = if u.ratio(7, 8)? { *u.choose(right)? } else { u.int_in_range(0..=41)? };
        area.push(kind);
        if kind > 1 {
            area.push(length);
            area.extend(u.bytes(usize::from(length).saturating_sub(2).min(u.len()))?);
        }
    }
    if u.ratio(1, 3)? {
        area.push(0);
        area.extend(super::some(u, 0, 3)?);
    }
    area.truncate(LONGEST);
    Ok((kinds, super::changed(u, area)?))
}

/// Our reading. An area is cut where it has more octets than a header has room for.
pub(super) fn ours(area: &[u8], kinds: &OptionKinds) -> Vec<Item> {
    let options = longest(area);
    let item = |item: Result<TcpOption<'_>, MalformedOption<'_>>| match item {
        Ok(TcpOption::End) => Item::End { padding: options.padding().to_vec() },
        Ok(TcpOption::Nop) => Item::Nop,
        Ok(option) => framed(&option.to_vec_with(kinds)),
        Err(malformed) => match malformed.error().reason() {
            // One of the four with content that it cannot have: the list goes on behind it.
            Reason::WrongLength { .. } | Reason::Inconsistent { .. } => {
                let octets = options.as_bytes().iter().skip(malformed.offset());
                let length = octets.clone().nth(1).copied().unwrap_or_default();
                framed(&octets.take(length.into()).copied().collect::<Vec<_>>())
            }
            _ => Item::Broken { kind: malformed.kind().0 },
        },
    };
    options.iter_with(kinds).map(item).collect()
}

/// An option from its kind to its end.
fn framed(octets: &[u8]) -> Item {
    let (kind, data) = match octets {
        [kind, length, data @ ..] if usize::from(*length) == octets.len() => (*kind, data.to_vec()),
        _ => (0, octets.to_vec()),
    };
    assert!(kind > 1, "the length octet counts all of {data:?}");
    Item::Option { kind, data }
}

/// As much of an area as fits into a header.
pub(super) fn longest(area: &[u8]) -> TcpOptions<'_> {
    let area = area.get(..LONGEST).unwrap_or(area);
    TcpOptions::new(area).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_brought_to_kind_and_data() {
        let area = [1, 79, 3, 9, 15, 3, 7, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 0, 5];
        let option = |kind, data: &[u8]| Item::Option { kind, data: data.to_vec() };
        let expected = [
            Item::Nop,
            option(79, &[9]),
            option(15, &[7]),
            option(8, &[1, 2, 3, 4, 5, 6, 7, 8]),
            Item::End { padding: vec![5] },
        ];
        assert_eq!(ours(&area, &OptionKinds::default()), expected);
        let broken = [Item::Broken { kind: 79 }];
        assert_eq!(ours(&[79, 8, 1], &OptionKinds::default()), broken);
    }

    #[test]
    fn what_is_built_is_mostly_valid() {
        let mut whole = 0;
        for seed in 0..300_u16 {
            let octets: Vec<u8> = (0..200_u16)
                .map(|i| (i ^ seed).wrapping_mul(40_503).wrapping_mul(i + seed).to_be_bytes()[0])
                .collect();
            let (kinds, area) = build(&mut Unstructured::new(&octets)).unwrap();
            let items = ours(&area, &kinds);
            whole += usize::from(!items.iter().any(|item| matches!(item, Item::Broken { .. })));
        }
        assert!((60..290).contains(&whole), "{whole} of 300 lists do not break off");
    }
}
