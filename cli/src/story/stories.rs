//! The stories that are being told, and what they are found by.
//!
//! [`MOST`] octets bound what is remembered; where there is no more room, the oldest story is told as
//! it stands, or dropped where there is nothing to tell yet.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;

use rehome::tcp::TcpFlags;
use rehome::{CodePoints, OptionKinds};

use super::migrate::SharedSecret;
use super::plot::{Key, Plot};
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
    /// The shared keys of secure connections of TCP Migrate.
    pub(super) migrate_keys: Vec<SharedSecret>,
    /// A secure connection of TCP Migrate was seen, whose key may be none of those.
    pub(super) has_secure: bool,
    /// Stories so far, and those that were told.
    count: u64,
    told: u64,
    plots: BTreeMap<u64, Plot>,
    /// Which stories are found by what; several only where that is an address.
    pub(super) index: HashMap<Key, VecDeque<u64>>,
    /// The story of each connection that is in one, by their numbers.
    flows: BTreeMap<u64, u64>,
    held: usize,
}

impl Stories {
    pub(crate) fn new(rules: &Rules, migrate_keys: Vec<SharedSecret>) -> Self {
        Self {
            code_points: rules.code_points,
            kinds: rules.kinds,
            migrate_keys,
            has_secure: false,
            count: 0,
            told: 0,
            plots: BTreeMap::new(),
            index: HashMap::new(),
            flows: BTreeMap::new(),
            held: 0,
        }
    }

    /// A segment with SYN, FIN or RST, or one that is an element.
    pub(crate) fn segment(&mut self, sent: &Sent<'_>, sink: Sink<'_>) {
        let Some(flow) = sent.flow else { return };
        self.arrives(sent, flow);
        if sent.element.is_some() {
            self.options(sent, flow, sink);
        }
        self.life(sent, flow);
        self.make_room(sink);
    }

    /// A message of TLS.
    pub(crate) fn message(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        self.heard(heard, sink);
        self.make_room(sink);
    }

    /// An element whose verdict is known now.
    pub(crate) fn verdict(&mut self, element: &Element) {
        if element.kind != Kind::ClientHello || element.verdict.is_none() {
            return;
        }
        let Some(flow) = element.flow else { return };
        let number = self.flows.get(&flow);
        let Some(plot) = number.and_then(|number| self.plots.get_mut(number)) else { return };
        let its = |step: &&mut Step| step.kind == StepKind::Attempt && step.flow == Some(flow);
        if let Some(step) = plot.story.steps.iter_mut().rfind(its) {
            step.verdict = element.verdict;
        }
    }

    /// Nothing more is read: who was told to move, and never went.
    pub(crate) fn end(&mut self, sink: Sink<'_>) {
        for plot in self.plots.values_mut() {
            plot.story.steps.sort_by_key(|step| step.frame.number);
            if plot.story.outcome() != Outcome::NeverContacted {
                continue;
            }
            if let Some(step) = plot.steps(StepKind::Trigger).last() {
                let others = plot.steps(StepKind::Authorize).map(|step| step.frame.number);
                let message = match &*step.detail {
                    "" => "the client was told to move, and never contacted the target".to_owned(),
                    detail => format!("the client was told to move ({detail}), and never did"),
                };
                let finding = step.finding(Id::TargetNeverContacted, message).with(others);
                sink(Said::Finding(finding));
            }
        }
    }

    /// All verdicts are known: tells the stories.
    pub(crate) fn finish(&mut self, sink: Sink<'_>) {
        self.index.clear();
        self.flows.clear();
        self.held = 0;
        for plot in std::mem::take(&mut self.plots).into_values() {
            self.tell(plot, sink);
        }
    }

    pub(super) fn at(&self, number: u64) -> Option<&Plot> {
        self.plots.get(&number)
    }

    pub(super) fn plot(&mut self, number: u64) -> Option<&mut Plot> {
        self.plots.get_mut(&number)
    }

    /// The story of a connection.
    pub(super) fn of(&mut self, flow: Flow) -> Option<&mut Plot> {
        let number = self.number_of(flow)?;
        self.plots.get_mut(&number)
    }

    /// The number of that story.
    pub(super) fn number_of(&self, flow: Flow) -> Option<u64> {
        self.flows.get(&flow.number).copied()
    }

    /// Begins a story in a connection.
    pub(super) fn begin(&mut self, family: Family, contact: Contact) -> u64 {
        self.count = self.count.saturating_add(1);
        self.plots.insert(self.count, Plot::new(self.count, family));
        self.held = self.held.saturating_add(size_of::<Plot>());
        self.contact(self.count, contact);
        self.count
    }

    /// Takes a connection into a story, if it is not there yet.
    pub(super) fn contact(&mut self, number: u64, Contact { flow, ends }: Contact) {
        match self.flows.insert(flow.number, number) {
            Some(own) if own == number => return,
            // It was taken for one of another story, by its address.
            Some(other) => drop(self.change(other, |plot| plot.forget(flow))),
            None => {}
        }
        let oldest = self.change(number, |plot| plot.enter(flow)).flatten();
        oldest.and_then(|oldest| self.flows.remove(&oldest));
        self.add(number, Step::new(StepKind::Contact, flow.begun, Some(flow), ends, ""));
    }

    /// Adds a step to a story.
    pub(super) fn add(&mut self, number: u64, step: Step) {
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

    /// A client may begin a connection with an address that it was told.
    fn arrives(&mut self, sent: &Sent<'_>, flow: Flow) {
        let is_first = sent.is_syn() && !self.index.is_empty() && self.of(flow).is_none();
        let ends = [sent.source, sent.destination];
        if let Some(number) = is_first.then(|| self.arrive(ends)).flatten() {
            self.contact(number, Contact { flow, ends });
        }
    }

    /// What the segments of a connection say of its life.
    fn life(&mut self, sent: &Sent<'_>, flow: Flow) {
        let flags = sent.header.flags;
        let ends = [sent.source, sent.destination];
        let is_syn = flags.contains(TcpFlags::SYN);
        let Some(plot) = self.of(flow) else { return };
        let number = plot.story.number;
        let is_tcp = matches!(plot.story.family, Family::TcpAffinity | Family::TcpMigrate);
        let is_first = |kind| !plot.has(kind, flow);
        let kind = if flags.contains(TcpFlags::RST) {
            Some(StepKind::Reset).filter(|kind| is_first(*kind))
        } else if flags.contains(TcpFlags::FIN) {
            // A FIN with a Service Affinity option is told as what it asks for.
            let triggers = is_tcp && plot.has(StepKind::Trigger, flow);
            Some(StepKind::Close).filter(|kind| is_first(*kind) && !triggers)
        } else if is_syn && flags.contains(TcpFlags::ACK) && is_tcp {
            Some(StepKind::Accept).filter(|kind| is_first(*kind) && plot.is_target(flow))
        } else {
            None
        };
        if kind == Some(StepKind::Accept) {
            plot.accepted(flow);
            self.has_arrived(number, [sent.destination, sent.source]);
        }
        if let Some(kind) = kind {
            let detail = if kind == StepKind::Accept { "SYN ACK" } else { "" };
            self.add(number, Step::new(kind, sent.frame, Some(flow), ends, detail));
        }
    }

    /// Tells the oldest stories, or drops them, where all together hold too much.
    fn make_room(&mut self, sink: Sink<'_>) {
        while self.held > MOST {
            let Some((number, plot)) = self.plots.pop_first() else { return };
            self.held = self.held.saturating_sub(plot.held);
            plot.keys().for_each(|key| self.unknow(number, key));
            for flow in plot.flows() {
                self.flows.remove(flow);
            }
            self.tell(plot, sink);
        }
    }

    /// Hands a story over, after what is wrong in it, where there is something to tell.
    fn tell(&mut self, plot: Plot, sink: Sink<'_>) {
        if !plot.is_worth_telling() {
            return;
        }
        self.told = self.told.saturating_add(1);
        let story = Story { number: self.told, ..plot.into_story() };
        verdicts::judge(&story, &mut |finding| sink(Said::Finding(finding)));
        sink(Said::Story(story));
    }
}

/// A connection, from the client to the server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contact {
    pub(super) flow: Flow,
    pub(super) ends: [SocketAddr; 2],
}
