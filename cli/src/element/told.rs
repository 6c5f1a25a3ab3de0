//! What rules and stories are told of, as it is read.

use std::net::SocketAddr;

use rehome::tcp::TcpHeader;

use super::{Element, Handshake};
use crate::capture::FrameId;
use crate::flow::{Direction, Flow, opens};
use crate::tls::{Message, Sender};

/// A TCP segment that is an element, or has SYN, FIN or RST.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) frame: FrameId,
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
    /// The connection that it belongs to, if it belongs to one, and which way it goes there.
    pub(crate) flow: Option<&'a Flow>,
    pub(crate) direction: Direction,
    pub(crate) header: &'a TcpHeader<'a>,
    pub(crate) element: Option<&'a Element>,
}

impl Sent<'_> {
    /// Whether it is a SYN, and no SYN/ACK.
    pub(crate) fn is_syn(&self) -> bool {
        opens(self.header.flags)
    }
}

/// A message of TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) direction: Direction,
    pub(crate) message: &'a Message<'a>,
    /// What was heard in the connection, this message included.
    pub(crate) handshake: &'a Handshake,
    pub(crate) element: Option<&'a Element>,
}

/// The end of a handshake for one side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finished {
    pub(crate) flow: Flow,
    pub(crate) sender: Option<Sender>,
    pub(crate) frame: FrameId,
}
