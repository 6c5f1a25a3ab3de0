//! What the messages of TLS say.

use std::net::{IpAddr, SocketAddr};

use rehome::tls::{MigrateRequest, NewSessionTicket};
use rehome::wire::Decode;
use rehome::{ContentType, HandshakeType};

use super::key::{Awaited, Key, Protocol};
use super::step::Contact;
use super::stories::{Sink, Stories};
use super::{Family, Step, StepKind};
use crate::element::{Heard, Kind};
use crate::tls::Sender;
use crate::value::words;

/// Alerts that end no session in failure (RFC 8446, section 6.1).
const CLOSURES: [u8; 2] = [0, 90];

/// A connection, as it goes from client to server.
pub(super) fn contact_of(heard: &Heard<'_>) -> Contact {
    let (source, destination) = heard.flow.endpoints(heard.direction);
    let ends = match heard.message.sender {
        Some(Sender::Server) => [destination, source],
        _ => [source, destination],
    };
    Contact { flow: *heard.flow, ends }
}

/// A step that a message shows.
pub(super) fn step(heard: &Heard<'_>, kind: StepKind, detail: impl Into<String>) -> Step {
    let is_by_client = heard.message.sender != Some(Sender::Server);
    Step::new(kind, heard.message.span.completed_by, contact_of(heard), is_by_client, detail)
}

impl Stories {
    pub(super) fn heard(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        let message = heard.message;
        // What is malformed moves nothing, nor does what comes before the handshake's end or from a
        // client.
        let moves = message.is_application && message.sender == Some(Sender::Server);
        let element = heard.element.filter(|element| element.value.is_ok());
        match (message.content_type, element.map(|element| element.kind)) {
            (_, Some(Kind::NewSessionTicket)) if moves => self.ticket(heard),
            (_, Some(Kind::MigrateNotify)) if moves => self.notify(heard),
            (_, Some(Kind::MigrateRequest)) if moves => self.request(heard),
            (_, Some(Kind::NewSessionTicket | Kind::MigrateNotify | Kind::MigrateRequest)) => {}
            (ContentType::ALERT, _) => self.alert(heard),
            (ContentType::HANDSHAKE, _) => match message.octets.first().copied().map(HandshakeType)
            {
                Some(HandshakeType::CLIENT_HELLO) => self.hello(heard, sink),
                Some(HandshakeType::SERVER_HELLO) => self.server_hello(heard, sink),
                Some(HandshakeType::NEW_SESSION_TICKET) if moves => self.other_ticket(heard),
                _ => {}
            },
            _ => {}
        }
    }

    /// The story of the connection, begun here if there is none.
    fn own(&mut self, heard: &Heard<'_>, family: Family) -> u64 {
        let number = self.number_of(heard.flow, Protocol::Tls);
        number.unwrap_or_else(|| self.begin(family, contact_of(heard)))
    }

    fn ticket(&mut self, heard: &Heard<'_>) {
        let code_points = self.code_points;
        let ticket = NewSessionTicket::from_bytes_with(heard.message.octets, &code_points);
        let Ok(ticket) = ticket else { return };
        let family = match ticket.migration_token {
            Some(_) => Family::Tls00,
            None => Family::Tls03,
        };
        let number = self.own(heard, family);
        let allowed = ticket.migration_allowed.map(|_| "migration_allowed".to_owned());
        let token = ticket.migration_token.map(|token| {
            let [target, expiry, _] = words::token(&token);
            format!("{target}, {expiry}")
        });
        let details: Vec<_> = allowed.into_iter().chain(token).collect();
        self.add(number, step(heard, StepKind::Authorize, details.join(", ")));
        self.change(number, |plot| plot.story.family = family);
        self.claim(number, &Key::Presented(ticket.ticket.as_bytes().into()));
        self.know_issued(number, Key::Ticket(ticket.ticket.as_bytes().into()));
        if let Some(token) = ticket.migration_token {
            let target = token.target_address().into();
            self.change(number, |plot| plot.add_target(target));
            self.know_issued(number, Key::Session(token.session_id().as_bytes().into()));
            self.await_at(number, heard, target.ip(), Some(target.port()));
        }
    }

    /// A ticket that authorizes no move. A client may present it all the same.
    fn other_ticket(&mut self, heard: &Heard<'_>) {
        let Some(number) = self.number_of(heard.flow, Protocol::Tls) else { return };
        let ticket = NewSessionTicket::from_bytes_with(heard.message.octets, &self.code_points);
        if let Ok(ticket) = ticket {
            self.know(number, Key::OtherTicket(ticket.ticket.as_bytes().into()));
        }
    }

    fn notify(&mut self, heard: &Heard<'_>) {
        let number = self.trigger(heard, Family::Tls00, "migrate_notify".to_owned());
        let targets: Vec<SocketAddr> =
            self.at(number).into_iter().flat_map(|plot| plot.targets.iter().copied()).collect();
        for target in targets {
            self.await_at(number, heard, target.ip(), Some(target.port()));
        }
    }

    fn request(&mut self, heard: &Heard<'_>) {
        let code_points = self.code_points;
        let request = MigrateRequest::from_bytes_with(heard.message.octets, &code_points);
        let Ok(request) = request else { return };
        let target = request.target.as_bytes();
        let detail = match target {
            [] => "migrate_request, target of the client's own choice".to_owned(),
            target => format!("migrate_request, {}", words::target(target)),
        };
        let number = self.trigger(heard, Family::Tls03, detail);
        // What is no address says where only to those who know.
        let text = std::str::from_utf8(target).unwrap_or_default();
        if let Ok(target) = text.parse::<SocketAddr>() {
            self.await_at(number, heard, target.ip(), Some(target.port()));
        } else if let Ok(host) = text.parse() {
            self.await_at(number, heard, host, None);
        }
    }

    /// The server tells the client to move, where the session is.
    fn trigger(&mut self, heard: &Heard<'_>, family: Family, detail: String) -> u64 {
        let number = self.own(heard, family);
        self.change(number, |plot| {
            if !plot.is_authorized() {
                plot.story.family = family;
            }
            let is_told = plot.course().is_at(heard.flow.number);
            plot.is_told |= is_told;
            plot.is_awaited &= !is_told;
        });
        self.add(number, step(heard, StepKind::Trigger, detail));
        number
    }

    /// Awaits the client of a connection at an address, if it was told to move.
    fn await_at(&mut self, number: u64, heard: &Heard<'_>, host: IpAddr, port: Option<u16>) {
        if self.at(number).is_some_and(|plot| plot.is_told) {
            let client = contact_of(heard).ends[0].ip();
            self.wait(number, Awaited::at(Protocol::Tls, client, host, port));
            // Who came before this could be read was not awaited.
            let is_late = heard.message.span.completed_by.number < self.latest;
            self.change(number, |plot| plot.is_awaited &= !is_late);
        }
    }

    fn alert(&mut self, heard: &Heard<'_>) {
        let &[_, description] = heard.message.octets else { return };
        let Some(number) = self.number_of(heard.flow, Protocol::Tls) else { return };
        let is_first =
            self.at(number).is_some_and(|plot| !plot.has(StepKind::Alert, heard.flow.number));
        if is_first && !CLOSURES.contains(&description) {
            self.add(number, step(heard, StepKind::Alert, format!("alert {description}")));
        }
    }
}
