//! What a capture holds by numbers.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::Style;

use super::microseconds;
use super::style::{self, BAD, NAME, QUIET, STRONG, styled};
use crate::capture::Timestamp;
use crate::inspect::elapsed::Elapsed;
use crate::inspect::tally::{End, Extent, Found, Tally};

/// Writes how it ended, and how many there were of all.
pub(super) fn write(End { extent, tally, .. }: &End, out: &mut dyn Write) -> io::Result<()> {
    write_extent(extent, tally, out)?;
    sections(tally).iter().try_for_each(|section| section.write(out))
}

fn write_extent(extent: &Extent, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    head("frames", &extent.frames, out)?;
    if let Some(took) = Elapsed::between(extent.first, extent.last) {
        write!(out, "  in {took}")?;
    }
    let time = |time: Option<Timestamp>| time.map_or_else(|| "?".to_owned(), microseconds);
    if extent.first.is_some() {
        write!(out, "  {QUIET}{} to {}{QUIET:#}", time(extent.first), time(extent.last))?;
    }
    writeln!(out)?;
    head("connections", &extent.flows, out)?;
    writeln!(out, "  {} with elements", tally.flows())
}

/// The first column of what stands at the margin.
fn head(name: &str, count: &dyn Display, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{STRONG}{name:11}{STRONG:#}  {count:>6}")
}

/// Numbers of one sort, and what they are the sum of.
struct Section {
    name: &'static str,
    /// How many of them are malformed elements.
    malformed: u64,
    lines: Vec<Line>,
}

struct Line {
    words: Vec<(Style, String)>,
    count: u64,
    /// What stands behind the number.
    note: String,
}

impl Line {
    fn new<const N: usize>(words: [(Style, &str); N], count: u64) -> Self {
        let words = words.map(|(style, word)| (style, word.to_owned())).to_vec();
        Self { words, count, note: String::new() }
    }
}

fn sections(tally: &Tally) -> [Section; 5] {
    let elements = tally.elements.each().into_iter().filter(|(_, count)| *count > 0);
    let elements = elements.map(|(kind, count)| Line::new([(NAME, kind.name())], count)).collect();
    let verdicts = tally.verdicts.iter();
    let verdicts = verdicts.map(|(name, count)| Line::new([(style::verdict(name), name)], *count));
    let mut found: Vec<_> = tally.findings.iter().collect();
    found.sort_by_key(|(id, _)| std::cmp::Reverse(id.severity()));
    let findings = found.into_iter().map(|(id, Found { count, first })| {
        let style = style::severity(id.severity());
        let words = [(style, id.severity().name()), (Style::new(), id.code())];
        Line { note: format!("first in frame {first}"), ..Line::new(words, *count) }
    });
    let stories = tally.stories.iter().map(|(family, outcome, count)| {
        let words = [(Style::new(), family.name()), (style::outcome(*outcome), outcome.words())];
        Line::new(words, *count)
    });
    let notices =
        tally.notices.iter().map(|(code, count)| Line::new([(Style::new(), *code)], *count));
    [
        Section { name: "elements", malformed: tally.malformed, lines: elements },
        Section::new("verdicts", verdicts),
        Section::new("findings", findings),
        Section::new("stories", stories),
        Section::new("notices", notices),
    ]
}

impl Section {
    fn new(name: &'static str, lines: impl Iterator<Item = Line>) -> Self {
        Self { name, malformed: 0, lines: lines.collect() }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        head(self.name, &self.lines.iter().map(|line| line.count).sum::<u64>(), out)?;
        if self.malformed > 0 {
            styled(out, BAD, &format_args!("  {} malformed", self.malformed))?;
        }
        writeln!(out)?;
        let width = |column: usize| {
            let word = |line: &Line| line.words.get(column).map(|(_, word)| word.chars().count());
            self.lines.iter().filter_map(word).max().unwrap_or_default()
        };
        for line in &self.lines {
            write!(out, "  {:>17}", line.count)?;
            for (column, (style, word)) in line.words.iter().enumerate() {
                write!(out, "  ")?;
                styled(out, *style, word)?;
                let is_last = column + 1 == line.words.len() && line.note.is_empty();
                let width = if is_last { 0 } else { width(column) };
                write!(out, "{:1$}", "", width.saturating_sub(word.chars().count()))?;
            }
            match &*line.note {
                "" => writeln!(out),
                note => writeln!(out, "  {QUIET}{note}{QUIET:#}"),
            }?;
        }
        Ok(())
    }
}
