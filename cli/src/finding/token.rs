//! Rules about tokens.
//!
//! They are judged when their verdicts are known, by what was judged before.

mod nonces;
mod presented;
mod room;

use std::collections::HashMap;
use std::time::Duration;

use rehome::tls::{ClientHello, MigrationToken, NewSessionTicket, OfferedPsks};
use rehome::wire::Decode;

use super::{Finding, Id, Rules, Sink, target};
use crate::element::{Element, Kind};
use crate::value::words;
use nonces::{Nonces, Reuse};
use presented::Presented;
use room::Room;

/// What of earlier tokens is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {
    room: Room,
    nonces: Nonces,
    presented: Presented,
    /// In which frame a ticket came first, of those that came with a token.
    tickets: HashMap<Box<[u8]>, u64>,
}

impl Memory {
    /// An element whose verdict is known. Of one that is broken no more is to be said.
    pub(super) fn verdict(&mut self, rules: &Rules, element: &Element, sink: Sink<'_>) {
        match element.kind {
            _ if element.value.is_err() => {}
            Kind::NewSessionTicket => {
                let ticket = NewSessionTicket::from_bytes_with(&element.octets, &rules.code_points);
                let Ok(NewSessionTicket { migration_token: Some(token), ticket, .. }) = ticket
                else {
                    return;
                };
                self.issued(rules, element, token, sink);
                let ticket = ticket.as_bytes();
                if !self.tickets.contains_key(ticket) && self.room.take(ticket.len()) {
                    self.tickets.insert(ticket.into(), element.frame.number);
                }
            }
            Kind::ClientHello => {
                let hello = ClientHello::from_bytes_with(&element.octets, &rules.code_points);
                let Ok(ClientHello { migration_token: Some(token), pre_shared_key, .. }) = hello
                else {
                    return;
                };
                self.presented(element, token, pre_shared_key, sink);
            }
            _ => {}
        }
    }

    /// A token that a server gives a client.
    fn issued(
        &mut self,
        rules: &Rules,
        element: &Element,
        token: MigrationToken<'_>,
        sink: Sink<'_>,
    ) {
        let expiry = token.expiry_timestamp();
        if let Some(time) = element.frame.time {
            let (lifetime, most) = (expiry.saturating_sub(time.seconds), rules.max_lifetime);
            if time.seconds > expiry {
                let message = format!("the token is issued {}", after_expiry(time.seconds, expiry));
                sink(Finding::of(Id::TokenExpired, element, message));
            } else if Duration::from_secs(lifetime) > most {
                let most = most.as_secs();
                let message = format!(
                    "the token is issued for {lifetime} seconds, until {}, and the bound is {most}",
                    words::time(expiry)
                );
                sink(Finding::of(Id::TokenLifetime, element, message));
            }
        }
        if let Some((id, message)) = target::judge(token.target_address(), element.source) {
            sink(Finding::of(id, element, message));
        }
        if let Some(reuse) = self.nonces.see(token, element.frame.number, &mut self.room) {
            sink(nonce_reused(element, token, reuse));
        }
    }

    /// A token that a client brings.
    fn presented(
        &mut self,
        element: &Element,
        token: MigrationToken<'_>,
        pre_shared_key: Option<&[u8]>,
        sink: Sink<'_>,
    ) {
        let flow = element.flow.unwrap_or_default();
        let earlier = self.presented.see(token, flow, element.frame.number, &mut self.room);
        // A second hello of the same connection says nothing new.
        if earlier.is_some_and(|earlier| earlier.is_same_connection) {
            return;
        }
        let earlier = earlier.map(|earlier| earlier.first);
        let [_, _, session] = words::token(&token);
        let of = |id, message: String| Finding::of(id, element, message);
        match element.verdict {
            Some("session_mismatch") => {
                let frame = self.first_of_ticket(pre_shared_key);
                let message = format!("the token is of {session}, and the ticket of another");
                sink(of(Id::TokenSessionMismatch, message).with(frame));
            }
            Some("bad_signature") => {
                let message =
                    format!("the signature is not one of {session}, which the token names");
                sink(of(Id::TokenForged, message));
            }
            Some("expired") => sink(expired(element, token)),
            Some("replayed") => {
                sink(match earlier {
                    Some(frame) => replayed(element, &session, frame),
                    None => of(
                        Id::TokenReplayed,
                        format!("the nonce was used before, by another token of {session}"),
                    )
                    .with(self.nonces.accepted(token)),
                });
            }
            // Without the session's secrets, what can be told without them.
            None | Some("unknown_session") => {
                if element.verdict.is_some() {
                    let message = format!("no secret is given of {session}, which the token is of");
                    sink(of(Id::TokenUnknownSession, message));
                }
                if element.frame.time.is_some_and(|time| time.seconds > token.expiry_timestamp()) {
                    sink(expired(element, token));
                } else if let Some(frame) = earlier {
                    sink(replayed(element, &session, frame));
                }
            }
            Some(_) => {}
        }
        let (target, at) = (token.target_address(), element.destination);
        if (target.address, target.port) != (at.ip(), at.port()) {
            let message = format!("the token is for {target}, and presented at {at}");
            sink(of(Id::TokenOtherTarget, message));
        }
        // What somebody made up says nothing of who issues tokens.
        if element.verdict != Some("bad_signature") {
            let reuse = self.nonces.see(token, element.frame.number, &mut self.room);
            // That it can't be accepted was said above.
            if let Some(reuse) = reuse.filter(|_| element.verdict != Some("replayed")) {
                sink(nonce_reused(element, token, reuse));
            }
        }
        if element.verdict == Some("valid") {
            self.nonces.accept(token, element.frame.number);
        }
    }

    /// Where the ticket came from that is presented.
    fn first_of_ticket(&self, pre_shared_key: Option<&[u8]>) -> Option<u64> {
        let psks = OfferedPsks::from_bytes(pre_shared_key?).ok()?;
        self.tickets.get(psks.identities().next()?.identity.as_bytes()).copied()
    }
}

fn expired(element: &Element, token: MigrationToken<'_>) -> Finding {
    let time = element.frame.time.map_or(0, |time| time.seconds);
    let message =
        format!("the token is presented {}", after_expiry(time, token.expiry_timestamp()));
    Finding::of(Id::TokenExpired, element, message)
}

fn after_expiry(time: u64, expiry: u64) -> String {
    format!("at {}, after its expiry_timestamp, {}", words::time(time), words::time(expiry))
}

fn replayed(element: &Element, session: &str, frame: u64) -> Finding {
    let message = format!("the token of {session} was presented before");
    Finding::of(Id::TokenReplayed, element, message).with([frame])
}

fn nonce_reused(element: &Element, token: MigrationToken<'_>, reuse: Reuse) -> Finding {
    let [_, _, session] = words::token(&token);
    let message = format!("the token has the nonce of another one of {session}");
    Finding::of(Id::NonceReused, element, message).with([reuse.first])
}

#[cfg(test)]
mod tests;
