//! How many elements there are of each kind.

use serde::Serialize;

use super::Kind;

/// Numbers of elements by their names.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Counts {
    tcp_segment: u64,
    client_hello: u64,
    new_session_ticket: u64,
    migrate_notify: u64,
    migrate_request: u64,
}

impl Counts {
    pub(crate) fn count(&mut self, kind: Kind) {
        *match kind {
            Kind::TcpSegment => &mut self.tcp_segment,
            Kind::ClientHello => &mut self.client_hello,
            Kind::NewSessionTicket => &mut self.new_session_ticket,
            Kind::MigrateNotify => &mut self.migrate_notify,
            Kind::MigrateRequest => &mut self.migrate_request,
        } += 1;
    }

    pub(crate) fn each(&self) -> [(Kind, u64); 5] {
        [
            (Kind::TcpSegment, self.tcp_segment),
            (Kind::ClientHello, self.client_hello),
            (Kind::NewSessionTicket, self.new_session_ticket),
            (Kind::MigrateNotify, self.migrate_notify),
            (Kind::MigrateRequest, self.migrate_request),
        ]
    }

    pub(crate) fn all(&self) -> u64 {
        self.each().iter().map(|(_, count)| count).sum()
    }
}
