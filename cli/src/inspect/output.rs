//! What is printed of what a scan tells.

use std::io::{self, ErrorKind};

use super::filter::Filter;
use super::notices::Told;
use super::tally::{End, Extent, Hidden, Tally};
use crate::capture::CaptureError;
use crate::element::Element;
use crate::ending::{Failure, Verdict};
use crate::finding::{Finding, Id, Severity};
use crate::scan::Report;
use crate::story::Story;

/// A form in which lines are printed.
pub(super) trait Lines: Send {
    fn element(&mut self, element: &Element) -> io::Result<()>;

    fn notice(&mut self, notice: &Told) -> io::Result<()>;

    fn finding(&mut self, finding: &Finding) -> io::Result<()>;

    fn story(&mut self, story: &Story) -> io::Result<()>;

    /// The capture has ended.
    fn end(&mut self, end: &End) -> io::Result<()>;

    /// The same, where nothing was printed before.
    fn summary(&mut self, end: &End) -> io::Result<()>;

    /// Hands on what is buffered.
    fn flush(&mut self) -> io::Result<()>;
}

/// Prints what the filter shows.
pub(super) struct Output {
    lines: Box<dyn Lines>,
    filter: Filter,
    /// Findings that don't count.
    allowed: Vec<Id>,
    tally: Tally,
    /// Only how it ended is printed.
    is_summary: bool,
    /// What the filter does not show.
    hidden: Hidden,
    /// The first thing that could not be printed; nothing is printed behind it.
    error: Option<io::Error>,
}

impl Output {
    pub(super) fn new(
        lines: Box<dyn Lines>,
        filter: Filter,
        allowed: &[Id],
        is_summary: bool,
    ) -> Self {
        let (allowed, tally, hidden) = (allowed.to_vec(), Tally::default(), Hidden::default());
        Self { lines, filter, allowed, tally, is_summary, hidden, error: None }
    }

    /// Prints what was told.
    pub(super) fn tell(&mut self, report: Report) {
        match report {
            Report::Element(element) => {
                if self.filter.shows(&element) {
                    self.tally.element(&element);
                    self.line(|lines| lines.element(&element));
                } else {
                    self.hidden.elements += 1;
                }
            }
            Report::Finding(finding) => self.finding(&finding),
            Report::Story(story) => {
                if self.filter.shows_story(&story) {
                    self.tally.story(&story);
                    self.line(|lines| lines.story(&story));
                }
            }
            Report::Notice(notice) => self.notice(&notice.into()),
        }
    }

    fn finding(&mut self, finding: &Finding) {
        if self.allowed.contains(&finding.id) {
            return;
        }
        if self.filter.shows_finding(finding) {
            self.tally.finding(finding);
            self.line(|lines| lines.finding(finding));
        } else if finding.id.severity() == Severity::Error {
            self.hidden.errors += 1;
        }
    }

    pub(super) fn notice(&mut self, notice: &Told) {
        if notice
            .flow
            .is_none_or(|flow| self.filter.shows_endpoints([flow.source, flow.destination]))
        {
            self.tally.notice(notice);
            self.line(|lines| lines.notice(notice));
        }
    }

    pub(super) fn flush(&mut self) {
        self.print(|lines| lines.flush());
    }

    /// Whether nothing more can be printed.
    pub(super) fn is_broken(&self) -> bool {
        self.error.is_some()
    }

    /// Prints how it ended, and says whether a finding is an error.
    pub(super) fn end(
        mut self,
        extent: Extent,
        error: Option<&CaptureError>,
    ) -> Result<Verdict, Failure> {
        let (tally, hidden) = (std::mem::take(&mut self.tally), self.hidden);
        let has_errors = tally.errors() + hidden.errors > 0;
        let end = End { extent, tally, hidden, error: error.map(ToString::to_string) };
        let is_summary = self.is_summary;
        self.print(|lines| match is_summary {
            true => lines.summary(&end),
            false => lines.end(&end),
        });
        self.flush();
        match self.error {
            // That the reader has gone away is no failure.
            Some(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Unwritable(error)),
            _ if has_errors => Ok(Verdict::Refused),
            _ => Ok(Verdict::Valid),
        }
    }

    /// Prints what a summary leaves out.
    fn line(&mut self, print: impl FnOnce(&mut dyn Lines) -> io::Result<()>) {
        if !self.is_summary {
            self.print(print);
        }
    }

    fn print(&mut self, print: impl FnOnce(&mut dyn Lines) -> io::Result<()>) {
        if self.error.is_none() {
            self.error = print(&mut *self.lines).err();
        }
    }
}
