//! What the messages of TLS say.

use std::net::SocketAddr;

use rehome::tls::{MigrateRequest, MigrationToken, NewSessionTicket};
use rehome::wire::Decode;
use rehome::{ContentType, HandshakeType};

use super::plot::Key;
use super::stories::{Contact, Sink, Stories};
use super::{Family, Said, Step, StepKind};
use crate::element::{Heard, Kind};
use crate::finding::{Finding, Id};
use crate::tls::{Sender, ServerHello};
use crate::value::words;

/// Alerts that end no session in failure (RFC 8446, section 6.1).
const CLOSURES: [u8; 2] = [0, 90];

impl Stories {
    pub(super) fn heard(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        let message = heard.message;
        // What is malformed moves nothing.
        let element = heard.element.filter(|element| element.value.is_ok());
        match (message.content_type, element.map(|element| element.kind)) {
            (_, Some(Kind::NewSessionTicket)) => self.ticket(heard),
            (_, Some(Kind::MigrateNotify)) => {
                self.trigger(heard, Family::Tls00, "migrate_notify".to_owned(), None);
            }
            (_, Some(Kind::MigrateRequest)) => self.request(heard),
            (ContentType::ALERT, _) => self.alert(heard),
            (ContentType::HANDSHAKE, _) => match message.octets.first().copied().map(HandshakeType)
            {
                Some(HandshakeType::CLIENT_HELLO) => self.hello(heard, sink),
                Some(HandshakeType::SERVER_HELLO) => self.server_hello(heard, sink),
                _ => {}
            },
            _ => {}
        }
    }

    /// Who sent a message, and to whom.
    fn step(heard: &Heard<'_>, kind: StepKind, detail: impl Into<String>) -> Step {
        let (source, destination) = heard.flow.endpoints(heard.direction);
        let frame = heard.message.span.completed_by;
        Step::new(kind, frame, Some(heard.flow), [source, destination], detail)
    }

    /// A connection, as it goes from client to server.
    fn contact_of(heard: &Heard<'_>) -> Contact {
        let (source, destination) = heard.flow.endpoints(heard.direction);
        let ends = match heard.message.sender {
            Some(Sender::Server) => [destination, source],
            _ => [source, destination],
        };
        Contact { flow: heard.flow, ends }
    }

    /// The story of the connection, begun here if there is none.
    fn own(&mut self, heard: &Heard<'_>, family: Family) -> u64 {
        let number = self.number_of(heard.flow);
        number.unwrap_or_else(|| self.begin(family, Self::contact_of(heard)))
    }

    fn hello(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        let Some(hello) = heard.handshake.last_hello() else { return };
        let contact = Self::contact_of(heard);
        let token = hello.token.as_deref().and_then(|token| MigrationToken::from_bytes(token).ok());
        let session = token.map(|token| Key::Session(token.session_id().as_bytes().into()));
        let by_session = session.as_ref().and_then(|key| self.find(key));
        let by_ticket = hello.ticket.clone().and_then(|ticket| self.find(&Key::Ticket(ticket)));
        let own = self.number_of(heard.flow);
        let server = contact.ends[1];
        let is_known = |number: &u64| self.knows_server(*number, server, heard);
        // Who comes back to a server that it was at resumes a session there, and moves none.
        let found = by_session.or(by_ticket.filter(|number| token.is_some() || !is_known(number)));
        let number = match (found.or(own), &session) {
            (Some(number), _) => number,
            (None, Some(_)) => self.begin(Family::Tls00, contact),
            (None, None) if hello.offers_support == Some(true) => {
                let number = self.begin(Family::Tls03, contact);
                return self.add(number, Self::step(heard, StepKind::Offer, "migration_support"));
            }
            (None, None) => return,
        };
        self.contact(number, contact);
        let Some(plot) = self.plot(number) else { return };
        // Of the second hello behind a HelloRetryRequest there is nothing more to say.
        if plot.has(StepKind::Attempt, heard.flow) || plot.has(StepKind::Anew, heard.flow) {
            return;
        }
        if token.is_some() {
            plot.story.family = Family::Tls00;
        }
        let is_attempt = token.is_some() || found.is_some();
        if !is_attempt && !plot.is_target(heard.flow) {
            return;
        }
        let (kind, detail) = match token {
            Some(token) => {
                let malformed = heard.element.is_some_and(|element| element.value.is_err());
                let malformed = if malformed { ", malformed" } else { "" };
                let [target, ..] = words::token(&token);
                (StepKind::Attempt, format!("ClientHello, {target}{malformed}"))
            }
            None if is_attempt => (StepKind::Attempt, "ClientHello, ticket".to_owned()),
            None => (StepKind::Anew, "ClientHello without token or ticket".to_owned()),
        };
        self.add(number, Self::step(heard, kind, detail));
        session.into_iter().for_each(|key| self.know(number, key));
        if is_attempt {
            self.has_arrived(number, contact.ends);
        }
        if is_attempt && hello.is_psk_ke_only {
            let message = "the client offers psk_ke only, so that the session keeps its old secret";
            sink(Said::Finding(Finding::of_message(Id::PskKe, heard, message)));
        }
    }

    /// Whether a story's session was at a server in another connection.
    fn knows_server(&self, number: u64, server: SocketAddr, heard: &Heard<'_>) -> bool {
        self.at(number).is_some_and(|plot| plot.knows_server(server, heard.flow))
    }

    fn server_hello(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        let Some(plot) = self.of(heard.flow) else { return };
        let (number, is_attempt) = (plot.story.number, plot.has(StepKind::Attempt, heard.flow));
        if !is_attempt {
            return;
        }
        let is_retry = ServerHello::read(heard.message.octets).is_some_and(|it| it.is_retry());
        if is_retry {
            return self.add(number, Self::step(heard, StepKind::Retry, "HelloRetryRequest"));
        }
        let frame = heard.message.span.completed_by;
        let Some(choice) = heard.handshake.choice.filter(|choice| choice.frame == frame) else {
            return;
        };
        let (kind, detail) = match (choice.is_tls_1_3, choice.has_psk, choice.has_key_share) {
            (false, _, _) => (StepKind::Refuse, "not TLS 1.3"),
            (true, false, _) => (StepKind::Refuse, "full handshake"),
            (true, true, true) => (StepKind::Accept, "PSK taken, psk_dhe_ke"),
            (true, true, false) => (StepKind::Accept, "PSK taken, psk_ke"),
        };
        self.add(number, Self::step(heard, kind, detail));
        let hello = heard.handshake.last_hello();
        let is_told = hello.is_some_and(|hello| hello.is_psk_ke_only);
        if kind == StepKind::Accept && !choice.has_key_share && !is_told {
            let message = "the server resumes by psk_ke, so that the session keeps its old secret";
            let others = hello.map(|hello| hello.frame.number);
            sink(Said::Finding(Finding::of_message(Id::PskKe, heard, message).with(others)));
        }
    }

    fn ticket(&mut self, heard: &Heard<'_>) {
        let code_points = self.code_points;
        let ticket = NewSessionTicket::from_bytes_with(heard.message.octets, &code_points);
        let Ok(ticket) = ticket else { return };
        if heard.message.sender == Some(Sender::Client) {
            return;
        }
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
        self.add(number, Self::step(heard, StepKind::Authorize, details.join(", ")));
        if let Some(plot) = self.plot(number) {
            plot.story.family = family;
        }
        self.know(number, Key::Ticket(ticket.ticket.as_bytes().into()));
        if let Some(token) = ticket.migration_token {
            let client = Self::contact_of(heard).ends[0];
            self.know(number, Key::Session(token.session_id().as_bytes().into()));
            self.know(number, Key::Awaited(client.ip(), token.target_address().into()));
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
        let address = std::str::from_utf8(target).ok().and_then(|target| target.parse().ok());
        self.trigger(heard, Family::Tls03, detail, address);
    }

    fn trigger(
        &mut self,
        heard: &Heard<'_>,
        family: Family,
        detail: String,
        target: Option<SocketAddr>,
    ) {
        if heard.message.sender == Some(Sender::Client) {
            return;
        }
        let number = self.own(heard, family);
        let is_authorized = self.plot(number).is_some_and(|plot| plot.is_authorized());
        if let Some(plot) = self.plot(number).filter(|_| !is_authorized) {
            plot.story.family = family;
        }
        self.add(number, Self::step(heard, StepKind::Trigger, detail));
        if let Some(target) = target {
            let client = Self::contact_of(heard).ends[0];
            self.know(number, Key::Awaited(client.ip(), target));
        }
    }

    fn alert(&mut self, heard: &Heard<'_>) {
        let &[_, description] = heard.message.octets else { return };
        let Some(plot) = self.of(heard.flow) else { return };
        if CLOSURES.contains(&description) || plot.has(StepKind::Alert, heard.flow) {
            return;
        }
        let number = plot.story.number;
        self.add(number, Self::step(heard, StepKind::Alert, format!("alert {description}")));
    }
}
