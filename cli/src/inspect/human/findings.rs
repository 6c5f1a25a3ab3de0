//! Findings for people: the first of an id one by one, how many more there were, and how many notes,
//! at the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::frames::Frames;
use super::style::{self, styled};
use crate::finding::{Finding, Id, Severity};
use crate::story::Step;
use crate::usage::Plain;

/// So many of an id are told singly.
const SINGLY: u64 = 10;
/// Of so many the frame is remembered, for the stories.
const REMEMBERED: usize = 1 << 16;

/// What was told of findings.
#[derive(Default)]
pub(super) struct Findings {
    counts: BTreeMap<Id, Count>,
    /// The ids by frame and connection.
    of_frames: BTreeMap<(u64, Option<u64>), Vec<Id>>,
    remembered: usize,
}

#[derive(Default)]
struct Count {
    told: u64,
    /// How many were not told, and the frame of the first of them.
    more: u64,
    from: u64,
}

impl Findings {
    /// Takes a finding, and says whether it is told. Where all are wanted, it is.
    pub(super) fn take(&mut self, finding: &Finding, all: bool) -> bool {
        let (id, frame) = (finding.id, finding.frame.number);
        if id.severity() > Severity::Note && self.remembered < REMEMBERED {
            self.remembered += 1;
            self.of_frames.entry((frame, finding.flow)).or_default().push(id);
        }
        let count = self.counts.entry(id).or_default();
        // Notes are counted only.
        let is_told = all || (id.severity() > Severity::Note && count.told < SINGLY);
        if is_told {
            count.told += 1;
        } else {
            count.from = if count.more == 0 { frame } else { count.from };
            count.more += 1;
        }
        is_told
    }

    /// What was found in the frame and connection of a step, but for notes; each id once.
    pub(super) fn of_step(&self, step: &Step) -> Vec<Id> {
        let of_frame = self.of_frames.get(&(step.frame.number, step.flow));
        let mut ids = of_frame.cloned().unwrap_or_default();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Tells of those that were not told singly, errors first.
    pub(super) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut counts: Vec<_> = self.counts.iter_mut().filter(|(_, it)| it.more > 0).collect();
        counts.sort_by_key(|(id, _)| Reverse(id.severity()));
        for (id, count) in counts {
            write_id(*id, out)?;
            let more = if count.told > 0 { " more" } else { "" };
            writeln!(out, ": {}{more}, from frame {} on", count.more, count.from)?;
            *count = Count { told: count.told, ..Count::default() };
        }
        Ok(())
    }
}

/// Severity and id.
pub(super) fn write_id(id: Id, out: &mut dyn Write) -> io::Result<()> {
    styled(out, style::severity(id.severity()), &format_args!("{} {id}", id.severity()))
}

/// Writes what is wrong, unless the line above has said it, and which frames it takes to see it beside
/// its own.
pub(super) fn write(finding: &Finding, is_said: bool, out: &mut dyn Write) -> io::Result<()> {
    write_id(finding.id, out)?;
    if !is_said {
        write!(out, ": {}", Plain(&finding.message))?;
    }
    let mut others = finding.frames();
    others.retain(|frame| *frame != finding.frame.number);
    match &*others {
        [] => writeln!(out),
        others => writeln!(out, " (see {})", Frames(others)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::FrameId;

    #[test]
    fn errors_are_counted_first() {
        let at = ([192, 0, 2, 1], 443).into();
        let mut findings = Findings::default();
        for id in Id::ALL.iter().flat_map(|id| [*id; 12]) {
            let (frame, others) = (FrameId { number: 7, time: None }, Vec::new());
            let (flow, source, destination, message) = (None, at, at, String::new());
            findings
                .take(&Finding { id, frame, others, flow, source, destination, message }, false);
        }
        let mut out = Vec::new();
        findings.finish(&mut out).unwrap();
        let text = anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()).to_string();
        let severities: Vec<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
        let place =
            |severity: &&str| ["error", "warning", "note"].iter().position(|it| it == severity);
        assert_eq!(severities.len(), Id::ALL.len());
        assert!(severities.is_sorted_by_key(place), "{text}");
        let first = text.lines().next().unwrap();
        assert!(first.ends_with(": 2 more, from frame 7 on"), "{text}");
    }
}
