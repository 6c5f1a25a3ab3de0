//! A story while it is being put together.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};

use super::migrate::Migrating;
use super::{Family, Step, StepKind, Story};
use crate::capture::FrameId;
use crate::finding::{Finding, Id};
use crate::flow::Flow;

/// So many steps are kept of a story.
const MOST_STEPS: usize = 256;

/// By so many keys a story can be found.
const MOST_KEYS: usize = 1 << 10;

/// So many connections are known to be of a story.
const MOST_FLOWS: usize = 1 << 10;
/// What one takes of memory, there and where it is found, by and large.
const FLOW: usize = 64;

/// What later connections of a story are known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// The ticket that authorized a move.
    Ticket(Box<[u8]>),
    /// The session_id in its token.
    Session(Box<[u8]>),
    /// The Token of TCP Migrate.
    Token([u8; 8]),
    /// The server of a secure connection of TCP Migrate, whose key may not be given.
    Secure(SocketAddr),
    /// A client that was told to go to an address.
    Awaited(IpAddr, SocketAddr),
}

impl Key {
    /// What it takes of memory, in the index and in its story.
    pub(super) fn cost(&self) -> usize {
        let octets = match self {
            Self::Ticket(octets) | Self::Session(octets) => octets.len(),
            _ => 0,
        };
        2 * (size_of::<Self>() + octets)
    }
}

/// A story, and what it is found by.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) story: Story,
    keys: VecDeque<Key>,
    /// Its connections, by their numbers.
    flows: VecDeque<u64>,
    /// What it takes of memory.
    pub(super) held: usize,
    /// The connection of TCP Migrate.
    pub(super) migrating: Option<Box<Migrating>>,
}

impl Plot {
    pub(super) fn new(number: u64, family: Family) -> Self {
        let story = Story { number, family, steps: Vec::new(), left_out: 0 };
        let (keys, flows, held) = (VecDeque::new(), VecDeque::new(), size_of::<Self>());
        Self { story, keys, flows, held, migrating: None }
    }

    /// Adds a step.
    pub(super) fn add(&mut self, step: Step) {
        if self.story.steps.len() < MOST_STEPS {
            self.held = self.held.saturating_add(cost(&step));
            self.story.steps.push(step);
        } else {
            self.story.left_out = self.story.left_out.saturating_add(1);
        }
    }

    /// Whether something of this kind happened in a connection.
    pub(super) fn has(&self, kind: StepKind, flow: Flow) -> bool {
        self.steps(kind).any(|step| step.flow == Some(flow.number))
    }

    pub(super) fn steps(&self, kind: StepKind) -> impl Iterator<Item = &Step> {
        self.story.steps.iter().filter(move |step| step.kind == kind)
    }

    /// Whether a server was contacted at this address in another connection.
    pub(super) fn knows_server(&self, server: SocketAddr, flow: Flow) -> bool {
        let others = |step: &&Step| step.flow != Some(flow.number);
        self.steps(StepKind::Contact).filter(others).any(|step| step.destination == server)
    }

    /// Whether a move was authorized by a ticket.
    pub(super) fn is_authorized(&self) -> bool {
        self.steps(StepKind::Authorize).next().is_some()
    }

    /// Whether a connection is one that the session is to go on in: not the first of the story.
    pub(super) fn is_target(&self, flow: Flow) -> bool {
        let mut contacts = self.steps(StepKind::Contact);
        let is_attempt = self.has(StepKind::Attempt, flow);
        is_attempt || contacts.next().is_some_and(|first| first.flow != Some(flow.number))
    }

    /// The server has taken over what was asked for in a connection.
    pub(super) fn accepted(&mut self, flow: Flow) {
        if let Some(migrating) = &mut self.migrating {
            migrating.accepted(flow);
        }
    }

    /// Takes out what happened in a connection that turns out to be of another story.
    pub(super) fn forget(&mut self, flow: Flow) {
        let held = &mut self.held;
        self.story.steps.retain(|step| {
            let stays = step.flow != Some(flow.number);
            *held = held.saturating_sub(if stays { 0 } else { cost(step) });
            stays
        });
        let before = self.flows.len();
        self.flows.retain(|number| *number != flow.number);
        let left = before - self.flows.len();
        self.held = self.held.saturating_sub(left * FLOW);
    }

    /// Takes a connection in. Returns the number of one that is no longer of the story, where there are
    /// too many.
    pub(super) fn enter(&mut self, flow: Flow) -> Option<u64> {
        self.flows.push_back(flow.number);
        if self.flows.len() > MOST_FLOWS {
            return self.flows.pop_front();
        }
        self.held = self.held.saturating_add(FLOW);
        None
    }

    /// The numbers of its connections.
    pub(super) fn flows(&self) -> impl Iterator<Item = &u64> {
        self.flows.iter()
    }

    /// The story is found by a key. Returns one that it is to be found by no longer, where there are too
    /// many.
    pub(super) fn know(&mut self, key: Key) -> Option<Key> {
        self.held = self.held.saturating_add(key.cost());
        self.keys.push_back(key);
        let oldest = (self.keys.len() > MOST_KEYS).then(|| self.keys.pop_front()).flatten()?;
        self.held = self.held.saturating_sub(oldest.cost());
        Some(oldest)
    }

    /// The story is found by a key no longer.
    pub(super) fn unknow(&mut self, key: &Key) {
        if let Some(at) = self.keys.iter().position(|its| its == key) {
            self.keys.remove(at);
            self.held = self.held.saturating_sub(key.cost());
        }
    }

    /// What it is found by.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    /// The connection of TCP Migrate that it is about.
    pub(super) fn set_migrating(&mut self, migrating: Migrating) {
        self.held = self.held.saturating_add(migrating.cost());
        self.migrating = Some(Box::new(migrating));
    }

    /// Whether there is something to tell: more than that a move would be possible.
    pub(super) fn is_worth_telling(&self) -> bool {
        use StepKind::{Anew, Attempt, Authorize, Trigger};
        let kinds = [Authorize, Trigger, Attempt, Anew];
        self.story.steps.iter().any(|step| kinds.contains(&step.kind))
    }

    /// The story, its steps in order.
    pub(super) fn into_story(mut self) -> Story {
        self.story.steps.sort_by_key(|step| step.frame.number);
        self.story
    }
}

fn cost(step: &Step) -> usize {
    size_of::<Step>() + step.detail.len()
}

impl Step {
    /// In a connection, from one end to the other.
    pub(super) fn new(
        kind: StepKind,
        frame: FrameId,
        flow: Option<Flow>,
        [source, destination]: [SocketAddr; 2],
        detail: impl Into<String>,
    ) -> Self {
        let flow = flow.map(|flow| flow.number);
        Self { kind, frame, flow, source, destination, detail: detail.into(), verdict: None }
    }

    /// A finding that this step shows.
    pub(super) fn finding(&self, id: Id, message: impl Into<String>) -> Finding {
        Finding {
            id,
            frame: self.frame,
            others: Vec::new(),
            flow: self.flow,
            source: self.source,
            destination: self.destination,
            message: message.into(),
        }
    }
}
