//! Reading ahead of whoever reads a capture, in a thread of its own.

use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// What is read at a time.
const PIECE: usize = 512 << 10;
/// Before it there is room for the rest of what came before, where that is as long as most blocks are.
pub(super) const ROOM: usize = 128 << 10;
/// So many pieces there are, of which two are in work.
const PIECES: usize = 4;

/// Reads an input to its end in a thread of its own, a few pieces ahead. It is for files: where nothing
/// comes for long, the thread goes on waiting when this is dropped.
#[derive(Debug)]
pub struct ReadAhead {
    pieces: Receiver<io::Result<Piece>>,
    used: SyncSender<Vec<u8>>,
}

/// A part of the input, behind free room.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) buffer: Vec<u8>,
    /// Where the octets end that begin after [`ROOM`].
    pub(super) end: usize,
}

impl ReadAhead {
    /// Begins to read.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn new(mut input: impl Read + Send + 'static) -> io::Result<Self> {
        let (send, pieces) = sync_channel(PIECES);
        let (used, buffers) = sync_channel(PIECES);
        let read = move || {
            let new = (0..PIECES).map(|_| vec![0; ROOM + PIECE]);
            for mut buffer in new.chain(buffers) {
                let piece = fill(&mut input, &mut buffer).map(|end| Piece { buffer, end });
                let is_last = piece.as_ref().map_or(true, |piece| piece.end == ROOM);
                if send.send(piece).is_err() || is_last {
                    return;
                }
            }
        };
        thread::Builder::new().name("reading ahead".to_owned()).spawn(read)?;
        Ok(Self { pieces, used })
    }

    /// The next part, or none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        match self.pieces.recv() {
            Ok(Ok(piece)) if piece.end > ROOM => Ok(Some(piece)),
            Ok(Err(error)) => Err(error),
            _ => Ok(None),
        }
    }

    /// Gives a buffer back.
    pub(super) fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.resize(ROOM + PIECE, 0);
        // At its end nobody reads any more.
        let _ = self.used.try_send(buffer);
    }
}

/// One call of `read` behind the free room, and where its octets end.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let free = buffer.get_mut(ROOM..).unwrap_or_default();
    loop {
        match input.read(free) {
            // A `Read` may claim more than it was given room for.
            Ok(octets) => return Ok(ROOM.saturating_add(octets).min(ROOM + PIECE)),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
