//! A story for people: a title, and a line a step.

use std::io::{self, Write};

use super::findings::Findings;
use super::style::{self, QUIET, STRONG, styled};
use crate::finding::Id;
use crate::inspect::elapsed::{Elapsed, moves, steps, took};
use crate::story::{Outcome, Step, StepKind, Story};
use crate::usage::Plain;

/// As wide as the frame of an element.
const FRAME: usize = 6;

/// Writes a story. At a step stands what was found in its frame.
pub(super) fn write(story: &Story, findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    title(story, out)?;
    let mut lines: Vec<Line<'_>> =
        steps(story).map(|(step, after)| Line::new(step, after)).collect();
    // Where a frame shows several steps, its findings stand at the last.
    let mut behind = None;
    for line in lines.iter_mut().rev() {
        let place = Some((line.step.frame.number, line.step.flow));
        if std::mem::replace(&mut behind, place) != place {
            line.found = findings.of_step(line.step);
        }
    }
    // No time is told for the first, and none within a frame.
    let mut before = None;
    for line in &mut lines {
        let frame = Some(line.step.frame.number);
        if before.is_none_or(|before| before == frame) {
            line.after = String::new();
        }
        before = Some(frame);
    }
    let width = |of: fn(&Line<'_>) -> usize| lines.iter().map(of).max().unwrap_or_default();
    let widths = [
        width(|line| line.frame.len()).max(FRAME),
        width(|line| line.after.chars().count()),
        width(|line| line.flow.len()),
        width(|line| line.step.kind.code().len()),
    ];
    lines.iter().try_for_each(|line| line.write(widths, out))?;
    match story.left_out {
        0 => Ok(()),
        more => writeln!(out, "{:FRAME$}  {more} more steps, for which there was no room", ""),
    }
}

fn title(story: &Story, out: &mut dyn Write) -> io::Result<()> {
    styled(out, STRONG, &format_args!("story {}  {}", story.number, story.family.name()))?;
    write!(out, "  ")?;
    for (index, server) in story.servers().iter().enumerate() {
        write!(out, "{}{server}", if index == 0 { "" } else { " > " })?;
    }
    let outcome = story.outcome();
    let moves = if outcome == Outcome::Moved { moves(story) } else { 0 };
    let words = match (moves, took(story)) {
        (2.., Some(took)) => format!("{} {moves} times, last in {took}", outcome.words()),
        (2.., None) => format!("{} {moves} times", outcome.words()),
        (_, Some(took)) => format!("{} in {took}", outcome.words()),
        (_, None) => outcome.words().to_owned(),
    };
    write!(out, "  ")?;
    styled(out, style::outcome(outcome), &words)?;
    // Why, as far as the tokens say.
    let verdict = story.steps.iter().rev().find_map(|step| step.verdict);
    if let Some(verdict) =
        verdict.filter(|verdict| outcome != Outcome::Moved && *verdict != "valid")
    {
        styled(out, style::verdict(verdict), &format_args!(", verdict {verdict}"))?;
    }
    writeln!(out)
}

/// A line before its columns are aligned.
struct Line<'a> {
    step: &'a Step,
    frame: String,
    after: String,
    flow: String,
    found: Vec<Id>,
}

impl<'a> Line<'a> {
    fn new(step: &'a Step, after: Option<Elapsed>) -> Self {
        Self {
            step,
            frame: step.frame.number.to_string(),
            after: after.map_or_else(|| "?".to_owned(), |after| format!("{after:+}")),
            flow: step.flow.map_or_else(|| "-".to_owned(), |flow| format!("#{flow}")),
            found: Vec::new(),
        }
    }

    fn write(&self, widths: [usize; 4], out: &mut dyn Write) -> io::Result<()> {
        let Self { step, frame, after, flow, found } = self;
        let [frames, afters, flows, kind] = widths;
        let code = step.kind.code();
        write!(out, "{frame:>frames$}  {QUIET}{after:>afters$}{QUIET:#}  {flow:flows$}  ")?;
        styled(out, style::step(step.kind), &code)?;
        let mut gap = kind.saturating_sub(code.len()) + 2;
        let mut said =
            |out: &mut dyn Write| write!(out, "{:1$}", "", std::mem::replace(&mut gap, 2));
        if step.kind == StepKind::Contact {
            said(out)?;
            write!(out, "{} > {}", step.source, step.destination)?;
        }
        if !step.detail.is_empty() {
            said(out)?;
            write!(out, "{}", Plain(&step.detail))?;
        }
        if let Some(verdict) = step.verdict {
            said(out)?;
            styled(out, style::verdict(verdict), &format_args!("verdict {verdict}"))?;
        }
        for id in found {
            said(out)?;
            styled(out, style::severity(id.severity()), &format_args!("! {id}"))?;
        }
        writeln!(out)
    }
}
