//! `rehome check`: test vectors held against the library.
//!
//! The format of the vector files is `rehome-vectors/1`. Nothing that isn't understood passes: an
//! unknown structure, a test without a result, a file without tests are failures.

mod capture;
mod code_points;
mod collect;
mod known;
mod outcome;
mod parallel;
mod report;
mod source;
mod structures;
mod test_case;
mod vector_file;
mod verdict;

use std::io;
use std::iter;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use capture::progress::aside;
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

/// Checks every path, a vector file or a folder of them, so many files at a time, and reports to `out`
/// as it goes, in the order of the paths.
///
/// # Errors
/// `out` can't be written to. That it was closed is no error: the status still tells the truth.
pub fn run(
    paths: &[PathBuf],
    format: Format,
    jobs: NonZeroUsize,
    out: impl io::Write,
) -> io::Result<Status> {
    let mut report = Report::new(format, out);
    // How many files were tried before the folder that is gone through.
    let mut before = 0;
    parallel::in_order(jobs, paths.iter().flat_map(|path| steps(path)), Step::take, |done| {
        aside(|| tell(done, &mut report, &mut before))
    })?;
    report.finish()
}

/// Checks what a vector file at `path` would hold, and reports to `out`, as [`run`] does. The file itself
/// need not be there.
///
/// # Errors
/// `out` can't be written to. That it was closed is no error.
pub fn run_octets(
    path: &Path,
    octets: Vec<u8>,
    format: Format,
    out: impl io::Write,
) -> io::Result<Status> {
    let mut report = Report::new(format, out);
    report.file(path, vector_file::check_text(path, source::text(octets)))?;
    report.finish()
}

/// What there is to do, one after another.
enum Step {
    /// A file to look into, by name or out of a folder.
    File {
        path: PathBuf,
        is_named: bool,
    },
    /// Something in a folder that is only told of.
    Other(Found),
    Begin,
    /// A folder in which nothing is checked is an error, so that a wrong path does not pass.
    End(PathBuf),
}

fn steps(path: &Path) -> Box<dyn Iterator<Item = Step> + '_> {
    if !path.is_dir() {
        return Box::new(iter::once(Step::File { path: path.to_owned(), is_named: true }));
    }
    let found = collect::vector_files(path).map(|found| match found {
        Found::File(path) => Step::File { path, is_named: false },
        found => Step::Other(found),
    });
    Box::new(iter::once(Step::Begin).chain(found).chain(iter::once(Step::End(path.to_owned()))))
}

/// A step, and what came of the file, if it was one.
type Done = (Step, Option<Outcome>);

impl Step {
    /// What can be done while other steps are taken.
    fn take(self) -> Done {
        let outcome = match &self {
            Self::File { path, .. } => Some(vector_file::check(path)),
            _ => None,
        };
        (self, outcome)
    }
}

fn tell<W: io::Write>(
    (step, outcome): Done,
    report: &mut Report<W>,
    before: &mut u64,
) -> io::Result<()> {
    match (step, outcome) {
        (Step::File { path, is_named: false }, Some(Outcome::NoVectorFile(reason))) => {
            report.event(&Event::skipped(&path, reason))
        }
        (Step::File { path, .. }, Some(outcome)) => report.file(&path, outcome),
        (Step::Other(Found::Skipped(path, reason)), _) => {
            report.event(&Event::skipped(&path, reason.into()))
        }
        (Step::Other(Found::Unreadable(path, message)), _) => {
            report.event(&Event::error(&path, message))
        }
        (Step::Begin, _) => {
            *before = report.files_tried();
            Ok(())
        }
        (Step::End(folder), _) if report.files_tried() == *before => {
            report.event(&Event::error(&folder, "no vector file in this folder".into()))
        }
        (Step::End(_) | Step::File { .. } | Step::Other(Found::File(_)), _) => Ok(()),
    }
}
