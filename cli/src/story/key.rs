//! What stories are known by.

use std::net::{IpAddr, SocketAddr};

/// By what a session moves. A connection may be of one story by each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Protocol {
    Tls,
    Affinity,
    Migrate,
}

/// What later connections of a story are known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A ticket that authorizes a move.
    Ticket(Box<[u8]>),
    /// One that authorizes none.
    OtherTicket(Box<[u8]>),
    /// One that was presented, and is not known from whoever issued it.
    Presented(Box<[u8]>),
    /// The session_id in its token.
    Session(Box<[u8]>),
    /// The Token of TCP Migrate.
    Token([u8; 8]),
    /// The server of a secure connection of TCP Migrate, whose key may not be given.
    Secure(SocketAddr),
    /// Where a client is awaited that was told to move.
    Awaited(Awaited),
}

/// A client, any where it may come from another address, and an address, with a port where one was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Awaited {
    pub(super) protocol: Protocol,
    pub(super) client: Option<IpAddr>,
    pub(super) host: IpAddr,
    pub(super) port: Option<u16>,
}

impl Awaited {
    /// A client at a target. It comes from another address where that is of another family.
    pub(super) fn at(protocol: Protocol, client: IpAddr, host: IpAddr, port: Option<u16>) -> Self {
        let client = Some(client).filter(|client| client.is_ipv4() == host.is_ipv4());
        Self { protocol, client, host, port }
    }
}

impl Key {
    /// What it takes of memory, in the index and in its story.
    pub(super) fn cost(&self) -> usize {
        let octets = match self {
            Self::Ticket(octets)
            | Self::OtherTicket(octets)
            | Self::Presented(octets)
            | Self::Session(octets) => octets.len(),
            _ => 0,
        };
        2 * (size_of::<Self>() + octets)
    }
}
