//! What was told, counted.

use std::collections::BTreeMap;

use super::flow_set::FlowSet;
use super::notices::Told;
use crate::capture::Timestamp;
use crate::element::{Counts, Element};
use crate::finding::{Finding, Id, Severity};
use crate::story::{Family, Outcome, Story};

/// Numbers of what was printed, or would have been without `--summary`.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) elements: Counts,
    /// Elements that are malformed.
    pub(super) malformed: u64,
    pub(super) verdicts: BTreeMap<&'static str, u64>,
    pub(super) findings: BTreeMap<Id, Found>,
    /// By family and outcome, in the order in which they came.
    pub(super) stories: Vec<(Family, Outcome, u64)>,
    pub(super) notices: BTreeMap<&'static str, u64>,
    flows: FlowSet,
}

/// How often something was found, and the first frame that showed it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) count: u64,
    pub(super) first: u64,
}

/// How far a capture was read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    pub(super) frames: u64,
    /// Connections.
    pub(super) flows: u64,
    /// Secrets that were given, or are in it.
    pub(super) secrets: usize,
    /// When the first frame that has a time was captured.
    pub(super) first: Option<Timestamp>,
    /// When the last frame was captured.
    pub(super) last: Option<Timestamp>,
}

/// Numbers of what filters hide.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hidden {
    pub(super) elements: u64,
    /// Findings of severity error.
    pub(super) errors: u64,
}

/// How it ended.
#[derive(Debug, Default)]
pub(super) struct End {
    pub(super) extent: Extent,
    pub(super) tally: Tally,
    pub(super) hidden: Hidden,
    /// Why reading broke off.
    pub(super) error: Option<String>,
}

impl Tally {
    pub(super) fn element(&mut self, element: &Element) {
        self.elements.count(element.kind);
        self.malformed += u64::from(element.value.is_err());
        if let Some(verdict) = element.verdict {
            *self.verdicts.entry(verdict).or_default() += 1;
        }
        if let Some(flow) = element.flow {
            self.flows.insert(flow);
        }
    }

    pub(super) fn finding(&mut self, finding: &Finding) {
        let frame = finding.frame.number;
        let found = self.findings.entry(finding.id).or_insert(Found { count: 0, first: frame });
        *found = Found { count: found.count + 1, first: found.first.min(frame) };
    }

    pub(super) fn story(&mut self, story: &Story) {
        let (family, outcome) = (story.family, story.outcome());
        let is_it = |it: &&mut (Family, Outcome, u64)| (it.0, it.1) == (family, outcome);
        match self.stories.iter_mut().find(is_it) {
            Some((.., count)) => *count += 1,
            None => self.stories.push((family, outcome, 1)),
        }
    }

    pub(super) fn notice(&mut self, notice: &Told) {
        *self.notices.entry(notice.code).or_default() += 1;
    }

    /// How many findings are errors.
    pub(super) fn errors(&self) -> u64 {
        let errors = self.findings.iter().filter(|(id, _)| id.severity() == Severity::Error);
        errors.map(|(_, found)| found.count).sum()
    }

    /// How many connections there were elements of.
    pub(super) fn flows(&self) -> u64 {
        self.flows.len()
    }
}
