//! A key log that may still grow while the capture comes.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::ending::Failure;
use crate::usage::may_be_secret;

/// So much is read at a time.
const CHUNK: usize = 64 << 10;
/// More of a line than any line of a key log has; of one that is longer the rest is not kept.
const LONGEST: usize = 4 << 10;

/// The file, read as far as it has come, and the line that it ends in.
pub(super) struct KeyLogFile {
    path: PathBuf,
    file: File,
    begun: Zeroizing<Vec<u8>>,
}

impl KeyLogFile {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        // It never grows, so that nothing is left behind when it is wiped.
        let begun = Zeroizing::new(Vec::with_capacity(LONGEST + CHUNK));
        Ok(Self { path: path.to_path_buf(), file, begun })
    }

    /// Hands over the whole lines that have come since.
    pub(super) fn read(&mut self, each: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        loop {
            match self.read_chunk() {
                Ok(0) => return Ok(()),
                Ok(_) => self.give_lines(each),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.path, &error)),
            }
        }
    }

    /// Hands over a last line without an end.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(&[u8])) {
        each(&self.begun);
        self.begun.clear();
    }

    fn read_chunk(&mut self) -> io::Result<usize> {
        let before = self.begun.len();
        self.begun.resize(before + CHUNK, 0);
        let read = self.file.read(self.begun.get_mut(before..).unwrap_or_default());
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

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display().to_string();
    // It may be a secret, given for a path.
    match may_be_secret(&path) {
        true => Failure::Unreadable(format!("the path given with --keylog: {error}")),
        false => Failure::Unreadable(format!("--keylog {path}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write;

    use super::*;

    #[test]
    fn lines_are_handed_over_whole_as_they_come() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        std::fs::write(&path, "").unwrap();
        let mut writer = OpenOptions::new().append(true).open(&path).unwrap();
        let mut file = KeyLogFile::open(&path).unwrap();
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
            file.read(&mut |lines| got.extend_from_slice(lines)).unwrap();
            let start = got.len().saturating_sub(expected.len());
            assert_eq!(&got[start..], expected.as_bytes(), "{written}");
            assert!(got[..start].iter().all(|octet| *octet == b'x') && start <= LONGEST);
        }
        let mut got = Vec::new();
        file.finish(&mut |lines| got.extend_from_slice(lines));
        assert_eq!(got, b"six");
    }

    #[test]
    fn a_secret_given_for_a_path_is_not_shown() {
        let path = Path::new("6af15cf86e0b8b7b76b660618d3fa2a7");
        let Err(Failure::Unreadable(message)) = KeyLogFile::open(path) else { panic!() };
        assert!(message.starts_with("the path given with --keylog: "), "{message}");
    }
}
