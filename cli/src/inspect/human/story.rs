//! A story for people: a title, and a line a step.

mod line;

use std::io::{self, Write};

use super::findings::Findings;
use super::style::{self, STRONG, styled};
use crate::finding::Id;
use crate::inspect::elapsed::{steps, took};
use crate::story::{Outcome, Story};
use line::Line;

/// As wide as the frame of an element.
const FRAME: usize = 6;
/// Of so many steps the first are shown, and of so many the last.
const FIRST: usize = 20;
const LAST: usize = 10;

/// Writes a story, where `all` is not wanted without the steps in the midst of many. At a step stands
/// what was found in its frame.
pub(super) fn write(
    story: &Story,
    findings: &Findings,
    all: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
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
    // A single step takes no more room than the line that stands in its place.
    let hidden = match lines.len().saturating_sub(FIRST + LAST) {
        more @ 2.. if !all => lines.drain(FIRST..FIRST + more).count(),
        _ => 0,
    };
    let width = |of: fn(&Line<'_>) -> usize| lines.iter().map(of).max().unwrap_or_default();
    let widths = [
        width(|line| line.frame.len()).max(FRAME),
        width(|line| line.after.chars().count()),
        width(|line| line.flow.len()),
        width(|line| line.step.kind.code().len()),
    ];
    for (number, line) in lines.iter().enumerate() {
        if hidden > 0 && number == FIRST {
            writeln!(out, "{:FRAME$}  … {hidden} more steps (-v shows them)", "")?;
        }
        line.write(widths, out)?;
    }
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::capture::{FrameId, Timestamp};
    use crate::finding::Finding;
    use crate::story::{Family, Step, StepKind};

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
            may_be_refused: false,
        }
    }

    fn shown(steps: Vec<Step>, findings: &Findings) -> String {
        let story = Story { number: 7, family: Family::Tls00, steps, left_out: 0 };
        let mut out = Vec::new();
        write(&story, findings, false, &mut out).unwrap();
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

    #[test]
    fn of_many_steps_the_first_and_the_last_are_shown() {
        let steps = |number| {
            let offer = |number| step(StepKind::Offer, number, Some(0), 1, "");
            (1..=number).map(offer).collect::<Vec<_>>()
        };
        let frames = |text: &str| {
            let frame = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
            text.lines().skip(1).map(frame).collect::<Vec<_>>()
        };
        let numbers = |range: std::ops::RangeInclusive<u64>| range.map(|number| number.to_string());
        let none = Findings::default();
        let all: Vec<_> = numbers(1..=31).collect();
        assert_eq!(frames(&shown(steps(31), &none)), all);
        let text = shown(steps(256), &none);
        let dots = std::iter::once("…".to_owned());
        let some: Vec<_> = numbers(1..=20).chain(dots).chain(numbers(247..=256)).collect();
        assert_eq!(frames(&text), some);
        assert!(text.contains("\n        … 226 more steps (-v shows them)\n"), "{text}");
        let (story, mut out) = (
            Story { number: 7, family: Family::Tls00, steps: steps(256), left_out: 0 },
            Vec::new(),
        );
        write(&story, &none, true, &mut out).unwrap();
        assert_eq!(std::str::from_utf8(&out).unwrap().lines().count(), 257);
    }
}
