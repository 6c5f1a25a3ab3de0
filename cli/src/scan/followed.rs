//! What is kept of each connection.

use crate::element::Handshake;
use crate::tls::Connection;

/// A connection, and what it said so far.
#[derive(Debug, Default)]
pub(super) struct Followed {
    pub(super) connection: Connection,
    pub(super) handshake: Handshake,
}

impl Followed {
    /// Whether records are held that wait for a secret or a hello.
    pub(super) fn waits(&self) -> bool {
        self.connection.waits()
    }

    /// How many octets are held.
    pub(super) fn held(&self) -> usize {
        self.connection.held().saturating_add(self.handshake.held())
    }
}
