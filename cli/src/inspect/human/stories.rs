//! Stories for people: so many of each outcome one by one, how many more there were at the end.

use std::io::{self, Write};

use super::findings::Findings;
use super::{story, style};
use crate::story::{Outcome, Story};

/// So many of an outcome are told where nothing went wrong.
const WELL: u64 = 10;
/// And so many where something did.
const ILL: u64 = 50;

/// What was told of stories.
#[derive(Default)]
pub(super) struct Stories {
    counts: Vec<Count>,
}

struct Count {
    outcome: Outcome,
    told: u64,
    /// How many were not told, and the number of the first of them.
    more: u64,
    from: u64,
}

impl Stories {
    /// Tells a story, unless there were many alike, and not all are wanted.
    pub(super) fn tell(
        &mut self,
        story: &Story,
        findings: &Findings,
        all: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let count = self.count(story.outcome());
        if !all && count.is_some_and(|count| !count.has_room(story.number)) {
            return Ok(());
        }
        writeln!(out)?;
        story::write(story, findings, all, out)
    }

    fn count(&mut self, outcome: Outcome) -> Option<&mut Count> {
        if !self.counts.iter().any(|count| count.outcome == outcome) {
            self.counts.push(Count { outcome, told: 0, more: 0, from: 0 });
        }
        self.counts.iter_mut().find(|count| count.outcome == outcome)
    }

    /// Tells of those that were not told.
    pub(super) fn finish(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut more = self.counts.iter().filter(|count| count.more > 0).peekable();
        if more.peek().is_some() {
            writeln!(out)?;
        }
        for Count { outcome, more, from, .. } in more {
            let stories = if *more == 1 { "story" } else { "stories" };
            write!(out, "{more} more {stories}, from story {from} on: ")?;
            style::styled(out, style::outcome(*outcome), &outcome.words())?;
            writeln!(out)?;
        }
        Ok(())
    }
}

impl Count {
    fn has_room(&mut self, number: u64) -> bool {
        let most = match self.outcome {
            Outcome::Moved | Outcome::Stayed => WELL,
            _ => ILL,
        };
        if self.told < most {
            self.told += 1;
            return true;
        }
        self.from = if self.more == 0 { number } else { self.from };
        self.more += 1;
        false
    }
}
