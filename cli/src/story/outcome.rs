//! What came of a story.

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
}
