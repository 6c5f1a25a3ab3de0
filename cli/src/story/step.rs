//! What happens in a story.

use std::net::SocketAddr;

use crate::capture::FrameId;
use crate::finding::{Finding, Id};
use crate::flow::Flow;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub kind: StepKind,
    /// The frame that shows it.
    pub frame: FrameId,
    /// The connection's number.
    pub flow: Option<u64>,
    /// Who did it.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// Whether the client did it.
    pub is_by_client: bool,
    /// More of it, in words; may be empty.
    pub detail: String,
    /// What a server that knows the session makes of it.
    pub verdict: Option<&'static str>,
    /// Of an attempt: a server is right to refuse it even if the token is valid.
    pub may_be_refused: bool,
}

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The client begins a connection with a server; of TCP Migrate it may be the server that does.
    Contact,
    /// The client says that it can move: `migration_support`, SAF, Migrate-Permitted.
    Offer,
    /// The server agrees to moves: Migrate-Permitted on the SYN/ACK.
    Agree,
    /// The server authorizes a move: a ticket with `migration_token` or `migration_allowed`.
    Authorize,
    /// The server asks for a move: `migrate_notify`, `migrate_request`, a Service Affinity option.
    Trigger,
    /// The client attempts a move: a hello with token or ticket, a Migrate SYN.
    Attempt,
    /// The client begins a session with the target without presenting what would move the old one.
    Anew,
    /// The client resumes the session at the server that it is at.
    Resume,
    /// The server asks for a second hello.
    Retry,
    /// The server takes the session over.
    Accept,
    /// The server does not take the session over, and goes on with a full handshake.
    Refuse,
    /// The connection ends with an alert.
    Alert,
    /// The first FIN of a connection.
    Close,
    /// The connection is reset.
    Reset,
}

impl StepKind {
    /// Whether it says more than that a move would be possible.
    pub(super) fn is_worth_telling(self) -> bool {
        matches!(self, Self::Authorize | Self::Trigger | Self::Attempt | Self::Anew)
    }

    /// A name that stays.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Offer => "offer",
            Self::Agree => "agree",
            Self::Authorize => "authorize",
            Self::Trigger => "trigger",
            Self::Attempt => "attempt",
            Self::Anew => "anew",
            Self::Resume => "resume",
            Self::Retry => "retry",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Alert => "alert",
            Self::Close => "close",
            Self::Reset => "reset",
        }
    }
}

impl Step {
    /// In a connection, from the client to the server or back.
    pub(super) fn new(
        kind: StepKind,
        frame: FrameId,
        contact: Contact,
        is_by_client: bool,
        detail: impl Into<String>,
    ) -> Self {
        let [client, server] = contact.ends;
        let (source, destination) = if is_by_client { (client, server) } else { (server, client) };
        let (flow, detail) = (Some(contact.flow.number), detail.into());
        Self {
            kind,
            frame,
            flow,
            source,
            destination,
            is_by_client,
            detail,
            verdict: None,
            may_be_refused: false,
        }
    }

    /// The client and the server.
    pub(super) fn ends(&self) -> [SocketAddr; 2] {
        match self.is_by_client {
            true => [self.source, self.destination],
            false => [self.destination, self.source],
        }
    }

    pub(super) fn server(&self) -> SocketAddr {
        let [_, server] = self.ends();
        server
    }

    /// What it takes of memory.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>().saturating_add(self.detail.len())
    }

    /// A finding that this step shows.
    pub(super) fn finding(&self, id: Id, message: impl Into<String>) -> Finding {
        Finding::new(id, self.frame, self.flow, [self.source, self.destination], message)
    }
}

/// A connection, from the client to the server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contact {
    pub(super) flow: Flow,
    pub(super) ends: [SocketAddr; 2],
}
