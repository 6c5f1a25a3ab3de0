//! What is said of a capture beside its elements: findings, and stories across connections.

use super::report::Report;
use crate::element::{Element, Finished, Heard, Sent};
use crate::finding::{Findings, Rules};
use crate::flow;
use crate::story::{SharedSecret, Stories};

/// Judges and tells what a scan reads.
#[derive(Debug)]
pub struct Account {
    findings: Findings,
    stories: Stories,
}

impl Account {
    /// By these rules.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self::with_migrate_keys(rules, Vec::new())
    }

    /// With the shared keys of secure connections of TCP Migrate.
    #[must_use]
    pub fn with_migrate_keys(rules: Rules, migrate_keys: Vec<SharedSecret>) -> Self {
        Self { stories: Stories::new(&rules, migrate_keys), findings: Findings::new(rules) }
    }

    pub(super) fn segment(&mut self, sent: &Sent<'_>, sink: &mut dyn FnMut(Report)) {
        let Self { findings, stories } = self;
        findings.segment(sent, &mut |finding| sink(finding.into()));
        stories.segment(sent, &mut |said| sink(said.into()));
    }

    pub(super) fn message(&mut self, heard: &Heard<'_>, sink: &mut dyn FnMut(Report)) {
        let Self { findings, stories } = self;
        findings.message(heard, &mut |finding| sink(finding.into()));
        stories.message(heard, &mut |said| sink(said.into()));
    }

    pub(super) fn finished(&mut self, finished: &Finished, sink: &mut dyn FnMut(Report)) {
        self.findings.finished(finished, &mut |finding| sink(finding.into()));
    }

    pub(super) fn notice(&mut self, notice: &flow::Notice, sink: &mut dyn FnMut(Report)) {
        self.findings.notice(notice, &mut |finding| sink(finding.into()));
    }

    pub(super) fn verdict(&mut self, element: &Element, sink: &mut dyn FnMut(Report)) {
        let Self { findings, stories } = self;
        findings.verdict(element, &mut |finding| sink(finding.into()));
        stories.verdict(element);
    }

    /// Nothing more is read, and all verdicts are known: what is wrong in the stories.
    pub(super) fn settle(&mut self, sink: &mut dyn FnMut(Report)) {
        self.stories.settle(&mut |said| sink(said.into()));
    }

    /// The stories, when all else was told.
    pub(super) fn finish(&mut self, sink: &mut dyn FnMut(Report)) {
        self.stories.finish(&mut |said| sink(said.into()));
    }
}
