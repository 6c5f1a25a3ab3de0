//! Connections that have ended while their records wait for secrets.

use std::collections::VecDeque;

use super::followed::Followed;
use crate::flow::Flow;

/// The ones that ended first go first where all together hold too much.
#[derive(Debug, Default)]
pub(super) struct Ended {
    connections: VecDeque<(Flow, Box<Followed>)>,
    held: usize,
}

impl Ended {
    pub(super) fn len(&self) -> usize {
        self.connections.len()
    }

    pub(super) fn keep(&mut self, flow: Flow, connection: Box<Followed>) {
        self.held = self.held.saturating_add(cost(&connection));
        self.connections.push_back((flow, connection));
    }

    /// Gives up the first ones where they hold more than this.
    pub(super) fn trim(&mut self, limit: usize, mut give_up: impl FnMut(Flow)) {
        while self.held > limit {
            let Some((flow, connection)) = self.connections.pop_front() else { return };
            self.held = self.held.saturating_sub(cost(&connection));
            give_up(flow);
        }
    }

    /// Reads on in each; those that wait no longer go.
    pub(super) fn visit(&mut self, mut visit: impl FnMut(Flow, &mut Followed)) {
        self.connections.retain_mut(|(flow, connection)| {
            visit(*flow, connection);
            connection.waits()
        });
        self.held = self.connections.iter().map(|(_, connection)| cost(connection)).sum();
    }
}

/// What it holds, and what it takes itself.
fn cost(connection: &Followed) -> usize {
    connection.held().saturating_add(size_of::<Followed>())
}
