//! A story while it is being put together.

use std::collections::VecDeque;
use std::net::SocketAddr;

use super::course::Course;
use super::key::{Key, Protocol};
use super::migrating::Migrating;
use super::{Family, Step, StepKind, Story};

/// So many steps are kept of a story.
const MOST_STEPS: usize = 256;
/// Of these the first are kept whatever comes.
const FIRST: usize = 8;
/// By so many keys a story can be found.
const MOST_KEYS: usize = 1 << 10;
/// So many connections are known to be of a story.
const MOST_FLOWS: usize = 1 << 10;
/// So many targets of tokens are remembered.
const MOST_TARGETS: usize = 8;
/// What a connection takes of memory, there and where it is found, by and large.
const FLOW: usize = 64;

/// A story, and what it is found by.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) story: Story,
    pub(super) protocol: Protocol,
    keys: VecDeque<Key>,
    /// Its connections, by their numbers.
    flows: VecDeque<u64>,
    /// Where its tokens point to.
    pub(super) targets: VecDeque<SocketAddr>,
    /// The connection of TCP Migrate.
    pub(super) migrating: Option<Box<Migrating>>,
    /// The client was told to move, and has not since.
    pub(super) is_told: bool,
    /// The client is awaited at an address, and that was not forgotten.
    pub(super) is_awaited: bool,
    /// The connection of which `psk_ke` was told.
    pub(super) psk_ke: Option<u64>,
    /// What it takes of memory.
    pub(super) held: usize,
}

impl Plot {
    pub(super) fn new(number: u64, family: Family) -> Self {
        Self {
            story: Story { number, family, steps: Vec::new(), left_out: 0 },
            protocol: family.protocol(),
            keys: VecDeque::new(),
            flows: VecDeque::new(),
            targets: VecDeque::new(),
            migrating: None,
            is_told: false,
            is_awaited: false,
            psk_ke: None,
            held: size_of::<Self>(),
        }
    }

    /// Adds a step. Where there are too many, one of those between the first and the last goes that says
    /// least of what came of it.
    pub(super) fn add(&mut self, step: Step) {
        if self.story.steps.len() >= MOST_STEPS {
            let at = self.least_telling();
            let left_out = self.story.steps.remove(at);
            self.held = self.held.saturating_sub(left_out.cost());
            self.story.left_out = self.story.left_out.saturating_add(1);
        }
        self.held = self.held.saturating_add(step.cost());
        self.story.steps.push(step);
    }

    /// Which step may go: behind the first ones, the first that says little, is said again by the next,
    /// or is of no connection in which the session went on.
    fn least_telling(&self) -> usize {
        use StepKind::{Accept, Authorize, Close, Offer, Resume, Retry, Trigger};
        let steps = &self.story.steps;
        let last = self.steps(Accept).last().and_then(|step| step.flow);
        let newest = steps.last().and_then(|step| step.flow);
        let place = |of: &dyn Fn(usize, &Step) -> bool| {
            steps.iter().enumerate().skip(FIRST).find(|(at, step)| of(*at, step)).map(|(at, _)| at)
        };
        let is_quiet =
            |_, step: &Step| matches!(step.kind, Offer | Authorize | Retry | Close | Resume);
        let is_said_again = |at: usize, step: &Step| {
            let next = steps.get(at.saturating_add(1));
            step.kind == Trigger && next.is_some_and(|next| next.kind == Trigger)
        };
        let is_aside = |_, step: &Step| {
            let decides = matches!(step.kind, Accept | Trigger);
            !decides && step.flow != last && step.flow != newest
        };
        let at = place(&is_quiet).or_else(|| place(&is_said_again));
        at.or_else(|| place(&is_aside)).unwrap_or(FIRST)
    }

    /// Whether something of this kind happened in a connection.
    pub(super) fn has(&self, kind: StepKind, flow: u64) -> bool {
        self.steps(kind).any(|step| step.flow == Some(flow))
    }

    pub(super) fn steps(&self, kind: StepKind) -> impl Iterator<Item = &Step> {
        self.story.steps.iter().filter(move |step| step.kind == kind)
    }

    /// Whether a connection is another than the first.
    pub(super) fn is_later(&self, flow: u64) -> bool {
        self.steps(StepKind::Contact).next().is_some_and(|first| first.flow != Some(flow))
    }

    /// The course so far.
    pub(super) fn course(&self) -> Course {
        let mut steps: Vec<_> = self.story.steps.iter().collect();
        steps.sort_by_key(|step| step.frame.number);
        Course::of(steps)
    }

    /// Whether a move was authorized by a ticket.
    pub(super) fn is_authorized(&self) -> bool {
        self.steps(StepKind::Authorize).next().is_some()
    }

    /// A token points to a target.
    pub(super) fn add_target(&mut self, target: SocketAddr) {
        if self.targets.contains(&target) {
            return;
        }
        if self.targets.len() >= MOST_TARGETS {
            self.targets.pop_front();
        }
        self.targets.push_back(target);
    }

    /// Takes out what happened in a connection that turns out to be of another story.
    pub(super) fn forget(&mut self, flow: u64) {
        let held = &mut self.held;
        self.story.steps.retain(|step| {
            let stays = step.flow != Some(flow);
            *held = held.saturating_sub(if stays { 0 } else { step.cost() });
            stays
        });
        self.leave(flow);
    }

    /// A connection is of the story no longer; what happened in it stays.
    pub(super) fn leave(&mut self, flow: u64) {
        let before = self.flows.len();
        self.flows.retain(|number| *number != flow);
        self.held = self.held.saturating_sub((before - self.flows.len()) * FLOW);
    }

    /// Takes a connection in. Returns the number of one that is no longer of the story, where there are
    /// too many.
    pub(super) fn enter(&mut self, flow: u64) -> Option<u64> {
        self.flows.push_back(flow);
        if self.flows.len() > MOST_FLOWS {
            return self.flows.pop_front();
        }
        self.held = self.held.saturating_add(FLOW);
        None
    }

    /// The numbers of its connections.
    pub(super) fn flows(&self) -> impl Iterator<Item = u64> {
        self.flows.iter().copied()
    }

    /// The story is found by a key. Returns one that it is to be found by no longer, where there are too
    /// many: the oldest ticket, mostly, and of these first one that authorizes nothing.
    pub(super) fn know(&mut self, key: Key) -> Option<Key> {
        self.held = self.held.saturating_add(key.cost());
        self.keys.push_back(key);
        if self.keys.len() <= MOST_KEYS {
            return None;
        }
        let first = |of: fn(&Key) -> bool| self.keys.iter().position(of);
        let other = first(|key| matches!(key, Key::OtherTicket(_) | Key::Presented(_)));
        let ticket = other.or_else(|| first(|key| matches!(key, Key::Ticket(_))));
        let oldest = self.keys.remove(ticket.unwrap_or(0))?;
        self.held = self.held.saturating_sub(oldest.cost());
        Some(oldest)
    }

    /// The story is found by keys no longer, which are returned.
    pub(super) fn unknow(&mut self, is_one: impl Fn(&Key) -> bool) -> Vec<Key> {
        let (gone, kept): (Vec<_>, Vec<_>) = self.keys.drain(..).partition(is_one);
        self.keys = kept.into();
        let cost: usize = gone.iter().map(Key::cost).sum();
        self.held = self.held.saturating_sub(cost);
        gone
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

    /// Whether there is something to tell.
    pub(super) fn is_worth_telling(&self) -> bool {
        self.story.steps.iter().any(|step| step.kind.is_worth_telling())
    }

    /// Puts the steps in the order of their frames.
    pub(super) fn sort(&mut self) {
        self.story.steps.sort_by_key(|step| step.frame.number);
    }
}
