//! A line an element, for people.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write, stderr};

use anstyle::{AnsiColor, Style};

use super::notices::{Notices, Told};
use super::output::{End, Lines};
use super::summary::Summary;
use crate::capture::Timestamp;
use crate::element::{Element, Kind};
use crate::finding::Finding;
use crate::story::Story;
use crate::value::Numbers;
use crate::value::utc::utc_with;

const QUIET: Style = Style::new().dimmed();
const NAME: Style = AnsiColor::Cyan.on_default();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const UNKNOWN: Style = AnsiColor::Yellow.on_default().bold();

/// As wide as two addresses of IPv4 with their ports mostly are.
const ENDPOINTS: usize = 37;
/// As long as the longest name of an element.
const ELEMENT: usize = Kind::NewSessionTicket.name().len();

pub(super) struct Human {
    /// Takes the colour out where the output is no terminal, or NO_COLOR is set.
    out: BufWriter<anstream::AutoStream<io::Stdout>>,
    numbers: Numbers,
    notices: Notices,
    /// The widest endpoints so far. Lines are not held to align them.
    endpoints: usize,
}

impl Human {
    pub(super) fn new(numbers: Numbers) -> Self {
        let out = BufWriter::with_capacity(64 << 10, anstream::stdout());
        Self { out, numbers, notices: Notices::default(), endpoints: ENDPOINTS }
    }
}

impl Lines for Human {
    fn element(&mut self, element: &Element) -> io::Result<()> {
        let endpoints = format!("{} > {}", element.source, element.destination);
        self.endpoints = self.endpoints.max(endpoints.len());
        let (frame, time) = (element.frame.number, element.frame.time);
        let time = time.map_or_else(|| "-".to_owned(), microseconds);
        let out = &mut self.out;
        write!(out, "{frame:>6}  {QUIET}{time:27}{QUIET:#}  {endpoints:0$}  ", self.endpoints)?;
        write!(out, "{NAME}{:ELEMENT$}{NAME:#}  ", element.kind.name())?;
        match &element.value {
            Ok(_) => write!(out, "{}", Summary::of(element, &self.numbers))?,
            Err(error) => styled(out, BAD, &format_args!("malformed: {error}"))?,
        }
        if let Some(verdict) = element.verdict {
            let style = match verdict {
                "valid" => GOOD,
                "unknown_session" => UNKNOWN,
                _ => BAD,
            };
            styled(out, style, &format_args!("  verdict {verdict}"))?;
        }
        writeln!(out)
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let Finding { id, message, .. } = finding;
        writeln!(self.out, "        {} {id}: {message}", id.severity())
    }

    fn story(&mut self, story: &Story) -> io::Result<()> {
        let Story { number, family, .. } = story;
        writeln!(self.out, "story {number}  {}  {}", family.name(), story.outcome().words())?;
        for step in &story.steps {
            writeln!(self.out, "{:>6}  {}  {}", step.frame.number, step.kind.code(), step.detail)?;
        }
        Ok(())
    }

    fn notice(&mut self, notice: &Told) -> io::Result<()> {
        // Where standard error is closed, nobody is left to tell.
        let _ = self.notices.take(notice, &mut stderr().lock());
        Ok(())
    }

    fn end(&mut self, end: &End) -> io::Result<()> {
        self.out.flush()?;
        let mut err = stderr().lock();
        let _ = self.notices.finish(&mut err);
        let is_empty = end.elements.each().iter().all(|(_, count)| *count == 0);
        // Of what broke off the error tells.
        if is_empty && end.error.is_none() && err.is_terminal() {
            let _ = writeln!(err, "rehome: no element in {} frames", end.frames);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn styled(out: &mut impl Write, style: Style, text: &dyn Display) -> io::Result<()> {
    write!(out, "{style}{text}{style:#}")
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
