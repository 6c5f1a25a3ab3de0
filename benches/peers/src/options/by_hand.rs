use super::{Item, Kinds, Ours, by_length};

pub(super) fn kinds(kinds: Kinds) -> Kinds {
    kinds
}

#[inline(always)]
pub(super) fn walk(mut area: &[u8], kinds: &Kinds, mut seen: impl FnMut(Item)) {
    while let Some((&kind, rest)) = area.split_first() {
        match kind {
            0 => return,
            1 => {
                seen(Item::NOP);
                area = rest;
            }
            _ => {
                let Some((data, rest)) = by_length(rest) else {
                    if kinds.contains(&kind) {
                        seen(Item::Ours(Ours::Malformed));
                    }
                    return;
                };
                seen(Item::read(kind, data, kinds));
                area = rest;
            }
        }
    }
}
