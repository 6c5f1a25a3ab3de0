//! The stories that are being told.
//!
//! [`MOST`] octets bound what is remembered. Where there is no more room, the oldest story of which there
//! is nothing to tell yet is dropped; where there is none, the oldest is told as it stands.

use std::collections::{BTreeMap, BTreeSet};

use rehome::{CodePoints, OptionKinds};

use super::index::Index;
use super::key::Protocol;
use super::members::Members;
use super::migrating::SharedSecret;
use super::plot::Plot;
use super::step::Contact;
use super::{Family, Outcome, Said, Step, StepKind, Story, verdicts};
use crate::element::{Element, Heard, Kind, Sent};
use crate::finding::{Id, Rules};
use crate::flow::Flow;

/// So many octets are held, by and large.
const MOST: usize = 64 << 20;

/// Takes what stories have to say.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Said);

/// The stories.
#[derive(Debug)]
pub(crate) struct Stories {
    pub(super) code_points: CodePoints,
    pub(super) kinds: OptionKinds,
    /// What the ends of secure connections of TCP Migrate may share.
    pub(super) migrate_keys: Vec<SharedSecret>,
    /// Stories so far, and those that were told.
    count: u64,
    told: u64,
    plots: BTreeMap<u64, Plot>,
    /// Those of which there is nothing to tell yet.
    quiet: BTreeSet<u64>,
    pub(super) index: Index,
    /// The stories of each connection.
    flows: Members,
    held: usize,
    /// The last frame with a segment that may begin or end a connection.
    pub(super) latest: u64,
    /// The verdicts are known, and were held against the stories.
    is_settled: bool,
}

impl Stories {
    pub(crate) fn new(rules: &Rules, migrate_keys: Vec<SharedSecret>) -> Self {
        Self {
            code_points: rules.code_points,
            kinds: rules.kinds,
            migrate_keys,
            count: 0,
            told: 0,
            plots: BTreeMap::new(),
            quiet: BTreeSet::new(),
            index: Index::default(),
            flows: Members::default(),
            held: 0,
            latest: 0,
            is_settled: false,
        }
    }

    /// A segment with SYN, FIN or RST, or one that is an element.
    pub(crate) fn segment(&mut self, sent: &Sent<'_>, sink: Sink<'_>) {
        self.latest = self.latest.max(sent.frame.number);
        let Some(flow) = sent.flow else { return };
        self.arrives(sent, flow);
        if sent.element.is_some() {
            self.options(sent, flow, sink);
        }
        for number in self.flows.all_of(flow.number).into_iter().flatten() {
            self.life(number, sent, flow);
        }
        self.make_room(sink);
    }

    /// A message of TLS.
    pub(crate) fn message(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        self.heard(heard, sink);
        self.make_room(sink);
    }

    /// An element whose verdict is known now.
    pub(crate) fn verdict(&mut self, element: &Element) {
        let Some(flow) = element.flow.filter(|_| element.kind == Kind::ClientHello) else { return };
        let number = self.flows.of(flow, Protocol::Tls);
        let plot = number.and_then(|number| self.plots.get_mut(&number));
        let Some(plot) = plot.filter(|_| element.verdict.is_some()) else { return };
        let its = |step: &&mut Step| step.kind == StepKind::Attempt && step.flow == Some(flow);
        if let Some(step) = plot.story.steps.iter_mut().rfind(its) {
            step.verdict = element.verdict;
        }
    }

    /// Nothing more is read, and all verdicts are known: what is wrong in the stories.
    pub(crate) fn settle(&mut self, sink: Sink<'_>) {
        self.is_settled = true;
        for plot in self.plots.values_mut() {
            plot.sort();
            never_contacted(plot, sink);
            verdicts::judge(&plot.story, &mut |finding| sink(Said::Finding(finding)));
        }
    }

    /// Tells the stories.
    pub(crate) fn finish(&mut self, sink: Sink<'_>) {
        self.index = Index::default();
        self.flows.clear();
        self.quiet.clear();
        self.held = 0;
        for plot in std::mem::take(&mut self.plots).into_values() {
            self.tell(plot, sink);
        }
    }

    pub(super) fn at(&self, number: u64) -> Option<&Plot> {
        self.plots.get(&number)
    }

    /// The story of a connection.
    pub(super) fn of(&self, flow: &Flow, protocol: Protocol) -> Option<&Plot> {
        self.plots.get(&self.number_of(flow, protocol)?)
    }

    /// The number of that story.
    pub(super) fn number_of(&self, flow: &Flow, protocol: Protocol) -> Option<u64> {
        self.flows.of(flow.number, protocol)
    }

    /// Begins a story in a connection.
    pub(super) fn begin(&mut self, family: Family, contact: Contact) -> u64 {
        self.count = self.count.saturating_add(1);
        let plot = Plot::new(self.count, family);
        self.held = self.held.saturating_add(plot.held);
        self.plots.insert(self.count, plot);
        self.quiet.insert(self.count);
        self.contact(self.count, contact);
        self.count
    }

    /// Takes a connection into a story, if it is not there yet.
    pub(super) fn contact(&mut self, number: u64, contact: Contact) {
        let Some(protocol) = self.at(number).map(|plot| plot.protocol) else { return };
        let flow = contact.flow.number;
        match self.flows.of(flow, protocol) {
            Some(own) if own == number => return,
            // It was taken for one of another story, by its address.
            Some(other) => {
                self.change(other, |plot| plot.forget(flow));
            }
            None => {}
        }
        self.enter(number, protocol, flow);
        let Flow { begun, source, is_whole, .. } = contact.flow;
        let detail = if is_whole { "" } else { "begun before the capture" };
        let is_by_client = !is_whole || source != contact.ends[1];
        self.add(number, Step::new(StepKind::Contact, begun, contact, is_by_client, detail));
    }

    /// A connection is of a story, and of no other of its protocol.
    pub(super) fn enter(&mut self, number: u64, protocol: Protocol, flow: u64) {
        self.flows.insert(flow, protocol, number);
        let oldest = self.change(number, |plot| plot.enter(flow)).flatten();
        oldest.and_then(|oldest| self.flows.remove(oldest, protocol));
    }

    /// A connection is of its story no longer; what happened in it stays there.
    pub(super) fn leave(&mut self, flow: &Flow, protocol: Protocol) {
        if let Some(number) = self.flows.remove(flow.number, protocol) {
            self.change(number, |plot| plot.leave(flow.number));
        }
    }

    /// A connection turns out to be of another story than that in which it was taken.
    pub(super) fn take_back(&mut self, flow: &Flow, protocol: Protocol) {
        if let Some(number) = self.flows.remove(flow.number, protocol) {
            self.change(number, |plot| plot.forget(flow.number));
        }
    }

    /// Adds a step to a story.
    pub(super) fn add(&mut self, number: u64, step: Step) {
        if step.kind.is_worth_telling() {
            self.quiet.remove(&number);
        }
        self.change(number, |plot| plot.add(step));
    }

    /// Changes a story, and counts what that takes or frees.
    pub(super) fn change<T>(&mut self, number: u64, act: impl FnOnce(&mut Plot) -> T) -> Option<T> {
        let plot = self.plots.get_mut(&number)?;
        let before = plot.held;
        let done = act(plot);
        self.held = self.held.saturating_sub(before).saturating_add(plot.held);
        Some(done)
    }

    /// Drops stories, or tells them, where all together hold too much.
    fn make_room(&mut self, sink: Sink<'_>) {
        while self.held > MOST {
            let oldest = self.quiet.first().or_else(|| self.plots.keys().next()).copied();
            let Some(plot) = oldest.and_then(|number| self.take(number)) else { return };
            self.tell(plot, sink);
        }
    }

    /// Takes a story out of all that it is in.
    pub(super) fn take(&mut self, number: u64) -> Option<Plot> {
        let plot = self.plots.remove(&number)?;
        self.quiet.remove(&number);
        self.held = self.held.saturating_sub(plot.held);
        plot.keys().for_each(|key| self.index.remove(key, number));
        for flow in plot.flows() {
            self.flows.remove(flow, plot.protocol);
        }
        Some(plot)
    }

    /// Hands a story over, where there is something to tell.
    fn tell(&mut self, mut plot: Plot, sink: Sink<'_>) {
        if !plot.is_worth_telling() {
            return;
        }
        plot.sort();
        if !self.is_settled {
            verdicts::judge(&plot.story, &mut |finding| sink(Said::Finding(finding)));
        }
        self.told = self.told.saturating_add(1);
        sink(Said::Story(Story { number: self.told, ..plot.story }));
    }
}

/// Tells of a client that was told to move, and was not seen where it was awaited.
fn never_contacted(plot: &Plot, sink: Sink<'_>) {
    let is_known = plot.is_awaited && plot.story.left_out == 0;
    if !is_known || plot.story.outcome() != Outcome::NeverContacted {
        return;
    }
    if let Some(step) = plot.steps(StepKind::Trigger).last() {
        let others = plot.steps(StepKind::Authorize).map(|step| step.frame.number);
        let message = format!("the client was told to move ({}), and never did", step.detail);
        sink(Said::Finding(step.finding(Id::TargetNeverContacted, message).with(others)));
    }
}
