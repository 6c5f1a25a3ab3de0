//! Stories across connections, and what is wrong in them.

mod affinity;
mod bounds;
mod late;
mod migrate;
mod tls00;
mod tls03;

use rehome_cli::story::Story;

use super::Said;

/// The only story.
#[track_caller]
fn only(said: &Said) -> &Story {
    assert_eq!(said.stories.len(), 1, "{:#?}", said.stories);
    &said.stories[0]
}

/// Frame, connection and name of each step.
fn steps(story: &Story) -> Vec<(u64, u64, &'static str)> {
    let step =
        |step: &rehome_cli::story::Step| (step.frame.number, step.flow.unwrap(), step.kind.code());
    story.steps.iter().map(step).collect()
}

/// The codes of the findings that stories make.
fn of_stories(said: &Said) -> Vec<(&'static str, Vec<u64>)> {
    let theirs = [
        "psk_ke",
        "target_never_contacted",
        "refused_token_accepted",
        "valid_token_refused",
        "migrate_token_unknown",
        "migrate_reqno_stale",
        "migrate_request_wrong",
    ];
    said.codes().into_iter().filter(|(code, _)| theirs.contains(code)).collect()
}
