//! It stops at a kind that it doesn't know, and at an option that it finds malformed: from there its
//! user takes one option by its length and lets it go on behind.

use etherparse::{TcpOptionElement, TcpOptionsIterator};

use super::{Item, Kinds, Ours, by_length};

pub(super) fn kinds(kinds: Kinds) -> Kinds {
    kinds
}

#[inline(always)]
pub(super) fn walk(area: &[u8], kinds: &Kinds, mut seen: impl FnMut(Item)) {
    let mut options = TcpOptionsIterator::from_slice(area);
    loop {
        let at = options.rest();
        match options.next() {
            None => return,
            Some(Ok(option)) => seen(Item::Other(other(&option))),
            Some(Err(_)) => {
                let Some((&kind, rest)) = at.split_first() else { return };
                let Some((data, rest)) = by_length(rest) else {
                    if kinds.contains(&kind) {
                        seen(Item::Ours(Ours::Malformed));
                    }
                    return;
                };
                seen(Item::read(kind, data, kinds));
                options = TcpOptionsIterator::from_slice(rest);
            }
        }
    }
}

#[inline(always)]
fn other(option: &TcpOptionElement) -> u64 {
    match *option {
        TcpOptionElement::Noop => 1,
        TcpOptionElement::MaximumSegmentSize(size) => 2 + u64::from(size),
        TcpOptionElement::WindowScale(shift) => 3 + u64::from(shift),
        TcpOptionElement::SelectiveAcknowledgementPermitted => 4,
        TcpOptionElement::SelectiveAcknowledgement((left, right), others) => {
            let ends = others.iter().flatten().map(|(left, right)| (*left, *right));
            ends.fold(u64::from(left) + u64::from(right), |sum, (left, right)| {
                sum + u64::from(left) + u64::from(right)
            })
        }
        TcpOptionElement::Timestamp(tsval, tsecr) => u64::from(tsval) + u64::from(tsecr),
    }
}
