//! The report for people: a line a file, what does not hold below it, and a summary.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Event, FileResult, Summary};
use crate::check::outcome::{Checked, Failure, Passed};
use crate::usage::Plain;
use crate::value::difference::differences;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const ASIDE: Style = AnsiColor::Yellow.on_default();

/// So many differences of one test are shown.
const MOST: usize = 10;

pub(super) fn write(event: &Event<'_>, out: &mut impl Write) -> io::Result<()> {
    match event {
        Event::File { path, structure, result, checked } => {
            let path = Plain(path);
            match result {
                FileResult::Pass => write!(out, "{GOOD}ok{GOOD:#}      {path}")?,
                FileResult::Fail => write!(out, "{BAD}FAILED{BAD:#}  {path}")?,
            }
            writeln!(out, "  {}: {}", Plain(structure), Counts(checked))
        }
        Event::Failure { failure, .. } => write_failure(failure, out),
        Event::Skipped { path, reason } => {
            writeln!(out, "{ASIDE}skipped{ASIDE:#} {}: {}", Plain(path), Plain(reason))
        }
        Event::Error { path, message, checked } => {
            writeln!(out, "{BAD}ERROR{BAD:#}   {}: {}", Plain(path), Plain(message))?;
            match checked {
                Some(checked) if !checked.is_empty() => {
                    writeln!(out, "        {}", Counts(checked))
                }
                _ => Ok(()),
            }
        }
        Event::Summary(summary) => write_summary(summary, out),
    }
}

fn write_failure(failure: &Failure, out: &mut impl Write) -> io::Result<()> {
    write!(out, "        ")?;
    if let Some(id) = failure.id {
        write!(out, "test {id}")?;
    }
    if let Some(frame) = failure.frame {
        write!(out, "frame {frame}")?;
    }
    if let Some(comment) = &failure.comment {
        write!(out, " ({})", Plain(comment))?;
    }
    if failure.id.is_some() || failure.frame.is_some() {
        write!(out, ": ")?;
    }
    writeln!(out, "{}", Plain(&failure.problem.text))?;
    let (Some(expected), Some(got)) = (&failure.problem.expected, &failure.problem.got) else {
        return Ok(());
    };
    // They were written from values.
    let value = |text: &RawValue| serde_json::from_str(text.get()).unwrap_or(Value::Null);
    let (expected, got) = (value(expected), value(got));
    let found = differences(&expected, &got);
    for difference in found.iter().take(MOST) {
        writeln!(out, "            {}", Plain(&difference.to_string()))?;
    }
    if found.len() > MOST {
        writeln!(out, "            and {} more differences", found.len() - MOST)?;
    }
    Ok(())
}

fn write_summary(summary: &Summary, out: &mut impl Write) -> io::Result<()> {
    let Summary { passed, failed, skipped, errors, tests_passed, tests_failed, .. } = summary;
    let style = if failed + errors == 0 { GOOD } else { BAD };
    writeln!(
        out,
        "\nfiles: {style}{passed} ok, {failed} failed, {errors} errors{style:#}, {skipped} skipped; \
         tests: {tests_passed} ok, {tests_failed} failed"
    )
}

/// What holds in a file, and what does not.
struct Counts<'a>(&'a Checked);

impl fmt::Display for Counts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.passed {
            Passed::Tests { valid, invalid } => write!(f, "valid {valid}, invalid {invalid}")?,
            Passed::Elements { elements, frames } => {
                for (kind, count) in elements.each().iter().filter(|(_, count)| *count > 0) {
                    write!(f, "{} {count}, ", kind.name())?;
                }
                write!(f, "frames {frames}")?;
            }
        }
        match self.0.failed {
            0 => Ok(()),
            failed => write!(f, ", failed {failed}"),
        }
    }
}
