//! `rehome check`: test vectors held against the library.
//!
//! The format of the vector files is `rehome-vectors/1`. Nothing that isn't understood passes: an
//! unknown structure, a test without a result, a file without tests are failures.

mod capture;
mod code_points;
mod collect;
mod outcome;
mod report;
mod source;
mod structures;
mod test_case;
mod vector_file;
mod verdict;

use std::io;
use std::path::{Path, PathBuf};

use collect::Found;
use outcome::Outcome;
pub use report::Format;
use report::{Event, Report};
pub(crate) use source::unique_keys;

/// How it all came out, worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Everything holds.
    Holds,
    /// Something does not.
    Fails,
    /// Something could not be read, or is no vector file.
    Unreadable,
}

impl Status {
    /// The process's exit status. 2 is wrong usage.
    pub fn code(self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::Fails => 1,
            Self::Unreadable => 3,
        }
    }
}

/// Checks every path, a vector file or a folder of them, and reports to `out` as it goes.
///
/// # Errors
/// `out` can't be written to. That it was closed is no error: the status still tells the truth.
pub fn run(paths: &[PathBuf], format: Format, out: impl io::Write) -> io::Result<Status> {
    let mut report = Report::new(format, out);
    for path in paths {
        if path.is_dir() {
            check_folder(path, &mut report)?;
        } else {
            let outcome = vector_file::check(path);
            report.file(path, outcome)?;
        }
    }
    report.finish()
}

/// A folder in which nothing is checked is an error, so that a wrong path does not pass.
fn check_folder<W: io::Write>(folder: &Path, report: &mut Report<W>) -> io::Result<()> {
    let before = report.files_tried();
    for found in collect::vector_files(folder) {
        match found {
            Found::File(path) => match vector_file::check(&path) {
                Outcome::NoVectorFile(reason) => report.event(&Event::skipped(&path, reason))?,
                outcome => report.file(&path, outcome)?,
            },
            Found::Skipped(path, reason) => report.event(&Event::skipped(&path, reason.into()))?,
            Found::Unreadable(path, message) => report.event(&Event::error(&path, message))?,
        }
    }
    if report.files_tried() == before {
        report.event(&Event::error(folder, "no vector file in this folder".into()))?;
    }
    Ok(())
}
