//! The report for people: a line a file, what does not hold below it, and a summary.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Event, FileResult, Summary};
use crate::check::outcome::{Checked, Failure, Passed};
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

/// Text of a file as it may go to a terminal: what would steer it is escaped.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        self.0.chars().try_for_each(|character| match character {
            // Controls, and the marks that turn the direction of writing.
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                write!(f, "{}", character.escape_unicode())
            }
            _ if character.is_control() => write!(f, "{}", character.escape_default()),
            _ => f.write_char(character),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_escaped() {
        let text = "caf\u{e9}\u{1b}[2J\r\n\u{9b}31m\u{202e}abc";
        assert_eq!(Plain(text).to_string(), "caf\u{e9}\\u{1b}[2J\\r\\n\\u{9b}31m\\u{202e}abc");
    }
}
