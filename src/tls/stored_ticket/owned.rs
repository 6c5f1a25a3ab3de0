//! The owned form of a stored ticket.

use alloc::vec::Vec;

use super::StoredTicket;
use crate::tls::MigrationTokenBuf;

/// The owned form of [`StoredTicket`]: what a client keeps when the message is gone.
///
/// ```
/// use rehome::tls::{MoveDecision, NewSessionTicket, StoredTicket, StoredTicketBuf};
///
/// fn on_new_session_ticket(message: &NewSessionTicket<'_>, now: u64) -> Option<StoredTicketBuf> {
///     Some(StoredTicket::new(message, now)?.to_buf())
/// }
///
/// fn on_migrate_notify(stored: &StoredTicketBuf, now: u64) -> MoveDecision {
///     stored.as_ticket().decide(now)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredTicketBuf {
    ticket: Vec<u8>,
    ticket_lifetime: u32,
    received_at: u64,
    token: MigrationTokenBuf,
}

impl StoredTicketBuf {
    /// The borrowed form.
    #[must_use]
    pub fn as_ticket(&self) -> StoredTicket<'_> {
        StoredTicket {
            ticket: &self.ticket,
            ticket_lifetime: self.ticket_lifetime,
            received_at: self.received_at,
            token: self.token.as_token(),
        }
    }
}

impl From<StoredTicket<'_>> for StoredTicketBuf {
    fn from(stored: StoredTicket<'_>) -> Self {
        Self {
            ticket: stored.ticket.to_vec(),
            ticket_lifetime: stored.ticket_lifetime,
            received_at: stored.received_at,
            token: stored.token.to_buf(),
        }
    }
}
