//! Lists of options as smoltcp reads them, one `TcpOption::parse` after the other.
//!
//! It differs from us so far:
//!
//! - An option of kind 2, 3, 4 or 5 whose length is none that the kind has ends its walk. We leave
//!   the judgement of other kinds than the four to whoever knows them.
//! - Of four SACK blocks it drops the last.
//! - Of an option at which the list breaks off it tells nothing, so the kind is the one we read there.

use ::smoltcp::wire::TcpOption;

use super::option_list::{Item, longest};

/// As many octets of SACK blocks as it keeps.
const SACK_BLOCKS: usize = 24;

/// Its reading.
pub(super) fn read(area: &[u8]) -> Vec<Item> {
    let mut rest = longest(area).as_bytes();
    let mut items = Vec::new();
    while let Some(&kind) = rest.first() {
        let Ok((behind, option)) = TcpOption::parse(rest) else {
            items.push(Item::Broken { kind });
            break;
        };
        assert!(behind.len() < rest.len(), "it goes on");
        if option == TcpOption::EndOfList {
            items.push(Item::End { padding: behind.to_vec() });
            break;
        }
        items.push(item(&option));
        rest = behind;
    }
    items
}

/// The kind and data of what it has taken apart.
fn item(option: &TcpOption<'_>) -> Item {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let (kind, data) = match *option {
        TcpOption::EndOfList => (0, Vec::new()),
        TcpOption::NoOperation => return Item::Nop,
        TcpOption::MaxSegmentSize(size) => (2, size.to_be_bytes().to_vec()),
        TcpOption::WindowScale(shift) => (3, vec![shift]),
        TcpOption::SackPermitted => (4, Vec::new()),
        TcpOption::SackRange(blocks) => {
            let all: Vec<u32> = blocks.into_iter().flatten().flat_map(<[u32; 2]>::from).collect();
            (5, words(&all))
        }
        TcpOption::TimeStamp { tsval, tsecr } => (8, words(&[tsval, tsecr])),
        TcpOption::Unknown { kind, data } => (kind, data.to_vec()),
    };
    Item::Option { kind, data }
}

/// What it has to say where this is our reading.
pub(super) fn expected(ours: &[Item]) -> Vec<Item> {
    let mut expected = Vec::new();
    for item in ours {
        match item {
            Item::Option { kind, data } if !is_right(*kind, data.len()) => {
                expected.push(Item::Broken { kind: *kind });
                break;
            }
            Item::Option { kind: 5, data } => {
                let data = data.get(..SACK_BLOCKS).unwrap_or(data).to_vec();
                expected.push(Item::Option { kind: 5, data });
            }
            _ => expected.push(item.clone()),
        }
    }
    expected
}

/// Whether it takes this length of data; of other kinds it takes any.
fn is_right(kind: u8, len: usize) -> bool {
    match kind {
        2 => len == 2,
        3 => len == 1,
        4 => len == 0,
        5 => len >= 8 && len % 8 == 0,
        _ => true,
    }
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
        let sack = [&[5, 34][..], &[7; 32], &[1, 0, 9, 9]].concat();
        for area in [
            &[2, 4, 5, 180, 1, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2][..],
            &sack,
            &[1, 79, 8, 192, 0, 2, 1, 1, 187, 1, 15, 3, 9, 16, 2, 80, 2],
            &[2, 3, 1, 1],
            &[8, 2, 1, 0, 2, 4],
            &[254, 0],
            &[254, 1],
            &[2],
            &[254, 3],
        ] {
            assert!(agrees(area), "{area:?}");
        }
    }

    #[test]
    fn other_differences_are_noticed() {
        let area = [79, 4, 5, 180, 1, 254, 3, 7, 0, 9];
        let right = ours(&area, &OptionKinds::default());
        let with = |at: usize, item: Item| {
            let mut wrong = right.clone();
            wrong[at] = item;
            wrong
        };
        let wrongs = [
            with(0, Item::Option { kind: 80, data: vec![5, 180] }),
            with(0, Item::Option { kind: 79, data: vec![180, 5] }),
            with(1, Item::End { padding: vec![254, 3, 7, 0, 9] }),
            with(2, Item::Broken { kind: 254 }),
            with(3, Item::End { padding: vec![] }),
            right[..3].to_vec(),
        ];
        for wrong in wrongs {
            assert_ne!(read(&area), expected(&wrong));
        }
        assert_eq!(read(&area), expected(&right));
    }
}
