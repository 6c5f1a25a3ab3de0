//! A key log that may still grow while the capture comes.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::ending::Failure;
use crate::tls::Lines;
use crate::usage::shown;

/// The file, read as far as it has come.
pub(super) struct KeyLogFile {
    path: PathBuf,
    /// A pipe ends once, and who reads it waits.
    is_regular: bool,
    lines: Lines<File>,
}

impl KeyLogFile {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let open = || {
            let file = File::open(path)?;
            let is_regular = file.metadata()?.is_file();
            Ok(Self { path: path.to_path_buf(), is_regular, lines: Lines::new(file) })
        };
        open().map_err(|error| unreadable(path, &error))
    }

    /// Whether more may come behind its end.
    pub(super) fn may_grow(&self) -> bool {
        self.is_regular
    }

    /// Hands over the whole lines that have come since.
    pub(super) fn read(&mut self, each: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        self.lines.read(each).map_err(|error| unreadable(&self.path, &error))
    }

    /// Hands over a last line without an end.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(&[u8])) {
        self.lines.finish(each);
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = format!("--keylog {}", path.display());
    Failure::Unreadable(format!("{}: {error}", shown(&path, "the path given with --keylog")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_given_for_a_path_is_not_shown() {
        let path = Path::new("6af15cf86e0b8b7b76b660618d3fa2a7");
        let Err(Failure::Unreadable(message)) = KeyLogFile::open(path) else { panic!() };
        assert!(message.starts_with("the path given with --keylog: "), "{message}");
    }
}
