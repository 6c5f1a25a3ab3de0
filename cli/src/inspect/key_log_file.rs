//! A key log that may still grow while the capture comes.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::notices::Told;
use crate::ending::Failure;
use crate::tls::{KeyLog, Lines};
use crate::usage::shown;

/// The file, read as far as it has come.
pub(super) struct KeyLogFile {
    path: PathBuf,
    /// A pipe ends once, and who reads it waits.
    is_regular: bool,
    lines: Lines<File>,
    /// Whether any line was a secret.
    has_secret: bool,
}

impl KeyLogFile {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let open = || {
            let file = File::open(path)?;
            let is_regular = file.metadata()?.is_file();
            let (path, lines) = (path.to_path_buf(), Lines::new(file));
            Ok(Self { path, is_regular, lines, has_secret: false })
        };
        open().map_err(|error| unreadable(path, &error))
    }

    /// Whether more may come behind its end.
    pub(super) fn may_grow(&self) -> bool {
        self.is_regular
    }

    /// Hands over the whole lines that have come since.
    pub(super) fn read(&mut self, each: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        let Self { path, lines, has_secret, .. } = self;
        let read = lines.read(&mut looked_at(has_secret, each));
        read.map_err(|error| unreadable(path, &error))
    }

    /// Hands over a last line without an end. There is something to tell where no line was a secret.
    pub(super) fn finish(mut self, each: &mut dyn FnMut(&[u8])) -> Option<Told> {
        let Self { path, lines, has_secret, .. } = &mut self;
        lines.finish(&mut looked_at(has_secret, each));
        let message = || format!("{}: no line is a secret for records of TLS 1.3", name(path));
        (!*has_secret).then(|| Told::of_all("key_log_empty", message()))
    }
}

/// Hands on lines, and looks for a secret in them until there is one.
fn looked_at(has_secret: &mut bool, each: &mut dyn FnMut(&[u8])) -> impl FnMut(&[u8]) {
    |lines| {
        *has_secret = *has_secret || KeyLog::has_secret(lines);
        each(lines);
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::Unreadable(format!("{}: {error}", name(path)))
}

fn name(path: &Path) -> String {
    shown(&format!("--keylog {}", path.display()), "the path given with --keylog")
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
