//! Which tokens were presented, and in which connections.

use std::collections::{HashMap, HashSet};

use rehome::tls::MigrationToken;
use rehome::wire::Encode;

use super::room::Room;

/// Tokens by their octets.
#[derive(Debug, Default)]
pub(super) struct Presented {
    tokens: HashMap<Box<[u8]>, Presentations>,
}

#[derive(Debug)]
struct Presentations {
    first: u64,
    flow: u64,
    /// Other connections; most have none.
    others: HashSet<u64>,
}

/// A token was presented before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Earlier {
    /// In this frame, for the first time.
    pub(super) first: u64,
    /// In the same connection too.
    pub(super) is_same_connection: bool,
}

impl Presented {
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Takes in that a token is presented; says whether it was before.
    pub(super) fn see(
        &mut self,
        token: MigrationToken<'_>,
        flow: u64,
        frame: u64,
        room: &mut Room,
    ) -> Option<Earlier> {
        let octets = token.to_vec();
        if let Some(known) = self.tokens.get_mut(&*octets) {
            let is_same_connection = known.flow == flow || known.others.contains(&flow);
            if !is_same_connection && room.take(0) {
                known.others.insert(flow);
            }
            return Some(Earlier { first: known.first, is_same_connection });
        }
        if room.take(octets.len()) {
            let known = Presentations { first: frame, flow, others: HashSet::new() };
            self.tokens.insert(octets.into(), known);
        }
        None
    }
}
