//! What is told of a check, line by line: for people, or as JSON Lines.

mod human;
mod json;

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use super::Status;
use super::outcome::{Checked, Failure, Outcome, Problem};
use crate::usage::{NOT_SHOWN, unless_secret};

/// How the report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines for people, with colour where the output takes it.
    Human,
    /// JSON Lines, one object each, with `schema` and `type`.
    Json,
}

/// One line of the report.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Event<'a> {
    /// A vector file that was read, with how many of its tests hold.
    File {
        path: &'a str,
        structure: &'a str,
        result: FileResult,
        #[serde(flatten)]
        checked: &'a Checked,
    },
    /// A test, or something of the file itself, that does not hold.
    Failure {
        path: &'a str,
        structure: &'a str,
        #[serde(flatten)]
        failure: &'a Failure,
    },
    /// A file of a folder that is no vector file.
    Skipped { path: String, reason: String },
    /// What can't be read, or was named and is no vector file.
    Error {
        path: String,
        message: String,
        /// What came before, in a capture that could not be read to its end.
        #[serde(flatten)]
        checked: Option<&'a Checked>,
    },
    /// The end.
    Summary(&'a Summary),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileResult {
    Pass,
    Fail,
}

/// Counts over all files.
#[derive(Debug, Default, Serialize)]
pub(super) struct Summary {
    passed: u64,
    failed: u64,
    skipped: u64,
    errors: u64,
    tests_passed: u64,
    tests_failed: u64,
    status: u8,
}

/// Writes the report, and keeps count.
#[derive(Debug)]
pub(super) struct Report<W> {
    format: Format,
    /// `None` once the reader has gone away.
    out: Option<W>,
    summary: Summary,
}

impl<'a> Event<'a> {
    pub(super) fn skipped(path: &Path, reason: String) -> Self {
        Self::Skipped { path: path.display().to_string(), reason }
    }

    pub(super) fn error(path: &Path, message: String) -> Self {
        let shown = path.display().to_string();
        // What is not there may be a secret, given for a path.
        let path = match path.symlink_metadata() {
            Ok(_) => shown,
            Err(_) => unless_secret(&shown, NOT_SHOWN).to_owned(),
        };
        Self::Error { path, message, checked: None }
    }
}

impl<W: Write> Report<W> {
    pub(super) fn new(format: Format, out: W) -> Self {
        Self { format, out: Some(out), summary: Summary::default() }
    }

    /// How many files were checked or could not be.
    pub(super) fn files_tried(&self) -> u64 {
        let Summary { passed, failed, errors, .. } = self.summary;
        passed + failed + errors
    }

    /// Reports what came of a file.
    pub(super) fn file(&mut self, path: &Path, outcome: Outcome) -> io::Result<()> {
        match outcome {
            Outcome::Checked(structure, checked) => self.checked(path, &structure, &checked),
            Outcome::NoVectorFile(reason) => {
                self.event(&Event::error(path, format!("not a vector file: {reason}")))
            }
            Outcome::Unreadable(message) => self.event(&Event::error(path, message)),
        }
    }

    fn checked(&mut self, path: &Path, structure: &str, checked: &Checked) -> io::Result<()> {
        let name = &*path.display().to_string();
        let result = if checked.failed == 0 { FileResult::Pass } else { FileResult::Fail };
        self.event(&match checked.error.clone() {
            None => Event::File { path: name, structure, result, checked },
            Some(message) => Event::Error { path: name.into(), message, checked: Some(checked) },
        })?;
        for failure in &checked.failures {
            self.event(&Event::Failure { path: name, structure, failure })?;
        }
        match checked.untold() {
            0 => Ok(()),
            untold => {
                let failure =
                    &Problem::new(format!("and {untold} more that are not told")).of_file();
                self.event(&Event::Failure { path: name, structure, failure })
            }
        }
    }

    /// Counts and writes one line.
    pub(super) fn event(&mut self, event: &Event<'_>) -> io::Result<()> {
        self.summary.count(event);
        self.write(event)
    }

    /// Writes the summary and says how it all came out.
    pub(super) fn finish(mut self) -> io::Result<Status> {
        let mut summary = std::mem::take(&mut self.summary);
        let status = summary.status();
        summary.status = status.code();
        self.write(&Event::Summary(&summary))?;
        Ok(status)
    }

    fn write(&mut self, event: &Event<'_>) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        let written = match self.format {
            Format::Human => human::write(event, out),
            Format::Json => json::write(event, out),
        };
        match written.and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.out = None,
            written => return written,
        }
        Ok(())
    }
}

impl Summary {
    fn count(&mut self, event: &Event<'_>) {
        match event {
            Event::File { result, checked, .. } => {
                match result {
                    FileResult::Pass => self.passed += 1,
                    FileResult::Fail => self.failed += 1,
                }
                self.count_tests(checked);
            }
            Event::Skipped { .. } => self.skipped += 1,
            Event::Error { checked, .. } => {
                self.errors += 1;
                if let Some(checked) = checked {
                    self.count_tests(checked);
                }
            }
            Event::Failure { .. } | Event::Summary(_) => {}
        }
    }

    fn count_tests(&mut self, checked: &Checked) {
        self.tests_passed += checked.passed();
        self.tests_failed += checked.failed;
    }

    fn status(&self) -> Status {
        match self {
            Self { errors: 1.., .. } => Status::Unreadable,
            Self { failed: 1.., .. } => Status::Fails,
            _ => Status::Holds,
        }
    }
}
