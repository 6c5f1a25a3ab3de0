//! Finding stories by what is known of them.

use std::collections::HashSet;
use std::net::SocketAddr;

use super::key::{Awaited, Key, Protocol};
use super::plot::Plot;
use super::stories::Stories;
use super::{Step, StepKind};

impl Stories {
    /// The story that is found by a key.
    pub(super) fn find(&self, key: &Key) -> Option<u64> {
        self.index.first(key)
    }

    /// The story that is found by a key, if it is the only one.
    pub(super) fn find_only(&self, key: &Key) -> Option<u64> {
        self.index.only(key)
    }

    /// Has a story be found by a key.
    pub(super) fn know(&mut self, number: u64, key: Key) {
        if !self.index.insert(key.clone(), number) {
            return;
        }
        if let Some(oldest) = self.change(number, |plot| plot.know(key.clone())).flatten() {
            self.index.remove(&oldest, number);
        }
        if let Some(other) = self.index.surplus(&key) {
            self.change(other, |plot| {
                plot.unknow(|its| *its == key);
                plot.is_awaited &= !matches!(key, Key::Awaited(_));
            });
        }
    }

    /// Has a story be found by keys no longer.
    pub(super) fn unknow(&mut self, number: u64, is_one: impl Fn(&Key) -> bool) {
        let gone = self.change(number, |plot| plot.unknow(is_one)).unwrap_or_default();
        gone.iter().for_each(|key| self.index.remove(key, number));
    }

    /// Has a story be found by what its server issued.
    pub(super) fn know_issued(&mut self, number: u64, key: Key) {
        self.claim(number, &key);
        self.know(number, key);
    }

    /// What others are found by, from records that could be read earlier, is of the session of this story.
    pub(super) fn claim(&mut self, number: u64, key: &Key) {
        let others: Vec<u64> = self.index.all(key).filter(|other| *other != number).collect();
        for other in others {
            match self.at(other).is_some_and(Plot::is_authorized) {
                true => self.unknow(other, |its| its == key),
                false => self.merge(number, other),
            }
        }
    }

    /// Puts another story into a story.
    fn merge(&mut self, number: u64, other: u64) {
        let server = self.at(number).and_then(|plot| plot.course().server());
        let Some(plot) = self.take(other) else { return };
        for step in &plot.story.steps {
            let flow = step.flow.unwrap_or_default();
            let is_here = |step: &Step| Some(step.server()) == server;
            let mut contacts = plot.steps(StepKind::Contact).filter(|its| its.flow == step.flow);
            let is_resumed = contacts.any(is_here) && plot.has(StepKind::Accept, flow);
            // What looked like a session of its own was one more connection of this one.
            let kind = match (step.kind, is_resumed) {
                (StepKind::Contact | StepKind::Accept, true) => continue,
                (StepKind::Offer, true) => StepKind::Resume,
                (StepKind::Offer, false) if !is_here(step) => StepKind::Attempt,
                (kind, _) => kind,
            };
            let is_other = kind != step.kind;
            let detail = if is_other { "ClientHello, ticket" } else { &step.detail }.to_owned();
            self.add(number, Step { kind, detail, ..step.clone() });
        }
        for flow in plot.flows() {
            self.enter(number, plot.protocol, flow);
        }
        let keys: Vec<_> = plot.keys().cloned().collect();
        keys.into_iter().for_each(|key| self.know(number, key));
    }

    /// Awaits a client at an address.
    pub(super) fn wait(&mut self, number: u64, awaited: Awaited) {
        self.change(number, |plot| plot.is_awaited = true);
        self.know(number, Key::Awaited(awaited));
    }

    /// The story that waits for a client at a server.
    pub(super) fn arrive(&mut self, protocol: Protocol, ends: [SocketAddr; 2]) -> Option<u64> {
        ways(protocol, ends).into_iter().find_map(|awaited| self.index.turn(awaited))
    }

    /// The stories that wait for a client at a server.
    pub(super) fn awaiting(&self, protocol: Protocol, ends: [SocketAddr; 2]) -> HashSet<u64> {
        let keys = ways(protocol, ends).map(Key::Awaited);
        keys.iter().flat_map(|key| self.index.all(key)).collect()
    }

    /// A story waits for its client no longer.
    pub(super) fn stop_waiting(&mut self, number: u64) {
        self.change(number, |plot| plot.is_told = false);
        self.unknow(number, |key| matches!(key, Key::Awaited(_)));
    }
}

/// How a client may be awaited that begins a connection.
fn ways(protocol: Protocol, [client, server]: [SocketAddr; 2]) -> [Awaited; 3] {
    let (client, host, port) = (Some(client.ip()), server.ip(), Some(server.port()));
    let ways = [(client, port), (client, None), (None, port)];
    ways.map(|(client, port)| Awaited { protocol, client, host, port })
}
