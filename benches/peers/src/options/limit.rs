//! One check before each length octet, one behind it; nothing else is checked.

use super::{Item, Kinds, Ours};

pub(super) fn kinds(kinds: Kinds) -> Kinds {
    kinds
}

#[inline(always)]
pub(super) fn walk(area: &[u8], kinds: &Kinds, mut seen: impl FnMut(Item)) {
    let (start, end) = (area.as_ptr(), area.len());
    let mut at = 0;
    // SAFETY: what is read lies before `end`, by the check that stands before it.
    unsafe {
        while at < end {
            let kind = *start.add(at);
            if kind < 2 {
                if kind == 0 {
                    return;
                }
                seen(Item::NOP);
                at += 1;
                continue;
            }
            let length = if at + 1 < end { usize::from(*start.add(at + 1)) } else { 0 };
            if length < 2 || length > end - at {
                if kinds.contains(&kind) {
                    seen(Item::Ours(Ours::Malformed));
                }
                return;
            }
            let data = std::slice::from_raw_parts(start.add(at + 2), length - 2);
            seen(Item::read(kind, data, kinds));
            at += length;
        }
    }
}
