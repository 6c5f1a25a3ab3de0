//! The part of the input that is in memory: a buffer which slides over the file.

use std::io::{self, ErrorKind, Read};

use super::piece::{BEFORE, CHUNK, LENGTH, Piece, ReadAt};

/// The largest packet block or record that is taken, in octets. It bounds the memory that a
/// hostile length field can claim; no frame of an IP network comes near it.
pub const MAX_BLOCK: usize = 4 << 20;

/// The largest Decryption Secrets Block that is taken, in octets: the key log of some 300 thousand
/// connections.
pub const MAX_SECRETS: usize = 64 << 20;

#[derive(Debug)]
pub(super) struct Window<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where in the input the buffer begins.
    position: u64,
    ended: bool,
}

impl<R: Read> Window<R> {
    pub(super) fn new(input: R) -> Self {
        let buffer = vec![0; LENGTH];
        Self { input, buffer, start: 0, end: 0, position: 0, ended: false }
    }

    /// The octets that are there without reading.
    #[inline]
    pub(super) fn at_hand(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// How many octets of the input were read.
    pub(super) fn read_so_far(&self) -> u64 {
        self.position.wrapping_add(self.end as u64)
    }

    /// How many octets of the input were consumed.
    pub(super) fn position(&self) -> u64 {
        self.position.wrapping_add(self.start as u64)
    }

    /// Whether at least `wanted` octets are at hand, reading where they aren't yet.
    #[inline]
    pub(super) fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        if self.end - self.start >= wanted {
            return Ok(true);
        }
        self.refill(wanted)
    }

    fn refill(&mut self, wanted: usize) -> io::Result<bool> {
        self.move_to_front();
        // What was wanted for a large block need not be filled for what comes after it.
        if self.buffer.len() > LENGTH && self.end.max(wanted) <= LENGTH {
            self.buffer.truncate(LENGTH);
            self.buffer.shrink_to_fit();
        }
        while self.end < wanted && !self.ended {
            // A length may lie: room is made only as octets come.
            if self.end == self.buffer.len() {
                self.buffer.resize(wanted.min(self.end.saturating_mul(2)), 0);
            }
            self.read()?;
        }
        Ok(self.end >= wanted)
    }

    fn move_to_front(&mut self) {
        self.buffer.copy_within(self.start..self.end, 0);
        self.position = self.position();
        self.end -= self.start;
        self.start = 0;
    }

    /// Where in the buffer the octets at hand begin.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Goes on in another buffer, and leaves this one there, with all that was consumed since it was
    /// last moved.
    pub(super) fn change(&mut self, buffer: &mut Vec<u8>) {
        let left = self.buffer.get(self.start..self.end).unwrap_or_default();
        // One that has grown for a large block need not be kept.
        if buffer.len() != LENGTH || left.len() > LENGTH {
            *buffer = vec![0; left.len().max(LENGTH)];
        }
        if let Some(room) = buffer.get_mut(..left.len()) {
            room.copy_from_slice(left);
        }
        let end = left.len();
        self.position = self.position();
        (self.start, self.end) = (0, end);
        std::mem::swap(&mut self.buffer, buffer);
    }

    /// One call of `read` into what is free, for no more than is read ahead at a time: whoever reads ahead
    /// knows then where this ends.
    fn read(&mut self) -> io::Result<()> {
        let free = self.buffer.get_mut(self.end..).unwrap_or_default();
        let most = free.len().min(CHUNK);
        let free = free.get_mut(..most).unwrap_or_default();
        match self.input.read(free) {
            Ok(0) => self.ended = true,
            // A `Read` that claims more than it was given room for must not move us out of bounds.
            Ok(octets) => self.end = self.end.saturating_add(octets).min(self.buffer.len()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Consumes up to `octets` of those at hand, and returns them.
    #[inline]
    pub(super) fn take(&mut self, octets: usize) -> &[u8] {
        let from = self.start;
        self.start = from.saturating_add(octets).min(self.end);
        self.buffer.get(from..self.start).unwrap_or_default()
    }

    /// Passes over octets without holding them. Says whether the input had that many.
    pub(super) fn skip(&mut self, mut octets: u64) -> io::Result<bool> {
        while octets > 0 {
            if !self.fill(1)? {
                return Ok(false);
            }
            let step = usize::try_from(octets).unwrap_or(usize::MAX);
            let taken = self.take(step).len();
            octets = octets.saturating_sub(u64::try_from(taken).unwrap_or(u64::MAX));
        }
        Ok(true)
    }
}

impl<R: ReadAt> Window<R> {
    /// As [`Window::change`], and goes on with what that buffer has of the input already. `false` where that
    /// is not what comes next, or there is no room before it for what is at hand: then nothing is changed.
    pub(super) fn change_ahead(&mut self, buffer: &mut Vec<u8>, piece: &Piece) -> bool {
        let left = self.buffer.get(self.start..self.end).unwrap_or_default();
        let Some((known, new)) = piece.split(self.read_so_far()) else { return false };
        let behind = BEFORE + known;
        let Some(start) = behind.checked_sub(left.len()) else { return false };
        let Some(room) = buffer.get_mut(start..behind) else { return false };
        room.copy_from_slice(left);
        self.position = self.position().wrapping_sub(start as u64);
        (self.start, self.end) = (start, behind + new);
        std::mem::swap(&mut self.buffer, buffer);
        self.input.pass_over(new as u64);
        true
    }
}
