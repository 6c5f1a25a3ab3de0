//! What hellos say: attempts to go on with a session, and their answers.

use std::net::SocketAddr;

use rehome::tls::MigrationToken;
use rehome::wire::Decode;

use super::key::{Key, Protocol};
use super::plot::Plot;
use super::stories::{Sink, Stories};
use super::tls::{contact_of, step};
use super::{Family, Said, Step, StepKind};
use crate::element::{Choice, Heard, Hello};
use crate::finding::{Finding, Id};
use crate::tls::ServerHello;
use crate::value::words;

impl Stories {
    pub(super) fn hello(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        let Some(hello) = heard.handshake.last_hello() else { return };
        let flow = heard.flow.number;
        let own = self.number_of(heard.flow, Protocol::Tls);
        let is_attempted =
            own.and_then(|own| self.at(own)).is_some_and(|plot| plot.has(StepKind::Attempt, flow));
        if let Some(number) = own.filter(|_| is_attempted) {
            return self.second_hello(number, heard, hello, sink);
        }
        let contact = contact_of(heard);
        let token = hello.token.as_deref().and_then(|token| MigrationToken::from_bytes(token).ok());
        let session = token.map(|token| Key::Session(token.session_id().as_bytes().into()));
        let ticket = hello.ticket.clone().map(Key::Ticket);
        // Who comes back to the server that the session is at resumes it there, and moves nothing.
        let is_elsewhere = |plot: &Plot| plot.course().server() != Some(contact.ends[1]);
        let by_session = session.as_ref().and_then(|key| self.find(key));
        let by_ticket = ticket.as_ref().and_then(|key| self.find(key)).filter(|number| {
            Some(*number) == own || token.is_some() || self.at(*number).is_some_and(is_elsewhere)
        });
        // Whoever is awaited may bring a ticket that does not allow it.
        let by_other = hello.ticket.clone().map(Key::OtherTicket).and_then(|key| {
            self.find(&key)?;
            let awaiting = self.awaiting(Protocol::Tls, contact.ends);
            self.index.all(&key).find(|it| Some(*it) == own || awaiting.contains(it))
        });
        let found = by_session.or(by_ticket).or(by_other);
        if found.is_none() && token.is_none() {
            return self.no_attempt(heard, hello, own, sink);
        }
        let number = found.unwrap_or_else(|| {
            // A token of a session that was not seen says that it is none of the one awaited here.
            self.begin(Family::Tls00, contact)
        });
        self.contact(number, contact);
        let detail = match token {
            Some(token) => {
                let is_malformed = heard.element.is_some_and(|element| element.value.is_err());
                let [target, ..] = words::token(&token);
                format!("ClientHello, {target}{}", if is_malformed { ", malformed" } else { "" })
            }
            None if by_ticket.is_none() => {
                "ClientHello, ticket without migration_allowed".to_owned()
            }
            None => "ClientHello, ticket".to_owned(),
        };
        // A server may not take it, whatever the verdict on the token.
        let may_be_refused = hello.is_psk_ke_only
            || token
                .is_some_and(|token| SocketAddr::from(token.target_address()) != contact.ends[1]);
        self.add(number, Step { may_be_refused, ..step(heard, StepKind::Attempt, detail) });
        if token.is_some() {
            self.change(number, |plot| plot.story.family = Family::Tls00);
        }
        session.into_iter().for_each(|key| self.know(number, key));
        self.offers_psk_ke(number, heard, hello, sink);
        // The server's direction may have been captured first.
        if let Some(choice) = heard.handshake.choice {
            self.answer(number, heard, choice, sink);
        }
    }

    /// A hello that presents nothing of a session that is known.
    fn no_attempt(&mut self, heard: &Heard<'_>, hello: &Hello, own: Option<u64>, sink: Sink<'_>) {
        let flow = heard.flow.number;
        let is_later = own.and_then(|own| self.at(own)).is_some_and(|plot| plot.is_later(flow));
        if is_later && self.of_ticket(hello).is_some() {
            self.take_back(heard.flow, Protocol::Tls);
        } else if let Some(own) = own.filter(|_| is_later) {
            let is_new = self.at(own).is_some_and(|plot| !plot.has(StepKind::Anew, flow));
            if is_new {
                let detail = match hello.ticket {
                    Some(_) => "ClientHello, ticket of another session",
                    None => "ClientHello without token or ticket",
                };
                self.add(own, step(heard, StepKind::Anew, detail));
            }
            // What comes behind it is of another session.
            self.leave(heard.flow, Protocol::Tls);
        } else if own.is_some() {
            return;
        }
        if hello.offers_support == Some(true) {
            let number = self.begin(Family::Tls03, contact_of(heard));
            self.add(number, step(heard, StepKind::Offer, "migration_support"));
            // The records that issued it may be readable later.
            let ticket = hello.ticket.clone().map(Key::Presented);
            if let Some(ticket) = ticket.filter(|_| self.of_ticket(hello).is_none()) {
                self.know(number, ticket);
            }
            if let Some(choice) = heard.handshake.choice {
                self.answer(number, heard, choice, sink);
            }
        }
    }

    /// The story in which the ticket of a hello was issued.
    fn of_ticket(&self, hello: &Hello) -> Option<u64> {
        let ticket = hello.ticket.as_ref()?;
        let keys = [Key::Ticket(ticket.clone()), Key::OtherTicket(ticket.clone())];
        keys.iter().find_map(|key| self.find(key))
    }

    /// Takes a connection, which is a story of its own so far, into that of the session that is resumed
    /// in it at the same server.
    fn resume(&mut self, own: u64, heard: &Heard<'_>, hello: &Hello) {
        let contact = contact_of(heard);
        let is_here = |plot: &Plot| plot.course().server() == Some(contact.ends[1]);
        let session = self.of_ticket(hello).filter(|session| *session != own);
        let session = session.filter(|session| self.at(*session).is_some_and(is_here));
        let is_quiet = self.at(own).is_some_and(|plot| !plot.is_worth_telling());
        let Some(session) = session.filter(|_| is_quiet) else { return };
        self.take(own);
        self.enter(session, Protocol::Tls, heard.flow.number);
        let detail = "ClientHello, ticket";
        self.add(session, Step::new(StepKind::Resume, hello.frame, contact, true, detail));
    }

    /// The hello behind a HelloRetryRequest.
    fn second_hello(&mut self, number: u64, heard: &Heard<'_>, hello: &Hello, sink: Sink<'_>) {
        let flow = heard.flow.number;
        let is_new = self.at(number).is_some_and(|plot| !plot.has(StepKind::Anew, flow));
        if hello.ticket.is_none() && is_new {
            let detail = "second ClientHello without token or ticket";
            self.add(number, step(heard, StepKind::Anew, detail));
        }
        self.offers_psk_ke(number, heard, hello, sink);
    }

    fn offers_psk_ke(&mut self, number: u64, heard: &Heard<'_>, hello: &Hello, sink: Sink<'_>) {
        if hello.is_psk_ke_only && hello.ticket.is_some() {
            let message = "the client offers psk_ke only, so that the session keeps its old secret";
            self.psk_ke(number, Finding::of_message(Id::PskKe, heard, message), heard, sink);
        }
    }

    /// Once for a connection.
    fn psk_ke(&mut self, number: u64, finding: Finding, heard: &Heard<'_>, sink: Sink<'_>) {
        let flow = Some(heard.flow.number);
        let before = self.change(number, |plot| std::mem::replace(&mut plot.psk_ke, flow));
        if before != Some(flow) {
            sink(Said::Finding(finding));
        }
    }

    pub(super) fn server_hello(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        let Some(number) = self.number_of(heard.flow, Protocol::Tls) else { return };
        let is_retry = ServerHello::read(heard.message.octets).is_some_and(|it| it.is_retry());
        if is_retry {
            let flow = heard.flow.number;
            if self.at(number).is_some_and(|plot| plot.has(StepKind::Attempt, flow)) {
                self.add(number, step(heard, StepKind::Retry, "HelloRetryRequest"));
            }
            return;
        }
        let frame = heard.message.span.completed_by;
        if let Some(choice) = heard.handshake.choice.filter(|choice| choice.frame == frame) {
            self.answer(number, heard, choice, sink);
        }
    }

    /// What the server makes of an attempt, by its ServerHello, which may be heard before the hello.
    fn answer(&mut self, number: u64, heard: &Heard<'_>, choice: Choice, sink: Sink<'_>) {
        let flow = heard.flow.number;
        let is_asked = self.at(number).is_some_and(|plot| {
            let has_any = |kinds: &[StepKind]| kinds.iter().any(|kind| plot.has(*kind, flow));
            has_any(&[StepKind::Attempt, StepKind::Offer])
                && !has_any(&[StepKind::Anew, StepKind::Accept, StepKind::Refuse])
        });
        let hello = heard.handshake.last_hello();
        let hello = hello.filter(|hello| hello.ticket.is_some() || hello.token.is_some());
        let Some(hello) = hello.filter(|_| is_asked) else { return };
        let (kind, detail) = match (choice.is_tls_1_3, choice.psk, choice.has_key_share) {
            (false, _, _) => (StepKind::Refuse, "not TLS 1.3"),
            (true, None, _) => (StepKind::Refuse, "full handshake"),
            (true, Some(1..), _) => (StepKind::Refuse, "another PSK taken"),
            (true, Some(0), true) => (StepKind::Accept, "PSK taken, psk_dhe_ke"),
            (true, Some(0), false) => (StepKind::Accept, "PSK taken, psk_ke"),
        };
        let contact = contact_of(heard);
        let frame = heard.message.span.completed_by;
        self.add(number, Step::new(kind, frame, contact, false, detail));
        let is_attempt = self.at(number).is_some_and(|plot| plot.has(StepKind::Attempt, flow));
        if kind != StepKind::Accept {
            return;
        }
        if !is_attempt {
            return self.resume(number, heard, hello);
        }
        self.accepted(number, heard.flow);
        if !choice.has_key_share {
            let message = "the server resumes by psk_ke, so that the session keeps its old secret";
            let finding = Finding::of_message(Id::PskKe, heard, message).with([hello.frame.number]);
            self.psk_ke(number, finding, heard, sink);
        }
    }
}
