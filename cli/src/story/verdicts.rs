//! Whether servers did what the verdicts on tokens ask for.

use super::{StepKind, Story};
use crate::finding::{Finding, Id};

/// What is wrong with how a story's attempts were answered.
pub(super) fn judge(story: &Story, sink: &mut dyn FnMut(Finding)) {
    if !story.is_of_tls() {
        return;
    }
    let attempts = story.steps.iter().filter(|step| step.kind == StepKind::Attempt);
    for (attempt, verdict) in attempts.filter_map(|step| Some((step, step.verdict?))) {
        let is_answer = |kind| matches!(kind, StepKind::Accept | StepKind::Refuse);
        let mut answers = story.steps.iter().filter(|step| is_answer(step.kind));
        let Some(answer) = answers.find(|step| step.flow == attempt.flow) else { continue };
        let before = |step: &&super::Step| step.frame.number < attempt.frame.number;
        let mut accepted = story.steps.iter().filter(|step| step.kind == StepKind::Accept);
        let (id, message) = match (verdict, answer.kind) {
            ("valid", StepKind::Refuse) if attempt.may_be_refused => continue,
            ("valid", StepKind::Refuse) => (
                Id::ValidTokenRefused,
                format!(
                    "the server does not take the PSK ({}), though the token is valid",
                    answer.detail
                ),
            ),
            ("valid" | "unknown_session", _) | (_, StepKind::Refuse) => continue,
            // A client may present its token again where nobody took it.
            ("replayed", _) if !accepted.any(|step| before(&step)) => continue,
            _ => (
                Id::RefusedTokenAccepted,
                format!("the server takes the PSK, though the verdict on the token is {verdict}"),
            ),
        };
        sink(answer.finding(id, message).with([attempt.frame.number]));
    }
}
