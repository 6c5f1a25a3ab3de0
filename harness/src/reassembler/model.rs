//! What comes of one direction, by a list of its octets.

use arbitrary::{Result, Unstructured};
use rehome_cli::capture::FrameId;
use rehome_cli::flow::{Direction, What};

/// One segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) direction: Direction,
    pub(super) start: usize,
    pub(super) length: usize,
    /// Octets behind these that were sent, and not captured.
    pub(super) missing: usize,
    pub(super) is_syn: bool,
    pub(super) has_fin: bool,
    /// The octet in it that is another than was sent.
    spoilt: Option<usize>,
}

impl Piece {
    /// The beginning of a direction.
    pub(super) fn syn(direction: Direction) -> Self {
        let (start, length, missing, spoilt) = (0, 0, 0, None);
        Self { direction, start, length, missing, is_syn: true, has_fin: false, spoilt }
    }

    /// Some octets of a stream, which may end with a FIN.
    pub(super) fn random(u: &mut Unstructured<'_>, lengths: [usize; 2]) -> Result<Self> {
        let is_forward = u.arbitrary()?;
        let [forward, backward] = lengths;
        let (direction, stream) = match is_forward {
            true => (Direction::Forward, forward),
            false => (Direction::Backward, backward),
        };
        let start = u.int_in_range(0..=stream)?;
        let end = u.int_in_range(start..=stream.min(start + 200))?;
        let has_fin = end == stream && u.arbitrary()?;
        let captured = if u.ratio(1, 8)? { u.int_in_range(start..=end)? } else { end };
        let length = captured - start;
        let spoilt =
            if length > 0 && u.ratio(1, 8)? { Some(u.choose_index(length)?) } else { None };
        let missing = end - captured;
        Ok(Self { direction, start, length, missing, is_syn: false, has_fin, spoilt })
    }
}

/// One direction, as long as it is.
#[derive(Debug)]
pub(super) struct Model {
    /// Of each octet the first copy, and the frame that had it.
    known: Vec<Option<(u8, FrameId)>>,
    /// How many were given out.
    next: usize,
    /// How far it goes by what was seen.
    seen: usize,
    has_fin: bool,
}

impl Model {
    pub(super) fn new(length: usize) -> Self {
        Self { known: vec![None; length], next: 0, seen: 0, has_fin: false }
    }

    /// What a piece carries: each octet of a stream follows from its place.
    pub(super) fn payload(&self, piece: &Piece) -> Vec<u8> {
        let octet = |at: usize| {
            let octet = u8::try_from(at * 7 % 251).unwrap_or_default();
            if piece.spoilt == Some(at - piece.start) { !octet } else { octet }
        };
        (piece.start..piece.start + piece.length).map(octet).collect()
    }

    /// What comes out with a piece, and what is told of it.
    pub(super) fn take(
        &mut self,
        piece: &Piece,
        payload: &[u8],
        frame: FrameId,
    ) -> (Vec<(u64, u8, u64)>, Option<What>) {
        self.has_fin |= piece.has_fin;
        // Of a segment with nothing in it only a FIN says that what is before it was sent.
        if piece.has_fin || piece.length + piece.missing > 0 {
            self.seen = self.seen.max(piece.start + piece.length + piece.missing);
        }
        let mut told = None;
        let places = self.known.iter_mut().enumerate().skip(piece.start);
        for ((offset, place), &octet) in places.zip(payload) {
            let (first, given_by) = *place.get_or_insert((octet, frame));
            if first != octet && told.is_none() {
                told = Some(What::OverlapDiffers { offset: offset as u64, given_by });
            }
        }
        let mut out = Vec::new();
        while let Some(Some((octet, given_by))) = self.known.get(self.next) {
            out.push((self.next as u64, *octet, given_by.number));
            self.next += 1;
        }
        (out, told)
    }

    /// All of it came out, up to its FIN.
    pub(super) fn is_done(&self) -> bool {
        self.has_fin && self.next == self.known.len()
    }

    /// Where octets are missing, and how many before there are some again, or before the end of what was
    /// seen.
    pub(super) fn gap(&self) -> Option<(u64, u64)> {
        let mut behind = self.known.iter().enumerate().skip(self.next);
        let held = behind.find(|(_, place)| place.is_some()).map(|(at, _)| at);
        let missing = held.unwrap_or(self.seen).checked_sub(self.next)?;
        (missing > 0).then_some((self.next as u64, missing as u64))
    }
}
