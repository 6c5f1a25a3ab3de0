//! Lines for people: elements, what was found, and the stories.

mod detail;
mod findings;
mod frames;
mod missing;
mod out;
mod overview;
mod stories;
mod story;
mod style;

use std::io::{self, IsTerminal, Write, stderr};
use std::net::SocketAddr;

use super::notices::{Notices, Told};
use super::output::Lines;
use super::summary::Summary;
use super::tally::End;
use crate::capture::{FrameId, Timestamp};
use crate::element::{Element, Kind};
use crate::finding::Finding;
use crate::story::Story;
use crate::value::Numbers;
use crate::value::utc::utc_with;
use findings::Findings;
use out::Out;
use stories::Stories;
use style::{BAD, NAME, QUIET, styled};

/// As wide as two addresses of IPv4 with their ports mostly are.
const ENDPOINTS: usize = 37;
/// As long as the longest name of an element.
const ELEMENT: usize = Kind::NewSessionTicket.name().len();

pub(super) struct Human {
    out: Out,
    numbers: Numbers,
    /// Whether elements are shown octet by octet, and all findings and stories.
    is_verbose: bool,
    notices: Notices,
    findings: Findings,
    stories: Stories,
    /// The widest endpoints so far. Lines are not held to align them.
    endpoints: usize,
    /// The frame of the line that was printed last.
    last: Option<u64>,
    /// What that line said was malformed.
    fault: Option<String>,
}

impl Human {
    pub(super) fn new(numbers: Numbers, is_verbose: bool) -> Self {
        Self {
            out: Out::new(),
            numbers,
            is_verbose,
            notices: Notices::default(),
            findings: Findings::default(),
            stories: Stories::default(),
            endpoints: ENDPOINTS,
            last: None,
            fault: None,
        }
    }

    /// Begins a line: a frame, its time, and who sent something to whom.
    fn begin(&mut self, frame: FrameId, [from, to]: [SocketAddr; 2]) -> io::Result<()> {
        let endpoints = format!("{from} > {to}");
        self.endpoints = self.endpoints.max(endpoints.len());
        (self.last, self.fault) = (Some(frame.number), None);
        let time = frame.time.map_or_else(|| "-".to_owned(), microseconds);
        write!(self.out, "{:>6}  {QUIET}{time:27}{QUIET:#}  ", frame.number)?;
        write!(self.out, "{endpoints:0$}  ", self.endpoints)
    }

    /// Tells how many findings there were more, behind all lines.
    fn end_lines(&mut self) -> io::Result<()> {
        self.findings.finish(&mut self.out)?;
        self.last = None;
        Ok(())
    }
}

impl Lines for Human {
    fn element(&mut self, element: &Element) -> io::Result<()> {
        self.begin(element.frame, [element.source, element.destination])?;
        let out = &mut self.out;
        write!(out, "{NAME}{:ELEMENT$}{NAME:#}  ", element.kind.name())?;
        match &element.value {
            Ok(_) => write!(out, "{}", Summary::of(element, &self.numbers))?,
            Err(error) => {
                styled(out, BAD, &format_args!("malformed: {error}"))?;
                self.fault = Some(error.to_string());
            }
        }
        if let Some(verdict) = element.verdict {
            styled(out, style::verdict(verdict), &format_args!("  verdict {verdict}"))?;
        }
        writeln!(out)?;
        if self.is_verbose {
            detail::write(element, &self.numbers, out)?;
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        if !self.findings.take(finding, self.is_verbose) {
            return Ok(());
        }
        // Below the line of its frame, or in a line of its own.
        if self.last == Some(finding.frame.number) {
            write!(self.out, "{:8}", "")?;
        } else {
            self.begin(finding.frame, [finding.source, finding.destination])?;
        }
        let is_said = self.fault.as_ref() == Some(&finding.message);
        findings::write(finding, is_said, &mut self.out)
    }

    fn story(&mut self, story: &Story) -> io::Result<()> {
        self.end_lines()?;
        self.stories.tell(story, &self.findings, self.is_verbose, &mut self.out)
    }

    fn notice(&mut self, notice: &Told) -> io::Result<()> {
        // Where standard error is closed, nobody is left to tell.
        let _ = self.notices.take(notice, &mut stderr().lock());
        Ok(())
    }

    fn end(&mut self, end: &End) -> io::Result<()> {
        self.end_lines()?;
        self.stories.finish(&mut self.out)?;
        self.out.flush()?;
        let mut err = stderr().lock();
        let _ = self.notices.finish(end.extent.secrets, &mut err);
        let _ = missing::write(end, err.is_terminal(), &mut err);
        Ok(())
    }

    fn summary(&mut self, end: &End) -> io::Result<()> {
        overview::write(end, &mut self.out)?;
        self.out.flush()?;
        let _ = missing::errors(end, &mut stderr().lock());
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The time in UTC, as RFC 3339 has it.
fn microseconds(time: Timestamp) -> String {
    let micros = time.nanoseconds / 1_000;
    let fraction = format!(".{micros:06}");
    utc_with(time.seconds, &fraction).unwrap_or_else(|| format!("{}{fraction}", time.seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let time = |seconds, nanoseconds| microseconds(Timestamp { seconds, nanoseconds });
        assert_eq!(time(1_800_000_000, 999_999_999), "2027-01-15T08:00:00.999999Z");
        assert_eq!(time(0, 1_000), "1970-01-01T00:00:00.000001Z");
        assert_eq!(time(253_402_300_800, 0), "253402300800.000000");
    }
}
