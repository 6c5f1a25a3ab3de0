//! Lines that come in pieces.

use zeroize::Zeroizing;

use super::{KeyLog, LONGEST_LINE};

/// Lines of a key log that come in pieces.
#[derive(Debug, Default)]
pub struct Lines {
    /// A line whose end is missing; of one that is too long no more than tells so.
    begun: Zeroizing<Vec<u8>>,
}

impl Lines {
    /// Adds the secrets of the lines that end in a piece. Says whether there are more now.
    pub fn add(&mut self, piece: &[u8], key_log: &mut KeyLog) -> bool {
        let is_end = |octet: &u8| matches!(octet, b'\n' | b'\r');
        let Some(last) = piece.iter().rposition(is_end) else {
            self.begin(piece);
            return false;
        };
        let (whole, after) = piece.split_at_checked(last).unwrap_or((piece, &[]));
        let first = whole.iter().position(is_end).unwrap_or(whole.len());
        let (first, rest) = whole.split_at_checked(first).unwrap_or((whole, &[]));
        self.begin(first);
        let of_first = self.finish(key_log);
        self.begin(after);
        key_log.add(rest) | of_first
    }

    /// Adds the secret of a last line without an end.
    pub fn finish(&mut self, key_log: &mut KeyLog) -> bool {
        let line = std::mem::take(&mut self.begun);
        key_log.add(&line)
    }

    fn begin(&mut self, octets: &[u8]) {
        let room = (LONGEST_LINE + 2).saturating_sub(self.begun.len());
        self.begun.extend_from_slice(octets.get(..room).unwrap_or(octets));
    }
}
