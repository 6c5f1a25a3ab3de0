//! What is hashed, put into blocks.

use zeroize::optimization_barrier;

use super::state::{State, wipe};
use crate::wire::Sink;

/// A message that a hash takes in behind one block, the key's. Two blocks are gathered, so that most
/// of what is hashed here takes one call.
pub(in crate::crypto) struct Message<
    S: State<BLOCK, DIGEST>,
    const BLOCK: usize,
    const DIGEST: usize,
> {
    state: S,
    /// Zeros behind what is filled; never full.
    blocks: [[u8; BLOCK]; 2],
    len: usize,
}

impl<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Message<S, BLOCK, DIGEST> {
    #[inline(always)]
    pub(super) fn new(state: S) -> Self {
        Self { state, blocks: [[0; BLOCK]; 2], len: 0 }
    }

    /// How much of the blocks is filled.
    #[inline(always)]
    fn filled(&self) -> usize {
        self.len % (2 * BLOCK)
    }

    #[inline(always)]
    fn rest(&mut self) -> &mut [u8] {
        let filled = self.filled();
        self.blocks.as_flattened_mut().get_mut(filled..).unwrap_or_default()
    }

    #[inline(never)]
    fn compress_both(&mut self) {
        self.state.compress(&self.blocks);
        self.blocks = [[0; BLOCK]; 2];
    }

    /// The digest. What is put from then on is another message, behind another state; nothing is left
    /// of this one.
    #[inline(always)]
    pub(super) fn finish(&mut self, next: S) -> [u8; DIGEST] {
        let bits = 8 * (BLOCK + self.len);
        let length_octets = BLOCK / 8;
        self.put_array([0x80]);
        let blocks = match self.filled() {
            filled if filled <= BLOCK - length_octets => self.blocks.get_mut(..1),
            filled if filled <= 2 * BLOCK - length_octets => self.blocks.get_mut(..2),
            _ => {
                self.compress_both();
                self.blocks.get_mut(..1)
            }
        }
        .unwrap_or_default();
        if let Some(length) = blocks.as_flattened_mut().last_chunk_mut() {
            *length = bits.to_be_bytes();
        }
        self.state.compress(blocks);
        blocks.iter_mut().for_each(wipe);
        let digest = self.state.digest();
        (self.state, self.len) = (next, 0);
        optimization_barrier(self);
        digest
    }
}

impl<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Sink
    for Message<S, BLOCK, DIGEST>
{
    #[inline(never)]
    fn put(&mut self, mut octets: &[u8]) {
        loop {
            let rest = self.rest();
            let Some((now, later)) = octets.split_at_checked(rest.len()) else { break };
            rest.copy_from_slice(now);
            self.len += now.len();
            self.compress_both();
            octets = later;
        }
        if let Some(room) = self.rest().get_mut(..octets.len()) {
            room.copy_from_slice(octets);
        }
        self.len += octets.len();
    }

    #[inline(always)]
    fn put_array<const N: usize>(&mut self, octets: [u8; N]) {
        match self.rest().split_first_chunk_mut() {
            Some((room, [_, ..])) => {
                *room = octets;
                self.len += N;
            }
            _ => self.put(&octets),
        }
    }
}
