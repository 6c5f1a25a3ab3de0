//! Option by option, since its iterator asks for a whole segment and takes any length.

use pnet_packet::Packet;
use pnet_packet::tcp::TcpOptionPacket;

use super::{Item, Kinds, Ours};

pub(super) fn kinds(kinds: Kinds) -> Kinds {
    kinds
}

#[inline(always)]
pub(super) fn walk(mut area: &[u8], kinds: &Kinds, mut seen: impl FnMut(Item)) {
    while let Some(option) = TcpOptionPacket::new(area) {
        let kind = option.get_number().0;
        match kind {
            0 => return,
            1 => {
                seen(Item::NOP);
                area = &area[1..];
            }
            _ => {
                let length = area.get(1).map_or(0, |length| usize::from(*length));
                if length < 2 || length > area.len() {
                    if kinds.contains(&kind) {
                        seen(Item::Ours(Ours::Malformed));
                    }
                    return;
                }
                seen(Item::read(kind, option.payload(), kinds));
                area = &area[length..];
            }
        }
    }
}
