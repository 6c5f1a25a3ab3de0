//! The last line: how it ended, and all counts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::unix_seconds;
use crate::element::Counts;
use crate::finding::Severity;
use crate::inspect::tally::{End, Found};

#[derive(Serialize)]
pub(super) struct EndLine<'a> {
    frames: u64,
    first_time: Option<String>,
    last_time: Option<String>,
    flows: Flows,
    elements: &'a Counts,
    malformed: u64,
    verdicts: &'a BTreeMap<&'static str, u64>,
    findings: Severities,
    by_id: Vec<ById>,
    stories: u64,
    by_outcome: Vec<ByOutcome>,
    notices: u64,
    by_code: &'a BTreeMap<&'static str, u64>,
    error: Option<&'a str>,
}

/// Connections.
#[derive(Serialize)]
struct Flows {
    seen: u64,
    with_elements: u64,
}

#[derive(Default, Serialize)]
struct Severities {
    error: u64,
    warning: u64,
    note: u64,
}

#[derive(Serialize)]
struct ById {
    id: &'static str,
    severity: &'static str,
    count: u64,
    /// The first frame that shows one.
    frame: u64,
}

#[derive(Serialize)]
struct ByOutcome {
    family: &'static str,
    outcome: &'static str,
    count: u64,
}

impl<'a> From<&'a End> for EndLine<'a> {
    fn from(End { extent, tally, error, .. }: &'a End) -> Self {
        let mut findings = Severities::default();
        for (id, found) in &tally.findings {
            *match id.severity() {
                Severity::Error => &mut findings.error,
                Severity::Warning => &mut findings.warning,
                Severity::Note => &mut findings.note,
            } += found.count;
        }
        let by_id = tally.findings.iter().map(|(id, Found { count, first })| {
            let (id, severity) = (id.code(), id.severity().name());
            ById { id, severity, count: *count, frame: *first }
        });
        let by_outcome = tally.stories.iter().map(|(family, outcome, count)| {
            let (family, outcome) = (family.code(), outcome.code());
            ByOutcome { family, outcome, count: *count }
        });
        Self {
            frames: extent.frames,
            first_time: extent.first.map(unix_seconds),
            last_time: extent.last.map(unix_seconds),
            flows: Flows { seen: extent.flows, with_elements: tally.flows() },
            elements: &tally.elements,
            malformed: tally.malformed,
            verdicts: &tally.verdicts,
            findings,
            by_id: by_id.collect(),
            stories: tally.stories.iter().map(|(.., count)| count).sum(),
            by_outcome: by_outcome.collect(),
            notices: tally.notices.values().sum(),
            by_code: &tally.notices,
            error: error.as_deref(),
        }
    }
}
