//! What became of a session that may move: one story across its connections.
//!
//! A story begins with the contact that made a move possible, and goes on through ticket or option,
//! trigger and contact with the next server to what came of it; and from there to the next move.
//! Connections are put together by what they say (the token or ticket that is presented, the Token of
//! TCP Migrate), or by a client's contact with the address that it was told.

mod course;
mod hello;
mod index;
mod key;
mod known;
mod life;
mod members;
mod migrate;
mod migrating;
mod outcome;
mod plot;
mod step;
mod stories;
mod tcp;
mod tls;
mod verdicts;

use std::net::SocketAddr;

use crate::finding::Finding;
pub use course::Course;
use key::Protocol;
pub use migrating::SharedSecret;
pub use outcome::Outcome;
pub use step::{Step, StepKind};
pub(crate) use stories::Stories;

/// A session that may move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Stories count from 1, in the order in which they began.
    pub number: u64,
    /// By which documents it moves.
    pub family: Family,
    /// What happened, in the order of the frames. The first is the first contact that was captured.
    pub steps: Vec<Step>,
    /// Steps that there was no room for.
    pub left_out: u64,
}

/// The documents by which a session moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// TLS service affinity by `migration_token` and `migrate_notify` (draft -00).
    Tls00,
    /// TLS service affinity by `migration_allowed` and `migrate_request` (draft -03).
    Tls03,
    /// TCP service affinity.
    TcpAffinity,
    /// TCP Migrate.
    TcpMigrate,
}

/// What stories tell: themselves, and what is wrong in them.
#[derive(Debug)]
pub(crate) enum Said {
    Finding(Finding),
    Story(Story),
}

impl Family {
    fn protocol(self) -> Protocol {
        match self {
            Self::Tls00 | Self::Tls03 => Protocol::Tls,
            Self::TcpAffinity => Protocol::Affinity,
            Self::TcpMigrate => Protocol::Migrate,
        }
    }

    /// A name that stays.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tls00 => "tls_00",
            Self::Tls03 => "tls_03",
            Self::TcpAffinity => "tcp_affinity",
            Self::TcpMigrate => "tcp_migrate",
        }
    }

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tls00 => "TLS service affinity -00",
            Self::Tls03 => "TLS service affinity -03",
            Self::TcpAffinity => "TCP service affinity",
            Self::TcpMigrate => "TCP Migrate",
        }
    }
}

impl Story {
    /// Whether it is a session of TLS.
    #[must_use]
    pub fn is_of_tls(&self) -> bool {
        matches!(self.family, Family::Tls00 | Family::Tls03)
    }

    /// The servers, in the order of the contacts, the first of them perhaps by an anycast address.
    #[must_use]
    pub fn servers(&self) -> Vec<SocketAddr> {
        let contacts = self.steps.iter().filter(|step| step.kind == StepKind::Contact);
        let mut servers: Vec<_> = contacts.map(Step::server).collect();
        servers.dedup();
        servers
    }

    /// Its course, read off the steps.
    #[must_use]
    pub fn course(&self) -> Course {
        Course::of(&self.steps)
    }

    /// What came of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.course().outcome
    }

    /// What it takes of memory, in octets.
    pub(crate) fn cost(&self) -> usize {
        self.steps.iter().map(Step::cost).sum()
    }
}
