//! The lines of findings and stories.

use std::net::SocketAddr;

use serde::Serialize;

use super::{FlowLine, unix_seconds};
use crate::finding::Finding;
use crate::inspect::elapsed::{Elapsed, steps, took};
use crate::story::{Step, Story};

#[derive(Serialize)]
pub(super) struct FindingLine<'a> {
    id: &'static str,
    severity: &'static str,
    section: &'static str,
    /// All, in order.
    frames: Vec<u64>,
    /// The one that shows it, and its time.
    frame: u64,
    time: Option<String>,
    flow: FlowLine,
    message: &'a str,
}

impl<'a> From<&'a Finding> for FindingLine<'a> {
    fn from(finding: &'a Finding) -> Self {
        let (source, destination) = (finding.source, finding.destination);
        Self {
            id: finding.id.code(),
            severity: finding.id.severity().name(),
            section: finding.id.source(),
            frames: finding.frames(),
            frame: finding.frame.number,
            time: finding.frame.time.map(unix_seconds),
            flow: FlowLine { number: finding.flow, source, destination },
            message: &finding.message,
        }
    }
}

#[derive(Serialize)]
pub(super) struct StoryLine<'a> {
    number: u64,
    family: &'static str,
    outcome: &'static str,
    servers: Vec<SocketAddr>,
    /// How long the last move took; None where there was none.
    took: Option<Elapsed>,
    steps: Vec<StepLine<'a>>,
    left_out: u64,
}

#[derive(Serialize)]
struct StepLine<'a> {
    step: &'static str,
    frame: u64,
    time: Option<String>,
    /// Since the step before.
    after: Option<Elapsed>,
    flow: FlowLine,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
}

impl<'a> From<&'a Story> for StoryLine<'a> {
    fn from(story: &'a Story) -> Self {
        let course = story.course();
        Self {
            number: story.number,
            family: story.family.code(),
            outcome: course.outcome.code(),
            servers: story.servers(),
            took: took(&course),
            steps: steps(story).map(StepLine::from).collect(),
            left_out: story.left_out,
        }
    }
}

impl<'a> From<(&'a Step, Option<Elapsed>)> for StepLine<'a> {
    fn from((step, after): (&'a Step, Option<Elapsed>)) -> Self {
        let (source, destination) = (step.source, step.destination);
        Self {
            step: step.kind.code(),
            frame: step.frame.number,
            time: step.frame.time.map(unix_seconds),
            after,
            flow: FlowLine { number: step.flow, source, destination },
            detail: &step.detail,
            verdict: step.verdict,
        }
    }
}
