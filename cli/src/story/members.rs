//! Which connection is of which story.

use super::key::Protocol;
use crate::flow::ByNumber;

/// The stories of each connection, of each protocol at most one. Every connection is asked for when it
/// begins and ends, for all protocols at once.
#[derive(Debug, Default)]
pub(super) struct Members(ByNumber<u64, Stories>);

/// The numbers of stories, by TLS, by service affinity of TCP, and by TCP Migrate.
pub(super) type Stories = [Option<u64>; 3];

/// That of a protocol.
fn place(stories: &mut Stories, protocol: Protocol) -> &mut Option<u64> {
    let [tls, affinity, migrate] = stories;
    match protocol {
        Protocol::Tls => tls,
        Protocol::Affinity => affinity,
        Protocol::Migrate => migrate,
    }
}

impl Members {
    /// The stories of a connection.
    pub(super) fn all_of(&self, flow: u64) -> Stories {
        self.0.get(&flow).copied().unwrap_or_default()
    }

    /// The story of a connection by a protocol.
    pub(super) fn of(&self, flow: u64, protocol: Protocol) -> Option<u64> {
        *place(&mut self.all_of(flow), protocol)
    }

    /// A connection is of this story, and of no other of the protocol.
    pub(super) fn insert(&mut self, flow: u64, protocol: Protocol, number: u64) {
        *place(self.0.entry(flow).or_default(), protocol) = Some(number);
    }

    /// A connection is of no story of the protocol. Returns the one that it was of.
    pub(super) fn remove(&mut self, flow: u64, protocol: Protocol) -> Option<u64> {
        let stories = self.0.get_mut(&flow)?;
        let number = place(stories, protocol).take();
        if stories.iter().all(Option::is_none) {
            self.0.remove(&flow);
        }
        number
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_of_one_story_by_each_protocol() {
        let mut members = Members::default();
        members.insert(7, Protocol::Tls, 1);
        members.insert(7, Protocol::Migrate, 2);
        members.insert(7, Protocol::Tls, 3);
        members.insert(8, Protocol::Affinity, 1);
        assert_eq!(members.all_of(7), [Some(3), None, Some(2)]);
        assert_eq!(members.of(8, Protocol::Affinity), Some(1));
        assert_eq!(members.remove(7, Protocol::Affinity), None);
        assert_eq!(members.remove(7, Protocol::Tls), Some(3));
        assert_eq!(members.remove(7, Protocol::Migrate), Some(2));
        assert_eq!(members.0.len(), 1, "nothing is kept of what is of no story");
        assert_eq!(members.all_of(9), [None; 3]);
    }
}
