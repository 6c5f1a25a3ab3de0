//! A story for people: a title, and a line a step.

use std::io::{self, Write};

use super::findings::Findings;
use super::style::{self, QUIET, STRONG, styled};
use crate::finding::Id;
use crate::inspect::elapsed::{Elapsed, steps, took};
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
            line.found.retain(|id| implied(line.step.verdict) != Some(*id));
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

/// What a verdict says already.
fn implied(verdict: Option<&str>) -> Option<Id> {
    Some(match verdict? {
        "bad_signature" => Id::TokenForged,
        "expired" => Id::TokenExpired,
        "replayed" => Id::TokenReplayed,
        "session_mismatch" => Id::TokenSessionMismatch,
        "unknown_session" => Id::TokenUnknownSession,
        _ => return None,
    })
}

fn title(story: &Story, out: &mut dyn Write) -> io::Result<()> {
    styled(out, STRONG, &format_args!("story {}  {}", story.number, story.family.name()))?;
    write!(out, "  ")?;
    for (index, server) in story.servers().iter().enumerate() {
        write!(out, "{}{server}", if index == 0 { "" } else { " > " })?;
    }
    let course = story.course();
    let outcome = course.outcome;
    let moves = if outcome == Outcome::Moved { course.moves.len() } else { 0 };
    let words = match (moves, took(&course)) {
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::capture::{FrameId, Timestamp};
    use crate::finding::Finding;
    use crate::story::Family;

    fn step(kind: StepKind, number: u64, millis: Option<u32>, flow: u64, detail: &str) -> Step {
        let time = millis.map(|millis| Timestamp { seconds: 9, nanoseconds: millis * 1_000_000 });
        Step {
            kind,
            frame: FrameId { number, time },
            flow: Some(flow),
            source: ([192, 0, 2, 1], 5000).into(),
            destination: ([192, 0, 2, 40], 443).into(),
            is_by_client: true,
            detail: detail.to_owned(),
            verdict: None,
        }
    }

    fn shown(steps: Vec<Step>, findings: &Findings) -> String {
        let story = Story { number: 7, family: Family::Tls00, steps, left_out: 0 };
        let mut out = Vec::new();
        write(&story, findings, &mut out).unwrap();
        anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()).to_string()
    }

    #[test]
    fn times_that_go_back_or_are_not_known() {
        let steps = vec![
            step(StepKind::Contact, 1, Some(20), 1, ""),
            step(StepKind::Offer, 10, Some(5), 1, "support"),
            step(StepKind::Close, 10_000_000, None, 1, ""),
        ];
        let expected = "\
story 7  TLS service affinity -00  192.0.2.40:443  did not move
       1            #1  contact  192.0.2.1:5000 > 192.0.2.40:443
      10  -15.0 ms  #1  offer    support
10000000         ?  #1  close
";
        assert_eq!(shown(steps, &Findings::default()), expected);
    }

    #[test]
    fn what_was_found_stands_at_the_last_step_of_its_frame() {
        let mut attempt = step(StepKind::Attempt, 2, Some(2), 2, "a\u{1b}[2Jb");
        attempt.verdict = Some("expired");
        let steps = vec![
            step(StepKind::Contact, 1, Some(1), 1, ""),
            step(StepKind::Contact, 2, Some(2), 2, ""),
            attempt,
            step(StepKind::Refuse, 3, Some(3), 2, "full handshake"),
        ];
        let mut findings = Findings::default();
        let at: SocketAddr = ([192, 0, 2, 1], 5000).into();
        for (id, flow) in [
            (Id::TokenExpired, 2),
            (Id::TokenExpired, 2),
            (Id::TokenLifetime, 2),
            (Id::UnassignedCodePoint, 2),
            (Id::PskKe, 1),
        ] {
            let (frame, message) = (steps[1].frame, String::new());
            let others = Vec::new();
            let (flow, source, destination) = (Some(flow), at, at);
            let finding = Finding { id, frame, others, flow, source, destination, message };
            // Notes are not told.
            assert_eq!(findings.take(&finding, false), id != Id::UnassignedCodePoint);
        }
        let expected = "\
story 7  TLS service affinity -00  192.0.2.40:443  refused by the target, verdict expired
     1           #1  contact  192.0.2.1:5000 > 192.0.2.40:443
     2  +1.0 ms  #2  contact  192.0.2.1:5000 > 192.0.2.40:443
     2           #2  attempt  a\\u{1b}[2Jb  verdict expired  ! token_lifetime
     3  +1.0 ms  #2  refuse   full handshake
";
        assert_eq!(shown(steps, &findings), expected);
    }

    #[test]
    fn of_several_moves_the_last_is_timed() {
        let moved = |flow: u64, second: u32| {
            let number = u64::from(second) * 3;
            [
                step(StepKind::Trigger, number, Some(second), flow - 1, ""),
                step(StepKind::Contact, number + 1, Some(second + 5), flow, ""),
                step(StepKind::Accept, number + 2, Some(second + 10 * second), flow, ""),
            ]
        };
        let first = [step(StepKind::Contact, 1, Some(0), 1, "")];
        let steps = first.into_iter().chain(moved(2, 1)).chain(moved(3, 20)).collect();
        let shown = shown(steps, &Findings::default());
        let title =
            "story 7  TLS service affinity -00  192.0.2.40:443  moved 2 times, last in 200.0 ms\n";
        assert!(shown.starts_with(title), "{shown}");
    }
}
