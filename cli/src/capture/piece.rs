//! A part of the input that is read before it is its turn.

use std::io::{self, Cursor, ErrorKind, Read};

/// What is read at a time; as fast as mapping the file, and without its hazards. Some such buffers fit
/// into the cache of one processor.
pub const CHUNK: usize = 1 << 18;

/// So many octets of a buffer stand before what is read into it ahead: room for the beginning of a block
/// whose end that brings, also with the longest IP packet.
pub(super) const BEFORE: usize = (1 << 16) + (1 << 12);

/// The length of a buffer, unless one block is longer.
pub(super) const LENGTH: usize = BEFORE + CHUNK;

/// An input that can be read anywhere, also while it is read from its beginning on.
pub trait ReadAt: Read {
    /// Reads octets that stand behind so many others.
    ///
    /// # Errors
    /// Those of [`Read::read`].
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize>;

    /// Goes on behind so many octets that come next.
    fn pass_over(&mut self, octets: u64);
}

impl<T: AsRef<[u8]>> ReadAt for Cursor<T> {
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        let all = self.get_ref().as_ref();
        let there = usize::try_from(at).ok().and_then(|at| all.get(at..));
        there.unwrap_or_default().read(octets)
    }

    fn pass_over(&mut self, octets: u64) {
        self.set_position(self.position().saturating_add(octets));
    }
}

/// Octets of the input that stand in a buffer, behind [`BEFORE`] others.
#[derive(Debug)]
pub(super) struct Piece {
    /// How many octets of the input are before them.
    at: u64,
    length: usize,
}

impl Piece {
    /// Reads up to [`CHUNK`] octets. Fewer are there at the end of the input, or where that can't be read on;
    /// whoever reads on there learns why.
    pub(super) fn read(buffer: &mut Vec<u8>, input: &impl ReadAt, at: u64) -> Self {
        if buffer.len() != LENGTH {
            *buffer = vec![0; LENGTH];
        }
        let mut piece = Self { at, length: 0 };
        while let Some(room @ [_, ..]) = buffer.get_mut(BEFORE + piece.length..) {
            match input.read_at(room, piece.end()) {
                Ok(octets @ 1..) => piece.length += octets.min(room.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
            }
        }
        piece
    }

    /// How many octets of the input are before its end.
    fn end(&self) -> u64 {
        self.at.saturating_add(self.length as u64)
    }

    /// How many of its octets stand before that octet of the input, and how many from there on. None where
    /// none do, or that is before all of them.
    pub(super) fn split(&self, at: u64) -> Option<(usize, usize)> {
        let known = usize::try_from(at.checked_sub(self.at)?).ok()?;
        let new = self.length.checked_sub(known).filter(|new| *new > 0)?;
        Some((known, new))
    }
}
