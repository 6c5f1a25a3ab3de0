//! What of our formats a capture carries: its elements, as the format `rehome-vectors/1` has them.
//!
//! An [`Element`] is a TCP segment with one of the four options or an offer of service affinity, or a
//! message of TLS 1.3 that carries a migration. Where secrets are given, every attempt to migrate has
//! a verdict.

pub(crate) mod carrier;
mod counts;
mod handshake;
mod judge;
pub(crate) mod segment;
mod told;

use std::net::SocketAddr;
use std::ops::Range;

use clap::ValueEnum;
use rehome::Error;
use serde::{Serialize, Serializer};

use crate::capture::FrameId;
use crate::tls::Sender;
use crate::value::tcp::SegmentValue;
use crate::value::tls::{
    ClientHelloValue, MigrateNotifyValue, MigrateRequestValue, NewSessionTicketValue,
};
pub(crate) use counts::Counts;
pub(crate) use handshake::{Choice, Handshake, Hello};
pub use judge::Judge;
pub(crate) use told::{Finished, Heard, Sent};

/// One element of a capture.
#[derive(Debug)]
pub struct Element {
    /// The frame in which it is complete.
    pub frame: FrameId,
    /// The connection's number, where the segment belongs to one. They count from 1.
    pub flow: Option<u64>,
    /// Who sent it.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// The role of who sent it, as far as TLS tells.
    pub sender: Option<Sender>,
    /// What it is.
    pub kind: Kind,
    /// Where its octets were found.
    pub place: Place,
    /// The octets: a TCP header, an alert, a handshake message.
    pub octets: Vec<u8>,
    /// The value, or why there is none.
    pub(crate) value: Result<Value, Error>,
    /// What a server that knows the session makes of an attempt to migrate: `valid`, a reason of
    /// verification, or `unknown_session`.
    pub verdict: Option<&'static str>,
}

/// The elements by their names in vector files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Kind {
    /// A TCP segment with one of the four options, or with SAF on its SYN
    TcpSegment,
    /// A ClientHello with migration_support or migration_token
    ClientHello,
    /// A NewSessionTicket with migration_token or migration_allowed
    NewSessionTicket,
    /// The alert migrate_notify
    MigrateNotify,
    /// The handshake message migrate_request
    MigrateRequest,
}

impl Kind {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TcpSegment => "tcp_segment",
            Self::ClientHello => "client_hello",
            Self::NewSessionTicket => "new_session_ticket",
            Self::MigrateNotify => "migrate_notify",
            Self::MigrateRequest => "migrate_request",
        }
    }

    /// The element of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|kind| kind.name() == name)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Where octets were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a frame: from which octet to which.
    Frame(Range<usize>),
    /// In the stream of the sender, counted from its first octet: of a message in the clear its own
    /// octets, of a protected one those of its records.
    Stream {
        /// From which octet to which.
        octets: Range<u64>,
        /// The frames that gave them, in the order of the octets.
        frames: Vec<u64>,
        /// Whether they were protected.
        is_protected: bool,
    },
}

/// A value as it stands in vector files.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    TcpSegment(SegmentValue),
    ClientHello(ClientHelloValue),
    NewSessionTicket(NewSessionTicketValue),
    MigrateNotify(MigrateNotifyValue),
    MigrateRequest(MigrateRequestValue),
}
