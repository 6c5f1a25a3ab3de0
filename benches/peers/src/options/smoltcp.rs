use smoltcp::wire::TcpOption;

use super::{Item, Kinds, Ours, by_length};

pub(super) fn kinds(kinds: Kinds) -> Kinds {
    kinds
}

#[inline(always)]
pub(super) fn walk(mut area: &[u8], kinds: &Kinds, mut seen: impl FnMut(Item)) {
    while let Some((&kind, behind_kind)) = area.split_first() {
        match TcpOption::parse(area) {
            Ok((_, TcpOption::EndOfList)) => return,
            Ok((rest, TcpOption::Unknown { kind, data })) => {
                seen(Item::read(kind, data, kinds));
                area = rest;
            }
            Ok((rest, option)) => {
                seen(Item::Other(other(&option)));
                area = rest;
            }
            // It refuses known kinds with a length that they don't have.
            Err(_) => match by_length(behind_kind) {
                Some((data, rest)) => {
                    seen(Item::other(kind, data));
                    area = rest;
                }
                None => {
                    if kinds.contains(&kind) {
                        seen(Item::Ours(Ours::Malformed));
                    }
                    return;
                }
            },
        }
    }
}

#[inline(always)]
fn other(option: &TcpOption<'_>) -> u64 {
    match *option {
        TcpOption::NoOperation => 1,
        TcpOption::MaxSegmentSize(size) => 2 + u64::from(size),
        TcpOption::WindowScale(shift) => 3 + u64::from(shift),
        TcpOption::SackPermitted => 4,
        TcpOption::SackRange(ranges) => {
            let ends = ranges.iter().flatten();
            ends.map(|(left, right)| u64::from(*left) + u64::from(*right)).sum()
        }
        TcpOption::TimeStamp { tsval, tsecr } => u64::from(tsval) + u64::from(tsecr),
        TcpOption::EndOfList | TcpOption::Unknown { .. } => 0,
    }
}
