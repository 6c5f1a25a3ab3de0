//! Lines of a file that may still grow.

use std::io::{self, ErrorKind, Read};

use zeroize::Zeroizing;

/// So much is read at a time.
const CHUNK: usize = 64 << 10;
/// More of a line than any line of a key log has; of one that is longer the rest is not kept.
const LONGEST: usize = 4 << 10;

/// The lines of a key log, read as far as it has come.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    /// A line whose end is missing.
    begun: Zeroizing<Vec<u8>>,
}

impl<R: Read> Lines<R> {
    /// Begins at the start of `input`.
    pub fn new(input: R) -> Self {
        // It never grows, so that nothing is left behind when it is wiped.
        Self { input, begun: Zeroizing::new(Vec::with_capacity(LONGEST + CHUNK)) }
    }

    /// Hands over the whole lines that have come since.
    ///
    /// # Errors
    /// It can't be read; what came before was handed over.
    pub fn read(&mut self, each: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        loop {
            match self.read_chunk() {
                Ok(0) => return Ok(()),
                Ok(_) => self.give_lines(each),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Hands over a last line without an end.
    pub fn finish(&mut self, each: &mut dyn FnMut(&[u8])) {
        each(&self.begun);
        self.begun.clear();
    }

    fn read_chunk(&mut self) -> io::Result<usize> {
        let before = self.begun.len();
        self.begun.resize(before + CHUNK, 0);
        let read = self.input.read(self.begun.get_mut(before..).unwrap_or_default());
        self.begun.truncate(before + read.as_ref().map_or(0, |octets| *octets));
        read
    }

    fn give_lines(&mut self, each: &mut dyn FnMut(&[u8])) {
        let is_end = |octet: &u8| matches!(octet, b'\n' | b'\r');
        if let Some(last) = self.begun.iter().rposition(is_end) {
            each(self.begun.get(..last).unwrap_or_default());
            self.begun.drain(..=last);
        }
        self.begun.truncate(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions};
    use std::io::Write;

    use super::*;

    #[test]
    fn lines_are_handed_over_whole_as_they_come() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        std::fs::write(&path, "").unwrap();
        let mut writer = OpenOptions::new().append(true).open(&path).unwrap();
        let mut lines = Lines::new(File::open(&path).unwrap());
        let long = "x".repeat(3 * CHUNK);
        for (written, expected) in [
            ("", ""),
            ("one\ntw", "one"),
            ("o", ""),
            ("\r", "two"),
            ("\nthree\nfour\n", "\nthree\nfour"),
            (&*long, ""),
            ("\nfive\n", "\nfive"),
            ("six", ""),
        ] {
            writer.write_all(written.as_bytes()).unwrap();
            let mut got = Vec::new();
            lines.read(&mut |lines| got.extend_from_slice(lines)).unwrap();
            let start = got.len().saturating_sub(expected.len());
            assert_eq!(&got[start..], expected.as_bytes(), "{written}");
            assert!(got[..start].iter().all(|octet| *octet == b'x') && start <= LONGEST);
        }
        let mut got = Vec::new();
        lines.finish(&mut |lines| got.extend_from_slice(lines));
        assert_eq!(got, b"six");
    }
}
