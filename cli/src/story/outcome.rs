//! What came of a story.

use super::{Step, StepKind};

/// The outcome of a story's last move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing moved, and nobody asked for it.
    Stayed,
    /// The client was told to move, and never contacted the target.
    NeverContacted,
    /// The client contacted the target, and nothing that decides came back.
    Unanswered,
    /// The target took the session over.
    Moved,
    /// The target went on with a full handshake.
    Refused,
    /// The client contacted the target without presenting what would move the session.
    Anew,
    /// The target reset the connection, or ended it with an alert.
    Failed,
}

impl Outcome {
    /// A name that stays.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Stayed => "stayed",
            Self::NeverContacted => "never_contacted",
            Self::Unanswered => "unanswered",
            Self::Moved => "moved",
            Self::Refused => "refused",
            Self::Anew => "anew",
            Self::Failed => "failed",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stayed => "did not move",
            Self::NeverContacted => "told to move, and never contacted the target",
            Self::Unanswered => "no answer from the target",
            Self::Moved => "moved",
            Self::Refused => "refused by the target",
            Self::Anew => "began anew at the target",
            Self::Failed => "failed at the target",
        }
    }

    /// By the steps, in the order of their frames.
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut outcome = Self::Stayed;
        // The connection in which the session is, and the one in which it is to go on.
        let (mut at, mut target) = (None, None);
        for step in steps {
            let is_at_target = target.is_some() && step.flow == target;
            match step.kind {
                StepKind::Contact if at.is_none() => at = step.flow,
                StepKind::Contact => (target, outcome) = (step.flow, Self::Unanswered),
                StepKind::Trigger => outcome = Self::NeverContacted,
                StepKind::Attempt => (target, outcome) = (step.flow, Self::Unanswered),
                StepKind::Anew if is_at_target => outcome = Self::Anew,
                StepKind::Accept if is_at_target => {
                    (at, target, outcome) = (step.flow, None, Self::Moved);
                }
                StepKind::Refuse if is_at_target => outcome = Self::Refused,
                StepKind::Alert | StepKind::Reset if is_at_target => outcome = Self::Failed,
                _ => {}
            }
        }
        outcome
    }
}
