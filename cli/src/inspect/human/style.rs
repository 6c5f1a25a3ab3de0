//! What colour means on the screen.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::finding::Severity;
use crate::story::{Outcome, StepKind};

pub(super) const QUIET: Style = Style::new().dimmed();
pub(super) const NAME: Style = AnsiColor::Cyan.on_default();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const UNKNOWN: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Blue.on_default().bold();

/// What a server makes of an attempt to migrate.
pub(super) fn verdict(verdict: &str) -> Style {
    match verdict {
        "valid" => GOOD,
        "unknown_session" => UNKNOWN,
        _ => BAD,
    }
}

/// How bad a finding is.
pub(super) fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Note => NOTE,
        Severity::Warning => UNKNOWN,
        Severity::Error => BAD,
    }
}

/// What came of a story.
pub(super) fn outcome(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Moved => GOOD,
        Outcome::Stayed => QUIET,
        Outcome::Unanswered | Outcome::Anew => UNKNOWN,
        Outcome::NeverContacted | Outcome::Refused | Outcome::Failed => BAD,
    }
}

/// What happens in a story.
pub(super) fn step(kind: StepKind) -> Style {
    match kind {
        StepKind::Accept => GOOD,
        StepKind::Anew => UNKNOWN,
        StepKind::Refuse | StepKind::Alert | StepKind::Reset => BAD,
        _ => NAME,
    }
}

/// Writes a text in a style.
pub(super) fn styled(out: &mut dyn Write, style: Style, text: &dyn Display) -> io::Result<()> {
    write!(out, "{style}{text}{style:#}")
}
