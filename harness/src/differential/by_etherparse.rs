//! Lists of options as etherparse reads them.
//!
//! It differs from us so far:
//!
//! - An option of a kind that it does not know ends its walk, with an error that names the kind. It
//!   knows 2 to 5 and 8. We keep all options, as RFC 9293 (section 3.1) asks: an option that is not
//!   implemented is passed over by its length.
//! - One that it knows ends its walk where the length is none that the kind has. We leave the
//!   judgement of other kinds than the four to whoever knows them.
//! - The end of a list is no item, and what is behind it is not shown.

use ::etherparse::{TcpOptionElement, TcpOptionReadError, TcpOptionsIterator};

use super::option_list::{Item, longest};

/// The kinds it knows, with the lengths of their data.
const KNOWN: [(u8, &[usize]); 5] =
    [(2, &[2]), (3, &[1]), (4, &[0]), (5, &[8, 16, 24, 32]), (8, &[8])];

/// Its reading.
pub(super) fn read(area: &[u8]) -> Vec<Item> {
    TcpOptionsIterator::from_slice(longest(area).as_bytes())
        .map(|item| match item {
            Ok(element) => option(&element),
            Err(TcpOptionReadError::UnknownId(kind)) => {
                assert!(KNOWN.iter().all(|(known, _)| *known != kind), "it knows {kind}");
                Item::Broken { kind }
            }
            Err(
                TcpOptionReadError::UnexpectedSize { option_id: kind, .. }
                | TcpOptionReadError::UnexpectedEndOfSlice { option_id: kind, .. },
            ) => {
                assert!(KNOWN.iter().any(|(known, _)| *known == kind), "it does not know {kind}");
                Item::Broken { kind }
            }
        })
        .collect()
}

/// The kind and data of what it has taken apart.
fn option(element: &TcpOptionElement) -> Item {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let (kind, data) = match *element {
        TcpOptionElement::Noop => return Item::Nop,
        TcpOptionElement::MaximumSegmentSize(size) => (2, size.to_be_bytes().to_vec()),
        TcpOptionElement::WindowScale(shift) => (3, vec![shift]),
        TcpOptionElement::SelectiveAcknowledgementPermitted => (4, Vec::new()),
        TcpOptionElement::SelectiveAcknowledgement(first, others) => {
            let blocks = others.into_iter().flatten();
            let all: Vec<u32> =
                [first].into_iter().chain(blocks).flat_map(<[u32; 2]>::from).collect();
            (5, words(&all))
        }
        TcpOptionElement::Timestamp(tsval, tsecr) => (8, words(&[tsval, tsecr])),
    };
    Item::Option { kind, data }
}

/// What it has to say where this is our reading.
pub(super) fn expected(ours: &[Item]) -> Vec<Item> {
    let mut expected = Vec::new();
    for item in ours {
        match item {
            Item::Nop => expected.push(Item::Nop),
            Item::End { .. } => break,
            Item::Option { kind, data } if is_right(*kind, data.len()) => {
                expected.push(item.clone())
            }
            Item::Option { kind, .. } | Item::Broken { kind } => {
                expected.push(Item::Broken { kind: *kind });
                break;
            }
        }
    }
    expected
}

fn is_right(kind: u8, len: usize) -> bool {
    KNOWN.iter().any(|(known, lens)| *known == kind && lens.contains(&len))
}

#[cfg(test)]
mod tests {
    use super::super::option_list::ours;
    use super::*;
    use rehome::OptionKinds;

    fn agrees(area: &[u8]) -> bool {
        read(area) == expected(&ours(area, &OptionKinds::default()))
    }

    #[test]
    fn known_differences_agree() {
        let sack = [&[5, 34][..], &[7; 32], &[1, 1]].concat();
        for area in [
            &[2, 4, 5, 180, 1, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2][..],
            &sack,
            &[1, 79, 8, 192, 0, 2, 1, 1, 187, 1],
            &[2, 3, 1, 1],
            &[8, 2],
            &[1, 0, 2, 4],
            &[254, 0],
            &[2],
        ] {
            assert!(agrees(area), "{area:?}");
        }
    }

    #[test]
    fn other_differences_are_noticed() {
        let area = [2, 4, 5, 180, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];
        let right = ours(&area, &OptionKinds::default());
        let mut swapped = right.clone();
        swapped.swap(0, 1);
        let mut other_kind = right.clone();
        other_kind[0] = Item::Option { kind: 3, data: vec![5, 180] };
        let mut other_data = right.clone();
        other_data[1] = Item::Option { kind: 8, data: vec![0; 8] };
        let mut broken = right.clone();
        broken[1] = Item::Broken { kind: 8 };
        let short = right[..1].to_vec();
        let ends = [&right[..], &[Item::Nop]].concat();
        for wrong in [swapped, other_kind, other_data, broken, short, ends] {
            assert_ne!(read(&area), expected(&wrong));
        }
        assert_eq!(read(&area), expected(&right));
    }
}
