//! Enhanced Packet Blocks that stand one after the other, as they do in nearly all files.

use std::iter::from_fn;

use super::blocks::BEFORE_PACKET;
use super::{ByteOrder, ENHANCED_PACKET, MAX_BLOCK, Pcapng};
use crate::capture::batch::{Batch, Kind, Place};

impl Pcapng {
    /// Adds all Enhanced Packet Blocks that come next, are wholly at hand, which begins at `start` in its
    /// buffer, and have nothing wrong. Says how many there are, and how many octets they take.
    #[inline]
    pub(in crate::capture) fn push_all<P>(
        &self,
        at_hand: &[u8],
        start: usize,
        number: u64,
        batch: &mut Batch<P>,
    ) -> (usize, usize) {
        // A loop for each byte order, so that it is asked for once.
        match self.order {
            ByteOrder::Big => self.push_each(at_hand, start, number, batch, u32::from_be_bytes),
            ByteOrder::Little => self.push_each(at_hand, start, number, batch, u32::from_le_bytes),
        }
    }

    #[inline(always)]
    fn push_each<P>(
        &self,
        at_hand: &[u8],
        start: usize,
        number: u64,
        batch: &mut Batch<P>,
        word: impl Fn([u8; 4]) -> u32,
    ) -> (usize, usize) {
        let (end, mut rest, mut count) = (start + at_hand.len(), at_hand, 0);
        while let Some([.., i0, i1, i2, i3]) = rest.first_chunk::<12>() {
            let interface_id = word([*i0, *i1, *i2, *i3]);
            let Ok(interface) = self.interfaces.get(interface_id) else { break };
            // Those of the same interface.
            let places = from_fn(|| {
                let (header, octets) = rest.split_first_chunk::<BEFORE_PACKET>()?;
                let [k0, k1, k2, k3, l0, l1, l2, l3, i0, i1, i2, i3, times @ ..] = *header;
                let [h0, h1, h2, h3, t0, t1, t2, t3, c0, c1, c2, c3, ..] = times;
                let is_one = word([k0, k1, k2, k3]) == ENHANCED_PACKET;
                let length = word([l0, l1, l2, l3]);
                let size = length as usize;
                let (body, after) = octets.split_at_checked(size.checked_sub(BEFORE_PACKET)?)?;
                let captured = word([c0, c1, c2, c3]) as usize;
                if !is_one
                    || word([i0, i1, i2, i3]) != interface_id
                    || length % 4 != 0
                    || size > MAX_BLOCK
                    || word(*body.last_chunk()?) != length
                    || captured > body.len() - 4
                {
                    return None;
                }
                rest = after;
                let [high, low] = [[h0, h1, h2, h3], [t0, t1, t2, t3]].map(&word);
                let ticks = u64::from(high) << 32 | u64::from(low);
                Some(Place::new(end - octets.len(), captured, ticks))
            });
            let (link_type, clock) = (interface.link_type, interface.clock);
            let kind = Kind::Frame { link_type, clock, has_time: true };
            match batch.push_frames(kind, number + count as u64, places) {
                0 => break,
                more => count += more,
            }
        }
        (count, at_hand.len() - rest.len())
    }
}
