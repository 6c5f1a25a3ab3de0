//! What follows a gap, until that is filled.

use std::collections::BTreeMap;

use super::OVERHEAD;
use super::history::first_difference;
use crate::capture::FrameId;

/// Octets of one frame that wait for those before them.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) octets: Box<[u8]>,
    pub(super) frame: FrameId,
}

/// Pieces by where they stand in the stream. No two overlap.
#[derive(Debug, Default)]
pub(super) struct Held {
    pieces: BTreeMap<u64, Piece>,
    octets: usize,
}

impl Held {
    /// What it counts towards the limits.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        self.octets + self.pieces.len() * OVERHEAD
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Where the first piece begins.
    #[inline]
    pub(super) fn first(&self) -> Option<(u64, &Piece)> {
        self.pieces.first_key_value().map(|(start, piece)| (*start, piece))
    }

    /// Takes the first piece out.
    pub(super) fn pop(&mut self) -> Option<Piece> {
        let (_, piece) = self.pieces.pop_first()?;
        self.octets -= piece.octets.len();
        Some(piece)
    }

    /// Those pieces that overlap with octets, in order.
    fn overlapping(&self, start: u64, length: usize) -> impl Iterator<Item = (u64, &Piece)> {
        let before = self.pieces.range(..start).next_back();
        let first = before.filter(|(at, piece)| end(**at, piece.octets.len()) > start);
        let first = first.map_or(start, |(at, _)| *at);
        self.pieces.range(first..end(start, length)).map(|(at, piece)| (*at, piece))
    }

    /// The first of these octets that is another than a held one, and that one's frame.
    pub(super) fn differs(&self, start: u64, octets: &[u8]) -> Option<(u64, FrameId)> {
        self.overlapping(start, octets.len()).find_map(|(at, piece)| {
            let differs = first_difference((start, octets), (at, &piece.octets))?;
            Some((differs, piece.frame))
        })
    }

    /// Holds those of the octets that are not held yet, unless that takes more than `room` in all.
    /// Tells whether it does not.
    pub(super) fn hold(&mut self, start: u64, octets: &[u8], frame: FrameId, room: usize) -> bool {
        let mut fresh = Vec::new();
        let mut rest = octets;
        for (at, piece) in self.overlapping(start, octets.len()) {
            let stands = end(start, octets.len() - rest.len());
            let (before, after) = split(rest, at.saturating_sub(stands));
            fresh.push((stands, before));
            // A piece that begins before the octets covers fewer of them.
            let covered = end(at, piece.octets.len()).saturating_sub(at.max(stands));
            rest = split(after, covered).1;
        }
        fresh.push((end(start, octets.len() - rest.len()), rest));
        fresh.retain(|(_, octets)| !octets.is_empty());
        let cost = fresh.iter().map(|(_, octets)| octets.len() + OVERHEAD).sum::<usize>();
        if self.cost() + cost > room {
            return false;
        }
        for (at, octets) in fresh {
            self.octets += octets.len();
            self.pieces.insert(at, Piece { octets: octets.into(), frame });
        }
        true
    }

    /// Drops what stands at an offset or after it.
    pub(super) fn cut(&mut self, at: u64) {
        for (_, piece) in self.pieces.split_off(&at) {
            self.octets -= piece.octets.len();
        }
        if let Some(mut last) = self.pieces.last_entry() {
            let length = usize::try_from(at.saturating_sub(*last.key())).unwrap_or(usize::MAX);
            if let Some(kept) = last.get().octets.get(..length) {
                let kept: Box<[u8]> = kept.into();
                self.octets -= last.get().octets.len() - kept.len();
                last.get_mut().octets = kept;
            }
        }
    }

    /// Moves all pieces one octet towards the beginning.
    pub(super) fn move_up(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        self.pieces = pieces.into_iter().map(|(at, piece)| (at.saturating_sub(1), piece)).collect();
    }
}

/// Where so many octets end.
fn end(start: u64, length: usize) -> u64 {
    start.saturating_add(length as u64)
}

/// The first so many octets, or all, and the others.
fn split(octets: &[u8], at: u64) -> (&[u8], &[u8]) {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    octets.split_at_checked(at).unwrap_or((octets, &[]))
}
